//! Numbers for display, from integers.

/// `numerator / denominator` in per cent, rounded half up: one decimal, or for rates below 0.1 % two significant digits (at most six
/// decimals); `–` when the denominator is 0.
pub(crate) fn percent(numerator: u64, denominator: u64) -> String {
    if denominator == 0 {
        return "–".to_owned();
    }
    let (n, d) = (u128::from(numerator), u128::from(denominator));
    let mut decimals = 1u32;
    // Below 0.1 %, a decimal is added until two digits are left of the point of n * 100 * 10^decimals / d.
    if n > 0 && n * 1000 < d {
        decimals = 2;
        while decimals < 6 && n * 100 * 10u128.pow(decimals) < 10 * d {
            decimals += 1;
        }
    }
    let scale = 10u128.pow(decimals);
    let scaled = (2 * n * 100 * scale + d) / (2 * d);
    let width = decimals as usize;
    format!("{}.{:0width$}%", scaled / scale, scaled % scale)
}

/// Digits in groups of three: `1,566,647`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`; 1 for what is not above 0.
pub(crate) fn nice_ceiling(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|step| step * power).find(|nice| *nice >= value * 0.999_999).unwrap_or(value)
}

/// A per cent value of an axis: `0`, `2.5`, `100`, `0.002`.
pub(crate) fn axis_percent(value: f64) -> String {
    let text = format!("{value:.4}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Days from 1970-01-01 to a date `YYYY-MM-DD`; none if it is not one.
pub(crate) fn find_days(date: &str) -> Option<i32> {
    let number = |range| date.get(range).filter(|t: &&str| t.bytes().all(|b| b.is_ascii_digit()))?.parse::<i32>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if date.len() != 10 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years counted from March put the leap day last, so that month lengths follow one formula.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * m + 2) / 5 + day - 1;
    Some(365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + day_of_year - 719_468)
}

#[cfg(test)]
mod tests;
