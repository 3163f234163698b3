//! Domain names: the text is copied as it is, and the dots, all found at once, are overwritten with the lengths of the labels.

use super::cursor::Cursor;
use crate::name::{MAX_NAME, Name};
use crate::rdata::names::write_marked_lengths;
use crate::scan::{BLOCK, Block};

/// A name of less than 64 bytes, without escapes. It need not end here: what is behind it is looked at by the caller.
#[inline(always)]
pub(super) fn push_name<B: Block>(data: &mut Cursor<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    let bytes: &[u8; BLOCK] = data.bytes()?;
    let block = B::load(bytes);
    let len = (!block.name_bytes()).trailing_zeros();
    if len == 0 {
        return push_origin(data, origin, out);
    }
    if len as usize >= BLOCK {
        return None;
    }
    let dots = block.eq(b'.') & ((1 << len) - 1);
    if dots & (dots << 1 | 1) != 0 {
        return None;
    }
    data.advance(len as usize)?;
    let base = out.len();
    out.push(0);
    out.extend_from_slice(bytes);
    let label = write_marked_lengths(len as usize, dots, out[base..].first_chunk_mut()?);
    out.truncate(base + len as usize + 1);
    if label == len as usize {
        return Some(());
    }
    let origin = origin.filter(|origin| len as usize + 1 + origin.wire().len() <= MAX_NAME)?;
    origin.append_to(out);
    Some(())
}

/// `@`.
#[inline(always)]
fn push_origin(data: &mut Cursor<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    let &[at, next] = data.bytes()?;
    // What ends the field is looked at by the caller; a name goes on behind an `@` that is not all of it.
    if at != b'@' || !matches!(next, b' ' | b'\t' | b'\n') {
        return None;
    }
    data.advance(1)?;
    origin?.append_to(out);
    Some(())
}

/// `count` numbers of two bytes, and a name.
#[inline(always)]
pub(super) fn push_numbered_name<B: Block>(
    count: u32,
    data: &mut Cursor<'_>,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Option<()> {
    for _ in 0..count {
        data.push_u16::<B>(out)?;
    }
    push_name::<B>(data, origin, out)
}
