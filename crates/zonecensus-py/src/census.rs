//! `zonecensus.census`.

use crate::errors::{Fault, Raise};
use crate::scan::find_inputs;
use crate::tables::{Table, parse_date};
use crate::work::{self, Caller};
use ::census::Lookup;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use snapshot::{Policy, ScanOptions};
use std::ops::ControlFlow;
use std::path::PathBuf;
use zonecensus::{Inputs, Pipeline, Progress, Run, RunOptions, SnapshotDate, Store};

/// What is to be counted, where to.
struct Order {
    pipeline: Pipeline,
    inputs: Inputs,
    store: PathBuf,
    date: SnapshotDate,
    replace: bool,
    options: RunOptions,
}

/// Stage (`read`, `merge`, `tables`), bytes and records read so far.
type News = (&'static str, u64, u64);

/// Counts a snapshot into a store: the facts of the run as JSON, its tables, and the number of cohort rows that are not in the zone.
#[pyfunction]
#[pyo3(signature = (pipeline, inputs, store, snapshot, *, origin, include, stop_after, cohort, sts_policies, outcomes, collected, replace, memory, threads, progress))]
#[allow(clippy::too_many_arguments)] // one per argument of the Python function
pub(crate) fn run_census(
    py: Python<'_>,
    pipeline: &str,
    inputs: Vec<PathBuf>,
    store: PathBuf,
    snapshot: &str,
    origin: Option<&str>,
    include: bool,
    stop_after: Option<u64>,
    cohort: Option<PathBuf>,
    sts_policies: Option<PathBuf>,
    outcomes: Option<PathBuf>,
    collected: Option<Vec<String>>,
    replace: bool,
    memory: Option<u64>,
    threads: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(String, Vec<Table>, u64)> {
    let mut pipeline = Pipeline::load(pipeline).or_raise(py)?;
    if let Some(names) = collected {
        pipeline.collected = lookups(&names).or_raise(py)?;
    }
    let policy = stop_after.map_or(Policy::Keep, Policy::StopAfter);
    let order = Order {
        pipeline,
        inputs: find_inputs(&inputs, origin).or_raise(py)?,
        store,
        date: parse_date(snapshot).or_raise(py)?,
        replace,
        options: RunOptions {
            scan: ScanOptions { include, policy, ..ScanOptions::default() },
            cohort,
            sts_policies,
            outcomes,
            memory,
        },
    };
    let told = |py: Python<'_>, news: News| match &progress {
        Some(progress) => progress.call1(py, news).map(drop),
        None => Ok(()),
    };
    let run = work::run_to_end(py, move |caller| count(&order, threads, caller), told)?.or_raise(py)?;
    let facts = serde_json::to_string(&run.facts).map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
    Ok((facts, run.tables.into_iter().map(Table::new).collect(), run.unmatched_cohort_rows))
}

fn count(order: &Order, threads: Option<usize>, caller: &Caller<News>) -> Result<Run, Fault> {
    let store = Store::create(&order.store)?;
    let staging = store.stage(order.date, order.replace)?;
    let mut advance = |step: Progress| {
        match step {
            Progress::Scan { bytes, records, .. } => caller.tell(("read", bytes, records)),
            Progress::Merge { done, total } => caller.tell(("merge", done, total)),
            Progress::Tables => caller.tell(("tables", 0, 0)),
        }
        if caller.has_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut run = || zonecensus::run_census(&order.pipeline, &order.inputs, &staging, &order.options, &mut advance);
    let run = match threads {
        None => run()?,
        Some(n) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
            pool.map_err(|e| Fault::failed(e.to_string()))?.install(run)?
        }
    };
    staging.commit()?;
    Ok(run)
}

fn lookups(names: &[String]) -> Result<Vec<Lookup>, Fault> {
    let find = |name: &String| {
        Lookup::find(name).ok_or_else(|| {
            let known: Vec<&str> = Lookup::ALL.iter().map(|lookup| lookup.as_str()).collect();
            Fault::bad_argument(format!("collected: {name:?} is not a lookup; there are: {}", known.join(", ")))
        })
    };
    names.iter().map(find).collect()
}
