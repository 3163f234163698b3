//! Columns of a Parquet file, a block of rows at a time, as codes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::{Buf, Bytes};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Encoding, EncodingMask};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::statistics::Statistics;
use rayon::prelude::*;

use super::codes::Codes;
use super::decode::PageDecoder;
use super::dictionary::{Dictionary, NULL};
use super::pages::Pages;

/// Some columns of a Parquet file.
pub(crate) struct Columns {
    file: File,
    length: u64,
    metadata: ArrowReaderMetadata,
    /// Positions of the columns among the leaves of the file's schema. None of them is a structure, so each is one leaf.
    leaves: Vec<usize>,
}

impl Columns {
    pub(crate) fn open(path: &Path, names: &[String]) -> Result<Self, String> {
        let text = |e: ParquetError| e.to_string();
        let file = File::open(path).map_err(|e| e.to_string())?;
        let length = file.metadata().map_err(|e| e.to_string())?.len();
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(text)?;
        let leaf = |name: &String| {
            let position = metadata.schema().index_of(name).map_err(|e| e.to_string())?;
            let parquet = metadata.parquet_schema();
            let mut leaves = (0..parquet.num_columns()).filter(|leaf| parquet.get_column_root_idx(*leaf) == position);
            leaves.next().ok_or_else(|| format!("column `{name}` has no values"))
        };
        let leaves = names.iter().map(leaf).collect::<Result<_, _>>()?;
        Ok(Self { file, length, metadata, leaves })
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    pub(crate) fn rows(&self, row_group: usize) -> usize {
        usize::try_from(self.metadata.metadata().row_group(row_group).num_rows()).unwrap_or(0)
    }

    /// Bytes of the largest dictionary that a row group has of a column (compressed); none if some group has no dictionary.
    pub(crate) fn dictionary_size(&self, column: usize) -> Option<u64> {
        let groups = self.metadata.metadata().row_groups().iter();
        let mut sizes = groups.map(|group| dictionary_size(group.column(self.leaves[column])));
        sizes.try_fold(0, |most, size| Some(most.max(size?)))
    }

    /// Readers of the columns of one row group, in the order in which they were asked for, by blocks of `rows` rows.
    pub(crate) fn readers(&self, row_group: usize, rows: usize) -> Result<Vec<ColumnReader>, String> {
        let chunk_of = |leaf: usize| self.metadata.metadata().row_group(row_group).column(leaf);
        let read = |leaf: &usize| Chunk::read(&self.file, self.length, chunk_of(*leaf)).map_err(|e| e.to_string());
        let is_null = |leaf: &&usize| !is_all_null(chunk_of(**leaf));
        let chunks = self.leaves.iter().map(|leaf| Some(leaf).filter(is_null).map(read).transpose());
        let chunks = chunks.collect::<Result<Vec<_>, _>>()?;
        let open = |(leaf, chunk): (&usize, Option<Chunk>)| match chunk {
            None => Ok(ColumnReader::Nulls),
            Some(chunk) => self.reader(row_group, *leaf, chunk, rows).map_err(|e| e.to_string()),
        };
        self.leaves.par_iter().zip(chunks).map(open).collect()
    }

    fn reader(&self, row_group: usize, leaf: usize, chunk: Chunk, rows: usize) -> Result<ColumnReader, ParquetError> {
        let (metadata, parquet) = (self.metadata.metadata().row_group(row_group), self.metadata.parquet_schema());
        let (column, field) = (metadata.column(leaf), self.metadata.schema().field(parquet.get_column_root_idx(leaf)));
        if let Some(pages) = Pages::read(chunk.clone(), column, field, self.rows(row_group))? {
            return Ok(ColumnReader::Pages(Box::new(PageDecoder::new(pages))));
        }
        let batches = ParquetRecordBatchReaderBuilder::new_with_metadata(chunk, self.metadata.clone())
            .with_row_groups(vec![row_group])
            .with_projection(ProjectionMask::leaves(parquet, [leaf]))
            .with_batch_size(rows)
            .build()?;
        Ok(ColumnReader::Batches(Box::new(batches)))
    }
}

/// One column of one row group, from its first row on.
pub(crate) enum ColumnReader {
    /// Every row is null, as the row group's statistics say.
    Nulls,
    Pages(Box<PageDecoder>),
    /// What pages are read otherwise.
    Batches(Box<ParquetRecordBatchReader>),
}

impl ColumnReader {
    /// Goes on with another dictionary.
    pub(crate) fn change(&mut self, old: &Dictionary, new: &mut Dictionary) {
        match self {
            Self::Pages(decoder) => decoder.change(old, new),
            // They keep no codes.
            Self::Nulls | Self::Batches(_) => {}
        }
    }

