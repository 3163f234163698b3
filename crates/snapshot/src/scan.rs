//! The parallel scan: pieces are parsed in any order with a guessed scope, and committed in file order once the guess is verified.
//!
//! ```text
//! this thread:  cut pieces, hand them to the pool (a bounded number at a time)
//! pool:         parse a piece in the scope that guess_scope expects there
//! this thread:  in order: does the outcome hold for the scope that the pieces before it really end in?
//!                 yes -> commit        no, or a record was left open before it -> parse again here, then commit
//! ```
//! So the result is that of one sequential parse for every piece size and number of threads.

use crate::error::OpenError;
use crate::lines::Lines;
use crate::piece::{Piece, Pieces};
use crate::reject::Reject;
use crate::source::{Body, HEAD, Source, byte_order_mark};
use crate::worker::{Found, Outcome, parse_piece};
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use zonefile::split::{guess_scope, read_head};
use zonefile::{LineCol, Projection, Scope, generate};

/// How an input is parsed.
#[derive(Clone, Debug)]
pub struct ScanOptions {
    /// The types to give out.
    pub want: Projection,
    /// True to carry out `$INCLUDE` below the folder of the zone file.
    pub include: bool,
    /// How many records one `$GENERATE` may stand for.
    pub generate_limit: u64,
    /// Bytes of a piece. The result does not depend on it.
    pub piece_bytes: usize,
    /// What to do about rejects.
    pub policy: Policy,
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions {
            want: Projection::all(),
            include: false,
            generate_limit: generate::DEFAULT_LIMIT,
            piece_bytes: 4 << 20,
            policy: Policy::Keep,
        }
    }
}

/// What to do about rejects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// Go on whatever comes.
    Keep,
    /// Stop once there are more than this many; 0 stops at the first.
    StopAfter(u64),
}

/// A piece of an input, done. Pieces come in file order.
pub struct Scanned<T> {
    /// Which of the sources.
    pub source: usize,
    /// What the caller's fold made of it.
    pub value: T,
    /// Records given out.
    pub records: u64,
    /// Plain bytes consumed.
    pub bytes: u64,
    /// What could not be read, in file order.
    pub rejects: Vec<Reject>,
}

/// Why a scan ended early.
#[derive(Debug, thiserror::Error)]
pub enum ScanError<E> {
    /// An input could not be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There were more rejects than [`Policy`] allows; the last one is given.
    #[error("stopped after {count} unreadable record(s), the last: {last}")]
    Stopped {
        /// How many there were.
        count: u64,
        /// The one that was too many.
        last: Box<Reject>,
    },
    /// The caller's commit failed.
    #[error(transparent)]
    Commit(E),
}

/// Parses `sources`, each opened when its turn comes, on the current rayon pool. `new` makes an empty value, `fold` adds a batch to it, on any thread; `commit` takes
/// the values in file order, on this thread.
///
/// # Errors
/// An input that cannot be read to its end, too many rejects, or the error of `commit`; pieces before it have been committed.
pub fn scan<T: Send, E>(
    sources: impl IntoIterator<Item = Result<Source, OpenError>>,
    options: &ScanOptions,
    new: impl Fn() -> T + Sync,
    fold: impl Fn(&mut T, &RecordBatch) + Sync,
    mut commit: impl FnMut(Scanned<T>) -> Result<(), E>,
) -> Result<(), ScanError<E>> {
    let mut rejected = 0;
    let mut limited = |mut done: Scanned<T>| {
        let last = match options.policy {
            Policy::Keep => None,
            Policy::StopAfter(allowed) => {
                // The reject that is too many is the same for every piece size.
                let room = usize::try_from(allowed - rejected).unwrap_or(usize::MAX);
                done.rejects.truncate(room.saturating_add(1));
                rejected += done.rejects.len() as u64;
                done.rejects.last().filter(|_| rejected > allowed).cloned()
            }
        };
        commit(done).map_err(ScanError::Commit)?;
        last.map_or(Ok(()), |last| Err(ScanError::Stopped { count: rejected, last: Box::new(last) }))
    };
    for (index, source) in sources.into_iter().enumerate() {
        let source = source?;
        Scan { index, file: source.path.clone(), options, new: &new, fold: &fold }.run(source, &mut limited)?;
    }
    Ok(())
}

/// The scan of one source.
struct Scan<'a, N, F> {
    index: usize,
    file: Arc<Path>,
    options: &'a ScanOptions,
    new: &'a N,
    fold: &'a F,
}

/// Where the verified part of a source ends.
struct Verified {
    scope: Scope,
    /// Bytes of a record that was still open at the last cut.
    tail: Bytes,
    lines: Lines,
}

