//! Arrow data as the capsules of the Arrow PyCapsule interface. What a consumer does not take is released with its capsule.

use arrow::array::{Array, StructArray};
use arrow::datatypes::Schema;
use arrow::ffi::{FFI_ArrowSchema, to_ffi};
use arrow::ffi_stream::FFI_ArrowArrayStream;
use arrow::record_batch::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// A capsule `arrow_array_stream`; nothing is read before the consumer asks.
pub(crate) fn stream<R>(py: Python<'_>, reader: R) -> PyResult<Bound<'_, PyCapsule>>
where
    R: RecordBatchReader + Send + 'static,
{
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
}

/// A capsule `arrow_array_stream` of one batch.
pub(crate) fn stream_of<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    stream(py, RecordBatchIterator::new([Ok(batch.clone())], batch.schema()))
}

/// A capsule `arrow_schema`.
pub(crate) fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

/// The capsules `arrow_schema` and `arrow_array` of a batch.
pub(crate) fn array<'py>(
    py: Python<'py>,
    batch: &RecordBatch,
) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
    let rows = StructArray::from(batch.clone());
    let (array, _) = to_ffi(&rows.to_data()).map_err(|e| PyRuntimeError::new_err(e.to_string()))?;
    Ok((schema(py, &batch.schema())?, PyCapsule::new_with_value(py, array, c"arrow_array")?))
}
