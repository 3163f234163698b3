//! The pieces of which the template makes a page.

use crate::data::Key;
use crate::number::grouped;
use crate::pivot::{Counts, Pivot};
use crate::strings::{Lang, Text, label, text};

/// A part of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) blocks: Vec<Block>,
}

/// A chart and the table of its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// Unique in the report, the same in every language.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) svg: Option<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) table: TableView,
    pub(crate) csv: String,
    /// Whether the table opens on demand.
    pub(crate) is_folded: bool,
}

/// A table as shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TableView {
    pub(crate) heads: Vec<Head>,
    pub(crate) lines: Vec<Line>,
    /// Lines that are not shown.
    pub(crate) more: usize,
}

/// A column head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) label: String,
    /// "of names with MX"; may be empty.
    pub(crate) of: String,
    pub(crate) is_number: bool,
}

/// A line of a [`TableView`]; its first cell is its head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) is_total: bool,
    pub(crate) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// Letters to be compared one by one.
    Code(String),
    /// A number of things.
    Count(u64),
    /// A rate: per cent and fraction; the script sorts and explains by these and the head of the column.
    Rate { percent: String, fraction: String },
    /// Nothing is known.
    Missing,
}

/// Lines of a table that a page can bear; with more, a reader wants the CSV.
const MOST_LINES: usize = 150;

impl Cell {
    /// The counts of a group; nothing where it has none.
    pub(crate) fn rate(counts: Option<Counts>, lang: Lang) -> Cell {
        counts.map_or(Cell::Missing, |c| Cell::Rate { percent: c.percent(), fraction: c.fraction(lang) })
    }

    /// A number that may be unknown.
    pub(crate) fn count(number: Option<u64>) -> Cell {
        number.map_or(Cell::Missing, Cell::Count)
    }

    /// A count as shown.
    pub(crate) fn shown(number: &u64) -> String {
        grouped(*number)
    }
}

impl TableView {
    /// A line per group, a column per rate.
    pub(crate) fn of_pivot(pivot: &Pivot, keys: &str, lang: Lang) -> TableView {
        let first = Head { label: keys.to_owned(), ..Head::default() };
        let head = |head: &crate::pivot::Head| Head {
            label: label(&head.metric, lang),
            of: text(Text::Of, lang).replace("{}", &label(&head.denominator, lang)),
            is_number: true,
        };
        let line = |line: &crate::pivot::Line| {
            let rates = line.cells.iter().map(|counts| Cell::rate(*counts, lang));
            let cells = std::iter::once(Cell::Text(line.label(lang))).chain(rates).collect();
            let is_sum = |key: &Key| matches!(key, Key::Total | Key::Other);
            Line { is_total: line.keys.iter().any(is_sum), cells }
        };
        let heads = std::iter::once(first).chain(pivot.heads.iter().map(head)).collect();
        TableView::new(heads, pivot.lines.iter().map(line).collect())
    }

    /// The table, cut to what a page can bear.
    pub(crate) fn new(heads: Vec<Head>, mut lines: Vec<Line>) -> TableView {
        let more = lines.len().saturating_sub(MOST_LINES);
        if more > 0 {
            // Sums stand at the end and are what one wants most.
            let sums: Vec<Line> = lines[MOST_LINES..].iter().filter(|line| line.is_total).cloned().collect();
            lines.truncate(MOST_LINES - sums.len().min(MOST_LINES));
            lines.extend(sums);
        }
        TableView { heads, lines, more }
    }
}

/// Column heads from labels; the texts come first, then numbers.
pub(crate) fn heads(texts: &[&str], numbers: &[&str]) -> Vec<Head> {
    let head = |label: &&str, is_number| Head { label: (*label).to_owned(), of: String::new(), is_number };
    texts.iter().map(|t| head(t, false)).chain(numbers.iter().map(|t| head(t, true))).collect()
}
