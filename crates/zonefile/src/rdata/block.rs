//! Eight bytes of text at a time, and which of them are special.

const LETTERS: u64 = u64::from_ne_bytes([b'a'; 8]);
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Fewer than eight bytes, letters behind them. They are covered by two loads that may overlap.
#[inline]
pub(super) fn load_short(text: &[u8]) -> u64 {
    let count = text.len();
    let word = match (text.first_chunk(), text.last_chunk()) {
        (Some(&first), Some(&last)) => {
            u64::from(u32::from_le_bytes(first)) | u64::from(u32::from_le_bytes(last)) << (8 * (count - 4))
        }
        _ => text.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    word | (LETTERS << (8 * count))
}

/// Not zero if a byte is not plain. Plain are the ASCII bytes from `-` on, the semicolon and the backslash excepted: none
/// ends a field, and none but the dot is special in a name.
#[inline]
pub(super) fn find_special(word: u64) -> u64 {
    let from_hyphen = word.wrapping_add(ONES * (0x80 - u64::from(b'-')));
    (from_hyphen & differs(word, b';') & differs(word, b'\\') & !word & HIGHS) ^ HIGHS
}

/// A bit for each dot among plain bytes.
#[inline]
pub(super) fn find_dots(word: u64) -> u64 {
    ((!differs(word, b'.') & HIGHS) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The high bit of every ASCII byte that is not `byte`.
#[inline]
fn differs(word: u64, byte: u8) -> u64 {
    (word ^ (ONES * u64::from(byte))).wrapping_add(ONES * 0x7f)
}

/// True if no byte of a quoted string has to be looked at: no quote, backslash or line feed.
#[inline]
pub(super) fn is_plain_string(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<16>();
    blocks.iter().all(is_plain_block)
        && match text.last_chunk() {
            // The last sixteen bytes again: what is found twice does not matter.
            Some(last) => is_plain_block(last),
            None => !rest.iter().any(|&byte| is_special_in_string(byte)),
        }
}

/// Written so that the compiler makes one vector comparison of it.
#[inline]
fn is_plain_block(block: &[u8; 16]) -> bool {
    block.iter().fold(0, |any, &byte| any | u8::from(is_special_in_string(byte))) == 0
}

#[inline]
fn is_special_in_string(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte == b'\n')
}

/// How many bytes at the start of `text`, in steps of sixteen, are surely part of an unquoted field.
#[inline]
pub(super) fn plain_len(text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<16>();
    16 * blocks
        .iter()
        .take_while(|block| block.iter().fold(0, |any, &byte| any | u8::from(may_end_word(byte))) == 0)
        .count()
}

/// True for whatever ends a field, the backslash, and the other bytes below `+`.
#[inline]
fn may_end_word(byte: u8) -> bool {
    (byte < b'+') | (byte == b';') | (byte == b'\\')
}
