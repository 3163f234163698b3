use super::{axis_percent, find_days, grouped, nice_ceiling, percent};

#[test]
fn percentages_round_half_up() {
    assert_eq!(percent(130, 180), "72.2%");
    assert_eq!(percent(1, 2000), "0.050%");
    assert_eq!(percent(5, 1000), "0.5%");
    assert_eq!(percent(1, 400), "0.3%");
    assert_eq!(percent(18, 1_290_000), "0.0014%");
    assert_eq!(percent(477, 1_566_647), "0.030%");
    assert_eq!(percent(0, 5), "0.0%");
    assert_eq!(percent(0, 0), "–");
    assert_eq!(percent(u64::MAX, u64::MAX), "100.0%");
    assert_eq!(percent(1, u64::MAX), "0.000000%");
}

#[test]
fn digits_are_grouped() {
    assert_eq!([0, 999, 1000, 1_566_647].map(grouped), ["0", "999", "1,000", "1,566,647"]);
}

#[test]
fn ceilings_are_nice() {
    assert_eq!([0.0, 3.9, 100.0, 0.0014, 72.3].map(nice_ceiling), [1.0, 5.0, 100.0, 0.002, 100.0]);
    assert_eq!([5.0, 0.002, 2.5].map(axis_percent), ["5%", "0.002%", "2.5%"]);
}

#[test]
fn dates_are_days() {
    assert_eq!(find_days("1970-01-01"), Some(0));
    assert_eq!(find_days("2019-11-01"), Some(18_201));
    assert_eq!(find_days("2019-13-01"), None);
    assert_eq!(find_days("<b>"), None);
}
