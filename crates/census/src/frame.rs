//! Column builders for a chunk of rows.
//!
//! Rows are written one after the other, but a row only touches the columns it has something to say about: every column has a *fill*,
//! what a name without records holds in it. A column nobody touched costs nothing.

mod data;
mod fill;

use crate::coded::{Codes, Meaning, NULL, meaning_of};
use crate::columns::{Col, Kind, schema};
use crate::plan::{Lookup, LookupSet, Plan};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use data::Data;
use fill::{Fill, code_of, fill_of};
use std::sync::Arc;

/// Rows of a chunk. Row groups are cut at multiples of it, and the bytes of the file depend on it.
pub(crate) const CHUNK_ROWS: usize = 8192;

/// Columns, fills and constants of one file.
pub(crate) struct Layout {
    pub(crate) schema: SchemaRef,
    pub(crate) collected: LookupSet,
    fills: Vec<Fill>,
    /// Of each column that is coded, how.
    pub(crate) meanings: Vec<Option<Meaning>>,
    /// Each other column filled, a chunk long.
    constants: Vec<Option<ArrayRef>>,
}

/// A column of a finished chunk.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Coded(Codes),
    Array(ArrayRef),
}

impl Layout {
    pub(crate) fn new(plan: &Plan, collected: LookupSet) -> Result<Self, ArrowError> {
        let schema = Arc::new(schema(plan));
        let mut fills: Vec<Fill> = Col::ALL.iter().map(|col| fill_of(*col, plan, collected)).collect();
        fills.resize(schema.fields().len(), Fill::Null);
        let meanings = Col::ALL.iter().map(|col| meaning_of(col.def().kind, plan.snapshot_date, is_symbol(*col)));
        let meanings = meanings.chain(std::iter::repeat(None)).take(fills.len()).collect();
        let mut layout = Layout { schema, collected, fills, meanings, constants: Vec::new() };
        let mut frame = Frame::new(&layout);
        frame.rows = CHUNK_ROWS;
        layout.constants = std::mem::take(&mut frame.columns)
            .into_iter()
            .map(|column| match column.into_part(CHUNK_ROWS, None) {
                Part::Coded(_) => None,
                Part::Array(array) => Some(array),
            })
            .collect();
        Ok(layout)
    }
}

/// Texts of which few differ.
fn is_symbol(col: Col) -> bool {
    matches!(col, Col::Zone | Col::Type | Col::TypeGroup | Col::Sld | Col::Region | Col::Pref)
}

/// All columns of up to [`CHUNK_ROWS`] rows.
///
/// What sets a value is compiled into its callers, which know the column: a call takes more instructions than the value.
pub(crate) struct Frame<'l> {
    layout: &'l Layout,
    columns: Vec<Column>,
    rows: usize,
}

struct Column {
    fill: Fill,
    /// The row behind the last one that set it.
    len: usize,
    data: Data,
    /// Words set in an enumeration so far, by where they are in memory, and their codes.
    words: Vec<(&'static str, u16)>,
}

impl<'l> Frame<'l> {
    pub(crate) fn new(layout: &'l Layout) -> Self {
        let kinds = Col::ALL.iter().map(|col| col.def().kind).chain(std::iter::repeat(Kind::Text));
        let columns = layout.fills.iter().zip(kinds).zip(&layout.meanings).map(|((fill, kind), meaning)| Column {
            fill: fill.clone(),
            len: 0,
            data: Data::new(kind, *meaning),
            words: Vec::new(),
        });
        Frame { layout, columns: columns.collect(), rows: 0 }
    }

    /// Ends the row: what it did not set is filled.
    pub(crate) fn finish_row(&mut self) {
        self.rows += 1;
    }

    /// Sets an enumeration to one of its words; an unknown word gives null.
    #[inline(always)]
    pub(crate) fn word(&mut self, col: Col, word: &'static str) {
        let column = &mut self.columns[col as usize];
        let code = match column.words.iter().find(|(known, _)| std::ptr::eq(*known, word)) {
            Some((_, code)) => *code,
            None => self.add_word(col, word),
        };
        self.code(col, code);
    }

    #[inline(always)]
    pub(crate) fn flag(&mut self, col: Col, value: bool) {
        self.code(col, u16::from(value));
    }

    /// Sets a number, capped at what the column can hold.
    #[inline(always)]
    pub(crate) fn number(&mut self, col: Col, value: impl TryInto<u64>) {
        let value = value.try_into().unwrap_or(u64::MAX);
        let (row, data) = self.open(col as usize);
        match data {
            Data::Codes(codes) => codes.set(row, value.min(u8::MAX.into()) as u16),
            Data::U16(numbers) => numbers.set(row, u16::try_from(value).unwrap_or(u16::MAX)),
            Data::U64(numbers) => numbers.set(row, value),
            _ => {}
        }
    }

