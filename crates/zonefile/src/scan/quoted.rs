//! The end of a line that holds quotes, escapes or a comment.

use super::block::{BLOCK, Block, block_at, low_bits};

/// Where the data of a line ends and the next line starts.
pub(super) struct LineEnd {
    pub(super) data: usize,
    pub(super) next: usize,
}

/// The end of the line whose data starts at `from`. None if it needs the scalar path: a parenthesis, a quote that is not closed,
/// a control byte outside quotes, or the text ends within 64 bytes.
#[inline(always)]
pub(super) fn find_line_end<B: Block>(text: &[u8], from: usize) -> Option<LineEnd> {
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
        let outside = block.specials() & !inside & !escaped & !quotes & line;
        // Backslashes themselves are no matter: what follows them is escaped.
        let halting = outside & !block.eq(b'\\');
        if escaped & line_ends & line.wrapping_add(1) != 0 {
            return None;
        }
        if halting != 0 {
            let first = at + halting.trailing_zeros() as usize;
            return match text[first] {
                b';' => {
                    let next = first + memchr::memchr(b'\n', &text[first..])? + 1;
                    Some(LineEnd { data: first, next })
                }
                b'\r' if text.get(first + 1) == Some(&b'\n') => Some(LineEnd { data: first, next: first + 2 }),
                _ => None,
            };
        }
        if line_ends != 0 {
            let bit = line_ends.trailing_zeros();
            let end = at + bit as usize;
            return (inside >> bit & 1 == 0).then_some(LineEnd { data: end, next: end + 1 });
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
