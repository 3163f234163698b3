use super::Permutation;

#[test]
fn every_size_is_permuted_onto_itself() {
    for size in (1..200).chain([999, 1_000, 10_007, 65_536]) {
        let permutation = Permutation::new(size, 42);
        let mut seen: Vec<u64> = (0..size).map(|i| permutation.at(i)).collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..size), "size {size}");
    }
}

#[test]
fn keys_give_different_orders() {
    let (a, b) = (Permutation::new(1_000, 1), Permutation::new(1_000, 2));
    let same = (0..1_000).filter(|&i| a.at(i) == b.at(i)).count();
    assert!(same < 20, "{same} of 1,000 points agree");
}

#[test]
fn a_threshold_is_spread_over_the_indexes() {
    let permutation = Permutation::new(100_000, 7);
    for part in 0..10 {
        let chosen = (part * 10_000..(part + 1) * 10_000).filter(|&i| permutation.at(i) < 20_000).count();
        assert!((1_800..2_200).contains(&chosen), "{chosen} of 10,000 in part {part}");
    }
}
