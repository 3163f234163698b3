//! The arguments of every command.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;
use zonecensus::SnapshotDate;
use zonefile::Name;

/// The census of a DNS zone: which mail-security records each delegated domain publishes, and how far each mechanism has been adopted.
#[derive(Debug, Parser)]
#[command(name = "zonecensus", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Say nothing but errors, and show no progress.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Write messages on standard error as JSON, one object a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  zonecensus demo                                      a synthetic .jp, counted, beside the published figures
  zonecensus census gov gov.zone --cohort registry.csv --store store --snapshot 2024-12-31
  zonecensus tables store --name adoption --format csv
  zonecensus report store -o report.html               tables, charts and changes as one page
  zonecensus explain store example.gov
  zonecensus records gov.zone --types NS,DS | head

Exit status: 0 clean, 1 failed, 2 usage, 3 done, but some records could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Count a snapshot into a store.
    #[command(after_help = CENSUS_EXAMPLES)]
    Census(CensusArgs),
    /// Print the records of zone files in canonical form.
    #[command(after_help = RECORDS_EXAMPLES)]
    Records(RecordsArgs),
    /// Rebuild the tables of a snapshot from its domains, and print them.
    Tables(TablesArgs),
    /// Print every snapshot side by side.
    Trend(TrendArgs),
    /// Print what changed between two snapshots, with entries and exits that reconcile.
    Diff(DiffArgs),
    /// Write tables, charts, changes and the facts of the runs as one HTML page that opens offline.
    #[command(after_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Print every fact of one domain, with the line of the record it came from.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Write a synthetic snapshot with its planted truth.
    Synth(SynthArgs),
    /// Generate a snapshot, count it, and show the result beside the published figures and the planted truth.
    Demo(DemoArgs),
    /// Check a pipeline file.
    Check(CheckArgs),
    /// Print a completion script for a shell.
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Write man pages into a folder.
    Man {
        /// The folder.
        #[arg(value_hint = ValueHint::DirPath)]
        dir: PathBuf,
    },
}

const CENSUS_EXAMPLES: &str = "\
Examples:
  zonecensus census jp jp.zone answers.zone.zst --store store --snapshot 2019-11-01
  zonecensus census my.toml zones/ --store store --snapshot 2024-07-01      a folder of zone files
  dig @ns.example axfr example | zonecensus census my.toml - --store store --snapshot 2024-07-01

The snapshot appears in the store whole or not at all: STORE/domains, STORE/tables, STORE/rejects, STORE/runs.";

#[derive(Debug, Args)]
pub(crate) struct CensusArgs {
    /// A pipeline file, or the name of a bundled pipeline.
    pub(crate) pipeline: String,
    /// Zone files, plain or compressed (gzip, zstd); folders of them; `-` for standard input.
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The store, a folder; made if it is not there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) store: PathBuf,
    /// Date of the snapshot.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) snapshot: SnapshotDate,
    /// Put the snapshot in the place of the one that the store has of that date.
    #[arg(long)]
    pub(crate) replace: bool,
    /// CSV to join on the domain name, in place of the one that the pipeline names.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cohort: Option<PathBuf>,
    /// CSV of MTA-STS policies that were fetched: domain, mode, and if there max_age, mx. Fills sts_mode.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) sts_policies: Option<PathBuf>,
    /// CSV of lookups that gave no record: domain, lookup, outcome (nodata, nxdomain, error).
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) outcomes: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Memory for evidence, such as 512M or 4G; past about half of it, evidence goes to disk, in the store. Half of
    /// what the machine has to spare if left out.
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) memory: Option<u64>,
}

/// How inputs are read.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Completes relative names; without it each file's $ORIGIN, SOA or name does.
    #[arg(long, value_name = "NAME", value_parser = parse_origin)]
    pub(crate) origin: Option<Name>,
    /// Carry out $INCLUDE, within the folder of the zone file.
    #[arg(long)]
    pub(crate) include: bool,
    /// Go on whatever cannot be read (the default).
    #[arg(long, group = "policy")]
    pub(crate) keep: bool,
    /// Stop at the first record that cannot be read.
    #[arg(long, group = "policy")]
    pub(crate) stop: bool,
    /// Stop when more than N records could not be read.
    #[arg(long, value_name = "N", group = "policy")]
    pub(crate) stop_after: Option<u64>,
    /// How many times its size compressed input may expand to, once it is more than 64 MiB.
    #[arg(long, value_name = "N", default_value_t = snapshot::DEFAULT_MAX_RATIO, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_ratio: u64,
    /// Worker threads; as many as there are processors if left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

