//! Orders: canonical DNS order of names, natural order of keys, and dates.

use std::borrow::Cow;
use std::cmp::Ordering;

/// Compares two names (text, no trailing dot) in canonical DNS order: label by label from the right, by octets
/// (RFC 4034 6.1). Escapes `\.` and `\DDD` count as the octet they stand for.
pub(crate) fn compare_names(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (Some(a), Some(b));
    loop {
        match (a, b) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let ((rest_a, label_a), (rest_b, label_b)) = (split_last_label(x), split_last_label(y));
                let order = decode_label(label_a).cmp(&decode_label(label_b));
                if order != Ordering::Equal {
                    return order;
                }
                (a, b) = (rest_a, rest_b);
            }
        }
    }
}

fn split_last_label(name: &str) -> (Option<&str>, &str) {
    let mut end = name.len();
    while let Some(dot) = name[..end].rfind('.') {
        let backslashes = name[..dot].bytes().rev().take_while(|b| *b == b'\\').count();
        if backslashes % 2 == 0 {
            return (Some(&name[..dot]), &name[dot + 1..]);
        }
        end = dot;
    }
    (None, name)
}

fn decode_label(label: &str) -> Cow<'_, [u8]> {
    if !label.contains('\\') {
        return Cow::Borrowed(label.as_bytes());
    }
    let mut octets = Vec::with_capacity(label.len());
    let mut rest = label.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'\\', [x @ b'0'..=b'9', y @ b'0'..=b'9', z @ b'0'..=b'9', after @ ..]) => {
                octets.push((x - b'0').wrapping_mul(100).wrapping_add((y - b'0') * 10 + (z - b'0')));
                after
            }
            (b'\\', [escaped, after @ ..]) => {
                octets.push(*escaped);
                after
            }
            _ => {
                octets.push(*first);
                tail
            }
        };
    }
    Cow::Owned(octets)
}

/// Compares two key values: whole numbers by value and before text, text by code point.
pub(crate) fn compare_values(a: &str, b: &str) -> Ordering {
    let number = |s: &str| s.parse::<u64>().map_or((1, 0), |n| (0, n));
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}

/// Days from 1970-01-01 to a date `YYYY-MM-DD` of the Gregorian calendar.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<i32>().ok()).flatten();
    let mut parts = text.splitn(3, '-').filter(|p| matches!(p.len(), 2 | 4)).map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if text.len() != 10 || !(1..=days_in_month).contains(&day) {
        return None;
    }
    // Years counted from March put the leap day last, so that month lengths follow one formula.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * m + 2) / 5 + day - 1;
    let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + day_of_year;
    Some(days - 719_468)
}

/// Months since year 0 of a date that [`parse_date`] accepts.
pub(crate) fn month_of(date: &str) -> Option<i32> {
    parse_date(date)?;
    Some(date[..4].parse::<i32>().ok()? * 12 + date[5..7].parse::<i32>().ok()? - 1)
}

#[cfg(test)]
mod tests;
