//! Quoted strings.

use super::cursor::Cursor;
use crate::name::decode_byte;
use crate::scan::{BLOCK, Block, STRING_STOPS};

/// Quoted character-strings up to the end, one at least.
#[inline(always)]
pub(super) fn push_strings<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    loop {
        let place = out.len();
        out.push(0);
        push_quoted::<B>(data, out)?;
        out[place] = u8::try_from(out.len() - place - 1).ok()?;
        if data.at_end::<B>() {
            return Some(());
        }
    }
}

/// The bytes of a quoted field, its escapes resolved.
#[inline(always)]
fn push_quoted<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    if data.byte()? != b'"' {
        return None;
    }
    data.advance(1)?;
    loop {
        let bytes: &[u8; BLOCK] = data.bytes()?;
        let count = B::load(bytes).members(&STRING_STOPS).trailing_zeros() as usize;
        let base = out.len();
        out.extend_from_slice(bytes);
        out.truncate(base + count);
        data.advance(count)?;
        if count == BLOCK {
            continue;
        }
        match data.byte()? {
            b'"' => return data.advance(1),
            b'\\' => {
                let (byte, used) = decode_byte(data.text(), data.pos()).ok()?;
                out.push(byte);
                data.advance(used)?;
            }
            _ => return None,
        }
    }
}

/// The flags, tag and quoted value of CAA.
#[inline(always)]
pub(super) fn push_property<B: Block>(data: &mut Cursor<'_>, out: &mut Vec<u8>) -> Option<()> {
    data.push_u8::<B>(out)?;
    let tag = data.split_word::<B>()?;
    out.push(tag.len() as u8);
    out.extend_from_slice(&data.text()[tag]);
    push_quoted::<B>(data, out)
}
