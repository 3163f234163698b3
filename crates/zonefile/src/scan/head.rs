//! TTL, class and type of a line.

use super::block::{Block, Window, low_bits, word_in};
use super::heads::{Heads, Stated, head_text};
use crate::keys::{find_type, upper, word_at};
use crate::projection::Projection;
use crate::rtype::RrType;
use crate::ttl::parse_ttl;

/// `in` in any letter case.
const IN: u64 = u16::from_le_bytes(*b"IN") as u64;

/// Reads the head behind the first `owner_len` bytes of the line at `pos`, whose fields start at `starts`: what it states, and where
/// the data starts, counted from the line's start. A head that is not known is kept. `stops` are those of the block. None for the
/// scalar path, which has every line with a stop in front of its data.
#[inline(always)]
pub(super) fn read<B: Block>(
    text: &[u8],
    pos: usize,
    window: &Window,
    owner_len: u32,
    (starts, stops): (u64, u64),
    want: &Projection,
    heads: &mut Heads,
) -> Option<(Stated, u32)> {
    let data = find_data(window, starts);
    let rdata = data.trailing_zeros();
    // Nothing special before the data: a head that ends in a NUL looks like one without it.
    if data != 0
        && rdata <= stops.trailing_zeros()
        && let Some(head) = head_text::<B::Half>(window, owner_len, rdata - owner_len)
        && let Some(stated) = heads.find(head)
    {
        return Some((stated, rdata));
    }
    read_new::<B>(text, pos, owner_len, rdata, want, heads)
}

/// The starts of fields from that of the data on, if the head is well-formed: behind the first field that is no TTL and no class.
#[inline(always)]
fn find_data(window: &Window, mut starts: u64) -> u64 {
    for _ in 0..2 {
        let field: [u8; 2] = *word_in(window, starts.trailing_zeros());
        match MAY_BE[usize::from(field[0])] {
            TTL => {}
            CLASS if u16::from_le_bytes(field) & 0xdfdf == IN as u16 => {}
            _ => break,
        }
        starts &= starts.wrapping_sub(1);
    }
    starts & starts.wrapping_sub(1)
}

/// What a field in front of the type may be by its first byte.
static MAY_BE: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        kinds[digit as usize] = TTL;
        digit += 1;
    }
    (kinds[b'i' as usize], kinds[b'I' as usize]) = (CLASS, CLASS);
    kinds
};
const TTL: u8 = 1;
const CLASS: u8 = 2;

/// [`read`] for a head that is not known. `guess` is where the data starts if all is well.
#[cold]
#[inline(never)]
fn read_new<B: Block>(
    text: &[u8],
    pos: usize,
    owner_len: u32,
    guess: u32,
    want: &Projection,
    heads: &mut Heads,
) -> Option<(Stated, u32)> {
    let window: &Window = text[pos..].first_chunk()?;
    let marks = B::mark(word_in(window, 0));
    if marks.has_control {
        return None;
    }
    let stops = marks.stops;
    let starts = marks.starts(u64::from(owner_len == 0)) & !low_bits(owner_len);
    let fields = match read_fields(text, pos, starts, &marks) {
        Fit::Whole(fields) => fields,
        Fit::Odd => return None,
        Fit::TooLong => {
            // Look again from the end of the owner on.
            let skip = if owner_len > 0 { owner_len } else { starts.trailing_zeros() };
            if skip == 0 || skip >= 64 {
                return None;
            }
            let marks = B::mark(word_in(window, skip));
            let base = pos + skip as usize;
            let Fit::Whole(fields) = read_fields(text, base, marks.starts(1), &marks) else { return None };
            fields
        }
    };
    let blanks = text[fields.end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let rdata = u32::try_from(fields.end + blanks - pos).ok()?;
    if stops & low_bits(rdata) != 0 {
        // In the owner.
        return None;
    }
    let stated = Stated::new(fields.ttl, fields.class, fields.rtype, want.contains(RrType(fields.rtype)));
    // Not for data that is empty: a head that is kept holds no line end.
    if rdata == guess && rdata < 64 && window[rdata as usize] != b'\n' {
        heads.keep(window, owner_len, rdata.wrapping_sub(owner_len), stated);
    }
    Some((stated, rdata))
}

/// What the bytes of a block are.
pub(crate) struct Marks {
    pub(super) line_ends: u64,
    /// Blanks and line ends.
    pub(super) delimiters: u64,
    pub(super) stops: u64,
    /// True if it holds control bytes other than tabs and line feeds.
    pub(super) has_control: bool,
}

impl Marks {
    #[inline(always)]
    pub(super) fn of<B: Block>(block: B) -> Self {
        let line_ends = block.eq(b'\n');
        let delimiters = block.blanks() | line_ends;
        Marks { line_ends, delimiters, stops: block.stops(), has_control: delimiters != block.up_to_space() }
    }

    /// Where fields start. The block starts behind a delimiter if `fresh` is 1, within a field if it is 0.
    #[inline(always)]
    pub(super) fn starts(&self, fresh: u64) -> u64 {
        !self.delimiters & (self.delimiters << 1 | fresh)
    }
}

struct Found {
    ttl: Option<u32>,
    class: bool,
    rtype: u16,
    /// Offset behind the type.
    end: usize,
}

enum Fit {
    Whole(Found),
    /// The type ends behind the block.
    TooLong,
    /// For the scalar path.
    Odd,
}

/// Reads fields from those that start at the bits `starts` of the block at `base`, up to the type.
fn read_fields(text: &[u8], base: usize, mut starts: u64, marks: &Marks) -> Fit {
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
        if marks.stops & (low_bits(end) & !low_bits(start)) != 0 {
            return Fit::Odd;
        }
        let (at, size) = (base + start as usize, len as usize);
        if text[at].is_ascii_digit() {
            match parse_ttl(&text[at..at + size]) {
                Ok(value) if ttl.is_none() => ttl = Some(value),
                _ => return Fit::Odd,
            }
            continue;
        }
        let key = upper(word_at(text, at, size));
        if size == 2 && key == IN && !class {
            class = true;
            continue;
        }
        if size > 8 || end == line_end {
            return Fit::Odd;
        }
        return match find_type(key) {
            // An SOA changes the scope, a meta type is an error: both are left to the scalar path.
            Some(rtype) if rtype == RrType::SOA || rtype.is_meta() => Fit::Odd,
            Some(RrType(rtype)) => Fit::Whole(Found { ttl, class, rtype, end: base + end as usize }),
            None => Fit::Odd,
        };
    }
    Fit::Odd
}
