//! `domains.parquet`: rows built in chunks, encoded column by column, appended row group by row group.
//!
//! ```text
//! rows   |chunk|chunk|chunk|chunk|chunk|chunk| ...      a chunk: 8192 rows, built by one task
//!        |--- window ----|--- window ----|              while one window is built, the columns of the one before are encoded
//!        |------- row group -------|                    closed columns are appended in order
//! ```
//! Where chunks and row groups begin depends on the number of rows alone, so the bytes do not depend on threads or partitions.

use crate::census::CensusOptions;
use crate::error::CensusError;
use crate::frame::{CHUNK_ROWS, Frame, Layout};
use crate::merge::{Merged, Spot};
use crate::rows::{Rows, Scratch};
use arrow::array::ArrayRef;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One row group's worth of chunks, or less.
struct Window {
    group: usize,
    chunks: Range<usize>,
    is_last: bool,
}

/// What writing needs to know of the census.
pub(crate) struct Writing<'a> {
    pub(crate) merged: &'a Merged,
    pub(crate) layout: &'a Layout,
    pub(crate) rows: &'a Rows<'a>,
    pub(crate) options: &'a CensusOptions,
    pub(crate) metadata: Vec<KeyValue>,
}

/// Writes all rows to `path`; gives the number of cohort rows used. `progress` is told the rows done so far.
pub(crate) fn write(writing: &Writing<'_>, path: &Path, progress: &(dyn Fn(u64) + Sync)) -> Result<u64, CensusError> {
    let io = |source| CensusError::Io { path: path.to_owned(), source };
    let parquet = |source| match source {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(source) => CensusError::Io { path: path.to_owned(), source: *source },
            Err(error) => CensusError::Parquet { path: path.to_owned(), source: ParquetError::External(error) },
        },
        source => CensusError::Parquet { path: path.to_owned(), source },
    };
    let file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(io)?);
    let options = ArrowWriterOptions::new().with_properties(properties(writing));
    let writer = ArrowWriter::try_new_with_options(file, writing.layout.schema.clone(), options).map_err(parquet)?;
    let (mut file, factory) = writer.into_serialized_writer().map_err(parquet)?;
    let used = write_groups(writing, &mut file, &factory, progress).map_err(|error| match error {
        Failure::Parquet(source) => parquet(source),
        Failure::Arrow(source) => CensusError::Arrow(source),
    })?;
    file.finish().map_err(parquet)?;
    let file = file.inner_mut();
    file.flush().map_err(io)?;
    file.get_ref().sync_all().map_err(io)?;
    Ok(used)
}

enum Failure {
    Parquet(ParquetError),
    Arrow(arrow::error::ArrowError),
}

impl From<ParquetError> for Failure {
    fn from(error: ParquetError) -> Self {
        Failure::Parquet(error)
    }
}

impl From<arrow::error::ArrowError> for Failure {
    fn from(error: arrow::error::ArrowError) -> Self {
        Failure::Arrow(error)
    }
}

fn write_groups<W: Write + Send>(
    writing: &Writing<'_>,
    file: &mut SerializedFileWriter<W>,
    factory: &ArrowRowGroupWriterFactory,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<u64, Failure> {
    let total = writing.merged.rows();
    let builder = Builder { writing, starts: writing.merged.row_starts(CHUNK_ROWS), total, scratches: Mutex::new(Vec::new()) };
    let windows = windows(total, writing.options.group_chunks());
    let mut built = windows.first().map_or_else(|| Ok(Vec::new()), |window| builder.build(window));
    let mut columns: Vec<ArrowColumnWriter> = Vec::new();
    for (at, window) in windows.iter().enumerate() {
        if columns.is_empty() {
            columns = factory.create_column_writers(window.group)?;
        }
        let chunks = built?;
        let (next, encoded) = rayon::join(
            || windows.get(at + 1).map_or_else(|| Ok(Vec::new()), |window| builder.build(window)),
            || encode(&mut columns, &chunks, writing.layout, window.is_last),
        );
        built = next;
        let closed = encoded?;
        if window.is_last {
            columns.clear();
            let mut group = file.next_row_group()?;
            for column in closed {
                column.append_to_row_group(&mut group)?;
            }
            group.close()?;
        }
        progress(total.min(window.chunks.end * CHUNK_ROWS) as u64);
    }
    Ok(builder.cohort_rows())
}

/// Cuts the chunks of `total` rows into windows that do not cross row groups.
fn windows(total: usize, group_chunks: usize) -> Vec<Window> {
    let chunks = total.div_ceil(CHUNK_ROWS);
    let size = (rayon::current_num_threads() * 4).max(1);
    let mut windows = Vec::new();
    for (group, first) in (0..chunks).step_by(group_chunks).enumerate() {
        let end = chunks.min(first + group_chunks);
        for start in (first..end).step_by(size) {
            let stop = end.min(start + size);
            windows.push(Window { group, chunks: start..stop, is_last: stop == end });
        }
    }
    windows
}

/// Builds chunks of rows.
struct Builder<'w, 'a> {
    writing: &'w Writing<'a>,
    starts: Vec<Spot>,
    total: usize,
    scratches: Mutex<Vec<Scratch<'a>>>,
}

impl Builder<'_, '_> {
    fn build(&self, window: &Window) -> Result<Vec<Vec<ArrayRef>>, arrow::error::ArrowError> {
        window.chunks.clone().into_par_iter().map(|chunk| self.chunk(chunk)).collect()
    }

    fn chunk(&self, chunk: usize) -> Result<Vec<ArrayRef>, arrow::error::ArrowError> {
        let mut scratch = self.lock().pop().unwrap_or_else(Scratch::new);
        let mut frame = Frame::new(self.writing.layout);
        let mut next = self.starts.get(chunk).copied();
        for _ in 0..CHUNK_ROWS.min(self.total - chunk * CHUNK_ROWS) {
            let Some(spot) = next.and_then(|spot| self.writing.merged.row_at(spot)) else { break };
            self.writing.rows.write(spot, &mut frame, &mut scratch);
            next = Some(Merged::after(spot));
        }
        self.lock().push(scratch);
        frame.finish()
    }

    fn cohort_rows(&self) -> u64 {
        self.lock().iter().map(|scratch| scratch.cohort_rows).sum()
    }
}

impl<'a> Builder<'_, 'a> {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Scratch<'a>>> {
        self.scratches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Feeds the chunks to the column writers; closes them at the end of a row group.
fn encode(
    columns: &mut Vec<ArrowColumnWriter>,
    chunks: &[Vec<ArrayRef>],
    layout: &Layout,
    close: bool,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    columns.par_iter_mut().enumerate().try_for_each(|(at, column)| -> Result<(), ParquetError> {
        for chunk in chunks {
            for leaf in compute_leaves(layout.schema.field(at), &chunk[at])? {
                column.write(&leaf)?;
            }
        }
        Ok(())
    })?;
    if !close {
        return Ok(Vec::new());
    }
    std::mem::take(columns).into_par_iter().map(ArrowColumnWriter::close).collect()
}

fn properties(writing: &Writing<'_>) -> WriterProperties {
    let name = ColumnPath::from("name");
    WriterProperties::builder()
        .set_created_by(format!("zonecensus census {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_statistics_enabled(name.clone(), EnabledStatistics::Page)
        .set_column_dictionary_enabled(name.clone(), false)
        .set_column_bloom_filter_enabled(name, writing.options.bloom_filter)
        .set_max_row_group_row_count(Some(writing.options.row_group_rows))
        .set_key_value_metadata(Some(writing.metadata.clone()))
        .build()
}
