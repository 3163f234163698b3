//! Blocks of names, written by threads and put out in order.
//!
//! Worker w of n writes blocks w, w + n, w + 2n … and hands each over through a channel of its own that holds one; the caller's
//! thread takes from the channels in turn. So the output is in order, memory is some blocks per thread, and bytes do not
//! depend on the number of threads.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::jp::JpSnapshot;
use crate::truth::Tally;
use crate::{Outputs, Progress};

/// The text and counts of one block.
#[derive(Default)]
pub(crate) struct Block {
    pub(crate) zone: Vec<u8>,
    pub(crate) answers: Vec<u8>,
    pub(crate) domains: Vec<u8>,
    pub(crate) tallies: Vec<Tally>,
    pub(crate) names: u64,
}

impl Block {
    fn clear(&mut self) {
        self.zone.clear();
        self.answers.clear();
        self.domains.clear();
        self.tallies.clear();
        self.names = 0;
    }
}

/// Writes all blocks and returns the counts by kind.
pub(crate) fn write_blocks(
    snapshot: &JpSnapshot,
    threads: usize,
    total: u64,
    outputs: &mut Outputs<'_>,
    progress: Progress<'_>,
) -> io::Result<Vec<Tally>> {
    let domain_truth = outputs.domains.is_some();
    std::thread::scope(|scope| {
        let mut workers = Vec::with_capacity(threads);
        for first in 0..threads {
            let (full, from_worker) = sync_channel(1);
            let (to_worker, empty) = sync_channel(2);
            scope.spawn(move || work(snapshot, (first, threads), domain_truth, &full, &empty));
            workers.push((from_worker, to_worker));
        }
        let (mut tallies, mut done) = (Vec::new(), 0);
        for at in 0..snapshot.blocks() {
            let (from_worker, to_worker) = &workers[at as usize % threads];
            let block: Block = from_worker.recv().map_err(|_| io::Error::other("a worker ended early"))?;
            put_out(&block, outputs)?;
            merge(&mut tallies, &block.tallies);
            done += block.names;
            progress(done, total);
            // The worker may have ended; then nobody needs the buffer.
            let _ = to_worker.try_send(block);
        }
        Ok(tallies)
    })
}

fn work(
    snapshot: &JpSnapshot,
    (first, step): (usize, usize),
    domain_truth: bool,
    full: &SyncSender<Block>,
    empty: &Receiver<Block>,
) {
    for at in (first as u64..snapshot.blocks()).step_by(step) {
        let mut block = empty.try_recv().unwrap_or_default();
        block.clear();
        snapshot.write_block(at, domain_truth, &mut block);
        if full.send(block).is_err() {
            return; // The caller stopped at an error.
        }
    }
}

fn put_out(block: &Block, outputs: &mut Outputs<'_>) -> io::Result<()> {
    outputs.zone.write_all(&block.zone)?;
    outputs.answers.write_all(&block.answers)?;
    match &mut outputs.domains {
        Some(domains) => domains.write_all(&block.domains),
        None => Ok(()),
    }
}

fn merge(into: &mut Vec<Tally>, from: &[Tally]) {
    into.resize(from.len().max(into.len()), Tally::default());
    for (into, from) in into.iter_mut().zip(from) {
        into.merge(from);
    }
}
