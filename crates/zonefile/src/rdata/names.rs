//! Domain names in record data: text to wire form without going through [`Name`] where nothing is escaped.
//!
//! The wire form of such a name is its text moved by one byte, with each dot replaced by the length of the label behind it.
//! So the text is copied as it is, and the dots are overwritten. A vector kernel finds them all at once.

use super::block;
use super::read::{Read, Reader, word_len};
use crate::error::ParseError;
use crate::lex::{ByteSet, byte_set};
use crate::name::{MAX_NAME, Name};
use crate::scan::{self, BLOCK, Kernel};

/// Longer names are left to [`Name`]. A label of a name within the limit cannot be too long.
pub(crate) const LIMIT: usize = 63;

/// Appends the name that the first `len` bytes of `ahead` are, if it is plain. False leaves `out` as it was.
#[inline(never)]
pub(super) fn push_plain(ahead: &[u8], len: usize, kernel: Kernel, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    match scan::mark_name(ahead, kernel) {
        Some((bytes, marks)) => {
            let plain = marks.plain_len();
            let whole = plain == len || plain < len && plain > 0 && is_blank(&ahead[plain..len]);
            whole && push_marked(bytes, plain, marks.dots, origin, out)
                || plain == 0 && push_at(&ahead[..len], origin, out)
        }
        None => push_unmarked(&ahead[..len], origin, out),
    }
}

/// Appends the origin if `text` is `@`. False leaves `out` as it was.
#[inline(never)]
fn push_at(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(origin) = origin.filter(|_| text == b"@") else { return false };
    block::extend_short(origin.wire(), out);
    true
}

#[inline(never)]
fn is_blank(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// [`push_plain`] without a vector kernel.
#[inline(never)]
fn push_unmarked(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    if text.len() > LIMIT || text.is_empty() {
        return false;
    }
    let base = out.len();
    out.push(0);
    block::extend_short(text, out);
    let Some(label) = write_lengths(text, &mut out[base..]) else {
        out.truncate(base);
        return false;
    };
    // The dot that ends the last label is where the root's length belongs.
    let plain = label == text.len() || push_origin(text, base, origin, out);
    if !plain {
        out.truncate(base);
    }
    plain
}

/// Appends the name that is the first `len` bytes of `bytes`, all plain. False if a label is empty or the origin is missing or too long.
#[inline(always)]
fn push_marked(bytes: &[u8; BLOCK], len: usize, dots: u64, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    if !(1..BLOCK).contains(&len) {
        return false;
    }
    let dots = dots & ((1 << len) - 1);
    if dots & (dots << 1 | 1) != 0 {
        return false;
    }
    let base = out.len();
    out.push(0);
    out.extend_from_slice(bytes);
    let Some(wire) = out[base..].first_chunk_mut() else { return false };
    let label = write_marked_lengths(len, dots, wire);
    out.truncate(base + len + 1);
    label == len || push_origin(&bytes[..len], base, origin, out)
}

/// [`write_lengths`] for a name of `len` bytes whose dots are known.
#[inline(always)]
pub(crate) fn write_marked_lengths(len: usize, mut dots: u64, wire: &mut [u8; BLOCK + 1]) -> usize {
    let mut label = 0;
    while dots != 0 {
        let dot = dots.trailing_zeros() as usize;
        wire[label] = (dot - label) as u8;
        label = dot + 1;
        dots &= dots - 1;
    }
    // Zero is the root.
    wire[label] = (len - label) as u8;
    label
}

/// Completes the relative name `text` that stands at `base`.
#[inline(never)]
fn push_origin(text: &[u8], base: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(origin) = origin.filter(|origin| text.len() + 1 + origin.wire().len() <= MAX_NAME) else { return false };
    if text == b"@" {
        out.truncate(base);
    }
    block::extend_short(origin.wire(), out);
    true
}

/// Overwrites the dots of the plain name `text`, which stands in `wire` from the second byte on, and the byte before it with the
/// lengths of the labels; where the last label starts. None if the name is not plain or a label is empty.
pub(crate) fn write_lengths(text: &[u8], wire: &mut [u8]) -> Option<usize> {
    let mut label = 0;
    for (i, &byte) in text.iter().enumerate() {
        if IS_PLAIN[usize::from(byte)] {
            continue;
        }
        if byte != b'.' || i == label {
            return None;
        }
        wire[label] = (i - label) as u8;
        label = i + 1;
    }
    // Zero is the root.
    wire[label] = (text.len() - label) as u8;
    Some(label)
}

/// The bytes that end no field and are not special in a name, the dot excepted.
static IS_PLAIN: ByteSet = byte_set(b"-*_/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

/// Appends a preference and a plain name with a blank between them, if that is what the first `len` bytes of `ahead` are. False leaves
/// `out` as it was.
#[inline(never)]
pub(super) fn push_exchange(
    ahead: &[u8],
    len: usize,
    kernel: Kernel,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    // Up to four digits.
    let Some(digits) = ahead[..len.min(5)].iter().position(|b| !b.is_ascii_digit()) else { return false };
    if digits == 0 || ahead[digits] != b' ' {
        return false;
    }
    let preference = ahead[..digits].iter().fold(0, |n, digit| n * 10 + u16::from(digit - b'0'));
    let base = out.len();
    out.extend_from_slice(&preference.to_be_bytes());
    let skip = digits + 1;
    let plain = push_plain(&ahead[skip..], len - skip, kernel, origin, out);
    if !plain {
        out.truncate(base);
    }
    plain
}

impl Reader<'_> {
    /// A domain name, completed with the origin if it is relative.
    #[inline]
    pub(super) fn push_name(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let text = self.rest();
        let (len, plain) = match scan::mark_name(&self.ahead[self.pos..], self.kernel) {
            Some((bytes, marks)) => {
                let len = marks.plain_len();
                let whole = len <= text.len() && self.ends_at(self.pos + len);
                (len, whole && push_marked(bytes, len, marks.dots, self.origin, out))
            }
            None => {
                let len = word_len(text);
                (len, push_unmarked(&text[..len], self.origin, out))
            }
        };
        if !plain {
            return self.push_any_name(out);
        }
        self.advance(len);
        Ok(())
    }

    #[cold]
    fn push_any_name(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let token = self.split_word()?;
        let name = Name::parse(token.text, self.origin).map_err(|e| ParseError::new(e.kind, token.at + e.at))?;
        out.extend_from_slice(name.wire());
        Ok(())
    }
}
