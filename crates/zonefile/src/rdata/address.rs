//! Addresses: IPv4, IPv6 (RFC 4291, printed as RFC 5952), locators of ILNP (RFC 6742), EUI-48 and EUI-64 (RFC 7043), NSAP (RFC 1706), ATM.

use super::binary::{self, write_hex_lower};
use super::number::write_decimal;
use super::read::{Read, Reader};
use super::wire::{Fault, Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};

/// Appends the address that all of `text` is. False leaves `out` as it was.
#[inline]
pub(super) fn push_exact<const N: usize>(text: &[u8], parse: fn(&[u8]) -> Option<[u8; N]>, out: &mut Vec<u8>) -> bool {
    let address = parse(text);
    if let Some(address) = address {
        out.extend_from_slice(&address);
    }
    address.is_some()
}

/// [`push_exact`] for IPv4.
#[inline(never)]
pub(super) fn push_ipv4(text: &[u8], out: &mut Vec<u8>) -> bool {
    push_exact(text, parse_ipv4, out)
}

/// [`push_exact`] for IPv6.
#[inline(never)]
pub(super) fn push_ipv6(text: &[u8], out: &mut Vec<u8>) -> bool {
    push_exact(text, parse_ipv6, out)
}

/// Four decimal numbers up to 255 without leading zeros.
#[inline]
pub(super) fn parse_ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let mut address = [0u8; 4];
    let mut rest = text;
    for (i, byte) in address.iter_mut().enumerate() {
        if i > 0 {
            rest = rest.strip_prefix(b".")?;
        }
        let (&first, mut tail) = rest.split_first()?;
        let mut value = u32::from(first.wrapping_sub(b'0'));
        if value > 9 {
            return None;
        }
        while let Some((digit, behind)) =
            tail.split_first().map(|(d, t)| (d.wrapping_sub(b'0'), t)).filter(|&(d, _)| d <= 9)
        {
            if value == 0 {
                return None;
            }
            value = value * 10 + u32::from(digit);
            if value > 255 {
                return None;
            }
            tail = behind;
        }
        *byte = value as u8;
        rest = tail;
    }
    rest.is_empty().then_some(address)
}

/// Eight groups of up to four digits, `::` for one or more groups of zeros, the last two perhaps as IPv4.
pub(super) fn parse_ipv6(text: &[u8]) -> Option<[u8; 16]> {
    let mut groups = [0u16; 8];
    let (mut count, mut gap, mut at) = (0, None, 0);
    if text.starts_with(b"::") {
        (gap, at) = (Some(0), 2);
    }
    let (mut value, mut digits) = (0, 0);
    while let Some(&byte) = text.get(at) {
        let digit = binary::hex_value(byte);
        if digit < 16 {
            (value, digits, at) = (value << 4 | digit, digits + 1, at + 1);
            continue;
        }
        if !(1..=4).contains(&digits) {
            return None;
        }
        if byte == b'.' {
            let [a, b, c, d] = parse_ipv4(&text[at - digits..])?;
            *groups.get_mut(count)? = u16::from_be_bytes([a, b]);
            (value, digits, count) = (u16::from_be_bytes([c, d]), 1, count + 1);
            break;
        }
        *groups.get_mut(count)? = value;
        (value, digits, count, at) = (0, 0, count + 1, at + 1);
        match text.get(at) {
            Some(b':') if byte == b':' && gap.is_none() => (gap, at) = (Some(count), at + 1),
            Some(b':') | None => return None,
            _ if byte != b':' => return None,
            _ => {}
        }
    }
    if digits > 0 {
        *groups.get_mut(count).filter(|_| digits <= 4)? = value;
        count += 1;
    }
    match gap {
        Some(gap) if count < 8 => groups[gap..].rotate_right(8 - count),
        None if count == 8 => {}
        _ => return None,
    }
    Some(join_groups(groups))
}

fn join_groups(groups: [u16; 8]) -> [u8; 16] {
    let mut address = [0; 16];
    for (bytes, group) in address.as_chunks_mut::<2>().0.iter_mut().zip(groups) {
        *bytes = group.to_be_bytes();
    }
    address
}

/// The value of the hexadecimal digits at the start of `text`, and how many they are, up to five.
#[inline]
fn parse_group(text: &[u8]) -> (u16, usize) {
    let (mut value, mut count) = (0, 0);
    for &byte in text.iter().take(5) {
        let digit = binary::hex_value(byte);
        if digit > 15 {
            break;
        }
        value = value << 4 | digit;
        count += 1;
    }
    (value, count)
}

/// Four groups of one to four hexadecimal digits (RFC 6742 2.1.2).
pub(super) fn parse_locator(text: &[u8]) -> Option<[u8; 8]> {
    let mut locator = [0; 8];
    let mut rest = text;
    for (i, bytes) in locator.as_chunks_mut::<2>().0.iter_mut().enumerate() {
        if i > 0 {
            rest = rest.strip_prefix(b":")?;
        }
        let (value, digits) = parse_group(rest);
        if digits == 0 || digits > 4 {
            return None;
        }
        *bytes = value.to_be_bytes();
        rest = &rest[digits..];
    }
    rest.is_empty().then_some(locator)
}

