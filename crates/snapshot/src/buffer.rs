//! Buffers for streams, used again once the last batch that points into them is gone.

use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};

/// Room in front of a buffer that is filled from a stream, for the start of the line that the buffer before it broke off.
pub(crate) const HEADROOM: usize = 1 << 16;

/// Buffers of one scan that are free, each of `len` bytes behind its headroom.
pub(crate) struct Pool {
    len: usize,
    free: Mutex<Vec<Vec<u8>>>,
}

impl Pool {
    pub(crate) fn new(len: usize) -> Arc<Pool> {
        Arc::new(Pool { len, free: Mutex::default() })
    }

    /// An empty buffer with room for [`HEADROOM`] bytes before what it will hold.
    pub(crate) fn take(self: &Arc<Self>) -> Buffer {
        let bytes = self.lock().pop().unwrap_or_else(|| vec![0; self.len + HEADROOM]);
        Buffer { bytes, start: HEADROOM, end: HEADROOM, pool: self.clone() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes of a [`Pool`], to which they return.
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    pool: Arc<Pool>,
}

impl Buffer {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    /// The room behind what it holds.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        &mut self.bytes[self.end..]
    }

    /// The first `len` bytes of the space are filled.
    pub(crate) fn grow(&mut self, len: usize) {
        self.end += len;
        debug_assert!(self.end <= self.bytes.len());
    }

    /// Puts `text` in front of what it holds. False if there is no room for it.
    pub(crate) fn prepend(&mut self, text: &[u8]) -> bool {
        let Some(start) = self.start.checked_sub(text.len()) else { return false };
        self.bytes[start..self.start].copy_from_slice(text);
        self.start = start;
        true
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.pool.lock().push(bytes);
    }
}
