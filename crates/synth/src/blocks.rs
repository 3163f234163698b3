//! Blocks of names, written by threads and put out in order.
//!
//! Worker w of n writes blocks w, w + n, w + 2n … and hands each over through a channel of its own that holds one; the caller's
//! thread takes from the channels in turn. So the output is in order, memory is some blocks per thread, and bytes do not
//! depend on the number of threads.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Makes the blocks `0..count` on `threads` threads, 0 for as many as there are processors, and puts them out in order.
///
/// `make` gets a block that was used before, to be overwritten.
pub(crate) fn in_order<B: Default + Send>(
    count: u64,
    threads: usize,
    make: impl Fn(u64, &mut B) + Sync,
    mut put_out: impl FnMut(&B) -> io::Result<()>,
) -> io::Result<()> {
    let threads = match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        n => n,
    };
    let make = &make;
    std::thread::scope(|scope| {
        let mut workers = Vec::with_capacity(threads);
        for first in 0..threads as u64 {
            let (full, from_worker) = sync_channel(1);
            let (to_worker, empty) = sync_channel(2);
            scope.spawn(move || work((first..count).step_by(threads), make, &full, &empty));
            workers.push((from_worker, to_worker));
        }
        for at in 0..count {
            let (from_worker, to_worker) = &workers[at as usize % threads];
            let block: B = from_worker.recv().map_err(|_| io::Error::other("a worker ended early"))?;
            put_out(&block)?;
            // The worker may have ended; then nobody needs the buffer.
            let _ = to_worker.try_send(block);
        }
        Ok(())
    })
}

fn work<B: Default>(
    blocks: impl Iterator<Item = u64>,
    make: &impl Fn(u64, &mut B),
    full: &SyncSender<B>,
    empty: &Receiver<B>,
) {
    for at in blocks {
        let mut block = empty.try_recv().unwrap_or_default();
        make(at, &mut block);
        if full.send(block).is_err() {
            return; // The caller stopped at an error.
        }
    }
}
