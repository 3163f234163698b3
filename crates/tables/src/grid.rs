//! Rows and columns of a finished result, and its encodings: Parquet, CSV, JSON.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use polars::prelude::{
    Column as PolarsColumn, DataFrame, DataType, KeyValueMetadata, NamedFrom, ParquetWriter, PolarsResult, Series,
};

use crate::order::parse_date;
use crate::{Result, TableError};

/// A result as plain cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// Name of the result.
    pub name: String,
    /// Names and types of the columns.
    pub columns: Vec<(String, CellKind)>,
    /// Rows, one cell per column.
    pub rows: Vec<Vec<Cell>>,
    /// Key-value metadata for the Parquet file.
    pub metadata: BTreeMap<String, String>,
}

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// UTF-8 text.
    Text,
    /// A date `YYYY-MM-DD`: Date32 in Parquet.
    Date,
    /// A number of names: UInt64 in Parquet.
    Count,
    /// A ratio: Float64 in Parquet.
    Rate,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// Text, or a date.
    Text(String),
    /// A number of names.
    Count(u64),
    /// A ratio.
    Rate(f64),
}

impl Grid {
    pub(crate) fn new(name: &str, metadata: BTreeMap<String, String>) -> Self {
        Self { name: name.to_owned(), metadata, ..Self::default() }
    }

    pub(crate) fn add_column(&mut self, name: &str, kind: CellKind) {
        self.columns.push((name.to_owned(), kind));
    }

    /// The rows as a Parquet file (zstd).
    ///
    /// # Errors
    /// [`TableError::Encode`].
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        self.encode_parquet().map_err(|e| self.encode_error(&e))
    }

    /// Writes the Parquet file `path` whole or not at all: aside, synced, then renamed.
    ///
    /// # Errors
    /// [`TableError::Encode`], [`TableError::Write`].
    pub fn write_parquet(&self, path: &Path) -> Result<()> {
        let bytes = self.to_parquet()?;
        let aside = path.with_extension("parquet.partial");
        let write = || {
            let mut file = File::create(&aside)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&aside, path)
        };
        write().map_err(|source| TableError::Write { path: path.to_owned(), source })
    }

    /// The rows as CSV (RFC 4180, LF) with a header.
    ///
    /// Text is made safe for spreadsheets: a field that starts with `=`, `+`, `-`, `@`, TAB, CR or LF would run as a
    /// formula there and gets a `'` in front. A missing text is `(none)`, a missing number empty.
    ///
    /// # Errors
    /// [`TableError::Encode`].
    pub fn to_csv(&self) -> Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed = |e: csv::Error| self.encode_error(&e);
        writer.write_record(self.columns.iter().map(|(name, _)| neutralise(name))).map_err(failed)?;
        for row in &self.rows {
            let fields = row.iter().zip(&self.columns).map(|(cell, (_, kind))| match cell {
                Cell::Null if matches!(kind, CellKind::Text) => "(none)".to_owned(),
                Cell::Null => String::new(),
                Cell::Text(text) => neutralise(text),
                Cell::Count(n) => n.to_string(),
                Cell::Rate(rate) => rate.to_string(),
            });
            writer.write_record(fields).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|e| self.encode_error(&e))?;
        String::from_utf8(bytes).map_err(|e| self.encode_error(&e))
    }

    /// The rows as a JSON array of objects, one per line; keys in the order of the columns.
    ///
    /// # Errors
    /// [`TableError::Encode`].
    pub fn to_json(&self) -> Result<String> {
        let quote = |text: &str| serde_json::to_string(text).map_err(|e| self.encode_error(&e));
        let mut out = String::from("[");
        for (i, row) in self.rows.iter().enumerate() {
            out.push_str(if i == 0 { "\n{" } else { ",\n{" });
            for (j, (cell, (name, _))) in row.iter().zip(&self.columns).enumerate() {
                out.push_str(if j == 0 { "" } else { "," });
                out.push_str(&quote(name)?);
                out.push(':');
                match cell {
                    Cell::Text(text) => out.push_str(&quote(text)?),
                    Cell::Count(n) => out.push_str(&n.to_string()),
                    Cell::Rate(rate) if rate.is_finite() => out.push_str(&rate.to_string()),
                    Cell::Null | Cell::Rate(_) => out.push_str("null"),
                }
            }
            out.push('}');
        }
        out.push_str("\n]\n");
        Ok(out)
    }

    fn encode_parquet(&self) -> PolarsResult<Vec<u8>> {
        let columns = (0..self.columns.len()).map(|i| self.encode_column(i)).collect::<PolarsResult<_>>()?;
        let mut frame = DataFrame::new(self.rows.len(), columns)?;
        let pairs = self.metadata.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(pairs)))
            .finish(&mut frame)?;
        Ok(bytes)
    }

    fn encode_column(&self, index: usize) -> PolarsResult<PolarsColumn> {
        let (name, kind) = &self.columns[index];
        let name = name.as_str().into();
        let cells = self.rows.iter().map(|row| &row[index]);
        let text = |cell: &Cell| if let Cell::Text(text) = cell { Some(text.clone()) } else { None };
        let series = match kind {
            CellKind::Text => Series::new(name, cells.map(text).collect::<Vec<_>>()),
            CellKind::Date => {
                let days: Vec<_> = cells.map(|cell| text(cell).as_deref().and_then(parse_date)).collect();
                Series::new(name, days).cast(&DataType::Date)?
            }
            CellKind::Count => {
                let count = |cell: &Cell| if let Cell::Count(n) = cell { Some(*n) } else { None };
                Series::new(name, cells.map(count).collect::<Vec<_>>())
            }
            CellKind::Rate => {
                let rate = |cell: &Cell| if let Cell::Rate(rate) = cell { Some(*rate) } else { None };
                Series::new(name, cells.map(rate).collect::<Vec<_>>())
            }
        };
        Ok(series.into())
    }

    fn encode_error(&self, error: &dyn std::fmt::Display) -> TableError {
        TableError::Encode { table: self.name.clone(), reason: error.to_string() }
    }
}

fn neutralise(text: &str) -> String {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if starts_formula { format!("'{text}") } else { text.to_owned() }
}
