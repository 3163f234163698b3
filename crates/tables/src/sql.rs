//! SQL text to polars expressions, by polars' own SQL front end.
//!
//! Counting adds up slices of a file, so an expression must give each row the same value whatever rows stand beside it.
//! polars knows this property as "elementwise"; everything else (aggregates, windows, subqueries) is refused here.

use polars::prelude::*;
use polars::sql::sql_expr;
use polars_plan::plans::{ExprToIRContext, is_elementwise_rec, to_expr_ir};

use crate::tally::lazy;
use crate::{Place, Result, TableError};

/// An expression found good against a schema.
#[derive(Clone)]
pub(crate) struct Checked {
    pub(crate) expr: Expr,
    pub(crate) dtype: DataType,
}

/// Parses `text`, without its alias; also returns the alias, or the column's name if it is nothing but a column.
pub(crate) fn parse_expression(text: &str, place: &Place) -> Result<(Expr, Option<String>)> {
    let expr = sql_expr(text).map_err(|e| refuse(text, place, &e.to_string()))?;
    let (expr, name) = match expr {
        Expr::Alias(inner, name) => (Expr::clone(&inner), Some(name.to_string())),
        Expr::Column(name) => (Expr::Column(name.clone()), Some(name.to_string())),
        other => (other, None),
    };
    if has_subquery(&expr) || expr.clone().meta().has_multiple_outputs() {
        return Err(refuse(text, place, "wildcards and subqueries are not possible here"));
    }
    Ok((expr, name))
}

/// Name of the key that `text` defines; the text itself where it has none (then it does not compile either).
pub(crate) fn key_name(text: &str) -> String {
    let parsed = parse_expression(text, &Place::default());
    parsed.ok().and_then(|(_, name)| name).unwrap_or_else(|| text.to_owned())
}

/// The columns that `expr` reads, each once, in order of first use.
pub(crate) fn find_columns(expr: &Expr) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in expr.clone().meta().root_names() {
        if !found.iter().any(|f| f == name.as_str()) {
            found.push(name.to_string());
        }
    }
    found
}

/// Checks a parsed expression against the columns there are: names, row-wise evaluation, and the type of its result.
pub(crate) fn check_expression(expr: Expr, text: &str, place: &Place, schema: &Schema) -> Result<Checked> {
    let mut used = Schema::default();
    for column in find_columns(&expr) {
        let Some(dtype) = schema.get(&column) else {
            let suggestion = find_similar(&column, schema.iter_names().map(PlSmallStr::as_str));
            return Err(TableError::Column { place: place.clone(), column, suggestion });
        };
        used.with_column(column.into(), dtype.clone());
    }
    let schema = &used;
    let elementwise = is_elementwise(&expr, schema).map_err(|e| refuse(text, place, &e.to_string()))?;
    if !elementwise {
        let reason = "must give a value for each name by itself: no aggregates, windows or row order";
        return Err(refuse(text, place, reason));
    }
    let result = lazy(DataFrame::empty_with_schema(schema))
        .select([expr.clone().alias("result")])
        .collect()
        .and_then(|frame| Ok(frame.column("result")?.dtype().clone()))
        .map_err(|e| refuse(text, place, &e.to_string()))?;
    Ok(Checked { expr, dtype: result })
}

/// The error for an expression that cannot be used.
pub(crate) fn refuse(text: &str, place: &Place, reason: &str) -> TableError {
    // polars appends the logical plan to some messages; the first line is the message.
    let reason = reason.lines().next().unwrap_or_default().to_owned();
    TableError::Expression { place: place.clone(), expression: text.to_owned(), reason }
}

fn has_subquery(expr: &Expr) -> bool {
    expr.into_iter().any(|e| matches!(e, Expr::SubPlan(..)))
}

fn is_elementwise(expr: &Expr, schema: &Schema) -> PolarsResult<bool> {
    // `x IN (1, 2)` arrives as is_in(x, implode(literal)): the same for every row, though formally an aggregate.
    let expr = expr.clone().map_expr(|e| match e {
        Expr::Agg(AggExpr::Implode { input, .. }) if matches!(*input, Expr::Literal(_)) => Expr::clone(&input),
        other => other,
    });
    let mut arena = Default::default();
    let mut context = ExprToIRContext::new_no_verification(&mut arena, schema);
    let node = to_expr_ir(expr, &mut context)?.node();
    Ok(is_elementwise_rec(node, &arena))
}

/// The known name closest to `wanted` by edit distance, if it is close.
pub(crate) fn find_similar<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    known
        .map(|name| (edit_distance(wanted, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name.to_owned())
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(!ca.eq_ignore_ascii_case(cb));
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
