//! Standard output, and files that appear when they are complete.

use super::{Outcome, interrupt};
use anyhow::Context;
use std::fs::Permissions;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes to standard output.
pub(super) fn print(bytes: &[u8]) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush())?;
    Ok(Outcome::Clean)
}

/// True if a person would see what is written to standard output.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Hands `write` the file at `path`, or standard output if there is none. The file takes the place of an old one when `write` is done.
pub(super) fn write_to<T>(
    path: Option<&Path>,
    write: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let Some(path) = path else {
        let mut out = io::stdout();
        let value = write(&mut out)?;
        out.flush()?;
        return Ok(value);
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".zonecensus-");
    #[cfg(unix)]
    builder.permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let make = || builder.tempfile_in(folder);
    let file = interrupt::guard(make, NamedTempFile::path).with_context(|| path.display().to_string())?;
    let aside = file.path().to_owned();
    let mut out = BufWriter::new(file);
    let written = write(&mut out).and_then(|value| {
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        interrupt::complete(&aside, || file.persist(path)).with_context(|| path.display().to_string())?;
        Ok(value)
    });
    interrupt::release(&aside);
    written
}
