//! The pieces of all sources, in order, each with the scope that it probably starts in.

use crate::error::OpenError;
use crate::lines::Lines;
use crate::piece::{Cut, Pieces};
use crate::scan::ScanOptions;
use crate::source::{Ending, HEAD, Opened, Source, byte_order_mark};
use crate::stream::Decoding;
use bytes::Bytes;
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;
use zonefile::Scope;
use zonefile::split::{guess_scope, read_head};

/// A piece to be parsed.
pub(crate) struct Job {
    pub(crate) path: Arc<Path>,
    pub(crate) cut: Cut,
    /// The scope to assume.
    pub(crate) assumed: Scope,
}

/// Cuts sources into jobs.
pub(crate) struct Feed<'a, I> {
    sources: I,
    index: usize,
    current: Option<Current>,
    size: usize,
    decoding: &'a Decoding,
}

/// The source being cut.
struct Current {
    path: Arc<Path>,
    pieces: Pieces,
    /// The scope to guess from.
    head: Scope,
    /// The scope of the first piece.
    start: Option<Scope>,
}

/// How far a source has been dealt with.
pub(crate) struct Verified {
    pub(crate) index: usize,
    pub(crate) path: Arc<Path>,
    /// The scope behind what has been dealt with.
    pub(crate) scope: Scope,
    /// Bytes of a record that was still open at the last cut.
    pub(crate) tail: Bytes,
    pub(crate) lines: Lines,
    pub(crate) end: Ending,
    /// Bytes on disk that have been told to the caller.
    pub(crate) told: u64,
}

impl<'a, I: Iterator<Item = Result<Source, OpenError>>> Feed<'a, I> {
    pub(crate) fn new(sources: I, options: &ScanOptions, decoding: &'a Decoding) -> Self {
        Feed { sources, index: 0, current: None, size: options.piece_size(), decoding }
    }

    /// The next job; None when every source is cut. A source whose first job this is joins `opened`.
    ///
    /// # Errors
    /// A source cannot be opened or read.
    pub(crate) fn next_job(&mut self, opened: &mut VecDeque<Verified>) -> Result<Option<Job>, OpenError> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(job) = current.next_job().map_err(|e| OpenError::io(&*current.path, e))? {
                    return Ok(Some(job));
                }
                self.current = None;
            }
            let Some(source) = self.sources.next() else { return Ok(None) };
            let source = source?;
            let path = source.path.clone();
            let (current, verified) = self.open(source).map_err(|e| OpenError::io(&*path, e))?;
            self.current = Some(current);
            self.index += 1;
            opened.push_back(verified);
        }
    }

    fn open(&self, source: Source) -> io::Result<(Current, Verified)> {
        let (path, origin) = (source.path.clone(), source.origin);
        let Opened { text, mut end } = source.start(self.decoding.clone())?;
        let mut pieces = Pieces::new(text, self.size);
        let text = pieces.head(HEAD + 3)?;
        let mark = byte_order_mark(&text);
        let start = Source::scope_of(origin, &path, &text[mark..]);
        let head = read_head(&text[mark..], &start);
        pieces.skip(mark);
        if let Some(tap) = end.tap.as_mut().filter(|_| mark > 0) {
            tap(&text.slice(..mark));
        }
        let lines = Lines::new(pieces.whole(), mark as u64);
        let verified = Verified {
            index: self.index,
            path: path.clone(),
            scope: start.clone(),
            tail: Bytes::new(),
            lines,
            end,
            told: 0,
        };
        Ok((Current { path, pieces, head, start: Some(start) }, verified))
    }
}

impl Current {
    fn next_job(&mut self) -> io::Result<Option<Job>> {
        let assumed = match self.start.take() {
            Some(start) => start,
            None => {
                let before = self.pieces.before();
                guess_scope(before, before.len(), &self.head)
            }
        };
        let cut = self.pieces.next_cut()?;
        Ok(cut.map(|cut| Job { path: self.path.clone(), cut, assumed }))
    }
}
