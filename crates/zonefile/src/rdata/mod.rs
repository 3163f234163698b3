//! Record data: text to wire form and wire form to canonical text.
//!
//! What the data of a type is made of stands in `schema.rs`; two drivers follow it, one for each direction. Data in the form
//! of RFC 3597 is checked by printing it. The types that most zones are made of have their own way into [`encode`].

mod address;
mod apl;
mod binary;
mod bitmap;
mod block;
mod encode;
mod gateway;
mod generic;
mod hip;
mod keywords;
mod location;
pub(crate) mod names;
mod number;
pub(crate) mod plain;
mod print;
mod read;
mod schema;
mod services;
mod strings;
mod svcb;
mod wire;

use crate::error::{ErrorKind, ParseError};
use crate::name::Name;
use crate::rtype::RrType;
use plain::Encoders;
use read::Reader;
use wire::{Fault, Take, Wire};

/// The most bytes that record data can have.
const MAX_RDATA: usize = 65_535;

/// Appends the wire form of `text`, the data of a record of type `rtype`, to `out`; relative names are completed with `origin`.
/// Names keep their letter case and are not compressed.
///
/// # Errors
/// Whatever is wrong with the data; `at` counts from the start of `text`. `out` then holds a part that the caller drops.
pub fn encode(rtype: RrType, text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> Result<(), ParseError> {
    encode_ahead(rtype, text, text.len(), &SCALAR_ENCODERS, origin, out)
}

/// [`encode`] for the first `len` bytes of `ahead`; encoders of a vector kernel may look at the others.
#[inline]
pub(crate) fn encode_ahead(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    encoders: &Encoders,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Result<(), ParseError> {
    let base = out.len();
    let done = encoders.get(rtype)(rtype, ahead, len, origin, out);
    if done && out.len() - base <= MAX_RDATA {
        return Ok(());
    }
    out.truncate(base);
    encode_fields(rtype, &ahead[..len], origin, out)
}

/// The encoders without vector instructions.
pub(crate) static SCALAR_ENCODERS: Encoders = Encoders::all(encode_plain);

/// Appends the wire form if the data is written in the plain form of one of the types that most zones are made of. Each type has a
/// function of its own, so that this one is no more than a jump.
fn encode_plain(rtype: RrType, ahead: &[u8], len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> bool {
    let text = &ahead[..len];
    // Blanks in front of a comment. Plain data has no backslash that one of them could belong to.
    let blanks = text.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let text = &text[..text.len() - blanks];
    match rtype {
        RrType::NS | RrType::CNAME | RrType::PTR => names::push_plain(text, origin, out),
        RrType::A => address::push_ipv4(text, out),
        RrType::AAAA => address::push_ipv6(text, out),
        RrType::MX => names::push_exchange(text, origin, out),
        RrType::TXT => strings::push_plain(text, out),
        _ => false,
    }
}

/// [`encode`] for any spelling.
#[inline(never)]
fn encode_fields(rtype: RrType, text: &[u8], origin: Option<&Name>, out: &mut Vec<u8>) -> Result<(), ParseError> {
    let base = out.len();
    let mut reader = Reader::new(text, origin);
    if reader.starts_with_backslash() && reader.split_if(b"\\#") {
        generic::push_generic(rtype, &mut reader, out)?;
    } else {
        let fields = schema::fields(rtype).ok_or_else(|| reader.fault_at_start(ErrorKind::BadGenericRdata))?;
        encode::push_fields(fields, &mut reader, out)?;
    }
    reader.parse_end()?;
    if out.len() - base > MAX_RDATA {
        return Err(ParseError::new(ErrorKind::RdataTooLong, 0));
    }
    Ok(())
}

/// Appends the canonical text of the wire form `wire` of a record of type `rtype` to `out`: one line, absolute names.
/// Data that does not fit its type is written as RFC 3597 `\# LENGTH HEX`.
pub fn write_text(rtype: RrType, wire: &[u8], out: &mut Vec<u8>) {
    let base = out.len();
    let written = write_data(rtype, wire, out);
    if written.is_ok() && out.len() > base {
        // The blank behind the last field.
        out.pop();
    } else {
        out.truncate(base);
        generic::write_generic(wire, out);
    }
}

/// Appends the text of `wire` in the presentation form of `rtype`, a blank behind each field.
fn write_data(rtype: RrType, wire: &[u8], out: &mut Vec<u8>) -> Take<()> {
    let fields = schema::fields(rtype).ok_or(Fault::NoTextForm)?;
    print::write_fields(fields, &mut Wire::new(wire), out)
}
