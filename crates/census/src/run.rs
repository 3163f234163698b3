//! A run: evidence of many names in one buffer, sorted by key.

use crate::evidence::{Item, Items, REACH, REFERENCE, item_at, push_again, push_any};
use std::cell::RefCell;
use twox_hash::XxHash3_64;

/// One name of a run: where its key starts in the buffer, how long the key is, and what kinds of evidence follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: u32,
    pub(crate) key_len: u16,
    pub(crate) mask: u16,
}

/// Evidence of many names: for every entry `key, number of items (1 byte), items`. A key may occur more than once; entries are in key
/// order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    pub(crate) buf: Vec<u8>,
    pub(crate) entries: Vec<Entry>,
}

impl Run {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Memory held, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.buf.len() + self.entries.len() * size_of::<Entry>()
    }

    pub(crate) fn key(&self, index: usize) -> &[u8] {
        key_in(&self.buf, self.entries[index])
    }

    pub(crate) fn items(&self, index: usize) -> Items<'_> {
        let entry = self.entries[index];
        let at = entry.at as usize + usize::from(entry.key_len);
        Items::new(&self.buf, at + 1, self.buf[at])
    }

    /// The first entry whose key is not less than `key`.
    pub(crate) fn lower_bound(&self, key: &[u8]) -> usize {
        self.entries.partition_point(|entry| key_in(&self.buf, *entry) < key)
    }

    /// The entries from `lo` up to but not including `hi` (None: to the end).
    pub(crate) fn range(&self, lo: &[u8], hi: Option<&[u8]>) -> std::ops::Range<usize> {
        let (Some(first), Some(last)) = (self.entries.first(), self.entries.last()) else { return 0..0 };
        let (first, last) = (key_in(&self.buf, *first), key_in(&self.buf, *last));
        let start = if lo <= first {
            0
        } else if last < lo {
            self.len()
        } else {
            self.lower_bound(lo)
        };
        let end = match hi {
            Some(hi) if last >= hi => {
                if first >= hi {
                    0
                } else {
                    self.lower_bound(hi)
                }
            }
            _ => self.len(),
        };
        start..end.max(start)
    }

    /// Appends a copy of an entry of another run, which must not come before the last one. `places` are those of this run.
    pub(crate) fn push(&mut self, from: &Run, index: usize, places: &mut Places) {
        self.entries.push(Entry { at: self.buf.len() as u32, ..from.entries[index] });
        self.buf.extend_from_slice(from.key(index));
        let items = from.items(index);
        self.buf.push(items.left());
        for item in items {
            let (slot, known) = places.find(&self.buf, item.1);
            match known {
                Some((place, found)) if found == item => push_again(&mut self.buf, place),
                _ => {
                    let place = self.buf.len();
                    push_any(&mut self.buf, item);
                    places.note(slot, self.buf.len() - place, place);
                }
            }
        }
    }

    /// Sorts the entries by key; the order of entries with equal keys does not matter to anyone.
    pub(crate) fn sort(&mut self) {
        let Some(first) = self.entries.first() else { return };
        let first = key_in(&self.buf, *first);
        let common = self.entries.iter().fold(first.len(), |n, e| common_prefix(&first[..n], key_in(&self.buf, *e)));
        let mut order: Vec<(u64, Entry)> =
            self.entries.iter().map(|e| (head(&key_in(&self.buf, *e)[common..]), *e)).collect();
        let buf = &self.buf;
        order.sort_unstable_by(|(a, x), (b, y)| {
            a.cmp(b).then_with(|| key_in(buf, *x)[common..].cmp(&key_in(buf, *y)[common..]))
        });
        for (slot, (_, entry)) in self.entries.iter_mut().zip(order) {
            *slot = entry;
        }
    }
}

/// A run being written. Consecutive records of one name go into one entry.
#[derive(Debug, Clone)]
pub(crate) struct RunBuilder {
    run: Run,
    /// Where the number of items of the last entry stands.
    count_at: usize,
    sorted: bool,
    places: Places,
}

/// Where items begin in a buffer, by a hash of what they are made of: the last one of a slot wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Vec<u32>);

/// Slots for items that may come again: twice the hosters that share most of the names of a large zone.
const SLOTS: usize = 1 << 13;
const NOWHERE: u32 = u32::MAX;

impl Places {
    /// With so many slots; with none, every item is a new one.
    pub(crate) fn new(slots: usize) -> Self {
        Places(vec![NOWHERE; slots])
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(NOWHERE);
    }

    /// The slot for `data`, and the item that it leads to, if that is in reach of the end of `buf`.
    fn find<'b>(&self, buf: &'b [u8], data: &[u8]) -> (usize, Option<(u32, Item<'b>)>) {
        let slot = (XxHash3_64::oneshot(data) as usize).checked_rem(self.0.len()).unwrap_or(0);
        let place = self.0.get(slot).copied().filter(|place| buf.len().saturating_sub(*place as usize) < REACH);
        (slot, place.and_then(|place| Some((place, item_at(buf, place)?))))
    }

    /// Notes that an item of `len` bytes begins at `place`, unless a reference to it would be no shorter.
    fn note(&mut self, slot: usize, len: usize, place: usize) {
        if let Some(known) = self.0.get_mut(slot).filter(|_| len > REFERENCE) {
            *known = place as u32;
        }
    }
}

