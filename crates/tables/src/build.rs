//! Building tables: one pass over each snapshot, the last one first.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use polars::prelude::*;
use rayon::prelude::*;

use crate::collapse::{Limits, Wanted, collapse};
use crate::compile::{Compiled, compile};
use crate::def::TableDef;
use crate::elements::{ElementRanks, Numerators};
use crate::scan::{Input, Source};
use crate::sql::find_columns;
use crate::table::{Key, Row, Table, sort_groups};
use crate::tally::{Count, Group, Tally};
use crate::{Place, Result, TableError};

/// Builds one table over one or many snapshots; see [`build_all`].
///
/// # Errors
/// As [`build_all`].
pub fn build(inputs: &[Input], def: &TableDef) -> Result<Table> {
    let tables = build_all(inputs, std::slice::from_ref(def))?;
    Ok(tables.into_iter().next().unwrap_or_default())
}

/// Builds several tables while reading each file once.
///
/// Rows come by snapshot, then in the order of the definition: as `order` says, else sorted, or largest first with
/// `explode` and `top`; names without a key value follow, then "other", then the total.
///
/// # Errors
/// A definition that does not suit the files, or a file that cannot be read.
pub fn build_all(inputs: &[Input], defs: &[TableDef]) -> Result<Vec<Table>> {
    build_within(Limits::default(), inputs, defs)
}

/// As [`build_all`], within limits that change no result.
fn build_within(limits: Limits, inputs: &[Input], defs: &[TableDef]) -> Result<Vec<Table>> {
    let snapshots = open_snapshots(inputs)?;
    let Some(schema) = snapshots.iter().flat_map(|s| &s.sources).map(Source::schema).next() else {
        return Ok(defs.iter().map(|def| Table::new(def, BTreeMap::new())).collect());
    };
    let compiled = defs.iter().map(|def| compile(def, schema)).collect::<Result<Vec<_>>>()?;
    let plans: Vec<Plan> = defs.iter().zip(&compiled).map(|(def, table)| Plan { def, table }).collect();

    let metadata = snapshots.iter().rev().flat_map(|s| &s.sources).next().map(Source::key_values).unwrap_or_default();
    let mut tables: Vec<Table> = defs.iter().map(|def| Table::new(def, metadata.clone())).collect();
    let mut ranks: Vec<Option<Ranks>> = plans.iter().map(|_| None).collect();
    let mut by_snapshot = Vec::new();
    // The last snapshot comes first: its ranks are those of all.
    for snapshot in snapshots.iter().rev() {
        let tallies = count(snapshot, schema, &plans, limits)?;
        let work = plans.par_iter().zip(tallies).zip(&mut ranks);
        let rows: Vec<Vec<Row>> = work
            .map(|((plan, tally), ranks)| {
                let ranks = ranks.get_or_insert_with(|| Ranks::new(plan, &tally));
                rows_of(&snapshot.date, plan.def, plan.assemble(tally, ranks))
            })
            .collect();
        by_snapshot.push(rows);
    }
    for rows in by_snapshot.into_iter().rev() {
        tables.iter_mut().zip(rows).for_each(|(table, rows)| table.rows.extend(rows));
    }
    Ok(tables)
}

/// A snapshot with its files open.
pub(crate) struct Snapshot {
    pub(crate) date: String,
    pub(crate) sources: Vec<Source>,
}

pub(crate) fn open_snapshots(inputs: &[Input]) -> Result<Vec<Snapshot>> {
    let open = |input: &Input| {
        let sources = input.files.iter().map(|path| Source::open(path)).collect::<Result<_>>()?;
        Ok(Snapshot { date: input.snapshot.clone(), sources })
    };
    let mut snapshots = inputs.iter().map(open).collect::<Result<Vec<_>>>()?;
    snapshots.sort_by(|a, b| a.date.cmp(&b.date));
    Ok(snapshots)
}

