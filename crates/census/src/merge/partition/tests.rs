use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #[test]
    fn bits_are_a_set(numbers in proptest::collection::btree_set(0usize..300, 0..60)) {
        let mut bits = Bits::new(300);
        numbers.iter().for_each(|number| bits.set(*number));
        for at in 0..400 {
            prop_assert_eq!(bits.next_from(at), numbers.range(at..).next().copied());
        }
        for n in 0..numbers.len() + 2 {
            prop_assert_eq!(bits.nth(n), numbers.iter().nth(n).copied());
        }
        prop_assert_eq!(BTreeSet::from_iter((0..300).filter(|at| bits.next_from(*at) == Some(*at))), numbers);
    }
}

/// Runs that share keys and overlap, or lie one behind the other.
fn runs() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
    let key = prop_oneof!["[ab]{1,4}", "common[a-d]{0,3}", "common label[a-d]{1,2}"].prop_map(String::into_bytes);
    let keys = proptest::collection::vec(key, 0..120);
    (proptest::collection::vec(keys, 1..5), any::<bool>()).prop_map(|(mut runs, is_apart)| {
        if is_apart {
            (b'a'..).zip(&mut runs).for_each(|(first, run)| run.iter_mut().for_each(|key| key.insert(0, first)));
        }
        runs
    })
}

proptest! {
    /// Every key is found at its first entry and with all of its entries, from anywhere; no other key is.
    #[test]
    fn keys_are_found(keys in runs(), near in any::<prop::sample::Index>(), others in proptest::collection::vec("[a-d]{1,6}|common[a-e]{0,4}", 20)) {
        let plan = crate::plan::Plan::new("jp", crate::plan::Unit::Delegations);
        let counting = Counting::new(&plan, &[]);
        let runs: Vec<Run> = keys.iter().map(|keys| {
            let mut run = crate::run::RunBuilder::default();
            keys.iter().for_each(|key| {
                run.open(key);
                run.add(mask::NS, |buf| {
                    crate::evidence::push_item(buf, crate::evidence::Tag::Soa, b"");
                    Some(())
                });
            });
            run.take_sorted()
        }).collect();
        let mut sorted: Vec<&[u8]> = (0..runs.len()).flat_map(|run| (0..runs[run].len()).map(move |at| (run, at)))
            .map(|(run, at)| runs[run].key(at)).collect();
        sorted.sort_unstable();
        let partition = Partition::new(&runs, crate::merge::Order::new(&runs).sequence(0), &counting);
        prop_assert!(partition.entries.iter().map(|entry| key(&runs, entry)).eq(sorted.iter().copied()));
        let distinct: BTreeSet<&[u8]> = sorted.iter().copied().collect();
        prop_assert_eq!(partition.counted, distinct.len());
        let near = (!sorted.is_empty()).then(|| sorted[near.index(sorted.len())]).and_then(|key| partition.find(&runs, key));
        for wanted in distinct.iter().copied().chain(others.iter().map(String::as_bytes)) {
            let first = sorted.iter().position(|key| *key == wanted);
            let count = sorted.iter().filter(|key| **key == wanted).count();
            let found = partition.find(&runs, wanted);
            prop_assert_eq!(found.map(|place| place.at as usize), first);
            prop_assert_eq!(found.map_or(0, |place| partition.group(place).count()), count);
            if let Some(Ok(close)) = near.map(|near| partition.find_near(&runs, wanted, near)) {
                prop_assert_eq!(close, found);
            }
        }
    }
}
