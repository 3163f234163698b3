//! `zonecensus census`.

use super::args::CensusArgs;
use super::terminal::Terminal;
use super::{Outcome, interrupt, output, scan_options, with_threads};
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar};
use serde_json::json;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::time::Duration;
use tables::{RenderOptions, Table, escape_text, render};
use zonecensus::{Inputs, Pipeline, Progress, Run, RunOptions, RunState, SnapshotDate, Staging, Store, run_census};

pub(super) fn run(args: &CensusArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let pipeline = Pipeline::load(&args.pipeline)?;
    let inputs = Inputs::find(&args.inputs, args.reading.origin)?;
    let options = RunOptions {
        scan: scan_options(&args.reading),
        cohort: args.cohort.clone(),
        sts_policies: args.sts_policies.clone(),
        outcomes: args.outcomes.clone(),
        memory: args.memory,
    };
    let store = Store::create(&args.store)?;
    let staging = stage(&store, args.snapshot, args.replace)?;
    let run = with_threads(&args.reading, || count(&pipeline, &inputs, staging, &options, terminal))??;
    report_rejects(&run, &store, args.snapshot, terminal);
    output::print(show(&run, terminal).as_bytes())?;
    terminal.info("census", &summary(&run), serde_json::to_value(&run.facts)?);
    Ok(match run.facts.state {
        RunState::Clean => Outcome::Clean,
        RunState::Rejects => Outcome::Rejects,
    })
}

/// Begins a snapshot, of which nothing stays if the process is interrupted.
pub(super) fn stage(store: &Store, date: SnapshotDate, replace: bool) -> zonecensus::Result<Staging> {
    interrupt::guard(|| store.stage(date, replace), Staging::folder)
}

/// Runs the census with a progress bar, and commits it.
pub(super) fn count(
    pipeline: &Pipeline,
    inputs: &Inputs,
    staging: Staging,
    options: &RunOptions,
    terminal: &Terminal,
) -> anyhow::Result<Run> {
    let folder = staging.folder().to_owned();
    let bar = terminal.progress(inputs.size()).with_message("reading");
    let counted = run_census(pipeline, inputs, &staging, options, &mut |step| advance(&bar, step));
    bar.finish_and_clear();
    let committed = counted.and_then(|run| interrupt::complete(&folder, || staging.commit()).map(|()| run));
    interrupt::release(&folder);
    Ok(committed?)
}

const WRITING: &str = "writing";

fn advance(bar: &ProgressBar, step: Progress) -> ControlFlow<()> {
    match step {
        Progress::Scan { read, .. } => bar.set_position(read),
        Progress::Merge { total: 0, .. } => bar.set_message("merging"),
        Progress::Merge { done, total } => {
            if bar.message() != WRITING {
                Terminal::count_names(bar, WRITING);
                bar.set_length(total);
            }
            bar.set_position(done);
        }
        Progress::Tables => bar.set_message("tables"),
    }
    ControlFlow::Continue(())
}

fn report_rejects(run: &Run, store: &Store, date: SnapshotDate, terminal: &Terminal) {
    run.rejects.iter().for_each(|reject| terminal.reject(reject));
    let more = run.facts.counts.rejects - run.rejects.len() as u64;
    if more > 0 {
        let place = store.rejects(date).join("rejects.parquet");
        let text = format!("and {} more, all in {}", HumanCount(more), escape_text(&place.to_string_lossy()));
        terminal.info(
            "rejects",
            &text,
            json!({ "rejects": run.facts.counts.rejects, "file": place.to_string_lossy() }),
        );
    }
}

/// The table of the survey; of a bare delegation zone, which has nothing for it, the first that has, with its counts.
fn show(run: &Run, terminal: &Terminal) -> String {
    let is_known = |table: &&Table| table.rows.iter().any(|row| row.denominator > 0);
    let survey = run.tables.iter().find(|table| table.name == "adoption");
    if let Some(table) = survey.filter(is_known) {
        return show_table(table, terminal);
    }
    let first = run.tables.iter().find(is_known);
    let options = RenderOptions { colour: terminal.colour_out, counts: true, ..RenderOptions::default() };
    first.map(|table| render(table, options)).unwrap_or_default()
}

pub(super) fn show_table(table: &Table, terminal: &Terminal) -> String {
    render(table, RenderOptions { colour: terminal.colour_out, ..RenderOptions::default() })
}

/// One line on the run.
pub(super) fn summary(run: &Run) -> String {
    let facts = &run.facts;
    let seconds = facts.times.scan_seconds + facts.times.merge_seconds + facts.times.tables_seconds;
    let rate = facts.counts.plain_bytes as f64 / facts.times.scan_seconds.max(1e-6);
    let mut text = format!(
        "{}: {} domains, {} records, {} rejects from {} file(s), {} in {} (reading {}/s)",
        facts.snapshot,
        HumanCount(facts.counts.domains),
        HumanCount(facts.counts.records),
        HumanCount(facts.counts.rejects),
        facts.inputs.len(),
        HumanBytes(facts.counts.plain_bytes),
        seconds_text(seconds),
        HumanBytes(rate as u64),
    );
    // Writing to a string cannot fail.
    if facts.counts.suffixes > 0 {
        let _ = write!(text, "; {} public suffixes not counted", HumanCount(facts.counts.suffixes));
    }
    if facts.spilled_bytes > 0 {
        let _ = write!(text, "; {} went through disk", HumanBytes(facts.spilled_bytes));
    }
    if run.unmatched_cohort_rows > 0 {
        let _ = write!(text, "; {} cohort rows are not in the zone", HumanCount(run.unmatched_cohort_rows));
    }
    text
}

fn seconds_text(seconds: f64) -> String {
    if seconds < 60.0 { format!("{seconds:.1} s") } else { HumanDuration(Duration::from_secs_f64(seconds)).to_string() }
}
