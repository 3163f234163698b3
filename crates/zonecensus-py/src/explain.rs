//! `zonecensus.explain`.

use crate::errors::{Fault, Raise};
use crate::frame::Frame;
use crate::scan::find_inputs;
use crate::tables::find_date;
use crate::work;
use arrow::array::{ArrayRef, ListBuilder, StringArray, UInt64Array, UInt64Builder};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use snapshot::ScanOptions;
use std::path::PathBuf;
use std::sync::Arc;
use zonecensus::{Explanation, Pipeline, RunOptions, Store, explain_files, explain_store};

/// The name, the date of the snapshot, the facts, the records, and the inputs that are gone.
type Explained = (String, Option<String>, Frame, Frame, Vec<String>);

/// Every fact of one domain of a store, or of zone files.
#[pyfunction]
#[pyo3(signature = (sources, domain, snapshot, pipeline, cohort, origin))]
pub(crate) fn explain(
    py: Python<'_>,
    sources: Vec<PathBuf>,
    domain: String,
    snapshot: Option<String>,
    pipeline: Option<String>,
    cohort: Option<PathBuf>,
    origin: Option<String>,
) -> PyResult<Explained> {
    let find = move || -> Result<Explanation, Fault> {
        if let [root] = sources.as_slice()
            && Store::is_store(root)
        {
            let store = Store::open(root)?;
            let date = find_date(&store, snapshot.as_deref())?;
            return Ok(explain_store(&store, Some(date), &domain, &ScanOptions::default())?);
        }
        let inputs = find_inputs(&sources, origin.as_deref())?;
        let pipeline = pipeline.as_deref().map(Pipeline::load).transpose()?;
        let options = RunOptions { cohort, ..RunOptions::default() };
        Ok(explain_files(&inputs, pipeline.as_ref(), &options, &domain)?)
    };
    let explained = work::run(py, find)?.or_raise(py)?;
    let frame = |batch: Result<RecordBatch, ArrowError>| {
        batch.map(Frame::new).map_err(|e| PyRuntimeError::new_err(e.to_string()))
    };
    let (facts, records) = (frame(facts_of(&explained))?, frame(records_of(&explained))?);
    Ok((explained.name, explained.snapshot.map(|date| date.to_string()), facts, records, explained.missing))
}

/// Columns `column`, `value`, `records` (numbers of the records it comes from), `definition`, `rfc`.
fn facts_of(explained: &Explanation) -> Result<RecordBatch, ArrowError> {
    let facts = &explained.facts;
    let text =
        |get: fn(&census::Fact) -> &str| Arc::new(StringArray::from_iter_values(facts.iter().map(get))) as ArrayRef;
    let mut sources = ListBuilder::new(UInt64Builder::new());
    for fact in facts {
        let numbered = (1u64..).zip(&explained.records).filter(|(_, record)| record.supports(fact));
        numbered.for_each(|(number, _)| sources.values().append_value(number));
        sources.append(true);
    }
    RecordBatch::try_from_iter([
        ("column", text(|fact| &fact.column)),
        ("value", text(|fact| &fact.value)),
        ("records", Arc::new(sources.finish()) as ArrayRef),
        ("definition", text(|fact| &fact.definition)),
        ("rfc", text(|fact| &fact.rfc)),
    ])
}

/// Columns `number` (from 1), `file`, `line`, `column` (null for a compressed file), `byte`, `lookup`, `record`.
fn records_of(explained: &Explanation) -> Result<RecordBatch, ArrowError> {
    let records = &explained.records;
    let positions = || records.iter().map(|record| record.position);
    let numbers = |numbers: Vec<Option<u64>>| Arc::new(UInt64Array::from(numbers)) as ArrayRef;
    let lookups = records.iter().map(|r| r.lookups.iter().map(|lookup| lookup.as_str()).collect::<Vec<_>>().join(" "));
    let files = records.iter().map(|record| record.file.to_string_lossy());
    RecordBatch::try_from_iter_with_nullable([
        ("number", numbers((1u64..).take(records.len()).map(Some).collect()), false),
        ("file", Arc::new(StringArray::from_iter_values(files)) as ArrayRef, false),
        ("line", numbers(positions().map(|at| at.map(|at| at.line)).collect()), true),
        ("column", numbers(positions().map(|at| at.map(|at| at.column)).collect()), true),
        ("byte", numbers(records.iter().map(|record| Some(record.byte)).collect()), false),
        ("lookup", Arc::new(StringArray::from_iter_values(lookups)), false),
        ("record", Arc::new(StringArray::from_iter_values(records.iter().map(|r| &r.text))), false),
    ])
}
