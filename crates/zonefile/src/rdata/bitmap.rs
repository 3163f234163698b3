//! The lists of RR types in NSEC, NSEC3 and CSYNC (RFC 4034 4.1.2) and in NXT (RFC 2535 5.2).

use super::read::{Read, Reader};
use super::wire::{Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};
use crate::rtype::RrType;

/// The types up to the end of the data, in any order, as window blocks. `out` must end where the blocks begin.
pub(super) fn push_types(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let base = out.len();
    // The first window holds nearly all types that there are.
    let (mut first, mut length) = ([0u8; 32], 0);
    while !reader.at_end() {
        let rtype = reader.split_with(ErrorKind::UnknownType, RrType::parse)?;
        let [window, low] = rtype.0.to_be_bytes();
        if window > 0 {
            insert_type(rtype.0, base, out);
            continue;
        }
        let byte = usize::from(low / 8);
        first[byte] |= 0x80 >> (low % 8);
        length = length.max(byte + 1);
    }
    if length > 0 {
        let others = out.len() - base;
        out.extend([0, length as u8]);
        out.extend_from_slice(&first[..length]);
        out[base..].rotate_left(others);
    }
    Ok(())
}

/// Sets the bit of `rtype` in the window blocks that begin at `base`.
fn insert_type(rtype: u16, base: usize, out: &mut Vec<u8>) {
    let [window, low] = rtype.to_be_bytes();
    let (byte, bit) = (usize::from(low / 8), 0x80 >> (low % 8));
    let mut block = base;
    while block < out.len() && out[block] < window {
        block += 2 + usize::from(out[block + 1]);
    }
    if out.get(block) != Some(&window) {
        out.splice(block..block, [window, 0]);
    }
    let length = usize::from(out[block + 1]);
    if byte >= length {
        let end = block + 2 + length;
        out.splice(end..end, std::iter::repeat_n(0, byte + 1 - length));
        out[block + 1] = byte as u8 + 1;
    }
    out[block + 2 + byte] |= bit;
}

/// Writes the types of the window blocks up to the end, a blank behind each.
pub(super) fn write_types(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let mut last = None;
    while !wire.is_empty() {
        let window = wire.split_u8()?;
        let bits = wire.split_counted()?;
        ensure(last < Some(window) && bits.len() <= 32 && bits.last().is_some_and(|&byte| byte != 0))?;
        write_bits(window, bits, out);
        last = Some(window);
    }
    Ok(())
}

/// The types up to the end as one bitmap of the types below 128.
pub(super) fn push_low_types(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let base = out.len();
    while !reader.at_end() {
        let start = reader.field_start();
        let rtype = reader.split_with(ErrorKind::UnknownType, RrType::parse)?;
        // Bit 0 would announce another format.
        if !(1..128).contains(&rtype.0) {
            return Err(ParseError::new(ErrorKind::UnknownType, start));
        }
        let byte = base + usize::from(rtype.0 / 8);
        if byte >= out.len() {
            out.resize(byte + 1, 0);
        }
        out[byte] |= 0x80 >> (rtype.0 % 8);
    }
    Ok(())
}

/// Writes the types of the bitmap up to the end, a blank behind each.
pub(super) fn write_low_types(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let bits = wire.split_rest();
    let first_is_clear = bits.first().is_none_or(|&byte| byte < 0x80);
    ensure(first_is_clear && bits.len() <= 16 && bits.last().is_none_or(|&byte| byte != 0))?;
    write_bits(0, bits, out);
    Ok(())
}

fn write_bits(window: u8, bits: &[u8], out: &mut Vec<u8>) {
    for (i, &byte) in bits.iter().enumerate() {
        for bit in (0..8).filter(|bit| byte & 0x80 >> bit != 0) {
            let rtype = RrType(u16::from_be_bytes([window, (i * 8) as u8 + bit]));
            write_type(rtype, out);
            out.push(b' ');
        }
    }
}

/// The mnemonic of `rtype`, or `TYPEnnn`.
pub(super) fn write_type(rtype: RrType, out: &mut Vec<u8>) {
    match rtype.mnemonic() {
        Some(name) => out.extend_from_slice(name.as_bytes()),
        None => {
            out.extend_from_slice(b"TYPE");
            super::number::write_decimal(u64::from(rtype.0), out);
        }
    }
}
