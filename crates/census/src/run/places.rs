//! Items of a buffer that may come again.

use crate::evidence::{Item, REACH, REFERENCE, item_at};
use crate::fold::hash;

/// Where items begin in a buffer, by a hash of what they are made of: the last one of a slot wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places(Vec<u32>);

/// Slots for items that may come again: twice the hosters that share most of the names of a large zone.
pub(super) const SLOTS: usize = 1 << 13;
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
    pub(super) fn find<'b>(&self, buf: &'b [u8], data: &[u8]) -> (usize, Option<(u32, Item<'b>)>) {
        let slot = ((u128::from(hash(data)) * self.0.len() as u128) >> 64) as usize;
        let place = self.0.get(slot).copied().filter(|place| buf.len().saturating_sub(*place as usize) < REACH);
        (slot, place.and_then(|place| Some((place, item_at(buf, place)?))))
    }

    /// Notes that an item of `len` bytes begins at `place`, unless a reference to it would be no shorter.
    pub(super) fn note(&mut self, slot: usize, len: usize, place: usize) {
        if let Some(known) = self.0.get_mut(slot).filter(|_| len > REFERENCE) {
            *known = place as u32;
        }
    }

    /// Whether it has no slots.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
