//! Every fact of one domain, and the records they come from.

mod evidence;

pub use evidence::Evidence;

use crate::error::{Error, Result, io_error};
use crate::facts::RunFacts;
use crate::input::Inputs;
use crate::pipeline::Pipeline;
use crate::records::Columns;
use crate::run::{RunOptions, explain_inputs};
use crate::store::{SnapshotDate, Store};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use census::{Col, Fact};
use evidence::find_records;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReaderBuilder, RowSelection, RowSelector};
use snapshot::{ScanOptions, Scanned, scan};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use zonefile::Name;

/// How many names much like an unknown one are given.
const NEAR: usize = 3;
/// From this likeness on (Jaro-Winkler) a name is worth suggesting.
const LIKENESS: f64 = 0.9;

/// One domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Its name, lower case, without final dot.
    pub name: String,
    /// Date of the snapshot, if it comes from a store.
    pub snapshot: Option<SnapshotDate>,
    /// The facts that are known, in the order of the columns.
    pub facts: Vec<Fact>,
    /// The records that speak for the domain, in the order of the inputs; then those that its CNAMEs lead to.
    pub records: Vec<Evidence>,
    /// Inputs of the run that are not there any more.
    pub missing: Vec<String>,
}

/// Explains a domain of a store. The records are looked up in the inputs of the run, as far as they are still there.
///
/// # Errors
/// The snapshot or the domain is not in the store, or a file cannot be read.
pub fn explain_store(
    store: &Store,
    date: Option<SnapshotDate>,
    domain: &str,
    options: &ScanOptions,
) -> Result<Explanation> {
    let date = store.find_snapshot(date)?;
    let name = normalise(domain);
    let facts = find_row(&store.domains(date), &name)?;
    let run = RunFacts::read(&store.run_file(date))?;
    let (there, missing): (Vec<_>, Vec<_>) =
        run.inputs.into_iter().map(|input| input.path).partition(|path| path != "-" && Path::new(path).is_file());
    let origin = run.origin.and_then(|origin| Name::parse(origin.as_bytes(), None).ok());
    let inputs = Inputs { paths: there.into_iter().map(PathBuf::from).collect(), origin };
    let records = find_records(&inputs, options, &name)?;
    Ok(Explanation { name, snapshot: Some(date), facts, records, missing })
}

/// Explains a domain of some zone files, read as a whole: what is known depends on all of it.
///
/// # Errors
/// An input cannot be read, or no record speaks for the domain.
pub fn explain_files(
    inputs: &Inputs,
    pipeline: Option<&Pipeline>,
    options: &RunOptions,
    domain: &str,
) -> Result<Explanation> {
    let name = normalise(domain);
    let records = find_records(inputs, &options.scan, &name)?;
    if records.is_empty() {
        return Err(Error::NoDomain { near: near_owners(inputs, &options.scan, &name)?, name });
    }
    let alone;
    let pipeline = match pipeline {
        Some(pipeline) => pipeline,
        None => {
            alone = Pipeline::parse("explain", "explain", "unit = \"delegations\"", Path::new(""))?;
            &alone
        }
    };
    let facts = explain_inputs(pipeline, SnapshotDate::today(), inputs, options, &name)?;
    Ok(Explanation { name, snapshot: None, facts, records, missing: Vec::new() })
}

fn normalise(domain: &str) -> String {
    let name = domain.trim().trim_end_matches('.').to_lowercase();
    if name.is_ascii() { name } else { idna::domain_to_ascii(&name).unwrap_or(name) }
}

/// The row of `name` in the Parquet files of a folder.
fn find_row(folder: &Path, name: &str) -> Result<Vec<Fact>> {
    let mut near = Near::new(name);
    let mut files = fs::read_dir(folder)
        .and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect::<io::Result<Vec<_>>>())
        .map_err(|e| io_error(folder, e))?;
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "parquet")) {
        if let Some(row) = find_in_file(file, name, &mut near)? {
            return read_row(file, row);
        }
    }
    Err(Error::NoDomain { near: near.into_names(), name: name.to_owned() })
}

