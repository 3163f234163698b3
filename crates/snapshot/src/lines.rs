//! Lines and columns, derived from offsets: of a file only the lines before a reject are counted.

use crate::piece::Piece;
use crate::plain::PlainFile;
use bytes::Bytes;
use std::io;
use std::sync::Arc;
use zonefile::LineCol;

/// Bytes of a file that are read at a time to count its lines.
const STEP: u64 = 1 << 18;

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

    /// Its offset.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Its line and column, both from 1.
    pub(crate) fn place(&self) -> LineCol {
        LineCol { line: self.lines + 1, column: self.at - self.line_start + 1 }
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
        self.place()
    }

    /// Moves to offset `to` of `file`, not before this place.
    pub(crate) fn find_in_file(&mut self, file: &PlainFile, to: u64) -> io::Result<LineCol> {
        let mut buffer = vec![0; STEP.min(to - self.at) as usize];
        while self.at < to {
            let len = STEP.min(to - self.at) as usize;
            file.read_at(self.at, &mut buffer[..len])?;
            self.pass(&buffer[..len]);
        }
        Ok(self.place())
    }
}

/// A text in which lines can be counted when they are needed.
#[derive(Clone)]
pub(crate) enum Whole {
    Memory(Bytes),
    File(Arc<PlainFile>),
}

/// Counts the lines of an input.
pub(crate) struct Lines {
    /// None for a stream, whose pieces are counted as they pass.
    whole: Option<Whole>,
    /// From where counting can start again: the start of the input, or of the piece.
    first: Cursor,
    cursor: Cursor,
}

impl Lines {
    /// Of an input whose first line starts at offset `start`.
    pub(crate) fn new(whole: Option<Whole>, start: u64) -> Self {
        Lines { whole, first: Cursor::new(start), cursor: Cursor::new(start) }
    }

    /// Where offset `at` of `piece` lies.
    ///
    /// # Errors
    /// The lines before it cannot be read.
    pub(crate) fn find(&mut self, piece: &Piece, at: usize) -> io::Result<LineCol> {
        let to = piece.base + at as u64;
        match &self.whole {
            Some(Whole::Memory(text)) => Ok(self.cursor.find(self.first, text, 0, to)),
            Some(Whole::File(file)) => {
                if self.first.at < piece.base {
                    if self.cursor.at > piece.base {
                        self.cursor = self.first;
                    }
                    self.cursor.find_in_file(file, piece.base)?;
                    self.first = self.cursor;
                }
                Ok(self.find_here(piece, to))
            }
            None => Ok(self.find_here(piece, to)),
        }
    }

    fn find_here(&mut self, piece: &Piece, to: u64) -> LineCol {
        self.cursor.find(self.first, &piece.bytes, piece.base, to)
    }

    /// The part of a piece before `consumed` is done with.
    pub(crate) fn pass(&mut self, piece: &Piece, consumed: usize) {
        let counted = (self.cursor.at.max(piece.base) - piece.base) as usize;
        let is_needed = match &self.whole {
            None => true,
            Some(Whole::Memory(_)) => false,
            // Its lines are counted up to here; the rest of the piece costs no reading.
            Some(Whole::File(_)) => counted > 0,
        };
        if is_needed && let Some(rest) = piece.bytes.get(counted..consumed) {
            self.cursor.pass(rest);
            self.first = self.cursor;
        }
    }
}
