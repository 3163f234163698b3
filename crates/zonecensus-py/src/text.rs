//! Records as columns of text: what every consumer of Arrow can show. Nothing is copied where the bytes of the file can stand.

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryViewArray, StringArray, StringViewArray, StringViewBuilder, make_view,
};
use arrow::buffer::{Buffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt16Type};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use zonefile::{Class, RrType};

/// A view holds so many bytes itself.
const INLINE: usize = 12;
/// Where views use less than one part in so many of their buffers, they are copied out, so that the rest can be freed.
const SPARSE: usize = 4;

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let field = |name: &str, kind: DataType| Field::new(name, kind, false);
    Arc::new(Schema::new(vec![
        field("file", DataType::Utf8View),
        field("owner", DataType::Utf8View),
        field("ttl", DataType::UInt32),
        field("class", DataType::Utf8View),
        field("type", DataType::Utf8View),
        field("rdata", DataType::Utf8View),
        field("at", DataType::UInt64),
    ]))
});

/// The columns: `file`, `owner` (absolute, with its final dot), `ttl` (seconds), `class`, `type` (mnemonics, or numbers as in RFC 3597
/// 5), `rdata` (presentation form on one line, names absolute), `at` (offset of the record in the plain bytes of the file).
pub(crate) fn schema() -> SchemaRef {
    SCHEMA.clone()
}

/// The text columns of a scanned batch but for the file: letter case and quoting as written. Bytes that are no UTF-8 become `\DDD`.
///
/// # Errors
/// Never, unless Arrow refuses its own arrays.
pub(crate) fn as_written(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let numbers = |column: usize| batch.column(column).as_primitive::<UInt16Type>().values();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(text_of(batch.column(0).as_binary_view())?),
        batch.column(1).clone(),
        Arc::new(labels(numbers(2), |n| Class(n).to_string())?),
        Arc::new(labels(numbers(3), |n| RrType(n).to_string())?),
        Arc::new(text_of(batch.column(4).as_binary_view())?),
        batch.column(5).clone(),
    ];
    RecordBatch::try_new(without_file(), columns)
}

/// The same in canonical form (RFC 4034 6.2, RFC 3597 5): what `zonecensus records` prints.
///
/// # Errors
/// Record data that cannot be put into canonical form.
pub(crate) fn canonical(batch: &RecordBatch) -> zonecensus::Result<RecordBatch> {
    let canonical = zonecensus::canonical_batch(Path::new(""), batch)?;
    let column = |column: &ArrayRef| match column.as_any().downcast_ref::<StringArray>() {
        Some(text) => Arc::new(StringViewArray::from(text)) as ArrayRef,
        None => column.clone(),
    };
    let columns = canonical.columns()[1..].iter().map(column).collect();
    Ok(RecordBatch::try_new(without_file(), columns)?)
}

/// `batch` with the column `file` in front.
///
/// # Errors
/// Never, unless Arrow refuses its own arrays.
pub(crate) fn with_file(path: &Path, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let path = path.to_string_lossy();
    let views = ScalarBuffer::from(vec![make_view(path.as_bytes(), 0, 0); batch.num_rows()]);
    let buffers = if path.len() > INLINE { vec![Buffer::from(path.as_bytes())] } else { Vec::new() };
    let mut columns: Vec<ArrayRef> = vec![Arc::new(StringViewArray::try_new(views, buffers, None)?)];
    columns.extend(batch.columns().iter().cloned());
    RecordBatch::try_new(schema(), columns)
}

fn without_file() -> SchemaRef {
    static WITHOUT: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(SCHEMA.fields()[1..].to_vec())));
    WITHOUT.clone()
}

fn text_of(bytes: &BinaryViewArray) -> Result<StringViewArray, ArrowError> {
    let buffers: usize = bytes.data_buffers().iter().map(Buffer::len).sum();
    let bytes = if bytes.total_buffer_bytes_used() * SPARSE < buffers { bytes.gc() } else { bytes.clone() };
    match bytes.clone().to_string_view() {
        Ok(text) => Ok(text),
        Err(_) => {
            let mut texts = StringViewBuilder::with_capacity(bytes.len());
            bytes.iter().flatten().for_each(|bytes| texts.append_value(escaped(bytes)));
            Ok(texts.finish())
        }
    }
}

/// Text as it is, or with every byte above 127 as `\DDD` (RFC 1035 5.1), which means the same.
fn escaped(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let escape = |byte: &u8| if byte.is_ascii() { char::from(*byte).to_string() } else { format!("\\{byte:03}") };
    bytes.iter().map(escape).collect()
}

/// Short texts of numbers, of which there are few different ones.
fn labels(numbers: &[u16], text: impl Fn(u16) -> String) -> Result<StringViewArray, ArrowError> {
    let mut known: Vec<(u16, u128)> = Vec::new();
    let mut view = |number: u16| match known.iter().find(|(n, _)| *n == number) {
        Some((_, view)) => *view,
        None => {
            let view = make_view(text(number).as_bytes(), 0, 0);
            known.push((number, view));
            view
        }
    };
    let views: Vec<u128> = numbers.iter().map(|number| view(*number)).collect();
    StringViewArray::try_new(ScalarBuffer::from(views), Vec::new(), None)
}
