//! `domains.parquet` to grouped adoption tables, trend and transitions.
//!
//! A [`TableDef`] says what to count as SQL conditions over the columns of `domains.parquet`; [`build`] counts it for
//! one or many snapshots and returns a [`Table`] in long form: every rate with its numerator, its denominator, the
//! denominator's name and the number of names left out because the answer is unknown. [`trend`] adds what a reader of
//! a time series must know (missing months, changed definitions), [`diff`] follows each name from one snapshot to the
//! next. [`validate`] finds a wrong definition from the column list alone, before anything is read.
//!
//! This is the only crate that names polars, and no polars type appears in its API. Tables read the files once, as codes of
//! the columns used, and polars sees each combination of values once with the number of names that have it; a diff reads
//! slices of bounded size. Memory grows with the distinct values that make rows or are ranked, not with the zone.

mod build;
mod collapse;
mod compile;
mod def;
mod diff;
mod elements;
mod error;
mod grid;
mod intern;
mod order;
mod percent;
mod render;
mod scan;
mod sql;
mod table;
mod tally;
mod trend;

pub use build::{build, build_all};
pub use compile::{columns_used, fit, validate, validate_diff};
pub use def::{Column, DEFAULT_TABLES, Definitions, DiffDef, Kind, Metric, State, TableDef};
pub use diff::{ABSENT, Balance, Diff, Flow, Transition, UNKNOWN, diff};
pub use error::{Place, TableError};
pub use grid::{Cell, CellKind, Grid};
pub use percent::percent;
pub use render::{RenderOptions, escape_text, render, render_grid};
pub use scan::Input;
pub use table::{Key, Row, Table, Wide, WideCell, WideRow};
pub use trend::trend;

/// Result of this crate's functions.
pub type Result<T, E = TableError> = std::result::Result<T, E>;
