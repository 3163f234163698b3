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
