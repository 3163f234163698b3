//! A snapshot being written: a folder in the store that nobody reads.

use super::install::{self, COMMIT};
use super::{STAGE, SnapshotDate, Store, remove_all};
use crate::error::{Result, io_error};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LOCK: &str = "lock";
/// A staging folder without a lock file is one that is just being made, unless it is older than this.
const GRACE: Duration = Duration::from_secs(60);

/// A snapshot being written.
#[derive(Debug)]
pub struct Staging {
    store: Store,
    date: SnapshotDate,
    replace: bool,
    folder: PathBuf,
    lock: Option<File>,
    committed: bool,
}

impl Staging {
    /// Makes the folder, and the lock by which others see that this process lives.
    pub(super) fn begin(store: Store, date: SnapshotDate, replace: bool) -> Result<Staging> {
        let prefix = format!("{STAGE}{date}-");
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .disable_cleanup(true)
            .tempdir_in(&store.root)
            .map_err(|e| io_error(&store.root, e))?
            .keep();
        let mut staging = Staging { store, date, replace, folder: folder.clone(), lock: None, committed: false };
        let path = folder.join(LOCK);
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        staging.lock = Some(lock.map_err(|e| io_error(&path, e))?);
        let new = staging.new_root();
        fs::create_dir(&new).map_err(|e| io_error(&new, e))?;
        for part in ["domains", "rejects", "runs"] {
            staging.as_store().make_folder(&new.join(part))?;
        }
        Ok(staging)
    }

    /// The folder that holds all of it; removing it undoes everything.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The date of the snapshot.
    pub fn date(&self) -> SnapshotDate {
        self.date
    }

    /// The part of the store that this snapshot will be, under the paths it will have.
    pub fn as_store(&self) -> Store {
        Store { root: self.new_root() }
    }

    /// A folder for intermediate files, which do not get into the store.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn scratch(&self) -> Result<PathBuf> {
        let path = self.folder.join("scratch");
        Store { root: self.folder.clone() }.make_folder(&path)?;
        Ok(path)
    }

    /// Makes the snapshot part of the store.
    ///
    /// # Errors
    /// It is in the store by now and not to be replaced, or the disk refuses; in both cases the store is as it was.
    pub fn commit(mut self) -> Result<()> {
        let scratch = self.folder.join("scratch");
        if scratch.exists() {
            fs::remove_dir_all(&scratch).map_err(|e| io_error(&scratch, e))?;
        }
        install::prepare(&self.store.root, &self.folder)?;
        let _guard = self.store.lock()?;
        self.store.refuse_existing(self.date, self.replace)?;
        let target = self.store.root.join(format!("{COMMIT}{}", self.date));
        fs::rename(&self.folder, &target).map_err(|e| io_error(&target, e))?;
        install::sync(&self.store.root)?;
        self.committed = true;
        self.store.install(self.date, &target)
    }

    fn new_root(&self) -> PathBuf {
        self.folder.join("new")
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing can be done about it here; the next run that opens the store tries again.
            let _ = remove_all(&self.folder);
        }
    }
}

/// True if the process that made this staging folder is gone.
pub(super) fn is_dead(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => {
            let made = fs::metadata(folder).and_then(|m| m.modified()).ok();
            made.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > GRACE)
        }
    }
}
