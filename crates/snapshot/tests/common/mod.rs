//! Scans as plain values, to be compared.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

use arrow::array::{Array, AsArray, BinaryViewArray};
use arrow::datatypes::{UInt16Type, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use snapshot::{OpenError, Policy, Reject, ScanError, ScanOptions, Source, scan};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::path::Path;
use zonefile::{Class, Name, RrType, rdata};

/// What a scan gave out, in file order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    /// `OFFSET OWNER TTL CLASS TYPE RDATA`, the data in canonical form.
    pub records: Vec<String>,
    pub rejects: Vec<Reject>,
}

impl Found {
    /// The rejects as an expectation file has them, with offsets `shift` lower.
    pub fn reject_lines(&self, shift: u64) -> Vec<String> {
        let line = |r: &Reject| format!("{} ! {}:{} {}", r.byte - shift, r.line, r.column, r.kind.code());
        self.rejects.iter().map(line).collect()
    }
}

/// Scans sources to their end.
pub fn scan_all(sources: Vec<Source>, options: &ScanOptions) -> Found {
    try_scan(sources.into_iter().map(Ok).collect(), options).expect("the scan reaches the end").0
}

/// Scans sources; what was found and the plain bytes consumed.
#[allow(clippy::type_complexity)] // named nowhere else
pub fn try_scan(
    sources: Vec<Result<Source, OpenError>>,
    options: &ScanOptions,
) -> Result<(Found, u64), Box<(Found, ScanError<Infallible>)>> {
    let (mut found, mut bytes) = (Found::default(), 0);
    let commit = |done: snapshot::Scanned<Vec<String>>| {
        assert_eq!(done.records, done.value.len() as u64, "records are counted");
        found.records.extend(done.value);
        found.rejects.extend(done.rejects);
        bytes += done.bytes;
        Ok(())
    };
    let ended = scan(sources, options, Vec::new, |lines, batch| lines.extend(read_batch(batch)), commit);
    match ended {
        Ok(()) => Ok((found, bytes)),
        Err(e) => Err(Box::new((found, e))),
    }
}

/// Options with pieces of this size.
pub fn pieces_of(piece_bytes: usize) -> ScanOptions {
    ScanOptions { piece_bytes, ..ScanOptions::default() }
}

pub fn stop_after(rejects: u64, piece_bytes: usize) -> ScanOptions {
    ScanOptions { policy: Policy::StopAfter(rejects), ..pieces_of(piece_bytes) }
}

/// A pool of this many threads.
pub fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

pub fn name(text: &str) -> Name {
    Name::parse(text.as_bytes(), None).expect("a valid name")
}

/// A source of plain bytes in memory.
pub fn in_memory(text: &[u8], origin: Option<&str>) -> Source {
    Source::from_bytes(Path::new("zone"), text.to_vec(), origin.map(name))
}

/// Gives one byte at a time.
pub struct Drip(pub io::Cursor<Vec<u8>>);

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(1);
        self.0.read(&mut buffer[..len])
    }
}

/// `text` as gzip of so many members.
pub fn gzip(text: &[u8], members: usize) -> Vec<u8> {
    let member = |part: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(part).and_then(|()| encoder.finish()).expect("memory takes everything")
    };
    parts(text, members).iter().flat_map(|part| member(part)).collect()
}

/// `text` as Zstandard of so many frames, a skippable one before each of them.
pub fn zstd(text: &[u8], frames: usize) -> Vec<u8> {
    let frame = |part: &[u8]| {
        let packed = zstd::encode_all(part, 1).expect("memory takes everything");
        [&[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &packed].concat()
    };
    parts(text, frames).iter().flat_map(|part| frame(part)).collect()
}

fn parts(text: &[u8], count: usize) -> Vec<&[u8]> {
    (0..count).map(|i| &text[text.len() * i / count..text.len() * (i + 1) / count]).collect()
}

fn read_batch(batch: &RecordBatch) -> Vec<String> {
    let column = |i: usize| batch.column(i);
    let (owners, data) = (column(0).as_binary_view(), column(4).as_binary_view());
    let (ttls, classes) = (column(1).as_primitive::<UInt32Type>(), column(2).as_primitive::<UInt16Type>());
    let (types, offsets) = (column(3).as_primitive::<UInt16Type>(), column(5).as_primitive::<UInt64Type>());
    check_runs(owners);
    (0..batch.num_rows())
        .map(|row| {
            let (class, rtype) = (Class(classes.value(row)), RrType(types.value(row)));
            let owner = std::str::from_utf8(owners.value(row)).expect("canonical names are ASCII");
            let mut line = String::new();
            write!(line, "{} {owner} {} {class} {rtype} ", offsets.value(row), ttls.value(row)).expect("a string");
            line + &canonical(rtype, data.value(row))
        })
        .collect()
}

/// Data stands for itself: it needs no origin.
fn canonical(rtype: RrType, data: &[u8]) -> String {
    let (mut wire, mut text) = (Vec::new(), Vec::new());
    rdata::encode(rtype, data, None, &mut wire).expect("the data of a batch is valid");
    rdata::write_text(rtype, &wire, &mut text);
    String::from_utf8(text).expect("canonical data is ASCII")
}

/// Equal views are equal names; the other way round holds inside a run only.
fn check_runs(owners: &BinaryViewArray) {
    for row in 1..owners.len() {
        if owners.views()[row] == owners.views()[row - 1] {
            assert_eq!(owners.value(row), owners.value(row - 1));
        }
    }
}
