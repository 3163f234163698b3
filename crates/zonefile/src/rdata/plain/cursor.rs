//! A place in the data: fields, numbers and what stands between them.

use crate::lex::{ByteSet, byte_set};
use crate::rdata::number::{join_eight, parse_date};
use crate::scan::{BLOCK, Block, Nibbles};
use std::ops::Range;

/// The first `len` bytes of `ahead`, read up to `pos`. Blocks are loaded from any place in them: where `ahead` ends too soon for that,
/// there is no answer, as if the data were not plain.
pub(crate) struct Cursor<'s> {
    ahead: &'s [u8],
    pos: usize,
    len: usize,
}

/// What may stand between fields, comments apart.
static GAPS: Nibbles = Nibbles::of(b" \t\n()");
/// The same, and what begins a comment or is doubtful.
static MAY_BE_GAP: ByteSet = byte_set(b" \t\n();\r\0");
/// Letters and digits.
static WORD_BYTES: Nibbles = Nibbles::of(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

impl<'s> Cursor<'s> {
    #[inline(always)]
    pub(super) fn new(ahead: &'s [u8], len: usize) -> Self {
        Cursor { ahead, pos: 0, len }
    }

    /// The data and what is behind it.
    #[inline(always)]
    pub(super) fn ahead(&self) -> &'s [u8] {
        self.ahead
    }

    /// The data.
    #[inline(always)]
    pub(super) fn text(&self) -> &'s [u8] {
        &self.ahead[..self.len]
    }

    #[inline(always)]
    pub(super) fn pos(&self) -> usize {
        self.pos
    }

    /// The next `N` bytes, which may lie behind the data.
    #[inline(always)]
    pub(super) fn bytes<const N: usize>(&self) -> Option<&'s [u8; N]> {
        self.ahead.get(self.pos..self.pos + N)?.first_chunk()
    }

    /// The next byte, which may lie behind the data.
    #[inline(always)]
    pub(super) fn byte(&self) -> Option<u8> {
        self.ahead.get(self.pos).copied()
    }

    /// Steps over `count` bytes. None if they are not all data.
    #[inline(always)]
    pub(super) fn advance(&mut self, count: usize) -> Option<()> {
        self.pos += count;
        (self.pos <= self.len).then_some(())
    }

    /// True if nothing but a gap is left.
    #[inline(always)]
    pub(super) fn at_end<B: Block>(&mut self) -> bool {
        if self.pos < self.len && !self.skip_gap::<B>() {
            return false;
        }
        self.pos == self.len
    }

    /// Steps over blanks, line ends, parentheses and comments. None if there are none, or a carriage return.
    #[inline(always)]
    pub(super) fn split_gap<B: Block>(&mut self) -> Option<()> {
        let start = self.pos;
        (self.skip_gap::<B>() && self.pos > start).then_some(())
    }

    /// [`Cursor::split_gap`], or nothing. False if there is a carriage return.
    #[inline(always)]
    pub(super) fn skip_gap<B: Block>(&mut self) -> bool {
        let Some(&[first, second]) = self.bytes() else { return false };
        if !MAY_BE_GAP[usize::from(first)] {
            return true;
        }
        if matches!(first, b' ' | b'\t') && !MAY_BE_GAP[usize::from(second)] {
            self.pos = self.len.min(self.pos + 1);
            return true;
        }
        self.skip_long_gap::<B>()
    }

    #[inline(always)]
    fn skip_long_gap<B: Block>(&mut self) -> bool {
        while self.pos < self.len {
            let Some(bytes) = self.bytes() else { return false };
            let count = B::load(bytes).others(&GAPS).trailing_zeros() as usize;
            self.pos += count;
            if count == BLOCK || self.pos >= self.len {
                continue;
            }
            match self.ahead[self.pos] {
                b';' => self.skip_comment::<B>(),
                b'\r' => return false,
                _ => return true,
            }
        }
        self.pos = self.len;
        true
    }

    /// Up to a line end.
    #[inline(always)]
    fn skip_comment<B: Block>(&mut self) {
        while let Some(bytes) = self.bytes().filter(|_| self.pos < self.len) {
            let count = B::load(bytes).eq(b'\n').trailing_zeros() as usize;
            self.pos += count;
            if count < BLOCK {
                return;
            }
        }
    }

    /// A field of letters and digits, and the gap behind it.
    #[inline(always)]
    pub(super) fn split_word<B: Block>(&mut self) -> Option<Range<usize>> {
        let start = self.pos;
        let count = B::load(self.bytes()?).others(&WORD_BYTES).trailing_zeros() as usize;
        self.advance(count)?;
        self.split_gap::<B>()?;
        (count > 0).then_some(start..start + count)
    }

    /// A number of one to seven digits, and the gap behind it.
    #[inline(always)]
    fn split_number<B: Block>(&mut self) -> Option<u32> {
        // Most have one digit or two, and a space behind them.
        let &[a, b, c, d] = self.bytes()?;
        let (tens, units) = (a.wrapping_sub(b'0'), b.wrapping_sub(b'0'));
        if tens <= 9 && units <= 9 && c == b' ' && !MAY_BE_GAP[usize::from(d)] {
            self.advance(3)?;
            return Some(u32::from(tens) * 10 + u32::from(units));
        }
        if tens <= 9 && b == b' ' && !MAY_BE_GAP[usize::from(c)] {
            self.advance(2)?;
            return Some(u32::from(tens));
        }
        let word = u64::from_le_bytes(*self.bytes()?) ^ ZEROS;
        let others = (word | word.wrapping_add(NINE_TO_SIGN)) & SIGNS;
        let count = others.trailing_zeros() / 8;
        if count == 0 || count > 7 {
            return None;
        }
        self.advance(count as usize)?;
        self.split_gap::<B>()?;
        // The digits that are missing in front are zeros.
        Some(join_eight(word << (64 - 8 * count)))
    }

    #[inline(always)]
    pub(super) fn push_u8<B: Block>(&mut self, out: &mut Vec<u8>) -> Option<u8> {
        let value = u8::try_from(self.split_number::<B>()?).ok()?;
        out.push(value);
        Some(value)
    }

    #[inline(always)]
    pub(super) fn push_u16<B: Block>(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let value = u16::try_from(self.split_number::<B>()?).ok()?;
        out.extend_from_slice(&value.to_be_bytes());
        Some(())
    }

    #[inline(always)]
    pub(super) fn push_u32<B: Block>(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let value = self.split_number::<B>()?;
        out.extend_from_slice(&value.to_be_bytes());
        Some(())
    }

    /// `YYYYMMDDHHmmSS`, and the gap behind it.
    #[inline(always)]
    pub(super) fn push_time<B: Block>(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let seconds = parse_date(self.bytes()?)?;
        self.advance(14)?;
        self.split_gap::<B>()?;
        out.extend_from_slice(&seconds.to_be_bytes());
        Some(())
    }
}

/// Eight digits zero.
const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Added to a byte above nine it sets the highest bit.
const NINE_TO_SIGN: u64 = 0x7676_7676_7676_7676;
const SIGNS: u64 = 0x8080_8080_8080_8080;
