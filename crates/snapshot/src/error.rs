//! What keeps an input from being read at all. A bad record is no such error: see [`crate::Reject`].

use std::io;
use std::path::PathBuf;

/// An input that cannot be opened or read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The operating system refused, or the compressed data is damaged or ends early.
    #[error("{}: {source}", path.display())]
    Io {
        /// The input.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder without a zone file.
    #[error("{}: no zone file in this folder (looked for *.zone, *.db, *.txt and db.*, each also as .gz or .zst)", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
}

impl OpenError {
    pub(crate) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        OpenError::Io { path: path.into(), source }
    }
}
