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

mod install;

use crate::error::{Error, Result, io_error};
use install::{COMMIT, Retired};
use jiff::civil::Date;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

const STAGE: &str = ".tmp-";
/// How the folder of a snapshot ends that is in place.
const DONE: &str = "-done";
const LOCK: &str = "lock";
/// A staging folder without a lock file is one that is just being made, unless it is older than this.
const GRACE: Duration = Duration::from_secs(60);

/// The date of a snapshot, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotDate(Date);

impl SnapshotDate {
    /// Today, UTC.
    pub fn today() -> SnapshotDate {
        SnapshotDate(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date())
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        let epoch = Date::constant(1970, 1, 1);
        epoch.duration_until(self.0).as_hours().div_euclid(24) as i32
    }
}

impl FromStr for SnapshotDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = |range| text.get(range).is_some_and(|t: &str| t.bytes().all(|b| b.is_ascii_digit()));
        let shaped = text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10);
        let parsed = shaped.then(|| text.parse().ok()).flatten();
        parsed.map(SnapshotDate).ok_or_else(|| "not a date as YYYY-MM-DD, such as 2019-11-01".to_owned())
    }
}

impl fmt::Display for SnapshotDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

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
        let prefix = format!("{STAGE}{date}-");
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .disable_cleanup(true)
            .tempdir_in(&self.root)
            .map_err(|e| io_error(&self.root, e))?
            .keep();
        let mut staging =
            Staging { store: self.clone(), date, replace, folder: folder.clone(), lock: None, committed: false };
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

/// True if the process that made this staging folder is gone.
fn is_dead(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        Err(_) => {
            let made = fs::metadata(folder).and_then(|m| m.modified()).ok();
            made.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > GRACE)
        }
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}
