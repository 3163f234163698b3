//! The entries of all runs in key order, partition by partition, without moving a byte.

use super::bounds::Bounds;
use super::reach::Reach;
use crate::run::{Run, common_prefix, head};
use rayon::prelude::*;
use std::ops::Range;

/// Entries between two sampled keys of a run.
const SAMPLE: usize = 1024;
/// Samples per partition: 16 Ki entries, whose evidence fits a second-level cache.
const SAMPLES: usize = 16;

/// Most runs that can be merged: a stretch names its run by 32 bits.
pub(crate) const MAX_RUNS: usize = u32::MAX as usize;

/// Entries up to which the stretch of a later place is sought step by step.
const CLOSE: usize = 16;

/// Where an entry lies: its run, and its number there.
pub(crate) type Ref = (usize, usize);

/// Entries of one run that stand side by side in a sequence.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    run: u32,
    /// Number of the first entry in its run.
    index: u32,
    /// Place of the first entry in the sequence.
    at: u32,
}

/// Entries of several runs in key order, as stretches of the runs: few where the input is grouped by name, about one per entry where it is
/// shuffled. Fewer than 2^32 entries, whose keys alone would take many times the memory of a range that is merged at once.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    stretches: Vec<Stretch>,
    len: usize,
}

/// A place in a sequence, and which stretch it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    pub(crate) at: u32,
    pub(super) stretch: u32,
}

impl Sequence {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Appends entries of a run.
    fn push(&mut self, run: usize, entries: Range<usize>) {
        let is_next = |last: &Stretch| {
            last.run as usize == run && last.index as usize + (self.len - last.at as usize) == entries.start
        };
        if !self.stretches.last().is_some_and(is_next) {
            self.stretches.push(Stretch { run: run as u32, index: entries.start as u32, at: self.len as u32 });
        }
        self.len += entries.len();
    }

    /// The entries in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Ref> {
        let ends = self.stretches[1.min(self.stretches.len())..].iter().map(|next| next.at as usize).chain([self.len]);
        self.stretches.iter().zip(ends).flat_map(|(stretch, end)| {
            let len = end - stretch.at as usize;
            (0..len).map(|offset| (stretch.run as usize, stretch.index as usize + offset))
        })
    }

    /// The place of entry `at`.
    pub(crate) fn place(&self, at: usize) -> Place {
        let stretch = self.stretches.partition_point(|stretch| stretch.at as usize <= at).saturating_sub(1);
        Place { at: at as u32, stretch: stretch as u32 }
    }

    /// The place of entry `at`, at or behind `from`.
    pub(crate) fn place_from(&self, from: Place, at: usize) -> Place {
        if at - from.at as usize > CLOSE {
            return self.place(at);
        }
        let rest = &self.stretches[from.stretch as usize + 1..];
        let passed = rest.iter().take_while(|stretch| stretch.at as usize <= at).count();
        Place { at: at as u32, stretch: from.stretch + passed as u32 }
    }

    /// The entries from a place up to entry `end`.
    pub(crate) fn range(&self, from: Place, end: usize) -> impl Iterator<Item = Ref> {
        let mut stretch = from.stretch;
        (from.at..end as u32).map(move |at| {
            if self.stretches.get(stretch as usize + 1).is_some_and(|next| next.at <= at) {
                stretch += 1;
            }
            self.get(Place { at, stretch })
        })
    }

    /// The entry at a place.
    pub(crate) fn get(&self, Place { at, stretch }: Place) -> Ref {
        let Stretch { run, index, at: first } = self.stretches[stretch as usize];
        (run as usize, (index + (at - first)) as usize)
    }

    /// The first and the last entry.
    pub(crate) fn ends(&self) -> Option<(Ref, Ref)> {
        let last = self.len.checked_sub(1)?;
        Some((self.get(Place::default()), self.get(self.place(last))))
    }
}

