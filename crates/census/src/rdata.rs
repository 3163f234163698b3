//! Record data in presentation form to the payloads of [`crate::evidence`].
//!
//! The text was validated by the reader of the snapshot; what cannot be read all the same gives `None` and is counted by the caller.
//! Data in the generic form of RFC 3597 (`\# length hex`) is read through its wire form.

mod text;

use crate::evidence::{Item, Tag, finish_item, start_item};
use crate::key::{name_of, push_key};
use crate::words::{Spelling, spelling};
pub(crate) use text::{Strings, TextData, is_text_item};
use twox_hash::XxHash3_64;

/// Appends an item whose payload is the name in `rdata`, lower case with its final dot.
pub(crate) fn push_name_item(buf: &mut Vec<u8>, tag: Tag, rdata: &[u8]) -> Option<()> {
    let at = start_item(buf, tag);
    push_lower_name(buf, rdata)?;
    finish_item(buf, at);
    Some(())
}

/// Whether an item is what [`push_name_item`] makes of this text. Not every one is recognised.
pub(crate) fn is_name_item(item: Item<'_>, tag: Tag, rdata: &[u8]) -> bool {
    item == (tag as u8, rdata)
}

/// Whether an item is what [`push_mx_item`] makes of this text. Not every one is recognised.
pub(crate) fn is_mx_item((tag, payload): Item<'_>, rdata: &[u8]) -> bool {
    let (preference, name) = split_field(rdata);
    let Some((kept, host)) = payload.split_first_chunk::<2>() else { return false };
    tag == Tag::Mx as u8 && host == name && parse_number(preference) == Some(u16::from_be_bytes(*kept))
}

/// Appends an MX item.
pub(crate) fn push_mx_item(buf: &mut Vec<u8>, rdata: &[u8]) -> Option<()> {
    let at = start_item(buf, Tag::Mx);
    if let Some(wire) = generic_wire(rdata) {
        let (preference, name) = wire.split_at_checked(2)?;
        buf.extend_from_slice(preference);
        push_wire_name(buf, name)?;
    } else {
        let (preference, name) = split_field(rdata);
        let preference: u16 = parse_number(preference)?;
        buf.extend_from_slice(&preference.to_be_bytes());
        push_lower_name(buf, name)?;
    }
    finish_item(buf, at);
    Some(())
}

/// Appends a DS item: the numbers and a short hash of the digest, enough to tell distinct records apart.
pub(crate) fn push_ds_item(buf: &mut Vec<u8>, rdata: &[u8]) -> Option<()> {
    let (numbers, hash) = if let Some(wire) = generic_wire(rdata) {
        let (numbers, digest) = wire.split_first_chunk::<4>()?;
        (*numbers, hash_hex(digest.iter().flat_map(|b| hex_digits(*b))))
    } else {
        let (key_tag, rest) = split_field(rdata);
        let (algorithm, rest) = split_field(rest);
        let (digest_type, digest) = split_field(rest);
        let [high, low] = parse_number::<u16>(key_tag)?.to_be_bytes();
        ([high, low, parse_number(algorithm)?, parse_number(digest_type)?], hash_hex_text(digest))
    };
    let at = start_item(buf, Tag::Ds);
    buf.extend_from_slice(&numbers);
    buf.extend_from_slice(&hash);
    finish_item(buf, at);
    Some(())
}

/// Appends a TLSA item.
pub(crate) fn push_tlsa_item(buf: &mut Vec<u8>, tag: Tag, rdata: &[u8]) -> Option<()> {
    let (numbers, len, hash) = if let Some(wire) = generic_wire(rdata) {
        let (numbers, data) = wire.split_first_chunk::<3>()?;
        (*numbers, data.len(), hash_hex(data.iter().flat_map(|b| hex_digits(*b))))
    } else {
        let (usage, rest) = split_field(rdata);
        let (selector, rest) = split_field(rest);
        let (matching, data) = split_field(rest);
        let digits = data.iter().filter(|b| b.is_ascii_hexdigit()).count();
        ([parse_number(usage)?, parse_number(selector)?, parse_number(matching)?], digits / 2, hash_hex_text(data))
    };
    let at = start_item(buf, tag);
    buf.extend_from_slice(&numbers);
    buf.extend_from_slice(&u16::try_from(len).unwrap_or(u16::MAX).to_le_bytes());
    buf.extend_from_slice(&hash);
    finish_item(buf, at);
    Some(())
}

