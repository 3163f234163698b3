//! Domain names: the text is copied as it is, and the dots, all found at once, are overwritten with the lengths of the labels.

use super::cursor::Cursor;
use crate::name::Name;
use crate::rdata::names::write_marked_lengths;
use crate::scan::{BLOCK, Block};

/// A name of less than 64 bytes, without escapes. It need not end here: what is behind it is looked at by the caller.
#[inline(always)]
pub(super) fn push_name<B: Block>(data: &mut Cursor<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    let bytes: &[u8; BLOCK] = data.bytes()?;
    let block = B::load(bytes);
    let len = block.no_name_bytes().trailing_zeros();
    if len == 0 {
        return push_origin(data, origin, out);
    }
    let dots = find_dots(block, len)?;
    data.advance(len as usize)?;
    push_marked::<0>([], bytes, (len as usize, dots), origin, out)
}

/// The dots of the name of `len` bytes that `block` begins with. None if it is empty or too long, or a label is empty.
#[inline(always)]
pub(super) fn find_dots<B: Block>(block: B, len: u32) -> Option<u64> {
    if len.wrapping_sub(1) >= BLOCK as u32 - 1 {
        return None;
    }
    let dots = block.eq(b'.') & ((1 << len) - 1);
    (dots & (dots << 1 | 1) == 0).then_some(dots)
}

/// Appends `N` bytes and the name that the first `len` of `bytes` are.
#[inline(always)]
pub(super) fn push_marked<const N: usize>(
    before: [u8; N],
    bytes: &[u8; BLOCK],
    (len, dots): (usize, u64),
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let base = out.len();
    // Room for the name and an origin, so that nothing below has to look for it.
    out.extend_from_slice(&[0; 3 + 2 * BLOCK]);
    let wire: &mut [u8; 3 + 2 * BLOCK] = out.last_chunk_mut()?;
    wire[..N].copy_from_slice(&before);
    wire[N + 1..][..BLOCK].copy_from_slice(bytes);
    let label = write_marked_lengths(len, dots, wire[N..].first_chunk_mut()?);
    let mut end = N + len + 1;
    if label < len {
        end += origin?.copy_to(wire[end..].first_chunk_mut()?)?;
    }
    out.truncate(base + end);
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
