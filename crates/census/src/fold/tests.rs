use super::{FoldMap, hash};
use std::collections::HashSet;

#[test]
fn strings_that_differ_in_little_get_different_hashes() {
    let mut hashes = HashSet::new();
    for number in 0..20_000 {
        for text in [format!("{number}"), format!("{number}.example.jp"), format!("host-{number:08}")] {
            assert!(hashes.insert(hash(text.as_bytes())), "{text}");
        }
    }
    assert!(hashes.insert(hash(b"")) && hashes.insert(hash(b"\0")) && hashes.insert(hash(b"\0\0")));
}

#[test]
fn a_map_finds_what_was_put_in() {
    let mut map = FoldMap::default();
    for number in 0..1000 {
        map.insert(format!("{number}.example").into_bytes(), number);
    }
    assert_eq!(map.get(&b"999.example"[..]), Some(&999));
    assert_eq!(map.get(&b"1000.example"[..]), None);
}
