//! Ctrl-C and SIGTERM: what is half written is removed, then the process ends with status 128 + the signal's number.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What to remove. Held locked while something must not be interrupted.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A process ended by signal n has status 128 + n, as shells say.
const BASE_STATUS: i32 = 128;
const TRIES: usize = 200;

/// Starts the thread that waits for a signal.
pub(crate) fn install() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        let paths = lock();
        for path in paths.iter() {
            remove(path);
        }
        // The unfinished files are gone: what clippy.toml asks for is done.
        #[allow(clippy::disallowed_methods)]
        exit(BASE_STATUS + signal);
    })?;
    Ok(())
}

/// Has `make` begin something at a path, which is removed if the process is interrupted before [`release`]. An interrupt waits until it is
/// known what to remove.
pub(crate) fn guard<T, E>(make: impl FnOnce() -> Result<T, E>, path: impl FnOnce(&T) -> &Path) -> Result<T, E> {
    let mut paths = lock();
    let made = make()?;
    paths.push(path(&made).to_owned());
    Ok(made)
}

/// `path` is complete, or gone.
pub(crate) fn release(path: &Path) {
    lock().retain(|unfinished| unfinished != path);
}

/// Runs `finish`, which makes `path` complete, without interruption.
pub(crate) fn complete<T>(path: &Path, finish: impl FnOnce() -> T) -> T {
    let mut paths = lock();
    let done = finish();
    paths.retain(|unfinished| unfinished != path);
    done
}

fn lock() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Other threads may still be writing into the folder: what they add in between is removed in the next try.
fn remove(path: &Path) {
    for _ in 0..TRIES {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        if removed.is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
