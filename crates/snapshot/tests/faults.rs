//! What is damaged, cut off, changed or made to harm is an error that says so, and never a result.

mod common;

use common::{gzip, pieces_of, scan_all, try_scan};
use snapshot::{ScanError, ScanOptions, Source};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const LINES: usize = 20_000;

fn zone() -> Vec<u8> {
    let line = |i: usize| format!("host{i}.example. 60 IN TXT \"{:x}\"\n", i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (0..LINES).map(line).collect::<String>().into_bytes()
}

/// A frame with a check sum, as the command writes them.
fn zstd(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.include_checksum(true).expect("a parameter");
    encoder.write_all(text).and_then(|()| encoder.finish()).expect("memory takes everything")
}

fn write(folder: &TempDir, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join("zone");
    fs::write(&path, bytes).expect("the file can be written");
    path
}

/// What the scan of an opened source says, if it fails.
fn failure(source: Source, options: &ScanOptions) -> Option<String> {
    match *try_scan(vec![Ok(source)], options).err()? {
        (_, ScanError::Open(e)) => Some(e.to_string()),
        (_, other) => panic!("{other}"),
    }
}

fn open(path: &Path) -> Source {
    Source::open(path, None).expect("the file can be opened")
}

#[test]
fn a_file_that_is_truncated_or_written_to_meanwhile_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = zone();
    for bytes in [text.clone(), gzip(&text, 1), zstd(&text)] {
        let changes: [fn(&Path, usize); 3] = [
            |path, len| OpenOptions::new().write(true).open(path).expect("opens").set_len(len as u64 / 2).expect("cut"),
            |path, _| OpenOptions::new().write(true).open(path).expect("opens").set_len(0).expect("cut"),
            |path, _| OpenOptions::new().append(true).open(path).expect("opens").write_all(b"\n").expect("appended"),
        ];
        for change in changes {
            let path = write(&folder, &bytes);
            let source = open(&path);
            change(&path, bytes.len());
            let said = failure(source, &pieces_of(100_000)).expect("it is noticed");
            assert!(said.starts_with(&path.display().to_string()), "{said}");
            assert!(
                ["changed while it was read", "damaged", "ends early"].iter().any(|part| said.contains(part)),
                "{said}"
            );
        }
    }
}

#[test]
fn a_flipped_bit_never_changes_what_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = zone();
    for bytes in [gzip(&text, 3), zstd(&text)] {
        let whole = scan_all(vec![open(&write(&folder, &bytes))], &ScanOptions::default());
        let (mut refused, mut flips) = (0, 0);
        let ends = (0..40).chain(bytes.len() - 20..bytes.len());
        for at in ends.chain((0..bytes.len()).step_by(bytes.len() / 100)) {
            let mut broken = bytes.clone();
            broken[at] ^= 1 << (at % 8);
            flips += 1;
            // A file that does not begin like a container is a zone file, however odd.
            if at < 4 {
                continue;
            }
            match try_scan(vec![Ok(open(&write(&folder, &broken)))], &ScanOptions::default()) {
                Ok((found, _)) => assert!(found == whole, "bit {} of byte {at}", at % 8),
                Err(failed) => {
                    assert!(matches!(failed.1, ScanError::Open(_)), "{}", failed.1);
                    refused += 1;
                }
            }
        }
        assert!(refused > flips / 2, "{refused} of {flips}");
    }
}

#[test]
fn what_is_cut_off_is_an_error_wherever_the_cut_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = zone();
    for bytes in [gzip(&text, 1), zstd(&text)] {
        for len in (4..60).chain((60..bytes.len()).step_by(bytes.len() / 50)).chain(bytes.len() - 12..bytes.len()) {
            let said = failure(open(&write(&folder, &bytes[..len])), &ScanOptions::default());
            assert!(said.as_ref().is_some_and(|said| said.contains("ends early")), "{len} bytes: {said:?}");
        }
    }
}

#[test]
fn trailing_garbage_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for bytes in [gzip(&zone(), 1), zstd(&zone())] {
        let said = failure(open(&write(&folder, &[&bytes, &b"more"[..]].concat())), &ScanOptions::default());
        assert!(said.as_ref().is_some_and(|said| said.contains("damaged")), "{said:?}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_read_to_its_end() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lines = [&[b'-'; 999][..], b"\n"].concat();
    let comments = [b"; ", lines.as_slice()].concat().repeat(100_000);
    let bombs = [zstd(&comments), gzip(&comments, 1), zstd(&comments).repeat(3)];
    for (bomb, max_ratio) in bombs.iter().zip([1000, 40, 1000]) {
        let options = ScanOptions { max_ratio, ..ScanOptions::default() };
        let said = failure(open(&write(&folder, bomb)), &options).expect("it is refused");
        assert!(said.ends_with(&format!("expands to more than {max_ratio} times its compressed size")), "{said}");
        let patient = ScanOptions { max_ratio: u64::MAX, ..ScanOptions::default() };
        let (found, bytes) = try_scan(vec![Ok(open(&write(&folder, bomb)))], &patient).expect("allowed");
        assert_eq!((found.records.len(), bytes % comments.len() as u64), (0, 0));
    }
}

#[test]
fn a_stream_without_line_ends_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let endless = zstd(&vec![b'x'; 300 << 20]);
    let options = ScanOptions { max_ratio: u64::MAX, ..ScanOptions::default() };
    let said = failure(open(&write(&folder, &endless)), &options).expect("it is refused");
    assert!(said.ends_with("a line longer than 256 MiB"), "{said}");
}
