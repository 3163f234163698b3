//! What was read, and how.

use super::views::heads;
use super::{Block, Cell, Context, Line, Section, TableView};
use crate::csv_text;
use crate::data::{Input, RunFacts};
use crate::number::grouped;
use crate::strings::{Text, part_label, reject_label};

/// More files are shown on demand.
const MOST_INPUTS: usize = 12;

/// Facts of the runs; inputs and rejects of the last one.
pub(super) fn runs(c: &Context<'_>) -> Section {
    let mut blocks = Vec::new();
    if let Some(last) = c.data.runs.last() {
        let mut inputs = inputs(c, last);
        if last.inputs.len() > MOST_INPUTS {
            inputs.is_folded = true;
            let counts = [("{n}", last.inputs.len() as u64), ("{r}", last.records), ("{x}", last.rejects)];
            let note = c.text(Text::ManyInputs).to_owned();
            inputs.notes.push(counts.iter().fold(note, |note, (hole, n)| note.replace(hole, &grouped(*n))));
        }
        match (last.rejects, last.rejects_by_kind.is_empty()) {
            (0, _) => inputs.notes.push(c.text(Text::NoRejects).to_owned()),
            (_, false) => blocks.push(rejects(c, last)),
            _ => {}
        }
        blocks.insert(0, inputs);
        blocks.push(Block { is_folded: c.data.runs.len() > 6, ..all_runs(c) });
        blocks.push(how_counted(c));
    }
    c.section("runs", Text::Run, Text::RunLead, blocks)
}

fn all_runs(c: &Context<'_>) -> Block {
    let texts = |run: &RunFacts| [&run.snapshot, &run.started, &run.finished].map(Clone::clone);
    let counts = |run: &RunFacts| [run.domains, run.records, run.rejects, run.inputs.len() as u64];
    let shown = |run: &RunFacts| {
        let cells = texts(run).into_iter().map(Cell::Text).chain(counts(run).map(Cell::Count));
        Line { is_total: false, cells: cells.collect() }
    };
    let (heads_of_texts, heads_of_counts) = (
        [Text::Snapshot, Text::Started, Text::Finished].map(|key| c.text(key)),
        [Text::Names, Text::Records, Text::RejectCount, Text::Files].map(|key| c.text(key)),
    );
    let runs = || c.data.runs.iter().rev();
    let table = TableView::new(heads(&heads_of_texts, &heads_of_counts), runs().map(shown).collect());
    let raw = runs().map(|run| {
        let more = [run.suffixes, run.spilled_bytes];
        texts(run).into_iter().chain(counts(run).into_iter().chain(more).map(|n| n.to_string())).collect()
    });
    let head = ["snapshot", "started", "finished", "names", "records", "rejects", "files", "suffixes", "spilled_bytes"];
    let csv = csv_of(&head, raw);
    Block { csv, notes: rare_notes(c), ..plain(c, "runs", Text::Runs, table, &[]) }
}

/// What few runs have, of the last one.
fn rare_notes(c: &Context<'_>) -> Vec<String> {
    let Some(last) = c.data.runs.last() else { return Vec::new() };
    let counts = [(last.suffixes, Text::SuffixesLeftOut), (last.spilled_bytes, Text::Spilled)];
    let told = counts.into_iter().filter(|(n, _)| *n > 0);
    told.map(|(n, text)| c.text(text).replace("{n}", &grouped(n))).collect()
}

