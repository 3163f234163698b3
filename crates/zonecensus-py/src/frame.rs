//! Rows in memory, as Python sees them.

use crate::capsule;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDate, PyTuple};

/// Rows with named columns, held in memory: give it to polars, pandas, pyarrow or DuckDB.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
pub(crate) struct Frame {
    batch: RecordBatch,
}

impl Frame {
    pub(crate) fn new(batch: RecordBatch) -> Self {
        Frame { batch }
    }
}

#[pymethods]
impl Frame {
    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        column_names(&self.batch)
    }

    /// The rows as tuples, in the order of the columns; None where there is no value.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        rows(py, &self.batch)
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Frame: {} rows of {}>", self.batch.num_rows(), column_names(&self.batch).join(", "))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.batch.schema())
    }

    // The interface leaves it to the producer whether a wish for other types is met: here and below it is not.
    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::stream_of(py, &self.batch)
    }
}

/// A batch of a scan: some thousand records.
#[pyclass(frozen, module = "zonecensus._zonecensus")]
pub(crate) struct Batch {
    batch: RecordBatch,
}

impl Batch {
    pub(crate) fn new(batch: RecordBatch) -> Self {
        Batch { batch }
    }
}

#[pymethods]
impl Batch {
    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Batch: {} records>", self.batch.num_rows())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.batch.schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        capsule::array(py, &self.batch)
    }

    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::stream_of(py, &self.batch)
    }
}

fn column_names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|field| field.name().clone()).collect()
}

fn rows<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Vec<Bound<'py, PyTuple>>> {
    let columns: Vec<Vec<Bound<'py, PyAny>>> =
        batch.columns().iter().map(|column| values(py, column)).collect::<PyResult<_>>()?;
    (0..batch.num_rows()).map(|row| PyTuple::new(py, columns.iter().map(|column| &column[row]))).collect()
}

/// The values of a column of text, bytes, whole numbers, ratios, dates, or lists of these.
fn values<'py>(py: Python<'py>, column: &dyn Array) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let value = |at: usize| -> PyResult<Bound<'py, PyAny>> {
        if column.is_null(at) {
            return Ok(py.None().into_bound(py));
        }
        Ok(match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().value(at).into_pyobject(py)?.into_any(),
            DataType::Binary => column.as_binary::<i32>().value(at).into_pyobject(py)?.into_any(),
            DataType::UInt64 => column.as_primitive::<UInt64Type>().value(at).into_pyobject(py)?.into_any(),
            DataType::Float64 => column.as_primitive::<Float64Type>().value(at).into_pyobject(py)?.into_any(),
            DataType::Date32 => date(py, column.as_primitive::<Date32Type>().value(at))?,
            DataType::List(_) => values(py, &column.as_list::<i32>().value(at))?.into_pyobject(py)?,
            _ => py.None().into_bound(py),
        })
    };
    (0..column.len()).map(value).collect()
}

/// A `datetime.date` of days since 1970-01-01.
fn date(py: Python<'_>, days: i32) -> PyResult<Bound<'_, PyAny>> {
    const DAY: f64 = 86_400.0;
    Ok(PyDate::from_timestamp(py, f64::from(days) * DAY)?.into_any())
}
