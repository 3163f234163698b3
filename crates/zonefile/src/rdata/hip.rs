//! HIP: a host identity and its rendezvous servers (RFC 8005 5).

use super::binary::{self, Base64, write_base64, write_hex};
use super::number::write_decimal;
use super::print::write_name;
use super::read::{Read, Reader};
use super::wire::{Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};

/// Algorithm, identity tag in hexadecimal, key in base64, servers. The lengths stand first in wire form.
pub(super) fn push_host_identity(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let place = out.len();
    out.push(0);
    reader.push_u8(out)?;
    out.extend([0, 0]);
    let tag = reader.split_word()?;
    let mut half = None;
    if !binary::decode_hex(tag.text, &mut half, out) || half.is_some() {
        return Err(ParseError::new(ErrorKind::BadHex, tag.at));
    }
    let length = u8::try_from(out.len() - place - 4);
    out[place] = length.map_err(|_| ParseError::new(ErrorKind::BadLength, tag.at))?;
    let key_place = out.len();
    let key = reader.split_word()?;
    let mut state = Base64::default();
    if !state.decode(key.text, out) || !state.is_complete() {
        return Err(ParseError::new(ErrorKind::BadBase64, key.at));
    }
    let length = u16::try_from(out.len() - key_place).map_err(|_| ParseError::new(ErrorKind::BadLength, key.at))?;
    out[place + 2..place + 4].copy_from_slice(&length.to_be_bytes());
    while !reader.at_end() {
        reader.push_name(out)?;
    }
    Ok(())
}

pub(super) fn write_host_identity(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let (tag_length, algorithm, key_length) = (wire.split_u8()?, wire.split_u8()?, wire.split_u16()?);
    let (tag, key) = (wire.split_bytes(usize::from(tag_length))?, wire.split_bytes(usize::from(key_length))?);
    ensure(!tag.is_empty() && !key.is_empty())?;
    write_decimal(u64::from(algorithm), out);
    out.push(b' ');
    write_hex(tag, out);
    out.push(b' ');
    write_base64(key, out);
    out.push(b' ');
    while !wire.is_empty() {
        write_name(wire.split_name()?, out);
        out.push(b' ');
    }
    Ok(())
}
