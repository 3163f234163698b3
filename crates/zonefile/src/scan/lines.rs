//! The line loops, written once for every instruction set: one for the lines that large zones are made of, one for all others.

use super::block::{BLOCK, Block, Window, block_at, first_block, low_bits};
use super::head::{self, Marks};
use super::heads::{Heads, head_text};
use super::quoted::{self, End};
use super::{Line, Lines, OwnerAt, OwnerKind, directive};
use crate::extent::MAX_RECORD;
use crate::name::MAX_NAME;
use crate::projection::Projection;
use crate::records::Records;
use crate::rtype::Class;
use crate::scope::{Fields, Inherited};

/// See [`super::fill`].
#[inline(always)]
pub(super) fn fill<B: Block>(records: &mut Records<'_>) {
    let text = records.text;
    loop {
        // A new origin counts for the lines behind it alone: it waits until those before it have been given out.
        if text.get(records.pos) == Some(&b'$') && directive::read_origin::<B>(records) {
            continue;
        }
        read_batch::<B>(records, text);
        if !records.lines.rest().is_empty() || !directive::read_origin::<B>(records) {
            return;
        }
    }
}

#[inline(always)]
fn read_batch<B: Block>(records: &mut Records<'_>, text: &[u8]) {
    let mut state = State::new(records);
    let (heads, lines) = (&mut *records.heads, &mut *records.lines);
    let mut pos = records.pos;
    loop {
        let reached = B::read_lines(text, pos, &mut state, heads, lines);
        pos = reached.pos;
        if !reached.known_next {
            break;
        }
        pos = read_known_lines::<B>(text, pos, &mut state, heads, lines);
    }
    records.pos = pos;
    state.store(records);
}

/// What passes from line to line.
pub(super) struct State<'s> {
    owner: OwnerAt,
    run: u64,
    pub(super) inherited: Inherited,
    /// Wire length of the origin; more than a name may have without one.
    origin_len: usize,
    want: &'s Projection,
}

impl<'s> State<'s> {
    fn new(records: &Records<'s>) -> Self {
        let origin_len = records.scope.origin.as_ref().map_or(MAX_NAME + 1, |origin| origin.wire().len());
        let inherited = Inherited::new(&records.scope, records.set, records.uses);
        State { owner: records.owner, run: records.run, inherited, origin_len, want: records.want }
    }

    fn store(self, records: &mut Records<'_>) {
        records.owner = self.owner;
        records.run = self.run;
        (records.set, records.uses) = self.inherited.store(&mut records.scope);
    }
}

/// How far a loop came.
pub(super) struct Reached {
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
fn read_known_lines<B: Block>(
    text: &[u8],
    mut pos: usize,
    state: &mut State<'_>,
    heads: &Heads,
    lines: &mut Lines,
) -> usize {
    let (mut owner, mut run, origin_len) = (state.owner, state.run, state.origin_len);
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
        let Some(words) = head_text(window, owner_len, rdata.wrapping_sub(owner_len)) else { break };
        let Some(known) = heads.find(words) else { break };
        let bit = stops.trailing_zeros();
        // Nothing special before the data: a head that ends in a NUL looks like one without it.
        if bit < rdata {
            break;
        }
        let end = if bit < 64 && window[bit as usize & 63] == b'\n' {
            End::plain(pos + bit as usize)
        } else {
            match find_end::<B>(text, pos, stops, pos + rdata as usize) {
                Some(end) if rdata < 64 => end,
                _ => break,
            }
        };
        if !is_same_owner(text, block, owner_len, owner) {
            match check_owner(text, pos, block, owner_len) {
                Some(found) if fits(found, origin_len) => (owner, run) = (found, run + 1),
                _ => break,
            }
            if owner.kind.is_relative() {
                state.inherited.depend(Fields::ORIGIN);
            }
        }
        if known.wanted {
            let (ttl, class, rtype, end_data) = (known.ttl, Class::IN, known.rtype, (end.data - pos) as u32);
            lines.push(Line { at: pos, owner, run, rdata, end: end_data, ttl, class, rtype, grouped: end.grouped });
        }
        last = Some(known.ttl);
        pos = end.next;
    }
    (state.owner, state.run) = (owner, run);
    if let Some(ttl) = last {
        state.inherited.state_head(ttl);
    }
    pos
}

/// Reads lines of any form, up to one for the scalar path or behind one with a head of three fields.
#[inline(always)]
pub(super) fn read_lines<B: Block>(
    text: &[u8],
    mut pos: usize,
    state: &mut State<'_>,
    heads: &mut Heads,
    lines: &mut Lines,
) -> Reached {
    let mut known_next = false;
    while !known_next && !lines.is_full() {
        let Some(window) = window_at(text, pos) else { break };
        let Some((next, full)) = read_line::<B>(text, pos, window, state, heads, lines) else { break };
        (pos, known_next) = (next, full);
    }
    Reached { pos, known_next }
}

