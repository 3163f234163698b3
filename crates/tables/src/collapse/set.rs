//! The combinations of some columns, shared by the tables that name them.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use super::codes::{Codes, Run};
use super::combinations::Combinations;
use super::dictionary::{Dictionary, NULL};
use super::pairs::Pairs;
use super::{Block, Elements, Portion, ROW, WEIGHT, Wanted};

/// Some columns and the tables that want them.
pub(super) struct Set {
    /// Positions in the columns read.
    pub(super) columns: Vec<usize>,
    /// The column of which elements are wanted; it is none of `columns`.
    pub(super) elements: Option<usize>,
    /// Who wants them.
    pub(super) tables: Vec<usize>,
    combinations: Combinations,
    pairs: Pairs,
    /// Numbers of the combinations of a block.
    numbers: Codes,
}

/// Shares the tables out to sets: those with elements of the same column have one, and so have those that name the same
/// columns of many values, as `has_many` says.
pub(super) fn share_out(wanted: &[Wanted], names: &[String], has_many: impl Fn(usize) -> bool) -> Vec<Set> {
    let mut sets: BTreeMap<(Vec<usize>, Option<usize>), Set> = BTreeMap::new();
    for (table, wanted) in wanted.iter().enumerate() {
        let position = |name: &String| names.iter().position(|n| n == name);
        let columns: Vec<usize> = wanted.columns.iter().filter_map(position).collect();
        let mut splitting: Vec<usize> = columns.iter().copied().filter(|column| has_many(*column)).collect();
        splitting.sort_unstable();
        let elements = wanted.elements.as_ref().and_then(position);
        let set = sets.entry((splitting, elements)).or_insert_with(|| Set::new(elements));
        set.tables.push(table);
        set.columns.extend(columns);
        set.columns.sort_unstable();
        set.columns.dedup();
    }
    sets.values_mut().for_each(|set| set.combinations = Combinations::new(set.columns.len()));
    sets.into_values().collect()
}

impl Set {
    fn new(elements: Option<usize>) -> Self {
        let (combinations, pairs, numbers) = (Combinations::new(0), Pairs::new(), Codes::default());
        Self { columns: Vec::new(), elements, tables: Vec::new(), combinations, pairs, numbers }
    }

    /// How much is held.
    pub(super) fn len(&self) -> usize {
        self.combinations.len() + self.pairs.len()
    }

    pub(super) fn count(&mut self, block: &Block) {
        let codes: Vec<Run> = self.columns.iter().map(|column| block.codes[*column].all()).collect();
        let largest = self.columns.iter().map(|column| block.largest[*column]);
        self.combinations.count(block.rows, &codes, largest, &mut self.numbers);
        if let Some(column) = self.elements {
            self.pairs.count(&self.numbers, &block.codes[column], block.largest[column]);
        }
    }

    /// Gives the combinations away as rows.
    pub(super) fn take_portion(&mut self, values: &Values) -> PolarsResult<Portion> {
        let (mut codes, mut weights) = self.combinations.take();
        let mut columns = Vec::new();
        let mut elements = None;
        if let Some(column) = self.elements {
            let rows = Rows::new(&std::mem::replace(&mut self.pairs, Pairs::new()), &mut codes, &mut weights);
            let name = values.names[column].as_str();
            let series = values.dictionaries[column].null_and_any()?;
            columns.push(series.take(&IdxCa::from_vec(name.into(), rows.is_any))?.with_name(name.into()).into());
            elements = Some(Elements { dictionary: Arc::clone(&values.dictionaries[column]), pairs: rows.pairs });
        }
        let height = weights.len();
        if elements.is_some() {
            columns.push(UInt32Chunked::from_vec(ROW.into(), (0..height as u32).collect()).into_series().into());
        }
        for (codes, column) in codes.into_iter().zip(&self.columns) {
            let name = &values.names[*column];
            let codes = IdxCa::from_vec(PlSmallStr::EMPTY, codes);
            if let Some(series) = &values.series[*column] {
                columns.push(series.take(&codes)?.with_name(name.as_str().into()).into());
            }
        }
        columns.push(UInt64Chunked::from_vec(WEIGHT.into(), weights).into_series().into());
        Ok(Portion { rows: DataFrame::new(height, columns)?, elements })
    }
}

/// The values of columns, as far as they are used.
pub(super) struct Values<'a> {
    pub(super) names: &'a [String],
    pub(super) dictionaries: &'a [Arc<Dictionary>],
    pub(super) series: Vec<Option<Series>>,
}

/// Combinations, each as two rows: without a value in the column of elements, and with one.
struct Rows {
    /// By row, 1 if there is a value.
    is_any: Vec<u32>,
    /// Row, code, number of names.
    pairs: Vec<(u32, u32, u64)>,
}

impl Rows {
    /// Makes two rows of each combination, and leaves out those that no name has.
    fn new(pairs: &Pairs, codes: &mut [Vec<u32>], weights: &mut Vec<u64>) -> Self {
        let row_of = |number: u32, code: u32| 2 * number as usize + usize::from(code != NULL);
        let mut sums = vec![0; 2 * weights.len()];
        pairs.iter().for_each(|(number, code, names)| sums[row_of(number, code)] += names);
        let kept: Vec<usize> = (0..sums.len()).filter(|row| sums[*row] > 0).collect();
        let mut row_numbers = vec![0; sums.len()];
        (0_u32..).zip(&kept).for_each(|(number, row)| row_numbers[*row] = number);
        codes.iter_mut().for_each(|codes| *codes = kept.iter().map(|row| codes[row / 2]).collect());
        *weights = kept.iter().map(|row| sums[*row]).collect();
        let pairs = pairs.iter().map(|(number, code, names)| (row_numbers[row_of(number, code)], code, names));
        Self { is_any: kept.iter().map(|row| (row % 2) as u32).collect(), pairs: pairs.collect() }
    }
}
