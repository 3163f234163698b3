//! Bytes looked at eight or more at a time.

/// Whether `a` or `b` is among `bytes`.
pub(crate) fn contains_either(bytes: &[u8], a: u8, b: u8) -> bool {
    let is_either = |byte: u8| byte == a || byte == b;
    if let Some(last) = bytes.last_chunk::<16>() {
        any_of_chunks(bytes, last, is_either)
    } else if let Some(last) = bytes.last_chunk::<8>() {
        any_of_chunks(bytes, last, is_either)
    } else {
        bytes.iter().copied().any(is_either)
    }
}

/// Looks at every chunk, the last one of which may overlap with the one before. There is no early exit, so that a chunk takes a few instructions.
#[inline]
fn any_of_chunks<const N: usize>(bytes: &[u8], last: &[u8; N], is_wanted: impl Fn(u8) -> bool) -> bool {
    let mut found = [0; N];
    for chunk in bytes.as_chunks::<N>().0.iter().chain([last]) {
        for (found, &byte) in found.iter_mut().zip(chunk) {
            *found |= u8::from(is_wanted(byte));
        }
    }
    found != [0; N]
}

#[cfg(test)]
mod tests;
