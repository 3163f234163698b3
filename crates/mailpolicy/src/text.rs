//! Byte-string helpers shared by the record parsers.

/// ABNF `WSP`: space or horizontal tab.
#[inline]
pub(crate) fn is_wsp(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// `text` without `WSP` at its front, and how many bytes went.
#[inline]
pub(crate) fn trim_start_wsp(text: &[u8]) -> (&[u8], usize) {
    let skip = text.iter().position(|&b| !is_wsp(b)).unwrap_or(text.len());
    (&text[skip..], skip)
}

/// `text` without `WSP` at its end.
#[inline]
pub(crate) fn trim_end_wsp(text: &[u8]) -> &[u8] {
    let keep = text.iter().rposition(|&b| !is_wsp(b)).map_or(0, |i| i + 1);
    &text[..keep]
}

/// Index of the first `byte`, looking at eight bytes at a time: what is looked for is mostly some way off, but not far.
#[inline]
pub(crate) fn find_byte(text: &[u8], byte: u8) -> Option<usize> {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let (words, rest) = text.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let zero_if_same = u64::from_le_bytes(*word) ^ each(byte);
        // The lowest bit set stands for the first such byte; above it, others may be set too.
        let found = zero_if_same.wrapping_sub(each(1)) & !zero_if_same & each(0x80);
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|&b| b == byte).map(|at| words.len() * 8 + at)
}

/// What follows `prefix`, compared without regard to ASCII case.
#[inline]
pub(crate) fn strip_prefix_nocase<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A decimal number without sign, at most `max`; no leading zero unless it is exactly `0`.
#[inline]
pub(crate) fn parse_decimal(digits: &[u8], max: u32) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    let mut value = 0u32;
    for &b in digits {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u32::from(b - b'0');
    }
    (value <= max).then_some(value)
}

/// An offset as findings carry it; records longer than 4 GiB do not occur.
#[inline]
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
