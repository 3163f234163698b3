//! Wire form to canonical text.

use super::binary::{write_base32, write_base64, write_hex};
use super::keywords::Keywords;
use super::schema::{Digests, Field};
use super::wire::{Take, Wire, ensure};
use super::{address, apl, bitmap, encode, gateway, hip, keywords, location, number, services, svcb};
use crate::name::{labels, write_decimal_escape, write_label};
use crate::rtype::RrType;

/// Appends the text of `fields` in turn, a blank behind each. All of `wire` must be used.
pub(super) fn write_fields(fields: &[Field], wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    for &field in fields {
        write_field(field, wire, out)?;
    }
    ensure(wire.is_empty())
}

fn write_field(field: Field, wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    match field {
        Field::Strings => return write_strings(wire, out),
        Field::OptionalString | Field::OptionalBase64 if wire.is_empty() => return Ok(()),
        Field::Types => return bitmap::write_types(wire, out),
        Field::LowTypes => return bitmap::write_low_types(wire, out),
        Field::Ports => return services::write_ports(wire, out),
        Field::Prefixes => return apl::write_prefixes(wire, out),
        Field::A6 => return apl::write_a6(wire, out),
        Field::IpsecGateway => return gateway::write_ipsec(wire, out),
        Field::Relay => return gateway::write_relay(wire, out),
        Field::HostIdentity => return hip::write_host_identity(wire, out),
        Field::Parameters => return svcb::write_parameters(wire, out),
        Field::String | Field::OptionalString => write_quoted(wire.split_counted()?, out),
        Field::DigitString => write_digit_string(wire, out)?,
        Field::Tag => write_tag(wire, out)?,
        Field::Text => write_quoted(wire.split_rest(), out),
        Field::NonEmptyText => write_quoted(split_some(wire)?, out),
        Field::Hex => write_hex(split_some(wire)?, out),
        Field::Digest(digests) => write_digest(digests, wire, out)?,
        Field::Base64 | Field::OptionalBase64 => write_base64(split_some(wire)?, out),
        Field::DashedBase64 if wire.is_empty() => out.push(b'-'),
        Field::DashedBase64 => write_base64(wire.split_rest(), out),
        Field::Salt => write_salt(wire.split_counted()?, out),
        Field::Hash => write_hash(wire, out)?,
        Field::Location => location::write_location(wire, out)?,
        _ => write_scalar(field, wire, out)?,
    }
    out.push(b' ');
    Ok(())
}

/// Names, numbers and addresses.
fn write_scalar(field: Field, wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    match field {
        Field::Name => write_name(wire.split_name()?, out),
        Field::LowerName => write_lower_name(wire.split_name()?, out),
        Field::U8 | Field::Keyword(_) => number::write_decimal(u64::from(wire.split_u8()?), out),
        Field::U16 | Field::KeyFlags => number::write_decimal(u64::from(wire.split_u16()?), out),
        Field::U32 | Field::Period => number::write_decimal(u64::from(wire.split_u32()?), out),
        Field::U64 => number::write_decimal(u64::from_be_bytes(wire.split_array()?), out),
        Field::Time => number::write_time(wire.split_u32()?, out),
        Field::Type => bitmap::write_type(RrType(wire.split_u16()?), out),
        Field::NamedKeyword(words) => write_keyword(words, wire.split_u8()?, out),
        Field::NamedKeyword16(words) => write_keyword(words, wire.split_u16()?, out),
        Field::Ipv4 => address::write_ipv4(wire.split_array()?, out),
        Field::Ipv6 => address::write_ipv6(wire.split_array()?, out),
        Field::Locator => address::write_locator(wire.split_array()?, out),
        Field::Eui48 => address::write_eui(wire.split_bytes(6)?, out),
        Field::Eui64 => address::write_eui(wire.split_bytes(8)?, out),
        Field::Nsap => address::write_nsap(wire, out)?,
        _ => address::write_atma(wire, out)?,
    }
    Ok(())
}

/// The keyword of `value`, or the number.
fn write_keyword<T: Copy + PartialEq + Into<u64>>(words: Keywords<T>, value: T, out: &mut Vec<u8>) {
    match keywords::find_keyword(words, value) {
        Some(name) => out.extend_from_slice(name.as_bytes()),
        None => number::write_decimal(value.into(), out),
    }
}

/// All that is left, one byte at least.
fn split_some<'w>(wire: &mut Wire<'w>) -> Take<&'w [u8]> {
    let rest = wire.split_rest();
    ensure(!rest.is_empty())?;
    Ok(rest)
}

/// Appends a name in wire form as text, letter case as held.
pub(super) fn write_name(wire: &[u8], out: &mut Vec<u8>) {
    if wire.len() <= 1 {
        out.push(b'.');
    }
    for label in labels(wire) {
        if label.iter().all(|&byte| IS_PLAIN[usize::from(byte)]) {
            out.extend_from_slice(label);
        } else {
            write_label(label, out, |byte| byte);
        }
        out.push(b'.');
    }
}

/// Appends a name in wire form as text, in lower case.
pub(super) fn write_lower_name(wire: &[u8], out: &mut Vec<u8>) {
    let at = out.len();
    write_name(wire, out);
    out[at..].make_ascii_lowercase();
}

/// Bytes that stand for themselves in every context.
static IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'-' || byte as u8 == b'_';
        byte += 1;
    }
    plain
};

fn write_strings(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    while !wire.is_empty() {
        write_quoted(wire.split_counted()?, out);
        out.push(b' ');
    }
    Ok(())
}

/// Appends a string between quotes, its quotes and backslashes escaped, bytes that do not print as `\DDD`.
pub(super) fn write_quoted(string: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = string;
    while let Some(run) = rest.iter().position(|&byte| !(0x20..0x7f).contains(&byte) || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(&rest[..run]);
        match rest[run] {
            byte @ (b'"' | b'\\') => out.extend([b'\\', byte]),
            byte => write_decimal_escape(byte, out),
        }
        rest = &rest[run + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn write_digit_string(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let string = wire.split_counted()?;
    ensure(encode::is_digit_string(string))?;
    write_quoted(string, out);
    Ok(())
}

fn write_tag(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let tag = wire.split_counted()?;
    ensure(encode::is_tag(tag))?;
    out.extend_from_slice(tag);
    Ok(())
}

fn write_digest(digests: Digests, wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let (kind, digest) = (wire.last_byte(), wire.split_rest());
    ensure(digests.allow(kind, digest.len()))?;
    write_hex(digest, out);
    Ok(())
}

fn write_salt(salt: &[u8], out: &mut Vec<u8>) {
    if salt.is_empty() {
        out.push(b'-');
    }
    write_hex(salt, out);
}

fn write_hash(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let hash = wire.split_counted()?;
    ensure(!hash.is_empty())?;
    write_base32(hash, out);
    Ok(())
}
