//! A finished table: rates in long form, and its pivots for display.

use std::collections::BTreeMap;

use crate::def::TableDef;
use crate::grid::{Cell, CellKind, Grid};
use crate::order::compare_values;

/// A table in long form: one row per snapshot, group and metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Name of the table.
    pub name: String,
    /// One line for the reader; the name where the definition has no title.
    pub title: String,
    /// Names of the key columns.
    pub keys: Vec<String>,
    /// The rates.
    pub rows: Vec<Row>,
    /// What a reader must know: gaps between snapshots, changed definitions.
    pub notes: Vec<String>,
    /// Key-value metadata of the (last) snapshot: versions of taxonomy and definitions.
    pub metadata: BTreeMap<String, String>,
}

/// One rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Date of the snapshot.
    pub snapshot: String,
    /// The group, in the order of [`Table::keys`].
    pub keys: Vec<Key>,
    /// Name of the metric.
    pub metric: String,
    /// Names that count.
    pub numerator: u64,
    /// Names that could count.
    pub denominator: u64,
    /// What the denominator is, in words.
    pub denominator_name: String,
    /// Names left out of both because the answer is unknown.
    pub unknown: u64,
}

impl Row {
    /// `numerator / denominator`; none when the denominator is 0.
    pub fn rate(&self) -> Option<f64> {
        (self.denominator > 0).then(|| self.numerator as f64 / self.denominator as f64)
    }

    /// What the row adds up: `group`, `other` (groups beyond `top`), `total`, or `cumulative` (top k together). Only
    /// rows of kinds `group` and `other` may be added, and of a table without a list key.
    pub fn kind(&self) -> &'static str {
        let has = |wanted: fn(&Key) -> bool| self.keys.iter().any(wanted);
        if has(|k| matches!(k, Key::Total)) {
            "total"
        } else if has(|k| matches!(k, Key::Top(_))) {
            "cumulative"
        } else if has(|k| matches!(k, Key::Other)) {
            "other"
        } else {
            "group"
        }
    }
}

/// Value of a key column. In order of rows: values before the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A value found in the data: any text, also "total".
    Value(String),
    /// The k most common elements together.
    Top(usize),
    /// Names without a value.
    None,
    /// All values beyond `top`.
    Other,
    /// All names.
    Total,
}

impl Key {
    /// The value found in the data, if it is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Key::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Text for display: `(none)`, `other`, `total`, `top 3`, or the value as it is.
    pub fn label(&self) -> String {
        match self {
            Key::Value(value) => value.clone(),
            Key::None => "(none)".to_owned(),
            Key::Other => "other".to_owned(),
            Key::Total => "total".to_owned(),
            Key::Top(k) => format!("top {k}"),
        }
    }
}

/// A pivot for display: a line per group, a column per metric (or snapshot).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wide {
    /// Heads of the key columns.
    pub keys: Vec<String>,
    /// Heads of the value columns.
    pub heads: Vec<String>,
    /// What the columns are rates of, in the order of `heads`.
    pub denominator_names: Vec<String>,
    /// The lines.
    pub rows: Vec<WideRow>,
}

/// A line of a [`Wide`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WideRow {
    /// Labels of the keys.
    pub keys: Vec<String>,
    /// Whether this is the total of others.
    pub is_total: bool,
    /// One cell per head; none where no name was in the group.
    pub cells: Vec<Option<WideCell>>,
}

/// The counts behind a displayed rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WideCell {
    /// Names that count.
    pub numerator: u64,
    /// Names that could count.
    pub denominator: u64,
    /// Names left out.
    pub unknown: u64,
}

impl Table {
    pub(crate) fn new(def: &TableDef, metadata: BTreeMap<String, String>) -> Self {
        let title = if def.title.is_empty() { &def.name } else { &def.title };
        Self {
            name: def.name.clone(),
            title: title.clone(),
            keys: def.by.iter().chain(&def.explode).map(|text| crate::sql::key_name(text)).collect(),
            metadata,
            ..Self::default()
        }
    }

    /// The table with one line per snapshot and group and one column per metric; the snapshot is a key when there are
    /// several.
    pub fn wide(&self) -> Wide {
        let several = self.rows.windows(2).any(|pair| pair[0].snapshot != pair[1].snapshot);
        let mut wide = Wide { keys: self.keys.clone(), ..Wide::default() };
        if several {
            wide.keys.insert(0, "snapshot".to_owned());
        }
        let line = |row: &Row| {
            let snapshot = several.then(|| row.snapshot.clone());
            snapshot.into_iter().chain(row.keys.iter().map(Key::label)).collect()
        };
        self.pivot(wide, self.rows.iter(), line, |row| (row.metric.clone(), row.denominator_name.clone()))
    }

    /// One metric over time: a line per group, a column per snapshot, in the order of the last snapshot's groups.
    pub fn by_snapshot(&self, metric: &str, denominator_name: &str) -> Wide {
        let wanted = |row: &&Row| row.metric == metric && row.denominator_name == denominator_name;
        let mut rows: Vec<&Row> = self.rows.iter().filter(wanted).collect();
        // Lines appear in the order met: the last snapshot's first, so that what vanished comes at the end.
        rows.sort_by(|a, b| b.snapshot.cmp(&a.snapshot));
        let wide = Wide { keys: self.keys.clone(), ..Wide::default() };
        let line = |row: &Row| row.keys.iter().map(Key::label).collect();
        let head = |row: &Row| (row.snapshot.clone(), row.denominator_name.clone());
        let mut wide = self.pivot(wide, rows.into_iter(), line, head);
        wide.heads.reverse();
        wide.denominator_names.reverse();
        wide.rows.iter_mut().for_each(|row| row.cells.reverse());
        wide
    }

