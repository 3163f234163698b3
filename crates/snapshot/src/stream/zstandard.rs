//! Frames of Zstandard (RFC 8878).

use super::decode::{Out, cut_off, damaged};
use super::input::Input;
use std::io;
use zstd::stream::raw::{DParameter, InBuffer, Operation, OutBuffer};

/// The largest window that `zstd --long=31` writes.
const WINDOW_LOG: u32 = 31;

pub(super) struct Zstandard(zstd::stream::raw::Decoder<'static>);

impl Zstandard {
    pub(super) fn new() -> io::Result<Self> {
        let mut decoder = zstd::stream::raw::Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG))?;
        Ok(Zstandard(decoder))
    }

    /// Decodes a frame, which may be a skippable one.
    pub(super) fn decode_frame(&mut self, input: &mut Input, out: &mut Out<'_>) -> io::Result<()> {
        loop {
            let (mut from, mut to) = (InBuffer::around(input.held()), OutBuffer::around(out.space()));
            let left = self.0.run(&mut from, &mut to).map_err(|e| damaged(&e.to_string()))?;
            let (read, written) = (from.pos(), to.pos());
            input.take(read);
            out.grow(written, input)?;
            if left == 0 {
                return Ok(());
            }
            if written == 0 && input.held().is_empty() && !input.pull()? {
                return Err(cut_off());
            }
        }
    }
}

/// Length of the whole frames at the start of `bytes`.
pub(super) fn whole_frames(bytes: &[u8]) -> usize {
    let mut whole = 0;
    while let Ok(len @ 1..) = zstd::zstd_safe::find_frame_compressed_size(&bytes[whole..]) {
        whole += len;
    }
    whole
}
