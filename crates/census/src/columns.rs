//! The column table: every fact of `domains.parquet`, defined once.
//!
//! From it come the Arrow schema, the metadata of its fields, docs/COLUMNS.md and what a row without records of a lookup holds.

mod table;

pub use table::Col;

use crate::cohort::Cohort;
use crate::plan::{Lookup, Plan};
use arrow::datatypes::{DataType, Field, Schema};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Version of the definitions below; it grows when the meaning of a column changes.
pub const DEFINITIONS_VERSION: &str = "1";

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of a fixed set of words (Utf8).
    Enum(&'static [&'static str]),
    /// Boolean.
    Bool,
    /// UInt8.
    U8,
    /// UInt16.
    U16,
    /// UInt64.
    U64,
    /// Date32.
    Date,
    /// Utf8.
    Text,
    /// List of Utf8.
    TextList,
    /// List of UInt8.
    U8List,
    /// List of UInt16.
    U16List,
}

/// What a row holds whose lookups were collected and gave no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Null: the column describes a record.
    Null,
    /// False.
    False,
    /// Zero.
    Zero,
    /// The first word of the enumeration.
    First,
    /// An empty list.
    Empty,
}

/// One column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnDef {
    /// Name in the file.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Lookups that must be collected for the column to be known; where one is not, it is null.
    pub needs: &'static [Lookup],
    /// Value where they were collected and there is no record.
    pub absent: Absent,
    /// What the value says.
    pub definition: &'static str,
    /// Unit of a number, empty for none.
    pub unit: &'static str,
    /// Document and section that the definition follows, empty for none.
    pub rfc: &'static str,
    /// How evidence of one name from several files comes together.
    pub merge: &'static str,
}

impl Kind {
    fn data_type(self) -> DataType {
        let list = |item| DataType::List(Arc::new(Field::new("item", item, true)));
        match self {
            Kind::Enum(_) | Kind::Text => DataType::Utf8,
            Kind::Bool => DataType::Boolean,
            Kind::U8 => DataType::UInt8,
            Kind::U16 => DataType::UInt16,
            Kind::U64 => DataType::UInt64,
            Kind::Date => DataType::Date32,
            Kind::TextList => list(DataType::Utf8),
            Kind::U8List => list(DataType::UInt8),
            Kind::U16List => list(DataType::UInt16),
        }
    }

    /// The type as documentation names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Enum(_) => "enum (Utf8)",
            Kind::Bool => "Boolean",
            Kind::U8 => "UInt8",
            Kind::U16 => "UInt16",
            Kind::U64 => "UInt64",
            Kind::Date => "Date32",
            Kind::Text => "Utf8",
            Kind::TextList => "List<Utf8>",
            Kind::U8List => "List<UInt8>",
            Kind::U16List => "List<UInt16>",
        }
    }
}

impl Col {
    /// The column with this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Col> {
        Col::ALL.iter().copied().find(|col| col.def().name == name)
    }
}

/// The names of the columns that a census of this plan writes, in order.
#[must_use]
pub fn known_columns(plan: &Plan) -> Vec<String> {
    let extras = plan.cohort.iter().flat_map(|cohort| cohort.extras().map(|c| c.name.clone()));
    Col::ALL.iter().map(|col| col.def().name.to_owned()).chain(extras).collect()
}

/// The Arrow schema of `domains.parquet`. Every field has the metadata `definition`, and where they say something `unit`, `rfc` and
/// `values`.
#[must_use]
pub fn schema(plan: &Plan) -> Schema {
    let mut fields: Vec<Field> = Col::ALL.iter().map(|col| field(col.def())).collect();
    for extra in plan.cohort.iter().flat_map(Cohort::extras) {
        let metadata = HashMap::from([("definition".to_owned(), "From the cohort, joined on the name.".to_owned())]);
        fields.push(Field::new(&extra.name, DataType::Utf8, true).with_metadata(metadata));
    }
    Schema::new(fields)
}

fn field(def: &ColumnDef) -> Field {
    let mut metadata = HashMap::from([("definition".to_owned(), def.definition.to_owned())]);
    for (key, text) in [("unit", def.unit), ("rfc", def.rfc), ("merge", def.merge)] {
        if !text.is_empty() {
            metadata.insert(key.to_owned(), text.to_owned());
        }
    }
    if let Kind::Enum(values) = def.kind {
        metadata.insert("values".to_owned(), values.join(" "));
    }
    let required = matches!(def.name, "snapshot_date" | "zone" | "name" | "labels" | "is_idn" | "errors");
    Field::new(def.name, def.kind.data_type(), !required).with_metadata(metadata)
}

/// docs/COLUMNS.md: the data dictionary.
#[must_use]
pub fn columns_markdown() -> String {
    let mut text = format!(
        "# Columns of domains.parquet\n\nGenerated from `crates/census/src/columns/table.rs`; definitions version {DEFINITIONS_VERSION}.\n\n\
         One row per counted name, in canonical DNS order (RFC 4034 6.1). A column is null where one of the lookups it needs was not\n\
         collected or failed (the `q_` columns say which), and where it describes a record that is not there. \"If absent\" is the value\n\
         of a name whose lookups were collected and gave no record. Columns that a cohort adds follow the last one, as Utf8.\n\n\
         | column | type | needs | if absent | definition | RFC | merge |\n|---|---|---|---|---|---|---|\n"
    );
    for col in Col::ALL {
        let def = col.def();
        let needs: Vec<&str> = def.needs.iter().map(|lookup| lookup.as_str()).collect();
        let values = match def.kind {
            Kind::Enum(values) => {
                format!(" Values: {}.", values.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", "))
            }
            _ => String::new(),
        };
        let unit = if def.unit.is_empty() { String::new() } else { format!(" Unit: {}.", def.unit) };
        let (name, kind, absent) = (def.name, def.kind.name(), absent_text(def));
        let needs = needs.join(", ");
        let (definition, rfc, merge) = (def.definition, def.rfc, def.merge);
        let _ =
            writeln!(text, "| `{name}` | {kind} | {needs} | {absent} | {definition}{values}{unit} | {rfc} | {merge} |");
    }
    text
}

fn absent_text(def: &ColumnDef) -> String {
    match (def.absent, def.kind) {
        _ if def.needs.is_empty() && def.absent == Absent::Null => String::new(),
        (Absent::Null, _) => "null".to_owned(),
        (Absent::False, _) => "false".to_owned(),
        (Absent::Zero, _) => "0".to_owned(),
        (Absent::First, Kind::Enum(values)) => format!("`{}`", values[0]),
        (Absent::First, _) => String::new(),
        (Absent::Empty, _) => "[]".to_owned(),
    }
}

#[cfg(test)]
mod tests;
