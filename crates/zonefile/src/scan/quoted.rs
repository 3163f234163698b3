//! The end of a line that holds quotes, escapes, parentheses or a comment.

use super::block::{BLOCK, Block, STRING_STOPS, block_at, low_bits};
use crate::extent::MAX_RECORD;

/// Where the data of a record ends and the next line starts.
#[derive(Clone, Copy)]
pub(crate) struct End {
    pub(super) data: usize,
    pub(super) next: usize,
    /// True if the data holds parentheses.
    pub(super) grouped: bool,
}

impl End {
    /// A line that ends with the line feed at `at`.
    #[inline(always)]
    pub(super) fn plain(at: usize) -> End {
        End { data: at, next: at + 1, grouped: false }
    }

    /// A line whose data ends at `at`, before a comment.
    #[inline(always)]
    pub(super) fn comment<B: Block>(text: &[u8], at: usize, grouped: bool) -> Option<End> {
        let mut from = at;
        loop {
            let line_ends = B::load(text.get(from..)?.first_chunk()?).eq(b'\n');
            if line_ends != 0 {
                return Some(End { data: at, next: from + line_ends.trailing_zeros() as usize + 1, grouped });
            }
            from += BLOCK;
        }
    }

    /// A line that ends with the carriage return at `at`, if a line feed is behind it.
    #[inline(always)]
    fn carriage_return(text: &[u8], at: usize, grouped: bool) -> Option<End> {
        (text.get(at + 1) == Some(&b'\n')).then_some(End { data: at, next: at + 2, grouped })
    }
}

/// The end of the record whose data starts at `from`. None if it needs the scalar path: a quote that is not closed, more than one
/// pair of parentheses, a control byte outside quotes, or the text ends within 64 bytes.
#[inline(always)]
pub(super) fn find_end<B: Block>(text: &[u8], from: usize) -> Option<End> {
    if let Some(end) = find_strings_end::<B>(text, from) {
        return Some(end);
    }
    let (mut at, mut in_quotes, mut escape) = (from, 0u64, 0u64);
    while at + BLOCK <= text.len() {
        let block: B = block_at(text, at);
        let line_ends = block.eq(b'\n');
        let escaped = find_escaped(block.eq(b'\\'), &mut escape);
        let quotes = block.eq(b'"') & !escaped;
        // Set from an opening quote up to the byte before the closing one.
        let inside = prefix_xor(quotes) ^ in_quotes;
        in_quotes = ((inside as i64) >> 63) as u64;
        let line = low_bits(line_ends.trailing_zeros());
        let outside = block.stops() & !inside & !escaped & !quotes & line;
        // Backslashes themselves are no matter: what follows them is escaped.
        let halting = outside & !block.eq(b'\\');
        // A backslash before a line end escapes nothing.
        if escaped != 0 && escaped & (line_ends & line.wrapping_add(1) | block.eq(b'\r') & line) != 0 {
            return None;
        }
        if halting != 0 {
            let first = at + halting.trailing_zeros() as usize;
            return match text[first] {
                b';' => End::comment::<B>(text, first, false),
                b'(' => find_group_end::<B>(text, first),
                b'\r' => End::carriage_return(text, first, false),
                _ => None,
            };
        }
        if line_ends != 0 {
            let bit = line_ends.trailing_zeros();
            return (inside >> bit & 1 == 0).then_some(End::plain(at + bit as usize));
        }
        at += BLOCK;
    }
    None
}

/// [`find_end`] for strings in quotes with one space between them, and a line end.
#[inline(always)]
fn find_strings_end<B: Block>(text: &[u8], from: usize) -> Option<End> {
    if text.get(from) != Some(&b'"') {
        return None;
    }
    let mut at = from + 1;
    loop {
        let stops = B::load(text.get(at..)?.first_chunk()?).members(&STRING_STOPS);
        if stops == 0 {
            at += BLOCK;
            continue;
        }
        let first = at + stops.trailing_zeros() as usize;
        match text.get(first..first + 3)? {
            [b'"', b'\n', _] => return Some(End::plain(first + 1)),
            [b'"', b' ', b'"'] => at = first + 3,
            // What is escaped is stepped over, but strings do not span lines.
            [b'\\', escaped, _] if *escaped != b'\n' => at = first + 2,
            _ => return None,
        }
    }
}

/// What the bytes are between two stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Fields and blanks.
    Fields,
    Quotes,
    Comment,
}

/// The end of a record whose first parenthesis is at `open`. None, for the scalar path, if another one opens before its end.
#[inline(always)]
pub(super) fn find_group_end<B: Block>(text: &[u8], open: usize) -> Option<End> {
    let (mut at, mut within, mut closed, mut escaped) = (open + 1, Within::Fields, false, 0);
    while at + BLOCK <= text.len() && at - open <= MAX_RECORD {
        let mut stops = block_at::<B>(text, at).stops();
        while stops != 0 {
            let i = at + stops.trailing_zeros() as usize;
            stops &= stops - 1;
            match (within, text[i]) {
                (Within::Comment, b'\n') => within = Within::Fields,
                (Within::Comment, _) => {}
                _ if i == escaped => {}
                // A backslash before a line end escapes nothing, and is an error.
                (_, b'\\') if matches!(text.get(i + 1), None | Some(b'\n' | b'\r')) => return None,
                (_, b'\\') => escaped = i + 1,
                (Within::Quotes, b'\n') => return None,
                (Within::Quotes, b'"') => within = Within::Fields,
                (Within::Quotes, _) => {}
                (Within::Fields, b'"') => within = Within::Quotes,
                (Within::Fields, b')') if !closed => closed = true,
                (Within::Fields, b'\n') if closed => return Some(End { data: i, next: i + 1, grouped: true }),
                (Within::Fields, b'\n') => {}
                (Within::Fields, b';') if closed => return End::comment::<B>(text, i, true),
                (Within::Fields, b';') => within = Within::Comment,
                (Within::Fields, b'\r') if closed => return End::carriage_return(text, i, true),
                (Within::Fields, b'\r') if text.get(i + 1) == Some(&b'\n') => {}
                (Within::Fields, _) => return None,
            }
        }
        at += BLOCK;
    }
    None
}

/// The bytes behind a backslash that is not itself escaped. `carry` is 1 if the last byte of the block before was such a backslash.
#[inline(always)]
fn find_escaped(mut backslashes: u64, carry: &mut u64) -> u64 {
    if backslashes == 0 {
        return std::mem::take(carry);
    }
    // Runs of backslashes are short: walk over the ones that escape.
    let mut escaped = *carry;
    backslashes &= !escaped;
    *carry = 0;
    while backslashes != 0 {
        let bit = backslashes & backslashes.wrapping_neg();
        let next = bit << 1;
        if next == 0 {
            *carry = 1;
        }
        escaped |= next;
        backslashes &= !(bit | next);
    }
    escaped
}

/// Bit `i` of the result is the exclusive or of the bits 0 to `i`.
#[inline(always)]
fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}
