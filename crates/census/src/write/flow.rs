//! Chunks are built side by side, and their parts handed on in order: those of column 3 of chunk 7 after those of column 3 of chunk 6,
//! while column 4 may still be at chunk 5 and chunk 9 be under way. Nobody waits for a stage to end.

use rayon::Scope;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a thread of the pool that has nothing to do sleeps before it looks for news.
const NAP: Duration = Duration::from_micros(200);

/// What there is to do.
pub(super) struct Flow<B, F> {
    /// Chunks to build.
    pub(super) chunks: usize,
    /// Most chunks that are built and not handed on entirely, or being built: at least 1.
    pub(super) ahead: usize,
    /// Parts of a chunk.
    pub(super) columns: usize,
    /// Builds a chunk: as many parts as there are columns.
    pub(super) build: B,
    /// Takes a part: column, chunk, part.
    pub(super) feed: F,
}

/// Why a flow ended early.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended<E> {
    Interrupted,
    Failed(E),
}

impl<B, F> Flow<B, F> {
    /// Does it. `progress` is told how many chunks are done, and may end the work.
    pub(super) fn run<P, E>(self, progress: &mut dyn FnMut(usize) -> ControlFlow<()>) -> Result<(), Ended<E>>
    where
        P: Send,
        E: Send,
        B: Fn(usize) -> Vec<P> + Sync,
        F: Fn(usize, usize, P) -> Result<(), E> + Sync,
    {
        let (news, told) = channel();
        let lane = || Mutex::new(Lane { waiting: (0..self.ahead).map(|_| None).collect(), next: 0, is_busy: false });
        let work = Work {
            lanes: (0..self.columns).map(|_| lane()).collect(),
            left: (0..self.ahead).map(|_| AtomicUsize::new(0)).collect(),
            begun: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            news,
            flow: self,
        };
        rayon::in_place_scope(|scope| {
            for _ in 0..work.flow.ahead.min(work.flow.chunks) {
                scope.spawn(|scope| work.build(scope));
            }
            work.attend(&told, progress)
        })
    }
}

/// A flow under way.
struct Work<B, F, P, E> {
    flow: Flow<B, F>,
    lanes: Vec<Mutex<Lane<P>>>,
    /// Of each chunk under way, how many parts are not handed on yet. A chunk has the place of its number modulo the look-ahead.
    left: Vec<AtomicUsize>,
    /// Chunks begun.
    begun: AtomicUsize,
    stopped: AtomicBool,
    news: Sender<News<E>>,
}

/// The parts of one column.
struct Lane<P> {
    /// Those that came, by the places of their chunks.
    waiting: Vec<Option<P>>,
    /// The chunk whose part is next.
    next: usize,
    /// Somebody is handing them on.
    is_busy: bool,
}

/// What happened.
enum News<E> {
    Done,
    Failed(E),
    /// A task panicked; the scope passes that on.
    Panicked,
}

impl<B, F, P, E> Work<B, F, P, E>
where
    P: Send,
    E: Send,
    B: Fn(usize) -> Vec<P> + Sync,
    F: Fn(usize, usize, P) -> Result<(), E> + Sync,
{
    /// Builds the next chunk.
    fn build<'s>(&'s self, scope: &Scope<'s>) {
        let _alarm = Alarm(self);
        let chunk = self.begun.fetch_add(1, Ordering::Relaxed);
        if self.stopped.load(Ordering::Relaxed) || chunk >= self.flow.chunks {
            return;
        }
        let parts = (self.flow.build)(chunk);
        let place = chunk % self.flow.ahead;
        self.left[place].store(parts.len(), Ordering::Release);
        if parts.is_empty() {
            self.finish(scope);
        }
        for (column, part) in parts.into_iter().enumerate() {
            let mut lane = self.lane(column);
            lane.waiting[place] = Some(part);
            if !lane.is_busy && lane.next == chunk {
                lane.is_busy = true;
                scope.spawn(move |scope| self.hand_on(column, scope));
            }
        }
    }

    /// Hands on the parts of a column, as many as there are.
    fn hand_on<'s>(&'s self, column: usize, scope: &Scope<'s>) {
        let _alarm = Alarm(self);
        while let Some((chunk, part)) = self.take(column) {
            if self.stopped.load(Ordering::Relaxed) {
                return;
            }
            if let Err(error) = (self.flow.feed)(column, chunk, part) {
                return self.stop(News::Failed(error));
            }
            if self.left[chunk % self.flow.ahead].fetch_sub(1, Ordering::AcqRel) == 1 {
                self.finish(scope);
            }
        }
    }

    /// The next part of a column, if it came.
    fn take(&self, column: usize) -> Option<(usize, P)> {
        let mut lane = self.lane(column);
        let chunk = lane.next;
        let part = lane.waiting[chunk % self.flow.ahead].take();
        lane.is_busy = part.is_some();
        lane.next += usize::from(lane.is_busy);
        Some((chunk, part?))
    }

    /// A chunk is done: there is room for another one.
    fn finish<'s>(&'s self, scope: &Scope<'s>) {
        // Nobody listens any more after a stop.
        let _ = self.news.send(News::Done);
        if self.begun.load(Ordering::Relaxed) < self.flow.chunks {
            scope.spawn(|scope| self.build(scope));
        }
    }

    /// Follows the work until it is done. A thread of the pool does its part meanwhile.
    fn attend(
        &self,
        told: &Receiver<News<E>>,
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Result<(), Ended<E>> {
        for done in 1..=self.flow.chunks {
            match wait(told) {
                Some(News::Done) => {}
                Some(News::Failed(error)) => return Err(Ended::Failed(error)),
                Some(News::Panicked) | None => return Ok(()),
            }
            if progress(done).is_break() {
                self.stopped.store(true, Ordering::Relaxed);
                return Err(Ended::Interrupted);
            }
        }
        Ok(())
    }
}

impl<B, F, P, E> Work<B, F, P, E> {
    fn stop(&self, why: News<E>) {
        self.stopped.store(true, Ordering::Relaxed);
        // The first one is heard.
        let _ = self.news.send(why);
    }

    fn lane(&self, column: usize) -> MutexGuard<'_, Lane<P>> {
        self.lanes[column].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells of a panic.
struct Alarm<'w, B, F, P, E>(&'w Work<B, F, P, E>);

impl<B, F, P, E> Drop for Alarm<'_, B, F, P, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop(News::Panicked);
        }
    }
}

fn wait<T>(told: &Receiver<T>) -> Option<T> {
    loop {
        match told.try_recv() {
            Ok(news) => return Some(news),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        match rayon::yield_now() {
            Some(rayon::Yield::Executed) => {}
            Some(rayon::Yield::Idle) => std::thread::sleep(NAP),
            None => return told.recv().ok(),
        }
    }
}

#[cfg(test)]
mod tests;
