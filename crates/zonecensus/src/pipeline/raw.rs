//! The pipeline file as it is written: keys and their types, nothing resolved.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tables::{DiffDef, TableDef};

/// A pipeline file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPipeline {
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) zone: Option<String>,
    pub(super) unit: RawUnit,
    #[serde(default)]
    pub(super) suffixes: Option<Vec<String>>,
    #[serde(default)]
    pub(super) names: Option<PathBuf>,
    #[serde(default)]
    pub(super) taxonomy: Option<String>,
    #[serde(default)]
    pub(super) providers: Option<String>,
    #[serde(default)]
    pub(super) collected: Vec<String>,
    #[serde(default)]
    pub(super) addresses: bool,
    #[serde(default)]
    pub(super) dmarc: RawDmarc,
    #[serde(default)]
    pub(super) cohort: Option<RawCohort>,
    #[serde(default)]
    pub(super) tables: Option<Vec<String>>,
    #[serde(default)]
    pub(super) table: Vec<TableDef>,
    #[serde(default)]
    pub(super) diff: Option<DiffDef>,
}

/// `unit = "…"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawUnit {
    Delegations,
    Apexes,
    List,
    Names,
}

/// `dmarc = "…"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawDmarc {
    #[default]
    Rfc9989,
    Rfc7489,
}

/// `[cohort]`: a CSV joined on the domain name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCohort {
    #[serde(default)]
    pub(super) file: Option<PathBuf>,
    pub(super) key: String,
    pub(super) columns: RawColumns,
}

/// Columns to take over: new name = heading.
pub(super) type RawColumns = BTreeMap<String, String>;
