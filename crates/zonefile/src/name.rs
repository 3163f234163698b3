//! Domain names: presentation text to wire form and back (RFC 1035 3.1 and 5.1, RFC 4343, RFC 2181 11).

mod text;

pub use text::write_label;
pub(crate) use text::{decode_byte, is_plain_absolute, write_decimal_escape};

use crate::error::{ErrorKind, ParseError};
use crate::rdata::names;
use crate::scan::BLOCK;
use std::fmt;
use text::write_wire_text;

/// The longest name in wire form, the root's zero byte included (RFC 1035 2.3.4).
pub const MAX_NAME: usize = 255;
/// The longest label (RFC 1035 2.3.4).
pub const MAX_LABEL: usize = 63;

/// An absolute domain name in wire form, uncompressed, letter case as written. At most 255 bytes, held inline.
#[derive(Clone, Copy)]
pub struct Name {
    len: u8,
    bytes: [u8; MAX_NAME],
}

impl Name {
    /// The root.
    pub const ROOT: Name = Name { len: 1, bytes: [0; MAX_NAME] };

    /// Reads `text`; a name without a final dot is completed with `origin`.
    ///
    /// # Errors
    /// Empty or too long labels and names, bad escapes, a relative name without origin; `at` counts from the start of `text`.
    pub fn parse(text: &[u8], origin: Option<&Name>) -> Result<Name, ParseError> {
        let mut name = Name::ROOT;
        name.assign(text, origin)?;
        Ok(name)
    }

    /// [`Name::parse`] in place: a name takes 256 bytes, which are not moved about where many are read. An error leaves any name.
    pub(crate) fn assign(&mut self, text: &[u8], origin: Option<&Name>) -> Result<(), ParseError> {
        let no_origin = ParseError::new(ErrorKind::RelativeWithoutOrigin, 0);
        self.len = 1;
        self.bytes[0] = 0;
        match text {
            b"@" => return self.append(origin.ok_or(no_origin)?),
            b"." => return Ok(()),
            b"" => return Err(ParseError::new(ErrorKind::EmptyLabel, 0)),
            _ => {}
        }
        let absolute = match self.read_plain(text) {
            Some(absolute) => absolute,
            None => self.read_labels(text)?,
        };
        if absolute { Ok(()) } else { self.append(origin.ok_or(no_origin)?) }
    }

    /// Makes this the name that the first `len` bytes of `bytes` are, plain labels that end at `dots`. A relative name is left without
    /// the zero byte at its end.
    #[inline]
    pub(crate) fn assign_marked(&mut self, bytes: &[u8; BLOCK], len: usize, dots: u64) {
        let Some(wire) = self.bytes.first_chunk_mut::<{ BLOCK + 1 }>() else { return };
        wire[1..].copy_from_slice(bytes);
        let label = names::write_marked_lengths(len, dots, wire);
        self.len = if label == len { len as u8 + 1 } else { len as u8 + 2 };
    }

