//! The values of a column chunk, and its pages.

use super::{Codes, Meaning, NULL, SMALL_NULL, Values, widen};
use crate::hybrid::Hybrid;
use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::data_type::ByteArray;
use parquet::file::statistics::{Statistics, ValueStatistics};
use std::collections::{BTreeMap, BTreeSet};

/// The values of a column chunk.
pub(super) struct Dictionary {
    meaning: Meaning,
    /// The rank of each code: per chunk where chunks have words of their own, else once.
    ranks: Vec<Vec<u32>>,
    /// The values in order, as the file has them.
    values: Vec<Vec<u8>>,
}

impl Dictionary {
    pub(super) fn new(meaning: Meaning, chunks: &[Codes]) -> Self {
        if meaning == Meaning::Symbol {
            return Dictionary::of_symbols(chunks);
        }
        let used = used(chunks);
        let value = |code: u16| match meaning {
            Meaning::Word(words) => words.get(usize::from(code)).map_or(Vec::new(), |word| word.as_bytes().to_vec()),
            Meaning::Date(day) => day.to_le_bytes().to_vec(),
            Meaning::Bool | Meaning::U8 | Meaning::Symbol => i32::from(code).to_le_bytes().to_vec(),
        };
        let mut ranks = vec![0; used.last().map_or(0, |last| usize::from(*last) + 1)];
        for (rank, code) in (0..).zip(&used) {
            ranks[usize::from(*code)] = rank;
        }
        Dictionary { meaning, ranks: vec![ranks], values: used.iter().map(|code| value(*code)).collect() }
    }

    fn of_symbols(chunks: &[Codes]) -> Self {
        let mut words: BTreeMap<&[u8], u32> =
            chunks.iter().flat_map(|chunk| &chunk.words).map(|word| (word.as_slice(), 0)).collect();
        for (rank, slot) in (0..).zip(words.values_mut()) {
            *slot = rank;
        }
        let ranks = chunks.iter().map(|chunk| chunk.words.iter().map(|word| words[word.as_slice()]).collect());
        Dictionary {
            meaning: Meaning::Symbol,
            ranks: ranks.collect(),
            values: words.keys().map(|word| word.to_vec()).collect(),
        }
    }

