//! The report of a store: its tables, what changed between the last two snapshots, and the facts of its runs.
//!
//! ```text
//! domains of all snapshots ─ tables of the pipeline, over time ─┐
//! tables of the last snapshot that the pipeline does not define ┼─► ReportData ─► ::report::render, ::report::figures
//! domains of the last two ─ transitions ────────────────────────┤
//! runs/*.json, rejects ─────────────────────────────────────────┘
//! ```

mod runs;
mod stored;

use crate::error::{Error, Result, io_error};
use crate::pipeline::Pipeline;
use crate::store::{SnapshotDate, Store};
use crate::tabulate::{build_diff, build_tables, build_trend_of};
use ::report::{Figure, Flow, Key, ReportData, Row, Table, Transition};
use std::fs;
use std::path::Path;

/// What the report of the snapshots up to `last` shows; tables and states are those of `pipeline`.
///
/// A snapshot that does not suit the pipeline is no error: what it keeps from being shown stands in a note.
///
/// # Errors
/// There is no such snapshot, its tables cannot be built, or the facts of a run cannot be read.
pub fn build_report(store: &Store, last: SnapshotDate, pipeline: &Pipeline) -> Result<ReportData> {
    let last = store.find_snapshot(Some(last))?;
    let mut dates = store.snapshots()?;
    dates.retain(|date| *date <= last);
    let mut tables = tables_over_time(store, &dates, last, pipeline)?;
    tables.extend(stored::tables(store, last, &pipeline.tables)?);
    Ok(ReportData {
        title: pipeline.title.clone(),
        snapshots: dates.iter().map(ToString::to_string).collect(),
        tables,
        diff: changes(store, &dates, pipeline)?,
        runs: dates.iter().map(|date| runs::facts(store, *date)).collect::<Result<_>>()?,
    })
}

/// Writes the parts of a report into `folder`, made if it is not there: `NAME.csv`, and `NAME.svg` of those that are charts.
///
/// # Errors
/// A file that cannot be written.
pub fn write_figures(figures: &[Figure], folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|e| io_error(folder, e))?;
    for figure in figures {
        let write = |extension: &str, text: &str| {
            let path = folder.join(format!("{}.{extension}", figure.name));
            fs::write(&path, text).map_err(|e| io_error(&path, e))
        };
        write("csv", &figure.csv)?;
        if let Some(svg) = &figure.svg {
            write("svg", svg)?;
        }
    }
    Ok(())
}

/// The tables of the pipeline. Where earlier snapshots lack what they need, those of the last one, with a note.
fn tables_over_time(
    store: &Store,
    dates: &[SnapshotDate],
    last: SnapshotDate,
    pipeline: &Pipeline,
) -> Result<Vec<Table>> {
    let tables = match build_trend_of(store, dates, &pipeline.tables) {
        Err(Error::Table(e)) if dates.len() > 1 => {
            let mut tables = build_tables(store, last, &pipeline.tables)?;
            let note = format!("only {last} is shown, because the tables do not suit an earlier snapshot: {e}");
            tables.iter_mut().for_each(|table| table.notes.push(note.clone()));
            tables
        }
        tables => tables?,
    };
    Ok(tables.into_iter().map(convert).collect())
}

/// What became of the names between the last two snapshots; none where the pipeline follows nothing, or there is only one.
fn changes(store: &Store, dates: &[SnapshotDate], pipeline: &Pipeline) -> Result<Option<::report::Diff>> {
    let (Some(def), [.., before, after]) = (&pipeline.diff, dates) else { return Ok(None) };
    let named = |transitions, notes| {
        Ok(Some(::report::Diff { from: before.to_string(), to: after.to_string(), transitions, notes }))
    };
    match build_diff(store, *before, *after, def) {
        Err(Error::Table(e)) => named(Vec::new(), vec![format!("the two snapshots cannot be compared: {e}")]),
        diff => {
            let diff = diff?;
            named(diff.transitions.into_iter().map(convert_transition).collect(), diff.notes)
        }
    }
}

fn convert(table: tables::Table) -> Table {
    let row = |row: tables::Row| Row {
        snapshot: row.snapshot,
        keys: row.keys.into_iter().map(convert_key).collect(),
        metric: row.metric,
        numerator: row.numerator,
        denominator: row.denominator,
        denominator_name: row.denominator_name,
        unknown: row.unknown,
    };
    Table {
        name: table.name,
        title: table.title,
        keys: table.keys,
        rows: table.rows.into_iter().map(row).collect(),
        notes: table.notes,
    }
}

fn convert_key(key: tables::Key) -> Key {
    match key {
        tables::Key::Value(value) => Key::Value(value),
        tables::Key::Top(k) => Key::Top(k),
        tables::Key::None => Key::None,
        tables::Key::Other => Key::Other,
        tables::Key::Total => Key::Total,
    }
}

fn convert_transition(transition: tables::Transition) -> Transition {
    let flow = match transition.flow {
        tables::Flow::Kept => Flow::Kept,
        tables::Flow::Moved => Flow::Moved,
        tables::Flow::Entered => Flow::Entered,
        tables::Flow::Left => Flow::Left,
    };
    let tables::Transition { state, from, to, names, .. } = transition;
    Transition { state, flow, from, to, names }
}
