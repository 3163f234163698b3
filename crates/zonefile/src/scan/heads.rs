//! Heads seen before: the text between owner and data (`\t86400\tIN\tNS\t`) takes few forms in one zone, and is then not read again.

use super::block::{Window, word_in};
use crate::scope::Fields;

/// What a head says, as one word: it is copied from place to place. Its TTL if it states one, its type, what it states of TTL and
/// class, and whether records of the type are wanted. The class is IN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stated(u64);

impl Stated {
    const WANTED: u64 = 1 << 56;

    pub(crate) fn new(ttl: Option<u32>, has_class: bool, rtype: u16, wanted: bool) -> Self {
        let mut sets = Fields::default();
        if ttl.is_some() {
            sets.add(Fields::LAST_TTL);
        }
        if has_class {
            sets.add(Fields::CLASS);
        }
        let flags = u64::from(sets.bits()) << 48 | if wanted { Self::WANTED } else { 0 };
        Stated(u64::from(ttl.unwrap_or_default()) | u64::from(rtype) << 32 | flags)
    }

    /// TTL, type and flags from the lowest byte on.
    #[inline(always)]
    pub(super) fn to_word(self) -> u64 {
        self.0
    }

    #[inline(always)]
    pub(super) fn ttl(self) -> u32 {
        self.0 as u32
    }

    #[inline(always)]
    pub(super) fn sets(self) -> Fields {
        Fields::of_bits((self.0 >> 48) as u8)
    }

    #[inline(always)]
    pub(super) fn is_wanted(self) -> bool {
        self.0 & Self::WANTED != 0
    }

    /// The same with the TTL `ttl`.
    #[inline(always)]
    pub(super) fn with_ttl(self, ttl: u32) -> Self {
        Stated(self.0 & !u64::from(u32::MAX) | u64::from(ttl))
    }
}

/// A head that was seen before.
#[derive(Clone, Copy, Debug)]
struct KnownHead {
    /// The text from the end of the owner up to the data, zero-filled.
    text: [u64; 3],
    stated: Stated,
}

impl KnownHead {
    #[inline(always)]
    fn is(&self, text: [u64; 3]) -> bool {
        (self.text[0] ^ text[0]) | (self.text[1] ^ text[1]) | (self.text[2] ^ text[2]) == 0
    }
}

/// The longest head that is kept, in bytes.
const MAX_HEAD: usize = 24;
const BITS: u32 = 10;

/// A two-way cache: a head is in the slot that its text hashes to or in the neighbour. An empty slot has a text that no head
/// has: not 0, which is how a line without a head in its first block looks.
#[derive(Debug)]
pub(crate) struct Heads([KnownHead; 1 << BITS]);

impl Heads {
    /// No heads yet.
    pub(crate) fn new() -> Self {
        Heads([KnownHead { text: [u64::MAX; 3], stated: Stated::new(None, false, 0, false) }; 1 << BITS])
    }

    /// What the head with this text states.
    #[inline(always)]
    pub(super) fn find(&self, text: [u64; 3]) -> Option<Stated> {
        let at = Self::slot(text);
        if self.0[at].is(text) {
            return Some(self.0[at].stated);
        }
        self.0[at ^ 1].is(text).then_some(self.0[at ^ 1].stated)
    }

    /// Keeps a head, if it is not too long.
    pub(super) fn keep(&mut self, text: Option<[u64; 3]>, stated: Stated) {
        let Some(text) = text else { return };
        let at = Self::slot(text);
        self.0[at ^ 1] = self.0[at];
        self.0[at] = KnownHead { text, stated };
    }

    #[inline(always)]
    fn slot(text: [u64; 3]) -> usize {
        let mixed = (text[0] ^ text[1].rotate_left(29) ^ text[2].rotate_left(43)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - BITS)) as usize
    }
}

/// Masks that keep the first bytes of three words.
static KEEP: [[u64; 3]; MAX_HEAD + 1] = {
    let mut masks = [[0; 3]; MAX_HEAD + 1];
    let mut len = 1;
    while len < masks.len() {
        masks[len] = masks[len - 1];
        masks[len][(len - 1) / 8] |= 0xff << ((len - 1) % 8 * 8);
        len += 1;
    }
    masks
};

/// The `len` bytes at `at`, zero-filled, if they are not too many.
#[inline(always)]
pub(super) fn head_text(window: &Window, at: u32, len: u32) -> Option<[u64; 3]> {
    let keep = KEEP.get(len as usize)?;
    let word = |n: u32| u64::from_le_bytes(*word_in(window, at + 8 * n)) & keep[n as usize];
    Some([word(0), word(1), word(2)])
}
