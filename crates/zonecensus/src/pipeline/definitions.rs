//! The tables of a pipeline and the states that `diff` follows: its own and the bundled ones that fit its columns.

use super::CohortSpec;
use super::document::{Document, PipelineError, nearest};
use census::columns;
use census::{Col, Taxonomy};
use tables::{Column, DEFAULT_TABLES, Definitions, DiffDef, Kind, Place, TableDef, TableError};

type Result<T> = std::result::Result<T, PipelineError>;

/// The tables and the states that come with the program.
pub(super) fn bundled_definitions() -> Result<Definitions> {
    Document::parse("bundled tables", DEFAULT_TABLES)?.deserialize()
}

/// The columns that `domains.parquet` will have.
pub(super) fn known_columns(untyped: bool, cohort: Option<&CohortSpec>) -> Vec<Column> {
    let from_cohort = |name: &str| cohort.is_some_and(|c| c.columns.iter().any(|(_, fact)| fact == name));
    let has = |name: &str| !matches!(name, "type" | "type_group") || !untyped || from_cohort(name);
    let fixed = Col::ALL.iter().map(|col| col.def()).filter(|def| has(def.name));
    let mut known: Vec<Column> = fixed.map(|def| Column::new(def.name, kind_of(def.kind))).collect();
    for (_, name) in cohort.iter().flat_map(|c| &c.columns) {
        if !known.iter().any(|column| column.name == *name) {
            known.push(Column::new(name, Kind::Text));
        }
    }
    known
}

/// The tables that the pipeline asks for: its own and the bundled ones selected, or else all that fit.
pub(super) fn select_tables(
    document: &Document<'_>,
    own: Vec<TableDef>,
    bundled: &[TableDef],
    selected: Option<&[String]>,
    known: &[Column],
) -> Result<Vec<TableDef>> {
    for (i, def) in own.iter().enumerate() {
        tables::validate(def, known).map_err(|e| table_error(document, i, def, &e))?;
        if own[..i].iter().any(|other| other.name == def.name) {
            let message = format!("two tables are called `{}`", def.name);
            return Err(document.error(&["table", &i.to_string(), "name"], message));
        }
    }
    let Some(selected) = selected else {
        return Ok(if own.is_empty() { tables::fit(bundled, known) } else { own });
    };
    let fitting = tables::fit(bundled, known);
    let mut tables = Vec::new();
    for (i, name) in selected.iter().enumerate() {
        let path = ["tables", &i.to_string()];
        let found = own.iter().chain(&fitting).find(|def| def.name == *name);
        match (found, bundled.iter().find(|def| def.name == *name)) {
            (Some(def), _) => tables.push(def.clone()),
            (None, Some(unfit)) => tables::validate(unfit, known).map_err(|e| document.error(&path, e.to_string()))?,
            (None, None) => {
                let names: Vec<&str> = own.iter().chain(bundled).map(|def| def.name.as_str()).collect();
                let did_you_mean = nearest(name, names.iter().copied());
                let did_you_mean = did_you_mean.map(|k| format!("; did you mean `{k}`?")).unwrap_or_default();
                let message = format!("no table is called `{name}`{did_you_mean} (there are: {})", names.join(", "));
                return Err(document.error(&path, message));
            }
        }
    }
    Ok(tables)
}

/// Rows by type come in the order of the taxonomy, unless the table says otherwise.
pub(super) fn order_types(tables: &mut [TableDef], taxonomy: &Taxonomy) {
    let types = taxonomy.types();
    for def in tables.iter_mut().filter(|def| def.order.is_empty()) {
        let name = |get: fn(&census::Type) -> &String| types.iter().map(|kind| get(kind).clone()).collect::<Vec<_>>();
        match def.by.first().map(String::as_str) {
            Some("type") => def.order = name(|kind| &kind.name),
            Some("type_group") => {
                def.order = name(|kind| &kind.group);
                def.order.dedup();
            }
            _ => {}
        }
    }
}

/// The states that `diff` follows: the pipeline's own, or the bundled ones without grouping by type where there are no types.
pub(super) fn select_diff(
    document: &Document<'_>,
    own: Option<DiffDef>,
    bundled: Option<DiffDef>,
    known: &[Column],
) -> Result<Option<DiffDef>> {
    if let Some(diff) = &own {
        tables::validate_diff(diff, known).map_err(|e| diff_error(document, diff, &e))?;
    }
    let fit = |mut diff: DiffDef| {
        diff.by.retain(|key| key != "type" || known.iter().any(|column| column.name == "type"));
        diff
    };
    Ok(own.or_else(|| bundled.map(fit)))
}

/// Shows a mistake in a table definition at the key that has it.
fn table_error(document: &Document<'_>, index: usize, def: &TableDef, error: &TableError) -> PipelineError {
    let index = index.to_string();
    let Some(place) = place_of(error) else { return document.error(&["table", &index], error.to_string()) };
    let metric = place.metric.as_ref().and_then(|name| def.metrics.iter().position(|m| m.name == *name));
    match metric {
        Some(metric) => {
            document.error(&["table", &index, "metrics", &metric.to_string(), &place.key], error.to_string())
        }
        None => document.error(&["table", &index, &place.key], error.to_string()),
    }
}

/// Shows a mistake in `[diff]` at the key that has it.
fn diff_error(document: &Document<'_>, def: &DiffDef, error: &TableError) -> PipelineError {
    let Some(place) = place_of(error) else { return document.error(&["diff"], error.to_string()) };
    let state = place.metric.as_ref().and_then(|name| def.states.iter().position(|state| state.name == *name));
    match state {
        Some(state) => document.error(&["diff", "states", &state.to_string(), &place.key], error.to_string()),
        None => document.error(&["diff", &place.key], error.to_string()),
    }
}

/// The place of a mistake in a definition.
fn place_of(error: &TableError) -> Option<&Place> {
    match error {
        TableError::Column { place, .. }
        | TableError::Expression { place, .. }
        | TableError::Definition { place, .. } => Some(place),
        _ => None,
    }
}

fn kind_of(kind: columns::Kind) -> Kind {
    match kind {
        columns::Kind::Enum(_) | columns::Kind::Text => Kind::Text,
        columns::Kind::Bool => Kind::Bool,
        columns::Kind::U8 => Kind::U8,
        columns::Kind::U16 => Kind::U16,
        columns::Kind::U64 => Kind::U64,
        columns::Kind::Date => Kind::Date,
        columns::Kind::TextList => Kind::TextList,
        // Tables treat lists of any number alike.
        columns::Kind::U8List | columns::Kind::U16List => Kind::U8List,
    }
}