    /// Appends the wire form.
    #[inline(always)]
    pub(crate) fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len() + usize::from(self.len);
        // A copy of fixed length needs no call.
        match self.bytes.first_chunk::<BLOCK>() {
            Some(bytes) if usize::from(self.len) <= BLOCK => out.extend_from_slice(bytes),
            _ => out.extend_from_slice(&self.bytes),
        }
        out.truncate(end);
    }

    /// Copies the wire form to the front of `to` and says how long it is; None if it is longer than that.
    #[inline(always)]
    pub(crate) fn copy_to(&self, to: &mut [u8; BLOCK]) -> Option<usize> {
        *to = *self.bytes.first_chunk()?;
        Some(usize::from(self.len)).filter(|&len| len <= BLOCK)
    }

    /// The name in wire form, the final zero byte included.
    pub fn wire(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// A name from its wire form; None if that is not one whole uncompressed name.
    pub fn from_wire(wire: &[u8]) -> Option<Name> {
        if wire_len(wire)? != wire.len() {
            return None;
        }
        let mut name = Name::ROOT;
        name.bytes[..wire.len()].copy_from_slice(wire);
        name.len = wire.len() as u8;
        Some(name)
    }

    /// True for the root.
    pub fn is_root(&self) -> bool {
        self.len == 1
    }

    /// The labels from left to right, without the root's.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        labels(self.wire())
    }

    /// True if this name is `other` or lies below it, whatever the letter case.
    pub fn is_under(&self, other: &Name) -> bool {
        let (own, above) = (self.wire(), other.wire());
        let Some(skip) = own.len().checked_sub(above.len()) else { return false };
        let mut at = 0;
        while at < skip {
            at += usize::from(own[at]) + 1;
        }
        at == skip && own[at..].eq_ignore_ascii_case(above)
    }

    /// Appends the text form with the final dot, letter case as held; bytes outside `!`–`~` as `\DDD`.
    pub fn write_text(&self, out: &mut Vec<u8>) {
        write_wire_text(self.wire(), out, |byte| byte);
    }

    /// As [`Name::write_text`], in lower case (RFC 4034 6.2).
    pub fn write_lower(&self, out: &mut Vec<u8>) {
        write_wire_text(self.wire(), out, |byte| byte.to_ascii_lowercase());
    }

    /// [`Name::read_labels`] for a plain name; None leaves it to that, errors included.
    fn read_plain(&mut self, text: &[u8]) -> Option<bool> {
        if text.len() > names::LIMIT {
            return None;
        }
        self.bytes[1..=text.len()].copy_from_slice(text);
        let label = names::write_lengths(text, &mut self.bytes)?;
        let absolute = label == text.len();
        let end = if absolute { label } else { text.len() + 1 };
        self.bytes[end] = 0;
        self.len = (end + 1) as u8;
        Some(absolute)
    }

    /// Reads labels up to the end of `text`; true if the last one is followed by a dot. The terminating zero is set.
    fn read_labels(&mut self, text: &[u8]) -> Result<bool, ParseError> {
        let (mut start, mut out, mut i) = (0usize, 1usize, 0usize);
        let mut absolute = false;
        while i < text.len() {
            let begin = i;
            absolute = text[i] == b'.';
            if absolute {
                self.close_label(start, out, begin)?;
                start = out;
                out += 1;
                i += 1;
                if out > MAX_NAME {
                    return Err(ParseError::new(ErrorKind::NameTooLong, begin));
                }
                continue;
            }
            let (byte, used) = decode_byte(text, i)?;
            if out - start > MAX_LABEL {
                return Err(ParseError::new(ErrorKind::LabelTooLong, begin));
            }
            if out >= MAX_NAME {
                return Err(ParseError::new(ErrorKind::NameTooLong, begin));
            }
            self.bytes[out] = byte;
            out += 1;
            i += used;
        }
        if !absolute {
            self.close_label(start, out, text.len())?;
            start = out;
            if start >= MAX_NAME {
                return Err(ParseError::new(ErrorKind::NameTooLong, text.len() - 1));
            }
        }
        self.bytes[start] = 0;
        self.len = (start + 1) as u8;
        Ok(absolute)
    }

    fn close_label(&mut self, start: usize, out: usize, at: usize) -> Result<(), ParseError> {
        match out - start - 1 {
            0 => Err(ParseError::new(ErrorKind::EmptyLabel, at)),
            n => {
                self.bytes[start] = n as u8;
                Ok(())
            }
        }
    }

    /// Completes a relative name.
    pub(crate) fn append(&mut self, origin: &Name) -> Result<(), ParseError> {
        let (keep, tail) = (usize::from(self.len) - 1, origin.wire());
        if keep + tail.len() > MAX_NAME {
            return Err(ParseError::new(ErrorKind::NameTooLong, 0));
        }
        self.bytes[keep..keep + tail.len()].copy_from_slice(tail);
        self.len = (keep + tail.len()) as u8;
        Ok(())
    }

    /// [`Name::append`] for two names of less than a block, with a copy of fixed length, which needs no call. False leaves it undone.
    #[inline(always)]
    pub(crate) fn append_short(&mut self, origin: &Name) -> bool {
        let (keep, tail) = (usize::from(self.len) - 1, usize::from(origin.len));
        let (Some(place), Some(bytes)) = (self.bytes.get_mut(keep..keep + BLOCK), origin.bytes.first_chunk::<BLOCK>())
        else {
            return false;
        };
        place.copy_from_slice(bytes);
        self.len = (keep + tail) as u8;
        tail <= BLOCK
    }
}

impl PartialEq for Name {
    /// Letter case does not matter (RFC 4343).
    fn eq(&self, other: &Name) -> bool {
        self.wire().eq_ignore_ascii_case(other.wire())
    }
}

impl Eq for Name {}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(usize::from(self.len));
        self.write_text(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// The labels of a name in wire form, the root's not included.
pub fn labels(wire: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = wire;
    std::iter::from_fn(move || {
        let (&len, tail) = rest.split_first()?;
        let (label, tail) = tail.split_at_checked(usize::from(len))?;
        rest = tail;
        (len != 0).then_some(label)
    })
}

/// The length in bytes of the uncompressed name at the start of `wire`; None if there is none.
pub fn wire_len(wire: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let len = usize::from(*wire.get(at)?);
        at += len + 1;
        if len > MAX_LABEL || at > MAX_NAME {
            return None;
        }
        if len == 0 {
            return Some(at);
        }
    }
}
