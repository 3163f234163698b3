//! Records that could not be read, as rows.

use arrow::array::{ArrayRef, BinaryArray, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use zonefile::ErrorKind;

/// The most bytes of a bad record that are kept.
pub(crate) const MAX_TEXT: usize = 200;

/// A record that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reject {
    /// The file as the user named it.
    pub file: Arc<Path>,
    /// Line of the first offending byte, from 1.
    pub line: u64,
    /// Column of it in bytes, from 1.
    pub column: u64,
    /// Its offset in the plain bytes of the file.
    pub byte: u64,
    /// What is wrong.
    pub kind: ErrorKind,
    /// The first line of the record as written, at most 200 bytes. Hostile: escape it before it is shown.
    pub text: Vec<u8>,
}

impl fmt::Display for Reject {
    /// `FILE:LINE:COL: kind: text`, on one line, control characters escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.to_string_lossy();
        let (kind, message) = (self.kind.code(), self.kind.message());
        write!(f, "{}:{}:{}: {kind}: {message}: ", file.escape_debug(), self.line, self.column)?;
        f.write_str(&self.text.escape_ascii().to_string())
    }
}

/// The columns of `rejects.parquet`: `file`, `line`, `column`, `byte`, `kind`, `message`, `text`.
pub fn reject_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("file", DataType::Utf8, false),
        Field::new("line", DataType::UInt64, false),
        Field::new("column", DataType::UInt64, false),
        Field::new("byte", DataType::UInt64, false),
        Field::new("kind", DataType::Utf8, false),
        Field::new("message", DataType::Utf8, false),
        Field::new("text", DataType::Binary, false),
    ]))
}

/// `rejects` as a batch of [`reject_schema`].
///
/// # Errors
/// Never, unless Arrow refuses its own arrays.
pub fn reject_batch(rejects: &[Reject]) -> Result<RecordBatch, ArrowError> {
    let numbers =
        |get: fn(&Reject) -> u64| Arc::new(UInt64Array::from_iter_values(rejects.iter().map(get))) as ArrayRef;
    let names =
        |get: fn(&Reject) -> &'static str| Arc::new(StringArray::from_iter_values(rejects.iter().map(get))) as ArrayRef;
    let columns = vec![
        Arc::new(StringArray::from_iter_values(rejects.iter().map(|r| r.file.to_string_lossy()))) as ArrayRef,
        numbers(|r| r.line),
        numbers(|r| r.column),
        numbers(|r| r.byte),
        names(|r| r.kind.code()),
        names(|r| r.kind.message()),
        Arc::new(BinaryArray::from_iter_values(rejects.iter().map(|r| &r.text))) as ArrayRef,
    ];
    RecordBatch::try_new(reject_schema(), columns)
}
