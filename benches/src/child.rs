//! A process run to its end, with the resources that it used.

use anyhow::{Context, bail};
use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// The time and memory of a process and of the processes that it waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    /// User and system.
    pub(crate) cpu: Duration,
    /// The largest resident set, in bytes, mapped files included.
    pub(crate) max_rss: u64,
}

/// A process that ended well.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) usage: Usage,
    pub(crate) stdout: String,
}

/// Runs `command` to its end.
///
/// # Errors
/// It cannot be started, or does not exit with 0.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<Finished> {
    let name = command.get_program().to_string_lossy().into_owned();
    // Files, not pipes: nobody has to read them while the process runs.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("cannot run {name}"))?;
    let used = child.wait4().with_context(|| format!("cannot wait for {name}"))?;
    let wall = start.elapsed();
    if !used.status.success() {
        bail!("{name} ended with {}: {}", used.status, last_lines(&read_back(&mut stderr)?));
    }
    let usage = Usage { wall, cpu: used.rusage.utime + used.rusage.stime, max_rss: used.rusage.maxrss };
    Ok(Finished { usage, stdout: read_back(&mut stdout)? })
}

fn read_back(file: &mut File) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The end of what a failed process said.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
