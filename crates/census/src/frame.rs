//! Column builders for a chunk of rows.
//!
//! Rows are written one after the other, but a row only touches the columns it has something to say about: every column has a *fill*,
//! what a name without records holds, and is padded with it when next touched and at the end. A column nobody touched costs nothing.

use crate::coded::{Codes, Meaning, NULL, Values, meaning_of};
use crate::columns::{Absent, Col, Kind, schema};
use crate::plan::{Lookup, LookupSet, Plan};
use arrow::array::{
    ArrayRef, ListBuilder, PrimitiveBuilder, RecordBatch, StringBuilder, UInt8Builder, UInt16Builder, UInt64Builder,
};
use arrow::datatypes::{ArrowPrimitiveType, SchemaRef};
use arrow::error::ArrowError;
use std::collections::HashMap;
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

/// What a column is padded with.
#[derive(Debug, Clone, PartialEq)]
enum Fill {
    Null,
    /// Position in the words of the enumeration; 0 or 1 for a boolean.
    Code(u16),
    Zero,
    Empty,
    Text(String),
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

fn fill_of(col: Col, plan: &Plan, collected: LookupSet) -> Fill {
    let def = col.def();
    match (col, def.kind) {
        (Col::Zone, _) => return Fill::Text(plan.zone.clone()),
        (Col::SnapshotDate, _) => return Fill::Code(0),
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
    words.iter().position(is_word).and_then(|at| u16::try_from(at).ok()).map_or(Fill::Null, Fill::Code)
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
    Codes(Vec<u16>),
    Symbols(Symbols),
    U16(UInt16Builder),
    U64(UInt64Builder),
    Text(StringBuilder),
    TextList(ListBuilder<StringBuilder>),
    U8List(ListBuilder<UInt8Builder>),
    U16List(ListBuilder<UInt16Builder>),
}

/// Codes of texts, with the texts.
#[derive(Default)]
struct Symbols {
    codes: Vec<u16>,
    words: Vec<Vec<u8>>,
    index: HashMap<Vec<u8>, u16>,
    last: u16,
}

impl Symbols {
    fn code(&mut self, word: &[u8]) -> u16 {
        if self.words.get(usize::from(self.last)).is_some_and(|last| last == word) {
            return self.last;
        }
        self.last = self.index.get(word).copied().unwrap_or_else(|| {
            let code = self.words.len() as u16;
            self.words.push(word.to_vec());
            self.index.insert(word.to_vec(), code);
            code
        });
        self.last
    }
}

impl<'l> Frame<'l> {
    pub(crate) fn new(layout: &'l Layout) -> Self {
        let kinds = Col::ALL.iter().map(|col| col.def().kind).chain(std::iter::repeat(Kind::Text));
        let columns = layout.fills.iter().zip(kinds).zip(&layout.meanings).map(|((fill, kind), meaning)| Column {
            fill: fill.clone(),
            len: 0,
            data: Data::new(kind, *meaning),
        });
        Frame { layout, columns: columns.collect(), rows: 0 }
    }

    /// Ends the row: what it did not set is filled.
    pub(crate) fn finish_row(&mut self) {
        self.rows += 1;
    }

    /// Sets an enumeration to one of its words; an unknown word gives null.
    pub(crate) fn word(&mut self, col: Col, word: &str) {
        let Some(Meaning::Word(words)) = self.layout.meanings[col as usize] else { return };
        let code = match code_of(words, word) {
            Fill::Code(code) => code,
            _ => NULL,
        };
        self.code(col as usize, code);
    }

    pub(crate) fn flag(&mut self, col: Col, value: bool) {
        self.code(col as usize, u16::from(value));
    }

    /// Sets a number, capped at what the column can hold.
    pub(crate) fn number(&mut self, col: Col, value: impl TryInto<u64>) {
        let value = value.try_into().unwrap_or(u64::MAX);
        match self.column(col as usize) {
            Data::Codes(_) => self.code(col as usize, value.min(u8::MAX.into()) as u16),
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
                append_text(builder.values(), text.as_ref());
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
        match self.column(col as usize) {
            Data::Codes(_) | Data::Symbols(_) => self.code(col as usize, NULL),
            data => data.append_null(1),
        }
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
        match self.column(at) {
            Data::Text(builder) => append_text(builder, text),
            Data::Symbols(symbols) => {
                let code = symbols.code(text);
                self.code(at, code);
            }
            _ => {}
        }
    }

    /// Sets the code of this row.
    fn code(&mut self, at: usize, code: u16) {
        let (rows, column) = (self.rows, &mut self.columns[at]);
        column.len = rows + 1;
        let (fill, codes) = match &mut column.data {
            Data::Codes(codes) => (column.fill.code(), codes),
            Data::Symbols(symbols) => (NULL, &mut symbols.codes),
            _ => return,
        };
        if codes.is_empty() {
            codes.resize(CHUNK_ROWS, fill);
        }
        codes[rows] = code;
    }

    /// The builder of a column, padded up to this row; the caller appends exactly one value.
    fn column(&mut self, at: usize) -> &mut Data {
        let rows = self.rows;
        let column = &mut self.columns[at];
        if matches!(column.data, Data::Codes(_) | Data::Symbols(_)) {
            return &mut column.data;
        }
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
            (Fill::Zero, Data::U16(builder)) => builder.append_value_n(0, n),
            (Fill::Zero, Data::U64(builder)) => builder.append_value_n(0, n),
            (Fill::Text(text), Data::Text(builder)) => (0..n).for_each(|_| builder.append_value(text)),
            (Fill::Empty, Data::TextList(builder)) => (0..n).for_each(|_| builder.append(true)),
            (Fill::Empty, Data::U8List(builder)) => (0..n).for_each(|_| builder.append(true)),
            (Fill::Empty, Data::U16List(builder)) => (0..n).for_each(|_| builder.append(true)),
            (_, data) => data.append_null(n),
        }
    }

    /// The finished column; `constant` is what it holds, and more of it, if no row touched it.
    fn into_part(mut self, rows: usize, constant: Option<&ArrayRef>) -> Part {
        match constant {
            Some(constant) if self.len == 0 => return Part::Array(constant.slice(0, rows)),
            _ => self.pad(rows),
        }
        Part::Array(match self.data {
            Data::Codes(codes) => return Part::Coded(into_codes(&self.fill, codes, Vec::new(), rows)),
            Data::Symbols(symbols) => return Part::Coded(into_codes(&self.fill, symbols.codes, symbols.words, rows)),
            Data::U16(mut builder) => Arc::new(builder.finish()),
            Data::U64(mut builder) => Arc::new(builder.finish()),
            Data::Text(mut builder) => Arc::new(builder.finish()),
            Data::TextList(mut builder) => Arc::new(builder.finish()),
            Data::U8List(mut builder) => Arc::new(builder.finish()),
            Data::U16List(mut builder) => Arc::new(builder.finish()),
        })
    }
}

fn into_codes(fill: &Fill, mut codes: Vec<u16>, mut words: Vec<Vec<u8>>, rows: usize) -> Codes {
    if let (Fill::Text(text), true) = (fill, codes.is_empty()) {
        words = vec![text.clone().into_bytes()];
    }
    codes.truncate(rows);
    let values = if codes.is_empty() { Values::All(fill.code()) } else { Values::Each(codes) };
    Codes { rows, values, words }
}

impl Fill {
    fn code(&self) -> u16 {
        match self {
            Fill::Code(code) => *code,
            Fill::Zero | Fill::Text(_) => 0,
            Fill::Null | Fill::Empty => NULL,
        }
    }
}

impl Data {
    fn new(kind: Kind, meaning: Option<Meaning>) -> Data {
        match kind {
            _ if meaning == Some(Meaning::Symbol) => Data::Symbols(Symbols::default()),
            Kind::Enum(_) | Kind::Bool | Kind::U8 | Kind::Date => Data::Codes(Vec::new()),
            Kind::U16 => Data::U16(PrimitiveBuilder::with_capacity(0)),
            Kind::U64 => Data::U64(PrimitiveBuilder::with_capacity(0)),
            Kind::Text => Data::Text(StringBuilder::with_capacity(0, 0)),
            Kind::TextList => Data::TextList(ListBuilder::with_capacity(StringBuilder::with_capacity(0, 0), 0)),
            Kind::U8List => Data::U8List(ListBuilder::with_capacity(PrimitiveBuilder::with_capacity(0), 0)),
            Kind::U16List => Data::U16List(ListBuilder::with_capacity(PrimitiveBuilder::with_capacity(0), 0)),
        }
    }

    /// Room for a chunk, made when a column is first touched.
    fn reserve(&mut self) {
        match self {
            Data::U16(builder) => *builder = PrimitiveBuilder::with_capacity(CHUNK_ROWS),
            Data::U64(builder) => *builder = PrimitiveBuilder::with_capacity(CHUNK_ROWS),
            Data::Text(builder) => *builder = StringBuilder::with_capacity(CHUNK_ROWS, CHUNK_ROWS * 16),
            Data::TextList(builder) => {
                let texts = StringBuilder::with_capacity(CHUNK_ROWS, CHUNK_ROWS * 16);
                *builder = ListBuilder::with_capacity(texts, CHUNK_ROWS);
            }
            _ => {}
        }
    }

    fn append_null(&mut self, n: usize) {
        match self {
            Data::U16(builder) => builder.append_nulls(n),
            Data::U64(builder) => builder.append_nulls(n),
            Data::Codes(_) | Data::Symbols(_) => {}
            Data::Text(builder) => (0..n).for_each(|_| builder.append_null()),
            Data::TextList(builder) => (0..n).for_each(|_| builder.append(false)),
            Data::U8List(builder) => (0..n).for_each(|_| builder.append(false)),
            Data::U16List(builder) => (0..n).for_each(|_| builder.append(false)),
        }
    }
}

/// Appends a text; bytes that are not UTF-8 are replaced.
fn append_text(builder: &mut StringBuilder, text: &[u8]) {
    match std::str::from_utf8(text) {
        Ok(text) => builder.append_value(text),
        Err(_) => builder.append_value(String::from_utf8_lossy(text)),
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
