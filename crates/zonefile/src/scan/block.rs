//! 64 bytes and the questions that are asked of them. Bit `i` of a mask speaks of byte `i`.

use super::lines::State;
use super::{Heads, Lines};
use crate::projection::Projection;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// The vector abstraction: one implementation per instruction set.
pub(crate) trait Block: Copy {
    /// Loads 64 bytes.
    fn load(bytes: &[u8; BLOCK]) -> Self;
    /// Bytes equal to `byte`.
    fn eq(self, byte: u8) -> u64;
    /// Spaces and tabs.
    fn blanks(self) -> u64;
    /// `"` `(` `)` `;` `\`, carriage returns and NULs.
    fn specials(self) -> u64;
    /// Bytes equal to the byte at the same place of `other`.
    fn eq_block(self, other: Self) -> u64;
    /// [`super::lines::read_line`], compiled for the instruction set and not inlined, so that it takes no registers from the loop around it.
    fn read_line(
        text: &[u8],
        pos: usize,
        state: &mut State,
        want: &Projection,
        heads: &mut Heads,
        lines: &mut Lines,
    ) -> Option<usize>;
}

/// The block at `at`; the caller has made sure that the text goes on for 64 bytes.
#[inline(always)]
pub(crate) fn block_at<B: Block>(text: &[u8], at: usize) -> B {
    let bytes: &[u8; BLOCK] = text[at..at + BLOCK].try_into().expect("the slice has 64 bytes");
    B::load(bytes)
}

/// The lowest `n` bits, `n` from 0 to 64.
#[inline(always)]
pub(crate) fn low_bits(n: u32) -> u64 {
    if n >= 64 { u64::MAX } else { (1 << n) - 1 }
}

/// Nibble tables for [`Block::specials`]: a byte is special if the entries of its low and its high half share a bit.
pub(crate) const SPECIAL_LOW: [u8; 16] = nibbles(true);
/// See [`SPECIAL_LOW`].
pub(crate) const SPECIAL_HIGH: [u8; 16] = nibbles(false);

const SPECIALS: &[u8] = b"\"();\\\r\0";

const fn nibbles(low: bool) -> [u8; 16] {
    let mut table = [0; 16];
    let mut i = 0;
    while i < SPECIALS.len() {
        let byte = SPECIALS[i];
        // High halves 0, 2, 3 and 5 get a bit each.
        let bit = match byte >> 4 {
            0 => 1,
            2 => 2,
            3 => 4,
            _ => 8,
        };
        let half = if low { byte & 15 } else { byte >> 4 };
        table[half as usize] |= bit;
        i += 1;
    }
    table
}
