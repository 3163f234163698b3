//! Tables of a store.

use crate::capsule;
use crate::errors::{Fault, Raise};
use crate::frame::Frame;
use crate::grid;
use crate::work;
use ::tables::{Grid, RenderOptions, TableDef, Wide, render};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::collections::BTreeMap;
use std::path::PathBuf;
use zonecensus::{Error, Pipeline, SnapshotDate, Store, recorded_pipeline, select_tables};

/// Rates in long form, one row per snapshot, group and metric.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
pub(crate) struct Table {
    table: ::tables::Table,
}

/// A line of a pivot: labels of the keys, whether it is a total, and per column numerator, denominator and unknown.
type Line = (Vec<String>, bool, Vec<Option<(u64, u64, u64)>>);
/// A pivot: heads of the keys, heads of the columns, what each is a rate of, the lines.
type Pivot = (Vec<String>, Vec<String>, Vec<String>, Vec<Line>);

impl Table {
    pub(crate) fn new(table: ::tables::Table) -> Self {
        Table { table }
    }
}

#[pymethods]
impl Table {
    #[getter]
    fn name(&self) -> &str {
        &self.table.name
    }

    #[getter]
    fn title(&self) -> &str {
        &self.table.title
    }

    #[getter]
    fn keys(&self) -> Vec<String> {
        self.table.keys.clone()
    }

    #[getter]
    fn notes(&self) -> Vec<String> {
        self.table.notes.clone()
    }

    #[getter]
    fn metadata(&self) -> BTreeMap<String, String> {
        self.table.metadata.clone()
    }

    /// The metrics, each with the name of its denominator, in the order of their first rows.
    #[getter]
    fn metrics(&self) -> Vec<(String, String)> {
        self.table.metrics().into_iter().map(|(name, of)| (name.to_owned(), of.to_owned())).collect()
    }

    /// The long form.
    fn frame(&self) -> PyResult<Frame> {
        frame_of(&self.table.to_grid())
    }

    /// The long form as CSV, as `zonecensus tables --format csv` prints it.
    fn to_csv(&self, py: Python<'_>) -> PyResult<String> {
        self.table.to_grid().to_csv().map_err(Error::from).or_raise(py)
    }

    /// A line per group (and snapshot, if there are several) and a column per metric.
    fn wide(&self) -> Pivot {
        pivot(self.table.wide())
    }

    /// One metric, a line per group and a column per snapshot.
    fn by_snapshot(&self, metric: &str, denominator_name: &str) -> Pivot {
        pivot(self.table.by_snapshot(metric, denominator_name))
    }

    fn __len__(&self) -> usize {
        self.table.rows.len()
    }

    /// What `zonecensus tables` prints.
    #[pyo3(signature = (counts=false))]
    fn render(&self, counts: bool) -> String {
        render(&self.table, RenderOptions { counts, ..RenderOptions::default() })
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &batch_of(&self.table.to_grid())?.schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::stream_of(py, &batch_of(&self.table.to_grid())?)
    }
}

fn pivot(wide: Wide) -> Pivot {
    let line = |row: ::tables::WideRow| {
        let cells = row.cells.into_iter().map(|cell| cell.map(|c| (c.numerator, c.denominator, c.unknown)));
        (row.keys, row.is_total, cells.collect())
    };
    (wide.keys, wide.heads, wide.denominator_names, wide.rows.into_iter().map(line).collect())
}

/// Dates of the snapshots in a store, ascending.
#[pyfunction]
pub(crate) fn snapshots(py: Python<'_>, store: PathBuf) -> PyResult<Vec<String>> {
    let dates = Store::open(&store).and_then(|store| store.snapshots()).or_raise(py)?;
    Ok(dates.iter().map(ToString::to_string).collect())
}

/// Tables of one snapshot.
#[pyfunction]
#[pyo3(signature = (store, names, snapshot, pipeline))]
pub(crate) fn build_tables(
    py: Python<'_>,
    store: PathBuf,
    names: Vec<String>,
    snapshot: Option<String>,
    pipeline: Option<String>,
) -> PyResult<Vec<Table>> {
    let build = move || -> Result<_, Fault> {
        let store = Store::open(&store)?;
        let date = find_date(&store, snapshot.as_deref())?;
        let defs = definitions(&store, date, pipeline.as_deref(), &names)?;
        Ok(zonecensus::build_tables(&store, date, &defs)?)
    };
    Ok(work::run(py, build)?.or_raise(py)?.into_iter().map(Table::new).collect())
}

