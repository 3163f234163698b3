//! Columns of few values: rows hold codes, and a column chunk of the file is a dictionary page with pages of indices.
//!
//! ```text
//! chunk of rows   codes, one word each, or one code for all
//! row group       used codes -> ranks in the order of the values;  page: levels, ranks, each as runs
//! ```
//! The general writer would make a string of every code and hash it to find the code again.

mod body;
mod dictionary;

use crate::columns::Kind;
use arrow::array::{ArrayRef, BooleanBuilder, Date32Array, StringArray, StringBuilder, UInt8Array};
use bytes::Bytes;
use dictionary::Dictionary;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, OffsetIndexBuilder};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;
use std::sync::Arc;

/// Code of null.
pub(crate) const NULL: u16 = u16::MAX;

/// Rows of a page, at least: whole chunks.
const PAGE_ROWS: usize = 1 << 15;

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Position in the words.
    Word(&'static [&'static str]),
    /// 0 or 1.
    Bool,
    /// Itself, at most 255.
    U8,
    /// This day.
    Date(i32),
    /// Position in the words that each chunk brings along.
    Symbol,
}

/// A column of a chunk of rows.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    pub(crate) rows: usize,
    pub(crate) values: Values,
    /// The words of [`Meaning::Symbol`].
    pub(crate) words: Vec<Vec<u8>>,
}

/// The codes of a chunk.
#[derive(Debug, Clone)]
pub(crate) enum Values {
    All(u16),
    Each(Vec<u16>),
    /// Each, of which none is above 254; 255 is null.
    Small(Vec<u8>),
}

impl Values {
    /// In half of the memory, where the codes allow it: a row group waits in codes.
    fn shrink(self) -> Values {
        match self {
            // Without an early end, so that many are compared at a time.
            Values::Each(codes)
                if codes.iter().fold(true, |all, code| all & ((*code < SMALL_NULL.into()) | (*code == NULL))) =>
            {
                // The low byte of null is the small null. By reference: a vector collected from itself would keep all of its memory.
                Values::Small(codes.iter().map(|code| *code as u8).collect())
            }
            other => other,
        }
    }
}

const SMALL_NULL: u8 = u8::MAX;

/// The code that a small one stands for.
fn widen(code: u8) -> u16 {
    if code == SMALL_NULL { NULL } else { code.into() }
}

impl Codes {
    /// The code of each row.
    fn iter(&self) -> impl Iterator<Item = u16> {
        let (all, each, small): (usize, &[u16], &[u8]) = match &self.values {
            Values::All(_) => (self.rows, &[], &[]),
            Values::Each(codes) => (0, codes, &[]),
            Values::Small(codes) => (0, &[], codes),
        };
        let code = if let Values::All(code) = self.values { code } else { NULL };
        each.iter().copied().chain(small.iter().copied().map(widen)).chain(std::iter::repeat_n(code, all))
    }

    /// The column as Arrow has it.
    pub(crate) fn to_array(&self, meaning: Meaning) -> ArrayRef {
        let known = |code| (code != NULL).then_some(code);
        match meaning {
            Meaning::Word(words) => {
                Arc::new(self.iter().map(|code| words.get(usize::from(code)).copied()).collect::<StringArray>())
            }
            Meaning::Bool => {
                let mut builder = BooleanBuilder::with_capacity(self.rows);
                self.iter().for_each(|code| builder.append_option(known(code).map(|code| code == 1)));
                Arc::new(builder.finish())
            }
            Meaning::U8 => Arc::new(self.iter().map(|code| known(code).map(|code| code as u8)).collect::<UInt8Array>()),
            Meaning::Date(day) => Arc::new(self.iter().map(|code| known(code).map(|_| day)).collect::<Date32Array>()),
            Meaning::Symbol => {
                let mut builder = StringBuilder::new();
                for code in self.iter() {
                    let word = self.words.get(usize::from(code));
                    builder.append_option(word.map(|word| String::from_utf8_lossy(word)));
                }
                Arc::new(builder.finish())
            }
        }
    }
}

/// The codes of a column of the open row group.
#[derive(Debug)]
pub(crate) struct CodedColumn {
    meaning: Meaning,
    descr: ColumnDescPtr,
    chunks: Vec<Codes>,
}

