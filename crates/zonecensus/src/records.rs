//! The records of zones, one a row, in canonical form and in the order of the files.

use crate::error::{Error, Result};
use crate::input::Inputs;
use arrow::array::{ArrayRef, AsArray, BinaryViewArray, StringBuilder, UInt32Array, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt16Type, UInt32Type, UInt64Type};
use arrow::ipc::writer::StreamWriter;
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use snapshot::{Reject, ScanOptions, Scanned, scan};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use zonefile::{Class, ParseError, RrType, rdata};

/// What the records are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One record a line: owner, TTL, class, type, rdata, separated by tabs.
    Text,
    /// Parquet (zstd) with the columns of [`schema`].
    Parquet,
    /// An Arrow IPC stream with the columns of [`schema`].
    Arrow,
}

/// What was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records written.
    pub records: u64,
    /// Records that could not be read.
    pub rejects: u64,
}

/// Writes the records of `inputs` to `out`: owner lower-cased and absolute, TTL in seconds, class, type, rdata in canonical form
/// (RFC 4034 6.2, RFC 3597 5; see docs/FORMAT.md). `rejected` gets what could not be read.
///
/// # Errors
/// An input that cannot be read, more rejects than the policy allows, or `out` fails.
pub fn write_records(
    inputs: &Inputs,
    options: &ScanOptions,
    format: Format,
    out: &mut (dyn Write + Send),
    mut rejected: impl FnMut(&Reject),
) -> Result<Summary> {
    let mut summary = Summary::default();
    let mut count = |records: u64, rejects: &[Reject]| {
        summary.records += records;
        summary.rejects += rejects.len() as u64;
        rejects.iter().for_each(&mut rejected);
    };
    match format {
        Format::Text => scan(inputs.sources(), options, Text::default, Text::add, |done: Scanned<Text>| {
            count(done.records, &done.rejects);
            done.value.check(inputs, done.source)?;
            out.write_all(&done.value.lines).map_err(Error::Write)
        })?,
        Format::Parquet | Format::Arrow => {
            let mut sink = Sink::new(format, out)?;
            let new = Vec::<RecordBatch>::new;
            let keep = |batches: &mut Vec<RecordBatch>, batch: &RecordBatch| batches.push(batch.clone());
            scan(inputs.sources(), options, new, keep, |done: Scanned<Vec<RecordBatch>>| {
                count(done.records, &done.rejects);
                let path = &inputs.paths[done.source];
                done.value.iter().try_for_each(|batch| sink.write(&canonical_batch(path, batch)?))
            })?;
            sink.finish()?;
        }
    }
    Ok(summary)
}

/// The columns: `file`, `owner`, `ttl` (seconds), `class`, `type` (mnemonics or RFC 3597 numbers), `rdata` (canonical text), `at` (offset
/// of the record in the decompressed file, in bytes).
pub fn schema() -> SchemaRef {
    let field = |name: &str, kind: DataType| Field::new(name, kind, false);
    Arc::new(Schema::new(vec![
        field("file", DataType::Utf8),
        field("owner", DataType::Utf8),
        field("ttl", DataType::UInt32),
        field("class", DataType::Utf8),
        field("type", DataType::Utf8),
        field("rdata", DataType::Utf8),
        field("at", DataType::UInt64),
    ]))
}

/// Text of a piece, and the first record in it that could not be written.
#[derive(Default)]
struct Text {
    lines: Vec<u8>,
    wire: Vec<u8>,
    broken: Option<(u64, ParseError)>,
}

impl Text {
    fn add(&mut self, batch: &RecordBatch) {
        let records = Columns::of(batch);
        for row in 0..batch.num_rows() {
            let start = self.lines.len();
            self.lines.extend_from_slice(records.owner.value(row));
            self.lines[start..].make_ascii_lowercase();
            let (class, rtype) = (Class(records.class[row]), RrType(records.rtype[row]));
            // Writing to a vector cannot fail.
            let _ = write!(self.lines, "\t{}\t{class}\t{rtype}\t", records.ttl[row]);
            let written = write_rdata(rtype, records.rdata.value(row), &mut self.wire, &mut self.lines);
            if let Err(e) = written {
                self.lines.truncate(start);
                self.broken.get_or_insert((records.at[row], e));
                continue;
            }
            self.lines.push(b'\n');
        }
    }