    pub(super) fn encodings(&self) -> Vec<Encoding> {
        match self.meaning {
            Meaning::Bool => vec![Encoding::PLAIN, Encoding::RLE],
            _ => vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY],
        }
    }

    pub(super) fn page(&self) -> Option<Page> {
        if self.meaning == Meaning::Bool {
            return None;
        }
        let mut buf = Vec::new();
        for value in &self.values {
            if matches!(self.meaning, Meaning::Word(_) | Meaning::Symbol) {
                buf.extend_from_slice(&(value.len() as u32).to_le_bytes());
            }
            buf.extend_from_slice(value);
        }
        let num_values = self.values.len() as u32;
        Some(Page::DictionaryPage { buf: buf.into(), num_values, encoding: Encoding::PLAIN, is_sorted: false })
    }

    /// The page of some chunks, of which the first has this number; and how many nulls it has.
    pub(super) fn data_page(&self, first: usize, chunks: &[Codes], is_optional: bool) -> (Page, usize) {
        let width = if self.meaning == Meaning::Bool { 1 } else { Hybrid::width_of(self.values.len()) };
        let (mut levels, mut indices) = (Hybrid::new(1), Hybrid::new(width));
        let mut flags = Flags::default();
        let (mut rows, mut nulls) = (0, 0);
        for (number, chunk) in (first..).zip(chunks) {
            let ranks = &self.ranks[number.min(self.ranks.len() - 1)];
            let mut take_value = |code: u16, n: usize| {
                if self.meaning == Meaning::Bool {
                    flags.push(code == 1, n);
                } else {
                    indices.push(ranks[usize::from(code)], n);
                }
            };
            let mut take = |code: u16, n: usize| {
                levels.push(u32::from(code != NULL), n);
                if code == NULL {
                    nulls += n;
                } else {
                    take_value(code, n);
                }
            };
            match &chunk.values {
                Values::All(code) => take(*code, chunk.rows),
                Values::Each(codes) => codes.chunk_by(|a, b| a == b).for_each(|run| take(run[0], run.len())),
                Values::Small(codes) if codes.contains(&SMALL_NULL) => {
                    small_runs(codes, |code, n| take(widen(code), n));
                }
                Values::Small(codes) => {
                    levels.push(1, codes.len());
                    small_runs(codes, |code, n| take_value(code.into(), n));
                }
            }
            rows += chunk.rows;
        }
        let mut buf = Vec::new();
        if is_optional {
            let levels = levels.finish();
            buf.extend_from_slice(&(levels.len() as u32).to_le_bytes());
            buf.extend_from_slice(&levels);
        }
        let encoding = if self.meaning == Meaning::Bool {
            buf.extend_from_slice(&flags.finish());
            Encoding::PLAIN
        } else {
            buf.push(width as u8);
            buf.extend_from_slice(&indices.finish());
            Encoding::RLE_DICTIONARY
        };
        let page = Page::DataPage {
            buf: buf.into(),
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        (page, nulls)
    }

    /// The least and the greatest value, and the number of nulls.
    pub(super) fn statistics(&self, nulls: usize) -> Statistics {
        let nulls = Some(nulls as u64);
        let (first, last) = (self.values.first(), self.values.last());
        let int = |value: &Vec<u8>| value.first_chunk().map_or(0, |bytes| i32::from_le_bytes(*bytes));
        match self.meaning {
            Meaning::Bool => {
                let flag = |value| int(value) == 1;
                Statistics::Boolean(ValueStatistics::new(first.map(flag), last.map(flag), None, nulls, false))
            }
            Meaning::U8 | Meaning::Date(_) => {
                Statistics::Int32(ValueStatistics::new(first.map(int), last.map(int), None, nulls, false))
            }
            Meaning::Word(_) | Meaning::Symbol => {
                let text = |value: &Vec<u8>| ByteArray::from(value.clone());
                let (least, greatest) = (self.values.iter().min().map(text), self.values.iter().max().map(text));
                Statistics::ByteArray(ValueStatistics::new(least, greatest, None, nulls, false))
            }
        }
    }
}

/// Gives each code and how often it follows itself; eight codes are compared at a time.
fn small_runs(mut codes: &[u8], mut give: impl FnMut(u8, usize)) {
    while let Some((&code, _)) = codes.split_first() {
        let same = u64::from_ne_bytes([code; 8]);
        let mut len = 0;
        while let Some(word) = codes[len..].first_chunk() {
            let others = u64::from_le_bytes(*word) ^ same;
            len += (others.trailing_zeros() / 8) as usize;
            if others != 0 {
                break;
            }
        }
        if codes.len() - len < 8 {
            len += codes[len..].iter().take_while(|next| **next == code).count();
        }
        give(code, len);
        codes = &codes[len..];
    }
}

/// The codes that occur, null left out, ascending.
fn used(chunks: &[Codes]) -> Vec<u16> {
    let (mut used, mut seen) = (BTreeSet::new(), [false; SMALL_NULL as usize + 1]);
    for chunk in chunks {
        match &chunk.values {
            Values::All(code) if chunk.rows > 0 => drop(used.insert(*code)),
            Values::All(_) => {}
            Values::Each(codes) => used.extend(distinct(codes.iter().copied())),
            Values::Small(codes) => small_runs(codes, |code, _| seen[usize::from(code)] = true),
        }
    }
    used.extend((0..u16::from(SMALL_NULL)).filter(|code| seen[usize::from(*code)]));
    used.remove(&NULL);
    used.into_iter().collect()
}

/// The codes below 256 that occur; null is none.
fn distinct(codes: impl Iterator<Item = u16>) -> impl Iterator<Item = u16> {
    let mut seen = [false; 256];
    codes.filter(|code| *code != NULL).for_each(|code| seen[usize::from(code) & 255] = true);
    (0..256).filter(move |code| seen[usize::from(*code)])
}

/// Bits, the first in the lowest one.
#[derive(Default)]
struct Flags {
    bytes: Vec<u8>,
    held: u32,
    bits: u8,
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

    fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.bytes.push(self.bits);
        }
        self.bytes
    }
}
