//! Compressed and piped inputs as readers of the plain bytes.

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// How the bytes of an input are wrapped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Container {
    /// Not at all.
    Plain,
    /// gzip, one member or several (RFC 1952).
    Gzip,
    /// Zstandard, one frame or several, skippable ones included (RFC 8878).
    Zstd,
}

impl Container {
    /// The container that begins with `magic`; what a file is called does not matter.
    pub fn detect(magic: &[u8]) -> Container {
        match magic {
            [0x1f, 0x8b, ..] => Container::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Container::Zstd,
            _ => Container::Plain,
        }
    }
}

const READ_BUFFER: usize = 1 << 18;
/// The largest window that `zstd --long=31` writes.
const ZSTD_WINDOW_LOG: u32 = 31;

/// The plain bytes of `file`, which stands at its first byte.
pub(crate) fn decode_file(file: File, container: Container) -> io::Result<Box<dyn Read + Send>> {
    decode(BufReader::with_capacity(READ_BUFFER, file), container)
}

/// The plain bytes of standard input; the container is found by looking at its first bytes.
pub(crate) fn decode_stdin() -> io::Result<Box<dyn Read + Send>> {
    let mut input = BufReader::with_capacity(READ_BUFFER, io::stdin());
    let container = Container::detect(input.fill_buf()?);
    decode(input, container)
}

fn decode<R: BufRead + Send + 'static>(input: R, container: Container) -> io::Result<Box<dyn Read + Send>> {
    Ok(match container {
        Container::Plain => Box::new(input),
        Container::Gzip => Box::new(MultiGzDecoder::new(input)),
        Container::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
    })
}
