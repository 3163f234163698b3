//! Gateways and relays, which may be addresses or names: IPSECKEY (RFC 4025) and AMTRELAY (RFC 8777).

use super::address::{parse_ipv4, parse_ipv6, write_ipv4, write_ipv6};
use super::binary::write_base64;
use super::keywords::ALGORITHMS;
use super::number::write_decimal;
use super::print::write_name;
use super::read::{Read, Reader};
use super::wire::{Fault, Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};

const NONE: u8 = 0;
const IPV4: u8 = 1;
const IPV6: u8 = 2;
const NAME: u8 = 3;

/// Type of gateway, algorithm, gateway, and the key, which may be left out if the algorithm is 0.
pub(super) fn push_ipsec(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let kind = reader.split_number(u64::from(NAME))? as u8;
    out.push(kind);
    super::encode::push_keyword(ALGORITHMS, reader, out)?;
    let needs_key = out.last() != Some(&0);
    push_gateway(kind, reader, out)?;
    if needs_key || !reader.at_end() { reader.push_base64_rest(out) } else { Ok(()) }
}

pub(super) fn write_ipsec(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let (kind, algorithm) = (wire.split_u8()?, wire.split_u8()?);
    write_decimal(u64::from(kind), out);
    out.push(b' ');
    write_decimal(u64::from(algorithm), out);
    out.push(b' ');
    write_gateway(kind, wire, out)?;
    let key = wire.split_rest();
    ensure(!key.is_empty() || algorithm == 0)?;
    if !key.is_empty() {
        write_base64(key, out);
        out.push(b' ');
    }
    Ok(())
}

/// Discovery bit, type of relay, relay.
pub(super) fn push_relay(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let optional = reader.split_number(1)? as u8;
    let kind = reader.split_number(u64::from(NAME))? as u8;
    out.push(optional << 7 | kind);
    // A relay of type 0 may be left out: its wire form is empty (RFC 8777 4.3.1).
    if kind == NONE && reader.at_end() { Ok(()) } else { push_gateway(kind, reader, out) }
}

pub(super) fn write_relay(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let byte = wire.split_u8()?;
    write_decimal(u64::from(byte >> 7), out);
    out.push(b' ');
    write_decimal(u64::from(byte & 0x7f), out);
    out.push(b' ');
    write_gateway(byte & 0x7f, wire, out)
}

fn push_gateway(kind: u8, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let start = reader.field_start();
    match kind {
        NONE if reader.split_if(b".") => {}
        NONE => return Err(reader.fault(ErrorKind::BadAddress, start)),
        IPV4 => out.extend_from_slice(&reader.split_with(ErrorKind::BadAddress, parse_ipv4)?),
        IPV6 => out.extend_from_slice(&reader.split_with(ErrorKind::BadAddress, parse_ipv6)?),
        NAME => reader.push_name(out)?,
        _ => return Err(ParseError::new(ErrorKind::BadNumber, start)),
    }
    Ok(())
}

fn write_gateway(kind: u8, wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    match kind {
        NONE => out.push(b'.'),
        IPV4 => write_ipv4(wire.split_array()?, out),
        IPV6 => write_ipv6(wire.split_array()?, out),
        NAME => write_name(wire.split_name()?, out),
        _ => {
            wire.split_rest();
            return Err(Fault::NoTextForm);
        }
    }
    out.push(b' ');
    Ok(())
}
