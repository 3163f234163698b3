//! Of a few times: the best and the median.

use serde::{Deserialize, Serialize};

/// Seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) best: f64,
    pub(crate) median: f64,
}

impl Times {
    /// Of at least one time; of an even number of them the median is the mean of the middle two.
    pub(crate) fn of(times: impl IntoIterator<Item = f64>) -> Option<Times> {
        let mut times: Vec<f64> = times.into_iter().collect();
        times.sort_by(f64::total_cmp);
        let best = *times.first()?;
        let middle = times.len() / 2;
        let median = if times.len() % 2 == 1 { times[middle] } else { f64::midpoint(times[middle - 1], times[middle]) };
        Some(Times { best, median })
    }
}

#[cfg(test)]
mod tests;
