//! Recorded results: one JSON object a line, in a file for each host and day.

use crate::definitions::Metric;
use crate::home;
use crate::host::Host;
use crate::statistics::Times;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The result of one engine in one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// When the run began, RFC 3339 in UTC; the entries of a run share it.
    pub(crate) at: String,
    pub(crate) host: Host,
    pub(crate) case: String,
    pub(crate) input: String,
    pub(crate) engine: String,
    pub(crate) bytes: u64,
    /// What it counted, as required.
    pub(crate) count: u64,
    pub(crate) rounds: usize,
    pub(crate) wall_seconds: Times,
    pub(crate) cpu_seconds: Times,
    /// The largest resident set of any round in bytes, mapped files included.
    pub(crate) max_rss: u64,
    /// The time that the ratio is made of.
    pub(crate) metric: Metric,
    pub(crate) baseline: Option<String>,
    /// Median time of the baseline over median time of the engine.
    pub(crate) ratio: Option<f64>,
    /// Best time of the baseline over best time of the engine.
    pub(crate) ratio_of_best: Option<f64>,
    pub(crate) target: Option<f64>,
    pub(crate) instructions_per_byte: Option<f64>,
    /// The most that they should be.
    pub(crate) instructions_target: Option<f64>,
}

impl Entry {
    pub(crate) fn times(&self) -> Times {
        match self.metric {
            Metric::Cpu => self.cpu_seconds,
            Metric::Wall => self.wall_seconds,
        }
    }

    /// Of the median time.
    pub(crate) fn megabytes_per_second(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.times().median
    }
}

fn folder() -> PathBuf {
    home().join("results")
}

/// Every recorded entry, the oldest first.
///
/// # Errors
/// A file of results that is not one.
pub(crate) fn read_all() -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let Ok(files) = fs::read_dir(folder()) else { return Ok(entries) };
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            entries.extend(read(&path).with_context(|| path.display().to_string())?);
        }
    }
    entries.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(entries)
}

fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    fs::read_to_string(path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The last entry of the same host, case and engine.
pub(crate) fn find_previous<'a>(recorded: &'a [Entry], entry: &Entry) -> Option<&'a Entry> {
    let same = |old: &&Entry| {
        (&old.host.name, &old.case, &old.engine) == (&entry.host.name, &entry.case, &entry.engine) && old.at < entry.at
    };
    recorded.iter().rfind(same)
}

/// Appends entries of one run to the file of their host and day; its path.
///
/// # Errors
/// Those of the file system.
pub(crate) fn append(entries: &[Entry]) -> anyhow::Result<Option<PathBuf>> {
    let Some(first) = entries.first() else { return Ok(None) };
    let day = first.at.get(..10).unwrap_or(&first.at);
    let path = folder().join(format!("{}-{day}.jsonl", first.host.name));
    fs::create_dir_all(folder())?;
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    for entry in entries {
        let line = serde_json::to_string(entry)? + "\n";
        file.write_all(line.as_bytes()).with_context(|| path.display().to_string())?;
    }
    Ok(Some(path))
}
