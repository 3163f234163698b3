//! What was read, and how.

use super::views::heads;
use super::{Block, Cell, Context, Line, Section, TableView};
use crate::csv_text;
use crate::data::{Input, RunFacts};
use crate::strings::Text;

/// Facts of the runs; inputs and rejects of the last one.
pub(super) fn runs(c: &Context<'_>) -> Section {
    let mut blocks = Vec::new();
    if let Some(last) = c.data.runs.last() {
        blocks.push(inputs(c, last));
        if !last.rejects_by_kind.is_empty() {
            blocks.push(rejects(c, last));
        }
        blocks.push(Block { is_folded: c.data.runs.len() > 6, ..all_runs(c) });
    }
    c.section("runs", Text::Run, Text::RunLead, blocks)
}

fn all_runs(c: &Context<'_>) -> Block {
    let versions = |run: &RunFacts| {
        run.versions.iter().map(|(what, version)| format!("{what} {version}")).collect::<Vec<_>>().join("; ")
    };
    let line = |run: &RunFacts| {
        let texts = [
            run.snapshot.clone(),
            run.pipeline.clone(),
            versions(run),
            run.collected.join(", "),
            run.started.clone(),
            run.finished.clone(),
        ];
        let counts = [run.domains, run.records, run.rejects, run.inputs.len() as u64];
        let cells = texts.into_iter().map(Cell::Text).chain(counts.into_iter().map(Cell::Count)).collect();
        Line { is_total: false, cells }
    };
    let texts = [Text::Snapshot, Text::Pipeline, Text::Versions, Text::Collected, Text::Started, Text::Finished];
    let numbers = [Text::Names, Text::Records, Text::RejectCount, Text::File];
    let table = TableView::new(
        heads(&texts.map(|key| c.text(key)), &numbers.map(|key| c.text(key))),
        c.data.runs.iter().rev().map(line).collect(),
    );
    let head = [
        "snapshot",
        "pipeline",
        "versions",
        "collected",
        "started",
        "finished",
        "names",
        "records",
        "rejects",
        "files",
    ];
    plain(c, "runs", Text::Runs, table, &head)
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
    let line =
        |(kind, n): &(String, u64)| Line { is_total: false, cells: vec![Cell::Text(kind.clone()), Cell::Count(*n)] };
    let heads = heads(&[c.text(Text::Kind)], &[c.text(Text::Records)]);
    let table = TableView::new(heads, run.rejects_by_kind.iter().map(line).collect());
    plain(c, "rejects", Text::Rejects, table, &["kind", "records"])
}

/// A table without a chart whose CSV is what it shows.
fn plain(c: &Context<'_>, id: &str, title: Text, table: TableView, csv_head: &[&str]) -> Block {
    let shown = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Code(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Rate { .. } | Cell::Missing => String::new(),
    };
    let head = csv_head.iter().map(|name| (*name).to_owned()).collect();
    let lines = table.lines.iter().map(|line| line.cells.iter().map(shown).collect());
    let csv = csv_text::write(std::iter::once(head).chain(lines));
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
