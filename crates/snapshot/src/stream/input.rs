//! The bytes of a stream as they come: counted, shown to whoever hashes them, and held until they are decoded.

use crate::buffer::Pool;
use crate::source::Tap;
use bytes::Bytes;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read at a time.
const STEP: usize = 1 << 18;

/// A reader that counts.
pub(crate) struct Raw {
    pub(crate) reader: Box<dyn Read + Send>,
    /// Bytes read so far.
    pub(crate) read: Arc<AtomicU64>,
    /// Sees the bytes, in order.
    pub(crate) tap: Option<Tap>,
}

impl Raw {
    /// Some bytes; 0 at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buffer) {
                Ok(n) => {
                    self.read.fetch_add(n as u64, Ordering::Relaxed);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

/// Compressed bytes that are not decoded yet.
pub(super) struct Input {
    /// None for bytes in memory.
    raw: Option<Raw>,
    pool: Arc<Pool>,
    held: Bytes,
    /// Bytes taken so far.
    taken: u64,
}

impl Input {
    pub(super) fn new(raw: Raw) -> Input {
        Input { raw: Some(raw), pool: Pool::new(STEP), held: Bytes::new(), taken: 0 }
    }

    pub(super) fn in_memory(held: Bytes) -> Input {
        Input { raw: None, pool: Pool::new(STEP), held, taken: 0 }
    }

    /// What has been read and not been taken.
    pub(super) fn held(&self) -> &[u8] {
        &self.held
    }

    /// Bytes taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    pub(super) fn take(&mut self, len: usize) {
        drop(self.split_to(len));
    }

    pub(super) fn split_to(&mut self, len: usize) -> Bytes {
        self.taken += len as u64;
        self.held.split_to(len)
    }

    /// True if nothing is left behind the first `len` bytes held, as far as is known.
    pub(super) fn is_last(&self, len: usize) -> bool {
        self.raw.is_none() && self.held.len() == len
    }

    /// Reads on when nothing is held. False at the end.
    pub(super) fn pull(&mut self) -> io::Result<bool> {
        Ok(self.fill_to(self.held.len() + 1)? > 0)
    }

    /// Reads on until `len` bytes are held, or all there are; how many are.
    pub(super) fn fill_to(&mut self, len: usize) -> io::Result<usize> {
        if self.held.len() < len && self.raw.is_some() {
            let mut joined = Vec::new();
            while self.held.len() + joined.len() < len {
                let Some(bytes) = self.read_step()? else { break };
                if self.held.is_empty() {
                    self.held = bytes;
                    continue;
                }
                joined.extend_from_slice(&bytes);
            }
            if !joined.is_empty() {
                self.held = [self.held.as_ref(), &joined].concat().into();
            }
        }
        Ok(self.held.len())
    }

    /// The next bytes read, None at the end.
    fn read_step(&mut self) -> io::Result<Option<Bytes>> {
        let Some(raw) = &mut self.raw else { return Ok(None) };
        let mut buffer = self.pool.take();
        let read = raw.read(buffer.space())?;
        if read == 0 {
            self.raw = None;
            return Ok(None);
        }
        buffer.grow(read);
        let bytes = buffer.into_bytes();
        if let Some(tap) = &mut raw.tap {
            tap(&bytes);
        }
        Ok(Some(bytes))
    }

    /// The reader itself, for a stream that is not compressed.
    pub(super) fn into_raw(self) -> Option<Raw> {
        self.raw
    }
}
