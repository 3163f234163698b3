//! Inputs that can only be read from front to back: compressed files and pipes.
//!
//! ```text
//! Raw ──► thread of the stream: cut off whole frames ──► threads that decode them ──┐ one channel per part
//!                               or decode here        ──────────────────────────────┴─► Chunks, in order
//! ```
//! Decoding overlaps parsing. Every channel is bounded, so memory is too, however large a frame or what it expands to.

mod decode;
mod gzip;
mod input;
mod parts;
mod zstandard;

use crate::buffer::{Buffer, Pool};
use crate::container::Container;
use decode::Decoder;
use input::Input;
pub(crate) use input::Raw;
use parts::Helpers;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The least bytes of a buffer.
const MIN_BUFFER: usize = 1 << 16;
/// Buffers that wait in a channel; one more is being filled.
const WAITING: usize = 2;

/// How a stream is decoded.
#[derive(Clone)]
pub(crate) struct Decoding {
    pub(crate) container: Container,
    /// Threads to decode whole frames with.
    pub(crate) threads: usize,
    /// How many times its size compressed data may expand to.
    pub(crate) max_ratio: u64,
    pub(crate) pool: Arc<Pool>,
}

impl Decoding {
    /// Into buffers of `buffer` bytes. The container is that of the source.
    pub(crate) fn new(buffer: usize, threads: usize, max_ratio: u64) -> Decoding {
        Decoding { container: Container::Plain, threads, max_ratio, pool: Pool::new(buffer.max(MIN_BUFFER)) }
    }
}

/// A buffer, or the end. A channel that closes before either has lost its sender.
type Message = io::Result<Option<Buffer>>;

enum Part {
    Here(Message),
    /// Decoded by a helper.
    There(Receiver<Message>),
}

/// The plain bytes of a stream, in buffers that have headroom.
pub(crate) struct Chunks {
    parts: Receiver<Part>,
    current: Option<Receiver<Message>>,
}

impl Chunks {
    /// Starts to read `raw`. The thread ends with the stream, or once nobody wants its chunks.
    ///
    /// # Errors
    /// No thread can be started.
    pub(crate) fn start(raw: Raw, decoding: Decoding) -> io::Result<Chunks> {
        let (send, parts) = sync_channel(WAITING);
        let name = "stream".to_owned();
        std::thread::Builder::new().name(name).spawn(move || {
            let end = read_stream(raw, &decoding, &send);
            // Nobody wants it if the scan has already ended.
            let _ = send.send(Part::Here(end.map(|()| None)));
        })?;
        Ok(Chunks { parts, current: None })
    }

    /// The next buffer, None at the end; it is not empty.
    ///
    /// # Errors
    /// The stream cannot be read, or what it holds is damaged. Everything before that has been given out.
    pub(crate) fn next_chunk(&mut self) -> io::Result<Option<Buffer>> {
        let lost = |_| io::Error::other("the decoder has stopped");
        loop {
            if let Some(part) = &self.current {
                match part.recv().map_err(lost)?? {
                    Some(buffer) => return Ok(Some(buffer)),
                    None => self.current = None,
                }
            }
            match self.parts.recv().map_err(lost)? {
                Part::Here(message) => return message,
                Part::There(part) => self.current = Some(part),
            }
        }
    }
}

/// Sends everything to `send` but the end.
fn read_stream(raw: Raw, decoding: &Decoding, send: &SyncSender<Part>) -> io::Result<()> {
    let mut input = Input::new(raw);
    let here = |buffer| send.send(Part::Here(Ok(Some(buffer)))).is_ok();
    let mut decoder = Decoder::new(decoding, &here)?;
    if decoding.container == Container::Plain {
        return decoder.copy(input);
    }
    let mut helpers = None;
    while input.fill_to(1)? > 0 {
        let whole = parts::find_whole(decoding.container, &mut input)?;
        // A file that is one small part is not worth a thread.
        if whole > 0 && decoding.threads > 1 && (helpers.is_some() || !input.is_last(whole)) {
            decoder.flush()?;
            let helpers = helpers.get_or_insert_with(|| Helpers::start(decoding));
            let (to_part, part) = sync_channel(WAITING);
            if send.send(Part::There(part)).is_err() {
                return Ok(());
            }
            helpers.decode(input.split_to(whole), to_part);
        } else {
            decoder.decode_frame(&mut input)?;
        }
    }
    decoder.flush()
}
