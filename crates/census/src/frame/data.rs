//! What the rows of a chunk hold in one column.
//!
//! Memory is taken when a column is first set. Rows that set nothing hold the fill; they are caught up with when the next one is set and
//! at the end.

use super::{CHUNK_ROWS, Fill, Part};
use crate::coded::{Codes, Meaning, NULL, Values};
use crate::columns::Kind;
use crate::fold::FoldMap;
use arrow::array::{ArrayRef, ListArray, PrimitiveArray, StringArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Field, UInt8Type, UInt16Type, UInt64Type};
use std::sync::Arc;

pub(super) enum Data {
    Codes(RowCodes),
    Symbols(Symbols),
    U16(Numbers<UInt16Type>),
    U64(Numbers<UInt64Type>),
    Text(Texts),
    TextList(TextLists),
    U8List(NumberLists<UInt8Type>),
    U16List(NumberLists<UInt16Type>),
}

impl Data {
    pub(super) fn new(kind: Kind, meaning: Option<Meaning>) -> Data {
        match kind {
            _ if meaning == Some(Meaning::Symbol) => Data::Symbols(Symbols::default()),
            Kind::Enum(_) | Kind::Bool | Kind::U8 | Kind::Date => Data::Codes(RowCodes::default()),
            Kind::U16 => Data::U16(Numbers::default()),
            Kind::U64 => Data::U64(Numbers::default()),
            Kind::Text => Data::Text(Texts::default()),
            Kind::TextList => Data::TextList(TextLists::default()),
            Kind::U8List => Data::U8List(NumberLists::default()),
            Kind::U16List => Data::U16List(NumberLists::default()),
        }
    }

    pub(super) fn set_null(&mut self, row: usize, fill: &Fill) {
        match self {
            Data::Codes(codes) => codes.set(row, NULL, fill),
            Data::Symbols(symbols) => symbols.codes.set(row, NULL, &Fill::Null),
            Data::U16(numbers) => numbers.valid.set(row, false, fill),
            Data::U64(numbers) => numbers.valid.set(row, false, fill),
            Data::Text(texts) => texts.valid.set(row, false, fill),
            Data::TextList(lists) => lists.valid.set(row, false, fill),
            Data::U8List(lists) => lists.valid.set(row, false, fill),
            Data::U16List(lists) => lists.valid.set(row, false, fill),
        }
    }

    pub(super) fn into_part(self, rows: usize, fill: &Fill) -> Part {
        Part::Array(match self {
            Data::Codes(codes) => return Part::Coded(codes.into_codes(rows, fill, Vec::new())),
            Data::Symbols(symbols) => return Part::Coded(symbols.codes.into_codes(rows, fill, symbols.words)),
            Data::U16(numbers) => numbers.into_array(rows, fill),
            Data::U64(numbers) => numbers.into_array(rows, fill),
            Data::Text(texts) => texts.into_array(rows, fill),
            Data::TextList(lists) => lists.into_array(rows, fill),
            Data::U8List(lists) => lists.into_array(rows, fill),
            Data::U16List(lists) => lists.into_array(rows, fill),
        })
    }
}

/// A code per row.
#[derive(Default)]
pub(super) struct RowCodes(Vec<u16>);

impl RowCodes {
    pub(super) fn set(&mut self, row: usize, code: u16, fill: &Fill) {
        if self.0.is_empty() {
            self.0.resize(CHUNK_ROWS, fill.code());
        }
        self.0[row] = code;
    }

    fn into_codes(self, rows: usize, fill: &Fill, mut words: Vec<Vec<u8>>) -> Codes {
        let RowCodes(mut codes) = self;
        if let (Fill::Text(text), true) = (fill, codes.is_empty()) {
            words = vec![text.clone().into_bytes()];
        }
        codes.truncate(rows);
        let values = if codes.is_empty() { Values::All(fill.code()) } else { Values::Each(codes) };
        Codes { rows, values, words }
    }
}

/// Codes of texts, with the texts, all of which the plan gives.
#[derive(Default)]
pub(super) struct Symbols {
    codes: RowCodes,
    words: Vec<Vec<u8>>,
    index: FoldMap<u16>,
    last: u16,
}

impl Symbols {
    pub(super) fn set(&mut self, row: usize, word: &[u8]) {
        if self.words.get(usize::from(self.last)).is_none_or(|last| last != word) {
            self.last = self.index.get(word).copied().unwrap_or_else(|| self.add(word));
        }
        self.codes.set(row, self.last, &Fill::Null);
    }

    fn add(&mut self, word: &[u8]) -> u16 {
        let code = self.words.len() as u16;
        self.words.push(word.to_vec());
        self.index.insert(word.to_vec(), code);
        code
    }
}

/// Which rows are not null, one bit each.
#[derive(Default)]
struct Valid(Vec<u64>);

impl Valid {
    fn set(&mut self, row: usize, is_valid: bool, fill: &Fill) {
        if self.0.is_empty() {
            self.0 = vec![if *fill == Fill::Null { 0 } else { u64::MAX }; CHUNK_ROWS / 64];
        }
        let (word, bit) = (&mut self.0[row / 64], 1 << (row % 64));
        if is_valid { *word |= bit } else { *word &= !bit }
    }

