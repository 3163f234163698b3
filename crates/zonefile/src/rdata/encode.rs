//! Text to wire form.

use super::read::{Read, Reader};
use super::schema::{Digests, Field};
use super::{address, apl, bitmap, gateway, hip, keywords, location, services, svcb};
use crate::error::{ErrorKind, ParseError};
use crate::rtype::RrType;
use crate::ttl::parse_ttl;

/// Appends the wire form of `fields` in turn.
pub(super) fn push_fields(fields: &[Field], reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    fields.iter().try_for_each(|field| push_field(*field, reader, out))
}

fn push_field(field: Field, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    match field {
        Field::Name | Field::LowerName => reader.push_name(out),
        Field::U8 => reader.push_u8(out),
        Field::U16 => reader.push_u16(out),
        Field::U32 => reader.push_u32(out),
        Field::U64 => {
            let value = reader.split_number(u64::MAX)?;
            out.extend_from_slice(&value.to_be_bytes());
            Ok(())
        }
        Field::Period => push_period(reader, out),
        Field::Time => reader.push_time(out),
        Field::Type => push_type(reader, out),
        Field::Keyword(words) | Field::NamedKeyword(words) => push_keyword(words, reader, out),
        Field::NamedKeyword16(words) => push_keyword16(reader, out, |text| keywords::find_number(words, text)),
        Field::KeyFlags => push_keyword16(reader, out, keywords::parse_key_flags),
        Field::Ipv4 => push_ipv4(reader, out),
        Field::Ipv6 => push_ipv6(reader, out),
        Field::Locator => push_address(reader, out, address::parse_locator),
        Field::Eui48 => push_address(reader, out, address::parse_eui::<6>),
        Field::Eui64 => push_address(reader, out, address::parse_eui::<8>),
        Field::Nsap => address::push_nsap(reader, out),
        Field::Atma => address::push_atma(reader, out),
        _ => push_data(field, reader, out),
    }
}

/// Strings, binary data and the fields that are a small language of their own.
fn push_data(field: Field, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    match field {
        Field::String => reader.push_string(out),
        Field::OptionalString => push_unless_end(reader, |reader| reader.push_string(out)),
        Field::Strings => push_strings(reader, out),
        Field::DigitString => push_digit_string(reader, out),
        Field::Tag => push_tag(reader, out),
        Field::Text => reader.push_text(out),
        Field::NonEmptyText => push_non_empty_text(reader, out),
        Field::Hex => reader.push_hex_rest(out),
        Field::Digest(digests) => push_digest(digests, reader, out),
        Field::Base64 => reader.push_base64_rest(out),
        Field::OptionalBase64 => push_unless_end(reader, |reader| reader.push_base64_rest(out)),
        Field::DashedBase64 if reader.split_if(b"-") => Ok(()),
        Field::DashedBase64 => reader.push_base64_rest(out),
        Field::Salt => reader.push_salt(out),
        Field::Hash => reader.push_hash(out),
        Field::Types => bitmap::push_types(reader, out),
        Field::LowTypes => bitmap::push_low_types(reader, out),
        Field::Ports => services::push_ports(reader, out),
        Field::Location => location::push_location(reader, out),
        Field::Prefixes => apl::push_prefixes(reader, out),
        Field::A6 => apl::push_a6(reader, out),
        Field::IpsecGateway => gateway::push_ipsec(reader, out),
        Field::Relay => gateway::push_relay(reader, out),
        Field::HostIdentity => hip::push_host_identity(reader, out),
        _ => svcb::push_parameters(reader, out),
    }
}

#[inline]
fn push_ipv4(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    push_address(reader, out, address::parse_ipv4)
}

#[inline]
fn push_ipv6(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    push_address(reader, out, address::parse_ipv6)
}

#[inline]
fn push_address<const N: usize>(
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    parse: fn(&[u8]) -> Option<[u8; N]>,
) -> Read<()> {
    let address = reader.split_with(ErrorKind::BadAddress, parse)?;
    out.extend_from_slice(&address);
    Ok(())
}

#[inline]
fn push_period(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let seconds = match reader.split_if_number(u64::from(u32::MAX)) {
        Some(seconds) => seconds as u32,
        None => reader.split_with(ErrorKind::BadNumber, |text| parse_ttl(text).ok())?,
    };
    out.extend_from_slice(&seconds.to_be_bytes());
    Ok(())
}

#[inline]
fn push_type(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let rtype = reader.split_with(ErrorKind::UnknownType, RrType::parse)?;
    out.extend_from_slice(&rtype.0.to_be_bytes());
    Ok(())
}

/// One byte, as a number or as a keyword.
#[inline]
pub(super) fn push_keyword(words: keywords::Keywords<u8>, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let number = match reader.split_if_number(u64::from(u8::MAX)) {
        Some(number) => number as u8,
        None if reader.starts_with_digit() => return reader.push_u8(out),
        None => reader.split_with(ErrorKind::BadKeyword, |text| keywords::find_number(words, text))?,
    };
    out.push(number);
    Ok(())
}

fn push_keyword16(reader: &mut Reader<'_>, out: &mut Vec<u8>, find: impl FnOnce(&[u8]) -> Option<u16>) -> Read<()> {
    if reader.starts_with_digit() {
        return reader.push_u16(out);
    }
    let number = reader.split_with(ErrorKind::BadKeyword, find)?;
    out.extend_from_slice(&number.to_be_bytes());
    Ok(())
}

fn push_unless_end<'s>(reader: &mut Reader<'s>, push: impl FnOnce(&mut Reader<'s>) -> Read<()>) -> Read<()> {
    if reader.at_end() { Ok(()) } else { push(reader) }
}

#[inline]
pub(super) fn push_strings(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    loop {
        reader.push_string(out)?;
        if reader.at_end() {
            return Ok(());
        }
    }
}

fn push_digit_string(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let (start, place) = (reader.field_start(), out.len());
    reader.push_string(out)?;
    let valid = is_digit_string(&out[place + 1..]);
    if valid { Ok(()) } else { Err(ParseError::new(ErrorKind::BadNumber, start)) }
}

/// The address of RFC 1183 3.1: it begins with the four digits of the network.
pub(super) fn is_digit_string(string: &[u8]) -> bool {
    string.len() >= 4 && string.iter().all(u8::is_ascii_digit)
}

/// The property tag of CAA.
#[inline]
fn push_tag(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let word = reader.split_word()?;
    if !is_tag(word.text) {
        return Err(ParseError::new(ErrorKind::BadKeyword, word.at));
    }
    out.push(word.text.len() as u8);
    out.extend_from_slice(word.text);
    Ok(())
}

/// Letters and digits only (RFC 8659 4.1).
pub(super) fn is_tag(text: &[u8]) -> bool {
    (1..=255).contains(&text.len()) && text.iter().all(u8::is_ascii_alphanumeric)
}

fn push_non_empty_text(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let (start, before) = (reader.field_start(), out.len());
    reader.push_text(out)?;
    if out.len() == before { Err(ParseError::new(ErrorKind::BadLength, start)) } else { Ok(()) }
}

/// A digest whose length depends on the byte that was pushed last.
#[inline]
fn push_digest(digests: Digests, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let (start, before) = (reader.field_start(), out.len());
    reader.push_hex_rest(out)?;
    let allowed = digests.allow(out[before - 1], out.len() - before);
    if allowed { Ok(()) } else { Err(ParseError::new(ErrorKind::BadLength, start)) }
}
