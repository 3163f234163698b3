//! The commands and their arguments.

mod read;
mod show;
mod value;

pub(crate) use read::{CensusArgs, ReadingArgs, RecordFormat, RecordsArgs};
pub(crate) use show::{
    DiffArgs, DiffPart, ExplainArgs, Language, ReportArgs, TableArgs, TableFormat, TablesArgs, TrendArgs,
};

use clap::{Args, Parser, Subcommand, ValueHint};
use read::{CENSUS_EXAMPLES, RECORDS_EXAMPLES};
use show::{EXPLAIN_EXAMPLES, REPORT_EXAMPLES};
use std::path::PathBuf;
use value::{parse_month, pipeline_help};

/// The census of a DNS zone: which mail-security records each delegated domain publishes, and how far each mechanism has been adopted.
#[derive(Debug, Parser)]
#[command(name = "zonecensus", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Say nothing but errors, and show no progress.
    #[arg(long, short, global = true, display_order = 900)]
    pub(crate) quiet: bool,
    /// Write messages on standard error as JSON, one object a line.
    #[arg(long, global = true, display_order = 901)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  zonecensus demo                                      a synthetic .jp, beside the published survey
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

#[derive(Debug, Args)]
pub(crate) struct SynthArgs {
    /// The profile: jp, jp-municipalities, com, com-shuffled, or one of the benchmark inputs delegation, mail, handwritten.
    pub(crate) profile: String,
    /// Month of the snapshot, of the profile jp only: 2018-03 to 2019-11; the last one if left out.
    #[arg(long, value_name = "YYYY-MM", value_parser = parse_month)]
    pub(crate) month: Option<u32>,
    /// Number of domains; those of a whole snapshot if left out: 1,600,000 of jp, 160,000,000 of com.
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
    #[arg(help = pipeline_help())]
    pub(crate) pipeline: String,
    /// CSV to join on the domain name, in place of the one that the pipeline names.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cohort: Option<PathBuf>,
}
