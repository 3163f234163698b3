//! A run: evidence of many names in one buffer, sorted by key.

mod builder;
mod entry;
mod places;

use crate::evidence::{Items, push_again, push_any};
pub(crate) use builder::{RunBuilder, drop_spares};
pub(crate) use entry::Entry;
pub(crate) use places::Places;

/// Evidence of many names: for every entry `key, number of items (1 byte), items`. A key may occur more than once; entries are in key
/// order. A name with room has `www` behind its key; where the name that this makes has nothing but an address or a CNAME to the name
/// above, its entry is that longer key, and its items follow from its mask ([`entry`]).
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
        if entry.is_implied() {
            return entry.implied_items();
        }
        let at = entry.count_at();
        Items::new(&self.buf, at + 1, self.buf[at])
    }

    /// The first entry whose key is not less than `key`.
    fn lower_bound(&self, key: &[u8]) -> usize {
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
        let key = from.key(index);
        self.entries.push(Entry::new(self.buf.len(), key.len(), from.entries[index].mask));
        self.buf.extend_from_slice(key);
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
    &buf[entry.at as usize..][..entry.key_len()]
}

#[cfg(test)]
mod tests;
