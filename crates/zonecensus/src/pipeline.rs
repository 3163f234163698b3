//! Pipelines: what to count, as a TOML file. Read once, before the first byte of a zone.
//!
//! ```toml
//! title = "…"                 # shown above tables
//! zone = "jp"                 # the registry's zone, if there is one
//! unit = "delegations"        # or "apexes"; "list" with names = "FILE"; "names" with suffixes = ["co.jp", …]
//! taxonomy = "jp"             # bundled, or a .tsv file beside this one
//! providers = "common"        # bundled, or a .tsv file beside this one
//! collected = ["MX", "TXT"]   # lookups that were made for every name: no record then means absent
//! addresses = false           # true reads A and AAAA too: implicit MX, dangling MX
//! dmarc = "rfc9989"           # or "rfc7489"
//! tables = ["adoption"]       # which tables; all that fit if left out
//!
//! [cohort]                    # a CSV joined on the domain name
//! file = "registry.csv"       # beside this file; or --cohort FILE
//! key = "Domain name"
//! columns = { type = "Domain type", state = "State" }
//!
//! [[table]]                   # tables of your own: see tables::TableDef
//! ```

mod bundled;
mod definitions;
mod document;
mod files;
mod raw;
mod resolve;

pub use bundled::{PIPELINES, PROVIDERS, TAXONOMIES};
pub use document::PipelineError;

use crate::error::{Error, Result, io_error};
use crate::store::SnapshotDate;
use census::{Cohort, Lookup, Providers, Taxonomy, Unit};
use document::{Document, nearest};
use mailpolicy::dmarc;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tables::{DiffDef, TableDef};

/// A pipeline, checked and resolved: every file it names has been read, but for the cohort.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// Its short name: that of the file without `.toml`, or of the bundled one.
    pub name: String,
    /// The folder that files named in it are relative to; empty for a bundled one.
    pub folder: PathBuf,
    /// The text it was read from, as recorded in the facts of a run.
    pub toml: String,
    /// Shown above tables.
    pub title: String,
    /// The registry's zone without final dot; empty if there is no single one.
    pub zone: String,
    /// Which names are rows.
    pub unit: Unit,
    /// Types names by their suffix.
    pub taxonomy: Taxonomy,
    /// Names of operators by host suffix.
    pub providers: Providers,
    /// Lookups stated to be collected.
    pub collected: Vec<Lookup>,
    /// Whether address records are read.
    pub addresses: bool,
    /// Which DMARC specification rules.
    pub dmarc: dmarc::Spec,
    /// The CSV joined on the name.
    pub cohort: Option<CohortSpec>,
    /// The tables wanted, in order.
    pub tables: Vec<TableDef>,
    /// The states that `diff` follows.
    pub diff: Option<DiffDef>,
}

/// A CSV to be joined on the domain name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohortSpec {
    /// The file; None if it is to be given when the census is run.
    pub file: Option<PathBuf>,
    /// Heading of the column with the domain names.
    pub key: String,
    /// Heading and name of each column taken over.
    pub columns: Vec<(String, String)>,
}

impl Pipeline {
    /// Reads the pipeline `spec`: a path, or the name of a bundled one.
    ///
    /// # Errors
    /// There is no such pipeline, or it has a mistake, which the error shows in place.
    pub fn load(spec: &str) -> Result<Pipeline> {
        let path = Path::new(spec);
        let is_path = spec.contains(['/', '\\']) || path.extension().is_some() || path.is_file();
        if is_path {
            let toml = fs::read_to_string(path).map_err(|e| io_error(path, e))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            return Pipeline::parse(&name, spec, &toml, folder);
        }
        match bundled::find(PIPELINES, spec) {
            Some(toml) => Pipeline::parse(spec, &format!("bundled pipeline {spec}"), toml, Path::new("")),
            None => Err(Error::NoPipeline {
                name: spec.to_owned(),
                nearest: nearest(spec, PIPELINES.iter().map(|(name, _)| *name)).map(str::to_owned),
            }),
        }
    }

    /// Reads a pipeline from its text. `file` stands in errors; other files are looked for in `folder`.
    ///
    /// # Errors
    /// A mistake in the text or in a file it names.
    pub fn parse(name: &str, file: &str, toml: &str, folder: &Path) -> Result<Pipeline> {
        let document = Document::parse(file, toml)?;
        let raw = document.deserialize()?;
        Ok(resolve::resolve(name, toml, &document, raw, folder)?)
    }

    /// The plan for one snapshot. `cohort` takes the place of the file that the pipeline names.
    ///
    /// # Errors
    /// The pipeline wants a cohort and there is no file for it, or the file does not fit.
    pub fn plan(&self, date: SnapshotDate, cohort: Option<&Path>) -> Result<census::Plan> {
        let cohort = self.read_cohort(cohort)?;
        let unit = match (&self.unit, &cohort) {
            (Unit::List(names), Some(cohort)) if names.is_empty() => Unit::List(cohort.names().to_vec()),
            (unit, _) => unit.clone(),
        };
        let mut plan = census::Plan::new(&self.zone, unit);
        plan.snapshot_date = date.days();
        plan.taxonomy = self.taxonomy.clone();
        plan.cohort = cohort;
        plan.providers = self.providers.clone();
        plan.collected = self.collected.clone();
        plan.dmarc = self.dmarc;
        plan.addresses = self.addresses;
        Ok(plan)
    }

    /// The cohort file to read, if there is one.
    pub fn cohort_file<'a>(&'a self, given: Option<&'a Path>) -> Option<&'a Path> {
        given.or(self.cohort.as_ref()?.file.as_deref())
    }

    /// Reads the cohort: `given`, or the file that the pipeline names.
    ///
    /// # Errors
    /// As [`Pipeline::plan`].
    pub fn read_cohort(&self, given: Option<&Path>) -> Result<Option<Cohort>> {
        let Some(spec) = &self.cohort else {
            return match given {
                Some(_) => Err(Error::CohortNotWanted { pipeline: self.name.clone() }),
                None => Ok(None),
            };
        };
        let file = self.cohort_file(given).ok_or_else(|| Error::CohortMissing { pipeline: self.name.clone() })?;
        let csv = File::open(file).map_err(|e| io_error(file, e))?;
        Ok(Some(Cohort::read(&file.to_string_lossy(), csv, &spec.key, &spec.columns)?))
    }
}
