//! BLAKE3 of the inputs as they are on disk, on a thread of its own, from the bytes that are read anyway.

use bytes::Bytes;
use snapshot::Tap;
use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Stretches of input that may wait to be hashed.
const WAITING: usize = 2;

/// Length and BLAKE3 in hexadecimal.
pub(crate) type Digest = (u64, String);

/// Hashes several inputs.
pub(crate) struct Hashing {
    send: SyncSender<Event>,
    thread: JoinHandle<Vec<Option<Digest>>>,
}

enum Event {
    Bytes(usize, Bytes),
    End(usize),
}

impl Hashing {
    /// Of so many inputs.
    ///
    /// # Errors
    /// No thread can be started.
    pub(crate) fn start(inputs: usize) -> io::Result<Hashing> {
        let (send, receive) = sync_channel(WAITING);
        let thread = std::thread::Builder::new().name("hash".to_owned()).spawn(move || hash(inputs, &receive))?;
        Ok(Hashing { send, thread })
    }

    /// What sees the bytes of an input; dropped, the input has ended.
    pub(crate) fn tap(&self, input: usize) -> Tap {
        let tap = EndingTap { input, send: self.send.clone() };
        Box::new(move |bytes: &Bytes| {
            // The thread lives as long as there are senders.
            let _ = tap.send.send(Event::Bytes(tap.input, bytes.clone()));
        })
    }

    /// The digest of each input that had a tap. Every tap must have been dropped, or will be.
    pub(crate) fn finish(self) -> Vec<Option<Digest>> {
        drop(self.send);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

struct EndingTap {
    input: usize,
    send: SyncSender<Event>,
}

impl Drop for EndingTap {
    fn drop(&mut self) {
        let _ = self.send.send(Event::End(self.input));
    }
}

fn hash(inputs: usize, events: &Receiver<Event>) -> Vec<Option<Digest>> {
    let mut digests = vec![None; inputs];
    // Few at a time: an input is opened while the one before it is being read.
    let mut hashers = HashMap::new();
    for event in events {
        match event {
            Event::Bytes(input, bytes) => {
                hashers.entry(input).or_insert_with(blake3::Hasher::new).update(&bytes);
            }
            Event::End(input) => {
                let hasher = hashers.remove(&input).unwrap_or_default();
                if let Some(digest) = digests.get_mut(input) {
                    *digest = Some((hasher.count(), hasher.finalize().to_hex().to_string()));
                }
            }
        }
    }
    digests
}
