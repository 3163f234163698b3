//! Heads seen before: the text between owner and data (`\t86400\tIN\tNS\t`) takes few forms in one zone, and is then not read again.

use super::block::{Window, word_in};
use super::common::Half;
use crate::scope::Fields;

/// What a head says, as one word: it is copied from place to place. Its TTL if it states one, its type, what it states of TTL and
/// class, and whether records of the type are wanted. The class is IN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stated(u64);

impl Stated {
    const WANTED: u64 = 1 << 63;

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

/// A head that was seen before: 24 bytes of text from the end of the owner up to the data, zero-filled, and what it states.
type KnownHead = [u8; 32];

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
        Heads([[u8::MAX; 32]; 1 << BITS])
    }

    /// What the head with this text states.
    #[inline(always)]
    pub(super) fn find<H: Half>(&self, text: H) -> Option<Stated> {
        let at = slot(text.words());
        let mut known = &self.0[at];
        if !text.is_same(known, &KEEP[MAX_HEAD]) {
            known = &self.0[at ^ 1];
            if !text.is_same(known, &KEEP[MAX_HEAD]) {
                return None;
            }
        }
        known.last_chunk().map(|stated| Stated(u64::from_le_bytes(*stated)))
    }

    /// Keeps the head of `len` bytes at `at`, if it is not too long.
    pub(super) fn keep(&mut self, window: &Window, at: u32, len: u32, stated: Stated) {
        let Some(keep) = KEEP.get(len as usize) else { return };
        let mut known: KnownHead = *word_in(window, at);
        known.iter_mut().zip(keep).for_each(|(byte, keep)| *byte &= keep);
        let (words, _) = known.as_chunks();
        let at = slot([words[0], words[1], words[2]].map(u64::from_le_bytes));
        known[MAX_HEAD..].copy_from_slice(&stated.to_word().to_le_bytes());
        self.0[at ^ 1] = self.0[at];
        self.0[at] = known;
    }
}

#[inline(always)]
fn slot([first, second, third]: [u64; 3]) -> usize {
    let mixed = (first ^ second.rotate_left(29) ^ third.rotate_left(43)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (64 - BITS)) as usize
}

/// Masks that keep the first bytes of 32.
static KEEP: [[u8; 32]; MAX_HEAD + 1] = {
    let mut masks = [[0; 32]; MAX_HEAD + 1];
    let mut len = 1;
    while len < masks.len() {
        masks[len] = masks[len - 1];
        masks[len][len - 1] = u8::MAX;
        len += 1;
    }
    masks
};

/// The `len` bytes at `at`, zero-filled, if they are not too many.
#[inline(always)]
pub(super) fn head_text<H: Half>(window: &Window, at: u32, len: u32) -> Option<H> {
    let keep = KEEP.get(len as usize)?;
    Some(H::load(word_in(window, at)).keep(keep))
}
