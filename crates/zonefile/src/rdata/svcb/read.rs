//! Service parameters, text to wire form.

use super::{
    ALPN, DOCPATH, DOHPATH, ECH, IPV4HINT, IPV6HINT, KEYS, MANDATORY, NO_DEFAULT_ALPN, OHTTP, PORT,
    TLS_SUPPORTED_GROUPS, find_place, has_alpn, has_mandatory, is_path, is_valid_value,
};
use crate::error::{ErrorKind, ParseError};
use crate::lex::Token;
use crate::rdata::binary::Base64;
use crate::rdata::read::{Read, Reader};
use crate::rdata::strings::push_unescaped;
use crate::rdata::{address, number};
use std::borrow::Cow;

/// The parameters up to the end, in any order; in wire form they stand by number.
pub(crate) fn push_parameters(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let base = out.len();
    // Where the parameters stand that ask for others.
    let (mut mandatory_at, mut no_default_at) = (0, 0);
    while !reader.at_end() {
        let (start, place) = (reader.field_start(), out.len());
        let key = push_parameter(reader, out)?;
        match key {
            MANDATORY => mandatory_at = start,
            NO_DEFAULT_ALPN => no_default_at = start,
            _ => {}
        }
        let before = find_place(key, &out[base..place]).ok_or(ParseError::new(ErrorKind::BadParameter, start))?;
        let length = out.len() - place;
        out[base + before..].rotate_right(length);
    }
    if !has_mandatory(&out[base..]) {
        return Err(ParseError::new(ErrorKind::BadParameter, mandatory_at));
    }
    if !has_alpn(&out[base..]) {
        return Err(ParseError::new(ErrorKind::BadParameter, no_default_at));
    }
    Ok(())
}

/// Appends one parameter: its key, the length of its value and the value.
fn push_parameter(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<u16> {
    let (word, value) = reader.split_parameter()?;
    let bad = ParseError::new(ErrorKind::BadParameter, word.at);
    let (key, generic) = parse_key(word.text).ok_or(bad)?;
    let value = value.map(unescape).transpose()?;
    out.extend_from_slice(&key.to_be_bytes());
    let place = out.len();
    out.extend([0, 0]);
    let valid = match (generic, value.as_deref()) {
        (true, value) => {
            out.extend_from_slice(value.unwrap_or_default());
            is_valid_value(key, &out[place + 2..])
        }
        (false, Some(value)) if !value.is_empty() => push_value(key, value, out).is_some(),
        (false, _) => matches!(key, NO_DEFAULT_ALPN | OHTTP | DOCPATH),
    };
    let length = u16::try_from(out.len() - place - 2).map_err(|_| bad)?;
    out[place..place + 2].copy_from_slice(&length.to_be_bytes());
    if valid { Ok(key) } else { Err(bad) }
}

/// The key named by `text`, and true if it is written as `keyNNN`.
fn parse_key(text: &[u8]) -> Option<(u16, bool)> {
    if let Some(key) = KEYS.iter().position(|name| name.as_bytes() == text) {
        return Some((key as u16, false));
    }
    let digits = text.strip_prefix(b"key").filter(|digits| digits.len() == 1 || !digits.starts_with(b"0"))?;
    let key = number::parse_decimal(digits).and_then(|n| u16::try_from(n).ok())?;
    Some((key, true))
}

fn unescape(token: Token<'_>) -> Read<Cow<'_, [u8]>> {
    if memchr::memchr(b'\\', token.text).is_none() {
        return Ok(Cow::Borrowed(token.text));
    }
    let mut value = Vec::with_capacity(token.text.len());
    push_unescaped(token, &mut value)?;
    Ok(Cow::Owned(value))
}

/// Appends the wire form of a value that is not empty; None if the key cannot have it.
fn push_value(key: u16, value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    match key {
        MANDATORY => push_mandatory(value, out),
        ALPN | DOCPATH => push_list(value, out),
        PORT => push_number(value, out),
        IPV4HINT => {
            push_each(value, out, |item, out| address::push_exact(item, address::parse_ipv4, out).then_some(()))
        }
        IPV6HINT => {
            push_each(value, out, |item, out| address::push_exact(item, address::parse_ipv6, out).then_some(()))
        }
        TLS_SUPPORTED_GROUPS => push_each(value, out, push_number),
        ECH => {
            let mut state = Base64::default();
            (state.decode(value, out) && state.is_complete()).then_some(())
        }
        DOHPATH => {
            out.extend_from_slice(value);
            is_path(value).then_some(())
        }
        _ => None,
    }
}

/// A list without escapes.
fn push_each(value: &[u8], out: &mut Vec<u8>, push: impl Fn(&[u8], &mut Vec<u8>) -> Option<()>) -> Option<()> {
    value.split(|&b| b == b',').try_for_each(|item| push(item, out))
}

fn push_number(item: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let value = number::parse_decimal(item).and_then(|n| u16::try_from(n).ok())?;
    out.extend_from_slice(&value.to_be_bytes());
    Some(())
}

/// The keys by number, none twice, `mandatory` itself not among them (RFC 9460 8).
fn push_mandatory(value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let base = out.len();
    push_each(value, out, |item, out| {
        let (key, _) = parse_key(item)?;
        out.extend_from_slice(&key.to_be_bytes());
        Some(())
    })?;
    out[base..].as_chunks_mut::<2>().0.sort_unstable();
    is_valid_value(MANDATORY, &out[base..]).then_some(())
}

/// A list whose items may have `\,` and `\\` in them (RFC 9460 A.1), each behind a length byte.
fn push_list(value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (mut place, mut bytes) = (out.len(), value.iter());
    out.push(0);
    loop {
        let next = bytes.next();
        match next {
            None | Some(b',') => {
                let length = u8::try_from(out.len() - place - 1).ok().filter(|&n| n > 0)?;
                out[place] = length;
                if next.is_none() {
                    return Some(());
                }
                place = out.len();
                out.push(0);
            }
            Some(b'\\') => out.push(*bytes.next().filter(|b| matches!(b, b',' | b'\\'))?),
            Some(&byte) => out.push(byte),
        }
    }
}
