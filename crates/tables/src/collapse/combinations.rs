//! Counting equal rows of codes.
//!
//! The codes of a row are packed into one word, as many bits for each column as its codes need, and words are numbered.
//! Where a word does not hold all columns, the number of the first ones takes their place in the next word. Equal words
//! are equal rows, so nothing else is compared.

use std::ops::Range;

use super::codes::{Codes, Run};
use crate::intern::Words;

/// Bits of a word, and of a number in it.
const WORD: u32 = 64;
const NUMBER: u32 = 32;

/// Rows packed together: their words stay in the cache from one column to the next.
const PACKED_ROWS: usize = 1 << 11;

/// Distinct rows of codes with their weights, numbered in the order in which they come.
pub(crate) struct Combinations {
    /// Bits of each column.
    widths: Vec<u32>,
    stages: Vec<Stage>,
    weights: Vec<u64>,
    packed: Vec<u64>,
    numbers: Vec<u32>,
}

/// Columns that share a word, after the number that the stage before gives.
struct Stage {
    columns: Range<usize>,
    words: Words,
}

impl Combinations {
    pub(crate) fn new(columns: usize) -> Self {
        let widths = vec![0; columns];
        let (weights, packed, numbers) = (Vec::new(), Vec::new(), Vec::new());
        Self { stages: lay_out(&widths), widths, weights, packed, numbers }
    }

    pub(crate) fn len(&self) -> usize {
        self.weights.len()
    }

    /// Counts rows: `columns` has their codes, `largest` for each column a number that no code exceeds. Gives their numbers.
    pub(crate) fn count(
        &mut self,
        rows: usize,
        columns: &[Run],
        largest: impl Iterator<Item = u32>,
        numbers: &mut Codes,
    ) {
        self.widen(largest);
        numbers.clear();
        if columns.iter().all(|column| matches!(column, Run::Same(_))) {
            if rows > 0 {
                self.number(1, columns);
                self.weigh(std::iter::once(rows as u64));
                numbers.push_run(self.numbers[0], rows);
            }
            return;
        }
        for start in (0..rows).step_by(PACKED_ROWS) {
            let part = start..(start + PACKED_ROWS).min(rows);
            let columns: Vec<Run> = columns.iter().map(|column| column.part(part.clone())).collect();
            self.number(part.len(), &columns);
            self.weigh(std::iter::repeat(1));
            numbers.extend(self.numbers.iter().copied());
        }
    }

    /// Counts rows that stand for several each.
    pub(crate) fn count_weighted(&mut self, columns: &[Run], largest: impl Iterator<Item = u32>, weights: &[u64]) {
        self.widen(largest);
        self.number(weights.len(), columns);
        self.weigh(weights.iter().copied());
    }

    /// Gives the distinct rows away: codes column by column, and weights.
    pub(crate) fn take(&mut self) -> (Vec<Vec<u32>>, Vec<u64>) {
        let mut columns = vec![Vec::new(); self.widths.len()];
        let mut numbers: Vec<u32> = (0..self.weights.len() as u32).collect();
        for (at, stage) in self.stages.iter().enumerate().rev() {
            let words: Vec<u64> = numbers.iter().map(|number| stage.words.get(*number)).collect();
            let mut shift = if at == 0 { 0 } else { NUMBER };
            for column in stage.columns.clone() {
                let mask = (1 << self.widths[column]) - 1;
                columns[column] = words.iter().map(|word| (word >> shift & mask) as u32).collect();
                shift += self.widths[column];
            }
            numbers = words.iter().map(|word| *word as u32).collect();
        }
        self.stages = lay_out(&self.widths);
        (columns, std::mem::take(&mut self.weights))
    }

    /// Makes room for codes up to `largest`. Numbers stay as they are: all rows are numbered anew in the same order.
    fn widen(&mut self, largest: impl Iterator<Item = u32>) {
        let needed: Vec<u32> = largest.map(|code| u32::BITS - code.leading_zeros()).collect();
        if needed.iter().zip(&self.widths).all(|(needed, width)| needed <= width) {
            return;
        }
        let (columns, weights) = self.take();
        let widths = self.widths.iter_mut().zip(needed);
        // A bit to spare: a dictionary that grows makes rows be packed anew each time it quadruples.
        widths.filter(|(width, needed)| needed > *width).for_each(|(width, needed)| *width = (needed + 1).min(NUMBER));
        self.stages = lay_out(&self.widths);
        let columns: Vec<Run> = columns.iter().map(|codes| Run::Each(codes)).collect();
        self.number(weights.len(), &columns);
        self.weigh(weights.into_iter());
    }

    /// The numbers of rows.
    fn number(&mut self, rows: usize, columns: &[Run]) {
        self.numbers.clear();
        self.numbers.resize(rows, 0);
        for (at, stage) in self.stages.iter_mut().enumerate() {
            let mut shift = if at == 0 { 0 } else { NUMBER };
            self.packed.clear();
            self.packed.extend(self.numbers.iter().map(|number| u64::from(*number)));
            let mut same = 0;
            for column in stage.columns.clone() {
                match columns[column] {
                    Run::Same(code) => same |= u64::from(code) << shift,
                    Run::Each(codes) => {
                        let words = self.packed.iter_mut().zip(codes);
                        words.for_each(|(word, code)| *word |= u64::from(*code) << shift);
                    }
                }
                shift += self.widths[column];
            }
            let mut last = None;
            for (number, word) in self.numbers.iter_mut().zip(&self.packed) {
                let known = last.filter(|(known, _)| known == word);
                *number = known.map_or_else(|| stage.words.intern(word | same), |(_, number)| number);
                last = Some((*word, *number));
            }
        }
    }

    /// Adds weights to the rows just numbered.
    fn weigh(&mut self, weights: impl Iterator<Item = u64>) {
        for (number, more) in self.numbers.iter().zip(weights) {
            match self.weights.get_mut(*number as usize) {
                Some(weight) => *weight += more,
                None => self.weights.push(more),
            }
        }
    }
}

/// Shares the columns out to words.
fn lay_out(widths: &[u32]) -> Vec<Stage> {
    let stage = |columns| Stage { columns, words: Words::new() };
    let mut stages = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (column, width) in widths.iter().enumerate() {
        if used + width > WORD {
            stages.push(stage(start..column));
            (start, used) = (column, NUMBER);
        }
        used += width;
    }
    stages.push(stage(start..widths.len()));
    stages
}

#[cfg(test)]
mod tests;
