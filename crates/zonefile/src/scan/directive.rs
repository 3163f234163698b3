//! `$TTL` and `$ORIGIN` in their plain forms; whatever is odd about one leaves it to the scalar path.

use super::OwnerKind;
use super::block::{Block, REACH, block_at, low_bits};
use super::head::Marks;
use super::lines::check_owner;
use crate::records::Records;
use crate::scope::Inherited;
use crate::ttl::parse_ttl;

/// Carries out the `$TTL` at `pos`: where the next line starts. None if there is another directive.
#[inline(never)]
pub(super) fn read_ttl(text: &[u8], pos: usize, marks: &Marks, inherited: &mut Inherited) -> Option<usize> {
    let field = find_argument(text, pos, b"$TTL", marks)?;
    inherited.state_default_ttl(parse_ttl(&text[field.start..field.end]).ok()?);
    Some(field.next)
}

/// Carries out the `$ORIGIN` at `records.pos` and moves behind it. False if there is something else.
#[inline(always)]
pub(super) fn read_origin<B: Block>(records: &mut Records<'_>) -> bool {
    let (text, pos) = (records.text, records.pos);
    if pos + REACH > text.len() || text[pos] != b'$' {
        return false;
    }
    let Some(field) = find_argument(text, pos, b"$ORIGIN", &Marks::of(block_at::<B>(text, pos))) else { return false };
    let (bytes, len) = (&text[field.start..], (field.end - field.start) as u32);
    let Some(bytes) = bytes.first_chunk() else { return false };
    let plain = check_owner(text, field.start, B::load(bytes), len);
    let absolute = plain.is_some_and(|name| name.kind == OwnerKind::Absolute);
    if absolute {
        records.pos = field.next;
        records.set_plain_origin(bytes, len as usize, B::load(bytes).eq(b'.') & low_bits(len));
    }
    absolute
}

/// The only field behind the keyword of a directive, and the start of the next line.
struct Argument {
    start: usize,
    end: usize,
    next: usize,
}

/// The argument of the directive `keyword`, if that is what stands at `pos` and its line ends in the block, with nothing special in it.
fn find_argument(text: &[u8], pos: usize, keyword: &[u8], marks: &Marks) -> Option<Argument> {
    let line = (marks.line_ends & marks.line_ends.wrapping_neg()).wrapping_sub(1);
    let starts = marks.starts(0) & line;
    let ends = marks.delimiters & !(marks.delimiters << 1);
    let word = text[pos..].get(..keyword.len())?;
    let plain = marks.line_ends != 0 && marks.stops & line == 0 && starts.count_ones() == 1;
    if !plain || ends.trailing_zeros() as usize != keyword.len() || !word.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (start, end) = (starts.trailing_zeros(), (ends & (ends - 1)).trailing_zeros());
    let next = pos + marks.line_ends.trailing_zeros() as usize + 1;
    Some(Argument { start: pos + start as usize, end: pos + end as usize, next })
}