    /// The (metric, denominator name) pairs in the order of their first rows.
    pub fn metrics(&self) -> Vec<(&str, &str)> {
        let mut metrics: Vec<(&str, &str)> = Vec::new();
        for row in &self.rows {
            let metric = (row.metric.as_str(), row.denominator_name.as_str());
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        metrics
    }

    /// The long form as written to files: `snapshot`, the keys, `row_kind`, `metric`, `numerator`, `denominator`,
    /// `denominator_name`, `unknown`, `rate`.
    pub fn to_grid(&self) -> Grid {
        let mut grid = Grid::new(&self.name, self.metadata.clone());
        grid.add_column("snapshot", CellKind::Date);
        self.keys.iter().for_each(|key| grid.add_column(key, CellKind::Text));
        grid.add_column("row_kind", CellKind::Text);
        grid.add_column("metric", CellKind::Text);
        grid.add_column("numerator", CellKind::Count);
        grid.add_column("denominator", CellKind::Count);
        grid.add_column("denominator_name", CellKind::Text);
        grid.add_column("unknown", CellKind::Count);
        grid.add_column("rate", CellKind::Rate);
        for row in &self.rows {
            let mut cells = vec![Cell::Text(row.snapshot.clone())];
            cells.extend(row.keys.iter().map(|key| match key {
                Key::None => Cell::Null,
                key => Cell::Text(key.label()),
            }));
            cells.push(Cell::Text(row.kind().to_owned()));
            cells.push(Cell::Text(row.metric.clone()));
            cells.push(Cell::Count(row.numerator));
            cells.push(Cell::Count(row.denominator));
            cells.push(Cell::Text(row.denominator_name.clone()));
            cells.push(Cell::Count(row.unknown));
            cells.push(row.rate().map_or(Cell::Null, Cell::Rate));
            grid.rows.push(cells);
        }
        grid
    }

    fn pivot<'a>(
        &self,
        mut wide: Wide,
        rows: impl Iterator<Item = &'a Row>,
        line: impl Fn(&Row) -> Vec<String>,
        head: impl Fn(&Row) -> (String, String),
    ) -> Wide {
        let mut heads: Vec<(String, String)> = Vec::new();
        let mut lines: BTreeMap<(&str, &[Key]), usize> = BTreeMap::new();
        let by_snapshot = wide.keys.len() > self.keys.len();
        for row in rows {
            let head = head(row);
            let column = heads.iter().position(|h| *h == head).unwrap_or_else(|| {
                heads.push(head);
                heads.len() - 1
            });
            let snapshot = if by_snapshot { row.snapshot.as_str() } else { "" };
            let index = *lines.entry((snapshot, &row.keys)).or_insert_with(|| {
                wide.rows.push(WideRow { keys: line(row), is_total: row.kind() == "total", cells: Vec::new() });
                wide.rows.len() - 1
            });
            let cells = &mut wide.rows[index].cells;
            cells.resize(cells.len().max(column + 1), None);
            let Row { numerator, denominator, unknown, .. } = *row;
            cells[column] = Some(WideCell { numerator, denominator, unknown });
        }
        wide.rows.iter_mut().for_each(|row| row.cells.resize(heads.len(), None));
        (wide.heads, wide.denominator_names) = heads.into_iter().unzip();
        wide
    }
}

/// Sorts groups into the order of rows: the first key as listed in `order`, then by rank where `rank` knows one (of the
/// last key), then naturally; `None`, `Other`, `Total` come last in this order.
pub(crate) fn sort_groups<T>(groups: &mut [(Vec<Key>, T)], order: &[String], rank: impl Fn(&Key) -> Option<usize>) {
    let listed = |keys: &[Key]| {
        let first = keys.first().and_then(Key::value);
        first.and_then(|value| order.iter().position(|o| o == value)).unwrap_or(usize::MAX)
    };
    let class = |key: &Key| match key {
        Key::Value(_) | Key::Top(_) => 0,
        Key::None => 1,
        Key::Other => 2,
        Key::Total => 3,
    };
    let compare_keys = |a: &Key, b: &Key, is_last: bool| {
        let ranked = |key: &Key| if is_last { rank(key).unwrap_or(usize::MAX) } else { 0 };
        let by_value = || match (a, b) {
            (Key::Value(a), Key::Value(b)) => compare_values(a, b),
            (a, b) => a.cmp(b),
        };
        class(a).cmp(&class(b)).then_with(|| ranked(a).cmp(&ranked(b))).then_with(by_value)
    };
    groups.sort_by(|(a, _), (b, _)| {
        let mut result = class_of_first(a, class).cmp(&class_of_first(b, class));
        result = result.then_with(|| listed(a).cmp(&listed(b)));
        for (i, (x, y)) in a.iter().zip(b).enumerate() {
            result = result.then_with(|| compare_keys(x, y, i + 1 == a.len()));
        }
        result
    });
}

fn class_of_first(keys: &[Key], class: impl Fn(&Key) -> u8) -> u8 {
    keys.first().map_or(0, class)
}
