//! The text form of names: what is escaped, and what escapes say (RFC 1035 5.1).

use super::{MAX_LABEL, MAX_NAME, labels};
use crate::error::{ErrorKind, ParseError};

/// Writes one label as text; dots, quotes and the characters special to zone files are escaped.
pub fn write_label(label: &[u8], out: &mut Vec<u8>, map: impl Fn(u8) -> u8) {
    for &byte in label {
        match byte {
            b'.' | b'\\' | b'"' | b';' | b'(' | b')' | b'@' | b'$' => out.extend([b'\\', byte]),
            0x21..=0x7e => out.push(map(byte)),
            _ => write_decimal_escape(byte, out),
        }
    }
}

/// `\DDD`.
pub(crate) fn write_decimal_escape(byte: u8, out: &mut Vec<u8>) {
    out.extend([b'\\', b'0' + byte / 100, b'0' + byte / 10 % 10, b'0' + byte % 10]);
}

pub(super) fn write_wire_text(wire: &[u8], out: &mut Vec<u8>, map: impl Fn(u8) -> u8) {
    if wire.len() <= 1 {
        out.push(b'.');
    }
    for label in labels(wire) {
        write_label(label, out, &map);
        out.push(b'.');
    }
}

/// The byte that stands at `text[i]`, its escape resolved, and how many bytes of text it takes (RFC 1035 5.1).
pub(crate) fn decode_byte(text: &[u8], i: usize) -> Result<(u8, usize), ParseError> {
    if text[i] != b'\\' {
        return Ok((text[i], 1));
    }
    let bad = ParseError::new(ErrorKind::BadEscape, i);
    match text.get(i + 1) {
        None | Some(b'\n' | b'\r') => Err(bad),
        Some(d) if d.is_ascii_digit() => {
            let digits = text.get(i + 1..i + 4).ok_or(bad)?;
            let value = digits.iter().try_fold(0u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')));
            let value = value.and_then(|n| u8::try_from(n).ok()).ok_or(bad)?;
            Ok((value, 4))
        }
        Some(&other) => Ok((other, 2)),
    }
}

/// True for an absolute name whose labels have legal lengths and whose text is canonical: no escapes, and no byte that
/// [`super::Name::write_text`] would escape.
pub(crate) fn is_plain_absolute(text: &[u8]) -> bool {
    if text.last() != Some(&b'.') {
        return false;
    }
    let mut label = 0;
    for &byte in text {
        match byte {
            b'\\' | b'@' | b'$' | 0..=b' ' | 0x7f.. => return false,
            b'.' if label == 0 => return text.len() == 1,
            b'.' => label = 0,
            _ if label == MAX_LABEL => return false,
            _ => label += 1,
        }
    }
    label == 0 && text.len() < MAX_NAME
}
