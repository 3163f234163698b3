//! One record as it stands in the text: nothing is decoded before it is asked for.

use crate::error::ParseError;
use crate::lex::Tokens;
use crate::name::Name;
use crate::rdata;
use crate::rdata::plain::Encoders;
use crate::rtype::{Class, RrType};

/// A resource record. Its owner, TTL, class and type are read; its data is still text.
#[derive(Clone, Copy, Debug)]
pub struct Record<'r> {
    /// The name that the record belongs to.
    pub owner: Owner<'r>,
    /// Changes whenever the owner does: equal numbers of one [`crate::Records`] mean equal owners.
    pub run: u64,
    /// Seconds, 0 to 2147483647 (RFC 2181 8).
    pub ttl: u32,
    /// Mostly IN.
    pub class: Class,
    /// The type.
    pub rtype: RrType,
    /// The data.
    pub rdata: Rdata<'r>,
    /// Offset of the record's first byte in the text being parsed.
    pub at: usize,
}

/// The owner of a record, valid and absolute.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'r> {
    /// As written: absolute, with its final dot, without escapes.
    Text(&'r [u8]),
    /// Completed with the origin, or written with escapes.
    Name(&'r Name),
}

impl Owner<'_> {
    /// Appends the absolute text with its final dot, letter case as written.
    pub fn write_text(&self, out: &mut Vec<u8>) {
        match self {
            Owner::Text(text) => out.extend_from_slice(text),
            Owner::Name(name) => name.write_text(out),
        }
    }

    /// Appends the absolute text with its final dot in lower case.
    pub fn write_lower(&self, out: &mut Vec<u8>) {
        let start = out.len();
        self.write_text(out);
        out[start..].make_ascii_lowercase();
    }

    /// The name in wire form.
    pub fn to_name(&self) -> Name {
        match self {
            Owner::Text(text) => Name::parse(text, None).unwrap_or(Name::ROOT),
            Owner::Name(name) => **name,
        }
    }
}

/// The data of a record as written, comments and parentheses included.
#[derive(Clone, Copy, Debug)]
pub struct Rdata<'r> {
    /// Decides what the text means.
    pub rtype: RrType,
    /// Everything from the first field behind the type up to the end of the record.
    pub text: &'r [u8],
    /// Completes relative names.
    pub origin: Option<&'r Name>,
    /// Offset of `text` in the text being parsed.
    pub at: usize,
    /// True if the text may hold parentheses and so line ends.
    pub grouped: bool,
    /// The text being parsed, from `text` on.
    pub(crate) ahead: &'r [u8],
    pub(crate) encoders: &'static Encoders,
}

impl<'r> Rdata<'r> {
    /// The fields, undecoded.
    pub fn tokens(&self) -> Tokens<'r> {
        Tokens::new(self.text)
    }

    /// Appends the wire form (RFC 1035 3.3 and the RFC of the type).
    ///
    /// # Errors
    /// What is wrong with the data; `at` and `record` count in the text being parsed.
    #[inline]
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), ParseError> {
        rdata::encode_ahead(self.rtype, self.seen(), self.text.len(), self.encoders, self.origin, out)
            .map_err(|e| ParseError { at: e.at + self.at, ..e })
    }

    /// The text, and what is behind it as far as that is known.
    #[inline]
    pub(crate) fn seen(&self) -> &'r [u8] {
        // `text` may have been changed.
        let within = std::ptr::eq(self.text.as_ptr(), self.ahead.as_ptr()) && self.text.len() <= self.ahead.len();
        if within { self.ahead } else { self.text }
    }
}
