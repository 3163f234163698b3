//! A synthetic snapshot, counted, beside what was published and what was planted.

use crate::error::Result;
use crate::store::{SnapshotDate, Store};
use crate::tabulate::build_tables;
use synth::{PUBLISHED, Truth, TruthRow};
use tables::{Metric, Row, Table, TableDef};

/// The groups of the published table: organizational types by themselves, the geographic and prefecture types together.
const GROUP: &str = "CASE WHEN type_group = 'organizational' THEN type ELSE type_group END AS truth_group";
/// The two parts of the geographic group.
const PART: &str =
    "CASE WHEN type = 'GEO' THEN 'geographic/geographic' ELSE 'geographic/prefecture' END AS truth_group";
/// The group of all names in the truth.
const ALL: &str = "all";

/// A published figure and the same of the synthetic snapshot, in tenths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// As printed in the survey.
    pub published: u64,
    /// As counted; None if there is no name to count.
    pub measured: Option<u64>,
}

/// A row of the published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedRow {
    /// The registration type.
    pub group: &'static str,
    /// MX of all names; SPF and DMARC of names with MX.
    pub figures: [Figure; 3],
}

/// What the comparison with the planted truth came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthCheck {
    /// Counts compared.
    pub compared: usize,
    /// Those that differ: the planted row, and what was counted for it (numerator, denominator).
    pub different: Vec<(TruthRow, Option<(u64, u64)>)>,
}

/// Compares a snapshot of the `jp` profile with its planted truth: every count of every group.
///
/// # Errors
/// The tables cannot be built.
pub fn check_truth(store: &Store, date: SnapshotDate, truth: &Truth) -> Result<TruthCheck> {
    let tables = build_tables(store, date, &truth_tables(truth))?;
    let mut check = TruthCheck { compared: 0, different: Vec::new() };
    for planted in &truth.rows {
        let counted = tables.iter().find_map(|table| find_counts(table, planted));
        check.compared += 1;
        let is_nothing = planted.denominator == 0 && counted.is_none();
        if !is_nothing && counted != Some((planted.numerator, planted.denominator)) {
            check.different.push((planted.clone(), counted));
        }
    }
    Ok(check)
}

/// The published table beside the counts of a snapshot of the `jp` profile.
///
/// # Errors
/// The tables cannot be built.
pub fn compare_published(store: &Store, date: SnapshotDate) -> Result<Vec<PublishedRow>> {
    let metric = |name: &str, denominator: &str| metric_of(name, denominator);
    let metrics = vec![
        metric("mx_rr_present", "names"),
        metric("spf_present", "mx_rr_present"),
        metric("dmarc_present", "mx_rr_present"),
    ];
    let def = TableDef { name: "published".to_owned(), by: vec![GROUP.to_owned()], metrics, ..TableDef::default() };
    let tables = build_tables(store, date, &[def])?;
    let measured = |group: &str, name: &str| {
        let rows = tables.iter().flat_map(|table| &table.rows);
        let row = rows.filter(|row| row.metric == name).find(|row| is_group(row, group))?;
        (row.denominator > 0).then(|| synth::tenths_of_percent(row.numerator, row.denominator))
    };
    let row = |published: &synth::Published| {
        let figure = |published: u64, group: &str, name: &str| Figure { published, measured: measured(group, name) };
        PublishedRow {
            group: published.group,
            figures: [
                figure(published.mx, published.group, "mx_rr_present"),
                figure(published.spf, published.group, "spf_present"),
                figure(published.dmarc, published.group, "dmarc_present"),
            ],
        }
    };
    Ok(PUBLISHED.iter().map(row).collect())
}

/// Tables that count what the truth counts.
fn truth_tables(truth: &Truth) -> Vec<TableDef> {
    let mut metrics: Vec<Metric> = Vec::new();
    for row in &truth.rows {
        let known = |m: &Metric| m.name == row.metric && m.denominator_name == row.denominator_name;
        if !metrics.iter().any(known) {
            metrics.push(metric_of(&row.metric, row.denominator_name));
        }
    }
    let table = |name: &str, by: &str, filter: Option<&str>| TableDef {
        name: name.to_owned(),
        by: vec![by.to_owned()],
        filter: filter.map(str::to_owned),
        metrics: metrics.clone(),
        total: filter.is_none(),
        ..TableDef::default()
    };
    vec![table("truth", GROUP, None), table("truth-parts", PART, Some("type_group = 'geographic'"))]
}

fn metric_of(name: &str, denominator: &str) -> Metric {
    Metric {
        name: name.to_owned(),
        numerator: Some(condition_of(name)),
        denominator: (denominator != "names").then(|| condition_of(denominator)),
        denominator_name: denominator.to_owned(),
    }
}

/// What the names of the truth mean in columns.
fn condition_of(name: &str) -> String {
    match name {
        "spf_present" => "spf_n > 0".to_owned(),
        "spf_valid" => "spf_state = 'valid'".to_owned(),
        "spf_only_all" => "spf_exact_fail_all".to_owned(),
        "dmarc_present" => "dmarc_n > 0".to_owned(),
        "dmarc_valid" => "dmarc_state = 'valid'".to_owned(),
        "mta_sts" => "sts_state = 'valid'".to_owned(),
        "tlsrpt" => "tlsrpt_state = 'valid'".to_owned(),
        "bimi" => "bimi_state = 'valid'".to_owned(),
        "ds" => "ds_count > 0".to_owned(),
        _ => match name.split_once('=') {
            Some((column, state)) => format!("{column} = '{state}'"),
            None => name.to_owned(),
        },
    }
}

fn find_counts(table: &Table, planted: &TruthRow) -> Option<(u64, u64)> {
    let same = |row: &&Row| row.metric == planted.metric && row.denominator_name == planted.denominator_name;
    let row = table.rows.iter().filter(same).find(|row| is_group(row, &planted.group))?;
    Some((row.numerator, row.denominator))
}

fn is_group(row: &Row, group: &str) -> bool {
    match row.keys.first() {
        Some(tables::Key::Total) => group == ALL,
        Some(tables::Key::Value(value)) => value == group,
        _ => false,
    }
}
