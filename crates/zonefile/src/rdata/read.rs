//! The reader of one record's data: the next field, decoded straight into the wire buffer.
//!
//! Every `push_` method takes one field (or all that are left) from the text and appends its wire form to `out`.
//! The common spelling is decoded in one pass; whatever else stands there is sorted out by [`Reader::fault`].

use super::binary::{self, Base64};
use super::{block, number};
use crate::error::{ErrorKind, ParseError};
use crate::lex::{Token, find_line_end, word_end};
use crate::name::Name;

pub(super) type Read<T> = Result<T, ParseError>;

/// Where the next field starts, and the origin that completes relative names.
pub(super) struct Reader<'s> {
    pub(super) text: &'s [u8],
    pub(super) pos: usize,
    pub(super) origin: Option<&'s Name>,
}

/// True for the bytes that an unquoted field ends at.
static IS_END: [bool; 256] = table_of(b" \t\n\r();\"\0");
/// The same, and the backslash, behind which one of them does not count.
static MAY_END: [bool; 256] = table_of(b" \t\n\r();\"\0\\");

const fn table_of(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
}

impl<'s> Reader<'s> {
    pub(super) fn new(text: &'s [u8], origin: Option<&'s Name>) -> Self {
        Reader { text, pos: 0, origin }
    }

    /// The error `kind` at the field that starts at `start`, or what is wrong before it could be that.
    #[cold]
    pub(super) fn fault(&self, kind: ErrorKind, start: usize) -> ParseError {
        match self.text.get(start) {
            None => ParseError::new(ErrorKind::MissingField, start),
            Some(b'"') => ParseError::new(ErrorKind::QuotedField, start),
            Some(0 | b'\r') => ParseError::new(ErrorKind::ControlByte, start),
            Some(_) => ParseError::new(kind, start),
        }
    }

    /// True if no field is left; else [`Reader::field_start`] is that of the next one.
    pub(super) fn at_end(&mut self) -> bool {
        self.skip_blanks();
        self.pos == self.text.len()
    }

    /// Offset of the next field.
    pub(super) fn field_start(&mut self) -> usize {
        self.skip_blanks();
        self.pos
    }

    /// Succeeds if no field is left.
    #[inline]
    pub(super) fn parse_end(&mut self) -> Read<()> {
        if self.pos == self.text.len() || self.at_end() {
            return Ok(());
        }
        self.parse_rest()
    }

    #[cold]
    fn parse_rest(&self) -> Read<()> {
        match self.text[self.pos] {
            0 | b'\r' => Err(ParseError::new(ErrorKind::ControlByte, self.pos)),
            _ => Err(ParseError::new(ErrorKind::TrailingData, self.pos)),
        }
    }

    /// The next field, which must be there and not be quoted.
    #[inline]
    pub(super) fn split_word(&mut self) -> Read<Token<'s>> {
        let start = self.field_start();
        self.split_until(start, start + word_len(&self.text[start..]))
    }

    /// As [`Reader::split_word`], fast for long fields.
    #[inline]
    pub(super) fn split_long_word(&mut self) -> Read<Token<'s>> {
        let start = self.field_start();
        let at = start + block::plain_len(&self.text[start..]);
        self.split_until(start, word_end(self.text, at))
    }

    #[inline]
    fn split_until(&mut self, start: usize, end: usize) -> Read<Token<'s>> {
        if end == start {
            return Err(self.fault(ErrorKind::ControlByte, start));
        }
        self.pos = end;
        Ok(Token { text: &self.text[start..end], quoted: false, at: start })
    }

    /// Takes the next field if it is `word`.
    pub(super) fn split_if(&mut self, word: &[u8]) -> bool {
        let start = self.field_start();
        let found = self.text[start..].starts_with(word) && self.ends_at(start + word.len());
        if found {
            self.pos = start + word.len();
        }
        found
    }

    /// True if the next field starts with a digit.
    #[inline]
    pub(super) fn starts_with_digit(&mut self) -> bool {
        self.skip_blanks();
        self.text.get(self.pos).is_some_and(u8::is_ascii_digit)
    }

    /// True if the next field starts with a backslash.
    #[inline]
    pub(super) fn starts_with_backslash(&mut self) -> bool {
        self.skip_blanks();
        self.text.get(self.pos) == Some(&b'\\')
    }

    /// [`Reader::fault`] at the next field.
    #[cold]
    pub(super) fn fault_at_start(&mut self, kind: ErrorKind) -> ParseError {
        let start = self.field_start();
        self.fault(kind, start)
    }

    #[inline]
    fn skip_blanks(&mut self) {
        if let Some(b' ' | b'\t') = self.text.get(self.pos) {
            self.pos += 1;
        }
        if let Some(&byte) = self.text.get(self.pos)
            && IS_END[usize::from(byte)]
        {
            self.skip_all_blanks();
        }
    }

    fn skip_all_blanks(&mut self) {
        while let Some(&byte) = self.text.get(self.pos) {
            match byte {
                b' ' | b'\t' | b'\n' | b'(' | b')' => self.pos += 1,
                b'\r' if matches!(self.text.get(self.pos + 1), None | Some(b'\n')) => self.pos += 1,
                b';' => self.pos = find_line_end(self.text, self.pos),
                _ => return,
            }
        }
    }

    /// All text from the next field on.
    #[inline]
    pub(super) fn rest(&mut self) -> &'s [u8] {
        self.skip_blanks();
        &self.text[self.pos..]
    }

    /// Takes `count` bytes of [`Reader::rest`], which must be a whole field.
    #[inline]
    pub(super) fn advance(&mut self, count: usize) {
        self.pos += count;
    }

    /// True if an unquoted field ends before `at`.
    #[inline]
    pub(super) fn ends_at(&self, at: usize) -> bool {
        self.text.get(at).is_none_or(|&byte| IS_END[usize::from(byte)])
    }
}

