//! Finished tables as Arrow.

use arrow::array::{ArrayRef, Date32Array, Float64Array, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use std::collections::HashMap;
use std::sync::Arc;
use tables::{Cell, CellKind, Grid};
use zonecensus::SnapshotDate;

/// The rows of a grid: text as Utf8, dates as Date32, counts as UInt64, rates as Float64.
///
/// # Errors
/// Never, unless Arrow refuses its own arrays.
pub(crate) fn to_batch(grid: &Grid) -> Result<RecordBatch, ArrowError> {
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) =
        (0..grid.columns.len()).map(|column| encode(grid, column)).unzip();
    let metadata: HashMap<String, String> = grid.metadata.clone().into_iter().collect();
    let schema = Schema::new(fields).with_metadata(metadata);
    let rows = RecordBatchOptions::new().with_row_count(Some(grid.rows.len()));
    RecordBatch::try_new_with_options(Arc::new(schema), columns, &rows)
}

fn encode(grid: &Grid, column: usize) -> (Field, ArrayRef) {
    let (name, kind) = &grid.columns[column];
    let cells = grid.rows.iter().map(|row| &row[column]);
    let text = |cell: &Cell| if let Cell::Text(text) = cell { Some(text.clone()) } else { None };
    let (kind, array): (DataType, ArrayRef) = match kind {
        CellKind::Text => (DataType::Utf8, Arc::new(cells.map(text).collect::<StringArray>())),
        CellKind::Date => {
            let days = |cell: &Cell| text(cell)?.parse().ok().map(SnapshotDate::days);
            (DataType::Date32, Arc::new(cells.map(days).collect::<Date32Array>()))
        }
        CellKind::Count => {
            let count = |cell: &Cell| if let Cell::Count(n) = cell { Some(*n) } else { None };
            (DataType::UInt64, Arc::new(cells.map(count).collect::<UInt64Array>()))
        }
        CellKind::Rate => {
            let rate = |cell: &Cell| if let Cell::Rate(rate) = cell { Some(*rate) } else { None };
            (DataType::Float64, Arc::new(cells.map(rate).collect::<Float64Array>()))
        }
    };
    (Field::new(name, kind, true), array)
}
