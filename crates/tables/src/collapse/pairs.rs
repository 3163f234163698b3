//! Counting a column of many values beside the combinations of others.

use super::codes::{Codes, Run};
use crate::intern::Words;

/// How many rows have a combination (by its number) and a code. Most codes come with one combination only: that one stands
/// with the code, further ones in a hash table.
pub(crate) struct Pairs {
    /// By code: a combination, and the number of its rows.
    first: Vec<(u32, u32)>,
    /// Combination and code in one word.
    further: Words,
    counts: Vec<u64>,
}

impl Pairs {
    pub(crate) fn new() -> Self {
        Self { first: Vec::new(), further: Words::new(), counts: Vec::new() }
    }

    /// How much is held.
    pub(crate) fn len(&self) -> usize {
        self.first.len() + self.counts.len()
    }

    /// Counts rows, of which no code is above `largest`.
    pub(crate) fn count(&mut self, combinations: &Codes, codes: &Codes, largest: u32) {
        if self.first.len() <= largest as usize {
            self.first.resize(largest as usize + 1, (0, 0));
        }
        let rows = codes.rows();
        match (combinations.all(), codes.all()) {
            (Run::Same(combination), Run::Same(code)) => self.add(combination, code, rows as u64),
            (Run::Same(combination), Run::Each(codes)) => codes.iter().for_each(|code| self.add(combination, *code, 1)),
            (Run::Each(numbers), Run::Same(code)) => numbers.iter().for_each(|number| self.add(*number, code, 1)),
            (Run::Each(numbers), Run::Each(codes)) => {
                numbers.iter().zip(codes).for_each(|(number, code)| self.add(*number, *code, 1));
            }
        }
    }

    fn add(&mut self, combination: u32, code: u32, rows: u64) {
        let (first, count) = &mut self.first[code as usize];
        if *count == 0 {
            *first = combination;
        }
        match u32::try_from(u64::from(*count) + rows) {
            Ok(sum) if *first == combination => *count = sum,
            _ => {
                let at = self.further.intern(u64::from(combination) << 32 | u64::from(code)) as usize;
                if at == self.counts.len() {
                    self.counts.push(0);
                }
                self.counts[at] += rows;
            }
        }
    }

    /// Combination, code, number of rows; a pair may come twice.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u32, u64)> {
        let first = (0_u32..).zip(&self.first).map(|(code, (number, count))| (*number, code, u64::from(*count)));
        let further = self.further.iter().zip(&self.counts);
        let further = further.map(|(word, count)| ((word >> 32) as u32, word as u32, *count));
        first.filter(|(_, _, count)| *count > 0).chain(further)
    }
}
