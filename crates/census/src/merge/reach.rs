//! Which of many runs may hold a range of keys.

use crate::run::Run;

/// Runs in order of their first keys. Where the input was grouped by name, few of them overlap, and those that hold a range are found
/// without looking at the others.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Numbers of the runs that are not empty, by first key.
    order: Vec<u32>,
    /// Which of the runs up to here ends last.
    last: Vec<u32>,
}

/// Most runs that hold a key, on average, to be told apart one by one.
const FEW: usize = 4;

impl Reach {
    pub(crate) fn new(runs: &[Run]) -> Self {
        let mut order: Vec<u32> =
            (0u32..).zip(runs).filter(|(_, run)| run.len() > 0).map(|(number, _)| number).collect();
        order.sort_by_key(|number| first(&runs[*number as usize]));
        let mut last: Vec<u32> = Vec::with_capacity(order.len());
        for number in &order {
            let end = |number: u32| self::last(&runs[number as usize]);
            last.push(last.last().copied().filter(|before| end(*before) >= end(*number)).unwrap_or(*number));
        }
        Reach { order, last }
    }

    /// The runs that may hold keys from `lo` up to `hi`, and perhaps others.
    pub(crate) fn holding(&self, runs: &[Run], lo: &[u8], hi: Option<&[u8]>) -> impl Iterator<Item = usize> {
        let is_before = |number: &u32| hi.is_none_or(|hi| first(&runs[*number as usize]) < hi);
        let end = self.order.partition_point(is_before);
        let start = self.last[..end].partition_point(|number| last(&runs[*number as usize]) < lo);
        self.order[start..end].iter().map(|number| *number as usize)
    }

    /// Whether few of these runs hold the same keys.
    pub(crate) fn are_shallow(runs: &[Run]) -> bool {
        let reach = Reach::new(runs);
        let mut shared = 0;
        reach.order.iter().enumerate().all(|(at, number)| {
            let lo = first(&runs[*number as usize]);
            shared += at - reach.last[..at].partition_point(|number| last(&runs[*number as usize]) < lo);
            shared <= FEW * reach.order.len()
        })
    }
}

fn first(run: &Run) -> &[u8] {
    if run.len() > 0 { run.key(0) } else { &[] }
}

fn last(run: &Run) -> &[u8] {
    run.len().checked_sub(1).map_or(&[], |last| run.key(last))
}

#[cfg(test)]
mod tests;
