//! Tables of the snapshots in a store.

use crate::error::{Error, Result};
use crate::facts::RunFacts;
use crate::pipeline::Pipeline;
use crate::store::{SnapshotDate, Store};
use std::path::Path;
use tables::{Diff, DiffDef, Input, Table, TableDef};

/// Builds tables of one snapshot.
///
/// # Errors
/// A definition that does not suit the snapshot, a file that cannot be read.
pub fn build_tables(store: &Store, date: SnapshotDate, defs: &[TableDef]) -> Result<Vec<Table>> {
    let input = Input::from_folder(&store.domains(date))?;
    Ok(tables::build_all(&[input], defs)?)
}

/// Builds tables over every snapshot of the store, with notes on what keeps snapshots from being compared.
///
/// # Errors
/// As [`build_tables`]; the store is empty.
pub fn build_trend(store: &Store, defs: &[TableDef]) -> Result<Vec<Table>> {
    store.find_snapshot(None)?;
    build_trend_of(store, &store.snapshots()?, defs)
}

/// As [`build_trend`], over some of the snapshots.
pub(crate) fn build_trend_of(store: &Store, dates: &[SnapshotDate], defs: &[TableDef]) -> Result<Vec<Table>> {
    let inputs = dates.iter().map(|date| Input::from_folder(&store.domains(*date))).collect::<Result<Vec<_>, _>>()?;
    Ok(tables::trend(&inputs, defs)?)
}

/// Follows every name from one snapshot to a later one.
///
/// # Errors
/// A snapshot that is not there, or one whose columns do not suit the states.
pub fn build_diff(store: &Store, before: SnapshotDate, after: SnapshotDate, def: &DiffDef) -> Result<Diff> {
    let input = |date| {
        let date = store.find_snapshot(Some(date))?;
        Ok::<_, Error>(Input::from_folder(&store.domains(date))?)
    };
    Ok(tables::diff(&input(before)?, &input(after)?, def)?)
}

/// Writes tables into the store, each file whole or not at all.
///
/// # Errors
/// A file that cannot be written.
pub fn write_tables(store: &Store, date: SnapshotDate, tables: &[Table]) -> Result<()> {
    let write = |table: &Table| {
        let folder = store.table(&table.name, date);
        store.make_folder(&folder)?;
        Ok(table.to_grid().write_parquet(&folder.join("table.parquet"))?)
    };
    // All wait for the disk at once: one after the other, that takes longer than building the tables.
    std::thread::scope(|threads| {
        let writing: Vec<_> = tables.iter().map(|table| threads.spawn(move || write(table))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Result<()>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        // Every thread is joined before the first error is returned.
        writing.into_iter().map(join).fold(Ok(()), Result::and)
    })
}

/// The pipeline with which a snapshot was counted.
///
/// # Errors
/// The facts of the run cannot be read, or a file that the pipeline names is gone.
pub fn recorded_pipeline(store: &Store, date: SnapshotDate) -> Result<Pipeline> {
    let file = store.run_file(date);
    let recorded = RunFacts::read(&file)?.pipeline;
    let shown = format!("pipeline recorded in {}", file.display());
    Pipeline::parse(&recorded.name, &shown, &recorded.toml, Path::new(&recorded.folder))
}

/// Those of `defs` that are called one of `names`, in that order; all of them if no name is given.
///
/// # Errors
/// A name that no definition has.
pub fn select_tables(defs: &[TableDef], names: &[String]) -> Result<Vec<TableDef>> {
    if names.is_empty() {
        return Ok(defs.to_vec());
    }
    let find = |name: &String| {
        defs.iter().find(|def| def.name == *name).cloned().ok_or_else(|| Error::NoTable {
            name: name.clone(),
            known: defs.iter().map(|def| def.name.clone()).collect(),
        })
    };
    names.iter().map(find).collect()
}
