//! Data of common types in its common spellings, to wire form with vector instructions.
//!
//! Everything here does the same as `encode.rs` does, or gives up: an escape where none is usual, a keyword in place of a number,
//! a name of 64 bytes, whatever is wrong. Then the data is read again by the other way. Whoever adds a type keeps to that.

mod address;
mod binary;
mod cursor;
mod names;
mod short;
mod strings;
mod written;

use super::schema::DS_DIGESTS;
use crate::keys::{find_type, upper, word_at};
use crate::name::Name;
use crate::rtype::RrType;
use crate::scan::Block;
use cursor::Cursor;

pub(crate) use short::encode_short;

/// What data consists of: types that are read by one function, so that each such function is compiled for itself and saves only the
/// registers that it needs.
pub(crate) mod form {
    pub(crate) const NAME: u8 = 0;
    pub(crate) const IPV4: u8 = 1;
    pub(crate) const IPV6: u8 = 2;
    pub(crate) const EXCHANGE: u8 = 3;
    pub(crate) const STRINGS: u8 = 4;
    pub(crate) const OTHER: u8 = 5;
    /// From here on nothing is appended: [`super::written`].
    pub(crate) const WRITTEN_NAME: u8 = 6;
    pub(crate) const WRITTEN_IPV4: u8 = 7;
    pub(crate) const WRITTEN_IPV6: u8 = 8;
    pub(crate) const WRITTEN_EXCHANGE: u8 = 9;
    pub(crate) const WRITTEN_STRINGS: u8 = 10;
}

/// Appends the wire form of the first `len` bytes of `ahead`, data of a type, if it is plain. False may leave a part of it behind.
pub(crate) type Encoder = fn(rtype: RrType, ahead: &[u8], len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> bool;

/// The encoder of each type.
#[derive(Debug)]
pub(crate) struct Encoders {
    /// By number.
    low: [Encoder; 32],
    others: Encoder,
    /// By number, those that append nothing.
    written: [Encoder; 32],
}

impl Encoders {
    /// One for all types.
    pub(crate) const fn all(encoder: Encoder) -> Self {
        Encoders { low: [encoder; 32], others: encoder, written: [is_never_plain; 32] }
    }

    /// Those with vector instructions.
    pub(crate) const fn of<B: Block>() -> Self {
        let mut encoders = Encoders::all(B::encode_as::<{ form::OTHER }>);
        encoders.low[RrType::NS.0 as usize] = B::encode_short::<{ form::NAME }>;
        encoders.low[RrType::CNAME.0 as usize] = B::encode_short::<{ form::NAME }>;
        encoders.low[RrType::PTR.0 as usize] = B::encode_short::<{ form::NAME }>;
        encoders.low[RrType::A.0 as usize] = B::encode_short::<{ form::IPV4 }>;
        encoders.low[RrType::AAAA.0 as usize] = B::encode_short::<{ form::IPV6 }>;
        encoders.low[RrType::MX.0 as usize] = B::encode_short::<{ form::EXCHANGE }>;
        encoders.low[RrType::TXT.0 as usize] = B::encode_short::<{ form::STRINGS }>;
        encoders.written[RrType::NS.0 as usize] = B::encode_short::<{ form::WRITTEN_NAME }>;
        encoders.written[RrType::CNAME.0 as usize] = B::encode_short::<{ form::WRITTEN_NAME }>;
        encoders.written[RrType::A.0 as usize] = B::encode_short::<{ form::WRITTEN_IPV4 }>;
        encoders.written[RrType::AAAA.0 as usize] = B::encode_short::<{ form::WRITTEN_IPV6 }>;
        encoders.written[RrType::MX.0 as usize] = B::encode_short::<{ form::WRITTEN_EXCHANGE }>;
        encoders.written[RrType::TXT.0 as usize] = B::encode_short::<{ form::WRITTEN_STRINGS }>;
        encoders
    }

    #[inline(always)]
    pub(crate) fn get(&self, rtype: RrType) -> Encoder {
        self.low.get(usize::from(rtype.0)).copied().unwrap_or(self.others)
    }

    /// True if the first `len` bytes of `ahead` are valid data that can stand as it is written. False says nothing.
    #[inline(always)]
    pub(crate) fn is_as_written(&self, rtype: RrType, ahead: &[u8], len: usize) -> bool {
        let check = self.written.get(usize::from(rtype.0)).copied();
        check.is_some_and(|check| check(rtype, ahead, len, None, &mut Vec::new()))
    }
}

/// The [`Encoder`] of types without one.
fn is_never_plain(_: RrType, _: &[u8], _: usize, _: Option<&Name>, _: &mut Vec<u8>) -> bool {
    false
}

/// [`Encoder`] for the types of one [`form`].
#[inline(always)]
pub(crate) fn encode_as<B: Block, const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    let data = &mut Cursor::new(ahead, len);
    if !data.skip_gap::<B>() {
        return false;
    }
    let pushed = match FORM {
        form::NAME => names::push_name::<B>(data, origin, out),
        form::IPV4 => address::push_ipv4::<B>(data, out),
        form::IPV6 => address::push_ipv6::<B>(data, out),
        form::EXCHANGE => names::push_numbered_name::<B>(1, data, origin, out),
        form::STRINGS => strings::push_strings::<B>(data, out),
        _ => push_other::<B>(rtype, data, origin, out),
    };
    pushed.is_some() && data.at_end::<B>()
}

#[inline(always)]
fn push_other<B: Block>(rtype: RrType, data: &mut Cursor<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    match rtype {
        RrType::SRV => names::push_numbered_name::<B>(3, data, origin, out),
        RrType::DS | RrType::CDS => push_ds::<B>(data, out),
        RrType::TLSA | RrType::SMIMEA => push_bytes::<B, 3>(data, out),
        RrType::DNSKEY | RrType::CDNSKEY => push_key::<B>(data, out),
        RrType::RRSIG => push_signature::<B>(data, origin, out),
        RrType::CAA => strings::push_property::<B>(data, out),
        _ => None,
    }
}

#[inline(always)]
fn push_ds<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    data.push_u16::<B>(out)?;
    data.push_u8::<B>(out)?;
    let kind = data.push_u8::<B>(out)?;
    let before = out.len();
    binary::push_hex::<B>(data, out)?;
    DS_DIGESTS.allow(kind, out.len() - before).then_some(())
}

/// `N` numbers of a byte, and hexadecimal.
#[inline(always)]
fn push_bytes<B: Block, const N: usize>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    for _ in 0..N {
        data.push_u8::<B>(out)?;
    }
    binary::push_hex::<B>(data, out)
}

#[inline(always)]
fn push_key<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    data.push_u16::<B>(out)?;
    data.push_u8::<B>(out)?;
    data.push_u8::<B>(out)?;
    binary::push_base64::<B>(data, out)
}

#[inline(always)]
fn push_signature<B: Block>(data: &mut Cursor<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    let word = data.split_word::<B>()?;
    let rtype = find_type(upper(word_at(data.ahead(), word.start, word.len().min(8)))).filter(|_| word.len() <= 8)?;
    out.extend_from_slice(&rtype.0.to_be_bytes());
    data.push_u8::<B>(out)?;
    data.push_u8::<B>(out)?;
    data.push_u32::<B>(out)?;
    data.push_time::<B>(out)?;
    data.push_time::<B>(out)?;
    data.push_u16::<B>(out)?;
    names::push_name::<B>(data, origin, out)?;
    data.split_gap::<B>()?;
    binary::push_base64::<B>(data, out)
}
