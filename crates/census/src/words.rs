//! Bytes looked at eight or more at a time.

/// Whether `a` or `b` is among `bytes`.
pub(crate) fn contains_either(bytes: &[u8], a: u8, b: u8) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        // There is no early exit, so that a chunk takes a few instructions.
        let mut found = [false; 16];
        for chunk in bytes.as_chunks::<16>().0.iter().chain([last]) {
            for (found, &byte) in found.iter_mut().zip(chunk) {
                *found |= byte == a || byte == b;
            }
        }
        return found.into_iter().fold(false, |any, found| any | found);
    }
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            [*first, *last].map(u64::from_le_bytes).into_iter().any(|word| has(word, a) | has(word, b))
        }
        _ => bytes.iter().any(|&byte| byte == a || byte == b),
    }
}

/// Whether `byte` is one of the eight of a word.
fn has(word: u64, byte: u8) -> bool {
    let differs = word ^ u64::from_le_bytes([byte; 8]);
    differs.wrapping_sub(u64::from_le_bytes([1; 8])) & !differs & u64::from_le_bytes([0x80; 8]) != 0
}

#[cfg(test)]
mod tests;
