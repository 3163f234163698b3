//! The merge: runs to partitions, each a range of keys in which the evidence of every name lies side by side.
//!
//! ```text
//! splitters  every 1024th key of every run, sorted; every k-th of them
//! partition  of each run the entries between two splitters; if these ranges do not overlap they are simply put one after the other
//!            (sorted input: nothing is compared but neighbours), else sorted together
//! flags      first entry of a name; first entry of a name that is a row
//! ```
//! No bytes are moved: a partition is a list of references into the runs.

use crate::evidence::{Item, Items, mask};
use crate::plan::Counting;
use crate::run::{Run, common_prefix, head};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Entries between two sampled keys of a run.
const SAMPLE: usize = 1024;
/// Samples per partition: 16 Ki entries, whose evidence fits a second-level cache.
const SAMPLES: usize = 16;

/// An entry of a run, with flags.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ref {
    run: u32,
    index: u32,
}

const FIRST: u32 = 1 << 31;
const COUNTED: u32 = 1 << 30;

/// Most runs that can be merged: the flags take two bits.
pub(crate) const MAX_RUNS: usize = COUNTED as usize;

impl Ref {
    pub(crate) fn run(self) -> usize {
        (self.run & !(FIRST | COUNTED)) as usize
    }

    pub(crate) fn index(self) -> usize {
        self.index as usize
    }

    fn has(self, flag: u32) -> bool {
        self.run & flag != 0
    }
}

/// How to go through runs in key order, partition by partition.
pub(crate) struct Order<'r> {
    runs: &'r [Run],
    lo: &'r [u8],
    hi: Option<&'r [u8]>,
    splitters: Vec<Vec<u8>>,
}

impl<'r> Order<'r> {
    pub(crate) fn new(runs: &'r [Run]) -> Self {
        Order::of_range(runs, &[], None)
    }

    /// Only keys from `lo` up to `hi`.
    fn of_range(runs: &'r [Run], lo: &'r [u8], hi: Option<&'r [u8]>) -> Self {
        let mut splitters = splitters(runs);
        splitters.retain(|key| lo < key.as_slice() && hi.is_none_or(|hi| key.as_slice() < hi));
        Order { runs, lo, hi, splitters }
    }

    pub(crate) fn partitions(&self) -> usize {
        self.splitters.len() + 1
    }

    /// The entries of a partition in key order.
    pub(crate) fn refs(&self, partition: usize) -> Vec<Ref> {
        let lo = partition.checked_sub(1).map_or(self.lo, |before| &self.splitters[before]);
        collect(self.runs, lo, self.splitters.get(partition).map(Vec::as_slice).or(self.hi))
    }
}

/// A range of keys.
#[derive(Debug)]
struct Partition {
    refs: Vec<Ref>,
    /// Length of the prefix that all keys share, and of each entry the bytes behind it as a number: a search runs over these first,
    /// side by side in memory, and over keys only where they are equal.
    common: usize,
    heads: Vec<u64>,
    /// Number of names that are rows.
    counted: usize,
    /// Evidence seen at rows, and TLSA anywhere.
    seen: u16,
    /// Where names lie that would be rows if they were not public suffixes.
    suffixes: Vec<usize>,
}

/// The evidence of a range of keys, by name.
#[derive(Debug)]
pub(crate) struct Merged {
    runs: Vec<Run>,
    lo: Vec<u8>,
    hi: Option<Vec<u8>>,
    /// First key of each partition but the first.
    splitters: Vec<Vec<u8>>,
    partitions: Vec<Partition>,
    /// What all keys begin with. Most names asked for lie in other registries, and need no search.
    prefix: Vec<u8>,
}

/// A name of the merged evidence: where its entries start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    partition: usize,
    at: usize,
}

impl Merged {
    /// Sorts out what `runs` hold from `lo` up to `hi` and marks what `counting` counts.
    pub(crate) fn new(runs: Vec<Run>, lo: Vec<u8>, hi: Option<Vec<u8>>, counting: &Counting<'_>) -> Merged {
        let order = Order::of_range(&runs, &lo, hi.as_deref());
        let partitions: Vec<Partition> = (0..order.partitions())
            .into_par_iter()
            .map(|partition| {
                let mut refs = order.refs(partition);
                let Marked { counted, seen, suffixes } = mark(&runs, &mut refs, counting);
                let key = |r: &Ref| runs[r.run()].key(r.index());
                let ends = refs.first().zip(refs.last());
                let common = ends.map_or(0, |(first, last)| common_prefix(key(first), key(last)));
                let heads = refs.iter().map(|r| head(&key(r)[common..])).collect();
                Partition { refs, common, heads, counted, seen, suffixes }
            })
            .collect();
        let splitters = order.splitters;
        let prefix = prefix(&runs, &partitions);
        Merged { runs, lo, hi, splitters, partitions, prefix }
    }

    /// Whether a name with this key, if it is anywhere, is here.
    pub(crate) fn covers(&self, key: &[u8]) -> bool {
        self.lo.as_slice() <= key && self.hi.as_deref().is_none_or(|hi| key < hi)
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.partitions.iter().map(|partition| partition.counted).sum()
    }

