//! A column chunk as pages of indices of its dictionary, of booleans, or of texts.

use std::sync::Arc;

use arrow::datatypes::{DataType as ArrowType, Field};
use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescriptor;

use super::hybrid::Hybrid;

/// The pages of a chunk, decompressed.
pub(crate) struct Pages {
    pub(crate) shape: Shape,
    /// Type of the values; booleans are 0 and 1 without a dictionary.
    pub(crate) physical: Type,
    /// The dictionary, in encoding PLAIN.
    pub(crate) dictionary: Option<Bytes>,
    /// In the order of rows.
    pub(crate) data: Vec<DataPage>,
}

/// Values of a column one after the other.
#[derive(Debug)]
pub(crate) struct DataPage {
    /// Values left, nulls and empty lists among them.
    pub(crate) left: usize,
    /// 0 where a row begins.
    pub(crate) repetition: Hybrid,
    pub(crate) definition: Hybrid,
    pub(crate) values: PageValues,
}

/// The values of a page.
#[derive(Debug)]
pub(crate) enum PageValues {
    /// Positions in the dictionary; booleans are 0 and 1.
    Indices(Hybrid),
    /// Texts, each after its length.
    Texts(Bytes),
}

/// What definition levels say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) is_list: bool,
    /// The level of an empty list; below it, the list is null.
    pub(crate) empty: u32,
    /// The level of a value; below it, the value is null.
    pub(crate) value: u32,
}

impl Shape {
    /// Of a column or a list of values; none of what lies deeper.
    fn new(field: &Field, column: &ColumnDescriptor) -> Option<Self> {
        let outer = u32::from(field.is_nullable());
        let (is_list, value) = match field.data_type() {
            ArrowType::List(item) | ArrowType::LargeList(item) => (true, outer + 1 + u32::from(item.is_nullable())),
            _ => (false, outer),
        };
        let is_plain =
            column.max_rep_level() == i16::from(is_list) && u32::try_from(column.max_def_level()) == Ok(value);
        is_plain.then_some(Self { is_list, empty: outer, value })
    }
}

impl Pages {
    /// Reads a chunk of a column; none if it has what no [`PageValues`] are.
    pub(crate) fn read<R: ChunkReader + 'static>(
        reader: R,
        chunk: &ColumnChunkMetaData,
        field: &Field,
        rows: usize,
    ) -> Result<Option<Self>, ParquetError> {
        let Some(shape) = Shape::new(field, chunk.column_descr()) else { return Ok(None) };
        let mut pages = SerializedPageReader::new(Arc::new(reader), chunk, rows, None)?;
        let mut read = Self { shape, physical: chunk.column_type(), dictionary: None, data: Vec::new() };
        while let Some(page) = pages.get_next_page()? {
            if let Page::DictionaryPage { buf, .. } = page {
                read.dictionary = Some(buf);
                continue;
            }
            let Some(page) = data_page(&page, shape, read.physical) else { return Ok(None) };
            read.data.push(page);
        }
        // The last page first: pages are taken from the end.
        read.data.reverse();
        Ok(Some(read))
    }

    /// The page with the next values.
    pub(crate) fn page(&mut self) -> Option<&mut DataPage> {
        while self.data.last().is_some_and(|page| page.left == 0) {
            self.data.pop();
        }
        self.data.last_mut()
    }
}

fn data_page(page: &Page, shape: Shape, physical: Type) -> Option<DataPage> {
    let mut rest = page.buffer().clone();
    let max_levels = [u32::from(shape.is_list), shape.value];
    let mut levels = [Hybrid::constant(0), Hybrid::constant(0)];
    let lengths = match page {
        Page::DataPage { rep_level_encoding, def_level_encoding, .. } => {
            let is_known = |(encoding, max): (&Encoding, u32)| max == 0 || *encoding == Encoding::RLE;
            let encodings = [rep_level_encoding, def_level_encoding];
            if !encodings.into_iter().zip(max_levels).all(is_known) {
                return None;
            }
            None
        }
        Page::DataPageV2 { rep_levels_byte_len, def_levels_byte_len, .. } => {
            Some([*rep_levels_byte_len, *def_levels_byte_len])
        }
        Page::DictionaryPage { .. } => return None,
    };
    for (at, max) in max_levels.into_iter().enumerate() {
        let length = match lengths {
            Some(lengths) => lengths[at],
            None if max == 0 => 0,
            None => split_length(&mut rest)?,
        };
        let bytes = split_to(&mut rest, length)?;
        if max > 0 {
            levels[at] = Hybrid::runs(bytes, (u32::BITS - max.leading_zeros()) as u8)?;
        }
    }
    let [repetition, definition] = levels;
    let values = values(rest, page.encoding(), physical)?;
    Some(DataPage { left: page.num_values() as usize, repetition, definition, values })
}

fn values(mut bytes: Bytes, encoding: Encoding, physical: Type) -> Option<PageValues> {
    let indices = match (encoding, physical) {
        (Encoding::PLAIN, Type::BOOLEAN) => Some(Hybrid::bits(bytes)),
        (Encoding::RLE, Type::BOOLEAN) => {
            let length = split_length(&mut bytes)?;
            Hybrid::runs(split_to(&mut bytes, length)?, 1)
        }
        #[allow(deprecated, reason = "older writers name it so")]
        (Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY, _) => {
            // Without a value there may be no width.
            let width = split_to(&mut bytes, 1).and_then(|width| width.first().copied());
            width.map_or(Some(Hybrid::constant(0)), |width| Hybrid::runs(bytes, width))
        }
        (Encoding::PLAIN, Type::BYTE_ARRAY) => return Some(PageValues::Texts(bytes)),
        _ => None,
    };
    indices.map(PageValues::Indices)
}

fn split_length(bytes: &mut Bytes) -> Option<u32> {
    let length = split_to(bytes, 4)?;
    Some(u32::from_le_bytes(length[..].try_into().ok()?))
}

fn split_to(bytes: &mut Bytes, length: u32) -> Option<Bytes> {
    let length = usize::try_from(length).ok().filter(|length| *length <= bytes.len())?;
    Some(bytes.split_to(length))
}
