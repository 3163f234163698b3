//! The tokens of one record's data. The record's extent is known by then, so line ends and parentheses are only blanks here.

use crate::error::{ErrorKind, ParseError};

/// A field as written: `text` without its quotes, escapes not resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token<'s> {
    /// The bytes of the field, quotes stripped.
    pub text: &'s [u8],
    /// True if it stood between double quotes.
    pub quoted: bool,
    /// Offset of the field (of its opening quote) in the text being read.
    pub at: usize,
}

/// Splits record data into fields (RFC 1035 5.1): blanks, line ends and parentheses separate, `;` starts a comment,
/// a quote opens a string, a backslash takes the next byte along.
#[derive(Clone, Debug)]
pub struct Tokens<'s> {
    text: &'s [u8],
    pos: usize,
}

impl<'s> Tokens<'s> {
    /// Tokens of `text`.
    pub fn new(text: &'s [u8]) -> Self {
        Tokens { text, pos: 0 }
    }

    /// Offset just behind the last token that was given out.
    pub fn offset(&self) -> usize {
        self.pos
    }

    /// The next field, or None at the end.
    ///
    /// # Errors
    /// A quote that is not closed on its line; a NUL or bare carriage return outside quotes.
    #[inline]
    pub fn split_next(&mut self) -> Result<Option<Token<'s>>, ParseError> {
        self.skip_blanks();
        let start = self.pos;
        let end = word_end(self.text, start);
        if end == start {
            return self.split_other();
        }
        self.pos = end;
        Ok(Some(Token { text: &self.text[start..end], quoted: false, at: start }))
    }

    /// What there is if no unquoted field starts at the next byte.
    #[inline(never)]
    fn split_other(&mut self) -> Result<Option<Token<'s>>, ParseError> {
        match self.text.get(self.pos) {
            None => Ok(None),
            Some(b'"') => self.split_quoted().map(Some),
            Some(_) => Err(ParseError::new(ErrorKind::ControlByte, self.pos)),
        }
    }

    /// Takes `word`, which holds nothing special, if it stands next with a blank behind it.
    #[inline]
    pub(crate) fn split_if(&mut self, word: &[u8]) -> bool {
        let rest = &self.text[self.pos..];
        let found = rest.starts_with(word) && matches!(rest.get(word.len()), Some(b' ' | b'\t'));
        if found {
            self.pos += word.len();
        }
        found
    }

    /// The next field, which must be there.
    ///
    /// # Errors
    /// As [`Tokens::split_next`], and [`ErrorKind::MissingField`] at the end.
    #[inline]
    pub fn split_required(&mut self) -> Result<Token<'s>, ParseError> {
        let end = self.text.len();
        self.split_next()?.ok_or(ParseError::new(ErrorKind::MissingField, end))
    }

    /// The next field, which must be there and must not be quoted.
    ///
    /// # Errors
    /// As [`Tokens::split_required`], and [`ErrorKind::QuotedField`].
    #[inline]
    pub fn split_word(&mut self) -> Result<Token<'s>, ParseError> {
        let token = self.split_required()?;
        if token.quoted {
            return Err(ParseError::new(ErrorKind::QuotedField, token.at));
        }
        Ok(token)
    }

    /// Succeeds if nothing is left.
    ///
    /// # Errors
    /// [`ErrorKind::TrailingData`] at the first field too many.
    pub fn parse_end(&mut self) -> Result<(), ParseError> {
        match self.split_next()? {
            None => Ok(()),
            Some(token) => Err(ParseError::new(ErrorKind::TrailingData, token.at)),
        }
    }

    #[inline]
    fn skip_blanks(&mut self) {
        if let Some(b' ' | b'\t') = self.text.get(self.pos) {
            self.pos += 1;
        }
        if let Some(&byte) = self.text.get(self.pos)
            && BLANKS[usize::from(byte)]
        {
            self.skip_all_blanks();
        }
    }

    #[inline(never)]
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

    fn split_quoted(&mut self) -> Result<Token<'s>, ParseError> {
        let at = self.pos;
        let end = find_closing_quote(self.text, at).ok_or(ParseError::new(ErrorKind::UnclosedQuote, at))?;
        self.pos = end + 1;
        Ok(Token { text: &self.text[at + 1..end], quoted: true, at })
    }
}

/// Offset of the line feed at or behind `from`, or the end of the text.
pub(crate) fn find_line_end(text: &[u8], from: usize) -> usize {
    memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |n| from + n)
}

/// Offset of the quote that closes the one at `open`; None if the line ends first.
pub(crate) fn find_closing_quote(text: &[u8], open: usize) -> Option<usize> {
    let mut from = open + 1;
    loop {
        let hit = from + memchr::memchr3(b'"', b'\\', b'\n', text.get(from..)?)?;
        match text[hit] {
            b'"' => return Some(hit),
            // A backslash before a line end escapes nothing: strings do not span lines.
            b'\\' if text.get(hit + 1) != Some(&b'\n') => from = hit + 2,
            _ => return None,
        }
    }
}

/// Offset just behind the unquoted field that starts at `start`; `start` itself if no field can start with that byte.
#[inline]
pub(crate) fn word_end(text: &[u8], start: usize) -> usize {
    let end = find_word_stop(text, start);
    if text.get(end) == Some(&b'\\') { escaped_word_end(text, end) } else { end }
}

/// [`word_end`] for a field with a backslash at `at`.
#[inline(never)]
fn escaped_word_end(text: &[u8], at: usize) -> usize {
    let mut i = at;
    while text.get(i) == Some(&b'\\') {
        if matches!(text.get(i + 1), None | Some(b'\n')) {
            return i + 1;
        }
        i = find_word_stop(text, i + 2);
    }
    i
}

/// Offset of the first byte at or behind `from` that [`word_end`] looks at.
#[inline]
pub(crate) fn find_word_stop(text: &[u8], from: usize) -> usize {
    skip_ordinary(text, from, &WORD_STOPS)
}

/// A set of bytes, as a table.
pub(crate) type ByteSet = [bool; 256];

/// The bytes that may end an unquoted field.
static WORD_STOPS: ByteSet = byte_set(b" \t\n\r();\"\0\\");

/// The bytes that may stand between fields.
static BLANKS: ByteSet = byte_set(b" \t\n\r();");

/// The set of `bytes`.
pub(crate) const fn byte_set(bytes: &[u8]) -> ByteSet {
    let mut set = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        set[bytes[i] as usize] = true;
        i += 1;
    }
    set
}

/// Offset of the first byte at or behind `from` that is in `stops`; at most the end of the text.
#[inline]
pub(crate) fn skip_ordinary(text: &[u8], from: usize, stops: &ByteSet) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|&&byte| !stops[usize::from(byte)]).count()
}
