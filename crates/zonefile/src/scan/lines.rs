//! The line loops, written once for every instruction set: one for the lines that large zones are made of, one for all others.

use super::block::{BLOCK, Block, REACH, Window, block_at, first_block, low_bits, word_in};
use super::head;
use super::heads::{Heads, head_text};
use super::quoted::{self, End};
use super::state::{State, fits};
use super::{Line, Lines, OriginAt, OwnerAt, OwnerKind, directive};
use crate::extent::MAX_RECORD;
use crate::records::Records;
use crate::rtype::Class;
use crate::scope::Fields;

/// See [`super::fill`].
#[inline(always)]
pub(super) fn fill<B: Block>(records: &mut Records<'_>) {
    if records.scope.class != Class::IN {
        // Heads that are known state this class or none.
        return;
    }
    let (text, mut pos, mut state) = (records.text, records.pos, State::new(records));
    let (heads, lines) = (&mut *records.heads, &mut *records.lines);
    loop {
        let reached = B::read_lines(text, pos, &mut state, heads, lines);
        pos = reached.pos;
        if !reached.known_next {
            break;
        }
        pos = read_known_lines::<B>(text, pos, &mut state, heads, lines);
    }
    records.pos = pos;
    (records.owner, records.run) = (state.owner, state.run);
    (records.set, records.uses) = state.inherited.store(&mut records.scope);
}

/// How far a loop came.
pub(crate) struct Reached {
    /// The first line that was not read.
    pos: usize,
    /// True if it may be one for [`read_known_lines`].
    known_next: bool,
}

/// Reads lines of the form that large zones are made of: an owner in the first column, and a head of three fields that has been
/// seen before. Gives the same records as [`read_line`], and stops at the first line that is not so: its offset.
///
/// A control byte counts as a blank here. No head that was kept has one, nor has an owner.
#[inline(always)]
fn read_known_lines<'s, B: Block>(
    text: &'s [u8],
    mut pos: usize,
    state: &mut State<'s>,
    heads: &Heads,
    lines: &mut Lines,
) -> usize {
    let (tags, room) = (state.tags, state.room);
    let (mut owner, mut run, mut owner_text, mut same_len) = (state.owner, state.run, state.owner_text, state.same_len);
    let mut last = None;
    while !lines.is_full() {
        let Some(window) = window_at(text, pos) else { break };
        let block: B = first_block(window);
        let (blanks, stops) = (block.up_to_space(), block.stops());
        let owner_len = blanks.trailing_zeros();
        let fields = !blanks & (blanks << 1);
        let class = fields & fields.wrapping_sub(1);
        let rtype = class & class.wrapping_sub(1);
        let rdata = (rtype & rtype.wrapping_sub(1)).trailing_zeros();
        // A head that spans a line end is not among the known ones.
        let Some(head) = head_text::<B::Half>(window, owner_len, rdata.wrapping_sub(owner_len)) else { break };
        let Some(stated) = heads.find(head) else { break };
        let bit = stops.trailing_zeros();
        // Nothing special before the data: a head that ends in a NUL looks like one without it.
        if bit < rdata {
            break;
        }
        let end = match find_end::<B>(text, pos, window, (block, stops), rdata) {
            Some(end) if rdata < 64 => end,
            _ => break,
        };
        if !(same_len == owner_len && is_same_text(block, owner_text, owner_len)) {
            match check_owner(pos, window[0], block, owner_len, tags.origin()) {
                Some(found) if fits(found, room) => (owner, run) = (found, run + 1),
                _ => break,
            }
            (owner_text, same_len) = (word_in(window, 0), owner_len);
            if owner.is_relative() {
                state.inherited.depend(Fields::ORIGIN);
            }
        }
        if stated.is_wanted() {
            let (data, tags) = ((rdata, (end.data - pos) as u32), tags.with_group(end.grouped));
            lines.push(Line::new(pos, owner, run, stated, data, tags));
        }
        last = Some(stated);
        pos = end.next;
    }
    if let Some(stated) = last {
        (state.owner, state.run, state.owner_text, state.same_len) = (owner, run, owner_text, same_len);
        state.inherited.state_head(stated.ttl());
    }
    pos
}

/// Reads lines of any form, up to one for the scalar path or behind one with a head of three fields.
#[inline(always)]
pub(super) fn read_lines<'s, B: Block>(
    text: &'s [u8],
    mut pos: usize,
    state: &mut State<'s>,
    heads: &mut Heads,
    lines: &mut Lines,
) -> Reached {
    let (mut known_next, mut full_before) = (false, false);
    while !known_next && !lines.is_full() {
        let Some(window) = window_at(text, pos) else { break };
        let Some((next, sets)) = read_line::<B>(text, pos, window, state, heads, lines) else { break };
        let full = sets == Fields::HEAD;
        // One alone is no reason to change loops.
        (pos, known_next, full_before) = (next, full && full_before, full);
    }
    Reached { pos, known_next }
}

#[inline(always)]
fn window_at(text: &[u8], pos: usize) -> Option<&Window> {
    text.get(pos..pos + REACH)?.first_chunk()
}

