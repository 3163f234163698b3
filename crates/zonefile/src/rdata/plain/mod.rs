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
}

/// Appends the wire form of the first `len` bytes of `ahead`, data of a type, if it is plain. False may leave a part of it behind.
pub(crate) type Encoder = fn(rtype: RrType, ahead: &[u8], len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> bool;

/// The encoder of each type.
#[derive(Debug)]
pub(crate) struct Encoders {
    /// By number.
    low: [Encoder; 32],
    others: Encoder,
}

impl Encoders {
    /// One for all types.
    pub(crate) const fn all(encoder: Encoder) -> Self {
        Encoders { low: [encoder; 32], others: encoder }
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
        encoders
    }

    #[inline(always)]
    pub(crate) fn get(&self, rtype: RrType) -> Encoder {
        self.low.get(usize::from(rtype.0)).copied().unwrap_or(self.others)
    }
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