impl CodedColumn {
    pub(crate) fn new(meaning: Meaning, descr: ColumnDescPtr) -> Self {
        CodedColumn { meaning, descr, chunks: Vec::new() }
    }

    pub(crate) fn push(&mut self, codes: Codes) {
        self.chunks.push(Codes { values: codes.values.shrink(), ..codes });
    }

    /// The encoded column chunk and what the file must know about it.
    pub(crate) fn close(self) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let dictionary = Dictionary::new(self.meaning, &self.chunks);
        let mut out = TrackedWrite::new(Vec::new());
        let mut writing = Writing {
            pages: SerializedPageWriter::new(&mut out),
            compressor: zstd::bulk::Compressor::new(ZstdLevel::default().compression_level())
                .map_err(|error| ParquetError::External(Box::new(error)))?,
            uncompressed: 0,
        };
        let is_optional = self.descr.max_def_level() > 0;
        let dictionary_at = dictionary.page().map(|page| writing.write(page)).transpose()?.map(|spec| spec.offset);
        let (mut rows, mut nulls, mut data_at) = (0, 0, None);
        let mut index = OffsetIndexBuilder::new();
        let per_page = (PAGE_ROWS / self.chunks.first().map_or(1, |chunk| chunk.rows.max(1))).max(1);
        for (number, chunks) in self.chunks.chunks(per_page).enumerate() {
            let first = number * per_page;
            let (page, page_nulls) = dictionary.data_page(first, chunks, is_optional);
            let page_rows = page.num_values() as usize;
            let spec = writing.write(page)?;
            data_at.get_or_insert(spec.offset);
            index.append_row_count(page_rows as i64);
            index.append_offset_and_size(spec.offset as i64, spec.compressed_size as i32);
            index.append_unencoded_byte_array_data_bytes(None);
            rows += page_rows;
            nulls += page_nulls;
        }
        let uncompressed = writing.uncompressed;
        let size = out.bytes_written();
        let metadata = ColumnChunkMetaData::builder(self.descr.clone())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_encodings(dictionary.encodings())
            .set_num_values(rows as i64)
            .set_total_compressed_size(size as i64)
            .set_total_uncompressed_size(uncompressed as i64)
            .set_data_page_offset(data_at.unwrap_or(0) as i64)
            .set_dictionary_page_offset(dictionary_at.map(|at| at as i64))
            .set_statistics(dictionary.statistics(nulls));
        let close = ColumnCloseResult {
            bytes_written: size as u64,
            rows_written: rows as u64,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index: None,
            offset_index: Some(index.build()),
        };
        Ok((out.into_inner()?.into(), close))
    }
}

/// The pages of a column chunk being written.
struct Writing<'w> {
    pages: SerializedPageWriter<'w, Vec<u8>>,
    compressor: zstd::bulk::Compressor<'static>,
    uncompressed: usize,
}

impl Writing<'_> {
    /// Compresses and writes a page.
    fn write(&mut self, mut page: Page) -> Result<PageWriteSpec, ParquetError> {
        let size = page.buffer().len();
        match &mut page {
            Page::DataPage { buf, .. } | Page::DataPageV2 { buf, .. } | Page::DictionaryPage { buf, .. } => {
                let small = self.compressor.compress(buf).map_err(|error| ParquetError::External(Box::new(error)))?;
                *buf = small.into();
            }
        }
        let spec = self.pages.write_page(CompressedPage::new(page, size))?;
        self.uncompressed += spec.uncompressed_size;
        Ok(spec)
    }
}

/// How a column of this kind is coded, if it is; text only where its values are those of a taxonomy or the like.
pub(crate) fn meaning_of(kind: Kind, day: i32, is_symbol: bool) -> Option<Meaning> {
    match kind {
        Kind::Enum(words) => Some(Meaning::Word(words)),
        Kind::Bool => Some(Meaning::Bool),
        Kind::U8 => Some(Meaning::U8),
        Kind::Date => Some(Meaning::Date(day)),
        Kind::Text if is_symbol => Some(Meaning::Symbol),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
