//! Members of gzip (RFC 1952).

use super::decode::{Out, cut_off, damaged};
use super::input::Input;
use flate2::{Decompress, FlushDecompress, Status};
use std::io;

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;
/// A header longer than this is no header.
const MAX_HEADER: usize = 1 << 18;
/// Check sum and length behind the data.
const TRAILER: usize = 8;

pub(super) struct Gzip {
    inflate: Decompress,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Gzip { inflate: Decompress::new(false) }
    }

    /// Decodes one member.
    pub(super) fn decode_member(&mut self, input: &mut Input, out: &mut Out<'_>) -> io::Result<()> {
        let header = find_header_end(input)?;
        input.take(header);
        self.inflate.reset(false);
        let mut sum = crc32fast::Hasher::new();
        loop {
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(input.held(), out.space(), FlushDecompress::None);
            let status = status.map_err(|e| damaged(&e.to_string()))?;
            let read = (self.inflate.total_in() - before_in) as usize;
            let written = (self.inflate.total_out() - before_out) as usize;
            sum.update(&out.space()[..written]);
            input.take(read);
            out.grow(written, input)?;
            if status == Status::StreamEnd {
                return check_trailer(input, sum.finalize(), self.inflate.total_out());
            }
            if written == 0 && input.held().is_empty() && !input.pull()? {
                return Err(cut_off());
            }
        }
    }
}

fn check_trailer(input: &mut Input, sum: u32, len: u64) -> io::Result<()> {
    input.fill_to(TRAILER)?;
    let Some(&[a, b, c, d, e, f, g, h]) = input.held().first_chunk() else { return Err(cut_off()) };
    if u32::from_le_bytes([a, b, c, d]) != sum {
        return Err(damaged("the check sum is wrong"));
    }
    // The length is written modulo 2^32.
    if u32::from_le_bytes([e, f, g, h]) != len as u32 {
        return Err(damaged("the length is wrong"));
    }
    input.take(TRAILER);
    Ok(())
}

/// Length of the header at which `input` stands.
fn find_header_end(input: &mut Input) -> io::Result<usize> {
    let mut wanted = 1 << 10;
    loop {
        let held = input.fill_to(wanted)?;
        match header_len(input.held()) {
            Header::Len(len) => return Ok(len),
            Header::CutOff if held < wanted => return Err(cut_off()),
            Header::CutOff if wanted < MAX_HEADER => wanted *= 2,
            Header::CutOff | Header::Bad => return Err(damaged("no gzip header")),
        }
    }
}

enum Header {
    Len(usize),
    /// It goes on behind the bytes there are.
    CutOff,
    Bad,
}

fn header_len(bytes: &[u8]) -> Header {
    let known = bytes.len().min(MAGIC.len());
    if bytes[..known] != MAGIC[..known] {
        return Header::Bad;
    }
    match skip_header(bytes) {
        Some(_) if bytes[3] & RESERVED != 0 => Header::Bad,
        Some(len) => Header::Len(len),
        None => Header::CutOff,
    }
}

fn skip_header(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & FEXTRA != 0 {
        at += 2 + extra_len(bytes)?;
    }
    for _ in 0..(flags & (FNAME | FCOMMENT)).count_ones() {
        at += memchr::memchr(0, bytes.get(at..)?)? + 1;
    }
    if flags & FHCRC != 0 {
        at += 2;
    }
    (at <= bytes.len()).then_some(at)
}

fn extra_len(bytes: &[u8]) -> Option<usize> {
    let &[low, high] = bytes.get(10..12)?.first_chunk()?;
    Some(usize::from(u16::from_le_bytes([low, high])))
}

/// Length of the whole members at the start of `bytes`, as far as they say how long they are: those that bgzip writes do.
pub(super) fn whole_blocks(bytes: &[u8]) -> usize {
    let mut whole = 0;
    while let Some(len) = block_len(&bytes[whole..]).filter(|len| whole + len <= bytes.len()) {
        whole += len;
    }
    whole
}

/// Length of the member at the start of `bytes`, if it is a BGZF block (SAM specification, 4.1).
fn block_len(bytes: &[u8]) -> Option<usize> {
    let is_block = bytes.starts_with(&MAGIC) && bytes.get(3)? & FEXTRA != 0;
    let mut fields = bytes.get(12..12 + extra_len(bytes)?).filter(|_| is_block)?;
    loop {
        let (&[first, second, low, high], rest) = fields.split_first_chunk()?;
        let len = usize::from(u16::from_le_bytes([low, high]));
        if let (b'B', b'C', &[low, high]) = (first, second, rest.get(..len)?) {
            // A member has a header and a trailer; one that says otherwise is left to the decoder.
            let len = usize::from(u16::from_le_bytes([low, high])) + 1;
            return Some(len).filter(|&len| len > TRAILER);
        }
        fields = &rest[len..];
    }
}
