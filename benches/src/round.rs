//! One pass of one contestant of a case: how it is run, and what it must have counted.

use crate::child::{self, Usage};
use crate::contestant::{Contestant, Engine};
use crate::definitions::{Case, Input, Job, Operation};
use crate::engine::{EngineArgs, Outcome};
use crate::home;
use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use zonefile::Kernel;

/// Any date will do.
const SNAPSHOT: &str = "2026-08-08";

/// Other programs to measure.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Programs {
    /// simdzone's bench program, `zone-bench`.
    #[arg(long, value_name = "PATH")]
    simdzone: Option<PathBuf>,
    /// The `zonecensus` program.
    #[arg(long, value_name = "PATH")]
    zonecensus: Option<PathBuf>,
    /// A shell command that does the whole job of `job` cases on the file `{input}`. It prints rows `GROUP NAMES COUNT…`; all
    /// peers must print the same.
    #[arg(long = "peer", value_name = "NAME=COMMAND")]
    peers: Vec<Peer>,
}

/// A command of `--peer`.
#[derive(Debug, Clone)]
struct Peer {
    name: String,
    command: String,
}

impl FromStr for Peer {
    type Err = String;

    fn from_str(text: &str) -> Result<Peer, String> {
        match text.split_once('=') {
            Some((name, command)) if !name.is_empty() && command.contains("{input}") => {
                Ok(Peer { name: name.to_owned(), command: command.to_owned() })
            }
            _ => Err("not NAME=COMMAND with {input} in the command".to_owned()),
        }
    }
}

/// A contestant that can be run here.
#[derive(Debug, Clone)]
pub(crate) struct Runner {
    /// The contestant, or the name of a peer.
    pub(crate) label: String,
    pub(crate) contestant: Contestant,
    peer: Option<Peer>,
}

impl Runner {
    /// A contestant that is no peer.
    pub(crate) fn of(contestant: Contestant) -> Runner {
        Runner { label: contestant.to_string(), contestant, peer: None }
    }
}

/// What a pass took and counted.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) usage: Usage,
    pub(crate) outcome: Outcome,
}

/// A case on a file.
pub(crate) struct Round<'a> {
    pub(crate) case: &'a Case,
    pub(crate) input: &'a Input,
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    programs: &'a Programs,
}

impl<'a> Round<'a> {
    /// `case` on the file of `input` in the folder `dir`.
    ///
    /// # Errors
    /// The file is not there.
    pub(crate) fn new(case: &'a Case, input: &'a Input, dir: &Path, programs: &'a Programs) -> anyhow::Result<Self> {
        let path = crate::inputs::find(input, dir)?;
        let bytes = fs::metadata(&path)?.len();
        Ok(Round { case, input, path, bytes, programs })
    }

    /// The contestants that can run here, and why the others cannot.
    pub(crate) fn runners(&self) -> (Vec<Runner>, Vec<String>) {
        let (mut runners, mut left_out) = (Vec::new(), Vec::new());
        for &contestant in &self.case.engines {
            let missing = match contestant.engine {
                Engine::Simdzone | Engine::SimdzoneFallback if self.programs.simdzone.is_none() => {
                    Some("no --simdzone")
                }
                Engine::Zonecensus if self.programs.zonecensus.is_none() => Some("no --zonecensus"),
                Engine::Peers if self.programs.peers.is_empty() => Some("no --peer"),
                engine if engine.kernel().is_some_and(|kernel| Kernel::available().all(|k| k != kernel)) => {
                    Some("this processor cannot run it")
                }
                _ => None,
            };
            match missing {
                Some(reason) => left_out.push(format!("{contestant} ({reason})")),
                None if contestant.engine == Engine::Peers => {
                    let runner =
                        |peer: &Peer| Runner { label: peer.name.clone(), contestant, peer: Some(peer.clone()) };
                    runners.extend(self.programs.peers.iter().map(runner));
                }
                None => runners.push(Runner::of(contestant)),
            }
        }
        (runners, left_out)
    }

    /// Runs one pass.
    ///
    /// # Errors
    /// The program fails, or counts what it should not.
    pub(crate) fn measure(&self, runner: &Runner) -> anyhow::Result<Sample> {
        self.try_measure(runner).with_context(|| format!("case `{}`, {}", self.case.name, runner.label))
    }

    fn try_measure(&self, runner: &Runner) -> anyhow::Result<Sample> {
        // The whole job writes a store, which goes with the folder.
        let folder = tempfile::tempdir()?;
        let store = folder.path().join("store");
        let finished = child::run(&mut self.command(runner, &store)?)?;
        let outcome = self.read_outcome(runner, &finished.stdout, &store)?;
        self.check(runner, &outcome)?;
        Ok(Sample { usage: finished.usage, outcome })
    }

