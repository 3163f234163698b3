//! Whole numbers from shares: rounding of rates, and largest remainder.

/// `count / of` in tenths of a percent, rounded half up, as the published tables print it. 0 when `of` is 0.
pub fn tenths_of_percent(count: u64, of: u64) -> u64 {
    rounded(count, of, 1_000)
}

/// `count / of * scale`, rounded half up. 0 when `of` is 0.
pub(crate) fn rounded(count: u64, of: u64, scale: u64) -> u64 {
    if of == 0 {
        return 0;
    }
    ((u128::from(count) * u128::from(scale) * 2 + u128::from(of)) / (u128::from(of) * 2)) as u64
}

/// `total` handed out in proportion to `weights` by largest remainder; the parts add up to `total` unless all weights are 0.
pub(crate) fn largest_remainder(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&w| u128::from(w)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let product = |w: u64| u128::from(total) * u128::from(w);
    let mut parts: Vec<u64> = weights.iter().map(|&w| (product(w) / sum) as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(product(weights[i]) % sum), i));
    let left = total - parts.iter().sum::<u64>();
    for &i in order.iter().take(left as usize) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests;
