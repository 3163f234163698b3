//! A small cache for verdicts on strings that many names share (SPF records, hosts).

use twox_hash::XxHash3_64;

/// Direct-mapped: a string has one slot, the last one to need it wins. Bounded, no eviction work, never a wrong hit.
pub(crate) struct Memo<K, V> {
    slots: Vec<Option<(K, V)>>,
}

impl<K: AsRef<[u8]>, V> Memo<K, V> {
    /// `slots` must be a power of two.
    pub(crate) fn new(slots: usize) -> Self {
        Memo { slots: (0..slots).map(|_| None).collect() }
    }

    /// The value for `key`, if it is kept.
    pub(crate) fn find(&self, key: &[u8]) -> Option<&V> {
        match &self.slots[self.slot(key)] {
            Some((kept, value)) if kept.as_ref() == key => Some(value),
            _ => None,
        }
    }

    /// Keeps a value.
    pub(crate) fn keep(&mut self, key: K, value: V) {
        let at = self.slot(key.as_ref());
        self.slots[at] = Some((key, value));
    }

    /// The value for `key`, made and kept if it is not there.
    pub(crate) fn get(&mut self, key: K, make: impl FnOnce() -> V) -> V
    where
        V: Copy,
    {
        let at = self.slot(key.as_ref());
        match &self.slots[at] {
            Some((kept, value)) if kept.as_ref() == key.as_ref() => *value,
            _ => self.slots[at].insert((key, make())).1,
        }
    }

    fn slot(&self, key: &[u8]) -> usize {
        XxHash3_64::oneshot(key) as usize & (self.slots.len() - 1)
    }
}
