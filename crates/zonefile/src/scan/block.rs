//! 64 bytes and the questions that are asked of them. Bit `i` of a mask speaks of byte `i`.

use super::common::Common;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// The vector abstraction: one implementation per instruction set.
pub(crate) trait Block: Common {
    /// Loads 64 bytes.
    fn load(bytes: &[u8; BLOCK]) -> Self;
    /// Bytes equal to `byte`.
    fn eq(self, byte: u8) -> u64;
    /// Spaces and tabs.
    fn blanks(self) -> u64;
    /// Bytes up to the space: blanks, line ends and what else is no graphic character.
    fn up_to_space(self) -> u64;
    /// Bytes that belong to a set.
    fn members(self, set: &Nibbles) -> u64;
    /// Bytes that do not.
    fn others(self, set: &Nibbles) -> u64;
    /// Bytes equal to the byte at the same place of `other`.
    fn eq_block(self, other: Self) -> u64;
    /// See [`super::digits::join_groups`].
    fn join_groups(self, starts: u64, ends: u64) -> [u8; 16];

    /// `"` `(` `)` `;` `\`, line feeds, carriage returns and NULs.
    #[inline(always)]
    fn stops(self) -> u64 {
        self.members(&STOPS)
    }

    /// Bytes that a canonical name does not hold as they are: all but `!` to `~` without `@`, `$` and the special ones.
    #[inline(always)]
    fn no_name_bytes(self) -> u64 {
        self.others(&NAME_BYTES)
    }
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
static STOPS: Nibbles = Nibbles::of(b"\"();\\\n\r\0");
/// What ends a run of plain bytes in quotes.
pub(crate) static STRING_STOPS: Nibbles = Nibbles::of(b"\"\\\n");
/// For [`Block::no_name_bytes`].
static NAME_BYTES: Nibbles = Nibbles::of(&name_bytes());

impl Nibbles {
    /// The set of `bytes`, all below 128.
    pub(crate) const fn of(bytes: &[u8]) -> Nibbles {
        let mut table = Nibbles { low: [0; 16], high: [0; 16] };
        let mut i = 0;
        while i < bytes.len() {
            // A bit for each of the eight high halves.
            let (low, high) = ((bytes[i] & 15) as usize, (bytes[i] >> 4) as usize);
            table.low[low] |= 1 << high;
            table.high[high] = 1 << high;
            i += 1;
        }
        table
    }
}

/// `!` to `~` without `@`, `$` and the special ones.
const fn name_bytes() -> [u8; 87] {
    let (mut bytes, mut count, mut byte) = ([0; 87], 0, b'!');
    while byte < 0x7f {
        if !matches!(byte, b'"' | b'(' | b')' | b';' | b'\\' | b'@' | b'$') {
            bytes[count] = byte;
            count += 1;
        }
        byte += 1;
    }
    assert!(count == bytes.len());
    bytes
}
