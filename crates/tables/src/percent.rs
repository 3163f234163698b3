//! Percentages for display, from integers.

/// `numerator / denominator` in per cent with `decimals` digits (at most 12), rounded half up, exactly; `-` when the
/// denominator is 0.
pub fn percent(numerator: u64, denominator: u64, decimals: u32) -> String {
    if denominator == 0 {
        return "-".to_owned();
    }
    let decimals = decimals.min(12);
    let scale = 10u128.pow(decimals);
    let (n, d) = (u128::from(numerator), u128::from(denominator));
    let scaled = (2 * n * 100 * scale + d) / (2 * d);
    if decimals == 0 {
        return scaled.to_string();
    }
    let width = decimals as usize;
    format!("{}.{:0width$}", scaled / scale, scaled % scale)
}

#[cfg(test)]
mod tests;
