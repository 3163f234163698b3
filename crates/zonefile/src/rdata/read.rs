//! The reader of one record's data: the next field, decoded straight into the wire buffer.
//!
//! Every `push_` method takes one field (or all that are left) from the text and appends its wire form to `out`.
//! The common spelling is decoded in one pass; whatever else stands there is sorted out by [`Reader::fault`].

mod binary;
mod numbers;

use super::block;
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

/// The length of the unquoted field that `text` begins with.
#[inline]
pub(super) fn word_len(text: &[u8]) -> usize {
    let length = text.iter().position(|&byte| MAY_END[usize::from(byte)]).unwrap_or(text.len());
    if text.get(length) == Some(&b'\\') { word_end(text, length) } else { length }
}
