//! What can go wrong in a stage, each with what to do about it.

use crate::pipeline::{PIPELINES, PipelineError};
use crate::store::SnapshotDate;
use snapshot::{OpenError, Reject};
use std::io;
use std::path::{Path, PathBuf};

/// Result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a stage failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A mistake in a pipeline file.
    #[error(transparent)]
    Pipeline(#[from] Box<PipelineError>),
    /// An input that cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// More unreadable records than the policy allows.
    #[error("stopped after {count} unreadable record(s), the last: {last}")]
    Stopped {
        /// How many there were.
        count: u64,
        /// The one that was too many.
        last: Box<Reject>,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// A file or folder of ours.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Output that could not be written.
    #[error("writing: {0}")]
    Write(#[source] io::Error),
    /// A record whose data passed the reader but cannot be put into canonical form.
    #[error("{}: the record at byte {at}: {error}", path.display())]
    Rdata {
        /// The input.
        path: PathBuf,
        /// Offset of the record in the decompressed input.
        at: u64,
        /// What is wrong.
        error: zonefile::ParseError,
    },
    /// The system has no more threads.
    #[error("no thread can be started: {0}")]
    Thread(#[source] io::Error),
    /// Arrow refused.
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
    /// Standard input is named more than once.
    #[error("standard input (-) can be read only once")]
    StdinTwice,
    /// No such pipeline.
    #[error("no pipeline is called `{name}`")]
    NoPipeline {
        /// As the user named it.
        name: String,
        /// The bundled one that may be meant.
        nearest: Option<String>,
    },
    /// The pipeline joins a cohort, and its file is not known.
    #[error("pipeline `{pipeline}` joins a cohort and does not say which file")]
    CohortMissing {
        /// The pipeline.
        pipeline: String,
    },
    /// A cohort file for a pipeline that has no `[cohort]`.
    #[error("pipeline `{pipeline}` has no [cohort]")]
    CohortNotWanted {
        /// The pipeline.
        pipeline: String,
    },
    /// A cohort file that does not fit.
    #[error(transparent)]
    Cohort(#[from] census::CohortError),
    /// A side file that cannot be used.
    #[error(transparent)]
    Side(#[from] census::SideError),
    /// The census failed.
    #[error(transparent)]
    Census(census::CensusError),
    /// A table failed.
    #[error(transparent)]
    Table(Box<tables::TableError>),
    /// Facts of a run that cannot be read.
    #[error("{}: {source}", path.display())]
    RunFacts {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The store has no table of that name.
    #[error("no table is called `{name}`")]
    NoTable {
        /// The name.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The domain is not among the counted names.
    #[error("{name}: not among the names counted")]
    NoDomain {
        /// The name.
        name: String,
        /// Counted names much like it.
        near: Vec<String>,
    },
    /// No store, or an empty one.
    #[error("{}: no snapshot in this store", path.display())]
    NoStore {
        /// The folder.
        path: PathBuf,
    },
    /// No such snapshot in the store.
    #[error("no snapshot {date} in the store")]
    NoSnapshot {
        /// The date asked for.
        date: SnapshotDate,
        /// The dates there are.
        known: Vec<SnapshotDate>,
    },
    /// The snapshot is there already.
    #[error("{}: snapshot {date} is already there", path.display())]
    SnapshotExists {
        /// Its date.
        date: SnapshotDate,
        /// The store.
        path: PathBuf,
    },
}

impl From<census::CensusError> for Error {
    fn from(error: census::CensusError) -> Self {
        match error {
            census::CensusError::Interrupted => Error::Interrupted,
            error => Error::Census(error),
        }
    }
}

impl Error {
    /// What the user can do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Open(OpenError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Some("check the path; `-` reads standard input".to_owned())
            }
            Error::Open(OpenError::Io { source, .. }) if source.kind() == io::ErrorKind::FileTooLarge => {
                Some("if it is meant to be so, allow more with --max-ratio N".to_owned())
            }
            Error::Stopped { .. } => {
                Some("leave out --stop and --stop-after to go on and collect them in rejects".to_owned())
            }
            Error::NoPipeline { nearest: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Error::NoPipeline { .. } => {
                let names: Vec<&str> = PIPELINES.iter().map(|(name, _)| *name).collect();
                Some(format!("bundled are {}; or give the path of a file", names.join(", ")))
            }
            Error::CohortMissing { .. } => Some("add --cohort FILE, a CSV with one row per domain".to_owned()),
            Error::CohortNotWanted { .. } => {
                Some("leave out --cohort, or add [cohort] with key and columns to the pipeline".to_owned())
            }
            Error::NoTable { known, .. } => Some(format!("there are: {}", known.join(", "))),
            Error::NoDomain { near, .. } if !near.is_empty() => Some(format!("near it: {}", near.join(", "))),
            Error::NoStore { .. } => {
                Some("make one with `zonecensus census PIPELINE INPUT… --store DIR --snapshot DATE`".to_owned())
            }
            Error::NoSnapshot { known, .. } => {
                let known: Vec<String> = known.iter().map(ToString::to_string).collect();
                Some(format!("there are: {}", known.join(", ")))
            }
            Error::SnapshotExists { .. } => Some("add --replace to put the new one in its place".to_owned()),
            _ => None,
        }
    }
}

impl From<PipelineError> for Error {
    fn from(error: PipelineError) -> Self {
        Error::Pipeline(Box::new(error))
    }
}

impl From<tables::TableError> for Error {
    fn from(error: tables::TableError) -> Self {
        Error::Table(Box::new(error))
    }
}

pub(crate) fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io { path: path.to_owned(), source }
}
