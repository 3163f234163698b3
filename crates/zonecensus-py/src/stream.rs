//! A zone being read: batches of text columns, pulled by the consumer.
//!
//! ```text
//! pool:     records ─► text columns (views into the file where the bytes can stand)   one value per piece
//! thread:   snapshot::scan commits pieces in order ─► bounded channel
//! consumer: next() ─► the channel; Ctrl-C is looked for while it waits
//! ```
//! The consumer that goes away closes the channel, and with it the scan. So memory is bounded by what the scan has under way.

use crate::errors::Fault;
use crate::text;
use crate::work::TICK;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchReader};
use pyo3::prelude::*;
use snapshot::{Reject, ScanError, ScanOptions, Scanned, scan};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Instant;
use zonecensus::{Error, Inputs};

/// Batches that wait for the consumer.
const WAITING: usize = 4;
/// The most rejects that are kept; more are only counted.
const KEPT_REJECTS: usize = 100_000;

/// What to read, and how.
pub(crate) struct Job {
    pub(crate) inputs: Inputs,
    pub(crate) options: ScanOptions,
    /// Owners in lower case and record data in canonical form, rather than as written.
    pub(crate) canonical: bool,
}

/// What has been read so far.
#[derive(Default)]
pub(crate) struct Progress {
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    pub(crate) rejected: u64,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) error: Option<Fault>,
    pub(crate) finished: bool,
}

/// The progress of one reading, and of the last one of a scan.
pub(crate) type Shared = Arc<Mutex<Progress>>;

pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One pass over the inputs, which begins with the first pull.
pub(crate) struct Reading {
    job: Arc<Job>,
    progress: Shared,
    /// Where the scan keeps the progress of its last reading.
    last: Arc<Mutex<Shared>>,
    channel: Option<Receiver<RecordBatch>>,
    worker: Option<JoinHandle<()>>,
    opened_by: ThreadId,
    looked: Instant,
}

impl Reading {
    pub(crate) fn new(job: Arc<Job>, last: Arc<Mutex<Shared>>) -> Self {
        let progress = Shared::default();
        let (opened_by, looked) = (thread::current().id(), Instant::now());
        Reading { job, progress, last, channel: None, worker: None, opened_by, looked }
    }

    /// The next batch for a caller that holds the GIL, which is released meanwhile.
    ///
    /// # Errors
    /// What keeps an input from being read, or what a signal raised.
    pub(crate) fn pull(&mut self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        loop {
            let got = py.detach(|| self.receive_for_a_tick());
            py.check_signals()?;
            match got {
                Ok(batch) => return Ok(Some(batch)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return self.end().map_or(Ok(None), |fault| Err(fault.raise(py)));
                }
            }
        }
    }

    fn channel(&mut self) -> &Receiver<RecordBatch> {
        if self.channel.is_none() {
            *lock(&self.last) = self.progress.clone();
        }
        self.channel.get_or_insert_with(|| {
            let (send, receive) = sync_channel(WAITING);
            let (job, progress) = (self.job.clone(), self.progress.clone());
            let read = move || {
                let end = read(&job, &progress, &send);
                let mut progress = lock(&progress);
                progress.finished = end.is_ok();
                progress.error = match end {
                    Err(Halt::Failed(fault)) => Some(fault),
                    Ok(()) | Err(Halt::Unwanted) => None,
                };
            };
            match thread::Builder::new().name("zonecensus".to_owned()).spawn(read) {
                Ok(worker) => self.worker = Some(worker),
                Err(e) => lock(&self.progress).error = Some(Fault::failed(format!("no thread to read with: {e}"))),
            }
            receive
        })
    }

    fn receive_for_a_tick(&mut self) -> Result<RecordBatch, RecvTimeoutError> {
        self.channel().recv_timeout(TICK)
    }