    /// The command of a pass; `store` is where a whole job may write.
    pub(crate) fn command(&self, runner: &Runner, store: &Path) -> anyhow::Result<Command> {
        let Contestant { engine, threads } = runner.contestant;
        let given = |path: &Option<PathBuf>| path.clone().context("the program is not given");
        let mut command;
        match engine {
            Engine::Simdzone | Engine::SimdzoneFallback => {
                command = Command::new(given(&self.programs.simdzone)?);
                if engine == Engine::SimdzoneFallback {
                    command.args(["-t", "fallback"]);
                }
                command.arg(if self.case.operation == Operation::Heads { "lex" } else { "parse" }).arg(&self.path);
            }
            Engine::Zonecensus => {
                command = Command::new(given(&self.programs.zonecensus)?);
                command.args(["--quiet", "census"]).arg(self.pipeline()?).arg(&self.path);
                command.arg("--store").arg(store).args(["--snapshot", SNAPSHOT]);
                if let Some(threads) = threads {
                    command.arg("--threads").arg(threads.to_string());
                }
            }
            Engine::Peers => {
                let peer = runner.peer.as_ref().context("no peer")?;
                command = Command::new("sh");
                command.arg("-c").arg(peer.command.replace("{input}", &quote(&self.path)));
            }
            _ => {
                command = Command::new(std::env::current_exe()?);
                EngineArgs::new(runner.contestant, self.case.operation, self.path.clone()).add_to(&mut command);
            }
        }
        Ok(command)
    }

    fn job(&self) -> anyhow::Result<&Job> {
        self.input.job.as_ref().context("the input does not state the whole job")
    }

    fn pipeline(&self) -> anyhow::Result<PathBuf> {
        let pipeline = &self.job()?.pipeline;
        let is_file = Path::new(pipeline).extension() == Some(OsStr::new("toml"));
        Ok(if is_file { home().join("pipelines").join(pipeline) } else { PathBuf::from(pipeline) })
    }

    /// # Errors
    /// What a pass printed is not what it must count; `job` cases say more than they print.
    pub(crate) fn check_output(&self, runner: &Runner, stdout: &str) -> anyhow::Result<()> {
        self.check(runner, &self.read_outcome(runner, stdout, Path::new(""))?)
    }

    fn read_outcome(&self, runner: &Runner, stdout: &str, store: &Path) -> anyhow::Result<Outcome> {
        match runner.contestant.engine {
            Engine::Simdzone | Engine::SimdzoneFallback => read_simdzone(stdout),
            Engine::Zonecensus => self.read_store(store),
            Engine::Peers => read_rows(stdout),
            _ => serde_json::from_str(stdout).with_context(|| format!("not an outcome: {stdout}")),
        }
    }

    /// What the run file of a store says.
    fn read_store(&self, store: &Path) -> anyhow::Result<Outcome> {
        #[derive(Deserialize)]
        struct RunFile {
            counts: RunCounts,
        }
        #[derive(Deserialize)]
        struct RunCounts {
            domains: u64,
            records: u64,
            rejects: u64,
        }
        let path = store.join("runs").join(format!("{SNAPSHOT}.json"));
        let text = fs::read(&path).with_context(|| path.display().to_string())?;
        let RunFile { counts } = serde_json::from_slice(&text)?;
        let records = self.job()?.records;
        ensure!(
            counts.records == records,
            "it read {} records of the types it asks for, not {records}",
            counts.records
        );
        Ok(Outcome { count: counts.domains, errors: counts.rejects, ..Outcome::default() })
    }

    fn check(&self, runner: &Runner, outcome: &Outcome) -> anyhow::Result<()> {
        let required = runner.contestant.engine.required(self.case.operation, &self.input.counts, self.bytes);
        ensure!(required == Some(outcome.count), "it counted {}, not {}", outcome.count, required.unwrap_or_default());
        ensure!(outcome.errors == 0, "it could not read {} records", outcome.errors);
        Ok(())
    }
}

/// `Parsed N records` or `Lexed N tokens`.
fn read_simdzone(stdout: &str) -> anyhow::Result<Outcome> {
    let count = |line: &str| {
        let rest = line.strip_prefix("Parsed ").or_else(|| line.strip_prefix("Lexed "))?;
        rest.split(' ').next()?.parse().ok()
    };
    let count = stdout.lines().find_map(count).with_context(|| format!("no count in: {stdout}"))?;
    Ok(Outcome { count, ..Outcome::default() })
}

/// Rows `GROUP NAMES COUNT…`; the names add up to the count.
fn read_rows(stdout: &str) -> anyhow::Result<Outcome> {
    let mut count = 0;
    for row in stdout.lines() {
        let names = row.split_whitespace().nth(1).and_then(|names| names.parse::<u64>().ok());
        count += names.with_context(|| format!("not a row GROUP NAMES COUNT…: {row}"))?;
    }
    Ok(Outcome { count, digest: stdout.to_owned(), ..Outcome::default() })
}

/// A path as one word of a shell command.
fn quote(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', r"'\''"))
}

/// What contestants of one kind have said so far.
#[derive(Debug, Default)]
pub(crate) struct Agreement(BTreeMap<bool, (String, String)>);

impl Agreement {
    /// # Errors
    /// Another contestant of the kind, or the same in another round, said something else.
    pub(crate) fn check(&mut self, runner: &Runner, outcome: &Outcome) -> anyhow::Result<()> {
        if outcome.digest.is_empty() {
            return Ok(());
        }
        let kind = runner.contestant.engine.is_external();
        let (first, said) = self.0.entry(kind).or_insert_with(|| (runner.label.clone(), outcome.digest.clone()));
        if *said != outcome.digest {
            bail!("{} and {first} do not agree:\n{}\n{said}", runner.label, outcome.digest);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
