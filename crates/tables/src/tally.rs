//! Counting one table in one slice of rows, and adding slices up.
//!
//! For each metric three columns are derived: `d` (in the denominator and known), `n` (the numerator within `d`), `u`
//! (unknown). polars sums them by group in each slice; the sums of slices are added in plain maps. With `explode`, `d`
//! and `u` are summed by the plain keys, and `n` by plain keys and element.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;

use crate::compile::{Compiled, CompiledMetric, Explode};

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
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Per group, one count per metric; the numerators are 0 with `explode`.
    pub(crate) groups: BTreeMap<Group, Vec<Count>>,
    /// With `explode`: per group and element (the last value), one numerator per metric.
    pub(crate) elements: BTreeMap<Group, Vec<u64>>,
}

/// How elements are counted.
pub(crate) enum Elements<'a> {
    /// Each distinct element of a name by itself.
    Each,
    /// By rank: a name counts under `r` when its best-ranked element has rank `r` (from 0); unranked ones do not count.
    BestRank(&'a HashMap<Option<String>, usize>),
    /// A name counts once, under one element of no meaning, when it has an element without a rank.
    Unranked(&'a HashMap<Option<String>, usize>),
}

impl Tally {
    /// Adds the rows of a slice.
    pub(crate) fn add(&mut self, slice: DataFrame, table: &Compiled, elements: &Elements) -> PolarsResult<()> {
        let derived = derive(slice, table)?;
        if matches!(elements, Elements::Each) {
            self.add_groups(&derived, table)?;
        }
        if let Some(explode) = &table.explode {
            let counted = match elements {
                Elements::Each => each_element(&derived, table, explode),
                Elements::BestRank(ranks) => ranked_element(&derived, table, explode, ranks, false),
                Elements::Unranked(ranks) => ranked_element(&derived, table, explode, ranks, true),
            }?;
            self.add_elements(&counted, table)?;
        }
        Ok(())
    }

    fn add_groups(&mut self, derived: &DataFrame, table: &Compiled) -> PolarsResult<()> {
        let metrics = table.metrics.len();
        let parts: &[&str] = if table.explode.is_some() { &["d", "u"] } else { &["n", "d", "u"] };
        let sums = parts.iter().flat_map(|part| (0..metrics).map(move |i| col(format!("{part}{i}")).sum())).collect();
        let summed = sum_by(derived.clone().lazy(), group_keys(table), sums)?;
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

    fn add_elements(&mut self, counted: &DataFrame, table: &Compiled) -> PolarsResult<()> {
        let metrics = table.metrics.len();
        let columns: Vec<_> =
            (0..metrics).map(|i| read_counts(counted, &format!("n{i}"))).collect::<PolarsResult<_>>()?;
        for (row, group) in read_groups(counted, table.by.len() + 1)?.into_iter().enumerate() {
            // Summing no rows without keys still gives a row.
            if columns.iter().all(|column| column[row] == 0) {
                continue;
            }
            let sums = self.elements.entry(group).or_insert_with(|| vec![0; metrics]);
            sums.iter_mut().zip(&columns).for_each(|(sum, column)| *sum += column[row]);
        }
        Ok(())
    }
}

/// The rows that pass the filter, with keys `k0…`, metrics `n0… d0… u0…` and, with `explode`, the column `e`.
fn derive(slice: DataFrame, table: &Compiled) -> PolarsResult<DataFrame> {
    let mut rows = slice.lazy();
    if let Some(filter) = &table.filter {
        rows = rows.filter(filter.clone());
    }
    let mut columns: Vec<Expr> = Vec::new();
    columns.extend(table.by.iter().enumerate().map(|(i, (_, expr))| expr.clone().alias(format!("k{i}"))));
    columns.extend(table.explode.iter().map(|explode| explode.expr.clone().alias("e")));
    for (i, metric) in table.metrics.iter().enumerate() {
        let [n, d, u] = derive_metric(metric, table.explode.as_ref());
        columns.extend([n.alias(format!("n{i}")), d.alias(format!("d{i}")), u.alias(format!("u{i}"))]);
    }
    let names: Vec<Expr> = columns.iter().filter_map(|c| Some(col(c.clone().meta().output_name().ok()?))).collect();
    // with_columns, unlike select, gives a constant expression the height of the slice.
    rows.with_columns(columns).select(names).collect()
}

/// Three-valued logic to three counts: see the rule at [`crate::Metric`].
fn derive_metric(metric: &CompiledMetric, explode: Option<&Explode>) -> [Expr; 3] {
    let (n, d) = (metric.numerator.expr.clone(), metric.denominator.clone());
    let mut missing = n.clone().is_null();
    if let Some(explode) = explode {
        missing = missing.or(explode.expr.clone().is_null());
    }
    let known = d.clone().and(missing.clone().not()).fill_null(lit(false));
    let unknown = d.clone().is_null().or(d.and(missing)).fill_null(lit(true));
    let numerator = if metric.numerator.dtype == DataType::Boolean {
        n.and(known.clone()).fill_null(lit(false))
    } else {
        when(known.clone()).then(n.strict_cast(DataType::UInt64)).otherwise(lit(0u64))
    };
    [numerator, known, unknown]
}

/// Numerators by group and element, each name once per element.
fn each_element(derived: &DataFrame, table: &Compiled, explode: &Explode) -> PolarsResult<DataFrame> {
    let mut rows = derived.clone().lazy().filter(any_numerator(table));
    if explode.is_list {
        let once = by_name(["row", "e"], true, false);
        rows = explode_rows(rows, explode).unique(Some(once), UniqueKeepStrategy::Any);
    }
    sum_by(rows, element_keys(table, col("e")), numerators(table).map(Expr::sum).collect())
}

/// Numerators by group and best rank, or (`unranked`) of names that have an element without a rank.
fn ranked_element(
    derived: &DataFrame,
    table: &Compiled,
    explode: &Explode,
    ranks: &HashMap<Option<String>, usize>,
    unranked: bool,
) -> PolarsResult<DataFrame> {
    let rows = derived.clone().lazy().filter(any_numerator(table));
    let mut rows = explode_rows(rows, explode).with_column(col("e").cast(DataType::String)).collect()?;
    let rank_of = |element: Option<&str>| -> Option<u32> {
        let rank = ranks.get(&element.map(str::to_owned)).map(|rank| *rank as u32);
        if unranked { rank.is_none().then_some(u32::MAX) } else { rank }
    };
    let rank: UInt32Chunked = rows.column("e")?.str()?.iter().map(rank_of).collect();
    rows.with_column(rank.into_series().with_name("rank".into()).into())?;
    let of_name = group_keys(table).into_iter().chain(numerators(table)).map(Expr::first);
    let best = of_name.chain([col("rank").min()]).collect::<Vec<_>>();
    let names = rows.lazy().filter(col("rank").is_not_null()).group_by([col("row")]).agg(best);
    sum_by(names, element_keys(table, col("rank")), numerators(table).map(Expr::sum).collect())
}

/// Numbers the rows as `row` and gives each element of a list a row; an empty list yields none.
fn explode_rows(rows: LazyFrame, explode: &Explode) -> LazyFrame {
    let rows = rows.with_row_index("row", None);
    if !explode.is_list {
        return rows;
    }
    rows.explode(by_name(["e"], true, false), ExplodeOptions { empty_as_null: false, keep_nulls: false })
}

fn any_numerator(table: &Compiled) -> Expr {
    let positive = |i: usize| match table.metrics[i].numerator.dtype {
        DataType::Boolean => col(format!("n{i}")),
        _ => col(format!("n{i}")).gt(lit(0u64)),
    };
    (1..table.metrics.len()).fold(positive(0), |any, i| any.or(positive(i)))
}

fn group_keys(table: &Compiled) -> Vec<Expr> {
    (0..table.by.len()).map(|i| col(format!("k{i}"))).collect()
}

/// The group's keys with the element as the last one.
fn element_keys(table: &Compiled, element: Expr) -> Vec<Expr> {
    let mut keys = group_keys(table);
    keys.push(element.alias(format!("k{}", table.by.len())));
    keys
}

fn numerators(table: &Compiled) -> impl Iterator<Item = Expr> + use<> {
    (0..table.metrics.len()).map(|i| col(format!("n{i}")))
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
