//! A run being written.

use super::entry::{Entry, WWW, implied};
use super::places::{Places, SLOTS};
use super::{Run, key_in};
use crate::evidence::{Item, push_again};
use std::cell::RefCell;

/// A run being written. Consecutive records of one name go into one entry.
#[derive(Debug, Clone)]
pub(crate) struct RunBuilder {
    run: Run,
    /// Where the number of items of the last entry stands.
    count_at: usize,
    sorted: bool,
    places: Places,
    /// How often the last names had `www` right behind them, from 0 to [`SURE`].
    www: u8,
}

/// A name gets room for `www` if this often, less one, the last names had one; two names in a row without it end that.
const SURE: u8 = 3;

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
        RunBuilder { run, count_at: 0, sorted: true, places: Places::default(), www: 0 }
    }
}

impl RunBuilder {
    /// Makes the entry of `key` the one that items are added to.
    pub(crate) fn open(&mut self, key: &[u8]) {
        let key = &key[..key.len().min(Entry::MAX_KEY)];
        let mut is_www = false;
        if let Some(last) = self.run.entries.last() {
            let last_key = key_in(&self.run.buf, *last);
            match last_key.cmp(key) {
                std::cmp::Ordering::Equal => return,
                std::cmp::Ordering::Less => is_www = key.strip_suffix(WWW) == Some(last_key),
                std::cmp::Ordering::Greater => self.sorted = false,
            }
            if is_www {
                self.www = SURE.min(self.www + 1);
            } else if last.has_room() {
                self.www -= 1;
            }
            self.imply_last();
        }
        let at = self.run.buf.len();
        self.run.buf.extend_from_slice(key);
        let entry = Entry::new(at, key.len(), 0);
        if self.www + 1 < SURE || is_www {
            return self.begin(entry);
        }
        self.run.buf.extend_from_slice(WWW);
        self.begin(entry.with_room());
    }

    /// Begins an entry, whose key, and room if it has that, ends the buffer.
    fn begin(&mut self, entry: Entry) {
        self.count_at = self.run.buf.len();
        self.run.buf.push(0);
        self.run.entries.push(entry);
    }

    /// Takes the key and the items of the last entry out of the buffer, if the name before has room for the one and the mask tells the other.
    fn imply_last(&mut self) {
        let Run { buf, entries } = &mut self.run;
        let [.., parent, last] = entries.as_mut_slice() else { return };
        let Some(shorter) = last.implied_below(*parent) else { return };
        let is_child = || key_in(buf, shorter) == key_in(buf, *last);
        let is_told = || implied(last.mask).is_some_and(|items| buf.get(self.count_at + 1..) == Some(items));
        if !last.is_implied() && is_told() && is_child() {
            buf.truncate(last.at as usize);
            *last = shorter;
        }
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
        if let Some(last) = self.run.entries.last().copied() {
            let (from, again) = (last.at as usize, self.run.buf.len());
            self.run.buf.extend_from_within(from..from + last.key_len());
            self.begin(Entry::new(again, last.key_len(), 0));
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
        if self.places.is_empty() {
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
        self.imply_last();
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
