//! Errors, each naming the table, the key of its definition and the column or file concerned.

use std::fmt;
use std::path::PathBuf;

/// Why a table could not be defined, built or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A definition uses a column that no fact provides.
    #[error("{place}: no fact provides the column `{column}`{}", suggest(.suggestion.as_deref()))]
    Column {
        /// Where in the definition.
        place: Place,
        /// The column asked for.
        column: String,
        /// The known column with the most similar name, if one is similar.
        suggestion: Option<String>,
    },
    /// An SQL expression that cannot be used.
    #[error("{place}: `{expression}`: {reason}")]
    Expression {
        /// Where in the definition.
        place: Place,
        /// The expression as written.
        expression: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A definition that contradicts itself.
    #[error("{place}: {reason}")]
    Definition {
        /// Where in the definition.
        place: Place,
        /// What is wrong with it.
        reason: String,
    },
    /// An input file that cannot be read, or lacks a column.
    #[error("{}: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// An evaluation that failed after the definition was found good.
    #[error("{place}: {reason}")]
    Evaluate {
        /// The table and key, as far as known.
        place: Place,
        /// What the engine said.
        reason: String,
    },
    /// A snapshot whose rows are not in canonical DNS order (RFC 4034 6.1), or that holds a name twice.
    #[error("snapshot {snapshot}: `{name}` follows `{previous}`: names must be unique and in canonical DNS order")]
    Unordered {
        /// The snapshot.
        snapshot: String,
        /// The name that comes too late.
        name: String,
        /// The name before it.
        previous: String,
    },
    /// Stocks and flows of a [`diff`](crate::diff) disagree: stock(B) must be stock(A) + in - out.
    #[error(
        "state `{state}`, value `{value}`: counted {counted} names in snapshot {snapshot}, but the flows give {derived}"
    )]
    Unbalanced {
        /// Name of the state expression.
        state: String,
        /// The state.
        value: String,
        /// The snapshot in which the stock was counted.
        snapshot: String,
        /// Stock counted directly.
        counted: u64,
        /// Stock by adding up the flows.
        derived: u64,
    },
    /// A file that could not be written.
    #[error("{}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// A table that could not be encoded as Parquet, CSV or JSON.
    #[error("table `{table}`: {reason}")]
    Encode {
        /// The table.
        table: String,
        /// What the encoder said.
        reason: String,
    },
}

/// A place in a table definition: the table, the metric (if any) and the key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the table.
    pub table: String,
    /// Name of the metric, when the key is one of a metric's.
    pub metric: Option<String>,
    /// The key of the definition: `by`, `filter`, `numerator`.
    pub key: String,
}

impl Place {
    pub(crate) fn new(table: &str, key: &str) -> Self {
        Self { table: table.into(), metric: None, key: key.into() }
    }

    pub(crate) fn of_metric(table: &str, metric: &str, key: &str) -> Self {
        Self { table: table.into(), metric: Some(metric.into()), key: key.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table `{}`", self.table)?;
        if let Some(metric) = &self.metric {
            write!(f, ", metric `{metric}`")?;
        }
        write!(f, ", key `{}`", self.key)
    }
}

fn suggest(suggestion: Option<&str>) -> String {
    suggestion.map(|s| format!("; did you mean `{s}`?")).unwrap_or_default()
}
