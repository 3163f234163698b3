//! The merge: runs to partitions, each a range of keys in which the evidence of every name lies side by side.
//!
//! ```text
//! splitters  every 1024th key of every run, sorted; every k-th of them
//! partition  of each run the entries between two splitters; if these ranges do not overlap they are simply put one after the other
//!            (sorted input: nothing is compared but neighbours), else sorted together
//! bits       first entry of a name; first entry of a name that is a row
//! ```
//! No bytes are moved: a partition is a list of stretches of the runs.

mod bounds;
mod order;
mod partition;
mod reach;

use crate::evidence::{Item, Items};
use crate::plan::Counting;
use crate::run::{Run, common_prefix};
use order::Place;
pub(crate) use order::{MAX_RUNS, Order, Ref, Sequence};
use partition::Partition;
use rayon::prelude::*;
pub(crate) use reach::Reach;

/// Names, or entries, to [`touch`] at a time: enough that their waits overlap.
pub(crate) const TOGETHER: usize = 16;
/// Bytes that come into the cache together.
const LINE: usize = 64;

/// The evidence of a range of keys, by name.
#[derive(Debug)]
pub(crate) struct Merged {
    runs: Vec<Run>,
    /// How many runs at the front also hold names outside the range.
    kept: usize,
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
    place: Place,
}

impl Merged {
    /// Sorts out what `runs` hold and marks what `counting` counts.
    pub(crate) fn new(runs: Vec<Run>, counting: &Counting<'_>) -> Merged {
        Merged::of_range((Vec::new(), runs), Vec::new(), None, counting)
    }

    /// As [`Merged::new`], of the keys from `lo` up to `hi`. The first runs are to be kept: they stay in memory for other ranges.
    pub(crate) fn of_range(
        (kept, read): (Vec<Run>, Vec<Run>),
        lo: Vec<u8>,
        hi: Option<Vec<u8>>,
        counting: &Counting<'_>,
    ) -> Merged {
        let (count, mut runs) = (kept.len(), kept);
        runs.extend(read);
        let order = Order::of_range(&runs, &lo, hi.as_deref());
        let partitions: Vec<Partition> = (0..order.partitions())
            .into_par_iter()
            .map(|partition| Partition::new(&runs, order.sequence(partition), counting))
            .collect();
        let splitters = order.splitters;
        let prefix = prefix(&runs, &partitions);
        Merged { runs, kept: count, lo, hi, splitters, partitions, prefix }
    }

    /// Whether a name with this key, if it is anywhere, is here.
    pub(crate) fn covers(&self, key: &[u8]) -> bool {
        // Comparing with an empty vector, which points nowhere, is slow in some C libraries.
        (self.lo.is_empty() || self.lo.as_slice() <= key) && self.hi.as_deref().is_none_or(|hi| key < hi)
    }

    /// The runs to be kept.
    pub(crate) fn kept(&self) -> &[Run] {
        &self.runs[..self.kept]
    }

    /// Gives the runs to be kept back.
    pub(crate) fn into_kept(mut self) -> Vec<Run> {
        self.runs.truncate(self.kept);
        self.runs
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
        let key = |part: &Partition, at: usize| part.key(&self.runs, part.entries.place(at));
        self.partitions.iter().flat_map(move |part| part.suffixes.iter().map(move |at| key(part, *at)))
    }

    /// The spots of rows 0, `step`, 2 * `step` ...
    pub(crate) fn row_starts(&self, step: usize) -> Vec<Spot> {
        let mut starts = Vec::new();
        let mut row = 0usize;
        for (partition, content) in self.partitions.iter().enumerate() {
            let first = row.next_multiple_of(step) - row;
            let places = (first..content.counted).step_by(step).filter_map(|row| content.rows.nth(row));
            starts.extend(places.map(|at| Spot { partition, place: content.entries.place(at) }));
            row += content.counted;
        }
        starts
    }

    /// The row at or after `spot`.
    pub(crate) fn row_at(&self, spot: Spot) -> Option<Spot> {
        let mut place = spot.place;
        for partition in spot.partition..self.partitions.len() {
            let Partition { rows, entries, .. } = &self.partitions[partition];
            if let Some(at) = rows.next_from(place.at as usize) {
                return Some(Spot { partition, place: entries.place_from(place, at) });
            }
            place = Place::default();
        }
        None
    }

