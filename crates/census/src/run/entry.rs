//! What a run knows of a name without reading its evidence.

use crate::evidence::{Items, Tag, mask};

/// The label `www` in a key. Every second name of some zones is another name with this in front.
pub(super) const WWW: &[u8] = b"www\0";

/// One name of a run: where its key starts in the buffer, how long the key is, and what kinds of evidence there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: u32,
    pub(crate) mask: u16,
    /// Length of the key and the flags below.
    shape: u16,
}

/// [`WWW`] follows the key.
const ROOM: u16 = 1 << 15;
/// The items follow from the mask; none are written.
const IMPLIED: u16 = 1 << 14;

impl Entry {
    /// Longest key. That of the longest name has 504 bytes: four labels, 250 octets in all, each written as two.
    pub(crate) const MAX_KEY: usize = 0x3fff;

    /// An entry whose key, of at most [`Entry::MAX_KEY`] bytes, and items are written in full.
    pub(crate) fn new(at: usize, key_len: usize, mask: u16) -> Self {
        Entry { at: at as u32, mask, shape: key_len as u16 }
    }

    pub(super) fn with_room(self) -> Self {
        Entry { shape: self.shape | ROOM, ..self }
    }

    pub(super) fn has_room(self) -> bool {
        self.shape & ROOM != 0
    }

    /// The entry of `www` below `parent`, which has room, if `self` is that with nothing that a mask cannot tell.
    pub(super) fn implied_below(self, parent: Entry) -> Option<Self> {
        let key_len = parent.key_len() + WWW.len();
        let is_implied = parent.has_room() && self.key_len() == key_len && implied(self.mask).is_some();
        is_implied.then_some(Entry { at: parent.at, mask: self.mask, shape: key_len as u16 | IMPLIED })
    }

    pub(super) fn is_implied(self) -> bool {
        self.shape & IMPLIED != 0
    }

    pub(crate) fn key_len(self) -> usize {
        usize::from(self.shape & !(ROOM | IMPLIED))
    }

    /// Where the number of items stands.
    pub(super) fn count_at(self) -> usize {
        self.at as usize + self.key_len() + if self.has_room() { WWW.len() } else { 0 }
    }

    /// The items that the mask tells.
    pub(super) fn implied_items(self) -> Items<'static> {
        Items::new(implied(self.mask).unwrap_or_default(), 0, 1)
    }
}

/// The only item of a name with this evidence, where the mask tells it: an address, or a CNAME to the name above.
pub(super) fn implied(mask: u16) -> Option<&'static [u8]> {
    const ALIAS: u16 = mask::OTHER | mask::CNAME;
    match mask {
        mask::ADDRESS => Some(&[Tag::Address as u8, 0]),
        ALIAS => Some(&[Tag::Cname as u8, 0]),
        _ => None,
    }
}
