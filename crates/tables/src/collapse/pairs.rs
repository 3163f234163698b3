//! Counting a column of many values beside the combinations of others.

use super::codes::{Codes, Run};
use crate::intern::Words;

/// Combinations (the first ones) that have a count for every code.
const DENSE: usize = 8;

/// How many rows have a combination (by its number) and a code.
pub(crate) struct Pairs {
    /// By combination and code. The columns beside one of many values are few, and so are their combinations.
    dense: Vec<Vec<u32>>,
    /// Combination and code in one word, for what has no place above.
    further: Words,
    counts: Vec<u64>,
    /// Rows counted: as long as these fit, every count does.
    rows: u64,
}

impl Pairs {
    pub(crate) fn new() -> Self {
        Self { dense: Vec::new(), further: Words::new(), counts: Vec::new(), rows: 0 }
    }

    /// How much is held.
    pub(crate) fn len(&self) -> usize {
        self.dense.iter().map(Vec::len).max().unwrap_or(0) + self.counts.len()
    }

    /// Counts rows, of which no code is above `largest`.
    pub(crate) fn count(&mut self, combinations: &Codes, codes: &Codes, largest: u32) {
        let most = match combinations.all() {
            Run::Same(combination) => combination,
            Run::Each(numbers) => numbers.iter().copied().max().unwrap_or(0),
        };
        let dense = DENSE.min(most as usize + 1).max(self.dense.len());
        self.dense.resize_with(dense, Vec::new);
        self.dense.iter_mut().for_each(|counts| counts.resize(counts.len().max(largest as usize + 1), 0));
        let rows = codes.rows();
        self.rows += rows as u64;
        let has_place = (most as usize) < self.dense.len() && u32::try_from(self.rows).is_ok();
        match (combinations.all(), codes.all()) {
            (Run::Same(combination), Run::Same(code)) => self.add(combination, code, rows as u64),
            (Run::Same(combination), Run::Each(codes)) if has_place => {
                let counts = &mut self.dense[combination as usize];
                codes.iter().for_each(|code| counts[*code as usize] += 1);
            }
            (Run::Each(numbers), Run::Each(codes)) if has_place => {
                numbers.iter().zip(codes).for_each(|(number, code)| self.dense[*number as usize][*code as usize] += 1);
            }
            (Run::Same(combination), Run::Each(codes)) => codes.iter().for_each(|code| self.add(combination, *code, 1)),
            (Run::Each(numbers), Run::Same(code)) => numbers.iter().for_each(|number| self.add(*number, code, 1)),
            (Run::Each(numbers), Run::Each(codes)) => {
                numbers.iter().zip(codes).for_each(|(number, code)| self.add(*number, *code, 1));
            }
        }
    }

    fn add(&mut self, combination: u32, code: u32, rows: u64) {
        let place = self.dense.get_mut(combination as usize).map(|counts| &mut counts[code as usize]);
        if let Some(count) = place
            && let Ok(sum) = u32::try_from(u64::from(*count) + rows)
        {
            *count = sum;
            return;
        }
        let at = self.further.intern(u64::from(combination) << 32 | u64::from(code)) as usize;
        if at == self.counts.len() {
            self.counts.push(0);
        }
        self.counts[at] += rows;
    }

    /// Combination, code, number of rows; a pair may come twice.
    pub(crate) fn iter<'p>(&'p self) -> impl Iterator<Item = (u32, u32, u64)> + 'p {
        let counted = |(combination, counts): (u32, &'p Vec<u32>)| {
            (0_u32..).zip(counts).map(move |(code, count)| (combination, code, u64::from(*count)))
        };
        let dense = (0_u32..).zip(&self.dense).flat_map(counted);
        let further = self.further.iter().zip(&self.counts);
        let further = further.map(|(word, count)| ((word >> 32) as u32, word as u32, *count));
        dense.filter(|(_, _, count)| *count > 0).chain(further)
    }
}
