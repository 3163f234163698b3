//! Definitions to checked expressions: every mistake in a definition is found here, from the column list alone.

use polars::prelude::*;

use crate::def::{Column, DiffDef, Kind, Metric, TableDef};
use crate::sql::{Checked, check_expression, find_columns, parse_expression, refuse};
use crate::{Place, Result, TableError};

/// Columns that every written table has beside its keys.
pub(crate) const RESERVED: [&str; 8] =
    ["snapshot", "row_kind", "metric", "numerator", "denominator", "denominator_name", "unknown", "rate"];

/// The columns of `domains.parquet` that a definition reads, each once, in order of first use.
///
/// # Errors
/// An expression is not valid SQL.
pub fn columns_used(def: &TableDef) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for (text, place) in expressions(def) {
        for column in find_columns(&parse_expression(text, &place)?.0) {
            if !found.contains(&column) {
                found.push(column);
            }
        }
    }
    Ok(found)
}

/// Checks a definition against the columns that `domains.parquet` will have.
///
/// # Errors
/// [`TableError::Column`], [`TableError::Expression`] or [`TableError::Definition`], naming table, metric and key.
pub fn validate(def: &TableDef, known: &[Column]) -> Result<()> {
    compile(def, &schema_of(known)).map(drop)
}

/// Checks what `diff` follows against the columns that `domains.parquet` will have.
///
/// # Errors
/// As [`validate`]; the table is called `diff`.
pub fn validate_diff(def: &DiffDef, known: &[Column]) -> Result<()> {
    compile_diff(def, &schema_of(known)).map(drop)
}

/// Those of `defs` that the known columns can feed; a `type` among the keys is left out where there is no such column.
///
/// For bundled definitions, which must suit any pipeline. A user's own definitions go to [`validate`] instead.
pub fn fit(defs: &[TableDef], known: &[Column]) -> Vec<TableDef> {
    let has = |name: &str| known.iter().any(|c| c.name == name);
    let fed = |def: &TableDef| columns_used(def).is_ok_and(|used| used.iter().all(|c| has(c)));
    let mut fitting = defs.to_vec();
    if !has("type") {
        fitting.iter_mut().for_each(|def| def.by.retain(|key| key != "type"));
    }
    fitting.retain(fed);
    fitting
}

/// A definition whose expressions are checked; keys are paired with their names.
pub(crate) struct Compiled {
    pub(crate) by: Vec<(String, Expr)>,
    pub(crate) filter: Option<Expr>,
    pub(crate) metrics: Vec<CompiledMetric>,
    pub(crate) explode: Option<Explode>,
}

impl Compiled {
    /// Every expression, for the columns it reads.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let metrics = self.metrics.iter().flat_map(|m| [&m.numerator.expr, &m.denominator]);
        let keys = self.by.iter().map(|(_, expr)| expr);
        keys.chain(&self.filter).chain(self.explode.iter().map(|e| &e.expr)).chain(metrics)
    }
}

/// A metric's expressions.
pub(crate) struct CompiledMetric {
    pub(crate) numerator: Checked,
    pub(crate) denominator: Expr,
}

/// The key that splits numerators.
pub(crate) struct Explode {
    pub(crate) name: String,
    pub(crate) expr: Expr,
    pub(crate) is_list: bool,
    /// The column of texts whose values the elements are, wherever it has one, if nothing else in the definition reads it.
    pub(crate) column: Option<String>,
}

pub(crate) fn compile(def: &TableDef, schema: &Schema) -> Result<Compiled> {
    check_shape(def)?;
    let by = compile_keys(&def.name, &def.by, schema)?;
    let filter = compile_filter(&def.name, def.filter.as_deref(), schema)?;
    let explode = match &def.explode {
        Some(text) => Some(compile_explode(&def.name, text, schema)?),
        None => None,
    };
    let names = by.iter().map(|(name, _)| name).chain(explode.iter().map(|e| &e.name));
    check_key_names(&def.name, names)?;
    let compile_metric = |metric| compile_metric(&def.name, metric, schema);
    let metrics = def.metrics.iter().map(compile_metric).collect::<Result<_>>()?;
    let mut compiled = Compiled { by, filter, metrics, explode: None };
    let is_read = |column: &String| compiled.expressions().flat_map(find_columns).any(|other| other == *column);
    let explode =
        explode.map(|explode| Explode { column: explode.column.filter(|column| !is_read(column)), ..explode });
    compiled.explode = explode;
    Ok(compiled)
}

