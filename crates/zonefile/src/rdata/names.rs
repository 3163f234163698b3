//! Domain names in record data: text to wire form without going through [`Name`] where nothing is escaped.
//!
//! The wire form of such a name is its text moved by one byte, with each dot replaced by the length of the label behind it.
//! So the text is copied as it is, and the dots, found eight bytes at a time, are overwritten.

use super::block;
use super::read::{Read, Reader, word_len};
use crate::error::ParseError;
use crate::name::{MAX_NAME, Name};

/// Longer names are left to [`Name`]. A label of a name within the limit cannot be too long.
const LIMIT: usize = 63;

/// Appends the name that all of `text` is, if it is plain. False leaves `out` as it was.
#[inline]
pub(super) fn push_plain(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(dots) = find_dots(text).filter(|&dots| !has_empty_label(dots)) else { return false };
    if dots & (1u64 << text.len() >> 1) == 0 {
        return push_relative(text, dots, origin, out);
    }
    push_labels(text, dots, out);
    // The dot that ends the last label is where the root's length belongs.
    let root = out.len() - 1;
    out[root] = 0;
    true
}

/// [`push_plain`] for a name without a final dot.
#[inline]
fn push_relative(text: &[u8], dots: u64, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(origin) = origin.filter(|origin| text.len() + 1 + origin.wire().len() <= MAX_NAME) else { return false };
    if text.is_empty() || text == b"@" {
        return false;
    }
    push_labels(text, dots | 1 << text.len(), out);
    out.extend_from_slice(origin.wire());
    true
}

/// Appends a preference and a plain name with a blank between them, if that is all of `text`. False leaves `out` as it was.
#[inline]
pub(super) fn push_exchange(text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let Some(digits) = text.iter().take(5).position(|b| !b.is_ascii_digit()).filter(|&n| n > 0 && text[n] == b' ')
    else {
        return false;
    };
    // At most four digits.
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
        let mut text = self.rest();
        if !push_plain(text, self.origin, out) {
            let plain = block::plain_len(text);
            text = &text[..plain + word_len(&text[plain..])];
            if !push_plain(text, self.origin, out) {
                return self.push_any_name(out);
            }
        }
        self.advance(text.len());
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

/// A bit for each dot; None if there is a byte that is not plain, or if `text` is longer than [`LIMIT`].
#[inline]
fn find_dots(text: &[u8]) -> Option<u64> {
    if text.len() > LIMIT {
        return None;
    }
    let (words, rest) = text.as_chunks();
    let (mut dots, mut at) = (0, 0);
    for &word in words {
        let word = u64::from_le_bytes(word);
        // Leaving here, not behind the loop, keeps the compiler from making slow vector code of the multiplication.
        if block::find_special(word) != 0 {
            return None;
        }
        dots |= block::find_dots(word) << at;
        at += 8;
    }
    if !rest.is_empty() {
        // The last eight bytes again, where there are so many: what is found twice does not matter.
        let (word, at) = match text.last_chunk() {
            Some(&word) => (u64::from_le_bytes(word), text.len() - 8),
            None => (block::load_short(rest), 0),
        };
        if block::find_special(word) != 0 {
            return None;
        }
        dots |= block::find_dots(word) << at;
    }
    Some(dots)
}

/// True if a dot is the first byte or follows another.
#[inline]
fn has_empty_label(dots: u64) -> bool {
    dots & (dots << 1 | 1) != 0
}

/// Appends the labels of `text` that end at `dots`. A byte remains behind the last if a dot ends `text`.
#[inline]
fn push_labels(text: &[u8], mut dots: u64, out: &mut Vec<u8>) {
    let base = out.len();
    out.push(0);
    out.extend_from_slice(text);
    let wire = &mut out[base..];
    let mut label = 0;
    while dots != 0 {
        let dot = dots.trailing_zeros() as usize;
        wire[label] = (dot - label) as u8;
        label = dot + 1;
        dots &= dots - 1;
    }
}
