//! Tables that stand in the store and that the pipeline does not define: an analyst's own, made by `tables --pipeline`.

use crate::error::{Result, io_error};
use crate::store::{SnapshotDate, Store};
use ::report::{Key, Row, Table};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::UInt64Type;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use tables::TableDef;

/// The stored tables of a snapshot that are not among `defs`, by name. What is there and is no such table is passed over.
pub(super) fn tables(store: &Store, date: SnapshotDate, defs: &[TableDef]) -> Result<Vec<Table>> {
    let folder = store.root().join("tables");
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(|e| io_error(&folder, e))?.file_name().into_string().ok());
    }
    names.retain(|name| defs.iter().all(|def| def.name != *name));
    names.sort();
    let mut tables = Vec::new();
    for name in names {
        let path = store.table(&name, date).join("table.parquet");
        if path.is_file() {
            tables.extend(read(&name, date, &path)?);
        }
    }
    Ok(tables)
}

/// A table in long form; None if the file holds something else.
fn read(name: &str, date: SnapshotDate, path: &Path) -> Result<Option<Table>> {
    let fail = |e: parquet::errors::ParquetError| io_error(path, io::Error::other(e));
    let file = File::open(path).map_err(|e| io_error(path, e))?;
    // Without the writer's own types, text is Utf8 whoever wrote it.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(fail)?;
    let mut table = Table { name: name.to_owned(), title: name.to_owned(), ..Table::default() };
    for batch in builder.build().map_err(fail)? {
        let batch = batch?;
        let Some(columns) = Columns::find(&batch) else { return Ok(None) };
        table.keys = columns.keys.iter().map(|(name, _)| name.clone()).collect();
        table.rows.extend((0..batch.num_rows()).filter_map(|row| columns.row(row, date)));
    }
    Ok(Some(table))
}

/// The columns of a table in long form.
struct Columns<'a> {
    keys: Vec<(String, &'a ArrayRef)>,
    kind: &'a ArrayRef,
    metric: &'a ArrayRef,
    numerator: &'a ArrayRef,
    denominator: &'a ArrayRef,
    denominator_name: &'a ArrayRef,
    unknown: &'a ArrayRef,
}

impl<'a> Columns<'a> {
    fn find(batch: &'a RecordBatch) -> Option<Columns<'a>> {
        let schema = batch.schema();
        let kind = schema.index_of("row_kind").ok()?;
        let named = |name| batch.column_by_name(name);
        Some(Columns {
            // The snapshot comes first, then the keys.
            keys: (1..kind).map(|i| (schema.field(i).name().clone(), batch.column(i))).collect(),
            kind: batch.column(kind),
            metric: named("metric")?,
            numerator: named("numerator")?,
            denominator: named("denominator")?,
            denominator_name: named("denominator_name")?,
            unknown: named("unknown")?,
        })
    }

    /// None for a row that lacks one of its counts.
    fn row(&self, row: usize, date: SnapshotDate) -> Option<Row> {
        let kind = text(self.kind, row)?;
        Some(Row {
            snapshot: date.to_string(),
            keys: self.keys.iter().map(|(_, column)| key(text(column, row), kind)).collect(),
            metric: text(self.metric, row)?.to_owned(),
            numerator: number(self.numerator, row)?,
            denominator: number(self.denominator, row)?,
            denominator_name: text(self.denominator_name, row)?.to_owned(),
            unknown: number(self.unknown, row)?,
        })
    }
}

/// The key that was written as `text` in a row of this kind.
fn key(text: Option<&str>, kind: &str) -> Key {
    let Some(text) = text else { return Key::None };
    let top = || text.strip_prefix("top ").and_then(|k| k.parse().ok());
    match (kind, text) {
        ("total", "total") => Key::Total,
        ("other", "other") => Key::Other,
        ("cumulative", _) => top().map_or_else(|| Key::Value(text.to_owned()), Key::Top),
        _ => Key::Value(text.to_owned()),
    }
}

fn text(column: &ArrayRef, row: usize) -> Option<&str> {
    let texts = column.as_string_opt::<i32>()?;
    texts.is_valid(row).then(|| texts.value(row))
}

fn number(column: &ArrayRef, row: usize) -> Option<u64> {
    let numbers = column.as_primitive_opt::<UInt64Type>()?;
    numbers.is_valid(row).then(|| numbers.value(row))
}