/// The checked keys, filter and states (as if they were keys) of a diff.
pub(crate) struct CompiledDiff {
    pub(crate) by: Vec<(String, Expr)>,
    pub(crate) filter: Option<Expr>,
    pub(crate) states: Vec<Expr>,
}

pub(crate) fn compile_diff(def: &DiffDef, schema: &Schema) -> Result<CompiledDiff> {
    check_states(def)?;
    let by = compile_keys("diff", &def.by, schema)?;
    check_key_names("diff", by.iter().map(|(name, _)| name))?;
    let filter = compile_filter("diff", def.filter.as_deref(), schema)?;
    let compile_state = |state: &crate::State| {
        let place = Place::of_metric("diff", &state.name, "state");
        let (expr, _) = parse_expression(&state.state, &place)?;
        let checked = check_expression(expr, &state.state, &place, schema)?;
        check_scalar(&checked, &state.state, &place)?;
        Ok(checked.expr)
    };
    let states = def.states.iter().map(compile_state).collect::<Result<_>>()?;
    Ok(CompiledDiff { by, filter, states })
}

/// What can be said against a diff without looking at its expressions.
pub(crate) fn check_states(def: &DiffDef) -> Result<()> {
    let wrong = |reason: String| Err(TableError::Definition { place: Place::new("diff", "states"), reason });
    if def.states.is_empty() {
        return wrong("at least one state is needed".to_owned());
    }
    for (i, state) in def.states.iter().enumerate() {
        if def.states[..i].iter().any(|other| other.name == state.name) {
            return wrong(format!("two states are called `{}`", state.name));
        }
    }
    Ok(())
}

pub(crate) fn schema_of(columns: &[Column]) -> Schema {
    columns.iter().map(|c| (PlSmallStr::from_str(&c.name), dtype_of(c.kind))).collect()
}

fn dtype_of(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Bool => DataType::Boolean,
        Kind::U8 => DataType::UInt8,
        Kind::U16 => DataType::UInt16,
        Kind::U32 => DataType::UInt32,
        Kind::U64 => DataType::UInt64,
        Kind::Date => DataType::Date,
        Kind::TextList => DataType::List(Box::new(DataType::String)),
        Kind::U8List => DataType::List(Box::new(DataType::UInt8)),
        Kind::U16List => DataType::List(Box::new(DataType::UInt16)),
    }
}

/// Every expression of a definition with its place.
fn expressions(def: &TableDef) -> Vec<(&str, Place)> {
    let mut all: Vec<(&str, Place)> = Vec::new();
    all.extend(def.by.iter().map(|text| (text.as_str(), Place::new(&def.name, "by"))));
    all.extend(def.filter.iter().map(|text| (text.as_str(), Place::new(&def.name, "filter"))));
    all.extend(def.explode.iter().map(|text| (text.as_str(), Place::new(&def.name, "explode"))));
    for metric in &def.metrics {
        let place = |key| Place::of_metric(&def.name, &metric.name, key);
        all.extend(metric.numerator.iter().map(|text| (text.as_str(), place("numerator"))));
        all.extend(metric.denominator.iter().map(|text| (text.as_str(), place("denominator"))));
    }
    all
}

