//! Whole frames, and the threads that decode them side by side.

use super::decode::Decoder;
use super::input::Input;
use super::{Container, Decoding, Message, gzip, zstandard};
use bytes::Bytes;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Compressed bytes of a part, about.
const PART: usize = 1 << 20;
/// A frame of more compressed bytes is not held in memory to be decoded beside others.
const MAX_PART: usize = 1 << 23;

/// Length of the whole frames at the start of `input`; 0 if it begins with a frame whose end is far or not known.
pub(super) fn find_whole(container: Container, input: &mut Input) -> io::Result<usize> {
    let mut wanted = PART;
    loop {
        let held = input.fill_to(wanted)?;
        let whole = match container {
            Container::Plain => 0,
            Container::Gzip => gzip::whole_blocks(input.held()),
            Container::Zstd => zstandard::whole_frames(input.held()),
        };
        if whole > 0 || held < wanted || wanted >= MAX_PART || container != Container::Zstd {
            return Ok(whole);
        }
        wanted *= 2;
    }
}

struct Job {
    frames: Bytes,
    to: SyncSender<Message>,
}

/// Threads that decode parts. They end once the helpers are dropped and what they work on is done or not wanted any more.
pub(super) struct Helpers {
    /// None if no thread could be started.
    jobs: Option<SyncSender<Job>>,
    decoding: Decoding,
}

impl Helpers {
    pub(super) fn start(decoding: &Decoding) -> Helpers {
        let (jobs, queue) = sync_channel(1);
        let queue = Arc::new(Mutex::new(queue));
        let start = |_| {
            let (queue, decoding) = (queue.clone(), decoding.clone());
            let work = move || work_off(&queue, &decoding);
            std::thread::Builder::new().name("decode".to_owned()).spawn(work).is_ok()
        };
        let started = (0..decoding.threads).map(start).filter(|&started| started).count();
        Helpers { jobs: (started > 0).then_some(jobs), decoding: decoding.clone() }
    }

    /// Has `frames` decoded; what comes of them goes to `to`.
    pub(super) fn decode(&self, frames: Bytes, to: SyncSender<Message>) {
        let job = Job { frames, to };
        match &self.jobs {
            // The threads live as long as this sender.
            Some(jobs) => drop(jobs.send(job)),
            None => decode_part(job, &self.decoding),
        }
    }
}

fn work_off(queue: &Mutex<Receiver<Job>>, decoding: &Decoding) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        decode_part(job, decoding);
    }
}

fn decode_part(job: Job, decoding: &Decoding) {
    let Job { frames, to } = job;
    let send = |buffer| to.send(Ok(Some(buffer))).is_ok();
    let decode = || {
        let mut input = Input::in_memory(frames);
        let mut decoder = Decoder::new(decoding, &send)?;
        while !input.held().is_empty() {
            decoder.decode_frame(&mut input)?;
        }
        decoder.flush()
    };
    let end = decode();
    // Nobody wants it if the scan has already ended.
    let _ = to.send(end.map(|()| None));
}