    /// Kinds of evidence at rows.
    pub(crate) fn seen(&self) -> u16 {
        self.partitions.iter().fold(0, |seen, partition| seen | partition.seen)
    }

    /// Keys of the names that would be rows if they were not public suffixes.
    pub(crate) fn suffixes(&self) -> impl Iterator<Item = &[u8]> {
        self.partitions.iter().flat_map(|part| part.suffixes.iter().map(|at| self.key_of(part.refs[*at])))
    }

    /// The spots of rows 0, `step`, 2 * `step` ...
    pub(crate) fn row_starts(&self, step: usize) -> Vec<Spot> {
        let mut starts = Vec::new();
        let mut row = 0usize;
        for (partition, content) in self.partitions.iter().enumerate() {
            let mut next = row.next_multiple_of(step) - row;
            row += content.counted;
            if next >= content.counted {
                continue;
            }
            for (at, _) in content.refs.iter().enumerate().filter(|(_, r)| r.has(COUNTED)) {
                if next == 0 {
                    starts.push(Spot { partition, at });
                    next = step;
                }
                next -= 1;
            }
        }
        starts
    }

    /// The row at or after `spot`.
    pub(crate) fn row_at(&self, spot: Spot) -> Option<Spot> {
        let mut at = spot.at;
        for partition in spot.partition..self.partitions.len() {
            let refs = &self.partitions[partition].refs;
            if let Some(found) = refs.get(at..).and_then(|rest| rest.iter().position(|r| r.has(COUNTED))) {
                return Some(Spot { partition, at: at + found });
            }
            at = 0;
        }
        None
    }

    /// The place behind a name.
    pub(crate) fn after(spot: Spot) -> Spot {
        Spot { at: spot.at + 1, ..spot }
    }

    /// The name with this key.
    pub(crate) fn find(&self, key: &[u8]) -> Option<Spot> {
        if !key.starts_with(&self.prefix) {
            return None;
        }
        let partition = self.splitters.partition_point(|s| s.as_slice() <= key);
        let Partition { refs, common, heads, .. } = self.partitions.get(partition)?;
        let shared = key.get(..*common)?;
        if shared != &self.key_of(*refs.first()?)[..*common] {
            return None;
        }
        let wanted = head(&key[*common..]);
        let lo = heads.partition_point(|&head| head < wanted);
        let equal = heads[lo..].partition_point(|&head| head == wanted);
        let at = lo + refs[lo..lo + equal].partition_point(|r| self.key_of(*r) < key);
        (at < lo + equal && self.key_of(refs[at]) == key).then_some(Spot { partition, at })
    }

    /// As [`Merged::find`], beginning at `near`: the steps grow with the distance, so a name close behind is found at once.
    pub(crate) fn find_near(&self, key: &[u8], near: Option<Spot>) -> Option<Spot> {
        if !key.starts_with(&self.prefix) {
            return None;
        }
        let Some(Spot { partition, at }) = near else { return self.find(key) };
        let Partition { refs, common, heads, .. } = &self.partitions[partition];
        let from = self.key_of(refs[at]);
        if key.get(..*common) != Some(&from[..*common]) {
            return self.find(key);
        }
        let wanted = head(&key[*common..]);
        let is_before = |at: usize| match heads[at].cmp(&wanted) {
            Ordering::Equal => self.key_of(refs[at]) < key,
            order => order == Ordering::Less,
        };
        if !is_before(at) {
            return if from == key { near } else { self.find(key) };
        }
        let (mut lo, mut step) = (at, 1);
        while lo + step < refs.len() && is_before(lo + step) {
            lo += step;
            step *= 2;
        }
        if lo + step >= refs.len() && self.splitters.get(partition).is_some_and(|next| next.as_slice() <= key) {
            return self.find(key);
        }
        let mut end = refs.len().min(lo + step);
        lo += 1;
        while lo < end {
            let middle = lo.midpoint(end);
            if is_before(middle) { lo = middle + 1 } else { end = middle }
        }
        (lo < refs.len() && heads[lo] == wanted && self.key_of(refs[lo]) == key).then_some(Spot { partition, at: lo })
    }

    pub(crate) fn key(&self, spot: Spot) -> &[u8] {
        self.key_of(self.partitions[spot.partition].refs[spot.at])
    }

    /// Whether the name is a row.
    pub(crate) fn is_row(&self, spot: Spot) -> bool {
        self.partitions[spot.partition].refs[spot.at].has(COUNTED)
    }

    /// The kinds of evidence of a name.
    pub(crate) fn mask(&self, spot: Spot) -> u16 {
        self.group(spot).iter().fold(0, |all, r| all | self.runs[r.run()].entries[r.index()].mask)
    }

    /// The distinct items of a name, sorted, into `items`.
    pub(crate) fn gather<'a>(&'a self, spot: Spot, items: &mut Vec<Item<'a>>) {
        items.clear();
        unite(self.group(spot).iter().map(|r| self.runs[r.run()].items(r.index())), items);
    }

    fn group(&self, spot: Spot) -> &[Ref] {
        let rest = &self.partitions[spot.partition].refs[spot.at..];
        let len = rest[1..].iter().position(|r| r.has(FIRST)).map_or(rest.len(), |n| n + 1);
        &rest[..len]
    }

    fn key_of(&self, r: Ref) -> &[u8] {
        self.runs[r.run()].key(r.index())
    }
}