/// `N` bytes of two hexadecimal digits with hyphens between them.
pub(super) fn parse_eui<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut address = [0; N];
    let mut parts = text.split(|&b| b == b'-');
    for byte in &mut address {
        let &[high, low] = parts.next()? else { return None };
        let value = binary::hex_value(high) << 4 | binary::hex_value(low);
        *byte = u8::try_from(value).ok()?;
    }
    parts.next().is_none().then_some(address)
}

pub(super) fn write_ipv4(address: [u8; 4], out: &mut Vec<u8>) {
    for (i, byte) in address.into_iter().enumerate() {
        if i > 0 {
            out.push(b'.');
        }
        write_decimal(u64::from(byte), out);
    }
}

pub(super) fn write_ipv6(address: [u8; 16], out: &mut Vec<u8>) {
    if let [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d] = address {
        out.extend_from_slice(b"::ffff:");
        return write_ipv4([a, b, c, d], out);
    }
    let groups: [u16; 8] = std::array::from_fn(|i| u16::from_be_bytes([address[2 * i], address[2 * i + 1]]));
    let (gap, length) = find_longest_zeros(&groups);
    if length < 2 {
        return write_groups(&groups, out);
    }
    write_groups(&groups[..gap], out);
    out.extend_from_slice(b"::");
    write_groups(&groups[gap + length..], out);
}

/// Start and length of the first longest run of zero groups.
fn find_longest_zeros(groups: &[u16; 8]) -> (usize, usize) {
    let (mut best, mut run) = ((0, 0), 0);
    for (i, &group) in groups.iter().enumerate() {
        run = if group == 0 { run + 1 } else { 0 };
        if run > best.1 {
            best = (i + 1 - run, run);
        }
    }
    best
}

/// Groups without leading zeros, colons between them.
fn write_groups(groups: &[u16], out: &mut Vec<u8>) {
    for (i, &group) in groups.iter().enumerate() {
        if i > 0 {
            out.push(b':');
        }
        let mut text = [0u8; 4];
        for (digit, shift) in text.iter_mut().zip([12, 8, 4, 0]) {
            *digit = b"0123456789abcdef"[usize::from(group >> shift & 15)];
        }
        let zeros = (group.leading_zeros() / 4).min(3) as usize;
        out.extend_from_slice(&text[zeros..]);
    }
}

pub(super) fn write_locator(locator: [u8; 8], out: &mut Vec<u8>) {
    let groups: [u16; 4] = std::array::from_fn(|i| u16::from_be_bytes([locator[2 * i], locator[2 * i + 1]]));
    write_groups(&groups, out);
}

pub(super) fn write_eui(address: &[u8], out: &mut Vec<u8>) {
    for (i, byte) in address.iter().enumerate() {
        if i > 0 {
            out.push(b'-');
        }
        write_hex_lower(&[*byte], out);
    }
}

/// An NSAP address: `0x`, then hexadecimal digits with dots anywhere between them (RFC 1706 5).
pub(super) fn push_nsap(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let word = reader.split_word()?;
    let digits = word.text.strip_prefix(b"0x").or_else(|| word.text.strip_prefix(b"0X"));
    let decoded = digits.is_some_and(|digits| push_dotted_hex(digits, out));
    if decoded { Ok(()) } else { Err(ParseError::new(ErrorKind::BadAddress, word.at)) }
}

pub(super) fn write_nsap(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let address = wire.split_rest();
    ensure(!address.is_empty())?;
    out.extend_from_slice(b"0x");
    write_hex_lower(address, out);
    Ok(())
}

/// An ATM address (ATM Forum, af-saa-0069): `+` and decimal digits for E.164, else the hexadecimal digits of an end system address.
pub(super) fn push_atma(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let word = reader.split_word()?;
    let decoded = match word.text.strip_prefix(b"+") {
        Some(digits) => {
            out.push(ATMA_E164);
            out.extend_from_slice(digits);
            is_number(digits)
        }
        None => {
            out.push(ATMA_END_SYSTEM);
            push_dotted_hex(word.text, out)
        }
    };
    if decoded { Ok(()) } else { Err(ParseError::new(ErrorKind::BadAddress, word.at)) }
}

pub(super) fn write_atma(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let (format, address) = (wire.split_u8()?, wire.split_rest());
    ensure(!address.is_empty())?;
    match format {
        ATMA_END_SYSTEM => write_hex_lower(address, out),
        ATMA_E164 => {
            ensure(is_number(address))?;
            out.push(b'+');
            out.extend_from_slice(address);
        }
        _ => return Err(Fault::NoTextForm),
    }
    Ok(())
}

const ATMA_END_SYSTEM: u8 = 0;
const ATMA_E164: u8 = 1;

fn is_number(digits: &[u8]) -> bool {
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Hexadecimal digits with dots anywhere between them, one byte at least.
fn push_dotted_hex(text: &[u8], out: &mut Vec<u8>) -> bool {
    let (before, mut half) = (out.len(), None);
    let decoded = text.split(|&b| b == b'.').all(|digits| binary::decode_hex(digits, &mut half, out));
    decoded && half.is_none() && out.len() > before
}
