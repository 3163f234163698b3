//! The values of a data page, without its levels.

use super::dictionary::Dictionary;
use super::{Codes, NULL, SMALL_NULL, Values};
use crate::hybrid::Hybrid;
use parquet::basic::Encoding;

/// What the values are written as.
pub(super) enum Body {
    /// Positions in the dictionary.
    Ranks(Hybrid),
    /// One bit each, the first in the lowest one.
    Flags(Flags),
}

#[derive(Default)]
pub(super) struct Flags {
    bytes: Vec<u8>,
    bits: u8,
    held: u32,
}

impl Body {
    pub(super) fn new(dictionary: &Dictionary) -> Self {
        dictionary.width().map_or_else(|| Body::Flags(Flags::default()), |width| Body::Ranks(Hybrid::new(width)))
    }

    /// Takes the values of a chunk, whose codes have these ranks, and their levels: 0 for null, else 1. How many are not null.
    pub(super) fn take(&mut self, ranks: &[u32], chunk: &Codes, levels: &mut Hybrid) -> usize {
        match &chunk.values {
            Values::All(code) => self.take_run(ranks, *code, chunk.rows, levels),
            Values::Each(codes) => {
                codes.chunk_by(|a, b| a == b).map(|run| self.take_run(ranks, run[0], run.len(), levels)).sum()
            }
            Values::Small(codes) if codes.contains(&SMALL_NULL) => {
                let known: Vec<u8> = codes.iter().map(|code| u8::from(*code != SMALL_NULL)).collect();
                let mut kept = vec![0; codes.len()];
                let count = (codes.iter().zip(&known)).fold(0, |at, (code, known)| {
                    kept[at] = *code;
                    at + usize::from(*known)
                });
                levels.extend(&known, &table(&[0, 1]));
                self.take_small(ranks, &kept[..count])
            }
            Values::Small(codes) => {
                levels.push(1, codes.len());
                self.take_small(ranks, codes)
            }
        }
    }

    /// Appends what has been taken to a page.
    pub(super) fn finish(self, page: &mut Vec<u8>) -> Encoding {
        match self {
            Body::Ranks(ranks) => {
                page.push(ranks.width() as u8);
                page.extend_from_slice(&ranks.finish());
                Encoding::RLE_DICTIONARY
            }
            Body::Flags(flags) => {
                page.extend_from_slice(&flags.finish());
                Encoding::PLAIN
            }
        }
    }

    fn take_run(&mut self, ranks: &[u32], code: u16, rows: usize, levels: &mut Hybrid) -> usize {
        let is_known = code != NULL;
        levels.push(is_known.into(), rows);
        match self {
            _ if !is_known => return 0,
            Body::Ranks(out) => out.push(ranks[usize::from(code)], rows),
            Body::Flags(flags) => flags.push(code == 1, rows),
        }
        rows
    }

    fn take_small(&mut self, ranks: &[u32], codes: &[u8]) -> usize {
        match self {
            Body::Ranks(out) => out.extend(codes, &table(ranks)),
            Body::Flags(flags) => flags.extend(codes),
        }
        codes.len()
    }
}

/// The ranks of small codes.
fn table(ranks: &[u32]) -> [u32; 256] {
    let mut table = [0; 256];
    let len = ranks.len().min(table.len());
    table[..len].copy_from_slice(&ranks[..len]);
    table
}

impl Flags {
    fn push(&mut self, flag: bool, mut n: usize) {
        while n > 0 && (self.held > 0 || n < 8) {
            self.bits |= u8::from(flag) << self.held;
            self.held += 1;
            n -= 1;
            if self.held == 8 {
                self.bytes.push(std::mem::take(&mut self.bits));
                self.held = 0;
            }
        }
        self.bytes.resize(self.bytes.len() + n / 8, if flag { 255 } else { 0 });
        for _ in 0..n % 8 {
            self.bits |= u8::from(flag) << self.held;
            self.held += 1;
        }
    }

    /// Appends flags that are 0 or 1.
    fn extend(&mut self, flags: &[u8]) {
        let (words, rest) = flags.as_chunks::<8>();
        self.bytes.reserve(words.len());
        for word in words {
            let byte = (0..).zip(word).fold(0, |byte, (i, flag)| byte | flag << i);
            self.bytes.push(self.bits | byte << self.held);
            self.bits = (u16::from(byte) >> (8 - self.held)) as u8;
        }
        rest.iter().for_each(|flag| self.push(*flag == 1, 1));
    }

    fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.bytes.push(self.bits);
        }
        self.bytes
    }
}
