//! `domains.parquet`: rows built in chunks, encoded column by column, appended row group by row group.
//!
//! ```text
//! rows       |chunk|chunk|chunk|chunk|chunk|chunk| ...     a chunk: 8192 rows, built by one task
//! column     |-----------row group----------|----- ...     takes its part of each chunk in order, whenever that is there
//! ```
//! Where chunks and row groups begin depends on the number of rows alone, so the bytes do not depend on threads or partitions.

mod flow;
mod groups;

use crate::census::CensusOptions;
use crate::columns::Col;
use crate::error::CensusError;
use crate::frame::{CHUNK_ROWS, Frame, Layout, Part};
use crate::merge::{Merged, Spot, TOGETHER};
use crate::rows::{Rows, Scratch};
use flow::{Ended, Flow};
use groups::{ColumnWriter, Groups};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Chunks under way beyond one per thread.
const AHEAD: usize = 1;

/// `domains.parquet` being written.
pub(crate) struct Sink<'a> {
    path: &'a Path,
    layout: &'a Layout,
    groups: Mutex<Groups<'a>>,
    /// Writers of the columns, where a row group is open.
    columns: Vec<Mutex<Option<ColumnWriter>>>,
    /// Chunks of a row group.
    group_chunks: usize,
    /// Chunks written.
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
        let columns = layout.meanings.iter().map(|_| Mutex::default()).collect();
        let groups = Mutex::new(Groups::new(file, factory, &layout.meanings));
        Ok(Sink { path, layout, groups, columns, group_chunks, chunks: 0 })
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
        let chunks = count.div_ceil(CHUNK_ROWS);
        let flow = Flow {
            chunks,
            ahead: rayon::current_num_threads() + AHEAD,
            columns: self.columns.len(),
            build: |chunk| builder.chunk(chunk),
            feed: |column, chunk, part| self.feed(column, self.chunks + chunk, part),
        };
        flow.run(&mut |done| progress(count.min(done * CHUNK_ROWS) as u64)).map_err(|ended| match ended {
            Ended::Interrupted => CensusError::Interrupted,
            Ended::Failed(error) => failed(self.path, error),
        })?;
        self.chunks += chunks;
        Ok(builder.cohort_rows())
    }

    /// Encodes the part of a column in a chunk, counted from the first of the file; closes the column with the last chunk of a row group.
    fn feed(&self, column: usize, chunk: usize, part: Part) -> Result<(), ParquetError> {
        let (group, last) = (chunk / self.group_chunks, (chunk + 1).is_multiple_of(self.group_chunks));
        let mut open = lock(&self.columns[column]);
        let mut writer = match open.take() {
            Some(writer) => writer,
            None => lock(&self.groups).take_writer(group, column)?,
        };
        writer.write(self.layout.schema.field(column), part)?;
        if last {
            let closed = writer.close()?;
            return lock(&self.groups).close(group, column, closed);
        }
        *open = Some(writer);
        Ok(())
    }

    /// Ends the file and sees it onto the disk.
    pub(crate) fn finish(self) -> Result<(), CensusError> {
        let Sink { path, groups, columns, chunks, group_chunks, .. } = self;
        let close = |(column, open): (usize, Mutex<Option<ColumnWriter>>)| {
            let Some(writer) = open.into_inner().unwrap_or_else(PoisonError::into_inner) else { return Ok(()) };
            let closed = writer.close()?;
            lock(&groups).close(chunks / group_chunks, column, closed)
        };
        columns.into_par_iter().enumerate().try_for_each(close).map_err(|error| failed(path, error))?;
        let groups = groups.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut file = groups.finish().map_err(|error| failed(path, error))?;
        let file = file.inner_mut();
        file.flush()
            .and_then(|()| file.get_ref().sync_all())
            .map_err(|source| CensusError::Io { path: path.to_owned(), source })
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
    fn chunk(&self, chunk: usize) -> Vec<Part> {
        let mut scratch = lock(&self.scratches).pop().unwrap_or_else(Scratch::new);
        let mut frame = Frame::new(self.layout);
        let first = self.starts.get(chunk).and_then(|spot| self.merged.row_at(*spot));
        let mut rows = std::iter::successors(first, |spot| self.merged.row_at(Merged::after(*spot)))
            .take(CHUNK_ROWS.min(self.count - chunk * CHUNK_ROWS));
        let (mut spots, mut refs) = (Vec::with_capacity(TOGETHER), Vec::new());
        loop {
            spots.clear();
            spots.extend(rows.by_ref().take(TOGETHER));
            if spots.is_empty() {
                break;
            }
            self.merged.touch(&spots, &mut refs);
            spots.iter().for_each(|spot| self.rows.write(*spot, &mut frame, &mut scratch));
        }
        lock(&self.scratches).push(scratch);
        frame.finish()
    }

    fn cohort_rows(&self) -> u64 {
        lock(&self.scratches).iter().map(|scratch| scratch.cohort_rows).sum()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Statistics per page for the name, per row group for the rest: a reader skips by them, and knows a column of nulls without reading it.
/// Names are all different, and in order each begins much like the one before.
fn properties(options: &CensusOptions, metadata: Vec<KeyValue>) -> WriterProperties {
    let [name, organisational] = [Col::Name, Col::OrgDomain].map(|col| ColumnPath::from(col.def().name));
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("zonecensus census {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_statistics_enabled(name.clone(), EnabledStatistics::Page)
        .set_column_bloom_filter_enabled(name.clone(), options.bloom_filter)
        .set_max_row_group_row_count(Some(options.row_group_rows))
        .set_key_value_metadata(Some(metadata));
    for names in [name, organisational] {
        properties = properties
            .set_column_dictionary_enabled(names.clone(), false)
            .set_column_encoding(names, Encoding::DELTA_BYTE_ARRAY);
    }
    properties.build()
}
