use super::{largest_remainder, rounded, tenths_of_percent};

#[test]
fn percentages_round_half_up() {
    assert_eq!(tenths_of_percent(1, 2_000), 1);
    assert_eq!(tenths_of_percent(1, 2_001), 0);
    assert_eq!(tenths_of_percent(215, 260), 827);
    assert_eq!(tenths_of_percent(3, 0), 0);
    assert_eq!(rounded(u64::MAX, u64::MAX, 5), 5);
}

#[test]
fn parts_add_up_and_stay_near_their_share() {
    assert_eq!(largest_remainder(10, &[1, 1, 1]), [4, 3, 3]);
    assert_eq!(largest_remainder(7, &[0, 5, 2]), [0, 5, 2]);
    assert_eq!(largest_remainder(5, &[0, 0]), [0, 0]);
    let parts = largest_remainder(1_600_000, &[255, 3_630, 421_000, 1_145_115]);
    assert_eq!(parts.iter().sum::<u64>(), 1_600_000);
    assert_eq!(parts[0], 260);
}