/// How to go through runs in key order, partition by partition.
pub(crate) struct Order<'r> {
    runs: &'r [Run],
    reach: Reach,
    lo: &'r [u8],
    hi: Option<&'r [u8]>,
    pub(super) splitters: Vec<Vec<u8>>,
    /// Of every run.
    bounds: Vec<Bounds>,
}

impl<'r> Order<'r> {
    pub(crate) fn new(runs: &'r [Run]) -> Self {
        Order::of_range(runs, &[], None)
    }

    /// Only keys from `lo` up to `hi`.
    pub(super) fn of_range(runs: &'r [Run], lo: &'r [u8], hi: Option<&'r [u8]>) -> Self {
        let reach = Reach::new(runs);
        let held: Vec<&Run> = reach.holding(runs, lo, hi).map(|run| &runs[run]).collect();
        let mut splitters = splitters(&held);
        splitters.retain(|key| lo < key.as_slice() && hi.is_none_or(|hi| key.as_slice() < hi));
        let bounds = runs.par_iter().map(|run| Bounds::new(run, lo, hi, &splitters)).collect();
        Order { runs, reach, lo, hi, splitters, bounds }
    }

    pub(crate) fn partitions(&self) -> usize {
        self.splitters.len() + 1
    }

    /// The entries of a partition.
    pub(crate) fn sequence(&self, partition: usize) -> Sequence {
        let lo = partition.checked_sub(1).map_or(self.lo, |before| &self.splitters[before]);
        let hi = self.splitters.get(partition).map(Vec::as_slice).or(self.hi);
        let ranges = self.reach.holding(self.runs, lo, hi).map(|run| (run, self.bounds[run].range(partition)));
        collect(self.runs, ranges.filter(|(_, range)| !range.is_empty()).collect())
    }
}

/// Keys that cut the evidence into partitions of about equal size. Equal keys never fall into two partitions.
fn splitters(runs: &[&Run]) -> Vec<Vec<u8>> {
    let mut sample: Vec<&[u8]> =
        runs.iter().flat_map(|run| (SAMPLE / 2..run.len()).step_by(SAMPLE).map(|index| run.key(index))).collect();
    sample.par_sort_unstable();
    let mut splitters: Vec<Vec<u8>> = sample.chunks(SAMPLES).skip(1).map(|chunk| chunk[0].to_vec()).collect();
    splitters.dedup();
    splitters
}

/// The entries of some ranges of runs in key order.
fn collect(runs: &[Run], mut ranges: Vec<(usize, Range<usize>)>) -> Sequence {
    let first = |(run, range): &(usize, Range<usize>)| runs[*run].key(range.start);
    let last = |(run, range): &(usize, Range<usize>)| runs[*run].key(range.end - 1);
    ranges.sort_by_key(first);
    let mut sequence = Sequence::default();
    if ranges.is_sorted_by(|a, b| last(a) <= first(b)) {
        ranges.into_iter().for_each(|(run, range)| sequence.push(run, range));
        return sequence;
    }
    let ends = ranges.first().map(first).zip(ranges.iter().map(last).max());
    let common = ends.map_or(0, |(first, last)| common_prefix(first, last));
    let rest = |entry: &(u64, u32, u32)| &runs[entry.1 as usize].key(entry.2 as usize)[common..];
    let entries = ranges.iter().flat_map(|(run, range)| range.clone().map(|index| (0, *run as u32, index as u32)));
    let mut order: Vec<(u64, u32, u32)> = entries.map(|entry| (head(rest(&entry)), entry.1, entry.2)).collect();
    // Numbers sort faster than keys, and most names that begin alike are one name.
    order.sort_unstable_by_key(|entry| entry.0);
    for alike in order.chunk_by_mut(|a, b| a.0 == b.0) {
        if !alike.is_sorted_by(|a, b| rest(a) <= rest(b)) {
            alike.sort_unstable_by(|a, b| rest(a).cmp(rest(b)));
        }
        alike.iter().for_each(|(_, run, index)| sequence.push(*run as usize, *index as usize..*index as usize + 1));
    }
    sequence
}
