//! The parse core over the splits of one text, on threads: guess where to cut and what holds there, parse, verify.
//!
//! ```text
//! each thread:  take the next split, guess the scope at its start, parse it
//! then, in order:  was the guess what the split before ended with? if not, parse the split again from there
//! ```

use super::Outcome;
use super::kernels::{Parse, Tally, read_stretch};
use crate::map::{fetch, release};
use memmap2::Mmap;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use zonefile::split::{find_cut, guess_scope, read_head};
use zonefile::{End, Scope};

const SMALLEST: usize = 1 << 16;
const LARGEST: usize = 8 << 20;
/// Splits per thread at least, so that the last one to finish is not waited for long.
const PER_THREAD: usize = 8;

struct Split {
    range: Range<usize>,
    assumed: Scope,
    tally: Tally,
    end: End,
}

/// The whole of a mapped file, by splits. The thread that reads a split brings in its pages and takes them out again, as in a scan of
/// the census: else one thread does that for all of them when the process ends.
pub(super) fn read_map(map: &Mmap, parse: &Parse<'_>, threads: NonZero<usize>) -> Outcome {
    read(map, parse, threads, &Pages { fetch: &|range| fetch(map, range), release: &|range| release(map, range) })
}

/// What is done about the pages of a split before and after it is read.
struct Pages<'p> {
    fetch: &'p (dyn Fn(Range<usize>) + Sync),
    release: &'p (dyn Fn(Range<usize>) + Sync),
}

/// The whole of `text`, by splits.
fn read(text: &[u8], parse: &Parse<'_>, threads: NonZero<usize>, pages: &Pages<'_>) -> Outcome {
    let size = (text.len() / (threads.get() * PER_THREAD)).clamp(SMALLEST, LARGEST);
    let head = read_head(text, &Scope::default());
    let next = AtomicUsize::new(0);
    let started = Barrier::new(threads.get());
    let work = || {
        // A thread that starts changes the address space, and would wait for one that maps its first pages.
        started.wait();
        let mut splits = Vec::new();
        loop {
            let start = next.fetch_add(size, Ordering::Relaxed);
            if start >= text.len() {
                return splits;
            }
            // The pages of whole blocks: a part of a huge page that is let go costs the rest of it its mapping.
            let block = start..text.len().min(start + size);
            (pages.fetch)(block.clone());
            splits.push(read_split(text, find_cut(text, block.start)..find_cut(text, block.end), &head, parse));
            (pages.release)(block);
        }
    };
    let mut splits = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get()).map(|_| scope.spawn(work)).collect();
        let mut splits = work();
        for other in others {
            splits.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        splits
    });
    splits.sort_by_key(|split| split.range.start);
    verify(text, parse, &splits)
}

fn read_split(text: &[u8], range: Range<usize>, head: &Scope, parse: &Parse<'_>) -> Split {
    let assumed = if range.start == 0 { Scope::default() } else { guess_scope(text, range.start, head) };
    let (tally, end) = read_stretch(&text[range.clone()], &assumed, parse, range.end == text.len());
    Split { range, assumed, tally, end }
}

fn verify(text: &[u8], parse: &Parse<'_>, splits: &[Split]) -> Outcome {
    let (mut total, mut reparsed) = (Tally::default(), 0);
    let (mut at, mut scope) = (0, Scope::default());
    for split in splits {
        if split.range.start == at && split.end.holds(&split.assumed, &scope) {
            total.add(&split.tally);
            (at, scope) = (at + split.end.consumed, split.end.carry(&scope));
        } else if at < split.range.end {
            // A record that crosses the cut begins before it.
            reparsed += 1;
            let (tally, end) = read_stretch(&text[at..split.range.end], &scope, parse, split.range.end == text.len());
            total.add(&tally);
            (at, scope) = (at + end.consumed, end.carry(&scope));
        }
    }
    Outcome { reparsed, ..total.outcome() }
}

#[cfg(test)]
mod tests;