/// Tables over every snapshot.
#[pyfunction]
#[pyo3(signature = (store, names, pipeline))]
pub(crate) fn build_trend(
    py: Python<'_>,
    store: PathBuf,
    names: Vec<String>,
    pipeline: Option<String>,
) -> PyResult<Vec<Table>> {
    let build = move || -> Result<_, Fault> {
        let store = Store::open(&store)?;
        let last = store.find_snapshot(None)?;
        let defs = definitions(&store, last, pipeline.as_deref(), &names)?;
        Ok(zonecensus::build_trend(&store, &defs)?)
    };
    Ok(work::run(py, build)?.or_raise(py)?.into_iter().map(Table::new).collect())
}

/// What changed: transitions, balances, notes.
#[pyfunction]
#[pyo3(signature = (store, before, after, pipeline))]
pub(crate) fn build_diff(
    py: Python<'_>,
    store: PathBuf,
    before: String,
    after: String,
    pipeline: Option<String>,
) -> PyResult<(Frame, Frame, Vec<String>)> {
    let build = move || -> Result<_, Fault> {
        let store = Store::open(&store)?;
        let (before, after) = (find_date(&store, Some(&before))?, find_date(&store, Some(&after))?);
        let pipeline = load(&store, after, pipeline.as_deref())?;
        let def = pipeline.diff.ok_or_else(|| {
            Fault::bad_argument("the pipeline has no [diff]: it says which states to follow".to_owned())
        })?;
        Ok(zonecensus::build_diff(&store, before, after, &def)?)
    };
    let diff = work::run(py, build)?.or_raise(py)?;
    Ok((frame_of(&diff.transitions_grid())?, frame_of(&diff.balances_grid())?, diff.notes))
}

/// The report of a store, as one HTML page.
#[pyfunction]
#[pyo3(signature = (store, snapshot, japanese, pipeline))]
pub(crate) fn build_report(
    py: Python<'_>,
    store: PathBuf,
    snapshot: Option<String>,
    japanese: bool,
    pipeline: Option<String>,
) -> PyResult<String> {
    let build = move || -> Result<_, Fault> {
        let store = Store::open(&store)?;
        let date = find_date(&store, snapshot.as_deref())?;
        let pipeline = load(&store, date, pipeline.as_deref())?;
        let lang = if japanese { report::Lang::Ja } else { report::Lang::En };
        Ok(report::render(&zonecensus::build_report(&store, date, &pipeline)?, lang))
    };
    work::run(py, build)?.or_raise(py)
}

/// The snapshot of that date, or the last one.
pub(crate) fn find_date(store: &Store, snapshot: Option<&str>) -> Result<SnapshotDate, Fault> {
    let wanted = snapshot.map(parse_date).transpose()?;
    Ok(store.find_snapshot(wanted)?)
}

pub(crate) fn parse_date(text: &str) -> Result<SnapshotDate, Fault> {
    text.parse().map_err(|e| Fault::bad_argument(format!("{text:?}: {e}")))
}

fn load(store: &Store, date: SnapshotDate, pipeline: Option<&str>) -> Result<Pipeline, Fault> {
    Ok(pipeline.map_or_else(|| recorded_pipeline(store, date), Pipeline::load)?)
}

fn definitions(
    store: &Store,
    date: SnapshotDate,
    pipeline: Option<&str>,
    names: &[String],
) -> Result<Vec<TableDef>, Fault> {
    Ok(select_tables(&load(store, date, pipeline)?.tables, names)?)
}

fn frame_of(grid: &Grid) -> PyResult<Frame> {
    batch_of(grid).map(Frame::new)
}

fn batch_of(grid: &Grid) -> PyResult<arrow::record_batch::RecordBatch> {
    grid::to_batch(grid).map_err(|e| PyRuntimeError::new_err(e.to_string()))
}
