//! A snapshot of a table, turned for display: a line per group, a column per metric.

use crate::data::{Key, Table};
use crate::number::{grouped, percent};
use crate::strings::{Lang, Text, label, qualified, text};

/// The counts behind a rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) numerator: u64,
    pub(crate) denominator: u64,
    pub(crate) unknown: u64,
}

/// A column: a metric and what it is a rate of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) metric: String,
    pub(crate) denominator: String,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) keys: Vec<Key>,
    pub(crate) cells: Vec<Option<Counts>>,
}

/// Groups and their rates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pivot {
    pub(crate) heads: Vec<Head>,
    pub(crate) lines: Vec<Line>,
}

impl Counts {
    /// In per cent; none when the denominator is 0.
    pub(crate) fn rate(self) -> Option<f64> {
        (self.denominator > 0).then(|| 100.0 * self.numerator as f64 / self.denominator as f64)
    }

    /// `72.2%`.
    pub(crate) fn percent(self) -> String {
        percent(self.numerator, self.denominator)
    }

    /// `130 / 180`, with the unknown where there are any.
    pub(crate) fn fraction(self, lang: Lang) -> String {
        let mut out = format!("{} / {}", grouped(self.numerator), grouped(self.denominator));
        if self.unknown > 0 {
            out.push_str(&format!(" ({} {})", grouped(self.unknown), text(Text::Unknown, lang)));
        }
        out
    }

    /// `72.2% = 130 / 180 names with MX`.
    pub(crate) fn explain(self, denominator: &str, lang: Lang) -> String {
        let (percent, denominator) = (self.percent(), label(denominator, lang));
        let (n, d) = (grouped(self.numerator), grouped(self.denominator));
        let mut out = match lang {
            Lang::En => format!("{percent} = {n} / {d} {denominator}"),
            Lang::Ja => format!("{percent} = {n} / {d}（分母：{denominator}）"),
        };
        if self.unknown > 0 {
            out.push_str(&format!("; {} {}", grouped(self.unknown), text(Text::Unknown, lang)));
        }
        out
    }
}

impl Line {
    pub(crate) fn is_total(&self) -> bool {
        self.keys.contains(&Key::Total)
    }

    /// The keys as one text.
    pub(crate) fn label(&self, lang: Lang) -> String {
        if self.keys.is_empty() {
            return text(Text::Total, lang).to_owned();
        }
        let labels: Vec<String> = self.keys.iter().map(|key| key_label(key, lang)).collect();
        labels.join(" · ")
    }
}

/// A key as shown.
pub(crate) fn key_label(key: &Key, lang: Lang) -> String {
    match key {
        Key::Value(value) => label(value, lang),
        Key::Top(k) => text(Text::TopK, lang).replace("{}", &k.to_string()),
        Key::None => text(Text::NoValue, lang).to_owned(),
        Key::Other => text(Text::Other, lang).to_owned(),
        Key::Total => text(Text::Total, lang).to_owned(),
    }
}

impl Pivot {
    /// The groups of one snapshot. Columns without any denominator are left out.
    pub(crate) fn of(table: &Table, snapshot: &str) -> Pivot {
        let mut pivot = Pivot::default();
        for row in table.rows.iter().filter(|row| row.snapshot == snapshot) {
            let metric = qualified(&table.name, &row.metric);
            let head = Head { metric, denominator: row.denominator_name.clone() };
            let column = position_or_push(&mut pivot.heads, |h| *h == head, || head.clone());
            let keys = qualified_keys(table, &row.keys);
            let new = || Line { keys: keys.clone(), cells: Vec::new() };
            let line = position_or_push(&mut pivot.lines, |line| line.keys == keys, new);
            let cells = &mut pivot.lines[line].cells;
            cells.resize(cells.len().max(column + 1), None);
            let (numerator, denominator, unknown) = (row.numerator, row.denominator, row.unknown);
            cells[column] = Some(Counts { numerator, denominator, unknown });
        }
        let columns = pivot.heads.len();
        pivot.lines.iter_mut().for_each(|line| line.cells.resize(columns, None));
        let filled = |c: &usize| pivot.lines.iter().any(|line| line.cells[*c].is_some_and(|c| c.denominator > 0));
        let kept: Vec<usize> = (0..columns).filter(filled).collect();
        pivot.select(&kept)
    }

    /// One metric over time: a column per snapshot, lines in the order of the last one.
    pub(crate) fn over_time(table: &Table, head: &Head, snapshots: &[String]) -> Pivot {
        let of_snapshot = |s: &String| Head { metric: s.clone(), denominator: head.denominator.clone() };
        let mut pivot = Pivot { heads: snapshots.iter().map(of_snapshot).collect(), lines: Vec::new() };
        for (column, snapshot) in snapshots.iter().enumerate().rev() {
            let wanted = |row: &&crate::data::Row| {
                row.snapshot == *snapshot && row.metric == head.metric && row.denominator_name == head.denominator
            };
            for row in table.rows.iter().filter(wanted) {
                let keys = qualified_keys(table, &row.keys);
                let new = || Line { keys: keys.clone(), cells: vec![None; snapshots.len()] };
                let line = position_or_push(&mut pivot.lines, |line| line.keys == keys, new);
                let (numerator, denominator, unknown) = (row.numerator, row.denominator, row.unknown);
                pivot.lines[line].cells[column] = Some(Counts { numerator, denominator, unknown });
            }
        }
        pivot
    }

    /// The columns at these positions.
    pub(crate) fn select(&self, columns: &[usize]) -> Pivot {
        let pick =
            |line: &Line| Line { keys: line.keys.clone(), cells: columns.iter().map(|c| line.cells[*c]).collect() };
        Pivot {
            heads: columns.iter().map(|c| self.heads[*c].clone()).collect(),
            lines: self.lines.iter().map(pick).collect(),
        }
    }

    /// The columns that fulfil a condition.
    pub(crate) fn columns(&self, wanted: impl Fn(&Head) -> bool) -> Pivot {
        let columns: Vec<usize> = (0..self.heads.len()).filter(|c| wanted(&self.heads[*c])).collect();
        self.select(&columns)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.heads.is_empty() || self.lines.is_empty()
    }

    /// The line of all names, or the only one.
    pub(crate) fn total(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.keys.iter().all(|key| *key == Key::Total))
    }
}

/// Keys whose labels are unambiguous.
fn qualified_keys(table: &Table, keys: &[Key]) -> Vec<Key> {
    let qualify = |(key, name): (&Key, &String)| match key {
        Key::Value(value) => Key::Value(qualified(name, value)),
        key => key.clone(),
    };
    keys.iter().zip(&table.keys).map(qualify).collect()
}

fn position_or_push<T>(items: &mut Vec<T>, is_it: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> usize {
    items.iter().position(is_it).unwrap_or_else(|| {
        items.push(new());
        items.len() - 1
    })
}
