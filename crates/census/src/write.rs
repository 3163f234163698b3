//! `domains.parquet`: rows built in chunks, encoded column by column, appended row group by row group.
//!
//! ```text
//! rows   |chunk|chunk|chunk|chunk|chunk|chunk| ...      a chunk: 8192 rows, built by one task
//!        |--- window ----|--- window ----|              while one window is built, the columns of the one before are encoded
//!        |------- row group -------|                    closed columns are appended in order
//! ```
//! Where chunks and row groups begin depends on the number of rows alone, so the bytes do not depend on threads or partitions.

use crate::census::CensusOptions;
use crate::coded::CodedColumn;
use crate::columns::Col;
use crate::error::CensusError;
use crate::frame::{CHUNK_ROWS, Frame, Layout, Part};
use crate::merge::{Merged, Spot};
use crate::rows::{Rows, Scratch};
use arrow::datatypes::Field;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Chunks built together, all of one row group.
struct Window {
    chunks: Range<usize>,
    /// The row group ends with it.
    closes: bool,
}

/// A column of the open row group.
enum ColumnWriter {
    Coded(CodedColumn),
    Array(Box<ArrowColumnWriter>),
}

/// An encoded column chunk.
enum ColumnChunk {
    Coded(Bytes, ColumnCloseResult),
    Array(ArrowColumnChunk),
}

/// `domains.parquet` being written.
pub(crate) struct Sink<'a> {
    path: &'a Path,
    layout: &'a Layout,
    file: SerializedFileWriter<BufWriter<File>>,
    factory: ArrowRowGroupWriterFactory,
    /// Columns of the open row group, none before its first chunk.
    columns: Vec<ColumnWriter>,
    groups: usize,
    /// Chunks of a row group, and how many the open one has.
    group_chunks: usize,
    chunks: usize,
}

impl<'a> Sink<'a> {
    pub(crate) fn create(
        path: &'a Path,
        layout: &'a Layout,
        options: &CensusOptions,
        metadata: Vec<KeyValue>,
    ) -> Result<Self, CensusError> {
        let file = File::create(path).map_err(|source| CensusError::Io { path: path.to_owned(), source })?;
        let file = BufWriter::with_capacity(1 << 20, file);
        let writer_options = ArrowWriterOptions::new().with_properties(properties(options, metadata));
        let (file, factory) = ArrowWriter::try_new_with_options(file, layout.schema.clone(), writer_options)
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(|error| failed(path, error))?;
        let group_chunks = options.row_group_rows.div_ceil(CHUNK_ROWS).max(1);
        Ok(Sink { path, layout, file, factory, columns: Vec::new(), groups: 0, group_chunks, chunks: 0 })
    }

    /// Writes the first `count` rows of `merged`, a multiple of the chunk unless they are the last ones of the file. `progress` is told
    /// how many of them are done, and may end the work. Gives the number of cohort rows used.
    pub(crate) fn write_rows<'m>(
        &mut self,
        rows: &Rows<'m>,
        merged: &'m Merged,
        count: usize,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<u64, CensusError> {
        let starts = merged.row_starts(CHUNK_ROWS);
        let builder = Builder { rows, merged, layout: self.layout, starts, count, scratches: Mutex::new(Vec::new()) };
        let windows = self.windows(count.div_ceil(CHUNK_ROWS));
        let mut built = windows.first().map_or_else(Vec::new, |window| builder.build(window));
        for (at, window) in windows.iter().enumerate() {
            let chunks = built;
            let (next, encoded) = rayon::join(
                || windows.get(at + 1).map_or_else(Vec::new, |window| builder.build(window)),
                || self.encode(chunks, window.closes),
            );
            built = next;
            encoded.map_err(|error| failed(self.path, error))?;
            if progress(count.min(window.chunks.end * CHUNK_ROWS) as u64).is_break() {
                return Err(CensusError::Interrupted);
            }
        }
        Ok(builder.cohort_rows())
    }

    /// Ends the file and sees it onto the disk.
    pub(crate) fn finish(mut self) -> Result<(), CensusError> {
        self.close_group().and_then(|()| self.file.finish().map(drop)).map_err(|error| failed(self.path, error))?;
        let file = self.file.inner_mut();
        file.flush()
            .and_then(|()| file.get_ref().sync_all())
            .map_err(|source| CensusError::Io { path: self.path.to_owned(), source })
    }

    /// Cuts the next chunks into windows that do not cross row groups.
    fn windows(&self, chunks: usize) -> Vec<Window> {
        let size = rayon::current_num_threads() * 2;
        let mut windows = Vec::new();
        let (mut start, mut in_group) = (0, self.chunks);
        while start < chunks {
            let end = chunks.min(start + size).min(start + self.group_chunks - in_group);
            in_group += end - start;
            let closes = in_group == self.group_chunks;
            if closes {
                in_group = 0;
            }
            windows.push(Window { chunks: start..end, closes });
            start = end;
        }
        windows
    }

