//! Column builders for a chunk of rows.
//!
//! Rows are written one after the other, but a row only touches the columns it has something to say about: every column has a *fill*,
//! what a name without records holds, and is padded with it when next touched and at the end. A column nobody touched costs nothing.

use crate::columns::{Absent, Col, Kind, schema};
use crate::plan::{Lookup, LookupSet, Plan};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Array, ListBuilder, PrimitiveBuilder, RecordBatch, StringArray, StringBuilder,
    UInt8Builder, UInt16Builder, UInt64Builder,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{ArrowPrimitiveType, SchemaRef};
use arrow::error::ArrowError;
use std::sync::Arc;

/// Rows of a chunk. Row groups are cut at multiples of it, and the bytes of the file depend on it.
pub(crate) const CHUNK_ROWS: usize = 8192;

/// Code of null in a column of words or booleans.
const NULL: u8 = 255;

/// Columns, fills and constants of one file.
pub(crate) struct Layout {
    pub(crate) schema: SchemaRef,
    pub(crate) collected: LookupSet,
    fills: Vec<Fill>,
    /// Each column filled, a chunk long.
    constants: Vec<ArrayRef>,
}

/// What a column is padded with.
#[derive(Debug, Clone, PartialEq)]
enum Fill {
    Null,
    /// Position in the words of the enumeration; 0 or 1 for a boolean.
    Code(u8),
    Zero,
    Empty,
    Text(String),
    Date(i32),
}

impl Layout {
    pub(crate) fn new(plan: &Plan, collected: LookupSet) -> Result<Self, ArrowError> {
        let schema = Arc::new(schema(plan));
        let mut fills: Vec<Fill> = Col::ALL.iter().map(|col| fill_of(*col, plan, collected)).collect();
        fills.resize(schema.fields().len(), Fill::Null);
        let mut layout = Layout { schema, collected, fills, constants: Vec::new() };
        let mut frame = Frame::new(&layout);
        frame.rows = CHUNK_ROWS;
        layout.constants = std::mem::take(&mut frame.columns)
            .into_iter()
            .map(|column| column.build(CHUNK_ROWS))
            .collect::<Result<_, _>>()?;
        Ok(layout)
    }
}

fn fill_of(col: Col, plan: &Plan, collected: LookupSet) -> Fill {
    let def = col.def();
    match (col, def.kind) {
        (Col::Zone, _) => return Fill::Text(plan.zone.clone()),
        (Col::SnapshotDate, _) => return Fill::Date(plan.snapshot_date),
        _ => {}
    }
    if !collected.has_all(def.needs) {
        return match def.kind {
            Kind::Enum(words) if def.name.starts_with("q_") => code_of(words, "not_collected"),
            _ => Fill::Null,
        };
    }
    match def.absent {
        Absent::Null => Fill::Null,
        Absent::False | Absent::First => Fill::Code(0),
        Absent::Zero => Fill::Zero,
        Absent::Empty => Fill::Empty,
    }
}

fn code_of(words: &[&str], word: &str) -> Fill {
    // Words are short: a loop over their bytes beats a call of memcmp.
    let is_word = |w: &&str| w.len() == word.len() && w.bytes().zip(word.bytes()).all(|(a, b)| a == b);
    words.iter().position(is_word).and_then(|at| u8::try_from(at).ok()).map_or(Fill::Null, Fill::Code)
}

/// Builders of all columns for up to [`CHUNK_ROWS`] rows.
pub(crate) struct Frame<'l> {
    layout: &'l Layout,
    columns: Vec<Column>,
    rows: usize,
}

struct Column {
    fill: Fill,
    len: usize,
    data: Data,
}

enum Data {
    Words(&'static [&'static str], Vec<u8>),
    Bool(Vec<u8>),
    U8(UInt8Builder),
    U16(UInt16Builder),
    U64(UInt64Builder),
    Date,
    Text(StringBuilder),
    TextList(ListBuilder<StringBuilder>),
    U8List(ListBuilder<UInt8Builder>),
    U16List(ListBuilder<UInt16Builder>),
}

impl<'l> Frame<'l> {
    pub(crate) fn new(layout: &'l Layout) -> Self {
        let kinds = Col::ALL.iter().map(|col| col.def().kind).chain(std::iter::repeat(Kind::Text));
        let columns = layout.fills.iter().zip(kinds).map(|(fill, kind)| Column {
            fill: fill.clone(),
            len: 0,
            data: Data::new(kind),
        });
        Frame { layout, columns: columns.collect(), rows: 0 }
    }

    /// Ends the row: what it did not set is filled.
    pub(crate) fn finish_row(&mut self) {
        self.rows += 1;
    }

