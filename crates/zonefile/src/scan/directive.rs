//! `$TTL` and `$ORIGIN` in their plain forms; whatever is odd about one leaves it to the scalar path.

use super::block::{Block, Window, block_at, low_bits, word_in};
use super::lines::check_owner;
use super::state::State;
use super::{Lines, OwnerKind};
use crate::keys::upper;
use crate::scope::Fields;
use crate::ttl::parse_ttl;

const TTL: u64 = u64::from_le_bytes(*b"$TTL\0\0\0\0");
const ORIGIN: u64 = u64::from_le_bytes(*b"$ORIGIN\0");

/// Carries out the directive at `pos`, whose block has `stops`: where the next line starts. None if it is another one, or in
/// another form.
#[inline(always)]
pub(super) fn read<B: Block>(
    text: &[u8],
    pos: usize,
    window: &Window,
    (block, stops): (B, u64),
    state: &mut State<'_>,
    lines: &mut Lines,
) -> Option<usize> {
    let word = upper(u64::from_le_bytes(*word_in(window, 0)));
    let (is_ttl, is_origin) = (word as u32 == TTL as u32, word << 8 == ORIGIN << 8);
    let end = stops.trailing_zeros();
    if !(is_ttl || is_origin) || end >= 64 || window[end as usize & 63] != b'\n' {
        return None;
    }
    // Nothing but blanks around one field behind the keyword.
    let keyword = if is_ttl { 4 } else { 7 };
    let fields = !block.blanks() & low_bits(end);
    let field = fields & !low_bits(keyword);
    let start = field.trailing_zeros();
    let rest = field.checked_add(1 << (start & 63))?;
    if fields & 1 << keyword != 0 || start >= 64 || rest & field != 0 {
        return None;
    }
    let (at, len) = (pos + start as usize, rest.trailing_zeros() - start);
    if is_ttl {
        let ttl = parse_ttl(&text[at..at + len as usize]).ok()?;
        state.inherited.state_default_ttl(ttl);
    } else {
        set_origin::<B>(text, at, len, state, lines)?;
    }
    Some(pos + end as usize + 1)
}

/// Makes the `len` bytes at `at` the origin of the lines that follow. None if they are no absolute name, or too many have been set.
#[inline(always)]
fn set_origin<B: Block>(text: &[u8], at: usize, len: u32, state: &mut State<'_>, lines: &mut Lines) -> Option<()> {
    let block: B = block_at(text, at);
    check_owner(at, text[at], block, len, 0).filter(|name| name.is(OwnerKind::Absolute))?;
    if !lines.rest().is_empty() {
        // Their data may be relative.
        state.inherited.depend(Fields::ORIGIN);
    }
    let name = lines.push_origin()?;
    name.assign_marked(text[at..].first_chunk()?, len as usize, block.eq(b'.') & low_bits(len));
    state.inherited.state_origin();
    state.set_origin(lines.last_origin(), len as usize + 1);
    Some(())
}
