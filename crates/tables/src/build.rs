//! Building tables: one pass over the snapshots, a second one where elements must be ranked first.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;
use rayon::prelude::*;

use crate::compile::{Compiled, compile};
use crate::def::TableDef;
use crate::scan::{Input, Source};
use crate::sql::find_columns;
use crate::table::{Key, Row, Table, sort_groups};
use crate::tally::{Count, Elements, Group, Tally};
use crate::{Place, Result, TableError};

/// Builds one table over one or many snapshots; see [`build_all`].
///
/// # Errors
/// As [`build_all`].
pub fn build(inputs: &[Input], def: &TableDef) -> Result<Table> {
    let tables = build_all(inputs, std::slice::from_ref(def))?;
    Ok(tables.into_iter().next().unwrap_or_default())
}

/// Builds several tables while reading each file once (twice for ranked lists: `top` or `cumulative`).
///
/// Rows come by snapshot, then in the order of the definition: as `order` says, else sorted, or largest first with
/// `explode` and `top`; names without a key value follow, then "other", then the total.
///
/// # Errors
/// A definition that does not suit the files, or a file that cannot be read.
pub fn build_all(inputs: &[Input], defs: &[TableDef]) -> Result<Vec<Table>> {
    let snapshots = open_snapshots(inputs)?;
    let Some(schema) = snapshots.iter().flat_map(|s| &s.sources).map(Source::schema).next() else {
        return Ok(defs.iter().map(|def| Table::new(def, BTreeMap::new())).collect());
    };
    let compiled = defs.iter().map(|def| compile(def, schema)).collect::<Result<Vec<_>>>()?;
    let plans: Vec<Plan> = defs.iter().zip(&compiled).map(|(def, table)| Plan { def, table }).collect();

    let (ranks, tallies) = count_ranked(&snapshots, schema, &plans)?;
    let metadata = snapshots.iter().rev().flat_map(|s| &s.sources).next().map(Source::key_values).unwrap_or_default();
    let mut tables: Vec<Table> = defs.iter().map(|def| Table::new(def, metadata.clone())).collect();
    for (snapshot, tallies) in snapshots.iter().zip(tallies) {
        for (i, (tally, second)) in tallies.into_iter().enumerate() {
            let groups = plans[i].assemble(tally, second, &ranks[i]);
            tables[i].rows.extend(rows_of(&snapshot.date, &defs[i], groups));
        }
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

/// The columns that expressions read; at least one, since without a column polars knows no number of rows.
pub(crate) fn columns_to_read<'a>(exprs: impl Iterator<Item = &'a Expr>, schema: &Schema) -> Vec<String> {
    let mut columns: Vec<String> = exprs.flat_map(find_columns).collect();
    columns.sort();
    columns.dedup();
    if columns.is_empty() {
        columns.extend(schema.iter_names().next().map(ToString::to_string));
    }
    columns
}

/// Per snapshot and table: the counts, and those of the second pass where there is one.
type Passes = Vec<Vec<(Tally, Option<Tally>)>>;

/// Counts, ranks by the last snapshot's counts, and counts again what needs the ranks.
fn count_ranked(snapshots: &[Snapshot], schema: &Schema, plans: &[Plan]) -> Result<(Vec<Ranks>, Passes)> {
    let each: Vec<_> = plans.iter().map(|plan| (*plan, Elements::Each)).collect();
    let tallies = count(snapshots, schema, &each)?;
    let last = tallies.last().into_iter().flatten();
    let ranks: Vec<Ranks> = plans.iter().zip(last).map(|(plan, tally)| Ranks::new(plan, tally)).collect();
    let again: Vec<_> = plans.iter().zip(&ranks).filter_map(|(plan, ranks)| plan.second_pass(ranks)).collect();
    let ranked = if again.is_empty() { Vec::new() } else { count(snapshots, schema, &again)? };

    let mut ranked = ranked.into_iter();
    let passes = tallies.into_iter().map(|tallies| {
        let mut second = ranked.next().into_iter().flatten();
        let plans = plans.iter().zip(&ranks);
        let pair = |(tally, (plan, ranks)): (Tally, (&Plan, &Ranks))| {
            (tally, plan.second_pass(ranks).and_then(|_| second.next()))
        };
        tallies.into_iter().zip(plans).map(pair).collect()
    });
    let passes = passes.collect();
    Ok((ranks, passes))
}

/// Reads all snapshots once; gives one tally per snapshot and table.
fn count(snapshots: &[Snapshot], schema: &Schema, tables: &[(Plan, Elements)]) -> Result<Vec<Vec<Tally>>> {
    let columns = columns_to_read(tables.iter().flat_map(|(plan, _)| plan.table.expressions()), schema);
    let mut tallies = Vec::new();
    for snapshot in snapshots {
        let mut tally: Vec<Tally> = tables.iter().map(|_| Tally::default()).collect();
        for source in &snapshot.sources {
            for slice in source.slices(columns.clone(), schema)? {
                let slice = slice?;
                // A slice is too small for polars to share out; the tables are not.
                tables.par_iter().zip(&mut tally).try_for_each(|((plan, elements), tally)| {
                    let add = tally.add(slice.clone(), plan.table, elements);
                    add.map_err(|e| evaluation_failed(&plan.def.name, &e))
                })?;
            }
        }
        tallies.push(tally);
    }
    Ok(tallies)
}

pub(crate) fn evaluation_failed(table: &str, error: &PolarsError) -> TableError {
    TableError::Evaluate { place: Place::new(table, "metrics"), reason: error.to_string() }
}

/// Ranks from 0, by size in the last snapshot.
#[derive(Default)]
struct Ranks {
    elements: HashMap<Option<String>, usize>,
    groups: HashMap<Group, usize>,
}

impl Ranks {
    fn new(plan: &Plan, tally: &Tally) -> Self {
        if plan.table.explode.is_none() {
            let limit = plan.def.top.unwrap_or(0);
            let sizes = tally.groups.iter().map(|(group, counts)| (group.clone(), counts[0].denominator));
            return Self { groups: rank(sizes, limit), ..Self::default() };
        }
        let limit = plan.def.top.or(plan.def.cumulative.iter().max().copied()).unwrap_or(usize::MAX);
        let mut sizes: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for (group, numerators) in &tally.elements {
            *sizes.entry(group.last().cloned().flatten()).or_default() += numerators[0];
        }
        Self { elements: rank(sizes.into_iter(), limit), ..Self::default() }
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

/// By keys and element, one numerator per metric.
type Numerators = BTreeMap<Vec<Key>, Vec<u64>>;

impl<'a> Plan<'a> {
    /// What a second pass must count once the ranks are known: sums over elements would count names twice.
    fn second_pass<'r>(self, ranks: &'r Ranks) -> Option<(Plan<'a>, Elements<'r>)> {
        if !self.def.cumulative.is_empty() {
            return Some((self, Elements::BestRank(&ranks.elements)));
        }
        let is_list = self.table.explode.as_ref().is_some_and(|e| e.is_list);
        (is_list && self.def.top.is_some()).then_some((self, Elements::Unranked(&ranks.elements)))
    }

    /// The groups of one snapshot, in the order of rows.
    fn assemble(self, mut tally: Tally, second: Option<Tally>, ranks: &Ranks) -> Vec<Counted> {
        if self.table.by.is_empty() {
            tally.groups.entry(Group::new()).or_insert_with(|| vec![Count::default(); self.def.metrics.len()]);
        }
        if self.table.explode.is_none() {
            return self.assemble_groups(tally, ranks);
        }
        let elements = if self.def.cumulative.is_empty() {
            self.fold_other(tally.elements, second, ranks)
        } else {
            self.accumulate(second.unwrap_or_default())
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

    /// Elements beyond `top` become one element "other".
    fn fold_other(self, elements: BTreeMap<Group, Vec<u64>>, second: Option<Tally>, ranks: &Ranks) -> Numerators {
        let mut folded = BTreeMap::new();
        let counted_again = second.is_some();
        for (group, numerators) in elements {
            let kept = self.def.top.is_none() || group.last().is_some_and(|e| ranks.elements.contains_key(e));
            if kept {
                add_numerators(&mut folded, keys_of(group), &numerators);
            } else if !counted_again {
                add_numerators(&mut folded, with_last(group, Key::Other), &numerators);
            }
        }
        for (group, numerators) in second.into_iter().flat_map(|t| t.elements) {
            add_numerators(&mut folded, with_last(group, Key::Other), &numerators);
        }
        folded
    }

    /// Names by best rank to names among the top k, for each k.
    fn accumulate(self, second: Tally) -> Numerators {
        let mut sums = BTreeMap::new();
        for (group, numerators) in second.elements {
            let rank: usize = group.last().cloned().flatten().and_then(|r| r.parse().ok()).unwrap_or(usize::MAX);
            for k in self.def.cumulative.iter().filter(|k| rank < **k) {
                add_numerators(&mut sums, with_last(group.clone(), Key::Top(*k)), &numerators);
            }
        }
        sums
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

fn with_last(group: Group, last: Key) -> Vec<Key> {
    let mut keys = keys_of(group);
    keys.pop();
    keys.push(last);
    keys
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