fn find_in_file(file: &Path, name: &str, near: &mut Near) -> Result<Option<usize>> {
    let builder = open(file)?;
    let columns = ProjectionMask::columns(builder.parquet_schema(), ["name"]);
    let reader = builder.with_projection(columns).build().map_err(|e| parquet_error(file, e))?;
    let mut before = 0;
    for batch in reader {
        let batch = batch?;
        let names = batch.column(0).as_string::<i32>();
        for (row, candidate) in names.iter().flatten().enumerate() {
            if candidate == name {
                return Ok(Some(before + row));
            }
            near.offer(candidate);
        }
        before += batch.num_rows();
    }
    Ok(None)
}

fn read_row(file: &Path, row: usize) -> Result<Vec<Fact>> {
    let selection = RowSelection::from(vec![RowSelector::skip(row), RowSelector::select(1)]);
    let builder = open(file)?.with_row_selection(selection);
    let mut reader = builder.build().map_err(|e| parquet_error(file, e))?;
    match reader.next() {
        Some(batch) => Ok(facts_of(&batch?)?),
        None => Ok(Vec::new()),
    }
}

/// The facts of the first row that are not null.
fn facts_of(batch: &RecordBatch) -> Result<Vec<Fact>, ArrowError> {
    let options = FormatOptions::default();
    let schema = batch.schema();
    let known = schema.fields().iter().zip(batch.columns()).filter(|(_, array)| !array.is_null(0));
    known
        .map(|(field, array)| {
            let metadata = |key: &str| field.metadata().get(key).cloned().unwrap_or_default();
            Ok(Fact {
                column: field.name().clone(),
                value: ArrayFormatter::try_new(array, &options)?.value(0).try_to_string()?,
                definition: metadata("definition"),
                rfc: metadata("rfc"),
                lookups: Col::find(field.name()).map_or_else(Vec::new, |col| col.def().needs.to_vec()),
            })
        })
        .collect()
}

fn open(file: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let opened = File::open(file).map_err(|e| io_error(file, e))?;
    ParquetRecordBatchReaderBuilder::try_new(opened).map_err(|e| parquet_error(file, e))
}

fn parquet_error(file: &Path, error: parquet::errors::ParquetError) -> Error {
    io_error(file, io::Error::other(error))
}

/// Owners much like `name`.
fn near_owners(inputs: &Inputs, options: &ScanOptions, name: &str) -> Result<Vec<String>> {
    let mut near = Near::new(name);
    let offer = |near: &mut Near, batch: &RecordBatch| {
        for owner in Columns::of(batch).owner.iter().flatten() {
            near.offer(String::from_utf8_lossy(owner).to_ascii_lowercase().trim_end_matches('.'));
        }
    };
    scan(
        inputs.sources(),
        options,
        || Near::new(name),
        offer,
        |done: Scanned<Near>| {
            done.value.into_names().iter().for_each(|name| near.offer(name));
            Ok::<(), Error>(())
        },
    )?;
    Ok(near.into_names())
}

/// The names most like one.
struct Near {
    name: String,
    best: Vec<(f64, String)>,
}

impl Near {
    fn new(name: &str) -> Near {
        Near { name: name.to_owned(), best: Vec::new() }
    }

    fn offer(&mut self, candidate: &str) {
        let is_above = self.name.strip_suffix(candidate).is_some_and(|rest| rest.ends_with('.'));
        let likeness = if is_above { 1.0 } else { strsim::jaro_winkler(&self.name, candidate) };
        let enough = self.best.last().filter(|_| self.best.len() == NEAR).map_or(LIKENESS, |(least, _)| *least);
        if likeness <= enough || self.best.iter().any(|(_, known)| known == candidate) {
            return;
        }
        self.best.truncate(NEAR - 1);
        self.best.push((likeness, candidate.to_owned()));
        self.best.sort_by(|a, b| b.0.total_cmp(&a.0));
    }

    fn into_names(self) -> Vec<String> {
        self.best.into_iter().map(|(_, name)| name).collect()
    }
}