/// Appends a CDS item: whether it is the delete sentinel `0 0 0 00` (RFC 8078 4).
pub(crate) fn push_cds_item(buf: &mut Vec<u8>, rdata: &[u8]) -> Option<()> {
    let numbers = if let Some(wire) = generic_wire(rdata) {
        let (numbers, _) = wire.split_first_chunk::<4>()?;
        [u16::from_be_bytes([numbers[0], numbers[1]]), u16::from(numbers[2]), u16::from(numbers[3])]
    } else {
        let (key_tag, rest) = split_field(rdata);
        let (algorithm, rest) = split_field(rest);
        [parse_number(key_tag)?, parse_number(algorithm)?, parse_number(split_field(rest).0)?]
    };
    let at = start_item(buf, Tag::Cds);
    buf.push(u8::from(numbers == [0, 0, 0]));
    finish_item(buf, at);
    Some(())
}

/// Appends `name` lower-cased with its final dot, escapes made canonical.
fn push_lower_name(buf: &mut Vec<u8>, name: &[u8]) -> Option<()> {
    let Spelling { is_odd, has_upper } = spelling(name);
    if is_odd && name.contains(&b'\\') {
        return match generic_wire(name) {
            Some(wire) => push_wire_name(buf, &wire),
            None => {
                let mut key = Vec::with_capacity(name.len());
                push_key(name, &mut key);
                push_absolute(buf, &key);
                Some(())
            }
        };
    }
    let name = name.trim_ascii();
    let start = buf.len();
    buf.extend_from_slice(name);
    if has_upper {
        buf[start..].make_ascii_lowercase();
    }
    if !name.ends_with(b".") {
        buf.push(b'.');
    }
    (!name.is_empty()).then_some(())
}

fn push_absolute(buf: &mut Vec<u8>, key: &[u8]) {
    buf.extend_from_slice(name_of(key).as_bytes());
    if !key.is_empty() {
        buf.push(b'.');
    }
}

/// Appends the text of an uncompressed wire-form name.
fn push_wire_name(buf: &mut Vec<u8>, wire: &[u8]) -> Option<()> {
    let mut labels = Vec::new();
    let mut rest = wire;
    loop {
        let (&len, tail) = rest.split_first()?;
        if len == 0 {
            break;
        }
        let (label, tail) = tail.split_at_checked(usize::from(len))?;
        labels.push(label);
        rest = tail;
    }
    let mut key = Vec::new();
    for label in labels.iter().rev() {
        for octet in label.iter().map(u8::to_ascii_lowercase) {
            if octet < 2 { key.extend([1, octet + 1]) } else { key.push(octet) }
        }
        key.push(0);
    }
    push_absolute(buf, &key);
    Some(())
}

/// The bytes of `\# length hex` (RFC 3597 5), or None for any other text.
fn generic_wire(rdata: &[u8]) -> Option<Vec<u8>> {
    let rest = rdata.strip_prefix(b"\\#")?;
    if !rest.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let (_, hex) = split_field(rest);
    let digits: Vec<u8> =
        hex.iter().filter_map(|&b| (b as char).to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The first blank-separated field, and what follows it without leading blanks.
fn split_field(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii_start();
    let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
    (&text[..end], text[end..].trim_ascii())
}

/// Most numbers have a digit or two.
fn parse_number<T: std::str::FromStr + From<u8>>(field: &[u8]) -> Option<T> {
    match *field {
        [ones @ b'0'..=b'9'] => Some(T::from(ones - b'0')),
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(T::from((tens - b'0') * 10 + (ones - b'0'))),
        _ => std::str::from_utf8(field).ok()?.parse().ok(),
    }
}

/// Digits of the longest digest in use, and some more.
const SMALL_HEX: usize = 160;

fn hash_hex_text(text: &[u8]) -> [u8; 4] {
    let mut small = [0; SMALL_HEX];
    if let Some(digits) = small.get_mut(..text.len())
        && !text.iter().fold(false, |any, &byte| any | (byte <= b' '))
    {
        digits.copy_from_slice(text);
        digits.make_ascii_lowercase();
        return (XxHash3_64::oneshot(digits) as u32).to_le_bytes();
    }
    hash_hex(text.iter().filter(|b| !b.is_ascii_whitespace()).map(u8::to_ascii_lowercase))
}

fn hash_hex(digits: impl Iterator<Item = u8>) -> [u8; 4] {
    let mut small = [0u8; SMALL_HEX];
    let mut long = Vec::new();
    let mut len = 0;
    for digit in digits {
        if let Some(slot) = small.get_mut(len) {
            *slot = digit;
        } else {
            long.push(digit);
        }
        len += 1;
    }
    let hash = if long.is_empty() {
        XxHash3_64::oneshot(&small[..len])
    } else {
        XxHash3_64::oneshot_with_seed(XxHash3_64::oneshot(&small), &long)
    };
    (hash as u32).to_le_bytes()
}

fn hex_digits(byte: u8) -> [u8; 2] {
    let digit = |n: u8| if n < 10 { b'0' + n } else { b'a' + n - 10 };
    [digit(byte >> 4), digit(byte & 15)]
}

#[cfg(test)]
mod tests;