    /// What ended the reading, once the channel is closed.
    fn end(&mut self) -> Option<Fault> {
        let panicked = self.worker.take().is_some_and(|worker| worker.join().is_err());
        if panicked {
            lock(&self.progress).error =
                Some(Fault::failed("a mistake in zonecensus: the reading thread panicked".to_owned()));
        }
        lock(&self.progress).error.clone()
    }

    /// Waits without the GIL, if it is this thread's to give: only the one that opened the stream is sure not to be waited for by
    /// the thread that holds it.
    fn wait(&mut self) -> Result<RecordBatch, RecvTimeoutError> {
        if self.opened_by != thread::current().id() {
            return self.receive_for_a_tick();
        }
        Python::try_attach(|py| py.detach(|| self.receive_for_a_tick())).unwrap_or(Err(RecvTimeoutError::Timeout))
    }

    /// True if a signal handler raised. The consumer will raise an exception of its own, so the signal is sent once more: Python
    /// then raises KeyboardInterrupt as soon as it runs again.
    fn is_interrupted(&mut self) -> bool {
        if self.opened_by != thread::current().id() || self.looked.elapsed() < TICK {
            return false;
        }
        self.looked = Instant::now();
        let interrupted = |py: Python<'_>| {
            let raised = py.check_signals().is_err();
            if raised {
                // Fails only where there is no such module, and then the consumer's exception must do.
                let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
            }
            raised
        };
        Python::try_attach(interrupted).unwrap_or(false)
    }
}

impl Iterator for Reading {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let got = match self.channel().try_recv() {
                Ok(batch) => Ok(batch),
                Err(TryRecvError::Empty) => self.wait(),
                Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
            };
            if self.is_interrupted() {
                return Some(Err(ArrowError::ExternalError("interrupted".into())));
            }
            match got {
                Ok(batch) => return Some(Ok(batch)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return self.end().map(|fault| Err(ArrowError::ExternalError(fault.into_message().into())));
                }
            }
        }
    }
}

impl RecordBatchReader for Reading {
    fn schema(&self) -> SchemaRef {
        text::schema()
    }
}

/// Why a scan ends before its inputs.
enum Halt {
    /// Nobody takes batches any more.
    Unwanted,
    Failed(Fault),
}

/// Reads everything into `send`.
fn read(job: &Job, progress: &Mutex<Progress>, send: &SyncSender<RecordBatch>) -> Result<(), Halt> {
    type Texts = Result<Vec<RecordBatch>, Error>;
    let add = |texts: &mut Texts, batch: &RecordBatch| {
        let converted =
            if job.canonical { text::canonical(batch) } else { text::as_written(batch).map_err(Error::from) };
        match (&mut *texts, converted) {
            (Ok(batches), Ok(batch)) => batches.push(batch),
            (Ok(_), Err(e)) => *texts = Err(e),
            (Err(_), _) => {}
        }
    };
    let commit = |done: Scanned<Texts>| {
        note(progress, &done);
        let path: &Path = &job.inputs.paths[done.source];
        for batch in done.value.map_err(|e| Halt::Failed(e.into()))? {
            let batch = text::with_file(path, &batch).map_err(|e| Halt::Failed(Error::from(e).into()))?;
            send.send(batch).map_err(|_| Halt::Unwanted)?;
        }
        Ok(())
    };
    match scan(job.inputs.sources(), &job.options, || Ok(Vec::new()), add, commit) {
        Ok(()) => Ok(()),
        Err(ScanError::Commit(halt)) => Err(halt),
        Err(ScanError::Open(e)) => Err(Halt::Failed(Error::from(e).into())),
        Err(ScanError::Stopped { count, last }) => Err(Halt::Failed(Error::Stopped { count, last }.into())),
    }
}

fn note<T>(progress: &Mutex<Progress>, done: &Scanned<T>) {
    let mut progress = lock(progress);
    progress.records += done.records;
    progress.bytes += done.bytes;
    progress.rejected += done.rejects.len() as u64;
    let room = KEPT_REJECTS - progress.rejects.len();
    progress.rejects.extend(done.rejects.iter().take(room).cloned());
}