    /// The place behind a name.
    pub(crate) fn after(spot: Spot) -> Spot {
        Spot { place: Place { at: spot.place.at + 1, ..spot.place }, ..spot }
    }

    /// The name with this key.
    pub(crate) fn find(&self, key: &[u8]) -> Option<Spot> {
        if !key.starts_with(&self.prefix) {
            return None;
        }
        let partition = self.splitters.partition_point(|s| s.as_slice() <= key);
        let place = self.partitions.get(partition)?.find(&self.runs, key)?;
        Some(Spot { partition, place })
    }

    /// As [`Merged::find`]; a name at `near` or close behind it is found at once.
    pub(crate) fn find_near(&self, key: &[u8], near: Option<Spot>) -> Option<Spot> {
        if !key.starts_with(&self.prefix) {
            return None;
        }
        let Some(Spot { partition, place }) = near else { return self.find(key) };
        match self.partitions[partition].find_near(&self.runs, key, place) {
            Ok(found) => found.map(|place| Spot { partition, place }),
            Err(_) => self.find(key),
        }
    }

    pub(crate) fn key(&self, spot: Spot) -> &[u8] {
        self.partitions[spot.partition].key(&self.runs, spot.place)
    }

    /// Whether the name is a row.
    pub(crate) fn is_row(&self, spot: Spot) -> bool {
        let at = spot.place.at as usize;
        self.partitions[spot.partition].rows.next_from(at) == Some(at)
    }

    /// The kinds of evidence of a name.
    pub(crate) fn mask(&self, spot: Spot) -> u16 {
        self.group(spot).fold(0, |all, (run, index)| all | self.runs[run].entries[index].mask)
    }

    /// The distinct items of a name, sorted, into `items`; gives its kinds of evidence.
    pub(crate) fn gather<'a>(&'a self, spot: Spot, items: &mut Vec<Item<'a>>) -> u16 {
        let mut mask = 0;
        let evidence = self.group(spot).map(|(run, index)| {
            mask |= self.runs[run].entries[index].mask;
            self.runs[run].items(index)
        });
        unite(evidence, items);
        mask
    }

    /// Brings the evidence of some names into the cache, all at a time: one after the other, each would be waited for. `refs` is a buffer.
    pub(crate) fn touch(&self, spots: &[Spot], refs: &mut Vec<Ref>) {
        refs.clear();
        refs.extend(spots.iter().flat_map(|spot| self.group(*spot)));
        touch(&self.runs, refs);
    }

    fn group(&self, spot: Spot) -> impl Iterator<Item = Ref> {
        self.partitions[spot.partition].group(spot.place)
    }
}

/// Brings entries and the beginning of their evidence into the cache, all at a time.
pub(crate) fn touch(runs: &[Run], refs: &[Ref]) {
    let entry = |(run, index): &Ref| runs[*run].entries[*index].at;
    let entries = refs.iter().fold(0, |sum: u32, at| sum.wrapping_add(entry(at)));
    let bytes =
        |at: &Ref| runs[at.0].buf.get(entry(at) as usize..).and_then(|rest| Some((rest.first()?, rest.get(LINE)?)));
    let bytes = refs.iter().filter_map(bytes).fold(0, |sum: u8, (a, b)| sum.wrapping_add(*a).wrapping_add(*b));
    std::hint::black_box((entries, bytes));
}

/// Puts the distinct items of several pieces of evidence of one name into `items`, sorted.
pub(crate) fn unite<'a>(evidence: impl Iterator<Item = Items<'a>>, items: &mut Vec<Item<'a>>) {
    items.clear();
    let mut is_sorted = true;
    let mut last: Item<'a> = (0, &[]);
    for piece in evidence {
        for item in piece {
            is_sorted &= last.0 < item.0 || last < item;
            items.push(item);
            last = item;
        }
    }
    if !is_sorted {
        items.sort_unstable();
        items.dedup();
    }
}

/// The common prefix of all keys.
fn prefix(runs: &[Run], partitions: &[Partition]) -> Vec<u8> {
    let key = |(run, index): Ref| runs[run].key(index);
    let first = partitions.iter().find_map(|partition| partition.entries.ends()).map(|(first, _)| key(first));
    let last = partitions.iter().rev().find_map(|partition| partition.entries.ends()).map(|(_, last)| key(last));
    first.zip(last).map_or_else(Vec::new, |(first, last)| first[..common_prefix(first, last)].to_vec())
}
