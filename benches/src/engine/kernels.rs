//! The parse core, one pass over a text.

use super::Outcome;
use zonefile::{End, Entry, Kernel, Owner, ParseError, Projection, Record, Records, Scope};

/// How the parse core is asked to parse.
#[derive(Clone, Copy)]
pub(super) struct Parse<'a> {
    pub(super) kernel: Kernel,
    pub(super) want: &'a Projection,
    /// Decode the rdata of each record.
    pub(super) decode: bool,
}

/// What came of records. The sums stand for a consumer that looks at every field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) records: u64,
    pub(super) errors: u64,
    owner_runs: u64,
    owner_bytes: u64,
    numbers: u64,
    text_bytes: u64,
    wire_bytes: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Tally) {
        self.records += other.records;
        self.errors += other.errors;
        self.owner_runs += other.owner_runs;
        self.owner_bytes += other.owner_bytes;
        self.numbers += other.numbers;
        self.text_bytes += other.text_bytes;
        self.wire_bytes += other.wire_bytes;
    }

    /// Kernels agree on this, and so do splits with the whole: runs of owners end at a cut and are left out.
    pub(super) fn outcome(&self) -> Outcome {
        let Tally { records, errors, numbers, text_bytes, wire_bytes, .. } = *self;
        let digest = format!("numbers {numbers}, rdata {text_bytes} bytes, wire {wire_bytes} bytes");
        Outcome { count: records, errors, digest, ..Outcome::default() }
    }
}

/// The whole of `text`.
pub(super) fn read(text: &[u8], parse: &Parse<'_>) -> Outcome {
    read_stretch(text, &Scope::default(), parse, true).0.outcome()
}

/// A stretch of a zone that begins in `scope`; `last` if the zone ends with it.
pub(super) fn read_stretch(text: &[u8], scope: &Scope, parse: &Parse<'_>, last: bool) -> (Tally, End) {
    let mut records = Records::with_kernel(text, scope, parse.want, last, parse.kernel);
    let tally = if parse.decode { decode(&mut records) } else { read_heads(&mut records) };
    (tally, records.finish())
}

fn read_heads(records: &mut Records<'_>) -> Tally {
    let mut taker = (Tally::default(), u64::MAX);
    records.for_each(
        &mut taker,
        |(tally, run), record| take_head(tally, run, &record),
        |(tally, _), e| take_other(tally, &e),
    );
    taker.0
}

fn decode(records: &mut Records<'_>) -> Tally {
    let mut taker = (Tally::default(), u64::MAX, Vec::with_capacity(1 << 16));
    records.for_each(
        &mut taker,
        |(tally, run, wire), record| {
            take_head(tally, run, &record);
            wire.clear();
            match record.rdata.encode(wire) {
                Ok(()) => tally.wire_bytes += wire.len() as u64,
                Err(_) => tally.errors += 1,
            }
        },
        |(tally, _, _), e| take_other(tally, &e),
    );
    taker.0
}

#[inline(always)]
fn take_head(tally: &mut Tally, run: &mut u64, record: &Record<'_>) {
    tally.records += 1;
    tally.numbers += u64::from(record.ttl) + u64::from(record.rtype.0) + u64::from(record.class.0);
    tally.text_bytes += record.rdata.text.len() as u64;
    if record.run != *run {
        *run = record.run;
        tally.owner_runs += 1;
        tally.owner_bytes += match record.owner {
            Owner::Text(text) => text.len() as u64,
            Owner::Name(name) => name.wire().len() as u64,
        };
    }
}

/// Inputs have no bad record and no directive that is given out.
#[cold]
fn take_other(tally: &mut Tally, _: &Result<Entry<'_>, ParseError>) {
    tally.errors += 1;
}
