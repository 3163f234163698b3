//! Inputs cut into pieces at line starts, to be parsed side by side.

use crate::lines::Whole;
use crate::plain::PlainFile;
use crate::stream::Chunks;
use bytes::Bytes;
use std::io;
use std::sync::Arc;
use zonefile::split::find_cut;

/// A line longer than this is refused rather than held in memory, in every input alike.
const MAX_LINE: usize = 1 << 28;
/// How far around a cut a file is looked at, in bytes: as far as a guess of the scope looks back.
const WINDOW: usize = 1 << 16;

/// A stretch of an input. It begins at a line start and ends behind a line end, or with the input.
#[derive(Clone)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    /// Offset of its first byte in the input.
    pub(crate) base: u64,
    /// True if the input ends here.
    pub(crate) last: bool,
}

/// A piece that may not have been read yet.
pub(crate) struct Cut {
    text: CutText,
    base: u64,
    last: bool,
}

enum CutText {
    Here(Bytes),
    InFile { file: Arc<PlainFile>, len: usize },
}

impl Cut {
    /// Its length in bytes.
    pub(crate) fn len(&self) -> usize {
        match &self.text {
            CutText::Here(bytes) => bytes.len(),
            CutText::InFile { len, .. } => *len,
        }
    }

    /// The file that it is a map of, if it is one.
    pub(crate) fn file(&self) -> Option<Arc<PlainFile>> {
        match &self.text {
            CutText::Here(_) => None,
            CutText::InFile { file, .. } => Some(file.clone()),
        }
    }

    /// The piece, mapped; read where that cannot be.
    ///
    /// # Errors
    /// The file cannot be read, or has become shorter; or a line is too long.
    pub(crate) fn load(self) -> io::Result<Piece> {
        let Cut { text, base, last } = self;
        let bytes = match text {
            CutText::Here(bytes) => bytes,
            CutText::InFile { file, len } => match file.map(base, len)? {
                Some(bytes) => bytes,
                None => read_range(&file, base, base + len as u64)?,
            },
        };
        if has_long_line(&bytes) { Err(line_too_long()) } else { Ok(Piece { bytes, base, last }) }
    }
}

/// Where the plain bytes come from.
pub(crate) enum Text {
    Memory(Bytes),
    File(Arc<PlainFile>),
    Stream(Chunks),
}

/// Cuts one input.
pub(crate) struct Pieces {
    text: Text,
    size: usize,
    /// Offset of the next piece.
    pos: u64,
    done: bool,
    /// Text that ends where the next piece begins: what there is to guess its scope from.
    before: Bytes,
    /// Bytes of a stream that are not cut yet.
    ahead: Bytes,
    /// True if the stream has nothing behind them.
    ended: bool,
}

impl Pieces {
    /// Pieces of about `size` bytes.
    pub(crate) fn new(text: Text, size: usize) -> Self {
        let (before, ahead) = (Bytes::new(), Bytes::new());
        Pieces { text, size: size.clamp(1, MAX_LINE), pos: 0, done: false, before, ahead, ended: false }
    }

    /// The input as a text whose lines can be counted again; None of a stream.
    pub(crate) fn whole(&self) -> Option<Whole> {
        match &self.text {
            Text::Memory(bytes) => Some(Whole::Memory(bytes.clone())),
            Text::File(file) => Some(Whole::File(file.clone())),
            Text::Stream(_) => None,
        }
    }

