use super::*;
use crate::evidence::{Tag, mask, push_item};
use crate::run::RunBuilder;
use proptest::prelude::*;

fn keys() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-c]{1,3}", 0..80)
}

proptest! {
    /// The entries of a partition are those from the splitter before it up to the one behind it.
    #[test]
    fn partitions_are_between_splitters(names in keys(), splitters in keys(), ends in proptest::option::of(("[a-c]{0,2}", proptest::option::of("[a-c]{1,2}")))) {
        let mut builder = RunBuilder::default();
        for name in &names {
            builder.open(name.as_bytes());
            builder.add(mask::SOA, |buf| { push_item(buf, Tag::Soa, b""); Some(()) });
        }
        let run = builder.take_sorted();
        let (lo, hi) = ends.unwrap_or_default();
        let hi = hi.filter(|hi| lo < *hi);
        let mut splitters: Vec<Vec<u8>> = splitters.into_iter().map(String::into_bytes).collect();
        splitters.sort();
        splitters.dedup();
        splitters.retain(|key| lo.as_bytes() < key.as_slice() && hi.as_ref().is_none_or(|hi| key.as_slice() < hi.as_bytes()));
        let bounds = Bounds::new(&run, lo.as_bytes(), hi.as_ref().map(String::as_bytes), &splitters);
        for partition in 0..=splitters.len() {
            let from = partition.checked_sub(1).map_or(lo.as_bytes(), |before| &splitters[before]);
            let to = splitters.get(partition).map(Vec::as_slice).or(hi.as_ref().map(String::as_bytes));
            let wanted: Vec<usize> = (0..run.len()).filter(|at| from <= run.key(*at) && to.is_none_or(|to| run.key(*at) < to)).collect();
            prop_assert_eq!(bounds.range(partition).collect::<Vec<_>>(), wanted, "{} of {:?}", partition, &splitters);
        }
    }
}
