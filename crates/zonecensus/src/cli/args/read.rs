//! The commands that read zone files.

use super::value::{parse_origin, parse_size, parse_type, pipeline_help};
use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;
use zonecensus::SnapshotDate;
use zonefile::Name;

pub(super) const CENSUS_EXAMPLES: &str = "\
Examples:
  zonecensus census jp jp.zone answers.zone.zst --store store --snapshot 2019-11-01
  zonecensus census my.toml zones/ --store store --snapshot 2024-07-01      a folder of zone files
  dig @ns.example axfr example | zonecensus census my.toml - --store store --snapshot 2024-07-01

The snapshot appears in the store whole or not at all: STORE/domains, STORE/tables, STORE/rejects,
STORE/runs. Tables are made with polars, whose own threads POLARS_MAX_THREADS limits.";

#[derive(Debug, Args)]
pub(crate) struct CensusArgs {
    #[arg(help = pipeline_help())]
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

pub(super) const RECORDS_EXAMPLES: &str = "\
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