/// Adds the distinct items of several pieces of evidence of one name to the empty `items`, sorted.
pub(crate) fn unite<'a>(evidence: impl Iterator<Item = Items<'a>>, items: &mut Vec<Item<'a>>) {
    let mut is_sorted = true;
    for item in evidence.flatten() {
        is_sorted &= items.last().is_none_or(|last| *last < item);
        items.push(item);
    }
    if !is_sorted {
        items.sort_unstable();
        items.dedup();
    }
}

/// The common prefix of all keys.
fn prefix(runs: &[Run], partitions: &[Partition]) -> Vec<u8> {
    let key = |r: &Ref| runs[r.run()].key(r.index());
    let first = partitions.iter().find_map(|partition| partition.refs.first());
    let last = partitions.iter().rev().find_map(|partition| partition.refs.last());
    first.zip(last).map_or_else(Vec::new, |(first, last)| key(first)[..common_prefix(key(first), key(last))].to_vec())
}

/// Keys that cut the evidence into partitions of about equal size. Equal keys never fall into two partitions.
fn splitters(runs: &[Run]) -> Vec<Vec<u8>> {
    let mut sample: Vec<&[u8]> =
        runs.iter().flat_map(|run| (SAMPLE / 2..run.len()).step_by(SAMPLE).map(|index| run.key(index))).collect();
    sample.par_sort_unstable();
    let mut splitters: Vec<Vec<u8>> = sample.chunks(SAMPLES).skip(1).map(|chunk| chunk[0].to_vec()).collect();
    splitters.dedup();
    splitters
}

/// References to the entries from `lo` up to `hi`, in key order.
fn collect(runs: &[Run], lo: &[u8], hi: Option<&[u8]>) -> Vec<Ref> {
    let mut ranges: Vec<(usize, std::ops::Range<usize>)> =
        runs.iter().enumerate().map(|(run, r)| (run, r.range(lo, hi))).filter(|(_, range)| !range.is_empty()).collect();
    ranges.sort_by_key(|(run, range)| runs[*run].key(range.start));
    let disjoint =
        ranges.windows(2).all(|pair| runs[pair[0].0].key(pair[0].1.end - 1) <= runs[pair[1].0].key(pair[1].1.start));
    let refs =
        ranges.iter().flat_map(|(run, range)| range.clone().map(|index| Ref { run: *run as u32, index: index as u32 }));
    if disjoint {
        return refs.collect();
    }
    let key = |r: &Ref| runs[r.run()].key(r.index());
    let common = hi.map_or(0, |hi| common_prefix(lo, hi));
    // The stable sort finds the sorted ranges and merges them.
    let mut order: Vec<(u64, Ref)> = refs.map(|r| (head(&key(&r)[common..]), r)).collect();
    order.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| key(x).cmp(key(y))));
    order.into_iter().map(|(_, r)| r).collect()
}

/// What [`mark`] found.
struct Marked {
    counted: usize,
    seen: u16,
    suffixes: Vec<usize>,
}

/// Sets the flags.
fn mark(runs: &[Run], refs: &mut [Ref], counting: &Counting<'_>) -> Marked {
    let (mut counted, mut seen) = (0, 0);
    let mut suffixes = find_suffixes(runs, refs, counting);
    let mut kept = 0;
    let mut start = 0;
    while start < refs.len() {
        let first = refs[start];
        let key = runs[first.run()].key(first.index());
        let mut evidence = runs[first.run()].entries[first.index()].mask;
        let mut end = start + 1;
        while let Some(next) = refs.get(end).filter(|r| runs[r.run()].key(r.index()) == key) {
            evidence |= runs[next.run()].entries[next.index()].mask;
            end += 1;
        }
        refs[start].run |= FIRST;
        seen |= evidence & mask::TLSA;
        let is_suffix = suffixes.get(kept) == Some(&start);
        if !counting.fits(key, evidence) {
            if is_suffix {
                suffixes.remove(kept);
            }
        } else if is_suffix {
            kept += 1;
        } else {
            refs[start].run |= COUNTED;
            counted += 1;
            seen |= evidence;
        }
        start = end;
    }
    Marked { counted, seen, suffixes }
}

/// Where the public suffixes lie, ascending. They are looked up among the names, since there are far fewer of them.
fn find_suffixes(runs: &[Run], refs: &[Ref], counting: &Counting<'_>) -> Vec<usize> {
    let key = |r: &Ref| runs[r.run()].key(r.index());
    let Some((first, last)) = refs.first().zip(refs.last()) else { return Vec::new() };
    let mut from = 0;
    let suffixes = counting.suffixes(key(first), key(last)).iter();
    suffixes
        .filter_map(|suffix| {
            from += refs[from..].partition_point(|r| key(r) < suffix.as_slice());
            (key(refs.get(from)?) == suffix.as_slice()).then_some(from)
        })
        .collect()
}
