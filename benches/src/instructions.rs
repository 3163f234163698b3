//! Instructions counted by valgrind, which other load does not change. It has no AVX-512.

use crate::child;
use crate::contestant::Engine;
use crate::round::{Round, Runner};
use anyhow::Context;
use std::fs;
use std::process::Command;

/// Instructions of one pass per byte of its file, the start of the process included; None if valgrind cannot run the engine.
///
/// # Errors
/// Valgrind is not there, or the pass fails under it.
pub(crate) fn per_byte(round: &Round<'_>, runner: &Runner) -> anyhow::Result<Option<f64>> {
    let engine = runner.contestant.engine;
    let runs = engine.kernel().is_some() || matches!(engine, Engine::Simdzone | Engine::SimdzoneFallback);
    if !runs || engine == Engine::Avx512 || runner.contestant.threads.is_some() {
        return Ok(None);
    }
    let folder = tempfile::tempdir()?;
    let profile = folder.path().join("callgrind");
    let pass = round.command(runner, folder.path())?;
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(pass.get_program()).args(pass.get_args());
    let finished = child::run(&mut command)?;
    round.check_output(runner, &finished.stdout)?;
    let total = read_total(&fs::read_to_string(&profile)?).context("callgrind wrote no total")?;
    Ok(Some(total as f64 / round.bytes as f64))
}

fn read_total(profile: &str) -> Option<u64> {
    let number =
        |prefix| profile.lines().find_map(|line| line.strip_prefix(prefix)).and_then(|rest| rest.trim().parse().ok());
    number("summary:").or_else(|| number("totals:"))
}