#[inline(always)]
fn window_at(text: &[u8], pos: usize) -> Option<&Window> {
    text.get(pos..)?.first_chunk()
}

/// Reads the line at `pos` and keeps its record if it is wanted: where the next line starts, and true if the head states all that
/// it can. None if the scalar path must read it.
#[inline(always)]
fn read_line<B: Block>(
    text: &[u8],
    pos: usize,
    window: &Window,
    state: &mut State<'_>,
    heads: &mut Heads,
    lines: &mut Lines,
) -> Option<(usize, bool)> {
    let block: B = first_block(window);
    let (blanks, stops) = (block.up_to_space(), block.stops());
    let mut starts = !blanks & (blanks << 1 | 1);
    let first_start = starts.trailing_zeros();
    let owned = first_start == 0;
    let (owner, run, owner_len) = match window[first_start as usize] {
        b';' => return Some((skip_line(text, pos, first_start, block)?, false)),
        b'$' if owned => {
            return Some((directive::read_ttl(text, pos, &Marks::of(block), &mut state.inherited)?, false));
        }
        _ if owned => {
            starts &= starts - 1;
            let len = blanks.trailing_zeros();
            let (owner, run) = read_owner(text, pos, block, len, state)?;
            (owner, run, len)
        }
        _ if stops.trailing_zeros() < first_start => {
            return Some((skip_line(text, pos, stops.trailing_zeros(), block)?, false));
        }
        _ if state.owner.kind == OwnerKind::Nowhere => return None,
        _ => (state.owner, state.run, 0),
    };
    let head = head::read::<B>(text, pos, owner_len, starts, (blanks, stops), state.want, heads)?;
    let end = find_end::<B>(text, pos, stops & !low_bits(head.rdata), pos + head.rdata as usize)?;
    let known = head.known;
    let origin = if owner.kind.is_relative() { Fields::ORIGIN } else { Fields::default() };
    let (sets, needs) =
        if owned { (known.sets.and(Fields::OWNER), origin) } else { (known.sets, origin.and(Fields::OWNER)) };
    let (ttl, class) = state.inherited.pass(sets, needs, known.ttl)?;
    (state.owner, state.run) = (owner, run);
    if known.wanted {
        let (rdata, end_data, rtype) = (head.rdata, (end.data - pos) as u32, known.rtype);
        lines.push(Line { at: pos, owner, run, rdata, end: end_data, ttl, class, rtype, grouped: end.grouped });
    }
    Some((end.next, owned && known.is_full()))
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

/// The owner in the first field of the line, and the number of its run.
#[inline(always)]
fn read_owner<B: Block>(text: &[u8], pos: usize, block: B, len: u32, state: &State<'_>) -> Option<(OwnerAt, u64)> {
    if is_same_owner(text, block, len, state.owner) {
        return Some((state.owner, state.run));
    }
    let owner = check_owner(text, pos, block, len)?;
    fits(owner, state.origin_len).then_some((owner, state.run + 1))
}

/// True if the name is not too long once it is completed. `@` is the origin itself, which fits if there is one.
#[inline(always)]
fn fits(owner: OwnerAt, origin_len: usize) -> bool {
    owner.kind == OwnerKind::Absolute || owner.len as usize + 1 + origin_len <= MAX_NAME
}

/// True if the first `len` bytes of `block` are the text of `before`.
#[inline(always)]
fn is_same_owner<B: Block>(text: &[u8], block: B, len: u32, before: OwnerAt) -> bool {
    // An owner kept in the text is shorter than a block.
    let keep = (1u64 << (len & 63)) - 1;
    before.len == len && !block.eq_block(block_at::<B>(text, before.start)) & keep == 0
}

/// A new owner of `len` bytes in canonical text, without escapes and empty labels. Labels are shorter than 64 bytes since the whole of it is.
#[inline(always)]
pub(super) fn check_owner<B: Block>(text: &[u8], pos: usize, block: B, len: u32) -> Option<OwnerAt> {
    let is_origin = len == 1 && text[pos] == b'@';
    let owner = low_bits(len);
    let dots = block.eq(b'.') & owner;
    let empty_label = dots & (dots << 1 | 1);
    let others = !block.name_bytes() & owner;
    if len >= 64 || len == 0 || (empty_label | others) != 0 {
        return is_origin.then_some(OwnerAt { start: pos, len, kind: OwnerKind::Origin });
    }
    let kind = if dots >> (len - 1) & 1 == 1 { OwnerKind::Absolute } else { OwnerKind::Relative };
    Some(OwnerAt { start: pos, len, kind })
}

/// The end of the record that starts at `pos` and whose data starts at `rdata`, in the same block or behind it. `stops` are those
/// of the block at `pos` that do not come before the data. None for the scalar path.
#[inline(always)]
fn find_end<B: Block>(text: &[u8], pos: usize, mut stops: u64, rdata: usize) -> Option<End> {
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
