//! The facts of runs and their rejects, as the report shows them.

use crate::error::{Result, io_error};
use crate::facts;
use crate::store::{SnapshotDate, Store};
use ::report::{Input, RunFacts};
use arrow::array::{Array, AsArray};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

/// The facts of the run that made a snapshot.
pub(super) fn facts(store: &Store, date: SnapshotDate) -> Result<RunFacts> {
    let facts = facts::RunFacts::read(&store.run_file(date))?;
    let rejects_by_kind = match facts.counts.rejects {
        0 => Vec::new(),
        _ => rejects_by_kind(&store.rejects(date).join("rejects.parquet"))?,
    };
    let input = |input: crate::InputFacts| Input {
        path: input.path,
        bytes: input.bytes,
        blake3: input.blake3,
        records: input.records,
        rejects: input.rejects,
    };
    let beside = |path, blake3, rows| Input { path, blake3: Some(blake3), records: rows, ..Input::default() };
    let cohort = facts.cohort.map(|cohort| beside(cohort.path, cohort.blake3, cohort.rows));
    let side_files = facts.side_files.into_iter().map(|file| beside(file.path, file.blake3, file.rows));
    let (name, title) = (facts.pipeline.name, facts.pipeline.title);
    Ok(RunFacts {
        snapshot: facts.snapshot,
        pipeline: if name == title { name } else { format!("{name}: {title}") },
        inputs: facts.inputs.into_iter().map(input).chain(cohort).chain(side_files).collect(),
        domains: facts.counts.domains,
        suffixes: facts.counts.suffixes,
        records: facts.counts.records,
        rejects: facts.counts.rejects,
        rejects_by_kind,
        collected: facts.collected,
        versions: facts.versions.into_iter().collect(),
        started: facts.times.started,
        finished: facts.times.finished,
        spilled_bytes: facts.spilled_bytes,
    })
}

/// Rejects by kind, most frequent first; nothing where the file is gone.
fn rejects_by_kind(path: &Path) -> Result<Vec<(String, u64)>> {
    let file = match File::open(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file.map_err(|e| io_error(path, e))?,
    };
    let fail = |e: parquet::errors::ParquetError| io_error(path, io::Error::other(e));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(fail)?;
    let kinds = ProjectionMask::columns(builder.parquet_schema(), ["kind"]);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for batch in builder.with_projection(kinds).build().map_err(fail)? {
        let batch = batch?;
        let Some(kinds) = batch.columns().first().and_then(|column| column.as_string_opt::<i32>()) else { continue };
        for kind in (0..kinds.len()).map(|row| kinds.value(row)) {
            match counts.get_mut(kind) {
                Some(n) => *n += 1,
                None => drop(counts.insert(kind.to_owned(), 1)),
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(counts)
}