    /// Sets a text; bytes that are not UTF-8 are replaced.
    pub(crate) fn text(&mut self, col: Col, text: &[u8]) {
        self.text_at(col as usize, text);
    }

    /// Sets the text of a column of the cohort, counted from the first behind the fixed ones.
    pub(crate) fn extra(&mut self, at: usize, text: &str) {
        self.text_at(Col::ALL.len() + at, text.as_bytes());
    }

    pub(crate) fn texts<T: AsRef<[u8]>>(&mut self, col: Col, texts: impl IntoIterator<Item = T>) {
        let (row, data) = self.open(col as usize);
        if let Data::TextList(lists) = data {
            lists.set(row, texts);
        }
    }

    pub(crate) fn numbers(&mut self, col: Col, numbers: impl IntoIterator<Item = u16>) {
        let (row, data) = self.open(col as usize);
        match data {
            Data::U8List(lists) => lists.set(row, numbers.into_iter().filter_map(|n| u8::try_from(n).ok())),
            Data::U16List(lists) => lists.set(row, numbers),
            _ => {}
        }
    }

    pub(crate) fn null(&mut self, col: Col) {
        let (row, data) = self.open(col as usize);
        data.set_null(row);
    }

    /// Makes the row null in every column that needs `lookup`; call it before anything else is set in them.
    pub(crate) fn null_lookup(&mut self, lookup: Lookup, outcome: &'static str) {
        for col in Col::ALL.iter().filter(|col| col.def().needs.contains(&lookup)) {
            if self.is_set(*col) {
                continue;
            }
            if col.def().name.starts_with("q_") {
                self.word(*col, outcome);
            } else {
                self.null(*col);
            }
        }
    }

    /// Whether the lookups that the column needs are collected.
    pub(crate) fn knows(&self, col: Col) -> bool {
        self.layout.collected.has_all(col.def().needs)
    }

    /// Whether the row has set this column.
    pub(crate) fn is_set(&self, col: Col) -> bool {
        self.columns[col as usize].len > self.rows
    }

    /// All columns, in order.
    pub(crate) fn finish(self) -> Vec<Part> {
        let (layout, rows) = (self.layout, self.rows);
        let constants = layout.constants.iter().map(Option::as_ref);
        self.columns.into_iter().zip(constants).map(|(column, constant)| column.into_part(rows, constant)).collect()
    }

    /// The rows as a batch.
    pub(crate) fn into_batch(self) -> Result<RecordBatch, ArrowError> {
        let layout = self.layout;
        let arrays = self.finish().into_iter().zip(&layout.meanings).map(|(part, meaning)| match (part, meaning) {
            (Part::Array(array), _) => Ok(array),
            (Part::Coded(codes), Some(meaning)) => Ok(codes.to_array(*meaning)),
            (Part::Coded(_), None) => Err(ArrowError::InvalidArgumentError("a code without a meaning".to_owned())),
        });
        RecordBatch::try_new(layout.schema.clone(), arrays.collect::<Result<_, _>>()?)
    }

    fn text_at(&mut self, at: usize, text: &[u8]) {
        let (row, data) = self.open(at);
        match data {
            Data::Text(texts) => texts.set(row, text),
            Data::Symbols(symbols) => symbols.set(row, text),
            _ => {}
        }
    }

    /// The code of a word that was not set before; null if it is not of the enumeration.
    #[cold]
    fn add_word(&mut self, col: Col, word: &'static str) -> u16 {
        let Some(Meaning::Word(words)) = self.layout.meanings[col as usize] else { return NULL };
        let code = code_of(words, word).code();
        self.columns[col as usize].words.push((word, code));
        code
    }

    /// Sets the code of this row.
    #[inline(always)]
    fn code(&mut self, col: Col, code: u16) {
        let (row, data) = self.open(col as usize);
        if let Data::Codes(codes) = data {
            codes.set(row, code);
        }
    }

    /// The row, and the column of which the caller sets its value.
    #[inline(always)]
    fn open(&mut self, at: usize) -> (usize, &mut Data) {
        let column = &mut self.columns[at];
        if column.len == 0 {
            column.begin();
        }
        column.len = self.rows + 1;
        (self.rows, &mut column.data)
    }
}

impl Column {
    #[cold]
    fn begin(&mut self) {
        self.data.begin(&self.fill);
    }

    /// The finished column; `constant` is what it holds, and more of it, if no row touched it.
    fn into_part(mut self, rows: usize, constant: Option<&ArrayRef>) -> Part {
        if self.len == 0 {
            if let Some(constant) = constant {
                return Part::Array(constant.slice(0, rows));
            }
            if let Some(codes) = self.data.constant_codes(rows, &self.fill) {
                return Part::Coded(codes);
            }
            self.begin();
        }
        self.data.into_part(rows)
    }
}