const RECORDS_EXAMPLES: &str = "\
Examples:
  zonecensus records root.zone | sort | uniq -d                   repeated records
  zonecensus records gov.zone.gz --types DS
  zonecensus records zones/ --format parquet -o records.parquet

Text is one record a line: owner, TTL in seconds, class, type, rdata, separated by tabs.
What cannot be read goes to standard error as FILE:LINE:COL: kind: message: text.";

#[derive(Debug, Args)]
pub(crate) struct RecordsArgs {
    /// Zone files, plain or compressed (gzip, zstd); folders of them; `-` for standard input.
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Only these types, separated by commas.
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', value_parser = parse_type)]
    pub(crate) types: Vec<zonefile::RrType>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = RecordFormat::Text)]
    pub(crate) format: RecordFormat,
    /// Write to a file, which appears when it is complete.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    /// Lines of tab-separated fields.
    Text,
    /// Parquet.
    Parquet,
    /// Arrow IPC stream.
    Arrow,
}

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
    /// Only this part; CSV holds one.
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

const REPORT_EXAMPLES: &str = "\
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

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  zonecensus explain store example.gov
  zonecensus explain zones/ example.gov            without a store: zone files";

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A store, or zone files; then the domain.
    #[arg(required = true, num_args = 2.., value_names = ["STORE|INPUT", "DOMAIN"])]
    pub(crate) inputs: Vec<PathBuf>,
    /// Date of the snapshot; the last one if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) snapshot: Option<SnapshotDate>,
    /// How to count the inputs: a pipeline file, or the name of a bundled pipeline.
    #[arg(long, value_name = "PIPELINE")]
    pub(crate) pipeline: Option<String>,
    /// CSV to join on the domain name.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cohort: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    /// The profile: jp, jp-municipalities, com, com-shuffled, or one of the benchmark inputs delegation, mail, handwritten.
    pub(crate) profile: String,
    /// Month of the snapshot, of the profile jp only: 2018-03 to 2019-11; the last one if left out.
    #[arg(long, value_name = "YYYY-MM", value_parser = parse_month)]
    pub(crate) month: Option<u32>,
    /// Number of domains; a full snapshot if left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) domains: Option<u64>,
    /// The folder to write to; made if it is not there.
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// Equal seeds give equal bytes.
    #[arg(long, default_value_t = synth::DEFAULT_SEED)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Keep the store here; a temporary folder if left out.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) store: Option<PathBuf>,
    /// Number of domains.
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) domains: u64,
    /// Equal seeds give equal bytes.
    #[arg(long, default_value_t = synth::DEFAULT_SEED)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// A pipeline file, or the name of a bundled pipeline.
    pub(crate) pipeline: String,
    /// CSV to join on the domain name, in place of the one that the pipeline names.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cohort: Option<PathBuf>,
}

fn parse_origin(text: &str) -> Result<Name, String> {
    let absolute = if text.ends_with('.') { text.to_owned() } else { format!("{text}.") };
    Name::parse(absolute.as_bytes(), None).map_err(|e| e.to_string())
}

fn parse_type(text: &str) -> Result<zonefile::RrType, String> {
    zonefile::RrType::parse(text.trim().as_bytes()).ok_or_else(|| "not an RR type".to_owned())
}

/// A month as the profile jp numbers them: 2018-03 is 0.
fn parse_month(text: &str) -> Result<u32, String> {
    let known = (0..).map_while(|month| Some((month, synth::Profile::month(month)?)));
    let found = known.into_iter().find(|(_, name)| name == text).map(|(month, _)| month);
    found.ok_or_else(|| "not a month from 2018-03 to 2019-11".to_owned())
}

/// `512M`, `4G`, `1.5GiB`, or bytes. Units are binary.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let power = match unit.trim().trim_end_matches(['b', 'B']).trim_end_matches('i').to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return Err("not a size such as 512M or 4G".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "not a size such as 512M or 4G".to_owned())?;
    Ok((number * 1024f64.powi(power)) as u64)
}
