//! Row groups: writers for their columns, and the order in which they go into the file.

use crate::coded::{CodedColumn, Meaning};
use crate::frame::Part;
use arrow::datatypes::Field;
use bytes::Bytes;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use std::collections::VecDeque;
use std::fs::File;
use std::io::BufWriter;

/// A column of a row group.
pub(super) enum ColumnWriter {
    Coded(CodedColumn),
    Array(Box<ArrowColumnWriter>),
}

/// An encoded column chunk.
pub(super) enum ColumnChunk {
    Coded(Bytes, ColumnCloseResult),
    Array(ArrowColumnChunk),
}

impl ColumnWriter {
    pub(super) fn write(&mut self, field: &Field, part: Part) -> Result<(), ParquetError> {
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

    pub(super) fn close(self) -> Result<ColumnChunk, ParquetError> {
        match self {
            ColumnWriter::Coded(column) => column.close().map(|(bytes, close)| ColumnChunk::Coded(bytes, close)),
            ColumnWriter::Array(writer) => writer.close().map(ColumnChunk::Array),
        }
    }
}

/// The row groups of a file.
pub(super) struct Groups<'a> {
    file: SerializedFileWriter<BufWriter<File>>,
    factory: ArrowRowGroupWriterFactory,
    meanings: &'a [Option<Meaning>],
    /// Row groups in the file.
    written: usize,
    /// Those behind them that were begun.
    open: VecDeque<Group>,
}

struct Group {
    writers: Vec<Option<ColumnWriter>>,
    closed: Vec<Option<ColumnChunk>>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(
        file: SerializedFileWriter<BufWriter<File>>,
        factory: ArrowRowGroupWriterFactory,
        meanings: &'a [Option<Meaning>],
    ) -> Self {
        Groups { file, factory, meanings, written: 0, open: VecDeque::new() }
    }

    /// The writer for a column of a row group, to be taken once.
    pub(super) fn take_writer(&mut self, group: usize, column: usize) -> Result<ColumnWriter, ParquetError> {
        while self.written + self.open.len() <= group {
            self.begin()?;
        }
        let writer = self.open.get_mut(group - self.written).and_then(|group| group.writers[column].take());
        writer.ok_or_else(|| ParquetError::General(format!("column {column} of row group {group} is written twice")))
    }

    fn begin(&mut self) -> Result<(), ParquetError> {
        let writers = self.factory.create_column_writers(self.written + self.open.len())?;
        let leaves = self.file.schema_descr().columns();
        let writers: Vec<_> = (writers.into_iter().zip(leaves).zip(self.meanings))
            .map(|((writer, leaf), meaning)| match meaning {
                Some(meaning) => Some(ColumnWriter::Coded(CodedColumn::new(*meaning, leaf.clone()))),
                None => Some(ColumnWriter::Array(Box::new(writer))),
            })
            .collect();
        let closed = writers.iter().map(|_| None).collect();
        self.open.push_back(Group { writers, closed });
        Ok(())
    }

    /// Takes in a column; appends the row groups that are complete with it.
    pub(super) fn close(&mut self, group: usize, column: usize, chunk: ColumnChunk) -> Result<(), ParquetError> {
        if let Some(group) = self.open.get_mut(group - self.written) {
            group.closed[column] = Some(chunk);
        }
        while let Some(group) = self.open.pop_front_if(|group| group.closed.iter().all(Option::is_some)) {
            self.append(group)?;
        }
        Ok(())
    }

    fn append(&mut self, group: Group) -> Result<(), ParquetError> {
        let mut out = self.file.next_row_group()?;
        for column in group.closed.into_iter().flatten() {
            match column {
                ColumnChunk::Coded(bytes, close) => out.append_column(&bytes, close)?,
                ColumnChunk::Array(chunk) => chunk.append_to_row_group(&mut out)?,
            }
        }
        out.close()?;
        self.written += 1;
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<SerializedFileWriter<BufWriter<File>>, ParquetError> {
        self.file.finish()?;
        Ok(self.file)
    }
}
