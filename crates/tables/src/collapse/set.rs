//! The combinations of some columns, shared by the tables that name them.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

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
    tables: Vec<Table>,
    combinations: Combinations,
    pairs: Pairs,
    /// Numbers of the combinations of a block.
    numbers: Codes,
}

/// A table, and the columns that it names.
struct Table {
    number: usize,
    columns: Vec<usize>,
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
        set.columns.extend(&columns);
        set.tables.push(Table { number: table, columns });
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

    /// Gives the combinations away as rows for `take`.
    pub(super) fn hand_on<E: Send>(
        &mut self,
        values: &Values,
        failed: impl Fn(PolarsError) -> E + Sync,
        take: impl Fn(&[usize], &Portion) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        if let Some(column) = self.elements {
            let tables: Vec<usize> = self.tables.iter().map(|table| table.number).collect();
            return take(&tables, &self.take_with_elements(values, column).map_err(failed)?);
        }
        let (codes, weights) = self.combinations.take();
        self.tables.par_iter().try_for_each(|table| {
            let portion = self.portion(values, table, &codes, &weights).map_err(&failed)?;
            take(&[table.number], &portion)
        })
    }

    /// The rows for one table: combinations that agree in its columns are one.
    fn portion(&self, values: &Values, table: &Table, codes: &[Vec<u32>], weights: &[u64]) -> PolarsResult<Portion> {
        let mut combinations = Combinations::new(table.columns.len());
        let places = table.columns.iter().filter_map(|column| self.columns.binary_search(column).ok());
        let codes: Vec<&[u32]> = places.map(|place| codes[place].as_slice()).collect();
        let runs: Vec<Run> = codes.iter().map(|codes| Run::Each(codes)).collect();
        let largest = codes.iter().map(|codes| codes.iter().copied().max().unwrap_or(0));
        combinations.count_weighted(&runs, largest, weights);
        let (codes, weights) = combinations.take();
        let mut columns = values.columns(codes, &table.columns)?;
        let height = weights.len();
        columns.push(UInt64Chunked::from_vec(WEIGHT.into(), weights).into_series().into());
        Ok(Portion { rows: DataFrame::new(height, columns)?, elements: None })
    }

    fn take_with_elements(&mut self, values: &Values, column: usize) -> PolarsResult<Portion> {
        let (mut codes, mut weights) = self.combinations.take();
        let rows = Rows::new(&std::mem::replace(&mut self.pairs, Pairs::new()), &mut codes, &mut weights);
        let (name, dictionary) = (values.names[column].as_str(), &values.dictionaries[column]);
        let elements = dictionary.null_and_any()?.take(&IdxCa::from_vec(PlSmallStr::EMPTY, rows.is_any))?;
        let height = weights.len();
        let mut columns = values.columns(codes, &self.columns)?;
        columns.push(elements.with_name(name.into()).into());
        columns.push(UInt32Chunked::from_vec(ROW.into(), (0..height as u32).collect()).into_series().into());
        columns.push(UInt64Chunked::from_vec(WEIGHT.into(), weights).into_series().into());
        let elements = Elements { dictionary: Arc::clone(dictionary), pairs: rows.pairs };
        Ok(Portion { rows: DataFrame::new(height, columns)?, elements: Some(elements) })
    }
}

/// The values of columns, as far as they are used.
pub(super) struct Values<'a> {
    pub(super) names: &'a [String],
    pub(super) dictionaries: &'a [Arc<Dictionary>],
    pub(super) series: Vec<Option<Series>>,
}

impl Values<'_> {
    /// Columns from their codes.
    fn columns(&self, codes: Vec<Vec<u32>>, columns: &[usize]) -> PolarsResult<Vec<Column>> {
        let column = |(codes, column): (Vec<u32>, &usize)| {
            let codes = IdxCa::from_vec(PlSmallStr::EMPTY, codes);
            let series = self.series[*column].as_ref()?;
            Some(series.take(&codes).map(|values| values.with_name(self.names[*column].as_str().into()).into()))
        };
        codes.into_iter().zip(columns).filter_map(column).collect()
    }
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
