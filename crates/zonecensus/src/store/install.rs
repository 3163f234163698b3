//! The moves of a commit. Each is one rename, and all of them together can be cut off and taken up again.

use super::{SnapshotDate, partition};
use crate::error::{Result, io_error};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// How the folder of a committed snapshot begins that is not in place yet.
pub(super) const COMMIT: &str = ".commit-";

/// Makes every folder and mark that the moves need, and sees that all of it is on disk: a disk that is full is found out before
/// anything is moved.
pub(super) fn prepare(root: &Path, folder: &Path) -> Result<()> {
    let retired = Retired::find(folder);
    let make = |path: &Path| fs::create_dir_all(path).map_err(|e| io_error(path, e));
    make(&retired.old)?;
    File::create(&retired.pending).map_err(|e| io_error(&retired.pending, e))?;
    let new = folder.join("new");
    for kind in list(&new)? {
        let Ok(below) = kind.strip_prefix(&new) else { continue };
        make(&root.join(below))?;
        for table in list(&kind)?.iter().filter(|_| below == Path::new("tables")) {
            if let Ok(below) = table.strip_prefix(&new) {
                make(&root.join(below))?;
            }
        }
    }
    sync_tree(folder)
}

/// Where the snapshot that is replaced goes.
pub(super) struct Retired {
    old: PathBuf,
    /// The mark until it is there.
    pending: PathBuf,
    /// The mark that it is there.
    done: PathBuf,
}

impl Retired {
    pub(super) fn find(folder: &Path) -> Retired {
        Retired { old: folder.join("old"), pending: folder.join("pending"), done: folder.join("retired") }
    }

    /// True once everything old has been moved: what is in place from then on is new.
    pub(super) fn is_done(&self) -> bool {
        self.done.exists()
    }

    /// Moves everything of that date away, `runs/DATE.json` first: without it the snapshot does not count as present.
    pub(super) fn move_old(&self, root: &Path, date: SnapshotDate) -> Result<()> {
        let mut parts = vec![root.join("runs").join(format!("{date}.json"))];
        parts.extend(["domains", "rejects"].map(|kind| root.join(kind).join(partition(date))));
        for table in list(&root.join("tables"))? {
            parts.push(table.join(partition(date)));
        }
        for (number, part) in parts.iter().enumerate().filter(|(_, part)| part.exists()) {
            let to = self.old.join(number.to_string());
            fs::rename(part, &to).map_err(|e| io_error(part, e))?;
        }
        fs::rename(&self.pending, &self.done).map_err(|e| io_error(&self.done, e))?;
        sync(self.done.parent().unwrap_or(root))
    }
}

/// Moves the parts of `folder/new` to where they belong, `runs/DATE.json` last.
pub(super) fn move_new(root: &Path, folder: &Path) -> Result<()> {
    let new = folder.join("new");
    let mut parts = Vec::new();
    for table in list(&new.join("tables"))? {
        parts.extend(list(&table)?);
    }
    for kind in ["rejects", "domains", "runs"] {
        parts.extend(list(&new.join(kind))?);
    }
    for part in parts {
        let Ok(below) = part.strip_prefix(&new) else { continue };
        let target = root.join(below);
        let parent = target.parent().unwrap_or(root);
        fs::create_dir_all(parent).map_err(|e| io_error(parent, e))?;
        fs::rename(&part, &target).map_err(|e| io_error(&target, e))?;
        sync(parent)?;
    }
    sync(root)
}

/// Makes a file or folder survive a power cut.
pub(super) fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|e| io_error(path, e))
}

/// As [`sync`], with everything below.
pub(super) fn sync_tree(path: &Path) -> Result<()> {
    if path.is_dir() {
        list(path)?.iter().try_for_each(|inner| sync_tree(inner))?;
    }
    sync(path)
}

/// What is in a folder, sorted; nothing if there is no such folder.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(|e| io_error(folder, e))?;
    let mut paths =
        entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(|e| io_error(folder, e))?;
    paths.sort();
    Ok(paths)
}
