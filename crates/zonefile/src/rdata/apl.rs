//! Address prefixes: APL (RFC 3123) and A6 (RFC 2874).

use super::address::{parse_ipv4, parse_ipv6, write_ipv4, write_ipv6};
use super::number::{parse_decimal, write_decimal};
use super::print::write_lower_name;
use super::read::{Read, Reader};
use super::wire::{Fault, Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};

const IPV4: u16 = 1;
const IPV6: u16 = 2;
const NEGATED: u8 = 0x80;

/// `[!]family:address/prefix`, any number of them.
pub(super) fn push_prefixes(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    while !reader.at_end() {
        let word = reader.split_word()?;
        push_prefix(word.text, out).ok_or(ParseError::new(ErrorKind::BadAddress, word.at))?;
    }
    Ok(())
}

fn push_prefix(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (text, negated) = text.strip_prefix(b"!").map_or((text, 0), |text| (text, NEGATED));
    let colon = text.iter().position(|&b| b == b':')?;
    let slash = text.iter().position(|&b| b == b'/').filter(|&slash| slash > colon)?;
    let length = parse_decimal(&text[slash + 1..])?;
    let address = &text[colon + 1..slash];
    match &text[..colon] {
        b"1" if length <= 32 => push_item(IPV4, length as u8, negated, &parse_ipv4(address)?, out),
        b"2" if length <= 128 => push_item(IPV6, length as u8, negated, &parse_ipv6(address)?, out),
        _ => return None,
    }
    Some(())
}

/// The zeros at the end of the address are left out (RFC 3123 4).
fn push_item(family: u16, length: u8, negated: u8, address: &[u8], out: &mut Vec<u8>) {
    let used = address.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
    out.extend_from_slice(&family.to_be_bytes());
    out.extend([length, negated | used as u8]);
    out.extend_from_slice(&address[..used]);
}

/// Writes the items up to the end, a blank behind each.
pub(super) fn write_prefixes(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let mut all_named = true;
    while !wire.is_empty() {
        let (family, length, flag) = (wire.split_u16()?, wire.split_u8()?, wire.split_u8()?);
        let part = wire.split_bytes(usize::from(flag & !NEGATED))?;
        ensure(part.last().is_none_or(|&byte| byte != 0))?;
        if flag & NEGATED != 0 {
            out.push(b'!');
        }
        write_decimal(u64::from(family), out);
        out.push(b':');
        match family {
            IPV4 => write_ipv4(pad(part)?, out),
            IPV6 => write_ipv6(pad(part)?, out),
            _ => all_named = false,
        }
        ensure(!(family == IPV4 && length > 32 || family == IPV6 && length > 128))?;
        out.push(b'/');
        write_decimal(u64::from(length), out);
        out.push(b' ');
    }
    if all_named { Ok(()) } else { Err(Fault::NoTextForm) }
}

fn pad<const N: usize>(part: &[u8]) -> Take<[u8; N]> {
    let mut address = [0; N];
    address.get_mut(..part.len()).ok_or(Fault::Malformed)?.copy_from_slice(part);
    Ok(address)
}

/// A prefix length, the bits of the address behind the prefix, and the name that has the prefix.
pub(super) fn push_a6(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let length = reader.split_number(128)? as usize;
    out.push(length as u8);
    if length < 128 {
        let mut address = reader.split_with(ErrorKind::BadAddress, parse_ipv6)?;
        address[length / 8] &= 0xff >> (length % 8);
        out.extend_from_slice(&address[length / 8..]);
    }
    if length > 0 { reader.push_name(out) } else { Ok(()) }
}

pub(super) fn write_a6(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let length = usize::from(wire.split_u8()?);
    ensure(length <= 128)?;
    write_decimal(length as u64, out);
    out.push(b' ');
    if length < 128 {
        let suffix = wire.split_bytes(16 - length / 8)?;
        ensure(suffix[0] & !(0xff >> (length % 8)) == 0)?;
        let mut address = [0; 16];
        address[length / 8..].copy_from_slice(suffix);
        write_ipv6(address, out);
        out.push(b' ');
    }
    if length > 0 {
        write_lower_name(wire.split_name()?, out);
        out.push(b' ');
    }
    Ok(())
}
