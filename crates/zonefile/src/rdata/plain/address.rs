//! Addresses.

use super::cursor::Cursor;
use crate::scan::{BLOCK, Block, Nibbles};

#[inline(always)]
pub(super) fn push_ipv4<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    let (address, len) = B::split_ipv4(data.bytes()?)?;
    data.advance(len)?;
    out.extend_from_slice(&address);
    Some(())
}

static HEX_DIGITS: Nibbles = Nibbles::of(b"0123456789ABCDEFabcdef");
const GROUPS: u32 = 8;

/// An address without an IPv4 address in it.
#[inline(always)]
pub(super) fn push_ipv6<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    let bytes: &[u8; BLOCK] = data.bytes()?;
    let block = B::load(bytes);
    let (digits, colons) = (block.members(&HEX_DIGITS), block.eq(b':'));
    let len = (!(digits | colons)).trailing_zeros();
    if len > 39 {
        return None;
    }
    let within = (1 << len) - 1;
    let (digits, colons) = (digits & within, colons & within);
    // Where two colons begin, and groups of five digits or more.
    let gaps = colons & colons >> 1;
    let second = digits & digits >> 1;
    let long = second & second >> 2 & digits >> 4;
    // A colon at an end must be one of two.
    let single = colons & !(gaps | gaps << 1);
    let ends = 1 | 1 << len >> 1;
    let mut starts = digits & !(digits << 1);
    let count = starts.count_ones();
    let complete = if gaps == 0 { count == GROUPS } else { gaps & (gaps - 1) == 0 && count < GROUPS };
    if !complete || long != 0 || single & ends != 0 {
        return None;
    }
    // Groups before the gap stand in front, the others at the end: behind the gap as many places are left out as groups are missing.
    let before = if gaps == 0 { GROUPS } else { (starts & (gaps - 1)).count_ones() };
    let (base, missing) = (out.len(), (GROUPS - count) as usize);
    out.extend_from_slice(&[0; 16]);
    let wire: &mut [u8; 16] = out[base..].first_chunk_mut()?;
    let mut place = 0;
    while starts != 0 {
        if place == before as usize {
            place += missing;
        }
        let start = starts.trailing_zeros();
        starts &= starts - 1;
        let length = (!(digits >> start)).trailing_zeros();
        wire.as_chunks_mut::<2>().0[place % 8] = parse_group(bytes, start, length);
        place += 1;
    }
    data.advance(len as usize)
}

/// The two bytes of one to four digits.
#[inline(always)]
fn parse_group(bytes: &[u8; BLOCK], start: u32, length: u32) -> [u8; 2] {
    // An address is shorter than 40 bytes.
    let from = start as usize & 63;
    let digits =
        bytes.get(from..from + 4).and_then(<[u8]>::first_chunk).map_or(0, |digits| u32::from_le_bytes(*digits));
    // Digits that are missing in front become zeros.
    let digits = digits.unbounded_shl(32 - 8 * length);
    let values = (digits & 0x0f0f_0f0f) + (digits >> 6 & 0x0101_0101) * 9;
    let pairs = values << 4 | values >> 8;
    [pairs as u8, (pairs >> 16) as u8]
}
