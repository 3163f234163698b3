//! The inputs of a run: what the user named, expanded to files, and opened one after the other.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use snapshot::{OpenError, ScanError, Source, find_sources};
use std::convert::Infallible;
use std::fs::File;
use std::path::{Path, PathBuf};
use zonefile::Name;

/// The files to read, in order.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// As the user named them; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// Completes relative names in all of them; without it each file gives its own.
    pub origin: Option<Name>,
}

impl Inputs {
    /// The files that `named` stand for: a folder stands for the zone files in it.
    ///
    /// # Errors
    /// A folder that cannot be read or has no zone file, standard input named twice.
    pub fn find(named: &[PathBuf], origin: Option<Name>) -> Result<Inputs> {
        let mut paths = Vec::new();
        for path in named {
            paths.extend(find_sources(path)?);
        }
        let is_stdin = |path: &&PathBuf| path.as_path() == Path::new("-");
        if paths.iter().filter(is_stdin).count() > 1 {
            return Err(Error::StdinTwice);
        }
        for path in paths.iter().filter(|path| !is_stdin(path)) {
            check_readable(path).map_err(|source| OpenError::Io { path: path.clone(), source })?;
        }
        Ok(Inputs { paths, origin })
    }

    /// Opens them one after the other.
    pub fn sources(&self) -> impl Iterator<Item = Result<Source, OpenError>> {
        self.paths.iter().map(|path| Source::open(path, self.origin))
    }

    /// Bytes on disk of all inputs; None if that is not known.
    pub fn size(&self) -> Option<u64> {
        self.paths.iter().map(|path| file_size(path)).sum()
    }
}

/// What is recorded of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFacts {
    /// As the user named it.
    pub path: String,
    /// Bytes before decompression.
    pub bytes: Option<u64>,
    /// BLAKE3 of those bytes, in hexadecimal.
    pub blake3: Option<String>,
    /// Bytes after decompression.
    pub plain_bytes: u64,
    /// Records read.
    pub records: u64,
    /// Records that could not be read.
    pub rejects: u64,
}

impl InputFacts {
    pub(crate) fn new(path: &Path) -> InputFacts {
        let path = path.to_string_lossy().into_owned();
        InputFacts { path, bytes: None, blake3: None, plain_bytes: 0, records: 0, rejects: 0 }
    }
}

/// Finds out before the work begins. A pipe is left alone: it can be opened only once.
fn check_readable(path: &Path) -> std::io::Result<()> {
    let is_file = path.metadata()?.is_file();
    if is_file { File::open(path).map(drop) } else { Ok(()) }
}

/// Bytes of a regular file.
fn file_size(path: &Path) -> Option<u64> {
    path.metadata().ok().filter(std::fs::Metadata::is_file).map(|m| m.len())
}

impl From<ScanError<Error>> for Error {
    fn from(error: ScanError<Error>) -> Self {
        match error {
            ScanError::Open(e) => Error::Open(e),
            ScanError::Stopped { count, last } => Error::Stopped { count, last },
            ScanError::Commit(e) => e,
        }
    }
}

impl From<ScanError<Infallible>> for Error {
    fn from(error: ScanError<Infallible>) -> Self {
        match error {
            ScanError::Open(e) => Error::Open(e),
            ScanError::Stopped { count, last } => Error::Stopped { count, last },
            ScanError::Commit(never) => match never {},
        }
    }
}
