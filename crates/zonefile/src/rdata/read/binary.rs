//! Hexadecimal, base32hex and base64.

use super::{Read, Reader};
use crate::error::{ErrorKind, ParseError};
use crate::rdata::binary::{self, Base64};

impl Reader<'_> {
    /// Hexadecimal digits in any number of fields up to the end, one byte at least.
    pub(crate) fn push_hex_rest(&mut self, out: &mut Vec<u8>) -> Read<()> {
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
    pub(crate) fn push_base64_rest(&mut self, out: &mut Vec<u8>) -> Read<()> {
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
    pub(crate) fn push_salt(&mut self, out: &mut Vec<u8>) -> Read<()> {
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
    pub(crate) fn push_hash(&mut self, out: &mut Vec<u8>) -> Read<()> {
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
