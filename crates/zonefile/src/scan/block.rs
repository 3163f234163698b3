//! 64 bytes and the questions that are asked of them. Bit `i` of a mask speaks of byte `i`.

use super::lines::{Reached, State};
use super::{Heads, Lines};

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
    /// Bytes up to the space: blanks, line ends and what else is no graphic character.
    fn up_to_space(self) -> u64;
    /// `"` `(` `)` `;` `\`, line feeds, carriage returns and NULs.
    fn stops(self) -> u64;
    /// Bytes that a canonical name holds as they are: `!` to `~` without `@`, `$` and the special ones.
    fn name_bytes(self) -> u64;
    /// Bytes equal to the byte at the same place of `other`.
    fn eq_block(self, other: Self) -> u64;
    /// [`super::lines::read_lines`], compiled for the instruction set and not inlined, so that it takes no registers from the
    /// loop beside it.
    fn read_lines(text: &[u8], pos: usize, state: &mut State<'_>, heads: &mut Heads, lines: &mut Lines) -> Reached;
}

/// A line is taken only if the text goes on this far behind its start: a block and sixteen bytes from any place in its first two.
pub(crate) const REACH: usize = 2 * BLOCK + 16;

/// What can be seen from the start of a line. Offsets in its first two blocks need no check.
pub(crate) type Window = [u8; REACH];

/// The bytes at `at`, an offset below 128.
#[inline(always)]
pub(crate) fn word_in<const N: usize>(window: &Window, at: u32) -> &[u8; N] {
    let from = at as usize & (2 * BLOCK - 1);
    window[from..from + N].first_chunk().expect("the slice has N bytes")
}

/// The first block.
#[inline(always)]
pub(crate) fn first_block<B: Block>(window: &Window) -> B {
    B::load(word_in(window, 0))
}

/// The block at `at`; the caller has made sure that the text goes on for 64 bytes.
#[inline(always)]
pub(crate) fn block_at<B: Block>(text: &[u8], at: usize) -> B {
    let bytes: &[u8; BLOCK] = text[at..at + BLOCK].try_into().expect("the slice has 64 bytes");
    B::load(bytes)
}

/// What a name needs to know of its bytes.
pub(crate) struct NameMarks {
    pub(crate) dots: u64,
    /// Bytes that a canonical name holds as they are.
    pub(crate) plain: u64,
}

impl NameMarks {
    /// How many plain bytes there are before the first other one.
    #[inline(always)]
    pub(crate) fn plain_len(&self) -> usize {
        (!self.plain).trailing_zeros() as usize
    }

    #[inline(always)]
    pub(super) fn of<B: Block>(block: B) -> Self {
        NameMarks { dots: block.eq(b'.'), plain: block.name_bytes() }
    }
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

/// For [`Block::stops`].
pub(crate) static STOPS: Nibbles = Nibbles::of(true);
/// For [`Block::name_bytes`].
pub(crate) static NAME_BYTES: Nibbles = Nibbles::of(false);

impl Nibbles {
    /// The bytes that [`Block::stops`] finds, or those that a name may hold.
    const fn of(stops: bool) -> Nibbles {
        let mut table = Nibbles { low: [0; 16], high: [0; 16] };
        let mut byte = 0;
        while byte < 128u8 {
            let is_stop = matches!(byte, b'"' | b'(' | b')' | b';' | b'\\' | b'\n' | b'\r' | 0);
            let in_name = byte > b' ' && byte < 0x7f && !is_stop && byte != b'@' && byte != b'$';
            if if stops { is_stop } else { in_name } {
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
