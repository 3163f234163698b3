//! Character-strings (RFC 1035 3.3 and 5.1) and the values of service parameters.

use super::read::{Read, Reader};
use crate::error::{ErrorKind, ParseError};
use crate::lex::{Token, find_closing_quote};
use crate::name::decode_byte;

/// Appends the one quoted string that all of `text` is, if nothing in it is escaped. False leaves `out` as it was.
#[inline(never)]
pub(super) fn push_plain(text: &[u8], out: &mut Vec<u8>) -> bool {
    let [b'"', rest @ ..] = text else { return false };
    let Some(length) = memchr::memchr3(b'"', b'\\', b'\n', rest) else { return false };
    let plain = length <= 255 && length + 1 == rest.len() && rest[length] == b'"';
    if plain {
        out.push(length as u8);
        out.extend_from_slice(&rest[..length]);
    }
    plain
}

impl<'s> Reader<'s> {
    /// A character-string behind its length byte (RFC 1035 3.3).
    pub(super) fn push_string(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let (start, place) = (self.field_start(), out.len());
        out.push(0);
        self.push_text(out)?;
        let length = u8::try_from(out.len() - place - 1);
        out[place] = length.map_err(|_| ParseError::new(ErrorKind::StringTooLong, start))?;
        Ok(())
    }

    /// One field, quoted or not, its escapes resolved.
    pub(super) fn push_text(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let start = self.field_start();
        if self.text.get(start) == Some(&b'"') {
            return self.push_quoted(start, out);
        }
        let word = self.split_word()?;
        push_unescaped(word, out)
    }

    /// The quoted field that opens at `open`.
    fn push_quoted(&mut self, open: usize, out: &mut Vec<u8>) -> Read<()> {
        let unclosed = ParseError::new(ErrorKind::UnclosedQuote, open);
        let mut from = open + 1;
        loop {
            let rest = &self.text[from..];
            let run = memchr::memchr3(b'"', b'\\', b'\n', rest).ok_or(unclosed)?;
            out.extend_from_slice(&rest[..run]);
            match rest[run] {
                b'"' => {
                    self.pos = from + run + 1;
                    return Ok(());
                }
                b'\\' if rest.get(run + 1).is_some_and(|&b| b != b'\n') => {
                    let (byte, used) = decode_byte(self.text, from + run)?;
                    out.push(byte);
                    from += run + used;
                }
                _ => return Err(unclosed),
            }
        }
    }

    /// `key`, `key=value` or `key="value"` (RFC 9460 2.1); the value's escapes are not resolved.
    pub(super) fn split_parameter(&mut self) -> Read<(Token<'s>, Option<Token<'s>>)> {
        let word = self.split_word()?;
        let Some(equals) = memchr::memchr(b'=', word.text) else { return Ok((word, None)) };
        let (key, value, at) = (&word.text[..equals], &word.text[equals + 1..], word.at + equals + 1);
        let key = Token { text: key, ..word };
        if !value.is_empty() || self.text.get(at) != Some(&b'"') {
            return Ok((key, Some(Token { text: value, quoted: false, at })));
        }
        let end = find_closing_quote(self.text, at).ok_or(ParseError::new(ErrorKind::UnclosedQuote, at))?;
        self.pos = end + 1;
        // The offset of what stands between the quotes, for errors in it.
        Ok((key, Some(Token { text: &self.text[at + 1..end], quoted: true, at: at + 1 })))
    }
}

/// Appends an unquoted field, its escapes resolved.
pub(super) fn push_unescaped(token: Token<'_>, out: &mut Vec<u8>) -> Read<()> {
    let mut from = 0;
    while let Some(run) = memchr::memchr(b'\\', &token.text[from..]) {
        out.extend_from_slice(&token.text[from..from + run]);
        let decoded = decode_byte(token.text, from + run);
        let (byte, used) = decoded.map_err(|e| ParseError::new(e.kind, token.at + e.at))?;
        out.push(byte);
        from += run + used;
    }
    out.extend_from_slice(&token.text[from..]);
    Ok(())
}