    /// None if all of them are.
    fn into_nulls(self, rows: usize, fill: &Fill) -> Option<NullBuffer> {
        if self.0.is_empty() {
            return (*fill == Fill::Null).then(|| NullBuffer::new_null(rows));
        }
        // Arrow counts bits from the lowest of the first byte.
        let bits: Vec<u64> = self.0.iter().map(|word| word.to_le()).collect();
        let nulls = NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(bits), 0, rows));
        (nulls.null_count() > 0).then_some(nulls)
    }
}

/// A number per row.
pub(super) struct Numbers<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    valid: Valid,
}

impl<T: ArrowPrimitiveType> Default for Numbers<T> {
    fn default() -> Self {
        Numbers { values: Vec::new(), valid: Valid::default() }
    }
}

impl<T: ArrowPrimitiveType> Numbers<T> {
    pub(super) fn set(&mut self, row: usize, value: T::Native, fill: &Fill) {
        if self.values.is_empty() {
            self.values.resize(CHUNK_ROWS, T::Native::default());
        }
        self.values[row] = value;
        self.valid.set(row, true, fill);
    }

    fn into_array(mut self, rows: usize, fill: &Fill) -> ArrayRef {
        self.values.resize(rows, T::Native::default());
        Arc::new(PrimitiveArray::<T>::new(self.values.into(), self.valid.into_nulls(rows, fill)))
    }
}

/// Where the value of each row ends.
#[derive(Default)]
struct Ends(Vec<i32>);

impl Ends {
    /// Ends the value of `row`; rows before it that have none are empty.
    fn set(&mut self, row: usize, end: usize) {
        if self.0.is_empty() {
            self.0.reserve(CHUNK_ROWS + 1);
            self.0.push(0);
        }
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

/// Bytes of UTF-8.
#[derive(Default)]
struct Utf8(Vec<u8>);

impl Utf8 {
    /// Appends a text; bytes that are not UTF-8 are replaced.
    fn push(&mut self, text: &[u8]) {
        if self.0.is_empty() {
            self.0.reserve(CHUNK_ROWS * 16);
        }
        if text.is_ascii() {
            self.0.extend_from_slice(text);
        } else {
            self.0.extend_from_slice(String::from_utf8_lossy(text).as_bytes());
        }
    }
}

/// A text per row.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Utf8,
    ends: Ends,
    valid: Valid,
}

impl Texts {
    pub(super) fn set(&mut self, row: usize, text: &[u8], fill: &Fill) {
        self.bytes.push(text);
        self.ends.set(row, self.bytes.0.len());
        self.valid.set(row, true, fill);
    }

    fn into_array(self, rows: usize, fill: &Fill) -> ArrayRef {
        let nulls = self.valid.into_nulls(rows, fill);
        Arc::new(StringArray::new(self.ends.into_offsets(rows), self.bytes.0.into(), nulls))
    }
}

/// A list of texts per row.
#[derive(Default)]
pub(super) struct TextLists {
    bytes: Utf8,
    text_ends: Vec<i32>,
    ends: Ends,
    valid: Valid,
}

impl TextLists {
    pub(super) fn set<T: AsRef<[u8]>>(&mut self, row: usize, texts: impl IntoIterator<Item = T>, fill: &Fill) {
        for text in texts {
            self.bytes.push(text.as_ref());
            self.text_ends.push(self.bytes.0.len() as i32);
        }
        self.ends.set(row, self.text_ends.len());
        self.valid.set(row, true, fill);
    }

    fn into_array(mut self, rows: usize, fill: &Fill) -> ArrayRef {
        self.text_ends.insert(0, 0);
        let texts = StringArray::new(OffsetBuffer::new(self.text_ends.into()), self.bytes.0.into(), None);
        let nulls = self.valid.into_nulls(rows, fill);
        Arc::new(list_array(DataType::Utf8, self.ends.into_offsets(rows), Arc::new(texts), nulls))
    }
}

/// A list of numbers per row.
pub(super) struct NumberLists<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    ends: Ends,
    valid: Valid,
}

impl<T: ArrowPrimitiveType> Default for NumberLists<T> {
    fn default() -> Self {
        NumberLists { values: Vec::new(), ends: Ends::default(), valid: Valid::default() }
    }
}

impl<T: ArrowPrimitiveType> NumberLists<T> {
    pub(super) fn set(&mut self, row: usize, numbers: impl IntoIterator<Item = T::Native>, fill: &Fill) {
        self.values.extend(numbers);
        self.ends.set(row, self.values.len());
        self.valid.set(row, true, fill);
    }

    fn into_array(self, rows: usize, fill: &Fill) -> ArrayRef {
        let values = PrimitiveArray::<T>::new(self.values.into(), None);
        let nulls = self.valid.into_nulls(rows, fill);
        Arc::new(list_array(T::DATA_TYPE, self.ends.into_offsets(rows), Arc::new(values), nulls))
    }
}

fn list_array(item: DataType, ends: OffsetBuffer<i32>, values: ArrayRef, nulls: Option<NullBuffer>) -> ListArray {
    ListArray::new(Arc::new(Field::new("item", item, true)), ends, values, nulls)
}