    /// Feeds chunks to the columns.
    fn encode(&mut self, chunks: Vec<Vec<Part>>, closes: bool) -> Result<(), ParquetError> {
        if self.columns.is_empty() {
            self.open_group()?;
        }
        self.chunks += chunks.len();
        let mut parts: Vec<Vec<Part>> = self.columns.iter().map(|_| Vec::with_capacity(chunks.len())).collect();
        for chunk in chunks {
            parts.iter_mut().zip(chunk).for_each(|(column, part)| column.push(part));
        }
        let layout = self.layout;
        self.columns.par_iter_mut().zip(parts).enumerate().try_for_each(|(at, (column, parts))| {
            parts.into_iter().try_for_each(|part| column.write(layout.schema.field(at), part))
        })?;
        if closes { self.close_group() } else { Ok(()) }
    }

    fn open_group(&mut self) -> Result<(), ParquetError> {
        let writers = self.factory.create_column_writers(self.groups)?;
        let leaves = self.file.schema_descr().columns();
        let columns =
            writers.into_iter().zip(leaves).enumerate().map(|(at, (writer, leaf))| match self.layout.meanings[at] {
                Some(meaning) => ColumnWriter::Coded(CodedColumn::new(meaning, leaf.clone())),
                None => ColumnWriter::Array(Box::new(writer)),
            });
        self.columns = columns.collect();
        Ok(())
    }

    fn close_group(&mut self) -> Result<(), ParquetError> {
        if self.chunks == 0 {
            return Ok(());
        }
        let columns = std::mem::take(&mut self.columns);
        let closed: Result<Vec<ColumnChunk>, _> = columns.into_par_iter().map(ColumnWriter::close).collect();
        let mut group = self.file.next_row_group()?;
        for column in closed? {
            match column {
                ColumnChunk::Coded(bytes, close) => group.append_column(&bytes, close)?,
                ColumnChunk::Array(chunk) => chunk.append_to_row_group(&mut group)?,
            }
        }
        group.close()?;
        self.groups += 1;
        self.chunks = 0;
        Ok(())
    }
}

impl ColumnWriter {
    fn write(&mut self, field: &Field, part: Part) -> Result<(), ParquetError> {
        match (self, part) {
            (ColumnWriter::Coded(column), Part::Coded(codes)) => column.push(codes),
            (ColumnWriter::Array(writer), Part::Array(array)) => {
                for leaf in compute_leaves(field, &array)? {
                    writer.write(&leaf)?;
                }
            }
            _ => return Err(ParquetError::General(format!("column {} is written in two ways", field.name()))),
        }
        Ok(())
    }

    fn close(self) -> Result<ColumnChunk, ParquetError> {
        match self {
            ColumnWriter::Coded(column) => column.close().map(|(bytes, close)| ColumnChunk::Coded(bytes, close)),
            ColumnWriter::Array(writer) => writer.close().map(ColumnChunk::Array),
        }
    }
}

/// An error of the Parquet writer; what the system said, where that is behind it.
fn failed(path: &Path, error: ParquetError) -> CensusError {
    let path = path.to_owned();
    match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(source) => CensusError::Io { path, source: *source },
            Err(error) => CensusError::Parquet { path, source: ParquetError::External(error) },
        },
        source => CensusError::Parquet { path, source },
    }
}

/// Builds chunks of rows.
struct Builder<'b, 'm> {
    rows: &'b Rows<'m>,
    merged: &'m Merged,
    layout: &'b Layout,
    starts: Vec<Spot>,
    count: usize,
    scratches: Mutex<Vec<Scratch<'m>>>,
}

impl<'m> Builder<'_, 'm> {
    fn build(&self, window: &Window) -> Vec<Vec<Part>> {
        window.chunks.clone().into_par_iter().map(|chunk| self.chunk(chunk)).collect()
    }

    fn chunk(&self, chunk: usize) -> Vec<Part> {
        let mut scratch = self.scratches().pop().unwrap_or_else(Scratch::new);
        let mut frame = Frame::new(self.layout);
        let mut next = self.starts.get(chunk).copied();
        for _ in 0..CHUNK_ROWS.min(self.count - chunk * CHUNK_ROWS) {
            let Some(spot) = next.and_then(|spot| self.merged.row_at(spot)) else { break };
            self.rows.write(spot, &mut frame, &mut scratch);
            next = Some(Merged::after(spot));
        }
        self.scratches().push(scratch);
        frame.finish()
    }

    fn cohort_rows(&self) -> u64 {
        self.scratches().iter().map(|scratch| scratch.cohort_rows).sum()
    }

    fn scratches(&self) -> MutexGuard<'_, Vec<Scratch<'m>>> {
        self.scratches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Statistics per page for the name, per row group for the rest: a reader skips by them, and knows a column of nulls without reading it.
fn properties(options: &CensusOptions, metadata: Vec<KeyValue>) -> WriterProperties {
    let name = ColumnPath::from(Col::Name.def().name);
    WriterProperties::builder()
        .set_created_by(format!("zonecensus census {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_statistics_enabled(name.clone(), EnabledStatistics::Page)
        .set_column_dictionary_enabled(name.clone(), false)
        .set_column_bloom_filter_enabled(name, options.bloom_filter)
        .set_max_row_group_row_count(Some(options.row_group_rows))
        .set_key_value_metadata(Some(metadata))
        .build()
}
