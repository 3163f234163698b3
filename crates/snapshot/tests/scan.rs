//! Policies, damaged inputs, several sources, and texts that are hard on a scan.

mod common;

use common::{Drip, Found, gzip, in_memory, pieces_of, pool, scan_all, stop_after, try_scan, zstd};
use proptest::prelude::*;
use snapshot::{ScanError, ScanOptions, Source};
use std::io::Cursor;
use std::path::Path;

#[path = "../../zonefile/tests/common/text.rs"]
mod text;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pieces_equal_the_whole(text in text::zone_text(60), mark in any::<bool>(), rootless in any::<bool>()) {
        let text = if mark { [b"\xef\xbb\xbf", text.as_slice()].concat() } else { text };
        let origin = (!rootless).then_some("example.");
        let whole = scan_all(vec![in_memory(&text, origin)], &pieces_of(1 << 20));
        for size in [1, 5, 40, 200] {
            let options = pieces_of(size);
            prop_assert_eq!(&whole, &scan_all(vec![in_memory(&text, origin)], &options), "pieces of {}", size);
            let drip = Source::from_reader(Path::new("zone"), Drip(Cursor::new(text.clone())), origin.map(common::name));
            prop_assert_eq!(&whole, &scan_all(vec![drip], &options), "stream in pieces of {}", size);
        }
    }
}

fn stopped(text: &[u8], allowed: u64, size: usize) -> (u64, u64, Found) {
    match try_scan(vec![Ok(in_memory(text, Some("example.")))], &stop_after(allowed, size)) {
        Err(failed) => match *failed {
            (found, ScanError::Stopped { count, last }) => (count, last.line, found),
            (_, other) => panic!("{other}"),
        },
        Ok(_) => panic!("it did not stop"),
    }
}

#[test]
fn stopping_does_not_depend_on_pieces() {
    let text = "$TTL 60\na A 1\nb A 192.0.2.1\nc A 2\nd A 3\ne A 192.0.2.2\nf A 4\n".as_bytes();
    for size in [1, 20, 1 << 20] {
        for (allowed, line) in [(0, 2), (1, 4), (2, 5), (3, 7)] {
            let (count, last, found) = stopped(text, allowed, size);
            assert_eq!((count, last), (allowed + 1, line), "{allowed} allowed in pieces of {size}");
            assert_eq!(found.rejects.len() as u64, allowed + 1);
        }
        assert!(try_scan(vec![Ok(in_memory(text, Some("example.")))], &stop_after(4, size)).is_ok());
    }
}

#[test]
fn rejects_of_all_sources_count() {
    let bad = || Ok(in_memory(b"a 60 A x\n", Some("example.")));
    assert!(try_scan(vec![bad(), bad()], &stop_after(2, 1)).is_ok());
    assert!(try_scan(vec![bad(), bad(), bad()], &stop_after(2, 1)).is_err());
}

#[test]
fn sources_share_nothing() {
    let first = in_memory(b"$TTL 60\n$ORIGIN x.\na A 192.0.2.1\nb TXT (", Some("example."));
    let second = in_memory(b"  A 192.0.2.2\nc 60 A 192.0.2.3\n", Some("example."));
    let found = scan_all(vec![first, second], &pieces_of(1));
    assert_eq!(found.records, ["19 a.x. 60 IN A 192.0.2.1", "14 c.example. 60 IN A 192.0.2.3"]);
    assert_eq!(found.reject_lines(0), ["39 ! 4:7 unclosed_parenthesis", "0 ! 1:1 no_owner"]);
}

#[test]
fn damaged_inputs_fail_behind_what_could_be_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("zone");
    let line = |i: usize| format!("host{i}.example. 60 IN TXT \"{}\"\n", i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let text: String = (0..20_000).map(line).collect();
    for packed in [gzip(text.as_bytes(), 1), zstd(text.as_bytes(), 1)] {
        let half = &packed[..packed.len() / 2];
        let mut broken = packed.clone();
        broken.truncate(packed.len() - 2);
        for bytes in [half, &broken] {
            std::fs::write(&path, bytes).expect("the file can be written");
            let source = Source::open(&path, None).expect("the file can be opened");
            let failed = try_scan(vec![Ok(source)], &pieces_of(1000)).expect_err("the input is damaged");
            let (found, error) = *failed;
            assert!(matches!(error, ScanError::Open(_)), "{error}");
            assert!(found.records.len() > 100, "{} records", found.records.len());
            assert_eq!(found.rejects, []);
        }
    }
}

#[test]
fn every_byte_is_consumed() {
    for text in ["", "\n", "a 60 A 192.0.2.1", "a 60 TXT (\n", "$TTL 60\na TXT ( x\n\n y )\n; end"] {
        for size in [1, 3, 1 << 20] {
            let (_, bytes) = try_scan(vec![Ok(in_memory(text.as_bytes(), Some("example.")))], &pieces_of(size))
                .expect("the scan reaches the end");
            assert_eq!(bytes, text.len() as u64, "{text:?} in pieces of {size}");
        }
    }
}

#[test]
fn a_scan_can_run_inside_a_pool_of_one_thread() {
    let text = "a.example. 60 IN A 192.0.2.1\n".repeat(1000);
    let found = pool(1).install(|| scan_all(vec![in_memory(text.as_bytes(), None)], &pieces_of(100)));
    assert_eq!(found.records.len(), 1000);
}

/// Millions of rejects must not be looked up one by one from the start of their piece.
#[test]
fn a_file_of_rejects_only_has_them_all_in_place() {
    let text = "a A x\n".repeat(50_000);
    let found = scan_all(vec![in_memory(text.as_bytes(), Some("example."))], &ScanOptions::default());
    assert_eq!(found.rejects.len(), 50_000);
    assert!(found.rejects.iter().enumerate().all(|(i, reject)| reject.line == i as u64 + 1 && reject.column == 1));
}

/// Each of these lines could open a record of a mebibyte.
#[test]
fn a_file_of_unclosed_parentheses_is_read_in_linear_time() {
    let text = format!("x 60 A 192.0.2.1\n{}last 60 A 192.0.2.2\n", " A (\n".repeat(20_000));
    for size in [1 << 14, 1 << 20] {
        let found = scan_all(vec![in_memory(text.as_bytes(), Some("example."))], &pieces_of(size));
        assert_eq!((found.records.len(), found.rejects.len()), (2, 20_000));
    }
}

/// A stream cannot hold it, and a map is read alike.
#[test]
fn a_line_of_more_than_256_mib_is_an_error_in_every_input() {
    const MAX_LINE: u64 = 1 << 28;
    let line = |length| std::io::Read::take(std::io::repeat(b';'), length);
    let stream = |length| Source::from_reader(Path::new("zone"), line(length), None);
    let memory = |length| Source::from_bytes(Path::new("zone"), vec![b';'; length as usize], None);
    let size = 1 << 20;
    for source in [stream(MAX_LINE + 1), memory(MAX_LINE + 1)] {
        let Err(failed) = try_scan(vec![Ok(source)], &pieces_of(size)) else { panic!("it was read") };
        assert!(failed.1.to_string().contains("256 MiB"), "{}", failed.1);
    }
    assert_eq!(scan_all(vec![memory(MAX_LINE)], &pieces_of(size)), Found::default());
}
