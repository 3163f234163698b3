//! The ports of WKS (RFC 1035 3.4.2).

use super::keywords::{SERVICES, find_number};
use super::number::{parse_decimal, write_decimal};
use super::read::{Read, Reader};
use super::wire::{Take, Wire, ensure};
use crate::error::ErrorKind;

/// Ports by number or service name, in any order, as a bitmap.
pub(super) fn push_ports(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let base = out.len();
    while !reader.at_end() {
        let port = reader.split_with(ErrorKind::BadKeyword, parse_port)?;
        let byte = base + usize::from(port / 8);
        if byte >= out.len() {
            out.resize(byte + 1, 0);
        }
        out[byte] |= 0x80 >> (port % 8);
    }
    Ok(())
}

fn parse_port(text: &[u8]) -> Option<u16> {
    let number = parse_decimal(text).and_then(|n| u16::try_from(n).ok());
    number.or_else(|| find_number(SERVICES, text))
}

/// Writes the ports of the bitmap up to the end, a blank behind each.
pub(super) fn write_ports(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let bits = wire.split_rest();
    ensure(bits.len() <= 8192 && bits.last().is_none_or(|&byte| byte != 0))?;
    for (i, &byte) in bits.iter().enumerate() {
        for bit in (0..8).filter(|bit| byte & 0x80 >> bit != 0) {
            write_decimal(i as u64 * 8 + bit, out);
            out.push(b' ');
        }
    }
    Ok(())
}
