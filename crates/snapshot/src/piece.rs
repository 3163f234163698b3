//! Inputs cut into pieces at line starts, to be parsed side by side.

use crate::source::Body;
use bytes::Bytes;
use std::io::{self, Read};
use zonefile::split::find_cut;

/// A line longer than this is refused rather than held in memory.
const MAX_LINE: usize = 1 << 28;

/// A stretch of an input. It begins at a line start and ends behind a line end, or with the input.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    /// Offset of its first byte in the input.
    pub(crate) base: u64,
    /// True if the input ends here.
    pub(crate) last: bool,
}

/// Cuts one input.
pub(crate) struct Pieces {
    body: Body,
    size: usize,
    /// Bytes read from a stream behind the last cut.
    carry: Vec<u8>,
    /// True if the stream has nothing behind them.
    ended: bool,
    pos: u64,
    done: bool,
}

impl Pieces {
    /// Pieces of about `size` bytes.
    pub(crate) fn new(body: Body, size: usize) -> Self {
        Pieces { body, size: size.clamp(1, MAX_LINE), carry: Vec::new(), ended: false, pos: 0, done: false }
    }

    /// The whole input, if it is a map.
    pub(crate) fn map(&self) -> Option<&Bytes> {
        match &self.body {
            Body::Map(map) => Some(map),
            Body::Stream(_) => None,
        }
    }

    /// The first bytes of an input that has not been cut yet, at least `len` unless there are fewer, whatever the size of a piece.
    pub(crate) fn head(&mut self, len: usize) -> io::Result<&[u8]> {
        self.fill(len)?;
        Ok(match &self.body {
            Body::Map(map) => map,
            Body::Stream(_) => &self.carry,
        })
    }

    /// The next piece, None behind the last one. Every input has at least one, however short.
    pub(crate) fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        if self.done {
            return Ok(None);
        }
        let base = self.pos;
        let bytes = match &self.body {
            Body::Map(map) => {
                let start = base as usize;
                let end = find_cut(map, start.saturating_add(self.size).min(map.len()));
                self.done = end == map.len();
                map.slice(start..end)
            }
            Body::Stream(_) => {
                let cut = self.find_stream_cut()?;
                let rest = self.carry.split_off(cut);
                self.done = self.ended && rest.is_empty();
                Bytes::from(std::mem::replace(&mut self.carry, rest))
            }
        };
        self.pos = base + bytes.len() as u64;
        Ok(Some(Piece { bytes, base, last: self.done }))
    }

    /// Where to cut the bytes of a stream that are not cut yet; reads on until a line ends.
    fn find_stream_cut(&mut self) -> io::Result<usize> {
        let mut goal = self.size;
        loop {
            self.fill(goal)?;
            if self.ended && self.carry.len() <= goal {
                return Ok(self.carry.len());
            }
            if let Some(cut) = find_last_cut(&self.carry[..goal]) {
                return Ok(cut);
            }
            if goal == MAX_LINE {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a line longer than 256 MiB"));
            }
            goal = (goal * 2).min(MAX_LINE);
        }
    }

    /// Reads from a stream until `goal` bytes are not cut yet, or it ends.
    fn fill(&mut self, goal: usize) -> io::Result<()> {
        let Body::Stream(reader) = &mut self.body else { return Ok(()) };
        let wanted = goal.saturating_sub(self.carry.len());
        if wanted > 0 && !self.ended {
            self.carry.reserve(wanted);
            self.ended = reader.by_ref().take(wanted as u64).read_to_end(&mut self.carry)? < wanted;
        }
        Ok(())
    }
}

/// The last line start that begins like a record, looking back over a few lines; the last line start otherwise. None if no line
/// ends.
fn find_last_cut(text: &[u8]) -> Option<usize> {
    const LINES: usize = 64;
    let last = memchr::memrchr(b'\n', text)?;
    let mut starts = memchr::memrchr_iter(b'\n', text).map(|at| at + 1).take(LINES);
    let begins = |&at: &usize| text.get(at).is_some_and(|b| b.is_ascii_graphic() && !b");\"".contains(b));
    Some(starts.find(begins).unwrap_or(last + 1))
}
