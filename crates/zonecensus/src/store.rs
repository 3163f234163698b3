//! The store: a folder of snapshots, each of which appears whole or not at all.
//!
//! ```text
//! stage    STORE/.tmp-DATE-XXXX/new/…   everything is written here, and synced
//! commit   rename it to STORE/.commit-DATE                                  <- from here on the snapshot will be there
//! install  move what DATE had before to .commit-DATE/old, then new/* into place, runs/DATE.json last
//! discard  rename .commit-DATE to .tmp-DATE-done, and remove that
//! ```
//! A run killed before the commit leaves a `.tmp-` folder, one killed after it a `.commit-` folder; whoever opens the store
//! next removes the first and finishes the second. A snapshot counts as present once `runs/DATE.json` is there.

mod date;
mod install;
mod staging;

pub use date::SnapshotDate;
pub use staging::Staging;

use crate::error::{Error, Result, io_error};
use install::{COMMIT, Retired};
use staging::is_dead;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const STAGE: &str = ".tmp-";
/// How the folder of a snapshot ends that is in place.
const DONE: &str = "-done";
/// A folder of snapshots.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// Opens the store at `root`, made if it is not there, and tidies up behind killed runs.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn create(root: &Path) -> Result<Store> {
        fs::create_dir_all(root).map_err(|e| io_error(root, e))?;
        let store = Store { root: root.to_owned() };
        store.recover()?;
        Ok(store)
    }

    /// Opens an existing store for reading; what a killed run has left is tidied up where that is allowed.
    ///
    /// # Errors
    /// There is no store at `root`.
    pub fn open(root: &Path) -> Result<Store> {
        let store = Store { root: root.to_owned() };
        match store.recover() {
            Err(Error::Io { source, .. }) if is_read_only(&source) => {}
            done => done?,
        }
        if !Self::is_store(root) {
            return Err(Error::NoStore { path: root.to_owned() });
        }
        Ok(store)
    }

    /// True if `root` looks like a store.
    pub fn is_store(root: &Path) -> bool {
        root.join("runs").is_dir() && root.join("domains").is_dir()
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The dates of the snapshots in it, ascending.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn snapshots(&self) -> Result<Vec<SnapshotDate>> {
        let runs = self.root.join("runs");
        let mut dates = Vec::new();
        for entry in fs::read_dir(&runs).map_err(|e| io_error(&runs, e))? {
            let name = entry.map_err(|e| io_error(&runs, e))?.file_name();
            let date = name.to_str().and_then(|n| n.strip_suffix(".json")).and_then(|d| d.parse().ok());
            dates.extend(date.filter(|date: &SnapshotDate| self.domains(*date).is_dir()));
        }
        dates.sort();
        Ok(dates)
    }

    /// The date asked for, or the last one; it is sure to be in the store.
    ///
    /// # Errors
    /// The store is empty or has no snapshot of that date.
    pub fn find_snapshot(&self, wanted: Option<SnapshotDate>) -> Result<SnapshotDate> {
        let known = self.snapshots()?;
        match wanted {
            None => known.last().copied().ok_or_else(|| Error::NoStore { path: self.root.clone() }),
            Some(date) if known.contains(&date) => Ok(date),
            Some(date) => Err(Error::NoSnapshot { date, known }),
        }
    }

    /// Folder of the facts per domain.
    pub fn domains(&self, date: SnapshotDate) -> PathBuf {
        self.root.join("domains").join(partition(date))
    }

    /// Folder of a table.
    pub fn table(&self, name: &str, date: SnapshotDate) -> PathBuf {
        self.root.join("tables").join(name).join(partition(date))
    }

    /// Folder of the rejects.
    pub fn rejects(&self, date: SnapshotDate) -> PathBuf {
        self.root.join("rejects").join(partition(date))
    }

    /// The facts of the run.
    pub fn run_file(&self, date: SnapshotDate) -> PathBuf {
        self.root.join("runs").join(format!("{date}.json"))
    }

    /// Begins a snapshot: a folder in the store that nobody reads. Dropped without [`Staging::commit`], it vanishes.
    ///
    /// # Errors
    /// The store has that snapshot and it is not to be replaced, or the folder cannot be made.
    pub fn stage(&self, date: SnapshotDate, replace: bool) -> Result<Staging> {
        self.refuse_existing(date, replace)?;
        Staging::begin(self.clone(), date, replace)
    }

    /// Makes `folder`, a path in this store, and what is missing above it. The store itself must be there: where an interrupt has just
    /// removed a snapshot that is being written, it is not made anew.
    ///
    /// # Errors
    /// A folder cannot be made.
    pub(crate) fn make_folder(&self, folder: &Path) -> Result<()> {
        let mut path = self.root.clone();
        for part in folder.strip_prefix(&self.root).unwrap_or(folder).components() {
            path.push(part);
            match fs::create_dir(&path) {
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(io_error(&path, e)),
                _ => {}
            }
        }
        Ok(())
    }

    fn refuse_existing(&self, date: SnapshotDate, replace: bool) -> Result<()> {
        match self.run_file(date).exists() && !replace {
            true => Err(Error::SnapshotExists { date, path: self.root.clone() }),
            false => Ok(()),
        }
    }

    /// Finishes commits that were cut short and removes what runs that died have left.
    fn recover(&self) -> Result<()> {
        let Ok(entries) = fs::read_dir(&self.root) else { return Ok(()) };
        for entry in entries {
            let path = entry.map_err(|e| io_error(&self.root, e))?.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if let Some(date) = name.strip_prefix(COMMIT).and_then(|d| d.parse().ok()) {
                let _guard = self.lock()?;
                if path.exists() {
                    self.install(date, &path)?;
                }
            } else if name.starts_with(STAGE) && is_dead(&path) {
                remove_all(&path)?;
            }
        }
        Ok(())
    }

    /// Keeps other processes from committing while the guard lives.
    fn lock(&self) -> Result<File> {
        let path = self.root.join(".lock");
        File::create(&path).and_then(|file| file.lock().map(|()| file)).map_err(|e| io_error(&path, e))
    }

    /// Puts the committed folder's contents into place. May be called again after a crash at any point.
    fn install(&self, date: SnapshotDate, folder: &Path) -> Result<()> {
        let retired = Retired::find(folder);
        if !retired.is_done() {
            retired.move_old(&self.root, date)?;
        }
        install::move_new(&self.root, folder)?;
        // Half removed under its name, it would look like a commit that has not begun.
        let done = self.root.join(format!("{STAGE}{date}{DONE}"));
        remove_all(&done)?;
        fs::rename(folder, &done).map_err(|e| io_error(folder, e))?;
        install::sync(&self.root)?;
        remove_all(&done)
    }
}

/// Removes a folder, if it is there; somebody else may be doing so too.
fn remove_all(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != io::ErrorKind::NotFound || folder.exists() => Err(io_error(folder, e)),
        _ => Ok(()),
    }
}

fn partition(date: SnapshotDate) -> String {
    format!("snapshot={date}")
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
