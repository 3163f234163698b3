//! Data of common types that begins at once and fits into a block, on one line: nothing has to be searched for there. Whatever else there
//! is goes to [`super::encode_as`].

use super::names::{find_dots, push_marked};
use super::written::is_as_written;
use super::{address, form};
use crate::name::{Name, decode_byte};
use crate::rtype::RrType;
use crate::scan::{BLOCK, Block, STRING_STOPS};

/// The most bytes that are written at once.
const ROOM: usize = 3 * BLOCK;

/// [`super::Encoder`] for the types of one [`form`].
#[inline(always)]
pub(crate) fn encode_short<B: Block, const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    if FORM >= form::WRITTEN_NAME {
        return is_as_written::<B, FORM>(ahead, len);
    }
    // Calls are made at the end alone, so that nothing has to be kept across them.
    if out.capacity() - out.len() < ROOM {
        return encode_with_room::<B, FORM>(rtype, ahead, len, origin, out);
    }
    let base = out.len();
    let encoded = match ahead.first_chunk() {
        Some(bytes) => match FORM {
            form::NAME => push_name::<B>(bytes, len, origin, out),
            form::IPV4 => push_ipv4::<B>(bytes, len, out),
            form::IPV6 => push_ipv6::<B>(bytes, len, out),
            form::EXCHANGE => push_exchange::<B>(bytes, len, origin, out),
            _ => push_string::<B>(bytes, len, out),
        },
        None => None,
    };
    if encoded.is_some() {
        return true;
    }
    out.truncate(base);
    B::encode_as::<FORM>(rtype, ahead, len, origin, out)
}

/// [`encode_short`] where `out` has to grow first.
#[cold]
#[inline(never)]
fn encode_with_room<B: Block, const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    out.reserve(ROOM);
    B::encode_short::<FORM>(rtype, ahead, len, origin, out)
}

/// What can be seen of the data and behind it.
type Window = [u8; 2 * BLOCK];

#[inline(always)]
fn first_block(window: &Window) -> &[u8; BLOCK] {
    window.first_chunk().expect("the window has two blocks")
}

#[inline(always)]
fn push_name<B: Block>(window: &Window, len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    if len == 1 && window[0] == b'@' {
        origin?.append_to(out);
        return Some(());
    }
    let bytes = first_block(window);
    push_whole::<B, 0>([], bytes, len, origin, out)
}

/// Appends `before` and the name that the first `len` of `bytes` are, but for blanks behind it.
#[inline(always)]
fn push_whole<B: Block, const N: usize>(
    before: [u8; N],
    bytes: &[u8; BLOCK],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let block = B::load(bytes);
    let name_len = block.no_name_bytes().trailing_zeros();
    if name_len as usize != len && !is_blank_between(block, name_len, len) {
        return None;
    }
    let dots = find_dots(block, name_len)?;
    push_marked(before, bytes, (name_len as usize, dots), origin, out)
}

/// True if there are blanks alone from byte `start` to byte `end`, at least one, as in front of a comment.
#[inline(always)]
fn is_blank_between<B: Block>(block: B, start: u32, end: usize) -> bool {
    let up_to_end = 1u64.checked_shl(end as u32).map_or(0, |bit| bit - 1);
    let between = up_to_end & (u64::MAX << (start & 63));
    between != 0 && end < BLOCK && !block.blanks() & between == 0
}

/// A preference of one digit or two, a space, and a name.
#[inline(always)]
fn push_exchange<B: Block>(window: &Window, len: usize, origin: Option<&Name>, out: &mut Vec<u8>) -> Option<()> {
    let [first, second, third, ..] = *window;
    let (tens, units) = (first.wrapping_sub(b'0'), second.wrapping_sub(b'0'));
    if tens > 9 {
        return None;
    }
    let (preference, digits) = match (units <= 9, second) {
        (true, _) if third == b' ' => (tens * 10 + units, 2),
        (_, b' ') => (tens, 1),
        _ => return None,
    };
    let bytes = window[digits + 1..].first_chunk()?;
    push_whole::<B, 2>([0, preference], bytes, len.wrapping_sub(digits + 1), origin, out)
}

#[inline(always)]
fn push_ipv4<B: Block>(window: &Window, len: usize, out: &mut Vec<u8>) -> Option<()> {
    let (address, size) = B::split_ipv4(window.first_chunk()?)?;
    (size == len).then(|| out.extend_from_slice(&address))
}

#[inline(always)]
fn push_ipv6<B: Block>(window: &Window, len: usize, out: &mut Vec<u8>) -> Option<()> {
    let (address, size) = address::split_ipv6::<B>(first_block(window))?;
    (size == len).then(|| out.extend_from_slice(&address))
}

/// A quoted string.
#[inline(always)]
fn push_string<B: Block>(window: &Window, len: usize, out: &mut Vec<u8>) -> Option<()> {
    let bytes = first_block(window);
    let stops = B::load(bytes).members(&STRING_STOPS);
    if stops & 1 == 0 || bytes[0] != b'"' {
        return None;
    }
    let stops = stops & (stops - 1);
    let end = stops.trailing_zeros() as usize;
    match bytes[end & (BLOCK - 1)] {
        b'"' if end + 1 == len => {}
        b'\\' if len <= BLOCK => return push_escaped(window, stops, len, out),
        _ => return None,
    }
    let base = out.len();
    out.extend_from_slice(bytes);
    // The length takes the place of the quote.
    out[base] = end as u8 - 1;
    out.truncate(base + end);
    Some(())
}

/// A quoted string with escapes, whose `stops` behind the first quote are known.
#[inline(always)]
fn push_escaped(window: &Window, mut stops: u64, len: usize, out: &mut Vec<u8>) -> Option<()> {
    let base = out.len();
    out.extend_from_slice(window);
    let wire: &mut Window = out.last_chunk_mut()?;
    // What is behind `write` there is what is behind `read` in the text.
    let (mut read, mut write) = (1, 1);
    while read < BLOCK && stops != 0 {
        let stop = stops.trailing_zeros() as usize;
        write += stop - read;
        if window[stop] == b'"' && stop + 1 == len {
            wire[0] = write as u8 - 1;
            out.truncate(base + write);
            return Some(());
        }
        if window[stop] != b'\\' {
            return None;
        }
        let (byte, used) = decode_byte(window, stop).ok()?;
        wire[write & (BLOCK - 1)] = byte;
        (read, write) = (stop + used, write + 1);
        let behind: &[u8; BLOCK] = window.get(read..)?.first_chunk()?;
        wire[write..write + BLOCK].copy_from_slice(behind);
        stops &= u64::MAX.checked_shl(read as u32)?;
    }
    None
}
