//! Errors of the census.

use std::path::PathBuf;

/// Why a census could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CensusError {
    /// A record batch lacks a column of the contract, or it has another type.
    #[error("record batch without a usable column `{column}`")]
    Batch {
        /// Name of the column.
        column: &'static str,
    },
    /// A file of the output or of the spill could not be written or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The Parquet writer refused.
    #[error("{}: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: parquet::errors::ParquetError,
    },
    /// Arrow refused an array; a mistake in this crate.
    #[error("building columns: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// More names than a census can hold.
    #[error("{0}")]
    Limit(String),
}