/// What can be said against a definition without looking at its expressions.
fn check_shape(def: &TableDef) -> Result<()> {
    let wrong = |key: &str, reason: &str| {
        Err(TableError::Definition { place: Place::new(&def.name, key), reason: reason.to_owned() })
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if def.name.is_empty() || !def.name.chars().all(plain) {
        return wrong("name", "must be lower-case letters, digits, `_` and `-`: it names a folder");
    }
    if def.metrics.is_empty() {
        return wrong("metrics", "at least one metric is needed");
    }
    for (i, metric) in def.metrics.iter().enumerate() {
        let same = |m: &Metric| m.name == metric.name && m.denominator_name == metric.denominator_name;
        if def.metrics[..i].iter().any(same) {
            return wrong("metrics", &format!("two metrics `{}` of `{}`", metric.name, metric.denominator_name));
        }
    }
    if def.explode.is_none() && !def.cumulative.is_empty() {
        return wrong("cumulative", "needs `explode`: it ranks the elements");
    }
    if def.top.is_some() && !def.cumulative.is_empty() {
        return wrong("cumulative", "cannot be combined with `top`");
    }
    if def.top == Some(0) || def.cumulative.contains(&0) {
        return wrong(if def.top == Some(0) { "top" } else { "cumulative" }, "must be at least 1");
    }
    Ok(())
}

fn compile_keys(table: &str, by: &[String], schema: &Schema) -> Result<Vec<(String, Expr)>> {
    let place = Place::new(table, "by");
    by.iter().map(|text| compile_key(text, &place, schema)).collect()
}

fn compile_key(text: &str, place: &Place, schema: &Schema) -> Result<(String, Expr)> {
    let (expr, name) = parse_expression(text, place)?;
    let checked = check_expression(expr, text, place, schema)?;
    check_scalar(&checked, text, place)?;
    let name = name.ok_or_else(|| refuse(text, place, "needs a name: `... AS name`"))?;
    Ok((name, checked.expr))
}

fn compile_explode(table: &str, text: &str, schema: &Schema) -> Result<Explode> {
    let place = Place::new(table, "explode");
    let (expr, name) = parse_expression(text, &place)?;
    let checked = check_expression(expr, text, &place, schema)?;
    let name = name.ok_or_else(|| refuse(text, &place, "needs a name: `... AS name`"))?;
    let is_list = matches!(checked.dtype, DataType::List(_));
    let column = find_elements(&checked.expr, schema);
    Ok(Explode { name, expr: checked.expr, is_list, column })
}

/// The column of texts whose values an expression gives, wherever it has one: the column itself, or COALESCE of it and others.
fn find_elements(expr: &Expr, schema: &Schema) -> Option<String> {
    let (column, is_text) = match expr {
        Expr::Column(name) => (name, schema.get(name)?.leaf_dtype() == &DataType::String),
        Expr::Function { input, function: FunctionExpr::Coalesce } => {
            let Some((Expr::Column(name), others)) = input.split_first() else { return None };
            let is_first_only = !others.iter().flat_map(find_columns).any(|other| other == name.as_str());
            (name, is_first_only && schema.get(name)? == &DataType::String)
        }
        _ => return None,
    };
    is_text.then(|| column.to_string())
}

fn check_scalar(checked: &Checked, text: &str, place: &Place) -> Result<()> {
    match checked.dtype {
        DataType::List(_) => Err(refuse(text, place, "is a list: use it as `explode`")),
        _ => Ok(()),
    }
}

fn check_key_names<'a>(table: &str, names: impl Iterator<Item = &'a String>) -> Result<()> {
    let mut seen: Vec<&String> = Vec::new();
    for name in names {
        if RESERVED.contains(&name.as_str()) || seen.contains(&name) {
            let reason = format!("a key cannot be named `{name}`: the table has that column already");
            return Err(TableError::Definition { place: Place::new(table, "by"), reason });
        }
        seen.push(name);
    }
    Ok(())
}

fn compile_filter(table: &str, text: Option<&str>, schema: &Schema) -> Result<Option<Expr>> {
    text.map(|text| compile_condition(text, &Place::new(table, "filter"), schema)).transpose()
}

fn compile_condition(text: &str, place: &Place, schema: &Schema) -> Result<Expr> {
    let checked = check_expression(parse_expression(text, place)?.0, text, place, schema)?;
    match checked.dtype {
        DataType::Boolean => Ok(checked.expr),
        other => Err(refuse(text, place, &format!("must be true or false, not {other:?}"))),
    }
}

fn compile_metric(table: &str, metric: &Metric, schema: &Schema) -> Result<CompiledMetric> {
    let place = |key| Place::of_metric(table, &metric.name, key);
    let text = metric.denominator.as_deref().unwrap_or("true");
    let denominator = compile_condition(text, &place("denominator"), schema)?;
    let text = metric.numerator.as_deref().unwrap_or("true");
    let place = place("numerator");
    let numerator = check_expression(parse_expression(text, &place)?.0, text, &place, schema)?;
    if numerator.dtype == DataType::Boolean || numerator.dtype.is_integer() {
        return Ok(CompiledMetric { numerator, denominator });
    }
    let reason = format!("must be true or false, or a whole number, not {:?}", numerator.dtype);
    Err(refuse(text, &place, &reason))
}
