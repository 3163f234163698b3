use super::*;
use crate::evidence::{Tag, push_item};
use crate::run::{Places, RunBuilder};
use proptest::prelude::*;

fn key() -> impl Strategy<Value = Vec<u8>> {
    let label = prop_oneof!["[ab]{1,3}", "[a-c]{1,40}", "a{240,300}"];
    proptest::collection::vec(label, 0..4)
        .prop_map(|labels| labels.iter().flat_map(|l| [l.as_bytes(), b"\0"].concat()).collect())
}

/// A run whose buffer is in order, as blocks have it.
fn run_of(names: &[(Vec<u8>, Vec<usize>)]) -> Run {
    let mut builder = RunBuilder::default();
    for (key, lens) in names {
        builder.open(key);
        for len in lens {
            builder.add(1 << (len % 16), |buf| {
                push_item(buf, Tag::OwnText, &vec![b'x'; *len]);
                Some(())
            });
        }
    }
    let (sorted, mut run) = (builder.take_sorted(), Run::default());
    (0..sorted.len()).for_each(|index| run.push(&sorted, index, &mut Places::default()));
    run
}

proptest! {
    #[test]
    fn what_is_packed_comes_back(names in proptest::collection::vec((key(), proptest::collection::vec(0usize..300, 0..4)), 0..40), cut: usize) {
        let run = run_of(&names);
        let mut bytes = Vec::new();
        pack(&run, &mut bytes);
        let mut back = run_of(&[(b"first\0".to_vec(), vec![1])]);
        let (first, start) = (back.len(), back.buf.len());
        prop_assert_eq!(unpack(&bytes, &mut back), Some(()));
        prop_assert_eq!(&back.buf[start..], &run.buf[..]);
        prop_assert_eq!(back.len() - first, run.len());
        for index in 0..run.len() {
            prop_assert_eq!(back.key(first + index), run.key(index));
            prop_assert_eq!(back.entries[first + index].mask, run.entries[index].mask);
            prop_assert!(back.items(first + index).eq(run.items(index)));
        }
        // What is cut short is told or reads as fewer entries.
        if !bytes.is_empty() {
            let mut less = Run::default();
            prop_assert!(unpack(&bytes[..cut % bytes.len()], &mut less).is_none() || less.len() < run.len());
        }
    }
}
