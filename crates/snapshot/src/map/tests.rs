use super::map;
use std::io::Write;

#[test]
fn a_map_of_a_file_that_is_cut_off_reads_as_zeros() {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&[b'x'; 200_000]).expect("written");
    let bytes = map(&file, 5000, 190_000).expect("mapped").expect("watched");
    assert_eq!((bytes.len(), bytes[0], bytes[189_999]), (190_000, b'x', b'x'));
    file.set_len(100).expect("truncated");
    assert!(bytes.iter().all(|b| *b == 0), "what the file no longer has is zero");
    file.set_len(300_000).expect("longer again");
    let again = map(&file, 0, 300_000).expect("mapped").expect("watched");
    assert_eq!(again.iter().filter(|b| **b == b'x').count(), 100);
}

#[test]
fn a_place_is_free_again_once_the_bytes_are_gone() {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(b"example. NS a.\n").expect("written");
    for _ in 0..5000 {
        assert_eq!(&map(&file, 9, 2).expect("mapped").expect("a place")[..], b"NS");
    }
}
