//! Counting one table: polars evaluates conditions and sums them by group, portion by portion; the sums are added up here.
//!
//! For each metric three columns are derived: `d` (in the denominator and known), `n` (the numerator within `d`), `u`
//! (unknown), each in names: a row stands for as many as its [`WEIGHT`] says. With `explode`, `d` and `u` are summed by
//! the plain keys, and `n` by plain keys and element.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::build::columns_of;
use crate::collapse::{Portion, ROW, WEIGHT};
use crate::compile::Compiled;
use crate::elements::Elements;

/// Values of the keys of a group, null as `None`.
pub(crate) type Group = Vec<Option<String>>;

/// Counts of one metric in one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
    pub(crate) unknown: u64,
}

/// Counts of one table in one snapshot, as far as read.
pub(crate) struct Tally {
    /// Per group, one count per metric; the numerators are 0 with `explode`.
    pub(crate) groups: BTreeMap<Group, Vec<Count>>,
    /// With `explode`: numerators by group and element.
    pub(crate) elements: Elements,
}

impl Tally {
    /// Of no rows. `keeps_lists` if single elements will not do: names must be told apart by their best or other ones.
    pub(crate) fn new(table: &Compiled, keeps_lists: bool) -> Self {
        let elements = Elements::new(table.by.len(), table.metrics.len(), keeps_lists);
        Self { groups: BTreeMap::new(), elements }
    }

    /// Adds rows.
    pub(crate) fn add(&mut self, portion: &Portion, table: &Compiled) -> PolarsResult<()> {
        let derived = derive(&portion.rows, table)?;
        self.add_groups(&derived, table)?;
        match (&table.explode, &portion.elements) {
            (None, _) => Ok(()),
            (Some(_), None) => self.elements.add(&derived),
            (Some(explode), Some(counted)) => self.elements.add_counted(&derived, counted, explode.is_list),
        }
    }

    fn add_groups(&mut self, derived: &DataFrame, table: &Compiled) -> PolarsResult<()> {
        let metrics = table.metrics.len();
        let parts: &[&str] = if table.explode.is_some() { &["d", "u"] } else { &["n", "d", "u"] };
        let sums = parts.iter().flat_map(|part| (0..metrics).map(move |i| col(format!("{part}{i}")).sum())).collect();
        let summed = sum_by(lazy(derived.clone()), group_keys(table), sums)?;
        let read = |part: &str| -> PolarsResult<Vec<Vec<u64>>> {
            (0..metrics).map(|i| read_counts(&summed, &format!("{part}{i}"))).collect()
        };
        let numerators = if table.explode.is_some() { None } else { Some(read("n")?) };
        let (denominators, unknowns) = (read("d")?, read("u")?);
        for (row, group) in read_groups(&summed, table.by.len())?.into_iter().enumerate() {
            let counts = self.groups.entry(group).or_insert_with(|| vec![Count::default(); metrics]);
            for (i, count) in counts.iter_mut().enumerate() {
                count.numerator += numerators.as_ref().map_or(0, |n| n[i][row]);
                count.denominator += denominators[i][row];
                count.unknown += unknowns[i][row];
            }
        }
        Ok(())
    }
}

/// The rows that pass the filter, with keys `k0…`, metrics `n0… d0… u0…` and, with `explode`, the column `e`. [`ROW`]
/// and [`WEIGHT`] stay where the elements are counted beside the rows.
fn derive(rows: &DataFrame, table: &Compiled) -> PolarsResult<DataFrame> {
    let is_counted = table.explode.as_ref().is_some_and(|explode| explode.column.is_some());
    let own = std::iter::once(WEIGHT).chain(is_counted.then_some(ROW)).map(str::to_owned);
    let columns = columns_of(table.expressions()).into_iter().chain(own);
    let mut rows = lazy(rows.select(columns)?);
    if let Some(filter) = &table.filter {
        rows = rows.filter(filter.clone());
    }
    let mut stated: Vec<Expr> = Vec::new();
    stated.extend(table.by.iter().enumerate().map(|(i, (_, expr))| expr.clone().alias(format!("k{i}"))));
    stated.extend(table.explode.iter().map(|explode| explode.expr.clone().alias("e")));
    let mut derived: Vec<Expr> = group_keys(table);
    derived.extend(table.explode.iter().map(|_| col("e")));
    if is_counted {
        derived.extend([col(ROW), col(WEIGHT)]);
    }
    for (i, metric) in table.metrics.iter().enumerate() {
        stated.push(metric.numerator.expr.clone().alias(format!("numerator{i}")));
        stated.push(metric.denominator.clone().alias(format!("denominator{i}")));
        let is_condition = metric.numerator.dtype == DataType::Boolean;
        let [n, d, u] = derive_metric(i, is_condition, table.explode.is_some());
        derived.extend([n.alias(format!("n{i}")), d.alias(format!("d{i}")), u.alias(format!("u{i}"))]);
    }
    // with_columns, unlike select, gives a constant expression the height of the rows.
    rows.with_columns(stated).select(derived).collect()
}

/// Three-valued logic to three counts: see the rule at [`crate::Metric`].
fn derive_metric(metric: usize, is_condition: bool, explodes: bool) -> [Expr; 3] {
    let (n, d) = (col(format!("numerator{metric}")), col(format!("denominator{metric}")));
    let mut missing = n.clone().is_null();
    if explodes {
        missing = missing.or(col("e").is_null());
    }
    let known = d.clone().and(missing.clone().not()).fill_null(lit(false));
    let unknown = d.clone().is_null().or(d.and(missing)).fill_null(lit(true));
    let names = |condition: Expr| when(condition).then(col(WEIGHT)).otherwise(lit(0u64));
    let numerator = if is_condition {
        names(n.and(known.clone()).fill_null(lit(false)))
    } else {
        when(known.clone()).then(n.strict_cast(DataType::UInt64) * col(WEIGHT)).otherwise(lit(0u64))
    };
    [numerator, names(known), names(unknown)]
}

/// Rows for small queries, as which planning takes longest: they are not optimized, only checked and their types unified.
pub(crate) fn lazy(rows: DataFrame) -> LazyFrame {
    rows.lazy().with_optimizations(OptFlags::TYPE_COERCION | OptFlags::TYPE_CHECK)
}

fn group_keys(table: &Compiled) -> Vec<Expr> {
    (0..table.by.len()).map(|i| col(format!("k{i}"))).collect()
}

fn sum_by(rows: LazyFrame, keys: Vec<Expr>, sums: Vec<Expr>) -> PolarsResult<DataFrame> {
    if keys.is_empty() { rows.select(sums).collect() } else { rows.group_by(keys).agg(sums).collect() }
}

/// The key columns `k0…` of an aggregated frame as text, row by row.
fn read_groups(frame: &DataFrame, keys: usize) -> PolarsResult<Vec<Group>> {
    let mut groups = vec![Vec::with_capacity(keys); frame.height()];
    for i in 0..keys {
        let column = frame.column(&format!("k{i}"))?.cast(&DataType::String)?;
        let values = column.str()?.iter();
        groups.iter_mut().zip(values).for_each(|(group, value)| group.push(value.map(str::to_owned)));
    }
    Ok(groups)
}

fn read_counts(frame: &DataFrame, name: &str) -> PolarsResult<Vec<u64>> {
    let column = frame.column(name)?.cast(&DataType::UInt64)?;
    Ok(column.u64()?.iter().map(Option::unwrap_or_default).collect())
}