/// Numbers and times.
impl Reader<'_> {
    /// A decimal number up to `max`.
    #[inline]
    pub(super) fn split_number(&mut self, max: u64) -> Read<u64> {
        match self.split_if_number(max) {
            Some(value) => Ok(value),
            None => self.split_long_number(max),
        }
    }

    /// Takes the next field if it is 1 to 19 digits and not above `max`.
    #[inline]
    pub(super) fn split_if_number(&mut self, max: u64) -> Option<u64> {
        self.skip_blanks();
        let rest = &self.text[self.pos..];
        let (mut value, mut digits) = (0u64, 0usize);
        for digit in rest.iter().map(|byte| byte.wrapping_sub(b'0')) {
            if digit > 9 {
                break;
            }
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
            digits += 1;
        }
        let whole = digits.wrapping_sub(1) < 19 && rest.get(digits).is_none_or(|&byte| IS_END[usize::from(byte)]);
        if !whole || value > max {
            return None;
        }
        self.pos += digits;
        Some(value)
    }

    /// [`Reader::split_number`] for whatever else there is.
    #[cold]
    fn split_long_number(&mut self, max: u64) -> Read<u64> {
        let start = self.pos;
        let word = &self.text[start..word_end(self.text, start)];
        let value = number::parse_decimal(word).filter(|&n| n <= max);
        self.pos = start + word.len();
        value.ok_or_else(|| self.fault(ErrorKind::BadNumber, start))
    }

    /// A time, as 32 bits of seconds.
    #[inline]
    pub(super) fn push_time(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let start = self.field_start();
        let digits = self.text[start..].first_chunk().filter(|_| self.ends_at(start + 14));
        let seconds = match digits.and_then(number::parse_date) {
            Some(seconds) => {
                self.pos += 14;
                seconds
            }
            None => self.split_with(ErrorKind::BadTime, number::parse_time)?,
        };
        out.extend_from_slice(&seconds.to_be_bytes());
        Ok(())
    }

    #[inline]
    pub(super) fn push_u8(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u8::MAX))?;
        out.push(value as u8);
        Ok(())
    }

    #[inline]
    pub(super) fn push_u16(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u16::MAX))?;
        out.extend_from_slice(&(value as u16).to_be_bytes());
        Ok(())
    }

    #[inline]
    pub(super) fn push_u32(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u32::MAX))?;
        out.extend_from_slice(&(value as u32).to_be_bytes());
        Ok(())
    }

    /// One unquoted field that `parse` understands; `kind` is the error if it does not.
    #[inline]
    pub(super) fn split_with<T>(&mut self, kind: ErrorKind, parse: impl FnOnce(&[u8]) -> Option<T>) -> Read<T> {
        let token = self.split_word()?;
        parse(token.text).ok_or(ParseError::new(kind, token.at))
    }
}

/// The length of the unquoted field that `text` begins with.
#[inline]
pub(super) fn word_len(text: &[u8]) -> usize {
    let length = text.iter().position(|&byte| MAY_END[usize::from(byte)]).unwrap_or(text.len());
    if text.get(length) == Some(&b'\\') { word_end(text, length) } else { length }
}

/// Binary data.
impl Reader<'_> {
    /// Hexadecimal digits in any number of fields up to the end, one byte at least.
    pub(super) fn push_hex_rest(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let first = self.field_start();
        let mut half = None;
        loop {
            let word = self.split_long_word()?;
            if !binary::decode_hex(word.text, &mut half, out) {
                return Err(ParseError::new(ErrorKind::BadHex, word.at));
            }
            if self.at_end() {
                break;
            }
        }
        if half.is_some() {
            return Err(ParseError::new(ErrorKind::BadHex, first));
        }
        Ok(())
    }

    /// Base64 in any number of fields up to the end, one byte at least.
    pub(super) fn push_base64_rest(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let first = self.field_start();
        let mut state = Base64::default();
        loop {
            let word = self.split_long_word()?;
            if !state.decode(word.text, out) {
                return Err(ParseError::new(ErrorKind::BadBase64, word.at));
            }
            if self.at_end() {
                break;
            }
        }
        if !state.is_complete() {
            return Err(ParseError::new(ErrorKind::BadBase64, first));
        }
        Ok(())
    }

    /// One field of hexadecimal digits, or `-` for none, behind a length byte (the salt of RFC 5155 3.3).
    pub(super) fn push_salt(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let (word, place) = (self.split_long_word()?, out.len());
        out.push(0);
        if word.text == b"-" {
            return Ok(());
        }
        let mut half = None;
        if !binary::decode_hex(word.text, &mut half, out) || half.is_some() {
            return Err(ParseError::new(ErrorKind::BadHex, word.at));
        }
        set_length(place, word.at, out)
    }

    /// One field of base32hex without padding behind a length byte (the hashed owner of RFC 5155 3.3).
    pub(super) fn push_hash(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let (word, place) = (self.split_long_word()?, out.len());
        out.push(0);
        if !binary::decode_base32(word.text, out) {
            return Err(ParseError::new(ErrorKind::BadBase32, word.at));
        }
        set_length(place, word.at, out)
    }
}

/// Fills in the length byte at `place` for all that stands behind it.
fn set_length(place: usize, at: usize, out: &mut [u8]) -> Read<()> {
    let length = u8::try_from(out.len() - place - 1);
    out[place] = length.map_err(|_| ParseError::new(ErrorKind::BadLength, at))?;
    Ok(())
}
