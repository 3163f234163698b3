//! `zonecensus explain`.

use super::args::ExplainArgs;
use super::terminal::Terminal;
use super::{Outcome, output, scan_options, with_threads};
use ::census::Fact;
use std::fmt::Write;
use std::path::Path;
use tables::escape_text;
use zonecensus::{Evidence, Explanation, Inputs, Pipeline, RunOptions, Store, explain_files, explain_store};

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let options =
        RunOptions { scan: scan_options(&args.reading), cohort: args.cohort.clone(), ..RunOptions::default() };
    let explained = with_threads(&args.reading, || explain(args, &options))??;
    output::print(show(&explained, terminal.colour_out).as_bytes())
}

fn explain(args: &ExplainArgs, options: &RunOptions) -> anyhow::Result<Explanation> {
    let domain = &args.domain;
    if let [root] = &args.inputs[..]
        && Store::is_store(root)
    {
        return Ok(explain_store(&Store::open(root)?, args.snapshot, domain, &options.scan)?);
    }
    let inputs = Inputs::find(&args.inputs, args.reading.origin)?;
    anyhow::ensure!(
        !inputs.paths.iter().any(|path| path == Path::new("-")),
        "standard input can be read only once; explain needs files"
    );
    let pipeline = args.pipeline.as_deref().map(Pipeline::load).transpose()?;
    Ok(explain_files(&inputs, pipeline.as_ref(), options, domain)?)
}

/// The records, numbered; then the facts with the numbers of the records they come from. All of it may be hostile.
fn show(explained: &Explanation, colour: bool) -> String {
    let (bold, dim, reset) = if colour { ("\x1b[1m", "\x1b[2m", "\x1b[0m") } else { ("", "", "") };
    let mut text = String::new();
    let of = explained.snapshot.map(|date| format!(" on {date}")).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{bold}{}{of}{reset}\n\n{bold}records{reset}", escape_text(&explained.name));
    for (number, record) in (1..).zip(&explained.records) {
        let _ = writeln!(text, "  [{number}] {}: {}", place_of(record), escape_text(&record.text));
    }
    if explained.records.is_empty() {
        let _ = writeln!(text, "  none");
    }
    for missing in &explained.missing {
        let _ = writeln!(text, "  input {} is not there any more: its records are not shown", escape_text(missing));
    }
    let _ = writeln!(text, "\n{bold}facts{reset}");
    let width = explained.facts.iter().map(|fact| fact.column.chars().count()).max().unwrap_or(0);
    for fact in &explained.facts {
        let rfc = if fact.rfc.is_empty() { String::new() } else { format!("  {dim}{}{reset}", escape_text(&fact.rfc)) };
        let from = sources_of(fact, &explained.records);
        let _ = writeln!(text, "  {:width$}  {}{from}{rfc}", escape_text(&fact.column), escape_text(&fact.value));
    }
    text
}

/// The numbers of the records that a fact comes from.
fn sources_of(fact: &Fact, records: &[Evidence]) -> String {
    let numbered = (1..).zip(records).filter(|(_, record)| record.supports(fact));
    numbered.map(|(number, _): (usize, _)| format!(" [{number}]")).collect()
}

fn place_of(record: &Evidence) -> String {
    let file = escape_text(&record.file.to_string_lossy());
    match record.position {
        Some(at) => format!("{file}:{}:{}", at.line, at.column),
        None => format!("{file}: byte {} of the plain text", record.byte),
    }
}
