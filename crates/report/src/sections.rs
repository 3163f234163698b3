//! What stands in the report: sections of blocks, each a chart with the table of its figures.

mod mail;
mod missing;
mod places;
mod runs;
mod time;
mod views;

use crate::data::{ReportData, Table};
use crate::pivot::{Counts, Pivot};
use crate::strings::{Lang, Text, text};
pub(crate) use missing::Missing;
use std::collections::BTreeSet;
pub(crate) use views::{Block, Cell, Line, Section, TableView};

/// What every section is made from.
pub(crate) struct Context<'a> {
    pub(crate) data: &'a ReportData,
    pub(crate) lang: Lang,
    /// The last snapshot.
    pub(crate) last: &'a str,
}

/// A figure of the report's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFigure {
    pub(crate) label: String,
    pub(crate) counts: Counts,
    pub(crate) denominator: String,
}

/// The sections for which there is data, in order.
pub(crate) fn build(data: &ReportData, lang: Lang) -> Vec<Section> {
    let context = Context::new(data, lang);
    let sections = [
        mail::adoption(&context),
        places::regions(&context),
        time::trend(&context),
        mail::policy(&context),
        mail::spf(&context),
        mail::non_sending(&context),
        mail::transport(&context),
        mail::providers(&context),
        time::transitions(&context),
        mail::errors(&context),
        mail::others(&context),
        runs::runs(&context),
    ];
    let mut sections: Vec<Section> = sections.into_iter().filter(|section| !section.blocks.is_empty()).collect();
    let mut seen = BTreeSet::new();
    for block in sections.iter_mut().flat_map(|section| &mut section.blocks) {
        let id = block.id.clone();
        // Names that differ in odd characters only, or do not differ.
        for n in 2.. {
            if seen.insert(block.id.clone()) {
                break;
            }
            block.id = format!("{id}-{n}");
        }
    }
    sections
}

/// The sections that `shown` lacks, with the reason.
pub(crate) fn missing(data: &ReportData, lang: Lang, shown: &[Section]) -> Vec<Missing> {
    missing::missing(&Context::new(data, lang), shown)
}

/// The rates over all names that the report opens with.
pub(crate) fn key_figures(data: &ReportData, lang: Lang) -> Vec<KeyFigure> {
    let context = Context::new(data, lang);
    let mut figures = Vec::new();
    for name in ["adoption", "dmarc_enforced", "dnssec"] {
        let pivot = context.pivot(name);
        let Some(total) = pivot.total() else { continue };
        for (head, counts) in pivot.heads.iter().zip(&total.cells) {
            let Some(counts) = counts.filter(|counts| counts.denominator > 0) else { continue };
            let metric = match head.metric.as_str() {
                "enforced" => "DMARC enforced",
                // The rest of a mix that the last figure begins.
                "dnssec: weak" | "dnssec: unknown" => continue,
                metric => metric,
            };
            let label = crate::strings::label(metric, lang);
            figures.push(KeyFigure { label, counts, denominator: crate::strings::label(&head.denominator, lang) });
        }
    }
    figures.truncate(5);
    figures
}

impl<'a> Context<'a> {
    fn new(data: &'a ReportData, lang: Lang) -> Context<'a> {
        Context { data, lang, last: data.snapshots.last().map_or("", String::as_str) }
    }

    fn text(&self, key: Text) -> &'static str {
        text(key, self.lang)
    }

    fn label(&self, raw: &str) -> String {
        crate::strings::label(raw, self.lang)
    }

    fn note(&self, raw: &str) -> String {
        crate::strings::note(raw, self.lang)
    }

    fn table(&self, name: &str) -> Option<&'a Table> {
        self.data.tables.iter().find(|table| table.name == name)
    }

    /// The last snapshot of a table; empty if there is no such table.
    fn pivot(&self, name: &str) -> Pivot {
        self.table(name).map(|table| Pivot::of(table, self.last)).unwrap_or_default()
    }

    /// A section with its blocks.
    fn section(&self, id: &str, title: Text, lead: Text, blocks: Vec<Block>) -> Section {
        Section { id: id.to_owned(), title: self.text(title).to_owned(), lead: self.text(lead).to_owned(), blocks }
    }

    /// The table of a pivot, its CSV and title, without a chart.
    fn block(&self, table: &Table, pivot: &Pivot) -> Block {
        let rows = table.rows.iter().filter(|row| row.snapshot == self.last);
        Block {
            id: slug(&table.name),
            title: self.label(&table.title),
            svg: None,
            notes: Vec::new(),
            table: TableView::of_pivot(pivot, &self.keys_label(table), self.lang),
            csv: crate::csv_text::of_rows(table, rows),
            is_folded: false,
        }
    }

    fn keys_label(&self, table: &Table) -> String {
        if table.keys.is_empty() {
            return self.text(Text::Group).to_owned();
        }
        table.keys.iter().map(|key| self.label(key)).collect::<Vec<_>>().join(" · ")
    }

    fn alt(&self, title: &str) -> String {
        self.text(Text::ChartAlt).replace("{}", title)
    }

    /// `of names with MX`.
    fn of(&self, denominator: &str) -> String {
        self.text(Text::Of).replace("{}", &self.label(denominator))
    }
}

/// A name for ids and files: lower-case letters, digits and `-`.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().take(60).map(plain).collect()
}
