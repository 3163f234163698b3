//! From arguments to a stage of the library, and from its result to text and an exit status.

mod args;
mod census;
mod check;
mod demo;
mod diff;
mod explain;
mod interrupt;
mod output;
mod records;
mod report;
mod synth;
mod tables;
mod terminal;

use args::{Cli, Command, ReadingArgs};
use clap::{CommandFactory, Parser};
use snapshot::{Policy, ScanOptions};
use std::io::{self, ErrorKind};
use std::process::ExitCode;
use terminal::Terminal;
use zonecensus::Error;

/// How a command ended. A failed one gives an error instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Clean,
    /// Done, but some records could not be read.
    Rejects,
}

const FAILED: u8 = 1;
const REJECTS: u8 = 3;

/// Runs the command of the arguments. Usage errors end the process with status 2.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.quiet, cli.json);
    if let Err(e) = interrupt::install() {
        terminal.error(&format!("no handler for interrupts: {e}"), None);
    }
    match dispatch(cli.command, &terminal) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Rejects) => ExitCode::from(REJECTS),
        Err(e) if is_closed_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            let hint = e.downcast_ref::<Error>().and_then(Error::hint);
            terminal.error(&whole_message(&e), hint.as_deref());
            ExitCode::from(FAILED)
        }
    }
}

fn dispatch(command: Command, terminal: &Terminal) -> anyhow::Result<Outcome> {
    match command {
        Command::Census(args) => census::run(&args, terminal),
        Command::Tables(args) => tables::run(&args, terminal),
        Command::Trend(args) => tables::run_trend(&args, terminal),
        Command::Diff(args) => diff::run(&args, terminal),
        Command::Report(args) => report::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Synth(args) => synth::run(&args, terminal),
        Command::Demo(args) => demo::run(&args, terminal),
        Command::Records(args) => records::run(&args, terminal),
        Command::Check(args) => check::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "zonecensus", &mut script);
            output::print(&script)
        }
        Command::Man { dir } => {
            std::fs::create_dir_all(&dir)?;
            clap_mangen::generate_to(Cli::command(), &dir)?;
            Ok(Outcome::Clean)
        }
    }
}

/// The error and its causes, each said once: many errors give their cause themselves.
fn whole_message(error: &anyhow::Error) -> String {
    let mut message = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !message.contains(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    message
}

/// The reader of a pipe may have had enough: that is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |e: &io::Error| e.kind() == ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(closed))
}

fn scan_options(args: &ReadingArgs) -> ScanOptions {
    let policy = match (args.stop, args.stop_after) {
        (true, _) => Policy::StopAfter(0),
        (false, Some(n)) => Policy::StopAfter(n),
        (false, None) => Policy::Keep,
    };
    ScanOptions { include: args.include, policy, max_ratio: args.max_ratio, ..ScanOptions::default() }
}

/// Runs `work` with the number of threads asked for.
fn with_threads<T: Send>(args: &ReadingArgs, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(usize::from(threads));
    }
    pool.build_global()?;
    Ok(work())
}
