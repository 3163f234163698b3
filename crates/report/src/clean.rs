//! Makes hostile text harmless to look at: nothing in it can hide, reorder or break what surrounds it.

use crate::data::{Diff, Input, Key, ReportData, Row, RunFacts, Table, Transition};

/// Longer texts are cut; no name, key or path that a reader compares is as long.
const LONGEST: usize = 300;

/// The data with every text made visible.
pub(crate) fn clean(data: &ReportData) -> ReportData {
    ReportData {
        title: visible(&data.title),
        snapshots: visible_all(&data.snapshots),
        tables: data.tables.iter().map(clean_table).collect(),
        diff: data.diff.as_ref().map(clean_diff),
        runs: data.runs.iter().map(clean_run).collect(),
    }
}

/// `text` with characters escaped (`\u{202e}`) that show nothing or move what follows, cut to a length that fits a page.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, c) in text.chars().enumerate() {
        if i == LONGEST {
            out.push('…');
            break;
        }
        if is_unsafe(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

fn visible_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| visible(text)).collect()
}

fn clean_table(table: &Table) -> Table {
    Table {
        name: visible(&table.name),
        title: visible(&table.title),
        keys: visible_all(&table.keys),
        rows: table.rows.iter().map(clean_row).collect(),
        notes: visible_all(&table.notes),
    }
}

fn clean_row(row: &Row) -> Row {
    let clean_key = |key: &Key| match key {
        Key::Value(value) => Key::Value(visible(value)),
        key => key.clone(),
    };
    Row {
        snapshot: visible(&row.snapshot),
        keys: row.keys.iter().map(clean_key).collect(),
        metric: visible(&row.metric),
        denominator_name: visible(&row.denominator_name),
        ..*row
    }
}

fn clean_diff(diff: &Diff) -> Diff {
    let clean_transition =
        |t: &Transition| Transition { state: visible(&t.state), from: visible(&t.from), to: visible(&t.to), ..*t };
    Diff {
        from: visible(&diff.from),
        to: visible(&diff.to),
        transitions: diff.transitions.iter().map(clean_transition).collect(),
        notes: visible_all(&diff.notes),
    }
}

fn clean_run(run: &RunFacts) -> RunFacts {
    let clean_input =
        |input: &Input| Input { path: visible(&input.path), blake3: input.blake3.as_deref().map(visible), ..*input };
    RunFacts {
        snapshot: visible(&run.snapshot),
        pipeline: visible(&run.pipeline),
        inputs: run.inputs.iter().map(clean_input).collect(),
        rejects_by_kind: run.rejects_by_kind.iter().map(|(kind, n)| (visible(kind), *n)).collect(),
        collected: visible_all(&run.collected),
        versions: run.versions.iter().map(|(what, version)| (visible(what), visible(version))).collect(),
        started: visible(&run.started),
        finished: visible(&run.finished),
        ..*run
    }
}

#[cfg(test)]
mod tests;
