//! TTL, class and type.

#[cfg(test)]
mod tests;

use crate::error::{ErrorKind, ParseError};
use crate::lex::{Token, Tokens, find_word_stop};
use crate::rtype::{Class, RrType};
use crate::ttl::parse_ttl;

/// TTL, class and type of a record, and where its data starts.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Head {
    pub(super) ttl: Option<u32>,
    pub(super) class: Option<Class>,
    pub(super) rtype: RrType,
    pub(super) rdata: usize,
}

/// `[TTL] [class] type`, the first two in either order (RFC 1035 5.1).
pub(super) fn read_head(tokens: &mut Tokens<'_>) -> Result<Head, ParseError> {
    let fields = read_fields(|| tokens.split_word())?;
    Ok(Head { rdata: tokens.offset(), ..fields })
}

/// [`read_head`] of the fields that `next` gives.
#[inline(always)]
fn read_fields<'s>(mut next: impl FnMut() -> Result<Token<'s>, ParseError>) -> Result<Head, ParseError> {
    let (mut ttl, mut class) = (None, None);
    loop {
        let token = next().map_err(|e| match e.kind {
            ErrorKind::MissingField => ParseError::new(ErrorKind::NoType, e.at),
            _ => e,
        })?;
        if ttl.is_none() && token.text[0].is_ascii_digit() {
            ttl = Some(parse_ttl(token.text).map_err(|kind| ParseError::new(kind, token.at))?);
        } else if let (None, Some(found)) = (class, Class::parse(token.text)) {
            if found.is_meta() {
                return Err(ParseError::new(ErrorKind::MetaClass, token.at));
            }
            class = Some(found);
        } else {
            let rtype = RrType::parse(token.text).ok_or(ParseError::new(ErrorKind::UnknownType, token.at))?;
            if rtype.is_meta() {
                return Err(ParseError::new(ErrorKind::MetaType, token.at));
            }
            return Ok(Head { ttl, class, rtype, rdata: 0 });
        }
    }
}

/// Owner and head of a record as nearly all are written: each field plain, with blanks alone behind it. Such a record has nothing special
/// before its data, so that the search for its end can begin there, and its head can be read before the end is known.
pub(super) struct PlainHead {
    /// 0 for a line that begins with a blank.
    pub(super) owner_len: usize,
    pub(super) head: Head,
}

impl PlainHead {
    /// That of the record at `start`. None if it is written in another way, or anything is wrong with it.
    pub(super) fn find(text: &[u8], start: usize) -> Option<PlainHead> {
        let mut fields = PlainFields { text, pos: start };
        let owner_len = match text.get(start)? {
            b' ' | b'\t' => 0,
            b'$' => return None,
            _ => fields.split_next()?.text.len(),
        };
        let odd = ParseError::new(ErrorKind::NoType, start);
        let head = read_fields(|| fields.split_next().ok_or(odd)).ok()?;
        Some(PlainHead { owner_len, head: Head { rdata: fields.pos, ..head } })
    }
}

/// Fields with blanks behind them.
struct PlainFields<'s> {
    text: &'s [u8],
    /// Behind the last field.
    pos: usize,
}

impl<'s> PlainFields<'s> {
    #[inline(always)]
    fn split_next(&mut self) -> Option<Token<'s>> {
        let mut at = self.pos;
        while let Some(b' ' | b'\t') = self.text.get(at) {
            at += 1;
        }
        let end = find_word_stop(self.text, at);
        self.pos = end;
        let plain = end > at && matches!(self.text.get(end), Some(b' ' | b'\t'));
        plain.then(|| Token { text: &self.text[at..end], quoted: false, at })
    }
}
