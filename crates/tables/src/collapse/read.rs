//! Columns of a Parquet file, a block of rows at a time, as codes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{DataType as ArrowType, Field, Schema as ArrowSchema};
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

use super::codes::Codes;
use super::dictionary::{Dictionary, NULL};

/// Most rows of a block. The codes of all columns of the bundled tables then take a few MB.
pub(crate) const BLOCK_ROWS: usize = 1 << 16;

/// Some columns of a Parquet file.
pub(crate) struct Columns {
    file: File,
    plain: ArrowReaderMetadata,
    /// Texts come as dictionaries.
    encoded: ArrowReaderMetadata,
    /// Positions of the columns among the leaves of the file's schema. None of them is a structure, so each is one leaf.
    leaves: Vec<usize>,
}

impl Columns {
    pub(crate) fn open(path: &Path, names: &[String]) -> Result<Self, String> {
        let text = |e: ParquetError| e.to_string();
        let file = File::open(path).map_err(|e| e.to_string())?;
        let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(text)?;
        let fields: Vec<Field> = plain.schema().fields().iter().map(|field| with_dictionary(field)).collect();
        let schema = ArrowSchema::new_with_metadata(fields, plain.schema().metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        // Where the file has a column of an odd type, its texts are read as they are.
        let encoded = ArrowReaderMetadata::try_new(plain.metadata().clone(), options).unwrap_or_else(|_| plain.clone());
        let leaf = |name: &String| {
            let position = plain.schema().index_of(name).map_err(|e| e.to_string())?;
            let parquet = plain.parquet_schema();
            let mut leaves = (0..parquet.num_columns()).filter(|leaf| parquet.get_column_root_idx(*leaf) == position);
            leaves.next().ok_or_else(|| format!("column `{name}` has no values"))
        };
        let leaves = names.iter().map(leaf).collect::<Result<_, _>>()?;
        Ok(Self { file, plain, encoded, leaves })
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.plain.metadata().num_row_groups()
    }

    pub(crate) fn rows(&self, row_group: usize) -> usize {
        usize::try_from(self.plain.metadata().row_group(row_group).num_rows()).unwrap_or(0)
    }

    /// Bytes of the largest dictionary that a row group has of a column (compressed); none if some group has no dictionary.
    pub(crate) fn dictionary_size(&self, column: usize) -> Option<u64> {
        let groups = self.plain.metadata().row_groups().iter();
        let mut sizes = groups.map(|group| dictionary_size(group.column(self.leaves[column])));
        sizes.try_fold(0, |most, size| Some(most.max(size?)))
    }

    /// Readers of the columns of one row group, in the order in which they were asked for.
    pub(crate) fn readers(&self, row_group: usize) -> Result<Vec<ColumnReader>, String> {
        let open = |leaf: &usize| {
            let column = self.plain.metadata().row_group(row_group).column(*leaf);
            let is_empty = has_no_value(column);
            if is_empty && column.column_descr().max_rep_level() == 0 {
                return Ok(ColumnReader::Nulls);
            }
            // An array of dictionary type over no dictionary would be made by hashing every null of it.
            let metadata = if is_dictionary_encoded(column) && !is_empty { &self.encoded } else { &self.plain };
            let chunk = Chunk::read(&self.file, column).map_err(|e| e.to_string())?;
            ParquetRecordBatchReaderBuilder::new_with_metadata(chunk, metadata.clone())
                .with_row_groups(vec![row_group])
                .with_projection(ProjectionMask::leaves(self.plain.parquet_schema(), [*leaf]))
                .with_batch_size(BLOCK_ROWS)
                .build()
                .map(|batches| ColumnReader::Batches(Box::new(batches)))
                .map_err(|e| e.to_string())
        };
        self.leaves.iter().map(open).collect()
    }
}

/// One column of one row group, from its first row on.
pub(crate) enum ColumnReader {
    /// Every row is null, as the row group's statistics say.
    Nulls,
    Batches(Box<ParquetRecordBatchReader>),
}

impl ColumnReader {
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
struct Chunk {
    start: u64,
    bytes: Bytes,
}

impl Chunk {
    fn read(mut file: &File, column: &ColumnChunkMetaData) -> io::Result<Self> {
        let (start, length) = column.byte_range();
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
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

/// The field with texts as dictionaries.
fn with_dictionary(field: &Field) -> Field {
    let encoded = |dtype: &ArrowType| match dtype {
        ArrowType::Utf8 | ArrowType::LargeUtf8 | ArrowType::Utf8View => {
            Some(ArrowType::Dictionary(Box::new(ArrowType::Int32), Box::new(ArrowType::Utf8)))
        }
        _ => None,
    };
    let dtype = match field.data_type() {
        ArrowType::List(item) if encoded(item.data_type()).is_some() => {
            ArrowType::List(Arc::new(with_dictionary(item)))
        }
        ArrowType::LargeList(item) if encoded(item.data_type()).is_some() => {
            ArrowType::LargeList(Arc::new(with_dictionary(item)))
        }
        dtype => encoded(dtype).unwrap_or_else(|| dtype.clone()),
    };
    field.clone().with_data_type(dtype)
}

/// Whether every value stands in the chunk's dictionary. If not, reading dictionaries is only slower.
fn is_dictionary_encoded(chunk: &ColumnChunkMetaData) -> bool {
    let is_only =
        |mask: &EncodingMask| mask.is_only(Encoding::RLE_DICTIONARY) || mask.is_only(Encoding::PLAIN_DICTIONARY);
    chunk.dictionary_page_offset().is_some() && chunk.page_encoding_stats_mask().is_none_or(is_only)
}

/// Whether all is null, or an empty list.
fn has_no_value(chunk: &ColumnChunkMetaData) -> bool {
    let nulls = chunk.statistics().and_then(Statistics::null_count_opt);
    nulls.is_some_and(|nulls| u64::try_from(chunk.num_values()) == Ok(nulls))
}

/// Compressed bytes of a chunk's dictionary.
fn dictionary_size(chunk: &ColumnChunkMetaData) -> Option<u64> {
    let size = chunk.data_page_offset() - chunk.dictionary_page_offset()?;
    is_dictionary_encoded(chunk).then(|| u64::try_from(size).unwrap_or(u64::MAX))
}
