//! Reads a zone file and tells what it holds and how fast it was read.
//!
//! ```text
//! cargo run --release --example scan -- FILE [scalar|avx2|avx512] [census|all|wire] [ROUNDS]
//! ```
//! `census` asks for the types of delegations and mail alone, `all` for every record, `wire` decodes all data to its wire form.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Instant;
use zonefile::{Entry, Kernel, ParseError, Projection, Record, Records, RrType, Scope};

/// What was found.
#[derive(Default)]
struct Tally {
    records: u64,
    runs: u64,
    errors: u64,
    data_bytes: u64,
    wire_bytes: u64,
    last_run: u64,
    decode: bool,
    wire: Vec<u8>,
}

impl Tally {
    #[inline(always)]
    fn take(&mut self, record: &Record<'_>) {
        self.records += 1;
        self.runs += u64::from(record.run != self.last_run);
        self.last_run = record.run;
        self.data_bytes += record.rdata.text.len() as u64;
        if self.decode {
            self.wire.clear();
            self.errors += u64::from(record.rdata.encode(&mut self.wire).is_err());
            self.wire_bytes += self.wire.len() as u64;
        }
    }

    fn take_other(&mut self, other: &Result<Entry<'_>, ParseError>) {
        self.errors += u64::from(other.is_err());
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().ok_or("usage: scan FILE [KERNEL] [census|all|wire] [ROUNDS]")?;
    let text = std::fs::read(path)?;
    let named = |kernel: &Kernel| args.get(1).is_some_and(|name| name == kernel.name());
    let kernel = Kernel::available().find(named).unwrap_or(Kernel::detect());
    let mode = args.get(2).map_or("census", String::as_str);
    let want = match mode {
        "census" => Projection::of([RrType::NS, RrType::DS, RrType::MX, RrType::TXT, RrType::SOA]),
        _ => Projection::all(),
    };
    for _ in 0..args.get(3).map_or(Ok(1), |rounds| rounds.parse())? {
        let (start, mut tally) = (Instant::now(), Tally { decode: mode == "wire", ..Tally::default() });
        let mut records = Records::with_kernel(&text, &Scope::default(), &want, true, kernel);
        records.for_each(&mut tally, |tally, record| tally.take(&record), |tally, other| tally.take_other(&other));
        let seconds = start.elapsed().as_secs_f64();
        let Tally { records, runs, errors, data_bytes, wire_bytes, .. } = tally;
        println!("{} {mode}: {records} records of {runs} owners, {errors} errors", kernel.name());
        println!("{data_bytes} bytes of data, {wire_bytes} in wire form");
        println!("{seconds:.3} s, {:.0} MB/s", text.len() as f64 / seconds / 1e6);
    }
    Ok(())
}
