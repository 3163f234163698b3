//! The line loop, written once for every instruction set.

use super::block::{BLOCK, Block, block_at, low_bits};
use super::heads::{Heads, head_text};
use super::quoted;
use super::{Line, Lines, OwnerAt, OwnerKind};
use crate::extent::MAX_RECORD;
use crate::keys::{find_type, upper, word_at};
use crate::name::MAX_NAME;
use crate::projection::Projection;
use crate::records::Records;
use crate::rtype::{Class, RrType};
use crate::scope::{Fields, Inherited};
use crate::ttl::parse_ttl;

/// A line is taken only if the text goes on this far behind its start: a block and a word from any place in its first block.
const REACH: usize = 2 * BLOCK + 16;

/// See [`super::fill`].
#[inline(always)]
pub(super) fn fill<B: Block>(records: &mut Records<'_>) {
    let text = records.text;
    let Some(stop) = text.len().checked_sub(REACH) else { return };
    let mut state = State::new(records);
    let mut pos = records.pos;
    let (want, heads, lines) = (records.want, &mut *records.heads, &mut *records.lines);
    loop {
        pos = read_known_lines::<B>(text, pos, stop, &mut state, heads, lines);
        if pos >= stop || lines.is_full() {
            break;
        }
        let Some(next) = B::read_line(text, pos, &mut state, want, heads, lines) else { break };
        pos = next;
    }
    records.pos = pos;
    state.store(records);
}

/// What passes from line to line.
pub(super) struct State {
    owner: OwnerAt,
    run: u64,
    inherited: Inherited,
    /// The TTL field read last, as a word of up to 8 digits, and its value. 0 is no such word.
    ttl_word: u64,
    ttl: u32,
    /// Wire length of the origin; more than a name may have without one.
    origin_len: usize,
}

impl State {
    fn new(records: &Records<'_>) -> Self {
        let origin_len = records.scope.origin.as_ref().map_or(MAX_NAME + 1, |origin| origin.wire().len());
        let inherited = Inherited::new(&records.scope, records.set, records.uses);
        State { owner: records.owner, run: records.run, inherited, ttl_word: 0, ttl: 0, origin_len }
    }

    fn store(self, records: &mut Records<'_>) {
        records.owner = self.owner;
        records.run = self.run;
        (records.set, records.uses) = self.inherited.store(&mut records.scope);
    }
}

/// What the bytes of a block are.
struct Marks {
    line_ends: u64,
    /// Blanks and line ends.
    delimiters: u64,
    specials: u64,
}

impl Marks {
    #[inline(always)]
    fn of<B: Block>(block: B) -> Self {
        let line_ends = block.eq(b'\n');
        Marks { line_ends, delimiters: block.blanks() | line_ends, specials: block.specials() }
    }
}

/// Reads lines of the most frequent form: an owner in the first column, and a head seen before. Gives the same records as
/// [`read_line`], and stops at the first line that is not so: its offset.
#[inline(always)]
fn read_known_lines<B: Block>(
    text: &[u8],
    mut pos: usize,
    stop: usize,
    state: &mut State,
    heads: &Heads,
    lines: &mut Lines,
) -> usize {
    let (mut owner, mut run, origin_len) = (state.owner, state.run, state.origin_len);
    let mut last = None;
    while pos < stop && !lines.is_full() {
        let block: B = block_at(text, pos);
        let marks = Marks::of(block);
        let owner_len = marks.delimiters.trailing_zeros();
        let fields = !marks.delimiters & (marks.delimiters << 1);
        let class = fields & fields.wrapping_sub(1);
        let rtype = class & class.wrapping_sub(1);
        let data = (rtype & rtype.wrapping_sub(1)).trailing_zeros();
        // A head that spans a line end, and one behind which no data starts in the block, is not among the known ones.
        let Some(words) = head_text(text, pos + owner_len as usize, data.wrapping_sub(owner_len)) else { break };
        let Some(known) = heads.find(words) else { break };
        if !is_same_owner(text, block, owner_len, owner) {
            match check_owner(text, pos, block, owner_len) {
                Some(found) if fits(found, origin_len) => (owner, run) = (found, run + 1),
                _ => break,
            }
            if owner.kind == OwnerKind::Relative {
                state.inherited.depend(Fields::ORIGIN);
            }
        }
        let rdata = owner_len + u32::from(known.len);
        let stops = (marks.line_ends | marks.specials) & (u64::MAX << (data & 63));
        let bit = stops.trailing_zeros();
        let (end, next) = if stops != 0 && data < 64 && marks.line_ends >> (bit & 63) & 1 == 1 {
            (bit, pos + bit as usize + 1)
        } else {
            match find_end::<B>(text, pos, &marks, pos + rdata as usize) {
                Some(end) if end.next - pos <= MAX_RECORD => ((end.data - pos) as u32, end.next),
                _ => break,
            }
        };
        if known.wanted {
            let (ttl, class, rtype) = (known.ttl, Class::IN, known.rtype);
            lines.push(Line { at: pos, owner, run, rdata, end, ttl, class, rtype, grouped: false });
        }
        last = Some(known.ttl);
        (state.owner, state.run) = (owner, run);
        pos = next;
    }
    if let Some(ttl) = last {
        state.inherited.state_head(ttl);
    }
    pos
}