    fn check(&self, inputs: &Inputs, source: usize) -> Result<()> {
        match self.broken {
            Some((at, error)) => Err(Error::Rdata { path: inputs.paths[source].clone(), at, error }),
            None => Ok(()),
        }
    }
}

/// Appends the canonical text of one-line rdata.
pub(crate) fn write_rdata(rtype: RrType, text: &[u8], wire: &mut Vec<u8>, out: &mut Vec<u8>) -> Result<(), ParseError> {
    wire.clear();
    rdata::encode(rtype, text, None, wire)?;
    rdata::write_text(rtype, wire, out);
    Ok(())
}

/// The columns of a scanned batch.
pub(crate) struct Columns<'b> {
    pub(crate) owner: &'b BinaryViewArray,
    pub(crate) ttl: &'b [u32],
    pub(crate) class: &'b [u16],
    pub(crate) rtype: &'b [u16],
    pub(crate) rdata: &'b BinaryViewArray,
    pub(crate) at: &'b [u64],
}

impl<'b> Columns<'b> {
    /// `batch` has the columns of [`snapshot::batch::schema`].
    pub(crate) fn of(batch: &'b RecordBatch) -> Columns<'b> {
        Columns {
            owner: batch.column(0).as_binary_view(),
            ttl: batch.column(1).as_primitive::<UInt32Type>().values(),
            class: batch.column(2).as_primitive::<UInt16Type>().values(),
            rtype: batch.column(3).as_primitive::<UInt16Type>().values(),
            rdata: batch.column(4).as_binary_view(),
            at: batch.column(5).as_primitive::<UInt64Type>().values(),
        }
    }
}

/// The records of a scanned batch, which comes from `path`, in canonical form: the columns of [`schema`].
///
/// # Errors
/// A record whose data cannot be put into canonical form.
pub fn canonical_batch(path: &Path, batch: &RecordBatch) -> Result<RecordBatch> {
    let records = Columns::of(batch);
    let rows = batch.num_rows();
    let file = path.to_string_lossy();
    let mut texts: [StringBuilder; 5] = std::array::from_fn(|_| StringBuilder::with_capacity(rows, rows * 16));
    let (mut wire, mut text) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let rtype = RrType(records.rtype[row]);
        text.clear();
        write_rdata(rtype, records.rdata.value(row), &mut wire, &mut text).map_err(|error| Error::Rdata {
            path: path.to_owned(),
            at: records.at[row],
            error,
        })?;
        let owner = records.owner.value(row).to_ascii_lowercase();
        texts[0].append_value(&file);
        texts[1].append_value(String::from_utf8_lossy(&owner));
        texts[2].append_value(Class(records.class[row]).to_string());
        texts[3].append_value(rtype.to_string());
        texts[4].append_value(String::from_utf8_lossy(&text));
    }
    let [file, owner, class, rtype, rdata] = texts.map(|mut text| Arc::new(text.finish()) as ArrayRef);
    let ttl = Arc::new(UInt32Array::from(records.ttl.to_vec()));
    let at = Arc::new(UInt64Array::from(records.at.to_vec()));
    Ok(RecordBatch::try_new(schema(), vec![file, owner, ttl, class, rtype, rdata, at])?)
}

/// Where batches go.
enum Sink<'w> {
    Parquet(Box<ArrowWriter<&'w mut (dyn Write + Send)>>),
    Arrow(Box<StreamWriter<&'w mut (dyn Write + Send)>>),
}

impl<'w> Sink<'w> {
    fn new(format: Format, out: &'w mut (dyn Write + Send)) -> Result<Self> {
        if format == Format::Arrow {
            return Ok(Sink::Arrow(Box::new(StreamWriter::try_new(out, &schema())?)));
        }
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(zstd).build();
        Ok(Sink::Parquet(Box::new(ArrowWriter::try_new(out, schema(), Some(properties)).map_err(write_failed)?)))
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Sink::Parquet(writer) => writer.write(batch).map_err(write_failed),
            Sink::Arrow(writer) => Ok(writer.write(batch)?),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Sink::Parquet(writer) => writer.close().map(drop).map_err(write_failed),
            Sink::Arrow(mut writer) => Ok(writer.finish()?),
        }
    }
}

fn write_failed(error: parquet::errors::ParquetError) -> Error {
    Error::Write(io::Error::other(error))
}
