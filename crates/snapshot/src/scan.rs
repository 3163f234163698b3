//! The parallel scan: pieces are parsed in any order with a guessed scope, and committed in file order once the guess is verified.
//!
//! ```text
//! this thread:  cut pieces, hand them to the pool (a bounded number at a time)
//! pool:         map a piece, parse it in the scope that guess_scope expects there
//! this thread:  in order: does the outcome hold for the scope that the pieces before it really end in?
//!                 yes -> commit        no, or a record was left open before it -> parse again here, then commit
//! ```
//! So the result is that of one sequential parse for every piece size and number of threads. Pieces of several sources are under way
//! at a time: a folder of small files is parsed side by side too.

mod window;

use crate::error::OpenError;
use crate::feed::{Feed, Job, Verified};
use crate::piece::Piece;
use crate::reject::Reject;
use crate::source::Source;
use crate::stream::Decoding;
use crate::worker::{Found, Outcome, parse_piece};
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use window::{Numbered, Window};
use zonefile::{LineCol, Projection, Scope, generate};

/// More than any zone file compresses: those of registries expand to 4 to 20 times their size.
pub const DEFAULT_MAX_RATIO: u64 = 1000;

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
    /// How many times its size compressed input may expand to, once it is more than 64 MiB: data that was made to fill a disk or to
    /// take for ever expands without end.
    pub max_ratio: u64,
}

impl ScanOptions {
    pub(crate) fn piece_size(&self) -> usize {
        self.piece_bytes.min(u32::MAX as usize / 2)
    }
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions {
            want: Projection::all(),
            include: false,
            generate_limit: generate::DEFAULT_LIMIT,
            piece_bytes: 4 << 20,
            policy: Policy::Keep,
            max_ratio: DEFAULT_MAX_RATIO,
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
    /// Bytes read from disk for it: of a compressed input, those read since the piece before.
    pub read: u64,
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
    let decoding = Decoding::new(options.piece_size(), rayon::current_num_threads(), options.max_ratio);
    let mut feed = Feed::new(sources.into_iter(), options, &decoding);
    Scan { options, new: &new, fold: &fold }.run(&mut feed, &mut limited)
}

struct Scan<'a, N, F> {
    options: &'a ScanOptions,
    new: &'a N,
    fold: &'a F,
}

