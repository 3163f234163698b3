//! Numbers and times.

/// A decimal number; None if `text` is not one or has more than 64 bits.
pub(super) fn parse_decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |n, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        n.checked_mul(10)?.checked_add(digit)
    })
}

/// A time as `YYYYMMDDHHmmSS` or in seconds since 1970 (RFC 4034 3.2), up to 2106.
pub(super) fn parse_time(text: &[u8]) -> Option<u32> {
    match <&[u8; 14]>::try_from(text) {
        Ok(digits) => parse_date(digits),
        Err(_) => parse_decimal(text).filter(|_| text.len() <= 10).and_then(|n| u32::try_from(n).ok()),
    }
}

/// `YYYYMMDDHHmmSS` as seconds since 1970.
#[inline]
pub(super) fn parse_date(digits: &[u8; 14]) -> Option<u32> {
    let (date, time) = (parse_eight(digits.first_chunk()?)?, parse_eight(digits.last_chunk()?)?);
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let (hour, minute, second) = (time / 10_000 % 100, time / 100 % 100, time % 100);
    let valid = (1970..=2106).contains(&year) && (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
    if !valid || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let days = u64::from(days_since_1970(year, month, day));
    u32::try_from(days * 86_400 + u64::from(hour * 3_600 + minute * 60 + second)).ok()
}

/// The number of eight digits, by pairs, then fours, then all.
#[inline]
fn parse_eight(digits: &[u8; 8]) -> Option<u32> {
    let word = u64::from_le_bytes(*digits) ^ 0x3030_3030_3030_3030;
    if (word | word.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    Some(join_eight(word))
}

/// The number of eight digits from zero to nine.
#[inline(always)]
pub(super) fn join_eight(digits: u64) -> u32 {
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours * 10_000 + (fours >> 32)) as u32
}

fn days_in_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The years begin in March here, so that the leap day is the last.
fn days_since_1970(year: u32, month: u32, day: u32) -> u32 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

/// Appends `YYYYMMDDHHmmSS`.
pub(super) fn write_time(seconds: u32, out: &mut Vec<u8>) {
    let (days, of_day) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    let fields = [year / 100, year % 100, month, day, of_day / 3_600, of_day / 60 % 60, of_day % 60];
    for field in fields {
        out.extend_from_slice(&two_digits(field));
    }
}

/// The two decimal digits of a number below 100.
pub(super) fn two_digits(value: u32) -> [u8; 2] {
    [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]
}

/// Appends a decimal number.
pub(super) fn write_decimal(value: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let (mut at, mut rest) = (digits.len(), value);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
