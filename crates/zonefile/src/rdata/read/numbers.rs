//! Numbers and times.

use super::{IS_END, Read, Reader};
use crate::error::{ErrorKind, ParseError};
use crate::lex::word_end;
use crate::rdata::number;

impl Reader<'_> {
    /// A decimal number up to `max`.
    #[inline]
    pub(crate) fn split_number(&mut self, max: u64) -> Read<u64> {
        match self.split_if_number(max) {
            Some(value) => Ok(value),
            None => self.split_long_number(max),
        }
    }

    /// Takes the next field if it is 1 to 19 digits and not above `max`.
    #[inline]
    pub(crate) fn split_if_number(&mut self, max: u64) -> Option<u64> {
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
    pub(crate) fn push_time(&mut self, out: &mut Vec<u8>) -> Read<()> {
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
    pub(crate) fn push_u8(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u8::MAX))?;
        out.push(value as u8);
        Ok(())
    }

    #[inline]
    pub(crate) fn push_u16(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u16::MAX))?;
        out.extend_from_slice(&(value as u16).to_be_bytes());
        Ok(())
    }

    #[inline]
    pub(crate) fn push_u32(&mut self, out: &mut Vec<u8>) -> Read<()> {
        let value = self.split_number(u64::from(u32::MAX))?;
        out.extend_from_slice(&(value as u32).to_be_bytes());
        Ok(())
    }

    /// One unquoted field that `parse` understands; `kind` is the error if it does not.
    #[inline]
    pub(crate) fn split_with<T>(&mut self, kind: ErrorKind, parse: impl FnOnce(&[u8]) -> Option<T>) -> Read<T> {
        let token = self.split_word()?;
        parse(token.text).ok_or(ParseError::new(kind, token.at))
    }
}
