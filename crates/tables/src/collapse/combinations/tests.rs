use std::collections::BTreeMap;

use super::Combinations;
use crate::collapse::codes::{Codes, Run};

fn counted(combinations: &mut Combinations) -> BTreeMap<Vec<u32>, u64> {
    let (columns, weights) = combinations.take();
    let row = |(at, weight)| (columns.iter().map(|column| column[at]).collect(), weight);
    let rows: Vec<(Vec<u32>, u64)> = weights.into_iter().enumerate().map(row).collect();
    let distinct: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(distinct.len(), rows.len());
    distinct
}

#[test]
fn equal_rows_are_one_whatever_the_widths_and_however_they_grow() {
    // Codes of up to 2, 20 and 32 bits: one word for few columns, many words for many.
    for columns in [0, 1, 3, 9, 40] {
        let mut state = 7_u32;
        let mut next = |limit: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % limit
        };
        let mut combinations = Combinations::new(columns);
        let mut expected: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        for block in 0..6 {
            let limit = [2, 3, 5, 1 << 20, 4, 1 << 23][block];
            let rows: Vec<Vec<u32>> = (0..200)
                .map(|_| {
                    (0..columns)
                        .map(|c| if c % 3 == 0 { next(limit) } else { next(2) * (u32::MAX >> (c % 2)) })
                        .collect()
                })
                .collect();
            let block: Vec<Vec<u32>> = (0..columns).map(|c| rows.iter().map(|row| row[c]).collect()).collect();
            let largest: Vec<u32> = block.iter().map(|codes| *codes.iter().max().unwrap()).collect();
            let block: Vec<Run> = block.iter().map(|codes| Run::Each(codes)).collect();
            combinations.count(rows.len(), &block, largest.into_iter(), &mut Codes::default());
            rows.into_iter().for_each(|row| *expected.entry(row).or_default() += 1);
        }
        assert_eq!(combinations.len(), expected.len());
        assert_eq!(counted(&mut combinations), expected);
        assert_eq!(combinations.len(), 0);
    }
}
