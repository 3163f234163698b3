//! Synthetic snapshots for demonstrations.

use crate::errors::{Fault, Raise};
use crate::work::{self, Caller};
use pyo3::prelude::*;
use std::path::PathBuf;

/// Writes the .jp snapshot of a month (0 is 2018-03-01, 20 is 2019-11-01) into a folder of its date in `folder`: the date, and the
/// files (the zone, the answers).
#[pyfunction]
pub(crate) fn write_synthetic(
    py: Python<'_>,
    folder: PathBuf,
    domains: u64,
    month: u32,
    seed: u64,
) -> PyResult<(String, Vec<PathBuf>)> {
    let profile = synth::Profile::jp_at(month);
    let date = profile.date().unwrap_or_default();
    let folder = folder.join(&date);
    let paths = profile.files().iter().map(|name| folder.join(name)).collect();
    let write = move |_: &Caller<()>| synth::write_dir(&profile, domains, seed, &folder, &mut |_, _| {});
    let written = work::run_to_end(py, write, |_, ()| Ok(()))?;
    written.map_err(|e| Fault::failed(e.to_string())).or_raise(py)?;
    Ok((date, paths))
}
