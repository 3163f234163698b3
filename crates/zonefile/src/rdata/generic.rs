//! Data of any type as a length and hexadecimal digits (RFC 3597 5).

use super::binary::{decode_hex, write_hex};
use super::number::write_decimal;
use super::read::{Read, Reader};
use super::wire::Fault;
use super::{MAX_RDATA, write_data};
use crate::error::{ErrorKind, ParseError};
use crate::rtype::RrType;

/// The length and that many bytes in any number of fields, the `\#` having been read. Data of a known type must fit it.
pub(super) fn push_generic(rtype: RrType, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let base = out.len();
    let bad = ParseError::new(ErrorKind::BadGenericRdata, reader.field_start());
    let length = reader.split_number(MAX_RDATA as u64).map_err(|_| bad)? as usize;
    let mut half = None;
    while !reader.at_end() {
        let word = reader.split_word()?;
        if !decode_hex(word.text, &mut half, out) {
            return Err(ParseError::new(ErrorKind::BadHex, word.at));
        }
    }
    if half.is_some() || out.len() - base != length {
        return Err(bad);
    }
    if fits_type(rtype, &out[base..]) { Ok(()) } else { Err(ParseError::new(ErrorKind::BadLength, bad.at)) }
}

/// True if `wire` can be data of `rtype`. An empty TXT is let pass, as others do.
fn fits_type(rtype: RrType, wire: &[u8]) -> bool {
    write_data(rtype, wire, &mut Vec::new()) != Err(Fault::Malformed)
}

pub(super) fn write_generic(wire: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\# ");
    write_decimal(wire.len() as u64, out);
    if !wire.is_empty() {
        out.push(b' ');
        write_hex(wire, out);
    }
}
