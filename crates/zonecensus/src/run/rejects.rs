//! The records that could not be read, as a file of the store.

use crate::error::{Result, io_error};
use crate::store::Store;
use parquet::arrow::ArrowWriter;
use snapshot::{Reject, reject_batch, reject_schema};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// How many rejects [`Told::first`] holds at most.
const SHOWN: usize = 5;

/// `rejects.parquet` being written.
pub(super) struct Rejects {
    path: PathBuf,
    writer: ArrowWriter<File>,
    told: Told,
}

/// What is known of rejects that are written.
#[derive(Default)]
pub(super) struct Told {
    /// How many there are.
    pub(super) count: u64,
    /// The first few.
    pub(super) first: Vec<Reject>,
}

impl Rejects {
    pub(super) fn create(store: &Store, folder: &Path) -> Result<Rejects> {
        let path = folder.join("rejects.parquet");
        let fail = |e| io_error(&path, e);
        store.make_folder(folder)?;
        let file = File::create(&path).map_err(fail)?;
        let writer = ArrowWriter::try_new(file, reject_schema(), None).map_err(|e| fail(io::Error::other(e)))?;
        Ok(Rejects { path, writer, told: Told::default() })
    }

    pub(super) fn add(&mut self, rejects: &[Reject]) -> Result<()> {
        if rejects.is_empty() {
            return Ok(());
        }
        self.told.count += rejects.len() as u64;
        let room = SHOWN - self.told.first.len();
        self.told.first.extend(rejects.iter().take(room).cloned());
        let batch = reject_batch(rejects)?;
        self.writer.write(&batch).map_err(|e| io_error(&self.path, io::Error::other(e)))
    }

    /// Completes the file.
    pub(super) fn close(self) -> Result<Told> {
        self.writer.close().map_err(|e| io_error(&self.path, io::Error::other(e)))?;
        Ok(self.told)
    }
}
