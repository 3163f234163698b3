//! Instructions counted by valgrind, which other load does not change. It has no AVX-512.

use crate::child;
use crate::contestant::Engine;
use crate::round::{Round, Runner};
use anyhow::Context;
use std::fs;
use std::process::Command;

/// Instructions per byte, from a pass over a `large` and one over a `little` file of one kind, so that the start of the process does
/// not count; None if valgrind cannot run the engine.
///
/// # Errors
/// Valgrind is not there, or a pass fails under it.
pub(crate) fn per_byte(large: &Round<'_>, little: &Round<'_>, runner: &Runner) -> anyhow::Result<Option<f64>> {
    let engine = runner.contestant.engine;
    let runs = engine.kernel().is_some() || matches!(engine, Engine::Simdzone | Engine::SimdzoneFallback);
    if !runs || engine == Engine::Avx512 || runner.contestant.threads.is_some() {
        return Ok(None);
    }
    let (more, less) = (count(large, runner)?, count(little, runner)?);
    Ok(Some((more as f64 - less as f64) / (large.bytes as f64 - little.bytes as f64)))
}

/// Instructions of one pass, the start of the process included.
fn count(round: &Round<'_>, runner: &Runner) -> anyhow::Result<u64> {
    let folder = tempfile::tempdir()?;
    let profile = folder.path().join("callgrind");
    let pass = round.command(runner, folder.path())?;
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(pass.get_program()).args(pass.get_args());
    let finished = child::run(&mut command)?;
    round.check_output(runner, &finished.stdout)?;
    read_total(&fs::read_to_string(&profile)?).context("callgrind wrote no total")
}

fn read_total(profile: &str) -> Option<u64> {
    let number =
        |prefix| profile.lines().find_map(|line| line.strip_prefix(prefix)).and_then(|rest| rest.trim().parse().ok());
    number("summary:").or_else(|| number("totals:"))
}
