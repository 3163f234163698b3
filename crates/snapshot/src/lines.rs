//! Lines and columns of rejects, which come in the order of the file: every line end is counted once.

use crate::piece::Piece;
use bytes::Bytes;
use zonefile::LineCol;

/// A place in a text up to which its lines are counted.
#[derive(Clone, Copy)]
pub(crate) struct Cursor {
    /// Offset of the place.
    at: u64,
    /// Line ends before it.
    lines: u64,
    /// Offset of the start of its line.
    line_start: u64,
}

impl Cursor {
    /// The first byte, at offset `at`, behind a byte-order mark at most.
    pub(crate) fn new(at: u64) -> Self {
        Cursor { at, lines: 0, line_start: at }
    }

    /// Moves behind `text`, which begins here.
    pub(crate) fn pass(&mut self, text: &[u8]) {
        self.lines += memchr::memchr_iter(b'\n', text).count() as u64;
        if let Some(last) = memchr::memrchr(b'\n', text) {
            self.line_start = self.at + last as u64 + 1;
        }
        self.at += text.len() as u64;
    }

    /// Moves to offset `to` of the text that begins at `base`; back to `first` if it lies behind already.
    pub(crate) fn find(&mut self, first: Cursor, text: &[u8], base: u64, to: u64) -> LineCol {
        if to < self.at {
            *self = first;
        }
        self.pass(&text[(self.at - base) as usize..(to - base) as usize]);
        LineCol { line: self.lines + 1, column: self.at - self.line_start + 1 }
    }
}

/// Counts the lines of an input, but of a map only those before a reject.
pub(crate) struct Lines {
    map: Option<Bytes>,
    /// From where counting can start again: the start of the map, or of the piece.
    first: Cursor,
    cursor: Cursor,
}

impl Lines {
    /// Of an input whose first line starts at offset `start`.
    pub(crate) fn new(map: Option<Bytes>, start: u64) -> Self {
        Lines { map, first: Cursor::new(start), cursor: Cursor::new(start) }
    }

    /// Where offset `at` of `piece` lies.
    pub(crate) fn find(&mut self, piece: &Piece, at: usize) -> LineCol {
        let to = piece.base + at as u64;
        match &self.map {
            Some(map) => self.cursor.find(self.first, map, 0, to),
            None => self.cursor.find(self.first, &piece.bytes, piece.base, to),
        }
    }

    /// The part of a piece before `consumed` is done with.
    pub(crate) fn pass(&mut self, piece: &Piece, consumed: usize) {
        if self.map.is_none() {
            let counted = (self.cursor.at - piece.base) as usize;
            self.cursor.pass(&piece.bytes[counted..consumed]);
            self.first = self.cursor;
        }
    }
}
