//! Compressed inputs, files and folders give what the same bytes in memory give; taps and counts see all of them.

mod common;

use bytes::Bytes;
use common::{Found, gzip, in_memory, name, pieces_of, pool, scan_all, zstd};
use proptest::prelude::*;
use snapshot::{ScanOptions, Scanned, Source, find_places, scan};
use std::convert::Infallible;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A zone of so many lines that do not compress well, some of them bad, with directives in between.
fn zone(lines: usize) -> Vec<u8> {
    let mut text = b"$TTL 60\n".to_vec();
    for i in 0..lines {
        let noise = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        match i % 1000 {
            7 => writeln!(text, "host{i} A not-an-address"),
            500 => writeln!(text, "$ORIGIN zone{}.example.", i % 7),
            _ => writeln!(text, "host{i} TXT \"{noise:x}{:x}\"", noise.rotate_left(23)),
        }
        .expect("memory takes everything");
    }
    text
}

/// `text` as bgzip writes it: small members that say how long they are, an empty one at the end.
fn bgzip(text: &[u8]) -> Vec<u8> {
    let block = |part: &[u8]| {
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        let data = deflate.write_all(part).and_then(|()| deflate.finish()).expect("memory takes everything");
        let len = (data.len() + 18 + 8 - 1) as u16;
        let mut block = vec![31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, b'B', b'C', 2, 0];
        block.extend(len.to_le_bytes());
        block.extend(data);
        block.extend(crc32fast::hash(part).to_le_bytes());
        block.extend((part.len() as u32).to_le_bytes());
        block
    };
    text.chunks(40_000).chain([&[][..]]).flat_map(block).collect()
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path
}

fn open(path: &Path) -> Source {
    Source::open(path, Some(name("example."))).expect("the file can be opened")
}

/// What a scan finds, the file names left out.
fn found(source: Source, options: &ScanOptions) -> (Vec<String>, Vec<String>) {
    let found: Found = scan_all(vec![source], options);
    let rejects = found.reject_lines(0);
    (found.records, rejects)
}

#[test]
fn containers_of_many_parts_equal_the_plain_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = zone(120_000);
    let whole = found(in_memory(&text, Some("example.")), &pieces_of(1 << 20));
    assert_eq!(whole.1.len(), 120);
    let files = [
        ("plain", text.clone()),
        ("one.gz", gzip(&text, 1)),
        ("many.gz", gzip(&text, 50)),
        ("blocks.gz", bgzip(&text)),
        ("blocks-then-one.gz", [bgzip(&text[..2_000_000]), gzip(&text[2_000_000..], 1)].concat()),
        ("one.zst", zstd(&text, 1)),
        ("few.zst", zstd(&text, 3)),
        ("many.zst", zstd(&text, 300)),
    ];
    for (name, bytes) in files {
        let path = write(&folder, name, &bytes);
        for (threads, size) in [(1, 4 << 20), (4, 4 << 20), (4, 100_000)] {
            let again = pool(threads).install(|| found(open(&path), &pieces_of(size)));
            assert!(again == whole, "{name}, {threads} threads, pieces of {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Lines longer than a buffer, none at all, and everything between.
    #[test]
    fn lines_of_any_length_cross_buffers(lens in prop::collection::vec(0..300_000usize, 1..12), ends in any::<bool>()) {
        let mut text: Vec<u8> = Vec::new();
        for len in lens {
            text.extend_from_slice(b"a.example. 60 TXT x ; ");
            text.resize(text.len() + len, b'-');
            text.push(b'\n');
        }
        if !ends {
            text.pop();
        }
        let whole = found(in_memory(&text, None), &pieces_of(1 << 26));
        let folder = tempfile::tempdir().expect("a temporary folder");
        for bytes in [text.clone(), gzip(&text, 2), zstd(&text, 4)] {
            let path = write(&folder, "zone", &bytes);
            for size in [1000, 70_000, 1 << 22] {
                prop_assert!(found(open(&path), &pieces_of(size)) == whole);
            }
        }
    }
}

#[test]
fn taps_see_the_bytes_on_disk_and_counts_add_up_to_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = [b"\xef\xbb\xbf", zone(30_000).as_slice()].concat();
    for bytes in [text.clone(), text[..500].to_vec(), gzip(&text, 1), bgzip(&text), zstd(&text, 1), zstd(&text, 40)] {
        let path = write(&folder, "zone", &bytes);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let tap = {
            let seen = seen.clone();
            Box::new(move |bytes: &Bytes| seen.lock().expect("no panic").extend_from_slice(bytes))
        };
        let mut read = 0;
        let add = |done: Scanned<()>| {
            read += done.read;
            Ok::<(), Infallible>(())
        };
        scan([Ok(open(&path).with_tap(tap))], &pieces_of(50_000), || (), |(), _| (), add).expect("it is read");
        assert!(*seen.lock().expect("no panic") == bytes, "the tap has not seen the file as it is");
        assert_eq!(read, bytes.len() as u64);
    }
}

#[test]
fn places_are_those_of_the_plain_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = zone(50_000);
    let lines: Vec<u64> = memchr::memchr_iter(b'\n', &text).map(|at| at as u64 + 1).collect();
    let offsets = [0, 3, lines[0], lines[41], lines[41], lines[41] + 5, lines[40_000], text.len() as u64 - 1];
    let expected = [(1, 1), (1, 4), (2, 1), (43, 1), (43, 1), (43, 6), (40_002, 1)];
    for bytes in [text.clone(), gzip(&text, 3), zstd(&text, 3)] {
        let places = find_places(open(&write(&folder, "zone", &bytes)), &offsets, 1000).expect("it is read");
        let places: Vec<_> = places.iter().map(|place| (place.line, place.column)).collect();
        assert_eq!(places[..7], expected);
        assert_eq!(places.len(), 8);
    }
}

#[test]
fn a_folder_of_small_files_is_committed_in_order() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths: Vec<PathBuf> = (0..300)
        .map(|i| {
            let text = format!("$TTL 60\n@ NS ns\nx{i} A 192.0.2.1\nbad A x\n{}", "; filler\n".repeat(i * i % 20_000));
            let bytes = if i % 10 == 3 { gzip(text.as_bytes(), 1) } else { text.into_bytes() };
            write(&folder, &format!("zone{i}.example.zone"), &bytes)
        })
        .collect();
    let sources = || paths.iter().map(|path| Ok(Source::open(path, None).expect("it opens"))).collect::<Vec<_>>();
    let one = pool(1).install(|| common::try_scan(sources(), &ScanOptions::default()).expect("read").0);
    let four = pool(4).install(|| common::try_scan(sources(), &ScanOptions::default()).expect("read").0);
    assert!(one == four);
    assert_eq!((one.records.len(), one.rejects.len()), (600, 300));
    assert_eq!(one.records[401], "16 x200.zone200.example. 60 IN A 192.0.2.1");
    assert!(one.rejects.iter().zip(&paths).all(|(reject, path)| *reject.file == **path && reject.line == 4));
}
