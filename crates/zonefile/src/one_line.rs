//! Record data as one line of text with absolute names: the text as written where it already is that, canonical text otherwise.

use crate::error::{ErrorKind, ParseError};
use crate::lex::Token;
use crate::name::{decode_byte, is_plain_absolute};
use crate::rdata;
use crate::record::Rdata;
use crate::rtype::RrType;

/// The longest character-string (RFC 1035 3.3).
const MAX_STRING: usize = 255;

impl<'r> Rdata<'r> {
    /// Checks the data and gives it as one line of text with absolute names and no comment: the part of the text as written
    /// if it is that already, otherwise None, and the canonical text has been appended to `out`. `wire` is scratch space.
    ///
    /// # Errors
    /// As [`Rdata::encode`].
    #[inline]
    pub fn one_line(&self, wire: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<Option<&'r [u8]>, ParseError> {
        if !self.grouped && self.encoders.is_as_written(self.rtype, self.seen(), self.text.len()) {
            return Ok(Some(self.text));
        }
        self.one_line_of_tokens(wire, out)
    }

    /// As [`Rdata::one_line`], field by field.
    fn one_line_of_tokens(&self, wire: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<Option<&'r [u8]>, ParseError> {
        if !self.grouped {
            let written = match self.rtype {
                RrType::NS | RrType::CNAME => self.written_name()?,
                RrType::MX => self.written_mx()?,
                RrType::TXT => self.written_strings()?,
                RrType::DS | RrType::A | RrType::AAAA => self.written_checked(wire)?,
                _ => None,
            };
            if written.is_some() {
                return Ok(written);
            }
        }
        wire.clear();
        self.encode(wire)?;
        rdata::write_text(self.rtype, wire, out);
        Ok(None)
    }

    fn shift(&self, e: ParseError) -> ParseError {
        ParseError { at: e.at + self.at, ..e }
    }

    /// One absolute name without escapes.
    fn written_name(&self) -> Result<Option<&'r [u8]>, ParseError> {
        let mut tokens = self.tokens();
        let name = tokens.split_word().map_err(|e| self.shift(e))?;
        let plain = is_plain_absolute(name.text) && tokens.split_next().is_ok_and(|t| t.is_none());
        Ok(plain.then_some(name.text))
    }

    /// A preference and an absolute name without escapes, one blank or more between them.
    fn written_mx(&self) -> Result<Option<&'r [u8]>, ParseError> {
        let mut tokens = self.tokens();
        let (Ok(preference), Ok(exchange)) = (tokens.split_word(), tokens.split_word()) else { return Ok(None) };
        let end = tokens.offset();
        let number = std::str::from_utf8(preference.text).ok().and_then(|t| t.parse::<u16>().ok());
        let plain = number.is_some()
            && preference.text[0].is_ascii_digit()
            && is_plain_absolute(exchange.text)
            && tokens.split_next().is_ok_and(|t| t.is_none());
        Ok(plain.then(|| &self.text[preference.at..end]))
    }

    /// Character-strings.
    fn written_strings(&self) -> Result<Option<&'r [u8]>, ParseError> {
        let mut tokens = self.tokens();
        let (mut start, mut end) = (None, 0);
        while let Some(token) = tokens.split_next().map_err(|e| self.shift(e))? {
            if start.is_none() && !token.quoted && token.text == b"\\#" {
                return Ok(None);
            }
            check_string(&token).map_err(|e| self.shift(e))?;
            start.get_or_insert(token.at);
            end = tokens.offset();
        }
        let start = start.ok_or(self.shift(ParseError::new(ErrorKind::MissingField, self.text.len())))?;
        Ok(Some(&self.text[start..end]))
    }

    /// Data without names, checked by decoding it.
    fn written_checked(&self, wire: &mut Vec<u8>) -> Result<Option<&'r [u8]>, ParseError> {
        wire.clear();
        self.encode(wire)?;
        // Blanks within are as written; a comment has a semicolon.
        if let [first, .., last] = self.text
            && !matches!(first, b' ' | b'\t' | b'\\')
            && last.is_ascii_hexdigit()
            && memchr::memchr(b';', self.text).is_none()
        {
            return Ok(Some(self.text));
        }
        let mut tokens = self.tokens();
        let Ok(Some(first)) = tokens.split_next() else { return Ok(None) };
        if first.text == b"\\#" {
            return Ok(None);
        }
        let mut end = tokens.offset();
        while let Ok(Some(_)) = tokens.split_next() {
            end = tokens.offset();
        }
        Ok(Some(&self.text[first.at..end]))
    }
}

fn check_string(token: &Token<'_>) -> Result<(), ParseError> {
    let at = token.at + usize::from(token.quoted);
    let len = if memchr::memchr(b'\\', token.text).is_none() {
        token.text.len()
    } else {
        let (mut i, mut len) = (0, 0);
        while i < token.text.len() {
            i += decode_byte(token.text, i).map_err(|e| ParseError { at: e.at + at, ..e })?.1;
            len += 1;
        }
        len
    };
    if len > MAX_STRING { Err(ParseError::new(ErrorKind::StringTooLong, token.at)) } else { Ok(()) }
}

/// Appends the bytes of the character-strings of `rdata` (data of a TXT record as [`Rdata::one_line`] gives it) to `out`, with
/// nothing between them (RFC 7208 3.3), and returns the number of strings. Text that is no such data ends at the first error.
pub fn join_strings(rdata: &[u8], out: &mut Vec<u8>) -> usize {
    let mut tokens = crate::lex::Tokens::new(rdata);
    let mut count = 0;
    while let Ok(Some(token)) = tokens.split_next() {
        count += 1;
        append_string(token.text, out);
    }
    count
}

fn append_string(text: &[u8], out: &mut Vec<u8>) {
    let mut i = 0;
    while let Some(found) = memchr::memchr(b'\\', &text[i..]) {
        out.extend_from_slice(&text[i..i + found]);
        i += found;
        let Ok((byte, used)) = decode_byte(text, i) else { return };
        out.push(byte);
        i += used;
    }
    out.extend_from_slice(&text[i..]);
}