    /// Sets an enumeration to one of its words; an unknown word gives null.
    pub(crate) fn word(&mut self, col: Col, word: &str) {
        if let Data::Words(words, codes) = self.column(col as usize) {
            codes.push(match code_of(words, word) {
                Fill::Code(code) => code,
                _ => NULL,
            });
        }
    }

    pub(crate) fn flag(&mut self, col: Col, value: bool) {
        if let Data::Bool(codes) = self.column(col as usize) {
            codes.push(u8::from(value));
        }
    }

    /// Sets a number, capped at what the column can hold.
    pub(crate) fn number(&mut self, col: Col, value: impl TryInto<u64>) {
        let value = value.try_into().unwrap_or(u64::MAX);
        match self.column(col as usize) {
            Data::U8(builder) => builder.append_value(u8::try_from(value).unwrap_or(u8::MAX)),
            Data::U16(builder) => builder.append_value(u16::try_from(value).unwrap_or(u16::MAX)),
            Data::U64(builder) => builder.append_value(value),
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
        if let Data::TextList(builder) = self.column(col as usize) {
            for text in texts {
                builder.values().append_value(String::from_utf8_lossy(text.as_ref()));
            }
            builder.append(true);
        }
    }

    pub(crate) fn numbers(&mut self, col: Col, numbers: impl IntoIterator<Item = u16>) {
        match self.column(col as usize) {
            Data::U8List(builder) => append_numbers(builder, numbers.into_iter().filter_map(|n| u8::try_from(n).ok())),
            Data::U16List(builder) => append_numbers(builder, numbers),
            _ => {}
        }
    }

    pub(crate) fn null(&mut self, col: Col) {
        let column = self.column(col as usize);
        column.append_null(1);
    }

    /// Makes the row null in every column that needs `lookup`; call it before anything else is set in them.
    pub(crate) fn null_lookup(&mut self, lookup: Lookup, outcome: &str) {
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

    /// The arrays of all columns, in order.
    pub(crate) fn finish(self) -> Result<Vec<ArrayRef>, ArrowError> {
        let constants = self.layout.constants.iter();
        self.columns
            .into_iter()
            .zip(constants)
            .map(
                |(column, constant)| {
                    if column.len == 0 { Ok(constant.slice(0, self.rows)) } else { column.build(self.rows) }
                },
            )
            .collect()
    }

    /// The rows as a batch.
    pub(crate) fn into_batch(self) -> Result<RecordBatch, ArrowError> {
        let schema = self.layout.schema.clone();
        RecordBatch::try_new(schema, self.finish()?)
    }

    fn text_at(&mut self, at: usize, text: &[u8]) {
        if let Data::Text(builder) = self.column(at) {
            match std::str::from_utf8(text) {
                Ok(text) => builder.append_value(text),
                Err(_) => builder.append_value(String::from_utf8_lossy(text)),
            }
        }
    }

    /// The builder of a column, padded up to this row; the caller appends exactly one value.
    fn column(&mut self, at: usize) -> &mut Data {
        let rows = self.rows;
        let column = &mut self.columns[at];
        if column.len == 0 {
            column.data.reserve();
        }
        if column.len < rows {
            column.pad(rows);
        }
        debug_assert_eq!(column.len, rows, "column {at} set twice in a row");
        column.len = rows + 1;
        &mut column.data
    }
}

impl Column {
    fn pad(&mut self, rows: usize) {
        let n = rows - self.len;
        self.len = rows;
        match (&self.fill, &mut self.data) {
            (Fill::Code(code), Data::Words(_, codes) | Data::Bool(codes)) => codes.resize(codes.len() + n, *code),
            (Fill::Zero, Data::U8(builder)) => builder.append_value_n(0, n),
            (Fill::Zero, Data::U16(builder)) => builder.append_value_n(0, n),
            (Fill::Zero, Data::U64(builder)) => builder.append_value_n(0, n),
            (Fill::Text(text), Data::Text(builder)) => (0..n).for_each(|_| builder.append_value(text)),
            (Fill::Empty, Data::TextList(builder)) => (0..n).for_each(|_| builder.append(true)),
            (Fill::Empty, Data::U8List(builder)) => (0..n).for_each(|_| builder.append(true)),
            (Fill::Empty, Data::U16List(builder)) => (0..n).for_each(|_| builder.append(true)),
            (_, data) => data.append_null(n),
        }
    }

    fn build(mut self, rows: usize) -> Result<ArrayRef, ArrowError> {
        if let (Fill::Date(date), Data::Date) = (&self.fill, &self.data) {
            return Ok(Arc::new(Date32Array::from_value(*date, rows)));
        }
        self.pad(rows);
        Ok(match self.data {
            Data::Words(words, codes) => Arc::new(words_array(words, &codes)?),
            Data::Bool(codes) => Arc::new(bools(&codes)),
            Data::U8(mut builder) => Arc::new(builder.finish()),
            Data::U16(mut builder) => Arc::new(builder.finish()),
            Data::U64(mut builder) => Arc::new(builder.finish()),
            Data::Date => Arc::new(Date32Array::new_null(rows)),
            Data::Text(mut builder) => Arc::new(builder.finish()),
            Data::TextList(mut builder) => Arc::new(builder.finish()),
            Data::U8List(mut builder) => Arc::new(builder.finish()),
            Data::U16List(mut builder) => Arc::new(builder.finish()),
        })
    }
}

impl Data {
    fn new(kind: Kind) -> Data {
        match kind {
            Kind::Enum(words) => Data::Words(words, Vec::new()),
            Kind::Bool => Data::Bool(Vec::new()),
            Kind::U8 => Data::U8(PrimitiveBuilder::with_capacity(0)),
            Kind::U16 => Data::U16(PrimitiveBuilder::with_capacity(0)),
            Kind::U64 => Data::U64(PrimitiveBuilder::with_capacity(0)),
            Kind::Date => Data::Date,
            Kind::Text => Data::Text(StringBuilder::with_capacity(0, 0)),
            Kind::TextList => Data::TextList(ListBuilder::with_capacity(StringBuilder::with_capacity(0, 0), 0)),
            Kind::U8List => Data::U8List(ListBuilder::with_capacity(PrimitiveBuilder::with_capacity(0), 0)),
            Kind::U16List => Data::U16List(ListBuilder::with_capacity(PrimitiveBuilder::with_capacity(0), 0)),
        }
    }

    /// Room for a chunk, made when a column is first touched.
    fn reserve(&mut self) {
        match self {
            Data::Words(_, codes) | Data::Bool(codes) => codes.reserve(CHUNK_ROWS),
            Data::U8(builder) => *builder = PrimitiveBuilder::with_capacity(CHUNK_ROWS),
            Data::U16(builder) => *builder = PrimitiveBuilder::with_capacity(CHUNK_ROWS),
            Data::U64(builder) => *builder = PrimitiveBuilder::with_capacity(CHUNK_ROWS),
            Data::Text(builder) => *builder = StringBuilder::with_capacity(CHUNK_ROWS, CHUNK_ROWS * 16),
            Data::Date | Data::TextList(_) | Data::U8List(_) | Data::U16List(_) => {}
        }
    }

    fn append_null(&mut self, n: usize) {
        match self {
            Data::Words(_, codes) | Data::Bool(codes) => codes.resize(codes.len() + n, NULL),
            Data::U8(builder) => builder.append_nulls(n),
            Data::U16(builder) => builder.append_nulls(n),
            Data::U64(builder) => builder.append_nulls(n),
            Data::Date => {}
            Data::Text(builder) => (0..n).for_each(|_| builder.append_null()),
            Data::TextList(builder) => (0..n).for_each(|_| builder.append(false)),
            Data::U8List(builder) => (0..n).for_each(|_| builder.append(false)),
            Data::U16List(builder) => (0..n).for_each(|_| builder.append(false)),
        }
    }
}

fn append_numbers<T: ArrowPrimitiveType>(
    builder: &mut ListBuilder<PrimitiveBuilder<T>>,
    numbers: impl IntoIterator<Item = T::Native>,
) {
    for number in numbers {
        builder.values().append_value(number);
    }
    builder.append(true);
}

fn bools(codes: &[u8]) -> arrow::array::BooleanArray {
    let mut builder = BooleanBuilder::with_capacity(codes.len());
    for code in codes {
        builder.append_option((*code != NULL).then_some(*code == 1));
    }
    builder.finish()
}

/// The strings of a column of words.
fn words_array(words: &[&str], codes: &[u8]) -> Result<StringArray, ArrowError> {
    let lengths = codes.iter().map(|code| words.get(usize::from(*code)).map_or(0, |w| w.len()));
    let offsets: OffsetBuffer<i32> = OffsetBuffer::from_lengths(lengths);
    let mut values = Vec::with_capacity(usize::try_from(offsets.last()).unwrap_or(0));
    for code in codes {
        if let Some(word) = words.get(usize::from(*code)) {
            values.extend_from_slice(word.as_bytes());
        }
    }
    let nulls = codes.contains(&NULL).then(|| NullBuffer::from_iter(codes.iter().map(|code| *code != NULL)));
    StringArray::try_new(offsets, values.into(), nulls)
}
