//! Hexadecimal and base64 in any number of fields up to the end, one byte at least.

use super::cursor::Cursor;
use crate::rdata::binary::decode_group;
use crate::scan::Block;

/// Fields with an even number of digits each.
#[inline(always)]
pub(super) fn push_hex<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    loop {
        let (bytes, valid) = B::decode_hex(data.bytes()?);
        let count = (!valid).trailing_zeros() as usize;
        if count == 0 || !count.is_multiple_of(2) {
            return None;
        }
        push_first(&bytes, count / 2, out);
        data.advance(count)?;
        if data.at_end::<B>() {
            return Some(());
        }
    }
}

/// Fields of whole groups of four characters each.
#[inline(always)]
pub(super) fn push_base64<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    loop {
        let (bytes, valid) = B::decode_base64(data.bytes()?);
        let count = (!valid).trailing_zeros() as usize;
        if count == 0 {
            return None;
        }
        push_first(&bytes, count / 4 * 3, out);
        data.advance(count / 4 * 4)?;
        if !count.is_multiple_of(4) {
            push_padded(data, out)?;
            return data.at_end::<B>().then_some(());
        }
        if data.at_end::<B>() {
            return Some(());
        }
    }
}

/// The last group, with padding.
#[inline(always)]
fn push_padded(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    let &[a, b, c, d] = data.bytes()?;
    data.advance(4)?;
    // Padding stands for zeros, and so must the bits that are left over.
    let (third, count) = if c == b'=' { (b'A', 1) } else { (c, 2) };
    let bits = decode_group([a, b, third, b'A']);
    let spare = bits << (8 + 8 * count);
    if d != b'=' || bits >> 24 != 0 || spare != 0 {
        return None;
    }
    out.extend_from_slice(&bits.to_be_bytes()[1..1 + count]);
    Some(())
}

/// Appends the first `count` bytes.
#[inline(always)]
fn push_first<const N: usize>(bytes: &[u8; N], count: usize, out: &mut Vec<u8>) {
    let base = out.len();
    out.extend_from_slice(bytes);
    out.truncate(base + count);
}
