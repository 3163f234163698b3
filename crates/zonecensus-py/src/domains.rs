//! The facts of a store, read from their Parquet files.

use crate::capsule;
use crate::errors::Raise;
use crate::tables::find_date;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchReader};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zonecensus::Store;

/// Rows of a batch.
const BATCH_ROWS: usize = 1 << 16;

/// The facts of one snapshot: one row per domain, in canonical DNS order.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
pub(crate) struct Domains {
    paths: Vec<PathBuf>,
    snapshot: String,
    schema: SchemaRef,
    rows: usize,
}

#[pymethods]
impl Domains {
    #[new]
    #[pyo3(signature = (store, snapshot))]
    fn new(py: Python<'_>, store: PathBuf, snapshot: Option<&str>) -> PyResult<Self> {
        let store = Store::open(&store).or_raise(py)?;
        let date = find_date(&store, snapshot).or_raise(py)?;
        let paths =
            ::tables::Input::from_folder(&store.domains(date)).map_err(zonecensus::Error::from).or_raise(py)?.files;
        let (mut schema, mut rows) = (Arc::new(Schema::empty()), 0);
        for (number, path) in paths.iter().enumerate() {
            let builder = open(path).map_err(|e| PyOSError::new_err(format!("{}: {e}", path.display())))?;
            rows += usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
            if number == 0 {
                schema = builder.schema().clone();
            }
        }
        Ok(Domains { paths, snapshot: date.to_string(), schema, rows })
    }

    /// The Parquet files, in the order of their rows.
    #[getter]
    fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Date of the snapshot, `YYYY-MM-DD`.
    #[getter]
    fn snapshot(&self) -> &str {
        &self.snapshot
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// What each column says, with the section of the RFC, by name.
    #[getter]
    fn definitions(&self) -> Vec<(String, String, String)> {
        let metadata =
            |field: &arrow::datatypes::Field, key: &str| field.metadata().get(key).cloned().unwrap_or_default();
        let fields = self.schema.fields().iter();
        fields.map(|field| (field.name().clone(), metadata(field, "definition"), metadata(field, "rfc"))).collect()
    }

    fn __len__(&self) -> usize {
        self.rows
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.schema)
    }

    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::stream(py, Files { schema: self.schema.clone(), rest: self.paths.clone().into_iter(), open: None })
    }
}

/// Parquet files one after the other.
struct Files {
    schema: SchemaRef,
    rest: std::vec::IntoIter<PathBuf>,
    open: Option<ParquetRecordBatchReader>,
}

impl Iterator for Files {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.open.as_mut().and_then(Iterator::next) {
                // Files of one snapshot have equal columns; their metadata may differ.
                return Some(
                    batch.and_then(|batch| RecordBatch::try_new(self.schema.clone(), batch.columns().to_vec())),
                );
            }
            let path = self.rest.next()?;
            let reader = open(&path).and_then(|builder| Ok(builder.with_batch_size(BATCH_ROWS).build()?));
            match reader {
                Ok(reader) => self.open = Some(reader),
                Err(e) => return Some(Err(e)),
            }
        }
    }
}

impl RecordBatchReader for Files {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, ArrowError> {
    Ok(ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?)
}
