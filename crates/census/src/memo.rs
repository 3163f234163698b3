//! A small cache for verdicts on strings that many names share (SPF records, hosts).

use twox_hash::XxHash3_64;

/// Direct-mapped: a string has one slot, the last one to need it wins. Bounded, no eviction work, never a wrong hit.
pub(crate) struct Memo<V> {
    slots: Vec<Option<(Vec<u8>, V)>>,
}

impl<V: Clone> Memo<V> {
    /// `slots` must be a power of two.
    pub(crate) fn new(slots: usize) -> Self {
        Memo { slots: (0..slots).map(|_| None).collect() }
    }

    /// The value for `key`, if it is kept.
    pub(crate) fn find(&self, key: &[u8]) -> Option<&V> {
        match &self.slots[self.slot(key)] {
            Some((kept, value)) if kept == key => Some(value),
            _ => None,
        }
    }

    /// Keeps a value.
    pub(crate) fn keep(&mut self, key: &[u8], value: V) {
        let at = self.slot(key);
        let mut kept = self.slots[at].take().map_or_else(Vec::new, |(kept, _)| kept);
        kept.clear();
        kept.extend_from_slice(key);
        self.slots[at] = Some((kept, value));
    }

    /// The value for `key`, made and kept if it is not there.
    pub(crate) fn get(&mut self, key: &[u8], make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.find(key) {
            return value.clone();
        }
        let value = make();
        self.keep(key, value.clone());
        value
    }

    fn slot(&self, key: &[u8]) -> usize {
        XxHash3_64::oneshot(key) as usize & (self.slots.len() - 1)
    }
}