/// Reads the line at `pos` and keeps its record if it is wanted: where the next line starts, and what the record states. None if the
/// scalar path must read it.
#[inline(always)]
fn read_line<'s, B: Block>(
    text: &'s [u8],
    pos: usize,
    window: &'s Window,
    state: &mut State<'s>,
    heads: &mut Heads,
    lines: &mut Lines,
) -> Option<(usize, Fields)> {
    let block: B = first_block(window);
    let (blanks, stops) = (block.up_to_space(), block.stops());
    let mut starts = !blanks & (blanks << 1 | 1);
    let first_start = starts.trailing_zeros();
    let owned = first_start == 0;
    if stops.trailing_zeros() <= first_start {
        return Some((skip_line(text, pos, stops.trailing_zeros(), block)?, Fields::default()));
    }
    let (mut owner_len, mut sets) = (0, Fields::default());
    if owned {
        if window[0] == b'$' {
            return Some((directive::read(text, pos, window, (block, stops), state, lines)?, Fields::default()));
        }
        starts &= starts - 1;
        owner_len = blanks.trailing_zeros();
        sets = Fields::OWNER;
    } else if state.owner.is(OwnerKind::Nowhere) {
        return None;
    }
    let (stated, rdata) = head::read::<B>(text, pos, window, owner_len, (starts, stops), state.want, heads)?;
    let end = find_end::<B>(text, pos, window, (block, stops), rdata)?;
    let sets = stated.sets().and(sets);
    let ttl = state.inherited.ttl_of(sets, stated.ttl())?;
    if owned && !(state.same_len == owner_len && is_same_text(block, state.owner_text, owner_len)) {
        let owner = check_owner(pos, window[0], block, owner_len, state.tags.origin())?;
        if !fits(owner, state.room) {
            return None;
        }
        state.set_owner(owner, word_in(window, 0));
    }
    // Nothing has been changed for a line that is left to the scalar path.
    state.inherited.pass(sets, ttl);
    if stated.is_wanted() {
        let (data, tags) = ((rdata, (end.data - pos) as u32), state.tags.with_group(end.grouped));
        lines.push(Line::new(pos, state.owner, state.run, stated.with_ttl(ttl), data, tags));
    }
    Some((end.next, sets))
}

/// Where the line behind that at `pos` starts, which has blanks alone up to a comment or line feed at `stop`. None if it has
/// something else.
#[inline(always)]
fn skip_line<B: Block>(text: &[u8], pos: usize, stop: u32, block: B) -> Option<usize> {
    let at = pos + stop as usize;
    if !block.blanks() & low_bits(stop) != 0 || !matches!(text[at], b';' | b'\n') {
        return None;
    }
    Some(End::comment::<B>(text, at, false)?.next)
}

/// True if `block` begins with the first `len` bytes of `before`, less than 64.
#[inline(always)]
fn is_same_text<B: Block>(block: B, before: &[u8; BLOCK], len: u32) -> bool {
    let keep = (1u64 << (len & 63)) - 1;
    !block.eq_block(B::load(before)) & keep == 0
}

/// A new owner of `len` bytes at `pos`, in canonical text, without escapes and empty labels; `block` begins with it, and `first` is its
/// first byte. Labels are shorter than 64 bytes since the whole of it is.
#[inline(always)]
pub(super) fn check_owner<B: Block>(pos: usize, first: u8, block: B, len: u32, origin: OriginAt) -> Option<OwnerAt> {
    let last = len.wrapping_sub(1);
    if last >= BLOCK as u32 - 1 {
        return None;
    }
    let owner = low_bits(len);
    let dots = block.eq(b'.') & owner;
    let empty_label = dots & (dots << 1 | 1);
    let others = block.no_name_bytes() & owner;
    if (empty_label | others) != 0 {
        let is_origin = len == 1 && first == b'@';
        return is_origin.then_some(OwnerAt::new(pos, len, OwnerKind::Origin, origin));
    }
    let kind = if dots >> last & 1 == 1 { OwnerKind::Absolute } else { OwnerKind::Relative };
    Some(OwnerAt::new(pos, len, kind, origin))
}

/// The end of the record that starts at `pos`, in `window` and its first block, and whose data starts `rdata` bytes behind it.
/// `stops` are those of the block; none stands before the data. None for the scalar path.
#[inline(always)]
fn find_end<B: Block>(text: &[u8], pos: usize, window: &Window, (block, stops): (B, u64), rdata: u32) -> Option<End> {
    let bit = stops.trailing_zeros();
    if bit < 64 {
        let stop = window[bit as usize & 63];
        if stop == b'\n' {
            return Some(End::plain(pos + bit as usize));
        }
        let line_ends = block.eq(b'\n') & !low_bits(bit);
        if stop == b';' && line_ends != 0 {
            let next = pos + line_ends.trailing_zeros() as usize + 1;
            return Some(End { data: pos + bit as usize, next, grouped: false });
        }
        // A string, and the line end.
        let quote = (stops & (stops - 1)).trailing_zeros();
        if stop == b'"' && quote < 64 && *word_in(window, quote) == *b"\"\n" {
            return Some(End::plain(pos + quote as usize + 1));
        }
    } else if rdata <= 64 {
        let block: B = B::load(word_in(window, 64));
        let bit = block.stops().trailing_zeros();
        if bit < 64 && window[64 + (bit as usize & 63)] == b'\n' {
            return Some(End::plain(pos + 64 + bit as usize));
        }
    }
    B::find_far_end(text, pos, stops, pos + rdata as usize)
}

/// [`find_end`] for whatever does not end at the first stop of the first two blocks.
#[inline(always)]
pub(super) fn find_far_end<B: Block>(text: &[u8], pos: usize, mut stops: u64, rdata: usize) -> Option<End> {
    let mut at = pos;
    while stops == 0 {
        at += BLOCK;
        if at + BLOCK > text.len() {
            return None;
        }
        let before = rdata.saturating_sub(at).min(BLOCK);
        stops = block_at::<B>(text, at).stops() & !low_bits(before as u32);
    }
    let first = at + stops.trailing_zeros() as usize;
    let end = match text[first] {
        b'\n' => Some(End::plain(first)),
        b';' => End::comment::<B>(text, first, false),
        b'(' => quoted::find_group_end::<B>(text, first),
        _ => quoted::find_end::<B>(text, rdata),
    };
    end.filter(|end| end.next - pos <= MAX_RECORD)
}