impl<T: Send, N: Fn() -> T + Sync, F: Fn(&mut T, &RecordBatch) + Sync> Scan<'_, N, F> {
    fn run<E>(
        &self,
        source: Source,
        commit: &mut impl FnMut(Scanned<T>) -> Result<(), ScanError<E>>,
    ) -> Result<(), ScanError<E>> {
        let map = match &source.body {
            Body::Map(bytes) => Some(bytes.clone()),
            Body::Stream(_) => None,
        };
        let size = self.options.piece_bytes.min(u32::MAX as usize / 2);
        let (origin, path) = (source.origin, source.path.clone());
        let mut pieces = Pieces::new(source.body, size);
        let fail = |e| ScanError::Open(OpenError::io(&*self.file, e));
        let (start, head) = {
            let text = pieces.head(HEAD + 3).map_err(fail)?;
            let text = &text[byte_order_mark(text)..];
            let start = Source::scope_of(origin, &path, text);
            let head = read_head(text, &start);
            (start, head)
        };
        let Some(first) = pieces.next_piece().map_err(fail)? else { return Ok(()) };
        let first = skip_byte_order_mark(first);
        let lines = Lines::new(map, first.base);
        let mut verified = Verified { scope: start.clone(), tail: Bytes::new(), lines };
        let window = rayon::current_num_threads() * 2 + 1;
        let (send, receive) = channel();
        rayon::in_place_scope(|scope| {
            let (mut spawned, mut committed) = (0u64, 0u64);
            let (mut next, mut ready, mut broken) = (Some((first, start)), BTreeMap::new(), None);
            while next.is_some() || committed < spawned {
                while let Some((piece, assumed)) = next.take_if(|_| spawned - committed < window as u64) {
                    // An input that breaks off is read up to there first.
                    let following = pieces.next_piece().unwrap_or_else(|e| {
                        broken = Some(e);
                        None
                    });
                    next = following.map(|following| {
                        let scope = self.guess(&piece, &following, pieces.map(), &head);
                        (following, scope)
                    });
                    let (send, number) = (send.clone(), spawned);
                    spawned += 1;
                    scope.spawn(move |_| {
                        let outcome = catch_unwind(AssertUnwindSafe(|| self.parse(piece, assumed)));
                        // The receiver is gone only when the scan has already failed.
                        let _ = send.send((number, outcome));
                    });
                }
                let (number, outcome) = wait(&receive);
                ready.insert(number, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
                while let Some(outcome) = ready.remove(&committed) {
                    commit(self.verify(outcome, &mut verified))?;
                    committed += 1;
                }
            }
            broken.map_or(Ok(()), |e| Err(fail(e)))
        })
    }

    /// The scope to assume for `piece`, which follows `before`.
    fn guess(&self, before: &Piece, piece: &Piece, map: Option<&Bytes>, head: &Scope) -> Scope {
        match map {
            Some(map) => guess_scope(map, piece.base as usize, head),
            None => guess_scope(&before.bytes, before.bytes.len(), head),
        }
    }

    fn parse(&self, piece: Piece, assumed: Scope) -> Outcome<T> {
        parse_piece(piece, assumed, &self.file, self.options, (self.new)(), self.fold)
    }

    /// Makes sure that `outcome` is what a sequential parse would have given, and moves `verified` behind it.
    fn verify(&self, mut outcome: Outcome<T>, verified: &mut Verified) -> Scanned<T> {
        if !verified.tail.is_empty() {
            let piece = join(&verified.tail, &outcome.piece);
            outcome = self.parse(piece, verified.scope.clone());
        } else if !outcome.end.holds(&outcome.assumed, &verified.scope) {
            outcome = self.parse(outcome.piece, verified.scope.clone());
        }
        let Outcome { piece, end, value, records, rejects, .. } = outcome;
        verified.scope = end.carry(&verified.scope);
        verified.tail = piece.bytes.slice(end.consumed..);
        let rejects = rejects.into_iter().map(|found| self.locate(found, &piece, &mut verified.lines)).collect();
        verified.lines.pass(&piece, end.consumed);
        Scanned { source: self.index, value, records, bytes: end.consumed as u64, rejects }
    }

    fn locate(&self, found: Found, piece: &Piece, lines: &mut Lines) -> Reject {
        match found {
            Found::Elsewhere(reject) => reject,
            Found::Here { at, kind, text } => {
                let LineCol { line, column } = lines.find(piece, at);
                Reject { file: self.file.clone(), line, column, byte: piece.base + at as u64, kind, text }
            }
        }
    }
}

/// The next message. A thread of the pool works off what is queued while it waits: it may be the only one.
fn wait<M>(receive: &Receiver<M>) -> M {
    const MESSAGE: &str = "a piece is under way, and the waiting thread holds a sender";
    if rayon::current_thread_index().is_none() {
        return receive.recv().expect(MESSAGE);
    }
    loop {
        if let Ok(message) = receive.try_recv() {
            return message;
        }
        if rayon::yield_now() != Some(rayon::Yield::Executed)
            && let Ok(message) = receive.recv_timeout(Duration::from_millis(1))
        {
            return message;
        }
    }
}

fn skip_byte_order_mark(mut piece: Piece) -> Piece {
    let skip = byte_order_mark(&piece.bytes);
    piece.bytes = piece.bytes.slice(skip..);
    piece.base += skip as u64;
    piece
}

/// `tail` and the piece that follows it as one.
fn join(tail: &Bytes, piece: &Piece) -> Piece {
    let base = piece.base - tail.len() as u64;
    let bytes = [tail.as_ref(), &piece.bytes].concat().into();
    Piece { bytes, base, last: piece.last }
}
