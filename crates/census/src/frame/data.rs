//! What the rows of a chunk hold in one column.
//!
//! Memory is taken when a column is first set, all of it the fill; values of which each has its own length are caught up with when the
//! next one is set and at the end.

mod lengths;

use super::{CHUNK_ROWS, Fill, Part};
use crate::coded::{Codes, Meaning, NULL, Values};
use crate::columns::Kind;
use crate::fold::FoldMap;
use arrow::array::{ArrayRef, PrimitiveArray};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};
use arrow::datatypes::{ArrowPrimitiveType, UInt8Type, UInt16Type, UInt64Type};
use lengths::{NumberLists, TextLists, Texts};
use std::sync::Arc;

/// Tagged by a byte: every value set looks at the tag, and one that hides in the values takes more instructions to read.
#[repr(u8)]
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

    /// Takes memory for a chunk, all of it the fill. Before this, nothing may be set.
    pub(super) fn begin(&mut self, fill: &Fill) {
        match self {
            Data::Codes(codes) => codes.begin(fill),
            Data::Symbols(symbols) => symbols.codes.begin(&Fill::Null),
            Data::U16(numbers) => numbers.begin(fill),
            Data::U64(numbers) => numbers.begin(fill),
            Data::Text(texts) => texts.begin(fill),
            Data::TextList(lists) => lists.begin(fill),
            Data::U8List(lists) => lists.begin(fill),
            Data::U16List(lists) => lists.begin(fill),
        }
    }

    pub(super) fn set_null(&mut self, row: usize) {
        match self {
            Data::Codes(codes) => codes.set(row, NULL),
            Data::Symbols(symbols) => symbols.codes.set(row, NULL),
            Data::U16(numbers) => numbers.valid.unset(row),
            Data::U64(numbers) => numbers.valid.unset(row),
            Data::Text(texts) => texts.valid.unset(row),
            Data::TextList(lists) => lists.valid.unset(row),
            Data::U8List(lists) => lists.valid.unset(row),
            Data::U16List(lists) => lists.valid.unset(row),
        }
    }

    /// The finished column, which was begun.
    pub(super) fn into_part(self, rows: usize) -> Part {
        Part::Array(match self {
            Data::Codes(codes) => return Part::Coded(codes.into_codes(rows, Vec::new())),
            Data::Symbols(symbols) => return Part::Coded(symbols.codes.into_codes(rows, symbols.words)),
            Data::U16(numbers) => numbers.into_array(rows),
            Data::U64(numbers) => numbers.into_array(rows),
            Data::Text(texts) => texts.into_array(rows),
            Data::TextList(lists) => lists.into_array(rows),
            Data::U8List(lists) => lists.into_array(rows),
            Data::U16List(lists) => lists.into_array(rows),
        })
    }

    /// The column of so many rows all of which hold the fill, if it is coded.
    pub(super) fn constant_codes(&self, rows: usize, fill: &Fill) -> Option<Codes> {
        let words = match fill {
            Fill::Text(text) => vec![text.clone().into_bytes()],
            _ => Vec::new(),
        };
        let is_coded = matches!(self, Data::Codes(_) | Data::Symbols(_));
        is_coded.then(|| Codes { rows, values: Values::All(fill.code()), words })
    }
}

/// A code per row.
#[derive(Default)]
pub(super) struct RowCodes(Vec<u16>);

impl RowCodes {
    fn begin(&mut self, fill: &Fill) {
        self.0.resize(CHUNK_ROWS, fill.code());
    }

    pub(super) fn set(&mut self, row: usize, code: u16) {
        self.0[row] = code;
    }

    fn into_codes(self, rows: usize, words: Vec<Vec<u8>>) -> Codes {
        let RowCodes(mut codes) = self;
        codes.truncate(rows);
        Codes { rows, values: Values::Each(codes), words }
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
        self.codes.set(row, self.last);
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
    fn begin(&mut self, fill: &Fill) {
        self.0.resize(CHUNK_ROWS / 64, if *fill == Fill::Null { 0 } else { u64::MAX });
    }

    fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    fn unset(&mut self, row: usize) {
        self.0[row / 64] &= !(1 << (row % 64));
    }

    /// None if all of them are.
    fn into_nulls(self, rows: usize) -> Option<NullBuffer> {
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
    fn begin(&mut self, fill: &Fill) {
        self.values.resize(CHUNK_ROWS, T::Native::default());
        self.valid.begin(fill);
    }

    pub(super) fn set(&mut self, row: usize, value: T::Native) {
        self.values[row] = value;
        self.valid.set(row);
    }

    fn into_array(mut self, rows: usize) -> ArrayRef {
        self.values.truncate(rows);
        Arc::new(PrimitiveArray::<T>::new(self.values.into(), self.valid.into_nulls(rows)))
    }
}
