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
    let differs = word ^ each(byte);
    differs.wrapping_sub(each(1)) & !differs & each(0x80) != 0
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// How a name is written.
pub(crate) struct Spelling {
    /// With escapes, or with octets that a key escapes ([`crate::key`]).
    pub(crate) is_odd: bool,
    pub(crate) has_upper: bool,
}

/// Looks at eight bytes at a time.
pub(crate) fn spelling(name: &[u8]) -> Spelling {
    let (words, rest) = name.as_chunks::<8>();
    let mut last = [b'.'; 8];
    last[..rest.len()].copy_from_slice(rest);
    let (mut odd, mut upper) = (0, 0);
    for word in words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word)) {
        let slash = word ^ each(b'\\');
        odd |= slash.wrapping_sub(each(1)) & !slash | word.wrapping_sub(each(2)) & !word;
        let low = word & each(0x7f);
        upper |= (low + each(0x80 - b'A')) & !(low + each(0x7f - b'Z')) & !word;
    }
    Spelling { is_odd: odd & each(0x80) != 0, has_upper: upper & each(0x80) != 0 }
}

#[cfg(test)]
mod tests;
