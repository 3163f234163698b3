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
    pos: u64,
    done: bool,
}

impl Pieces {
    /// Pieces of about `size` bytes.
    pub(crate) fn new(body: Body, size: usize) -> Self {
        Pieces { body, size: size.max(1), carry: Vec::new(), pos: 0, done: false }
    }

    /// The whole input, if it is a map.
    pub(crate) fn map(&self) -> Option<&Bytes> {
        match &self.body {
            Body::Map(map) => Some(map),
            Body::Stream(_) => None,
        }
    }

    /// The next piece, None behind the last one. Every input has at least one, however short.
    pub(crate) fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        if self.done {
            return Ok(None);
        }
        let base = self.pos;
        let bytes = match &mut self.body {
            Body::Map(map) => {
                let start = base as usize;
                let end = find_cut(map, start.saturating_add(self.size).min(map.len()));
                self.done = end == map.len();
                map.slice(start..end)
            }
            Body::Stream(reader) => {
                let (filled, ended) = fill(reader, std::mem::take(&mut self.carry), self.size)?;
                self.done = ended;
                let cut = if ended { filled.len() } else { last_cut(&filled) };
                self.carry = filled[cut..].to_vec();
                let mut piece = filled;
                piece.truncate(cut);
                Bytes::from(piece)
            }
        };
        self.pos = base + bytes.len() as u64;
        Ok(Some(Piece { bytes, base, last: self.done }))
    }
}

/// Reads at least `size` bytes behind `buffer`, and on to the first line end; true if the stream ended.
fn fill(reader: &mut impl Read, mut buffer: Vec<u8>, size: usize) -> io::Result<(Vec<u8>, bool)> {
    let mut goal = buffer.len() + size;
    loop {
        let wanted = goal - buffer.len();
        buffer.reserve(wanted);
        let read = reader.by_ref().take(wanted as u64).read_to_end(&mut buffer)?;
        if read < wanted {
            return Ok((buffer, true));
        }
        if memchr::memrchr(b'\n', &buffer).is_some() {
            return Ok((buffer, false));
        }
        if buffer.len() > MAX_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line longer than 256 MiB"));
        }
        goal = buffer.len() * 2;
    }
}

/// The last line start that begins like a record, looking back over a few lines; the last line start otherwise.
fn last_cut(text: &[u8]) -> usize {
    const LINES: usize = 64;
    let Some(last) = memchr::memrchr(b'\n', text) else { return text.len() };
    let starts = memchr::memrchr_iter(b'\n', &text[..=last]).map(|at| at + 1).take(LINES);
    starts
        .into_iter()
        .find(|&at| text.get(at).is_some_and(|b| b.is_ascii_graphic() && !b");\"".contains(b)))
        .unwrap_or(last + 1)
}
