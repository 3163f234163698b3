//! Where the splitters of an order lie in a run.

use crate::run::Run;
use std::ops::Range;

/// The part of a run that an order goes through, and where it is cut. A run in which many splitters lie is read once from front to back
/// for that: looking up each partition in each of a thousand runs would wait for memory every time.
#[derive(Debug)]
pub(super) struct Bounds {
    part: Range<u32>,
    /// The first splitter greater than the first key of the part.
    first: usize,
    /// For that splitter and those behind it, as far as they are not greater than all keys of the part: the first entry not less.
    cuts: Vec<u32>,
}

impl Bounds {
    /// Of the entries from `lo` up to `hi`.
    pub(super) fn new(run: &Run, lo: &[u8], hi: Option<&[u8]>, splitters: &[Vec<u8>]) -> Self {
        let part = run.range(lo, hi);
        let (mut first, mut cuts) = (0, Vec::new());
        if !part.is_empty() {
            let start = run.key(part.start);
            first = splitters.partition_point(|splitter| splitter.as_slice() <= start);
            let mut at = part.start;
            for splitter in &splitters[first..] {
                at = find_from(run, at..part.end, splitter);
                if at == part.end {
                    break;
                }
                cuts.push(at as u32);
            }
        }
        Bounds { part: part.start as u32..part.end as u32, first, cuts }
    }

    /// The entries of a partition.
    pub(super) fn range(&self, partition: usize) -> Range<usize> {
        let start = partition.checked_sub(1).map_or(self.part.start, |splitter| self.cut(splitter));
        start as usize..self.cut(partition) as usize
    }

    /// The first entry that is not less than a splitter; behind the last splitter, the end.
    fn cut(&self, splitter: usize) -> u32 {
        match splitter.checked_sub(self.first) {
            None => self.part.start,
            Some(at) => self.cuts.get(at).copied().unwrap_or(self.part.end),
        }
    }
}

/// The first entry of `range` whose key is not less than `key`, which is thought to lie near the start.
fn find_from(run: &Run, range: Range<usize>, key: &[u8]) -> usize {
    let (mut lo, mut step) = (range.start, 1);
    let mut hi = range.end;
    while lo + step < hi {
        if run.key(lo + step) >= key {
            hi = lo + step;
        } else {
            lo += step;
            step *= 2;
        }
    }
    while lo < hi {
        let middle = lo.midpoint(hi);
        if run.key(middle) < key { lo = middle + 1 } else { hi = middle }
    }
    lo
}

#[cfg(test)]
mod tests;
