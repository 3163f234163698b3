//! A range of keys: its entries in order, which of them begin a name and which a row, and how to find one.

use super::order::{Place, Ref, Sequence};
use crate::evidence::mask;
use crate::plan::Counting;
use crate::run::{Run, common_prefix, head};
use std::cmp::Ordering;

/// Entries between two whose keys a search looks at first.
const STEP: usize = 8;
/// Names that a search from a nearby name looks at before it begins anew.
const NEAR: usize = 8;

#[derive(Debug)]
pub(super) struct Partition {
    pub(super) entries: Sequence,
    /// Length of the prefix that all keys share, and of every [`STEP`]th entry the bytes behind it as a number: a search runs over these
    /// first, side by side in memory.
    common: usize,
    heads: Vec<u64>,
    /// First entries of names.
    firsts: Bits,
    /// First entries of names that are rows.
    pub(super) rows: Bits,
    /// Number of rows.
    pub(super) counted: usize,
    /// Evidence seen at rows, and TLSA anywhere.
    pub(super) seen: u16,
    /// Where names lie that would be rows if they were not public suffixes.
    pub(super) suffixes: Vec<usize>,
}

impl Partition {
    pub(super) fn new(runs: &[Run], entries: Sequence, counting: &Counting<'_>) -> Self {
        let common = entries.ends().map_or(0, |(first, last)| common_prefix(key(runs, first), key(runs, last)));
        let heads = entries.iter().step_by(STEP).map(|entry| head(&key(runs, entry)[common..])).collect();
        let (firsts, rows) = (Bits::new(entries.len()), Bits::new(entries.len()));
        let mut partition =
            Partition { entries, common, heads, firsts, rows, counted: 0, seen: 0, suffixes: Vec::new() };
        partition.mark(runs, counting);
        partition
    }

    /// Sorts out names and rows.
    fn mark(&mut self, runs: &[Run], counting: &Counting<'_>) {
        let candidates = self.find_suffixes(runs, counting);
        let mut candidates = candidates.iter().copied().peekable();
        let mut entries = self.entries.iter().enumerate().peekable();
        while let Some((at, (run, index))) = entries.next() {
            let key = runs[run].key(index);
            let mut evidence = runs[run].entries[index].mask;
            while let Some((_, (run, index))) = entries.next_if(|(_, next)| self::key(runs, *next) == key) {
                evidence |= runs[run].entries[index].mask;
            }
            self.firsts.set(at);
            self.seen |= evidence & mask::TLSA;
            let is_suffix = candidates.next_if_eq(&at).is_some();
            if !counting.fits(key, evidence) {
                continue;
            }
            if is_suffix {
                self.suffixes.push(at);
            } else {
                self.rows.set(at);
                self.counted += 1;
                self.seen |= evidence;
            }
        }
    }

    /// Where the public suffixes lie, ascending. They are looked up among the names, since there are far fewer of them.
    fn find_suffixes(&self, runs: &[Run], counting: &Counting<'_>) -> Vec<usize> {
        let Some((first, last)) = self.entries.ends() else { return Vec::new() };
        let suffixes = counting.suffixes(key(runs, first), key(runs, last)).iter();
        suffixes.filter_map(|suffix| self.find(runs, suffix).map(|place| place.at as usize)).collect()
    }

    /// The first entry with this key.
    pub(super) fn find(&self, runs: &[Run], key: &[u8]) -> Option<Place> {
        let (first, _) = self.entries.ends()?;
        if key.get(..self.common)? != &self::key(runs, first)[..self.common] {
            return None;
        }
        let wanted = head(&key[self.common..]);
        let lo = self.heads.partition_point(|&head| head < wanted);
        let equal = self.heads[lo..].partition_point(|&head| head == wanted);
        let from = self.entries.place(lo.saturating_sub(1) * STEP);
        self.search(runs, key, from, self.entries.len().min((lo + equal) * STEP))
    }

    /// As [`Partition::find`], of a key that may be that of the name at `near` or lie below it, and so close behind it.
    pub(super) fn find_near(&self, runs: &[Run], key: &[u8], near: Place) -> Result<Option<Place>, NotNear> {
        if !key.starts_with(self.key(runs, near)) {
            return Err(NotNear);
        }
        let mut place = near;
        for _ in 0..=NEAR {
            match self.key(runs, place).cmp(key) {
                Ordering::Equal => return Ok(Some(place)),
                Ordering::Greater => return Ok(None),
                Ordering::Less => {}
            }
            let next = self.firsts.next_from(place.at as usize + 1).ok_or(NotNear)?;
            place = self.entries.place_from(place, next);
        }
        Err(NotNear)
    }

    /// The first entry with this key among those from `from` up to `end`.
    fn search(&self, runs: &[Run], key: &[u8], from: Place, end: usize) -> Option<Place> {
        let (mut lo, mut hi) = (from.at as usize, end);
        while lo < hi {
            let middle = lo.midpoint(hi);
            if self.key(runs, self.entries.place_from(from, middle)) < key { lo = middle + 1 } else { hi = middle }
        }
        let place = (lo < end).then(|| self.entries.place_from(from, lo))?;
        (self.key(runs, place) == key).then_some(place)
    }

    pub(super) fn key<'r>(&self, runs: &'r [Run], place: Place) -> &'r [u8] {
        key(runs, self.entries.get(place))
    }

    /// The entries of the name that begins at a place.
    pub(super) fn group(&self, place: Place) -> impl Iterator<Item = Ref> {
        let end = self.firsts.next_from(place.at as usize + 1).unwrap_or(self.entries.len());
        self.entries.range(place, end)
    }
}

/// A name is not where it would be found at once.
pub(super) struct NotNear;

fn key(runs: &[Run], (run, index): Ref) -> &[u8] {
    runs[run].key(index)
}

/// A set of small numbers.
#[derive(Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn new(len: usize) -> Self {
        Bits(vec![0; len.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// The first number of the set that is not less than `at`.
    pub(super) fn next_from(&self, at: usize) -> Option<usize> {
        let mut word = self.0.get(at / 64)? & u64::MAX << (at % 64);
        let mut number = at / 64;
        while word == 0 {
            number += 1;
            word = *self.0.get(number)?;
        }
        Some(number * 64 + word.trailing_zeros() as usize)
    }

    /// Number `n` of the set, counted from 0.
    pub(super) fn nth(&self, mut n: usize) -> Option<usize> {
        for (number, word) in self.0.iter().enumerate() {
            let ones = word.count_ones() as usize;
            if n < ones {
                let rest = (0..n).fold(*word, |word, _| word & (word - 1));
                return Some(number * 64 + rest.trailing_zeros() as usize);
            }
            n -= ones;
        }
        None
    }
}

#[cfg(test)]
mod tests;