/// The columns that expressions read, sorted.
pub(crate) fn columns_of<'a>(exprs: impl Iterator<Item = &'a Expr>) -> Vec<String> {
    let mut columns: Vec<String> = exprs.flat_map(find_columns).collect();
    columns.sort();
    columns.dedup();
    columns
}

/// Reads a snapshot once; gives one tally per table.
fn count(snapshot: &Snapshot, schema: &Schema, plans: &[Plan], limits: Limits) -> Result<Vec<Tally>> {
    let tallies: Vec<Mutex<Tally>> =
        plans.iter().map(|plan| Mutex::new(Tally::new(plan.table, plan.needs_lists()))).collect();
    let wanted: Vec<Wanted> = plans.iter().map(|plan| plan.wanted()).collect();
    collapse(&snapshot.sources, schema, &wanted, limits, &|tables, portion| {
        tables.par_iter().try_for_each(|table| {
            let plan = plans[*table];
            let mut tally = tallies[*table].lock().unwrap_or_else(PoisonError::into_inner);
            tally.add(portion, plan.table).map_err(|e| evaluation_failed(&plan.def.name, &e))
        })
    })?;
    Ok(tallies.into_iter().map(|tally| tally.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}

pub(crate) fn evaluation_failed(table: &str, error: &PolarsError) -> TableError {
    TableError::Evaluate { place: Place::new(table, "metrics"), reason: error.to_string() }
}

/// Ranks from 0, by size in the last snapshot.
struct Ranks {
    elements: ElementRanks,
    groups: HashMap<Group, usize>,
}

impl Ranks {
    fn new(plan: &Plan, tally: &Tally) -> Self {
        if plan.table.explode.is_none() {
            let limit = plan.def.top.unwrap_or(0);
            let sizes = tally.groups.iter().map(|(group, counts)| (group.clone(), counts[0].denominator));
            return Self { groups: rank(sizes, limit), elements: ElementRanks::new() };
        }
        let limit = plan.def.top.or(plan.def.cumulative.iter().max().copied()).unwrap_or(usize::MAX);
        Self { elements: tally.elements.rank(limit), groups: HashMap::new() }
    }
}

/// The `limit` largest with their ranks; ties are broken by the keys' order.
fn rank<K: Ord + std::hash::Hash>(sizes: impl Iterator<Item = (K, u64)>, limit: usize) -> HashMap<K, usize> {
    let mut sizes: Vec<(K, u64)> = sizes.collect();
    sizes.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    sizes.into_iter().take(limit).enumerate().map(|(rank, (key, _))| (key, rank)).collect()
}

#[derive(Clone, Copy)]
struct Plan<'a> {
    def: &'a TableDef,
    table: &'a Compiled,
}

type Counted = (Vec<Key>, Vec<Count>);

impl Plan<'_> {
    fn wanted(self) -> Wanted {
        let elements = self.table.explode.as_ref().and_then(|explode| explode.column.clone());
        let mut columns = columns_of(self.table.expressions());
        columns.retain(|column| elements.as_ref() != Some(column));
        Wanted { columns, elements }
    }

    /// Whether sums by element do not suffice: a name with two of the elements would count twice.
    fn needs_lists(self) -> bool {
        let is_list = self.table.explode.as_ref().is_some_and(|e| e.is_list);
        is_list && (self.def.top.is_some() || !self.def.cumulative.is_empty())
    }

    /// The groups of one snapshot, in the order of rows.
    fn assemble(self, mut tally: Tally, ranks: &Ranks) -> Vec<Counted> {
        if self.table.by.is_empty() {
            tally.groups.entry(Group::new()).or_insert_with(|| vec![Count::default(); self.def.metrics.len()]);
        }
        if self.table.explode.is_none() {
            return self.assemble_groups(tally, ranks);
        }
        let elements = if self.def.cumulative.is_empty() {
            tally.elements.split(self.def.top.map(|_| &ranks.elements))
        } else {
            tally.elements.accumulate(&ranks.elements, &self.def.cumulative)
        };
        self.assemble_elements(tally.groups, elements, ranks)
    }

    /// Numerators by element joined with the denominators of their groups.
    fn assemble_elements(
        self,
        groups: BTreeMap<Group, Vec<Count>>,
        mut elements: Numerators,
        ranks: &Ranks,
    ) -> Vec<Counted> {
        let mut groups: BTreeMap<Vec<Key>, Vec<Count>> =
            groups.into_iter().map(|(group, counts)| (keys_of(group), counts)).collect();
        if self.wants_total() {
            let total = vec![Key::Total; self.table.by.len()];
            let mut sums = Numerators::new();
            for (keys, numerators) in &elements {
                let keys = total.iter().chain(keys.last()).cloned().collect();
                add_numerators(&mut sums, keys, numerators);
            }
            elements.extend(sums);
            groups.insert(total, sum_counts(groups.values(), self.def.metrics.len()));
        }
        let with_group = |(keys, numerators): (Vec<Key>, Vec<u64>)| {
            let group = groups.get(&keys[..self.table.by.len()]);
            let count_of =
                |(i, numerator)| Count { numerator, ..group.map_or_else(Count::default, |counts| counts[i]) };
            (keys, numerators.into_iter().enumerate().map(count_of).collect())
        };
        let mut counted: Vec<Counted> = elements.into_iter().map(with_group).collect();
        let rank_of = |key: &Key| ranks.elements.get(&key.value().map(str::to_owned)).copied();
        sort_groups(&mut counted, &self.def.order, rank_of);
        counted
    }

    fn assemble_groups(self, tally: Tally, ranks: &Ranks) -> Vec<Counted> {
        let metrics = self.def.metrics.len();
        let mut groups: BTreeMap<Vec<Key>, Vec<Count>> = BTreeMap::new();
        let total = sum_counts(tally.groups.values(), metrics);
        for (group, counts) in tally.groups {
            let kept = self.def.top.is_none() || ranks.groups.contains_key(&group);
            let keys = if kept { keys_of(group) } else { vec![Key::Other; group.len()] };
            let sums = groups.entry(keys).or_insert_with(|| vec![Count::default(); metrics]);
            *sums = sum_counts([&*sums, &counts].into_iter(), metrics);
        }
        let mut counted: Vec<Counted> = groups.into_iter().collect();
        if self.wants_total() {
            counted.push((vec![Key::Total; self.table.by.len()], total));
        }
        sort_groups(&mut counted, &self.def.order, |_| None);
        counted
    }

    fn wants_total(self) -> bool {
        self.def.total && !self.table.by.is_empty()
    }
}

