//! `zonecensus.scan`.

use crate::capsule;
use crate::errors::{Fault, Raise};
use crate::frame::{Batch, Frame};
use crate::stream::{Job, Reading, Shared, lock};
use crate::text;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use snapshot::{Policy, ScanOptions, reject_batch};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use zonecensus::Inputs;
use zonefile::{Name, Projection, RrType};

/// Bytes of a file that become about one batch: a batch then keeps little more alive than its own text.
const PIECE_BYTES: usize = 256 << 10;

/// Zone files to be read, as often as a consumer asks.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
pub(crate) struct Scan {
    job: Arc<Job>,
    last: Arc<Mutex<Shared>>,
}

#[pymethods]
impl Scan {
    #[new]
    #[pyo3(signature = (paths, types, origin, include, stop_after, canonical))]
    fn new(
        py: Python<'_>,
        paths: Vec<PathBuf>,
        types: Option<Vec<String>>,
        origin: Option<&str>,
        include: bool,
        stop_after: Option<u64>,
        canonical: bool,
    ) -> PyResult<Self> {
        let inputs = find_inputs(&paths, origin).or_raise(py)?;
        let want = types.as_deref().map_or(Ok(Projection::all()), projection).or_raise(py)?;
        let policy = stop_after.map_or(Policy::Keep, Policy::StopAfter);
        let options = ScanOptions { want, include, policy, piece_bytes: PIECE_BYTES, ..ScanOptions::default() };
        Ok(Scan { job: Arc::new(Job { inputs, options, canonical }), last: Arc::default() })
    }

    /// The files, in the order in which they are read.
    #[getter]
    fn paths(&self) -> &[PathBuf] {
        &self.job.inputs.paths
    }

    /// Records read so far by the last reading, those still on their way to the consumer included.
    #[getter]
    fn records(&self) -> u64 {
        lock(&lock(&self.last)).records
    }

    /// Bytes read so far by the last reading, after decompression.
    #[getter]
    fn bytes(&self) -> u64 {
        lock(&lock(&self.last)).bytes
    }

    /// True once the last reading has come to the end of the last file.
    #[getter]
    fn finished(&self) -> bool {
        lock(&lock(&self.last)).finished
    }

    /// How many records the last reading could not read so far.
    #[getter]
    fn rejected(&self) -> u64 {
        lock(&lock(&self.last)).rejected
    }

    /// What the last reading could not read so far, at most the first 100,000 records: columns file, line, column (from 1, in bytes), byte (offset in
    /// the plain bytes), kind, message, text (the first line as written, at most 200 bytes; hostile).
    #[getter]
    fn rejects(&self) -> PyResult<Frame> {
        let batch = reject_batch(&lock(&lock(&self.last)).rejects);
        Ok(Frame::new(batch.map_err(|e| pyo3::exceptions::PyRuntimeError::new_err(e.to_string()))?))
    }

    /// What broke off the last reading, or None. A consumer of the stream raises an exception of its own that holds only the message.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        let fault = lock(&lock(&self.last)).error.clone();
        fault.map(|fault| fault.raise(py).into_value(py).into_bound(py).into_any())
    }

    fn __iter__(&self) -> Batches {
        Batches { reading: Mutex::new(self.reading()) }
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &text::schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::stream(py, self.reading())
    }
}

impl Scan {
    fn reading(&self) -> Reading {
        Reading::new(self.job.clone(), self.last.clone())
    }
}

/// The batches of one reading.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
struct Batches {
    reading: Mutex<Reading>,
}

#[pymethods]
impl Batches {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Batch>> {
        let Ok(mut reading) = self.reading.try_lock() else {
            return Err(Fault::bad_argument("another thread takes from this iterator".to_owned()).raise(py));
        };
        Ok(reading.pull(py)?.map(Batch::new))
    }
}

/// The files that `paths` stand for. Standard input is not among them: it can be read only once.
pub(crate) fn find_inputs(paths: &[PathBuf], origin: Option<&str>) -> Result<Inputs, Fault> {
    if paths.iter().any(|path| path == Path::new("-")) {
        return Err(Fault::bad_argument("standard input (-) is not read here: give the path of a file".to_owned()));
    }
    let origin = origin.map(parse_origin).transpose()?;
    Ok(Inputs::find(paths, origin)?)
}

fn parse_origin(text: &str) -> Result<Name, Fault> {
    let absolute = if text.ends_with('.') { text.to_owned() } else { format!("{text}.") };
    Name::parse(absolute.as_bytes(), None).map_err(|e| Fault::bad_argument(format!("origin {text:?}: {e}")))
}

fn projection(types: &[String]) -> Result<Projection, Fault> {
    let parse = |text: &String| {
        let known = RrType::parse(text.trim().as_bytes());
        known.ok_or_else(|| Fault::bad_argument(format!("types: {text:?} is not an RR type")))
    };
    Ok(Projection::of(types.iter().map(parse).collect::<Result<Vec<_>, _>>()?))
}
