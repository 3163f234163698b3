use super::Times;

#[test]
fn best_and_median() {
    assert_eq!(Times::of([]), None);
    assert_eq!(Times::of([3.0]), Some(Times { best: 3.0, median: 3.0 }));
    assert_eq!(Times::of([9.0, 1.0, 2.0]), Some(Times { best: 1.0, median: 2.0 }));
    assert_eq!(Times::of([4.0, 1.0, 2.0, 10.0]), Some(Times { best: 1.0, median: 3.0 }));
}