/// Reads the line at `pos` and keeps its record if it is wanted: where the next line starts. None if the scalar path must read it.
#[inline(always)]
pub(super) fn read_line<B: Block>(
    text: &[u8],
    pos: usize,
    state: &mut State,
    want: &Projection,
    heads: &mut Heads,
    lines: &mut Lines,
) -> Option<usize> {
    let block: B = block_at(text, pos);
    let marks = &Marks::of(block);
    let starts = !marks.delimiters & (marks.delimiters << 1 | 1);
    let first_start = starts.trailing_zeros();
    let line_end = marks.line_ends.trailing_zeros();
    if line_end < first_start {
        return Some(pos + line_end as usize + 1);
    }
    if first_start < 64 && text[pos + first_start as usize] == b';' {
        return Some(pos + memchr::memchr(b'\n', &text[pos..])? + 1);
    }
    let owned = first_start == 0;
    let (owner, run) = match (owned, text[pos]) {
        (true, b'$') => return None,
        (true, _) => read_owner(text, pos, block, marks, state)?,
        (false, _) if state.owner.kind == OwnerKind::Nowhere => return None,
        (false, _) => (state.owner, state.run),
    };
    let head = read_head::<B>(text, pos, owned, marks, state)?;
    let end = find_end::<B>(text, pos, marks, head.rdata)?;
    if end.next - pos > MAX_RECORD {
        return None;
    }
    let (ttl, class) = commit_head(&head, state)?;
    if owned {
        state.inherited.set.add(Fields::OWNER);
    } else {
        state.inherited.depend(Fields::OWNER);
    }
    if owner.kind == OwnerKind::Relative {
        state.inherited.depend(Fields::ORIGIN);
    }
    (state.owner, state.run) = (owner, run);
    let wanted = want.contains(RrType(head.rtype));
    if owned && head.class && head.ttl.is_some() {
        keep_head(text, pos, marks, &head, ttl, wanted, heads);
    }
    let (rdata, end_data) = ((head.rdata - pos) as u32, (end.data - pos) as u32);
    let line = Line { at: pos, owner, run, rdata, end: end_data, ttl, class, rtype: head.rtype, grouped: false };
    if wanted {
        lines.push(line);
    }
    Some(end.next)
}

