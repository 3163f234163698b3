//! The values of a column chunk, and its pages.

use super::body::Body;
use super::{Codes, Meaning, NULL, SMALL_NULL, Values};
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

    /// The number of bits that a rank needs; None where values are bits themselves.
    pub(super) fn width(&self) -> Option<u32> {
        (self.meaning != Meaning::Bool).then(|| Hybrid::width_of(self.values.len()))
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
        let (mut levels, mut body) = (Hybrid::new(1), Body::new(self));
        let (mut rows, mut kept) = (0, 0);
        for (number, chunk) in (first..).zip(chunks) {
            rows += chunk.rows;
            kept += body.take(&self.ranks[number.min(self.ranks.len() - 1)], chunk, &mut levels);
        }
        let mut buf = Vec::new();
        if is_optional {
            let levels = levels.finish();
            buf.extend_from_slice(&(levels.len() as u32).to_le_bytes());
            buf.extend_from_slice(&levels);
        }
        let encoding = body.finish(&mut buf);
        let page = Page::DataPage {
            buf: buf.into(),
            num_values: rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        (page, rows - kept)
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

/// The codes that occur, null left out, ascending.
fn used(chunks: &[Codes]) -> Vec<u16> {
    let (mut used, mut seen) = (BTreeSet::new(), [false; SMALL_NULL as usize + 1]);
    for chunk in chunks {
        match &chunk.values {
            Values::All(code) if chunk.rows > 0 => drop(used.insert(*code)),
            Values::All(_) => {}
            Values::Each(codes) => used.extend(distinct(codes.iter().copied())),
            Values::Small(codes) => codes.chunks(64).for_each(|codes| mark(codes, &mut seen)),
        }
    }
    used.extend((0..u16::from(SMALL_NULL)).filter(|code| seen[usize::from(*code)]));
    used.remove(&NULL);
    used.into_iter().collect()
}

/// Notes the codes that occur; mostly there is but one, which needs no look at each.
fn mark(codes: &[u8], seen: &mut [bool; 256]) {
    if codes.iter().fold(0, |others, code| others | (code ^ codes[0])) == 0 {
        seen[usize::from(codes[0])] = true;
    } else {
        codes.iter().for_each(|code| seen[usize::from(*code)] = true);
    }
}

/// The codes below 256 that occur; null is none.
fn distinct(codes: impl Iterator<Item = u16>) -> impl Iterator<Item = u16> {
    let mut seen = [false; 256];
    codes.filter(|code| *code != NULL).for_each(|code| seen[usize::from(code) & 255] = true);
    (0..256).filter(move |code| seen[usize::from(*code)])
}