fn rows_of(snapshot: &str, def: &TableDef, groups: Vec<Counted>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(groups.len() * def.metrics.len());
    for (keys, counts) in groups {
        for (metric, count) in def.metrics.iter().zip(counts) {
            rows.push(Row {
                snapshot: snapshot.to_owned(),
                keys: keys.clone(),
                metric: metric.name.clone(),
                numerator: count.numerator,
                denominator: count.denominator,
                denominator_name: metric.denominator_name.clone(),
                unknown: count.unknown,
            });
        }
    }
    rows
}

fn keys_of(group: Group) -> Vec<Key> {
    group.into_iter().map(|value| value.map_or(Key::None, Key::Value)).collect()
}

fn add_numerators(sums: &mut Numerators, keys: Vec<Key>, numerators: &[u64]) {
    let sum = sums.entry(keys).or_insert_with(|| vec![0; numerators.len()]);
    sum.iter_mut().zip(numerators).for_each(|(sum, n)| *sum += n);
}

fn sum_counts<'a>(counts: impl Iterator<Item = &'a Vec<Count>>, metrics: usize) -> Vec<Count> {
    let mut sums = vec![Count::default(); metrics];
    for (sum, count) in counts.flat_map(|counts| counts.iter().enumerate()).map(|(i, count)| (i, *count)) {
        sums[sum].numerator += count.numerator;
        sums[sum].denominator += count.denominator;
        sums[sum].unknown += count.unknown;
    }
    sums
}

#[cfg(test)]
mod tests;
