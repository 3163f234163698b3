//! Measures the parse core and the whole job against other programs: see docs/BENCHMARKS.md.

mod child;
mod contestant;
mod definitions;
mod engine;
mod host;
mod inputs;
mod instructions;
mod map;
mod record;
mod report;
mod round;
mod run;
mod selftest;
mod statistics;

use clap::{Parser, Subcommand};
use definitions::Definitions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Measures the parse core and the whole job against other programs.
#[derive(Debug, Parser)]
#[command(name = "benches", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the inputs that are not there yet.
    Inputs {
        /// The folder; `target/bench-inputs` if left out.
        dir: Option<PathBuf>,
        /// Only these inputs, separated by commas.
        #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Measure cases, engines interleaved.
    Run(run::RunArgs),
    /// Run every engine on small inputs and check its counts; measures nothing.
    Test,
    /// Print the last recorded result of every case and engine as Markdown.
    Report,
    /// One pass of one engine, in a process of its own; prints what it counted as JSON.
    #[command(hide = true)]
    Engine(engine::EngineArgs),
}

/// The folder of this crate.
fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn default_inputs() -> PathBuf {
    home().join("../target/bench-inputs")
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(io::stderr(), "benches: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let definitions = Definitions::read()?;
    let mut out = io::stdout().lock();
    match cli.command {
        Command::Inputs { dir, only } => {
            inputs::write(&definitions, &dir.unwrap_or_else(default_inputs), &only, &mut out)
        }
        Command::Run(args) => run::run(&definitions, &args, &mut out),
        Command::Test => selftest::run(&definitions, &mut out),
        Command::Report => report::write(&definitions, &record::read_all()?, &mut out),
        Command::Engine(args) => engine::run(&definitions, &args, &mut out),
    }
}
