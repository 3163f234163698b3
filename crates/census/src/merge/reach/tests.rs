use super::*;
use crate::run::RunBuilder;
use proptest::prelude::*;

fn run_of(keys: &[u8]) -> Run {
    let mut run = RunBuilder::default();
    for key in keys {
        run.open(&[*key]);
        run.add(1, |buf| {
            crate::evidence::push_item(buf, crate::evidence::Tag::Soa, b"");
            Some(())
        });
    }
    run.take_sorted()
}

proptest! {
    /// No run that holds a key of the range is left out; of runs one behind the other, none comes for nothing but neighbours.
    #[test]
    fn runs_that_hold_a_range_are_found(keys in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..5), 0..20), lo: u8, hi: u8) {
        let runs: Vec<Run> = keys.iter().map(|keys| run_of(keys)).collect();
        let reach = Reach::new(&runs);
        for hi in [None, Some(&[hi][..])] {
            let found: Vec<usize> = reach.holding(&runs, &[lo], hi).collect();
            for (number, keys) in keys.iter().enumerate() {
                if keys.iter().any(|key| *key >= lo && hi.is_none_or(|hi| &[*key][..] < hi)) {
                    prop_assert!(found.contains(&number));
                }
            }
        }
    }
}

#[test]
fn runs_side_by_side_are_told_apart() {
    let runs: Vec<Run> = (0..50u8).rev().map(|at| run_of(&[at * 4, at * 4 + 3])).collect();
    let reach = Reach::new(&runs);
    assert!(Reach::are_shallow(&runs));
    assert_eq!(reach.holding(&runs, &[41], Some(&[43])).collect::<Vec<_>>(), [39]);
    let runs: Vec<Run> = (0..50u8).map(|at| run_of(&[at, 200 - at])).collect();
    assert!(!Reach::are_shallow(&runs));
}
