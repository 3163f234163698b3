//! Service parameters of SVCB and HTTPS (RFC 9460 2.1 and appendix A; RFC 9461, RFC 9540).

use super::binary::{Base64, write_base64};
use super::print::write_quoted;
use super::read::{Read, Reader};
use super::strings::push_unescaped;
use super::wire::{Take, Wire, ensure};
use super::{address, number};
use crate::error::{ErrorKind, ParseError};
use crate::lex::Token;
use std::borrow::Cow;

const MANDATORY: u16 = 0;
const ALPN: u16 = 1;
const NO_DEFAULT_ALPN: u16 = 2;
const PORT: u16 = 3;
const IPV4HINT: u16 = 4;
const ECH: u16 = 5;
const IPV6HINT: u16 = 6;
const DOHPATH: u16 = 7;
const OHTTP: u16 = 8;
const TLS_SUPPORTED_GROUPS: u16 = 9;
const DOCPATH: u16 = 10;

/// The registered names, by number.
const KEYS: [&str; 11] = [
    "mandatory",
    "alpn",
    "no-default-alpn",
    "port",
    "ipv4hint",
    "ech",
    "ipv6hint",
    "dohpath",
    "ohttp",
    "tls-supported-groups",
    "docpath",
];

/// The parameters up to the end, in any order; in wire form they stand by number.
pub(super) fn push_parameters(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
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

/// A path in UTF-8 (RFC 9461 5).
fn is_path(value: &[u8]) -> bool {
    value.starts_with(b"/") && std::str::from_utf8(value).is_ok()
}

/// Offset in `parameters` before which `key` belongs; None if it is there already.
fn find_place(key: u16, parameters: &[u8]) -> Option<usize> {
    let mut wire = Wire::new(parameters);
    let mut place = 0;
    while let Ok((other, value)) = split_parameter(&mut wire) {
        match other.cmp(&key) {
            std::cmp::Ordering::Less => place += 4 + value.len(),
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => break,
        }
    }
    Some(place)
}

fn split_parameter<'w>(wire: &mut Wire<'w>) -> Take<(u16, &'w [u8])> {
    let (key, length) = (wire.split_u16()?, wire.split_u16()?);
    Ok((key, wire.split_bytes(usize::from(length))?))
}

fn has(parameters: &[u8], key: u16) -> bool {
    find_place(key, parameters).is_none()
}

/// True if every key is there that `mandatory` names (RFC 9460 8).
fn has_mandatory(parameters: &[u8]) -> bool {
    let first = split_parameter(&mut Wire::new(parameters));
    let mandatory = first.ok().filter(|&(key, _)| key == MANDATORY).map_or(&[][..], |(_, value)| value);
    mandatory.as_chunks().0.iter().all(|&key| has(parameters, u16::from_be_bytes(key)))
}

/// True if `alpn` is there in case `no-default-alpn` is (RFC 9460 7.1.1).
fn has_alpn(parameters: &[u8]) -> bool {
    !has(parameters, NO_DEFAULT_ALPN) || has(parameters, ALPN)
}

/// True if `value` is the wire form of a value of `key`.
fn is_valid_value(key: u16, value: &[u8]) -> bool {
    let len = value.len();
    match key {
        MANDATORY => {
            let (keys, rest) = value.as_chunks::<2>();
            len > 0 && rest.is_empty() && keys.is_sorted_by(|a, b| a < b) && keys[0] != [0, 0]
        }
        ALPN => len > 0 && is_list(value),
        DOCPATH => is_list(value),
        NO_DEFAULT_ALPN | OHTTP => len == 0,
        PORT => len == 2,
        TLS_SUPPORTED_GROUPS => len > 0 && len.is_multiple_of(2),
        IPV4HINT => len > 0 && len.is_multiple_of(4),
        IPV6HINT => len > 0 && len.is_multiple_of(16),
        ECH => len > 0,
        DOHPATH => is_path(value),
        _ => true,
    }
}

fn is_list(value: &[u8]) -> bool {
    let mut wire = Wire::new(value);
    while !wire.is_empty() {
        if !wire.split_counted().is_ok_and(|item| !item.is_empty()) {
            return false;
        }
    }
    true
}

/// Writes the parameters up to the end, a blank behind each.
pub(super) fn write_parameters(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let parameters = wire.split_rest();
    let mut wire = Wire::new(parameters);
    let mut last = None;
    while !wire.is_empty() {
        let (key, value) = split_parameter(&mut wire)?;
        ensure(last < Some(key) && is_valid_value(key, value))?;
        last = Some(key);
        write_key(key, out);
        if !value.is_empty() {
            out.push(b'=');
            write_value(key, value, out);
        }
        out.push(b' ');
    }
    ensure(has_mandatory(parameters) && has_alpn(parameters))
}

fn write_key(key: u16, out: &mut Vec<u8>) {
    match KEYS.get(usize::from(key)) {
        Some(name) => out.extend_from_slice(name.as_bytes()),
        None => {
            out.extend_from_slice(b"key");
            number::write_decimal(u64::from(key), out);
        }
    }
}

fn write_value(key: u16, value: &[u8], out: &mut Vec<u8>) {
    match key {
        MANDATORY => write_each(value, out, |key: [u8; 2], out| write_key(u16::from_be_bytes(key), out)),
        PORT | TLS_SUPPORTED_GROUPS => {
            write_each(value, out, |n: [u8; 2], out| number::write_decimal(u64::from(u16::from_be_bytes(n)), out));
        }
        IPV4HINT => write_each(value, out, address::write_ipv4),
        IPV6HINT => write_each(value, out, address::write_ipv6),
        ECH => write_base64(value, out),
        ALPN | DOCPATH => write_list(value, out),
        _ => write_quoted(value, out),
    }
}

/// Items of `N` bytes with commas between them.
fn write_each<const N: usize>(value: &[u8], out: &mut Vec<u8>, write: impl Fn([u8; N], &mut Vec<u8>)) {
    for (i, &item) in value.as_chunks::<N>().0.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(item, out);
    }
}

fn write_list(value: &[u8], out: &mut Vec<u8>) {
    let mut wire = Wire::new(value);
    let mut text = Vec::with_capacity(value.len());
    while let Ok(item) = wire.split_counted() {
        for &byte in item {
            if matches!(byte, b',' | b'\\') {
                text.push(b'\\');
            }
            text.push(byte);
        }
        text.push(b',');
    }
    text.pop();
    write_quoted(&text, out);
}
