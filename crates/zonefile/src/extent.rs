//! Where a record ends: the line feed that is neither in parentheses nor in a comment.
//!
//! Quotes never span lines (docs/FORMAT.md), so only parentheses join lines. A parenthesis that is never closed must not
//! swallow the file. It counts as never closed when, before its end,
//!   * another one opens on a line that begins like a record (a byte other than a blank, `(`, `)`, `"`, `;` in its first column),
//!   * they are nested deeper than [`MAX_DEPTH`], which also bounds how often a hostile text is looked at again, or
//!   * [`MAX_RECORD`] bytes have passed, or the file ends.
//!
//! The record is then given up at the end of the line that opened it, so that the lines behind it are read for themselves.

use crate::error::ErrorKind;
use crate::lex::{ByteSet, byte_set, find_closing_quote, find_line_end, skip_ordinary};

/// The most bytes that one record may span, its comments included: 65,535 bytes of data written as `\DDD`, and room for comments.
pub const MAX_RECORD: usize = 1 << 20;

/// The most parentheses that may be open at one place.
const MAX_DEPTH: u32 = 16;

/// The bytes of one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Extent {
    /// Offset behind the text of the record: of its last comment, of its line end, or of the end of the text.
    pub(crate) end: usize,
    /// Offset of the next line.
    pub(crate) next: usize,
    /// The first thing wrong with the quotes and parentheses, and where.
    pub(crate) error: Option<(ErrorKind, usize)>,
    /// True if the record holds a parenthesis, so that it may span lines.
    pub(crate) grouped: bool,
}

/// The record that starts at `start`, with nothing special before `from`. None if it is still open at the end of `text` and `last` says
/// that the file goes on.
pub(crate) fn find_extent(text: &[u8], start: usize, from: usize, last: bool) -> Option<Extent> {
    // Most lines hold nothing with a meaning of its own.
    let first = find_special(text, from);
    if text.get(first) == Some(&b'\n') && first - start <= MAX_RECORD {
        return Some(Extent { end: first, next: first + 1, error: None, grouped: false });
    }
    scan_extent(text, start, first, last)
}

/// Offset of the first byte at or behind `from` that [`scan_extent`] looks at.
#[inline]
fn find_special(text: &[u8], from: usize) -> usize {
    skip_ordinary(text, from, &SPECIAL)
}

static SPECIAL: ByteSet = byte_set(b"\n\";\\()\0\r");

/// [`find_extent`] for a record that has its first special byte at `first`.
fn scan_extent(text: &[u8], start: usize, first: usize, last: bool) -> Option<Extent> {
    let mut scan = Scan { text, start, i: first, depth: 0, open: 0, line: start, error: None, grouped: false };
    let limit = start.saturating_add(MAX_RECORD);
    while let Some(&byte) = text.get(scan.i) {
        if scan.depth > 0 && scan.i > limit {
            return Some(scan.unclosed());
        }
        match byte {
            b'\n' if scan.depth == 0 => return Some(scan.closed(scan.i)),
            b'\n' => {
                scan.i += 1;
                scan.line = scan.i;
            }
            b'"' => scan.skip_quoted(),
            b';' if scan.depth == 0 => return Some(scan.closed(scan.i)),
            b';' => scan.i = find_line_end(text, scan.i),
            // A backslash escapes anything but a line end.
            b'\\' => {
                scan.i +=
                    if matches!(text[scan.i + 1..], [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..]) { 1 } else { 2 }
            }
            b'(' => {
                if scan.depth == MAX_DEPTH || scan.depth > 0 && scan.at_record_line() {
                    return Some(scan.unclosed());
                }
                scan.open_paren();
            }
            b')' => scan.close_paren(),
            0 => scan.note(ErrorKind::ControlByte),
            b'\r' if matches!(text.get(scan.i + 1), None | Some(b'\n')) => {
                if scan.depth == 0 {
                    return Some(scan.closed(scan.i));
                }
                scan.i += 1;
            }
            b'\r' => scan.note(ErrorKind::ControlByte),
            _ => scan.i = find_special(text, scan.i + 1),
        }
    }
    match (scan.depth, last) {
        (0, _) => Some(scan.closed(text.len())),
        (_, true) => Some(scan.unclosed()),
        (_, false) => None,
    }
}

struct Scan<'s> {
    text: &'s [u8],
    /// The first byte of the record.
    start: usize,
    i: usize,
    depth: u32,
    /// The outermost open parenthesis.
    open: usize,
    /// Start of the current line.
    line: usize,
    error: Option<(ErrorKind, usize)>,
    grouped: bool,
}

impl Scan<'_> {
    fn note(&mut self, kind: ErrorKind) {
        self.error.get_or_insert((kind, self.i));
        self.i += 1;
    }

    fn skip_quoted(&mut self) {
        match find_closing_quote(self.text, self.i) {
            Some(end) => self.i = end + 1,
            None => {
                self.error.get_or_insert((ErrorKind::UnclosedQuote, self.i));
                self.i = find_line_end(self.text, self.i);
            }
        }
    }

    fn open_paren(&mut self) {
        if self.depth == 0 {
            self.open = self.i;
        }
        self.depth += 1;
        self.grouped = true;
        self.i += 1;
    }

    fn close_paren(&mut self) {
        self.grouped = true;
        if self.depth == 0 {
            return self.note(ErrorKind::UnopenedParen);
        }
        self.depth -= 1;
        self.i += 1;
    }

    fn at_record_line(&self) -> bool {
        self.line > self.open && !matches!(self.text[self.line], b' ' | b'\t' | b'(' | b')' | b'"' | b';')
    }

    /// The record whose text ends at `end`, outside parentheses.
    fn closed(&self, end: usize) -> Extent {
        let line_end = find_line_end(self.text, end);
        let too_long = (line_end - self.start > MAX_RECORD).then_some((ErrorKind::RecordTooLong, self.start));
        let next = (line_end + 1).min(self.text.len());
        Extent { end, next, error: self.error.or(too_long), grouped: self.grouped }
    }

    fn unclosed(&self) -> Extent {
        let end = find_line_end(self.text, self.open);
        let next = (end + 1).min(self.text.len());
        Extent { end, next, error: Some((ErrorKind::UnclosedParen, self.open)), grouped: true }
    }
}
