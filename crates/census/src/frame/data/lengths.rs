//! Columns whose values have lengths of their own: texts and lists.

use super::{CHUNK_ROWS, Fill, Valid};
use arrow::array::{ArrayRef, ListArray, PrimitiveArray, StringArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Field};
use std::sync::Arc;

/// Where the value of each row ends.
#[derive(Default)]
struct Ends(Vec<i32>);

impl Ends {
    fn begin(&mut self) {
        self.0.reserve(CHUNK_ROWS + 1);
        self.0.push(0);
    }

    /// Ends the value of `row`; rows before it that have none are empty.
    fn set(&mut self, row: usize, end: usize) {
        self.catch_up(row);
        debug_assert_eq!(self.0.len(), row + 1, "a value set twice in a row");
        self.0.push(end as i32);
    }

    fn catch_up(&mut self, rows: usize) {
        if self.0.len() <= rows {
            let last = self.0.last().copied().unwrap_or(0);
            self.0.resize(rows + 1, last);
        }
    }

    fn into_offsets(mut self, rows: usize) -> OffsetBuffer<i32> {
        self.catch_up(rows);
        OffsetBuffer::new(self.0.into())
    }
}

/// Texts one after the other, as strings; bytes that are not UTF-8 are replaced, for which they are only looked at once they are all
/// there: nearly always they are ASCII.
fn string_array(mut ends: OffsetBuffer<i32>, mut bytes: Vec<u8>, nulls: Option<NullBuffer>) -> StringArray {
    if !bytes.is_ascii() {
        let texts = ends.windows(2).map(|range| &bytes[range[0] as usize..range[1] as usize]);
        let texts: Vec<_> = texts.map(String::from_utf8_lossy).collect();
        ends = OffsetBuffer::from_lengths(texts.iter().map(|text| text.len()));
        bytes = texts.concat().into_bytes();
    }
    StringArray::new(ends, bytes.into(), nulls)
}

/// A text per row.
#[derive(Default)]
pub(in crate::frame) struct Texts {
    bytes: Vec<u8>,
    ends: Ends,
    pub(super) valid: Valid,
}

impl Texts {
    pub(super) fn begin(&mut self, fill: &Fill) {
        self.bytes.reserve(CHUNK_ROWS * 16);
        self.ends.begin();
        self.valid.begin(fill);
    }

    pub(in crate::frame) fn set(&mut self, row: usize, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.set(row, self.bytes.len());
        self.valid.set(row);
    }

    pub(super) fn into_array(self, rows: usize) -> ArrayRef {
        Arc::new(string_array(self.ends.into_offsets(rows), self.bytes, self.valid.into_nulls(rows)))
    }
}

/// A list of texts per row.
#[derive(Default)]
pub(in crate::frame) struct TextLists {
    bytes: Vec<u8>,
    text_ends: Vec<i32>,
    ends: Ends,
    pub(super) valid: Valid,
}

impl TextLists {
    pub(super) fn begin(&mut self, fill: &Fill) {
        self.bytes.reserve(CHUNK_ROWS * 16);
        self.text_ends.push(0);
        self.ends.begin();
        self.valid.begin(fill);
    }

    pub(in crate::frame) fn set<T: AsRef<[u8]>>(&mut self, row: usize, texts: impl IntoIterator<Item = T>) {
        for text in texts {
            self.bytes.extend_from_slice(text.as_ref());
            self.text_ends.push(self.bytes.len() as i32);
        }
        self.ends.set(row, self.text_ends.len() - 1);
        self.valid.set(row);
    }

    pub(super) fn into_array(self, rows: usize) -> ArrayRef {
        let texts = string_array(OffsetBuffer::new(self.text_ends.into()), self.bytes, None);
        let (ends, nulls) = (self.ends.into_offsets(rows), self.valid.into_nulls(rows));
        Arc::new(list_array(DataType::Utf8, ends, Arc::new(texts), nulls))
    }
}

/// A list of numbers per row.
pub(in crate::frame) struct NumberLists<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    ends: Ends,
    pub(super) valid: Valid,
}

impl<T: ArrowPrimitiveType> Default for NumberLists<T> {
    fn default() -> Self {
        NumberLists { values: Vec::new(), ends: Ends::default(), valid: Valid::default() }
    }
}

impl<T: ArrowPrimitiveType> NumberLists<T> {
    pub(super) fn begin(&mut self, fill: &Fill) {
        self.ends.begin();
        self.valid.begin(fill);
    }

    pub(in crate::frame) fn set(&mut self, row: usize, numbers: impl IntoIterator<Item = T::Native>) {
        self.values.extend(numbers);
        self.ends.set(row, self.values.len());
        self.valid.set(row);
    }

    pub(super) fn into_array(self, rows: usize) -> ArrayRef {
        let values = PrimitiveArray::<T>::new(self.values.into(), None);
        let (ends, nulls) = (self.ends.into_offsets(rows), self.valid.into_nulls(rows));
        Arc::new(list_array(T::DATA_TYPE, ends, Arc::new(values), nulls))
    }
}

fn list_array(item: DataType, ends: OffsetBuffer<i32>, values: ArrayRef, nulls: Option<NullBuffer>) -> ListArray {
    ListArray::new(Arc::new(Field::new("item", item, true)), ends, values, nulls)
}
