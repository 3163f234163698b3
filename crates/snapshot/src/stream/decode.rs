//! Decodes frames into buffers.

use super::gzip::Gzip;
use super::input::Input;
use super::zstandard::Zstandard;
use super::{Container, Decoding};
use crate::buffer::Buffer;
use std::io;

/// From this size on what compressed data expands to is held against its own size, in bytes.
const BOMB_FLOOR: u64 = 1 << 26;
/// A buffer with less room than this is full.
const MIN_SPACE: usize = 1 << 10;

/// Where decoded buffers go; false if nobody wants them.
pub(super) type Sink<'a> = dyn Fn(Buffer) -> bool + 'a;

/// Decodes frames, one after the other.
pub(super) struct Decoder<'a> {
    codec: Codec,
    out: Out<'a>,
}

enum Codec {
    Plain,
    Gzip(Gzip),
    Zstd(Zstandard),
}

/// Buffers being filled.
pub(super) struct Out<'a> {
    decoding: &'a Decoding,
    buffer: Buffer,
    sink: &'a Sink<'a>,
    /// Bytes written, those in `buffer` left out.
    written: u64,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(decoding: &'a Decoding, sink: &'a Sink<'a>) -> io::Result<Self> {
        let codec = match decoding.container {
            Container::Plain => Codec::Plain,
            Container::Gzip => Codec::Gzip(Gzip::new()),
            Container::Zstd => Codec::Zstd(Zstandard::new()?),
        };
        Ok(Decoder { codec, out: Out { decoding, buffer: decoding.pool.take(), sink, written: 0 } })
    }

    /// Decodes one frame, which begins where `input` stands.
    ///
    /// # Errors
    /// The frame is damaged or cut off, or expands too much.
    pub(super) fn decode_frame(&mut self, input: &mut Input) -> io::Result<()> {
        match &mut self.codec {
            Codec::Plain => Ok(()),
            Codec::Gzip(gzip) => gzip.decode_member(input, &mut self.out),
            Codec::Zstd(zstd) => zstd.decode_frame(input, &mut self.out),
        }?;
        self.out.check_ratio(input)
    }

    /// Copies a stream that is not compressed.
    pub(super) fn copy(&mut self, input: Input) -> io::Result<()> {
        let Some(mut raw) = input.into_raw() else { return Ok(()) };
        loop {
            let read = raw.read(self.out.buffer.space())?;
            if read == 0 {
                return self.flush();
            }
            self.out.buffer.grow(read);
            if self.out.buffer.space().is_empty() {
                self.flush()?;
            }
        }
    }

    /// Gives out what has been decoded.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.out.buffer.len() > 0 { self.out.flush() } else { Ok(()) }
    }
}

impl Out<'_> {
    /// Room for more, never none.
    pub(super) fn space(&mut self) -> &mut [u8] {
        self.buffer.space()
    }

    /// The first `len` bytes of the room have been written.
    ///
    /// # Errors
    /// `input` expands too much, or nobody wants more.
    pub(super) fn grow(&mut self, len: usize, input: &Input) -> io::Result<()> {
        self.buffer.grow(len);
        if self.buffer.space().len() < MIN_SPACE {
            self.check_ratio(input)?;
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let full = std::mem::replace(&mut self.buffer, self.decoding.pool.take());
        self.written += full.len() as u64;
        let is_wanted = (self.sink)(full);
        if is_wanted { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    fn check_ratio(&self, input: &Input) -> io::Result<()> {
        let plain = self.written + self.buffer.len() as u64;
        let ratio = self.decoding.max_ratio;
        if plain <= BOMB_FLOOR.max(input.taken().saturating_mul(ratio)) {
            return Ok(());
        }
        let message = format!("expands to more than {ratio} times its compressed size");
        Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
    }
}

/// The frame goes on, and the input does not.
pub(super) fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the compressed data ends early")
}

pub(super) fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the compressed data is damaged: {what}"))
}
