//! The facts of a run, as they stand in `STORE/runs/DATE.json`.

use crate::error::{Error, Result, io_error};
use crate::input::InputFacts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a run did, from what, and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// Date of the snapshot.
    pub snapshot: String,
    /// How the run ended: a run that failed leaves nothing.
    pub state: RunState,
    /// What was asked.
    pub pipeline: PipelineFacts,
    /// The CSV joined on the name.
    pub cohort: Option<CohortFacts>,
    /// What the collector told beside the records.
    #[serde(default)]
    pub side_files: Vec<SideFileFacts>,
    /// What completed relative names in the inputs, if it was given.
    pub origin: Option<String>,
    /// The files read, in order.
    pub inputs: Vec<InputFacts>,
    /// The lookups that counted as collected.
    pub collected: Vec<String>,
    /// Versions of the program, the column definitions and the taxonomy.
    pub versions: BTreeMap<String, String>,
    /// How much it was.
    pub counts: Counts,
    /// How long it took.
    pub times: Times,
    /// Worker threads.
    pub threads: usize,
    /// Bytes of evidence that went to disk meanwhile.
    #[serde(default)]
    pub spilled_bytes: u64,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Every record could be read.
    Clean,
    /// Some could not; they are in the rejects.
    Rejects,
}

/// The pipeline of a run, whole, so that its tables can be rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineFacts {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub toml: String,
    /// The folder that its file names are relative to; empty for a bundled one.
    pub folder: String,
}

/// The cohort of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortFacts {
    /// The file.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// Its rows.
    pub rows: u64,
}

/// A side file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideFileFacts {
    /// `sts_policies` or `outcomes`.
    pub kind: String,
    /// The file.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub blake3: String,
    /// Its rows.
    pub rows: u64,
}

/// Counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Names counted.
    pub domains: u64,
    /// Names that would count if they were not public suffixes of the taxonomy.
    #[serde(default)]
    pub suffixes: u64,
    /// Records read of the types wanted.
    pub records: u64,
    /// Records that could not be read.
    pub rejects: u64,
    /// Bytes read, after decompression.
    pub plain_bytes: u64,
}

/// Times of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// Begin, RFC 3339.
    pub started: String,
    /// End, RFC 3339.
    pub finished: String,
    /// Seconds spent reading records.
    pub scan_seconds: f64,
    /// Seconds spent merging and writing facts.
    pub merge_seconds: f64,
    /// Seconds spent on tables.
    pub tables_seconds: f64,
}

impl RunFacts {
    /// Reads a file of facts.
    ///
    /// # Errors
    /// It is not there, or is not one.
    pub fn read(path: &Path) -> Result<RunFacts> {
        let text = fs::read(path).map_err(|e| io_error(path, e))?;
        serde_json::from_slice(&text).map_err(|source| Error::RunFacts { path: path.to_owned(), source })
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut text =
            serde_json::to_string_pretty(self).map_err(|source| Error::RunFacts { path: path.to_owned(), source })?;
        text.push('\n');
        fs::write(path, text).map_err(|e| io_error(path, e))
    }
}
