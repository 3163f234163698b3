//! Many snapshots side by side, with what a reader must know before comparing them.

use std::collections::BTreeMap;

use crate::Result;
use crate::build::{build_all, open_snapshots};
use crate::def::TableDef;
use crate::order::month_of;
use crate::scan::{Input, Source};
use crate::table::Table;

/// Builds tables over all snapshots, with notes on months without a snapshot and on metadata (versions of taxonomy,
/// definitions, rule files) that differs between neighbours. Nothing is interpolated or averaged.
///
/// # Errors
/// As [`build_all`].
pub fn trend(inputs: &[Input], defs: &[TableDef]) -> Result<Vec<Table>> {
    let notes = find_breaks(inputs)?;
    let mut tables = build_all(inputs, defs)?;
    tables.iter_mut().for_each(|table| table.notes.clone_from(&notes));
    Ok(tables)
}

/// What keeps snapshots from being compared without thought.
pub(crate) fn find_breaks(inputs: &[Input]) -> Result<Vec<String>> {
    let snapshots = open_snapshots(inputs)?;
    let mut notes = Vec::new();
    for pair in snapshots.windows(2) {
        let (earlier, later) = (&pair[0].date, &pair[1].date);
        if earlier == later {
            notes.push(format!("two snapshots of {earlier}"));
        }
        notes.extend(describe_gap(earlier, later));
        let (before, after) = (merge_metadata(&pair[0].sources), merge_metadata(&pair[1].sources));
        notes.extend(describe_changes(&before, &after).map(|change| format!("{earlier} to {later}: {change}")));
    }
    Ok(notes)
}

fn describe_gap(earlier: &str, later: &str) -> Option<String> {
    let (first, last) = (month_of(earlier)? + 1, month_of(later)? - 1);
    let name = |month: i32| format!("{:04}-{:02}", month / 12, month % 12 + 1);
    match last - first {
        ..0 => None,
        0 => Some(format!("no snapshot in {}", name(first))),
        more => Some(format!("no snapshot from {} to {} ({} months)", name(first), name(last), more + 1)),
    }
}

/// Values of all files of a snapshot; a key with several values has them all.
fn merge_metadata(sources: &[Source]) -> BTreeMap<String, String> {
    let mut merged: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in sources.iter().flat_map(Source::key_values) {
        match merged.get_mut(&key) {
            Some(values) if !values.split(" + ").any(|v| v == value) => *values = format!("{values} + {value}"),
            Some(_) => {}
            None => drop(merged.insert(key, value)),
        }
    }
    merged
}

/// Keys whose change does not change what is counted; a prefix like `zonecensus.` is left aside.
fn is_expected_to_change(key: &str) -> bool {
    let key = key.rsplit('.').next().unwrap_or(key);
    matches!(key, "snapshot" | "snapshot_date" | "version" | "columns")
        || key.starts_with("run_")
        || key.starts_with("input")
}

fn describe_changes<'a>(
    before: &'a BTreeMap<String, String>,
    after: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = String> + use<'a> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().filter(|key| !is_expected_to_change(key)).filter_map(|key| {
        let (old, new) = (before.get(key), after.get(key));
        let value = |v: Option<&String>| v.map_or_else(|| "(none)".to_owned(), |v| shorten(v));
        (old != new).then(|| format!("{key} changed from {} to {}", value(old), value(new)))
    })
}

fn shorten(value: &str) -> String {
    let short: String = value.chars().take(40).collect();
    if short.len() < value.len() { format!("{short}…") } else { short }
}
