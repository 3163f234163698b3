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
    /// Bytes that a canonical name holds as they are: `!` to `~` without `@`, `$` and the special ones.
    fn name_bytes(self) -> u64;
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

/// Two tables of 16 bytes: a byte below 128 belongs to the set if the entries of its low and its high half share a bit.
pub(crate) struct Nibbles {
    pub(crate) low: [u8; 16],
    pub(crate) high: [u8; 16],
}

/// For [`Block::specials`].
pub(crate) static SPECIALS: Nibbles = Nibbles::of(true);
/// For [`Block::name_bytes`].
pub(crate) static NAME_BYTES: Nibbles = Nibbles::of(false);

impl Nibbles {
    /// The special bytes, or those that a name may hold.
    const fn of(special: bool) -> Nibbles {
        let mut table = Nibbles { low: [0; 16], high: [0; 16] };
        let mut byte = 0;
        while byte < 128u8 {
            let is_special = matches!(byte, b'"' | b'(' | b')' | b';' | b'\\' | b'\r' | 0);
            let in_name = byte > b' ' && byte < 0x7f && !is_special && byte != b'@' && byte != b'$';
            if if special { is_special } else { in_name } {
                // A bit for each of the eight high halves.
                let bit = 1 << (byte >> 4);
                table.low[(byte & 15) as usize] |= bit;
                table.high[(byte >> 4) as usize] |= bit;
            }
            byte += 1;
        }
        table
    }
}
