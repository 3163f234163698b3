//! The commands that show what a store has.

use super::ReadingArgs;
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;
use zonecensus::SnapshotDate;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Aligned text.
    Table,
    /// Long form, RFC 4180.
    Csv,
    /// Long form, an array of objects.
    Json,
}

/// What tables to print, and how.
#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    /// Only these tables, separated by commas.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) name: Vec<String>,
    /// Take definitions from this pipeline instead of the one recorded in the store.
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub(crate) format: TableFormat,
    /// Show numerators and denominators beside percentages.
    #[arg(long)]
    pub(crate) counts: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TablesArgs {
    /// The store.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) store: PathBuf,
    /// Date of the snapshot; the last one if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) snapshot: Option<SnapshotDate>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

#[derive(Debug, Args)]
pub(crate) struct TrendArgs {
    /// The store.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) store: PathBuf,
    /// Only this metric, one table with a column per snapshot.
    #[arg(long, value_name = "NAME")]
    pub(crate) metric: Option<String>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The store.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) store: PathBuf,
    /// The earlier snapshot.
    pub(crate) before: SnapshotDate,
    /// The later snapshot.
    pub(crate) after: SnapshotDate,
    /// Take definitions from this pipeline instead of the one recorded in the store.
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
    /// Only this part; needed for CSV, which holds one.
    #[arg(long, value_enum)]
    pub(crate) part: Option<DiffPart>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub(crate) format: TableFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffPart {
    /// Stock before, flows, stock after, by state.
    Balances,
    /// Names by state before and state after.
    Transitions,
}

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  zonecensus report store                                       report.html, English and Japanese
  zonecensus report store --lang ja -o 2019-11.html --snapshot 2019-11-01
  zonecensus report store --figures figures                     charts as SVG, tables as CSV
  zonecensus report store --pipeline my.toml -o my.html         with tables of your own

The page is one file and asks the network for nothing. It covers all snapshots up to the one named;
what changed is told of the last two. Both languages are in it, unless that makes it too long.";

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The store.
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) store: PathBuf,
    /// The file to write, which appears when it is complete; `-` is standard output.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "report.html")]
    pub(crate) output: PathBuf,
    /// The language in which the page opens, and of the figures.
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
    /// Date of the snapshot to report on; the last one if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) snapshot: Option<SnapshotDate>,
    /// Also write every chart as SVG and every table as CSV into this folder, made if it is not there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) figures: Option<PathBuf>,
    /// Take definitions from this pipeline instead of the one recorded in the store.
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English.
    En,
    /// Japanese.
    Ja,
}

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  zonecensus explain store example.gov
  zonecensus explain zones/ example.gov            without a store: zone files";

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A store, or zone files.
    #[arg(required = true, value_name = "STORE|INPUT", value_hint = ValueHint::AnyPath)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The domain; any name of the zone files where there is no store.
    pub(crate) domain: String,
    /// Of a store: date of the snapshot; the last one if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) snapshot: Option<SnapshotDate>,
    /// Of zone files: the pipeline to count them by.
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
    /// Of zone files: CSV to join on the domain name.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cohort: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}
