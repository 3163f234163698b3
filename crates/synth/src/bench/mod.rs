//! Benchmark inputs `delegation`, `mail` and `handwritten`.
//!
//! These formats are fixed: recorded benchmark results refer to them, so the order in which random numbers are drawn must not
//! change. The standard inputs (seed 20260808, default sizes) differ from those of earlier measurements in the Japanese labels
//! only, which are synthetic here; with those masked the files are the same byte for byte. Records: 16,511,412, 7,528,744 and
//! 4,004,925.

mod delegation;
mod handwritten;
pub(crate) mod labels;
mod mail;

pub(crate) use delegation::delegation;
pub(crate) use handwritten::handwritten;
pub(crate) use mail::mail;

use std::collections::BTreeMap;
use std::fmt::Arguments;
use std::io::{self, Write};

use crate::truth::Truth;

/// The output of a bench profile, with its records counted by type.
struct Out<'a> {
    write: &'a mut dyn Write,
    counts: BTreeMap<&'static str, u64>,
}

impl<'a> Out<'a> {
    fn new(write: &'a mut dyn Write) -> Self {
        Self { write, counts: BTreeMap::new() }
    }

    /// Writes one record.
    fn record(&mut self, rtype: &'static str, text: Arguments<'_>) -> io::Result<()> {
        *self.counts.entry(rtype).or_default() += 1;
        self.text(text)
    }

    /// Writes what is no record.
    fn text(&mut self, text: Arguments<'_>) -> io::Result<()> {
        self.write.write_fmt(text)
    }

    fn into_truth(self) -> Truth {
        let mut truth = Truth::default();
        let all = self.counts.values().sum();
        for (rtype, &count) in &self.counts {
            truth.push("all", &format!("records={rtype}"), count, all, "records");
        }
        truth.push("all", "records", all, all, "records");
        truth
    }
}

/// Writes one record: `record!(out, "NS", "format", arguments…)?`.
macro_rules! record {
    ($out:expr, $rtype:literal, $($format:tt)+) => {
        $out.record($rtype, format_args!($($format)+))
    };
}
use record;

/// xorshift64*, the generator of the standard inputs.
pub(crate) struct XorShift(pub(crate) u64);

impl XorShift {
    const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    const fn below(&mut self, bound: u64) -> u64 {
        ((self.next() >> 32) * bound) >> 32
    }

    const fn per_mille(&mut self, chance: u64) -> bool {
        self.below(1_000) < chance
    }

    const fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}
