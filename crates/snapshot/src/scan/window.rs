//! Pieces under way: those handed to the pool and not committed yet.

use crate::worker::Outcome;
use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// How many pieces may be under way. Each may be of a file of its own, which is open meanwhile.
const MAX_UNDER_WAY: u64 = 128;

type Parsed<T> = io::Result<Outcome<T>>;
pub(super) type Numbered<T> = (u64, std::thread::Result<Parsed<T>>);

/// Pieces under way: how many there may be, and their outcomes in order.
pub(super) struct Window<T> {
    spawned: u64,
    committed: u64,
    /// Length of each piece that is spawned and not committed.
    lens: VecDeque<u64>,
    bytes: u64,
    ready: BTreeMap<u64, Parsed<T>>,
    receive: Receiver<Numbered<T>>,
}

impl<T> Window<T> {
    pub(super) fn new(receive: Receiver<Numbered<T>>) -> Self {
        Window { spawned: 0, committed: 0, lens: VecDeque::new(), bytes: 0, ready: BTreeMap::new(), receive }
    }

    /// True if all that was spawned is committed.
    pub(super) fn is_empty(&self) -> bool {
        self.committed == self.spawned
    }

    /// True if another piece may be begun: a few large ones are, or many small ones.
    pub(super) fn has_room(&self, piece_bytes: usize) -> bool {
        let few = rayon::current_num_threads() as u64 * 2 + 1;
        let under_way = self.spawned - self.committed;
        under_way < few || (under_way < MAX_UNDER_WAY && self.bytes < few * piece_bytes as u64)
    }

    /// Notes a piece of this length; its number.
    pub(super) fn spawn(&mut self, len: usize) -> u64 {
        self.lens.push_back(len as u64);
        self.bytes += len as u64;
        self.spawned += 1;
        self.spawned - 1
    }

    /// The next outcome in order, if it is there.
    pub(super) fn next_ready(&mut self) -> Option<Parsed<T>> {
        while let Ok((number, outcome)) = self.receive.try_recv() {
            self.ready.insert(number, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
        }
        let outcome = self.ready.remove(&self.committed)?;
        self.bytes -= self.lens.pop_front().unwrap_or_default();
        self.committed += 1;
        Some(outcome)
    }

    /// Waits for one more outcome.
    pub(super) fn wait(&mut self) {
        let (number, outcome) = wait(&self.receive);
        self.ready.insert(number, outcome.unwrap_or_else(|panic| resume_unwind(panic)));
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