    /// The next `rows` rows of the column as codes.
    pub(crate) fn read_block(
        &mut self,
        dictionary: &mut Dictionary,
        rows: usize,
        codes: &mut Codes,
    ) -> Result<(), String> {
        codes.clear();
        match self {
            Self::Nulls => codes.push_run(NULL, rows),
            Self::Pages(decoder) => decoder.read(dictionary, rows, codes)?,
            Self::Batches(_) if rows == 0 => {}
            Self::Batches(batches) => {
                let batch = batches.next().ok_or("a column ends before its row group does")?;
                let batch = batch.map_err(|e| e.to_string())?;
                codes.append(|codes| dictionary.encode(batch.column(0).as_ref(), codes))?;
            }
        }
        if codes.rows() == rows { Ok(()) } else { Err("a column has not the rows that its row group states".into()) }
    }
}

/// The bytes of one column in one row group, in memory: readers of one open file would share its position.
#[derive(Clone)]
struct Chunk {
    start: u64,
    bytes: Bytes,
}

impl Chunk {
    /// Reads from a file of this length.
    fn read(mut file: &File, file_length: u64, column: &ColumnChunkMetaData) -> io::Result<Self> {
        let (start, length) = column.byte_range();
        file.seek(SeekFrom::Start(start))?;
        let there = length.min(file_length.saturating_sub(start));
        let mut bytes = Vec::with_capacity(usize::try_from(there).unwrap_or(0));
        file.take(length).read_to_end(&mut bytes)?;
        Ok(Self { start, bytes: bytes.into() })
    }

    /// What lies at `start` of the file and after, as far as it is here.
    fn at(&self, start: u64) -> Result<Bytes, ParquetError> {
        let at = start.checked_sub(self.start).and_then(|at| usize::try_from(at).ok());
        let at = at.filter(|at| *at <= self.bytes.len());
        at.map(|at| self.bytes.slice(at..)).ok_or_else(|| ParquetError::EOF("a page lies outside its column".into()))
    }
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Chunk {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(self.at(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.at(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("the file ends within a page".into()));
        }
        Ok(bytes.slice(..length))
    }
}

/// Whether every value stands in the chunk's dictionary. Unsure where pages are not counted by encoding.
fn is_dictionary_encoded(chunk: &ColumnChunkMetaData) -> bool {
    let is_only =
        |mask: &EncodingMask| mask.is_only(Encoding::RLE_DICTIONARY) || mask.is_only(Encoding::PLAIN_DICTIONARY);
    chunk.dictionary_page_offset().is_some() && chunk.page_encoding_stats_mask().is_none_or(is_only)
}

/// Whether every row is null, as the statistics say.
fn is_all_null(chunk: &ColumnChunkMetaData) -> bool {
    let nulls = chunk.statistics().and_then(Statistics::null_count_opt);
    let is_null = nulls.is_some_and(|nulls| u64::try_from(chunk.num_values()) == Ok(nulls));
    // Of lists, those without elements count too.
    is_null && chunk.column_descr().max_rep_level() == 0
}

/// Compressed bytes of a chunk's dictionary.
fn dictionary_size(chunk: &ColumnChunkMetaData) -> Option<u64> {
    let size = chunk.data_page_offset() - chunk.dictionary_page_offset()?;
    is_dictionary_encoded(chunk).then(|| u64::try_from(size).unwrap_or(u64::MAX))
}
