//! Type mnemonics of up to eight letters as 64-bit keys.

use crate::rtype::{RR_TYPES, RrType};

/// A table slot: the upper-case mnemonic, zero-filled, and its type; key 0 is empty.
#[derive(Clone, Copy)]
struct Slot {
    key: u64,
    rtype: RrType,
}

const BITS: u32 = 9;
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
static SLOTS: [Slot; 1 << BITS] = build();

/// The type whose mnemonic is `key`, an upper-cased zero-filled word; None for other words.
#[inline(always)]
pub(crate) fn find_type(key: u64) -> Option<RrType> {
    let mut i = hash(key);
    // The table is mostly empty: this nearly always ends at once.
    loop {
        let slot = SLOTS[i];
        if slot.key == key {
            return Some(slot.rtype);
        }
        if slot.key == 0 {
            return None;
        }
        i = (i + 1) & (SLOTS.len() - 1);
    }
}

/// The `len` bytes at `at`, at most 8, as a zero-filled little-endian word; the text goes on for 8 bytes.
#[inline(always)]
pub(crate) fn word_at(text: &[u8], at: usize, len: usize) -> u64 {
    let bytes: [u8; 8] = text[at..at + 8].try_into().expect("the slice has 8 bytes");
    let word = u64::from_le_bytes(bytes);
    if len >= 8 { word } else { word & ((1 << (len * 8)) - 1) }
}

/// `text`, of at most 8 bytes, as a zero-filled little-endian word.
pub(crate) fn word_of(text: &[u8]) -> u64 {
    text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// `word` with its ASCII letters in upper case. A byte from 128 on spoils its neighbour, but never makes a mnemonic.
#[inline(always)]
pub(crate) fn upper(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (from_a, past_z) = (word.wrapping_add(EACH * 0x1f), word.wrapping_add(EACH * 0x05));
    word ^ ((from_a & !past_z & !word & (EACH * 0x80)) >> 2)
}

const fn hash(key: u64) -> usize {
    (key.wrapping_mul(MULTIPLIER) >> (64 - BITS)) as usize
}

const fn build() -> [Slot; 1 << BITS] {
    let mut slots = [Slot { key: 0, rtype: RrType(0) }; 1 << BITS];
    let mut n = 0;
    while n < RR_TYPES.len() {
        let (rtype, name) = RR_TYPES[n];
        n += 1;
        if name.len() > 8 {
            continue;
        }
        let bytes = name.as_bytes();
        let (mut key, mut i) = (0, 0);
        while i < bytes.len() {
            key |= (bytes[i] as u64) << (i * 8);
            i += 1;
        }
        let mut at = hash(key);
        while slots[at].key != 0 {
            at = (at + 1) & (slots.len() - 1);
        }
        slots[at] = Slot { key, rtype };
    }
    slots
}
