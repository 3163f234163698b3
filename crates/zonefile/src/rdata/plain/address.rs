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

#[inline(always)]
pub(super) fn push_ipv6<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    let (address, len) = split_ipv6::<B>(data.bytes()?)?;
    data.advance(len)?;
    out.extend_from_slice(&address);
    Some(())
}

/// The address at the start of `bytes`, without an IPv4 address in it, and its length in bytes.
#[inline(always)]
pub(super) fn split_ipv6<B: Block>(bytes: &[u8; BLOCK]) -> Option<([u8; 16], usize)> {
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
    let (starts, ends) = (digits & !(digits << 1), digits << 1 & !digits);
    let count = starts.count_ones();
    let complete = if gaps == 0 { count == GROUPS } else { gaps & (gaps - 1) == 0 && count < GROUPS };
    if !complete || long != 0 || single & (1 | 1 << len >> 1) != 0 {
        return None;
    }
    let (mut starts, mut ends) = list_groups(starts, ends, count);
    if gaps != 0 {
        // Groups before the gap stand in front, the others at the end.
        let (before, missing) = ((digits & !(digits << 1) & (gaps - 1)).count_ones(), GROUPS - count);
        starts = move_up(starts, before, missing);
        ends = move_up(ends, before, missing);
    }
    Some((block.join_groups(starts, ends), len as usize))
}

/// The places of `count` bits each, eight at most, as bytes, the lowest first.
#[inline(always)]
fn list_groups(mut starts: u64, mut ends: u64, count: u32) -> (u64, u64) {
    let (mut start_list, mut end_list) = (0u64, 0u64);
    while starts != 0 {
        start_list = (start_list | u64::from(starts.trailing_zeros())).rotate_right(8);
        end_list = (end_list | u64::from(ends.trailing_zeros())).rotate_right(8);
        (starts, ends) = (starts & (starts - 1), ends & ends.wrapping_sub(1));
    }
    // They stand at the end of the words now.
    let unused = 64 - 8 * count;
    (start_list.wrapping_shr(unused), end_list.wrapping_shr(unused))
}

/// Moves the bytes behind the first `before`, of seven at most, up by `count`. There are eight places for them.
#[inline(always)]
fn move_up(list: u64, before: u32, count: u32) -> u64 {
    let front = 1u64.wrapping_shl(8 * before) - 1;
    // None are there to move if all places are to be left out.
    list & front | (list & !front).wrapping_shl(8 * count)
}