/// Keeps a head of three fields for [`read_known`], which looks for the text from the owner up to the data.
fn keep_head(text: &[u8], pos: usize, marks: &Marks, head: &Head, ttl: u32, wanted: bool, heads: &mut Heads) {
    let owner_len = marks.delimiters.trailing_zeros();
    let blanks = text[head.rdata..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let start = pos + owner_len as usize;
    let len = head.rdata + blanks - start;
    if let Some(words) = head_text(text, start, len.min(64) as u32).filter(|_| text[head.rdata + blanks] != b'\n') {
        heads.keep(words, ttl, head.rtype, (head.rdata - start) as u8, wanted);
    }
}

/// The owner in the first field of the line, and the number of its run.
#[inline(always)]
fn read_owner<B: Block>(text: &[u8], pos: usize, block: B, marks: &Marks, state: &State) -> Option<(OwnerAt, u64)> {
    let len = marks.delimiters.trailing_zeros();
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
fn check_owner<B: Block>(text: &[u8], pos: usize, block: B, len: u32) -> Option<OwnerAt> {
    let is_origin = len == 1 && text[pos] == b'@';
    let owner = low_bits(len);
    let dots = block.eq(b'.') & owner;
    let empty_label = dots & (dots << 1 | 1);
    let others = !block.name_bytes() & owner;
    if len >= 64 || len == 0 || (empty_label | others) != 0 {
        return is_origin.then_some(OwnerAt { start: pos, len, kind: OwnerKind::Relative });
    }
    let kind = if dots >> (len - 1) & 1 == 1 { OwnerKind::Absolute } else { OwnerKind::Relative };
    Some(OwnerAt { start: pos, len, kind })
}

/// TTL, class and type of a line, and where its data starts.
struct Head {
    /// The TTL if it is stated, and its text as a word.
    ttl: Option<(u32, u64)>,
    class: bool,
    rtype: u16,
    rdata: usize,
}

#[inline(always)]
fn read_head<B: Block>(text: &[u8], pos: usize, owned: bool, marks: &Marks, state: &State) -> Option<Head> {
    let starts = !marks.delimiters & (marks.delimiters << 1 | u64::from(!owned));
    match read_fields(text, pos, starts, marks, state) {
        Fit::Head(head) => Some(head),
        Fit::Odd => None,
        Fit::TooLong => {
            // Look again from the end of the owner on.
            let skip = if owned { marks.delimiters } else { starts }.trailing_zeros();
            if skip == 0 || skip >= 64 {
                return None;
            }
            let base = pos + skip as usize;
            let marks = Marks::of(block_at::<B>(text, base));
            let starts = !marks.delimiters & (marks.delimiters << 1 | 1);
            match read_fields(text, base, starts, &marks, state) {
                Fit::Head(head) => Some(head),
                _ => None,
            }
        }
    }
}

enum Fit {
    Head(Head),
    /// The type ends behind the block.
    TooLong,
    /// For the scalar path.
    Odd,
}

/// Reads fields from those that start at the bits `starts` of the block at `base`, up to the type.
#[inline(always)]
fn read_fields(text: &[u8], base: usize, mut starts: u64, marks: &Marks, state: &State) -> Fit {
    let line_end = marks.line_ends.trailing_zeros();
    let (mut ttl, mut class) = (None, false);
    for _ in 0..3 {
        let start = starts.trailing_zeros();
        if start >= 64 {
            return if line_end < 64 { Fit::Odd } else { Fit::TooLong };
        }
        if start > line_end {
            return Fit::Odd;
        }
        let len = (marks.delimiters >> start).trailing_zeros();
        if len >= 64 {
            return Fit::TooLong;
        }
        let end = start + len;
        starts &= starts - 1;
        if marks.specials & (low_bits(end) & !low_bits(start)) != 0 {
            return Fit::Odd;
        }
        let (at, size) = (base + start as usize, len as usize);
        let word = word_at(text, at, size);
        if text[at].is_ascii_digit() {
            if ttl.is_some() {
                return Fit::Odd;
            }
            ttl = match read_ttl(text, at, size, word, state) {
                Some(value) => Some((value, if size <= 8 { word } else { 0 })),
                None => return Fit::Odd,
            };
            continue;
        }
        let key = upper(word);
        if size == 2 && key == u64::from(u16::from_le_bytes(*b"IN")) && !class {
            class = true;
            continue;
        }
        if size > 8 || end == line_end {
            return Fit::Odd;
        }
        return match find_type(key) {
            // An SOA changes the scope, a meta type is an error: both are left to the scalar path.
            Some(rtype) if rtype == RrType::SOA || rtype.is_meta() => Fit::Odd,
            Some(RrType(rtype)) => Fit::Head(Head { ttl, class, rtype, rdata: base + end as usize }),
            None => Fit::Odd,
        };
    }
    Fit::Odd
}

#[inline(always)]
fn read_ttl(text: &[u8], at: usize, size: usize, word: u64, state: &State) -> Option<u32> {
    if word == state.ttl_word && size <= 8 {
        return Some(state.ttl);
    }
    parse_ttl(&text[at..at + size]).ok()
}

/// Notes what the head states and what it inherits; its TTL and class. None if no TTL is to be had.
#[inline(always)]
fn commit_head(head: &Head, state: &mut State) -> Option<(u32, Class)> {
    let ttl = match head.ttl {
        Some((ttl, word)) => {
            if word != 0 {
                (state.ttl, state.ttl_word) = (ttl, word);
            }
            state.inherited.state_ttl(ttl);
            ttl
        }
        None => state.inherited.ttl()?,
    };
    if head.class {
        state.inherited.state_class(Class::IN);
    }
    Some((ttl, state.inherited.class()))
}

/// The end of the line whose data starts at `rdata`.
#[inline(always)]
fn find_end<B: Block>(text: &[u8], pos: usize, marks: &Marks, rdata: usize) -> Option<quoted::LineEnd> {
    let mut at = pos;
    let mut behind = !low_bits((rdata - pos).min(64) as u32);
    let (mut line_ends, mut specials) = (marks.line_ends, marks.specials);
    loop {
        let stops = (line_ends | specials) & behind;
        if stops != 0 {
            let bit = stops.trailing_zeros();
            if line_ends >> bit & 1 == 0 {
                return quoted::find_line_end::<B>(text, rdata);
            }
            let end = at + bit as usize;
            return Some(quoted::LineEnd { data: end, next: end + 1 });
        }
        at += BLOCK;
        if at + BLOCK > text.len() {
            return None;
        }
        let block: B = block_at(text, at);
        (line_ends, specials) = (block.eq(b'\n'), block.specials());
        behind = if rdata > at { !low_bits((rdata - at).min(64) as u32) } else { u64::MAX };
    }
}
