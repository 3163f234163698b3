//! TTLs and other periods: seconds, or numbers with units as BIND writes them (`1h30m`).

use crate::error::ErrorKind;

/// The largest TTL (RFC 2181 8).
pub const MAX_TTL: u32 = i32::MAX as u32;

/// Seconds of `text`: digits, or numbers with the units `s m h d w` in any order and letter case (docs/FORMAT.md).
///
/// # Errors
/// [`ErrorKind::BadTtl`] for anything else and above 2147483647.
pub fn parse_ttl(text: &[u8]) -> Result<u32, ErrorKind> {
    let (mut total, mut number, mut digits, mut units) = (0u64, 0u64, 0u32, false);
    for &byte in text {
        if byte.is_ascii_digit() {
            number = number * 10 + u64::from(byte - b'0');
            digits += 1;
        } else {
            let unit = match byte | 0x20 {
                b's' => 1,
                b'm' => 60,
                b'h' => 3600,
                b'd' => 86400,
                b'w' => 604_800,
                _ => return Err(ErrorKind::BadTtl),
            };
            if digits == 0 {
                return Err(ErrorKind::BadTtl);
            }
            total += number * unit;
            (number, digits, units) = (0, 0, true);
        }
        if digits > 10 || total > u64::from(MAX_TTL) {
            return Err(ErrorKind::BadTtl);
        }
    }
    // A number without its unit behind one with it (`1h30`) could mean anything.
    match u32::try_from(total + number) {
        Ok(ttl) if (digits > 0) != units && ttl <= MAX_TTL => Ok(ttl),
        _ => Err(ErrorKind::BadTtl),
    }
}
