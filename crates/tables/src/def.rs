//! What to count: table definitions as a pipeline file states them.

use serde::Deserialize;

/// The bundled table definitions, as TOML text with one `[[table]]` per table (deserialise as [`Definitions`]).
///
/// [`fit`](crate::fit) keeps those that a given pipeline can feed.
pub const DEFAULT_TABLES: &str = include_str!("defaults.toml");

/// A file of table definitions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// The tables, in the order in which they are shown.
    #[serde(default)]
    pub table: Vec<TableDef>,
    /// The states that `diff` follows.
    #[serde(default)]
    pub diff: Option<DiffDef>,
}

/// One table: groups of names, and what share of each group fulfils a condition.
///
/// All conditions are SQL expressions over the columns of `domains.parquet`, one row (= one name) at a time:
/// aggregates, window functions and subqueries are refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDef {
    /// Name of the table and of its folder: lower-case letters, digits, `_` and `-`.
    pub name: String,
    /// One line for the reader.
    #[serde(default)]
    pub title: String,
    /// Keys of the groups: columns, or expressions `expr AS key`. Empty: one group of all names.
    #[serde(default)]
    pub by: Vec<String>,
    /// Count only names for which this is true.
    #[serde(default)]
    pub filter: Option<String>,
    /// What is counted in each group.
    pub metrics: Vec<Metric>,
    /// A further key whose values split the numerator but not the denominator: a list column (a name counts once under
    /// each distinct element, so shares may add to more than 100 %) or a plain one. A name whose value is null is
    /// unknown; one whose list is empty is in the denominator only.
    #[serde(default)]
    pub explode: Option<String>,
    /// Values of the first key in the order of the rows; values not listed follow, sorted.
    #[serde(default)]
    pub order: Vec<String>,
    /// Add a row (with `explode`: one per element) over all groups.
    #[serde(default)]
    pub total: bool,
    /// Keep the `top` largest values (of `explode`, or else groups) and count the rest together as "other". Several
    /// snapshots share the ranks of the last one.
    #[serde(default)]
    pub top: Option<usize>,
    /// With `explode`, in place of one row per element: for each k, the names with at least one of the k most common
    /// elements (concentration).
    #[serde(default)]
    pub cumulative: Vec<usize>,
}

/// One rate of a table.
///
/// A name is *unknown* when its denominator is null, or when it belongs to the denominator and its numerator is null;
/// it is then left out of both. A name known to be outside the denominator is never unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Name of the metric, unique in its table with its `denominator_name`.
    pub name: String,
    /// Condition that makes a name count (within the denominator), or a whole number (not negative) to add up. Left out: `true`.
    #[serde(default)]
    pub numerator: Option<String>,
    /// Condition that puts a name into the denominator. Left out: `true`.
    #[serde(default)]
    pub denominator: Option<String>,
    /// What the denominator is, in words: "names with MX".
    pub denominator_name: String,
}

/// The states to follow from one snapshot to another; see [`diff`](crate::diff).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffDef {
    /// The states of a name, each an expression with few values; null is the state "unknown".
    pub states: Vec<State>,
    /// Keys by which flows are grouped: columns or `expr AS key`. A name in both snapshots counts under its key in the
    /// later one.
    #[serde(default)]
    pub by: Vec<String>,
    /// Follow only names for which this is true, in each snapshot for itself.
    #[serde(default)]
    pub filter: Option<String>,
}

/// A named state expression of a [`DiffDef`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// What the state is about: "dmarc".
    pub name: String,
    /// SQL expression that yields the state of a name.
    pub state: String,
}

/// A column that `domains.parquet` will have: what [`validate`](crate::validate) knows before any file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name of the column.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

impl Column {
    /// A column `name` of type `kind`.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// Types of columns in `domains.parquet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text, also of enumerations.
    Text,
    /// True, false or null.
    Bool,
    /// Unsigned, 8 bit.
    U8,
    /// Unsigned, 16 bit.
    U16,
    /// Unsigned, 32 bit.
    U32,
    /// Unsigned, 64 bit.
    U64,
    /// Days since 1970-01-01.
    Date,
    /// List of text.
    TextList,
    /// List of unsigned 8-bit numbers.
    U8List,
    /// List of unsigned 16-bit numbers.
    U16List,
}