    /// The first bytes of an input that has not been cut yet, at least `len` unless there are fewer, whatever the size of a piece.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(crate) fn head(&mut self, len: usize) -> io::Result<Bytes> {
        match &self.text {
            Text::Memory(bytes) => Ok(bytes.clone()),
            Text::File(file) => read_range(file, 0, file.len().min(len as u64)),
            Text::Stream(_) => {
                while self.ahead.len() < len && !self.ended {
                    self.pull()?;
                }
                Ok(self.ahead.clone())
            }
        }
    }

    /// Leaves out the first `len` bytes of an input that has not been cut yet; [`Pieces::head`] has shown them.
    pub(crate) fn skip(&mut self, len: usize) {
        self.pos += len as u64;
        if let Text::Stream(_) = self.text {
            self.ahead = self.ahead.split_off(len);
        }
    }

    /// Text that ends where the next piece begins.
    pub(crate) fn before(&self) -> &[u8] {
        &self.before[self.before.len().saturating_sub(WINDOW)..]
    }

    /// The next piece, None behind the last one. Every input has at least one, however short.
    ///
    /// # Errors
    /// The input cannot be read, or a line is too long.
    pub(crate) fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        if self.done {
            return Ok(None);
        }
        let base = self.pos;
        let (text, len) = match &self.text {
            Text::Memory(bytes) => {
                let (bytes, start) = (bytes.clone(), base as usize);
                let end = find_cut(&bytes, start.saturating_add(self.size).min(bytes.len()));
                self.done = end == bytes.len();
                self.before = bytes.slice(end.saturating_sub(WINDOW)..end);
                (CutText::Here(bytes.slice(start..end)), end - start)
            }
            Text::File(file) => {
                let file = file.clone();
                let end = self.find_file_cut(&file)?;
                self.done = end == file.len();
                let len = (end - base) as usize;
                (CutText::InFile { file, len }, len)
            }
            Text::Stream(_) => {
                let cut = self.find_stream_cut()?;
                let bytes = self.ahead.split_to(cut);
                self.done = self.ended && self.ahead.is_empty();
                self.before = bytes.clone();
                (CutText::Here(bytes), cut)
            }
        };
        self.pos = base + len as u64;
        Ok(Some(Cut { text, base, last: self.done }))
    }

    /// The end of the next piece of a file: reads around it, and on until a line ends.
    fn find_file_cut(&mut self, file: &PlainFile) -> io::Result<u64> {
        let near = self.pos.saturating_add(self.size as u64);
        if near >= file.len() {
            self.before = Bytes::new();
            return Ok(file.len());
        }
        let from = near.saturating_sub(WINDOW as u64);
        let mut ahead = WINDOW;
        loop {
            let to = near.saturating_add(ahead as u64).min(file.len());
            let window = read_range(file, from, to)?;
            let cut = find_cut(&window, (near - from) as usize);
            if cut < window.len() || to == file.len() {
                self.before = window.slice(..cut);
                return Ok(from + cut as u64);
            }
            if ahead >= MAX_LINE {
                return Err(line_too_long());
            }
            ahead *= 4;
        }
    }

    /// Where to cut the bytes of a stream that are not cut yet; reads on until a line ends.
    fn find_stream_cut(&mut self) -> io::Result<usize> {
        loop {
            let ahead = self.ahead.len();
            if ahead > self.size {
                let mut goal = if ahead < 2 * self.size { ahead } else { self.size };
                loop {
                    match find_last_cut(&self.ahead[..goal]) {
                        // What ends with a line may be the end of the input.
                        Some(cut) if cut < ahead || self.ended => return Ok(cut),
                        _ if goal == ahead => break,
                        _ => goal = (goal * 2).min(ahead),
                    }
                }
                if ahead > MAX_LINE && !self.ended && memchr::memchr(b'\n', &self.ahead).is_none() {
                    return Err(line_too_long());
                }
            }
            if self.ended {
                return Ok(ahead);
            }
            self.pull()?;
        }
    }

    /// Reads on in a stream: at least as much as is there, so that a long line is not copied again and again.
    fn pull(&mut self) -> io::Result<()> {
        let Text::Stream(chunks) = &mut self.text else { return Ok(()) };
        let Some(mut chunk) = chunks.next_chunk()? else {
            self.ended = true;
            return Ok(());
        };
        if chunk.prepend(&self.ahead) {
            self.ahead = chunk.into_bytes();
            return Ok(());
        }
        let goal = self.ahead.len() * 2;
        let mut joined = [&self.ahead, chunk.as_ref()].concat();
        while joined.len() < goal {
            let Some(chunk) = chunks.next_chunk()? else {
                self.ended = true;
                break;
            };
            joined.extend_from_slice(chunk.as_ref());
        }
        self.ahead = joined.into();
        Ok(())
    }
}

pub(crate) fn read_range(file: &PlainFile, from: u64, to: u64) -> io::Result<Bytes> {
    let mut bytes = vec![0; (to - from) as usize];
    file.read_at(from, &mut bytes)?;
    Ok(bytes.into())
}

fn line_too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a line longer than 256 MiB")
}

/// True if a line of `text`, with its end, is longer than [`MAX_LINE`]. Pieces are hardly ever that large.
fn has_long_line(mut text: &[u8]) -> bool {
    while text.len() > MAX_LINE {
        let Some(end) = memchr::memchr(b'\n', &text[..MAX_LINE]) else { return true };
        text = &text[end + 1..];
    }
    false
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
