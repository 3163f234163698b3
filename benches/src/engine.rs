//! One pass of one engine that this program contains. Each pass is a process of its own, so that its CPU time, its memory and the
//! page faults of its map are its own.

mod floors;
mod kernels;
mod peers;
mod splits;

use crate::contestant::{Contestant, Engine};
use crate::definitions::{Definitions, Operation};
use crate::map::map_file;
use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use zonefile::{Kernel, Projection};

pub(crate) use floors::PAGE;

/// Arguments of a pass.
#[derive(Debug, clap::Args)]
pub(crate) struct EngineArgs {
    contestant: Contestant,
    operation: Operation,
    file: PathBuf,
}

impl EngineArgs {
    pub(crate) fn new(contestant: Contestant, operation: Operation, file: PathBuf) -> EngineArgs {
        EngineArgs { contestant, operation, file }
    }

    /// The arguments that [`EngineArgs`] is read from.
    pub(crate) fn add_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let operation = match self.operation {
            Operation::Census => "census",
            Operation::Heads => "heads",
            Operation::Decode => "decode",
            Operation::Job => "job",
        };
        command.arg("engine").arg(self.contestant.to_string()).arg(operation).arg(&self.file)
    }
}

/// What a pass counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// What [`Engine::required`] is compared with.
    pub(crate) count: u64,
    /// Records that could not be read, directives that were not carried out.
    pub(crate) errors: u64,
    /// What engines of one kind must agree on; empty for those that are of no such kind.
    pub(crate) digest: String,
    /// Splits parsed again because the state guessed at their start was wrong.
    pub(crate) reparsed: u64,
    /// The most address space that the process had, in bytes, without the map of the file.
    pub(crate) peak: Option<u64>,
}

/// Runs a pass and prints its outcome.
///
/// # Errors
/// The file cannot be read, or the engine cannot run here.
pub(crate) fn run(definitions: &Definitions, args: &EngineArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let outcome = pass(definitions, args)?;
    serde_json::to_writer(&mut *out, &outcome)?;
    writeln!(out)?;
    Ok(())
}

fn pass(definitions: &Definitions, args: &EngineArgs) -> anyhow::Result<Outcome> {
    let Contestant { engine, threads } = args.contestant;
    ensure!(engine.can(args.operation, threads), "{} cannot do this", args.contestant);
    let text = map_file(&args.file).with_context(|| args.file.display().to_string())?;
    let outcome = match engine {
        Engine::Newlines => floors::newlines(&text),
        Engine::Pages => floors::pages(&text),
        Engine::Domain => peers::domain(&text)?,
        Engine::Hickory => peers::hickory(&text)?,
        Engine::Scalar | Engine::Avx2 | Engine::Avx512 => {
            let kernel = engine.kernel().filter(|kernel| Kernel::available().any(|k| k == *kernel));
            let kernel = kernel.with_context(|| format!("this processor cannot run {engine}"))?;
            let want = match args.operation {
                Operation::Census => Projection::of(definitions.census_types()?),
                _ => Projection::all(),
            };
            let parse = kernels::Parse { kernel, want: &want, decode: args.operation == Operation::Decode };
            match threads {
                Some(threads) => splits::read_map(&text, &parse, threads),
                None => kernels::read(&text, &parse),
            }
        }
        _ => bail!("{engine} is another program"),
    };
    Ok(Outcome { peak: peak_memory().map(|peak| peak.saturating_sub(text.len() as u64)), ..outcome })
}

/// The most address space that this process had, in bytes. Unlike the resident set it shows memory given back in between.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}