fn how_counted(c: &Context<'_>) -> Block {
    let versions = |run: &RunFacts, name: &dyn Fn(&str) -> String| {
        run.versions.iter().map(|(what, version)| format!("{} {version}", name(what))).collect::<Vec<_>>().join("; ")
    };
    // Runs alike share a line, the last first.
    let mut spans: Vec<(&RunFacts, &RunFacts)> = Vec::new();
    let is_alike = |a: &RunFacts, b: &RunFacts| {
        (&a.pipeline, &a.collected, &a.versions) == (&b.pipeline, &b.collected, &b.versions)
    };
    for run in c.data.runs.iter().rev() {
        match spans.last_mut() {
            Some((first, last)) if is_alike(last, run) => *first = run,
            _ => spans.push((run, run)),
        }
    }
    let line = |(first, last): &(&RunFacts, &RunFacts), pipeline: String, versions: String| {
        let (from, to) = (&first.snapshot, &last.snapshot);
        let dates = if from == to { to.clone() } else { format!("{from} – {to}") };
        vec![dates, pipeline, last.collected.join(", "), versions]
    };
    let shown = |span: &(&RunFacts, &RunFacts)| {
        let pipeline = match span.1.pipeline.split_once(": ") {
            Some((name, title)) => format!("{name}: {}", c.label(title)),
            None => span.1.pipeline.clone(),
        };
        let texts = line(span, pipeline, versions(span.1, &|what| part_label(what, c.lang)));
        Line { is_total: false, cells: texts.into_iter().map(Cell::Text).collect() }
    };
    let titles = [Text::Snapshot, Text::Pipeline, Text::Collected, Text::Versions].map(|key| c.text(key));
    let table = TableView::new(heads(&titles, &[]), spans.iter().map(shown).collect());
    let raw = spans.iter().map(|span| line(span, span.1.pipeline.clone(), versions(span.1, &str::to_owned)));
    let csv = csv_of(&["snapshot", "pipeline", "collected", "versions"], raw);
    Block { csv, ..plain(c, "how-counted", Text::HowCounted, table, &[]) }
}

fn inputs(c: &Context<'_>, run: &RunFacts) -> Block {
    let line = |input: &Input| {
        let hash = input.blake3.clone().map_or(Cell::Missing, Cell::Code);
        let cells = vec![
            Cell::Code(input.path.clone()),
            hash,
            Cell::count(input.bytes),
            Cell::Count(input.records),
            Cell::Count(input.rejects),
        ];
        Line { is_total: false, cells }
    };
    let numbers = [Text::Bytes, Text::Records, Text::RejectCount];
    let heads = heads(&[c.text(Text::File), c.text(Text::Hash)], &numbers.map(|key| c.text(key)));
    let table = TableView::new(heads, run.inputs.iter().map(line).collect());
    plain(c, "inputs", Text::Inputs, table, &["file", "blake3", "bytes", "records", "rejects"])
}

fn rejects(c: &Context<'_>, run: &RunFacts) -> Block {
    let line = |(kind, n): &(String, u64)| Line {
        is_total: false,
        cells: vec![Cell::Text(reject_label(kind, c.lang)), Cell::Count(*n)],
    };
    let heads = heads(&[c.text(Text::Kind)], &[c.text(Text::Records)]);
    let table = TableView::new(heads, run.rejects_by_kind.iter().map(line).collect());
    let raw = run.rejects_by_kind.iter().map(|(kind, n)| vec![kind.clone(), n.to_string()]);
    let csv = csv_of(&["kind", "records"], raw);
    Block { csv, ..plain(c, "rejects", Text::Rejects, table, &[]) }
}

/// CSV is in no language: names as they are in the store.
fn csv_of(head: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let head = head.iter().map(|name| (*name).to_owned()).collect();
    csv_text::write(std::iter::once(head).chain(lines))
}

/// A table without a chart whose CSV is what it shows.
fn plain(c: &Context<'_>, id: &str, title: Text, table: TableView, csv_head: &[&str]) -> Block {
    let shown = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Code(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Rate { .. } | Cell::Missing => String::new(),
    };
    let csv = csv_of(csv_head, table.lines.iter().map(|line| line.cells.iter().map(shown).collect()));
    Block {
        id: id.to_owned(),
        title: c.text(title).to_owned(),
        svg: None,
        notes: Vec::new(),
        table,
        csv,
        is_folded: false,
    }
}