thread_local! {
    /// Buffers that runs were built in, emptied. A run is built in memory that is there already and then copied to as much as it needs:
    /// growing a new buffer for every piece of the input would touch each page of it twice, and the system clears a page when it is first
    /// touched.
    static SPARE: RefCell<Vec<Run>> = const { RefCell::new(Vec::new()) };
}

/// Most spare buffers of a thread.
const SPARES: usize = 4;

/// Gives back the spare buffers of all threads of the pool.
pub(crate) fn drop_spares() {
    rayon::broadcast(|_| SPARE.with_borrow_mut(Vec::clear));
}

impl Default for RunBuilder {
    fn default() -> Self {
        let run = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
        RunBuilder { run, count_at: 0, sorted: true, places: Places::default() }
    }
}

impl RunBuilder {
    /// Makes the entry of `key` the one that items are added to.
    pub(crate) fn open(&mut self, key: &[u8]) {
        if let Some(last) = self.run.entries.last() {
            match key_in(&self.run.buf, *last).cmp(key) {
                std::cmp::Ordering::Equal => return,
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Greater => self.sorted = false,
            }
        }
        let at = self.run.buf.len() as u32;
        self.run.buf.extend_from_slice(key);
        self.begin(at, key.len() as u16);
    }

    /// Begins an entry, whose key ends the buffer.
    fn begin(&mut self, at: u32, key_len: u16) {
        self.count_at = self.run.buf.len();
        self.run.buf.push(0);
        self.run.entries.push(Entry { at, key_len, mask: 0 });
    }

    /// Adds to the open entry what `write` appends; an item that `write` gives up on leaves no trace, and false is returned.
    pub(crate) fn add(&mut self, bits: u16, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> bool {
        if self.run.buf.get(self.count_at) == Some(&u8::MAX) {
            self.begin_again();
        }
        let at = self.run.buf.len();
        if write(&mut self.run.buf).is_none() {
            self.run.buf.truncate(at);
            return false;
        }
        if let Some(last) = self.run.entries.last_mut() {
            last.mask |= bits;
            self.run.buf[self.count_at] += 1;
        }
        true
    }

    /// Begins another entry of the same name.
    fn begin_again(&mut self) {
        if let Some(Entry { at, key_len, .. }) = self.run.entries.last().copied() {
            let again = self.run.buf.len() as u32;
            self.run.buf.extend_from_within(at as usize..at as usize + usize::from(key_len));
            self.begin(again, key_len);
        }
    }

    /// Whether the open entry has this kind of evidence.
    pub(crate) fn has(&self, bit: u16) -> bool {
        self.run.entries.last().is_some_and(|last| last.mask & bit != 0)
    }

    /// As [`RunBuilder::add`], of an item that other names may have too: `data` is what it is made of, and `is_made_of` tells whether
    /// an item is what `write` would append.
    pub(crate) fn add_common(
        &mut self,
        bits: u16,
        data: &[u8],
        is_made_of: impl FnOnce(Item<'_>) -> bool,
        write: impl FnOnce(&mut Vec<u8>) -> Option<()>,
    ) -> bool {
        if self.places.0.is_empty() {
            self.places = Places::new(SLOTS);
        }
        let (slot, known) = self.places.find(&self.run.buf, data);
        if let Some((place, _)) = known.filter(|(_, item)| is_made_of(*item)) {
            return self.add(bits, |buf| {
                push_again(buf, place);
                Some(())
            });
        }
        let mut at = 0;
        let added = self.add(bits, |buf| {
            at = buf.len();
            write(buf)
        });
        if added {
            self.places.note(slot, self.run.buf.len() - at, at);
        }
        added
    }

    pub(crate) fn bytes(&self) -> usize {
        self.run.buf.len()
    }

    /// The finished run; the builder is empty afterwards.
    pub(crate) fn take(&mut self) -> Run {
        let entries = self.run.entries.iter().filter(|entry| entry.mask != 0).copied().collect();
        let run = Run { buf: self.run.buf.as_slice().to_vec(), entries };
        self.run.buf.clear();
        self.run.entries.clear();
        SPARE.with_borrow_mut(|spare| {
            if spare.len() < SPARES {
                spare.push(std::mem::take(&mut self.run));
            }
        });
        *self = RunBuilder::default();
        run
    }

    /// As [`RunBuilder::take`], sorted.
    pub(crate) fn take_sorted(&mut self) -> Run {
        let sorted = self.sorted;
        let mut run = self.take();
        if !sorted {
            run.sort();
        }
        run
    }
}

/// The first eight bytes of a key as a number that orders like them.
pub(crate) fn head(key: &[u8]) -> u64 {
    match key.first_chunk::<8>() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => {
            let mut bytes = [0; 8];
            bytes[..key.len()].copy_from_slice(key);
            u64::from_be_bytes(bytes)
        }
    }
}

/// Length of the common prefix of two keys.
pub(crate) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let (words, others) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    for (at, (x, y)) in words.iter().zip(others).enumerate() {
        let differs = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differs != 0 {
            return at * 8 + differs.trailing_zeros() as usize / 8;
        }
    }
    let from = words.len().min(others.len()) * 8;
    from + a[from..].iter().zip(&b[from..]).take_while(|(x, y)| x == y).count()
}

fn key_in(buf: &[u8], entry: Entry) -> &[u8] {
    &buf[entry.at as usize..][..usize::from(entry.key_len)]
}

#[cfg(test)]
mod tests;