impl<T: Send, N: Fn() -> T + Sync, F: Fn(&mut T, &RecordBatch) + Sync> Scan<'_, N, F> {
    fn run<E>(
        &self,
        feed: &mut Feed<'_, impl Iterator<Item = Result<Source, OpenError>>>,
        commit: &mut impl FnMut(Scanned<T>) -> Result<(), ScanError<E>>,
    ) -> Result<(), ScanError<E>> {
        let (send, receive) = channel();
        let (mut window, mut opened) = (Window::new(receive), VecDeque::new());
        // An input that breaks off is read up to there first.
        let mut end = None;
        rayon::in_place_scope(|scope| {
            loop {
                while end.is_none() && window.has_room(self.options.piece_bytes) {
                    match feed.next_job(&mut opened) {
                        Ok(Some(job)) => self.spawn(scope, job, &mut window, &send),
                        Ok(None) => end = Some(Ok(())),
                        Err(e) => end = Some(Err(e)),
                    }
                    self.commit_ready(&mut window, &mut opened, commit)?;
                }
                if window.is_empty() {
                    return end.unwrap_or(Ok(())).map_err(ScanError::Open);
                }
                window.wait();
                self.commit_ready(&mut window, &mut opened, commit)?;
            }
        })
    }

    fn spawn<'s>(&'s self, scope: &rayon::Scope<'s>, job: Job, window: &mut Window<T>, send: &Sender<Numbered<T>>)
    where
        T: 's,
    {
        let (send, number, file) = (send.clone(), window.spawn(job.cut.len()), job.cut.file());
        scope.spawn(move |_| {
            let work = || {
                let Job { path, cut, assumed } = job;
                Ok(self.parse(cut.load()?, assumed, &path))
            };
            let done = catch_unwind(AssertUnwindSafe(work));
            let outcome = unless_changed(done, || file.map_or(Ok(()), |file| file.check_unchanged()));
            // The receiver is gone only when the scan has already failed.
            let _ = send.send((number, outcome));
        });
    }

    fn commit_ready<E>(
        &self,
        window: &mut Window<T>,
        opened: &mut VecDeque<Verified>,
        commit: &mut impl FnMut(Scanned<T>) -> Result<(), ScanError<E>>,
    ) -> Result<(), ScanError<E>> {
        while let Some(outcome) = window.next_ready() {
            let Some(verified) = opened.front_mut() else { return Ok(()) };
            let path = verified.path.clone();
            let fail = |e| ScanError::Open(OpenError::io(&*path, e));
            let mut verify = |outcome| {
                let done = catch_unwind(AssertUnwindSafe(|| self.verify(outcome, verified)));
                unless_changed(done, || verified.end.check_unchanged()).unwrap_or_else(|panic| resume_unwind(panic))
            };
            let (scanned, is_last) = outcome.and_then(&mut verify).map_err(fail)?;
            if is_last {
                verified.end.check_unchanged().map_err(fail)?;
                opened.pop_front();
            }
            commit(scanned)?;
        }
        Ok(())
    }

    fn parse(&self, piece: Piece, assumed: Scope, path: &Arc<Path>) -> Outcome<T> {
        parse_piece(piece, assumed, path, self.options, (self.new)(), self.fold)
    }

    /// Makes sure that `outcome` is what a sequential parse would have given, and moves `verified` behind it. True if it was the last.
    fn verify(&self, mut outcome: Outcome<T>, verified: &mut Verified) -> io::Result<(Scanned<T>, bool)> {
        if let Some(tap) = &mut verified.end.tap {
            tap(&outcome.piece.bytes);
        }
        if !verified.tail.is_empty() {
            let piece = join(&verified.tail, &outcome.piece);
            outcome = self.parse(piece, verified.scope.clone(), &verified.path);
        } else if !outcome.end.holds(&outcome.assumed, &verified.scope) {
            outcome = self.parse(outcome.piece, verified.scope.clone(), &verified.path);
        }
        let Outcome { piece, end, value, records, rejects, .. } = outcome;
        verified.scope = end.carry(&verified.scope);
        verified.tail = piece.bytes.slice(end.consumed..);
        let rejects = rejects.into_iter().map(|found| locate(found, &piece, verified)).collect::<io::Result<_>>()?;
        verified.lines.pass(&piece, end.consumed);
        let told = verified.end.read(piece.base + end.consumed as u64);
        let read = told - std::mem::replace(&mut verified.told, told);
        let bytes = end.consumed as u64;
        Ok((Scanned { source: verified.index, value, records, bytes, read, rejects }, piece.last))
    }
}

/// What was done. Should it have panicked over a mapped file that was written to meanwhile, so that a byte is not what it was a moment
/// before, then what `check` has to say.
fn unless_changed<R>(
    done: std::thread::Result<io::Result<R>>,
    check: impl FnOnce() -> io::Result<()>,
) -> std::thread::Result<io::Result<R>> {
    done.or_else(|panic| match check() {
        Ok(()) => Err(panic),
        Err(changed) => Ok(Err(changed)),
    })
}

fn locate(found: Found, piece: &Piece, verified: &mut Verified) -> io::Result<Reject> {
    match found {
        Found::Elsewhere(reject) => Ok(reject),
        Found::Here { at, kind, text } => {
            let LineCol { line, column } = verified.lines.find(piece, at)?;
            Ok(Reject { file: verified.path.clone(), line, column, byte: piece.base + at as u64, kind, text })
        }
    }
}

/// `tail` and the piece that follows it as one.
fn join(tail: &Bytes, piece: &Piece) -> Piece {
    let base = piece.base - tail.len() as u64;
    let bytes = [tail.as_ref(), &piece.bytes].concat().into();
    Piece { bytes, base, last: piece.last }
}
