//! Tables to one self-contained HTML file and SVG figures.
//!
//! [`render`] turns [`ReportData`] into a page that works offline, in English and Japanese; [`figures`] gives its charts and tables one
//! by one, for slides. Nothing is read or written here, and nothing is counted: every rate comes with its numerator and denominator.
//! A table is shown by its name (`adoption`, `dmarc_policy`, …); one whose name says nothing is shown as it is, and what is absent
//! is named, with the reason, at the end.
//!
//! All text of the data is hostile: [`clean`](self) makes control and bidirectional characters visible first, the template engine
//! escapes the rest, and the page's Content-Security-Policy allows nothing but its own two inline blocks.

mod chart;
mod clean;
mod csv_text;
mod data;
mod japan;
mod number;
mod page;
mod pivot;
mod sections;
mod strings;

pub use data::{Diff, Flow, Input, Key, ReportData, Row, RunFacts, Table, Transition};
pub use strings::Lang;

/// A part of the report: a table, and the chart made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// File name without an extension: lower-case letters, digits and `-`, unique in the report.
    pub name: String,
    /// A standalone SVG document, for a light background; none for a table without a chart.
    pub svg: Option<String>,
    /// CSV with a header: everything that the chart or table shows, as counts.
    pub csv: String,
}

/// The report as one HTML file, opening in `lang`; the reader can switch.
pub fn render(data: &ReportData, lang: Lang) -> String {
    page::render(&clean::clean(data), lang)
}

/// The charts and tables of the report one by one, with labels in `lang`.
pub fn figures(data: &ReportData, lang: Lang) -> Vec<Figure> {
    let blocks = sections::build(&clean::clean(data), lang).into_iter().flat_map(|section| section.blocks);
    blocks.map(|block| Figure { name: block.id, svg: block.svg, csv: block.csv }).collect()
}
