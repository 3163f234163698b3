//! A small cache for verdicts on strings that many names share (SPF records, hosts).

use twox_hash::XxHash3_64;

/// Direct-mapped: a string has one slot, taken by the first to need it, then by who misses it twice in a row. So what comes often is not
/// driven out by what comes once. Bounded, never a wrong hit.
pub(crate) struct Memo<K, V> {
    slots: Vec<Slot<K, V>>,
}

struct Slot<K, V> {
    entry: Option<(K, V)>,
    /// Part of the hash of the string last missed here.
    missed: u32,
}

/// A string that is not kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Miss {
    slot: usize,
    /// Whether it is to be kept.
    pub(crate) is_worth: bool,
}

impl<K: AsRef<[u8]>, V> Memo<K, V> {
    /// `slots` must be a power of two.
    pub(crate) fn new(slots: usize) -> Self {
        Memo { slots: (0..slots).map(|_| Slot { entry: None, missed: 0 }).collect() }
    }

    /// The value for `key`, if it is kept.
    pub(crate) fn find(&mut self, key: &[u8]) -> Result<&V, Miss> {
        self.find_hashed(XxHash3_64::oneshot(key), key)
    }

    /// The value for `key`, which has this hash, if it is kept.
    pub(crate) fn find_hashed(&mut self, hash: u64, key: &[u8]) -> Result<&V, Miss> {
        let at = hash as usize & (self.slots.len() - 1);
        let Slot { entry, missed } = &mut self.slots[at];
        let is_vacant = entry.is_none();
        if let Some((kept, value)) = entry
            && kept.as_ref() == key
        {
            return Ok(value);
        }
        let tag = (hash >> 32) as u32;
        let is_worth = is_vacant || *missed == tag;
        *missed = tag;
        Err(Miss { slot: at, is_worth })
    }

    /// Keeps a value that was missed, if it is worth it.
    pub(crate) fn keep(&mut self, miss: Miss, key: impl FnOnce() -> K, value: V) {
        if miss.is_worth {
            self.slots[miss.slot].entry = Some((key(), value));
        }
    }

    /// The value for `key`, made if it is not there.
    pub(crate) fn get(&mut self, key: K, make: impl FnOnce() -> V) -> V
    where
        V: Copy,
    {
        match self.find(key.as_ref()) {
            Ok(value) => *value,
            Err(miss) => {
                let value = make();
                self.keep(miss, || key, value);
                value
            }
        }
    }
}
