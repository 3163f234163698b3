//! Several bytes of text at a time.

/// Appends `text`, without a call if it has 8 to 32 bytes.
#[inline]
pub(super) fn extend_short(text: &[u8], out: &mut Vec<u8>) {
    match text.len() {
        16..=32 => extend_ends::<16>(text, out),
        8..16 => extend_ends::<8>(text, out),
        _ => out.extend_from_slice(text),
    }
}

/// Appends `text` of `N` to `2 * N` bytes: its first `N` bytes and its last, which may overlap.
#[inline(always)]
fn extend_ends<const N: usize>(text: &[u8], out: &mut Vec<u8>) {
    if let (Some(first), Some(last)) = (text.first_chunk::<N>(), text.last_chunk::<N>()) {
        let base = out.len();
        out.extend_from_slice(first);
        out.truncate(base + text.len() - N);
        out.extend_from_slice(last);
    }
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
