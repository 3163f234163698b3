use super::percent;

#[test]
fn halves_round_up_exactly() {
    assert_eq!(percent(1, 8, 0), "13"); // 12.5
    assert_eq!(percent(1, 8, 1), "12.5");
    assert_eq!(percent(1, 16, 1), "6.3"); // 6.25
    assert_eq!(percent(1, 2000, 1), "0.1"); // 0.05, in binary a little more
    assert_eq!(percent(3, 2000, 1), "0.2"); // 0.15, in binary a little less
    assert_eq!(percent(1_000_499, 1_000_000_000, 1), "0.1");
}

#[test]
fn figures_of_the_2019_survey() {
    // The survey's slides print 85.8, 85.4 and 1.6 for these three.
    assert_eq!(percent(199, 233, 1), "85.4");
    assert_eq!(percent(241, 282, 1), "85.5");
    assert_eq!(percent(5, 323, 1), "1.5");
    assert_eq!(percent(18, 1_290_000, 4), "0.0014");
}

#[test]
fn extremes() {
    assert_eq!(percent(0, 0, 1), "-");
    assert_eq!(percent(0, 7, 2), "0.00");
    assert_eq!(percent(u64::MAX, u64::MAX, 40), "100.000000000000");
    assert_eq!(percent(3, 2, 0), "150");
}
