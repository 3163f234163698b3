//! Tag lists `name = value; name = value` as DMARC and BIMI import them from DKIM (RFC 6376 3.2).

use crate::text::{find_byte, trim_end_wsp, trim_start_wsp};

/// One `;`-separated part of a tag list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Tag(Tag<'a>),
    /// Neither empty at the end of the list nor `name=value`; byte offset of its first byte that is not blank.
    Junk(usize),
}

/// A tag, blanks around name and value removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) name_at: usize,
    pub(crate) value_at: usize,
}

/// The parts of a list. A trailing `;` with blanks around it makes no part.
pub(crate) struct Parts<'a> {
    list: &'a [u8],
    at: usize,
    is_first: bool,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(list: &'a [u8]) -> Self {
        Parts { list, at: 0, is_first: true }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a>> {
        let start = self.at;
        let rest = self.list.get(start..)?;
        let len = find_byte(rest, b';').unwrap_or(rest.len());
        self.at = start + len + 1;
        let (text, skip) = trim_start_wsp(&rest[..len]);
        let is_first = std::mem::replace(&mut self.is_first, false);
        if text.is_empty() && start + len == self.list.len() && !is_first {
            return None;
        }
        Some(split_tag(text, start + skip))
    }
}

#[inline]
fn split_tag(text: &[u8], at: usize) -> Part<'_> {
    let Some(equals) = text.iter().position(|&b| b == b'=') else {
        return Part::Junk(at);
    };
    let name = trim_end_wsp(&text[..equals]);
    if !is_tag_name(name) {
        return Part::Junk(at);
    }
    let (value, skip) = trim_start_wsp(&text[equals + 1..]);
    Part::Tag(Tag { name, value: trim_end_wsp(value), name_at: at, value_at: at + equals + 1 + skip })
}

/// `ALPHA *(ALPHA / DIGIT / "_")`.
#[inline]
fn is_tag_name(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'_')
}

/// What follows `v` *WSP `=` *WSP `version` *WSP in a record that so begins and goes on with `;` or ends there. `v` in any letter
/// case, `version` exactly.
#[inline]
pub(crate) fn strip_version<'a>(record: &'a [u8], version: &[u8]) -> Option<&'a [u8]> {
    let (b'v' | b'V', rest) = record.split_first()? else {
        return None;
    };
    let rest = trim_start_wsp(rest).0.strip_prefix(b"=")?;
    let rest = trim_start_wsp(trim_start_wsp(rest).0.strip_prefix(version)?).0;
    matches!(rest.first(), None | Some(b';')).then_some(rest)
}

/// Tag names seen, to find one given twice (RFC 6376 3.2) without allocation: the first 16 distinct ones are compared.
#[derive(Default)]
pub(crate) struct Seen<'a> {
    names: [&'a [u8]; 16],
    len: usize,
}

impl<'a> Seen<'a> {
    /// Notes a name; true if it was there before, letter case aside.
    #[inline]
    pub(crate) fn is_repeat(&mut self, name: &'a [u8]) -> bool {
        if self.names[..self.len].iter().any(|n| n.eq_ignore_ascii_case(name)) {
            return true;
        }
        if let Some(slot) = self.names.get_mut(self.len) {
            *slot = name;
            self.len += 1;
        }
        false
    }
}

/// One field `name=value` of the stricter lists of MTA-STS and TLSRPT, which allow blanks around `;` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) at: usize,
    pub(crate) value_at: usize,
}

impl Field<'_> {
    /// Checks `ext-name "=" ext-value` (RFC 8461 3.1, RFC 8460 3); gives the field back, or its byte offset.
    pub(crate) fn check_extension(self) -> Result<Self, usize> {
        let is_name = self.name.len() <= 32
            && self.name.first().is_some_and(u8::is_ascii_alphanumeric)
            && self.name.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        let is_value = !self.value.is_empty() && self.value.iter().all(|&b| matches!(b, 0x21..=0x7e) && b != b'=');
        if is_name && is_value { Ok(self) } else { Err(self.at) }
    }
}

/// The fields after the version; the version must be followed by `;`. An error is the byte offset of what is not a field.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'a> {
    record: &'a [u8],
    /// Index of the `;` before the next field, or past the end.
    at: usize,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(record: &'a [u8], version_len: usize) -> Self {
        Fields { record, at: version_len }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, usize>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.record.get(self.at + 1..)?;
        let (rest, skip) = trim_start_wsp(rest);
        let start = self.at + 1 + skip;
        if rest.is_empty() {
            self.at = self.record.len();
            return None;
        }
        let end = find_byte(rest, b';');
        self.at = start + end.unwrap_or(rest.len());
        // Blanks before `;` belong to the delimiter; at the end of the record the grammar has no place for them.
        let text = end.map_or(rest, |len| trim_end_wsp(&rest[..len]));
        let Some(equals) = text.iter().position(|&b| b == b'=') else {
            return Some(Err(start));
        };
        Some(Ok(Field { name: &text[..equals], value: &text[equals + 1..], at: start, value_at: start + equals + 1 }))
    }
}
