//! Domain names in record data: text to wire form without going through [`Name`] where nothing is escaped.
//!
//! The wire form of such a name is its text moved by one byte, with each dot replaced by the length of the label behind it.
//! So the text is copied as it is, and the dots are overwritten.

use super::block;
use super::read::{Read, Reader, word_len};
use crate::error::ParseError;
use crate::lex::{ByteSet, byte_set};
use crate::name::{MAX_NAME, Name};
use crate::scan::BLOCK;

/// Longer names are left to [`Name`]. A label of a name within the limit cannot be too long.
pub(crate) const LIMIT: usize = 63;

/// Appends the name that all of `text` is, if it is plain. False leaves `out` as it was.
#[inline(never)]
pub(super) fn push_plain(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    if text.len() > LIMIT || text.is_empty() {
        return false;
    }
    if text == b"@" {
        origin.inspect(|origin| origin.append_to(out));
        return origin.is_some();
    }
    let base = out.len();
    out.push(0);
    block::extend_short(text, out);
    let Some(label) = write_lengths(text, &mut out[base..]) else {
        out.truncate(base);
        return false;
    };
    // The dot that ends the last label is where the root's length belongs.
    let plain = label == text.len() || push_origin(text.len(), origin, out);
    if !plain {
        out.truncate(base);
    }
    plain
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

/// Completes a relative name of `len` bytes.
#[inline]
fn push_origin(len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(origin) = origin.filter(|origin| len + 1 + origin.wire().len() <= MAX_NAME) else { return false };
    origin.append_to(out);
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

/// Appends a preference and a plain name with a blank between them, if that is what all of `text` is. False leaves `out` as it was.
#[inline(never)]
pub(super) fn push_exchange(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    // Up to four digits.
    let Some(digits) = text.iter().take(5).position(|b| !b.is_ascii_digit()) else { return false };
    if digits == 0 || text[digits] != b' ' {
        return false;
    }
    let preference = text[..digits].iter().fold(0, |n, digit| n * 10 + u16::from(digit - b'0'));
    let base = out.len();
    out.extend_from_slice(&preference.to_be_bytes());
    let plain = push_plain(&text[digits + 1..], origin, out);
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
        let len = word_len(text);
        if !push_plain(&text[..len], self.origin, out) {
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
