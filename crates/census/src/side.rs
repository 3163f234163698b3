//! Side files: what a collector learnt that is no DNS record, as CSV with a heading.

use crate::cohort::ascii_name;
use crate::key::key_of;
use crate::partial::{Outcome, Partial};
use crate::plan::Lookup;
use std::collections::HashMap;
use std::io::Read;

/// Modes of the MTA-STS policies that were fetched, by domain.
///
/// Columns: `domain`; `mode`, empty where no policy could be had; and if they are there `max_age` and `mx` (patterns separated by
/// blanks). A policy that RFC 8461 3.2 does not allow has no mode: another `mode`, a `max_age` that is not a number up to 31557600, no
/// `mx` though the mode is not `none`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StsPolicies {
    /// By key; None for a policy that is missing or not valid.
    modes: HashMap<Vec<u8>, Option<&'static str>>,
}

/// Lookups that gave no record, and why.
///
/// Columns: `domain`; `lookup`, a name that [`Lookup::find`] knows; `outcome`: `nxdomain`, `error`, or `nodata`, which says nothing new.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    rows: Vec<(String, Lookup, Option<Outcome>)>,
}

/// A mistake in a side file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct SideError {
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

/// The longest `max_age` (RFC 8461 3.2): about a year, in seconds.
const MAX_AGE: u64 = 31_557_600;

impl StsPolicies {
    /// Reads the file; `file` is only used in errors.
    ///
    /// # Errors
    /// A column that is missing, an empty or repeated domain, or CSV that cannot be read; each with its line.
    pub fn read(file: &str, csv: impl Read) -> Result<Self, SideError> {
        let mut policies = StsPolicies::default();
        let (needed, optional) = (["domain", "mode"], ["max_age", "mx"]);
        read_rows(file, csv, &needed, &optional, |cells| {
            let name = name_of(cells[0])?;
            let mode = policy_mode(cells[1].unwrap_or_default(), cells[2], cells[3]);
            match policies.modes.insert(key_of(name.as_bytes()), mode) {
                Some(_) => Err(format!("`{name}` has two rows")),
                None => Ok(()),
            }
        })?;
        Ok(policies)
    }

    /// The mode for the name with this key, if it has a valid policy.
    pub(crate) fn find(&self, key: &[u8]) -> Option<&'static str> {
        // Most censuses have no such file: then nothing is hashed.
        if self.modes.is_empty() { None } else { self.modes.get(key).copied().flatten() }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.modes.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.modes.is_empty()
    }
}

impl Outcomes {
    /// Reads the file; `file` is only used in errors.
    ///
    /// # Errors
    /// A column that is missing, an empty domain, an unknown lookup or outcome, or CSV that cannot be read; each with its line.
    pub fn read(file: &str, csv: impl Read) -> Result<Self, SideError> {
        let mut outcomes = Outcomes::default();
        read_rows(file, csv, &["domain", "lookup", "outcome"], &[], |cells| {
            let (lookup, outcome) = (cells[1].unwrap_or_default(), cells[2].unwrap_or_default());
            let lookup = Lookup::find(lookup).ok_or_else(|| {
                let known: Vec<&str> = Lookup::ALL.iter().map(|lookup| lookup.as_str()).collect();
                format!("no lookup is called `{lookup}`; there are {}", known.join(", "))
            })?;
            let outcome = match outcome {
                "nxdomain" => Some(Outcome::Nxdomain),
                "error" => Some(Outcome::Error),
                "nodata" => None,
                _ => return Err(format!("no outcome is called `{outcome}`; there are nodata, nxdomain, error")),
            };
            outcomes.rows.push((name_of(cells[0])?, lookup, outcome));
            Ok(())
        })?;
        Ok(outcomes)
    }

    /// The lookups that the file tells of, each once: they were made.
    #[must_use]
    pub fn lookups(&self) -> Vec<Lookup> {
        let mut lookups: Vec<Lookup> = self.rows.iter().map(|(_, lookup, _)| *lookup).collect();
        lookups.sort_unstable();
        lookups.dedup();
        lookups
    }

    /// The rows as evidence.
    #[must_use]
    pub fn partial(&self) -> Partial {
        let mut partial = Partial::default();
        for (name, lookup, outcome) in &self.rows {
            if let Some(outcome) = outcome {
                partial.fold_outcome(name.as_bytes(), *lookup, *outcome);
            }
        }
        partial
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn policy_mode(mode: &str, max_age: Option<&str>, mx: Option<&str>) -> Option<&'static str> {
    let known = ["enforce", "testing", "none"].into_iter().find(|known| *known == mode)?;
    let is_age = max_age.is_none_or(|age| age.parse::<u64>().is_ok_and(|age| age <= MAX_AGE));
    let has_mx = known == "none" || mx.is_none_or(|mx| !mx.is_empty());
    (is_age && has_mx).then_some(known)
}

fn name_of(cell: Option<&str>) -> Result<String, String> {
    let name = cell.unwrap_or_default();
    match ascii_name(name) {
        Some(ascii) if !name.is_empty() => Ok(ascii),
        _ => Err(format!("`{name}` is not a domain name")),
    }
}

/// Hands the cells of the columns asked for to `take`, row by row; those of an optional column that is not there are None.
fn read_rows(
    file: &str,
    csv: impl Read,
    needed: &[&str],
    optional: &[&str],
    mut take: impl FnMut(&[Option<&str>]) -> Result<(), String>,
) -> Result<(), SideError> {
    let fail = |line, message| SideError { file: file.to_owned(), line, message };
    let broken = |e: csv::Error| fail(e.position().map_or(0, csv::Position::line), e.to_string());
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
    let heads = reader.headers().map_err(broken)?.clone();
    let places: Vec<Option<usize>> =
        needed.iter().chain(optional).map(|name| heads.iter().position(|head| head == *name)).collect();
    if let Some(missing) = needed.iter().zip(&places).find_map(|(name, at)| at.is_none().then_some(name)) {
        let known: Vec<&str> = heads.iter().collect();
        return Err(fail(1, format!("no column `{missing}`; the file has {}", known.join(", "))));
    }
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cells: Vec<Option<&str>> = places.iter().map(|at| at.and_then(|at| record.get(at))).collect();
        let line = record.position().map_or(0, csv::Position::line);
        take(&cells).map_err(|message| fail(line, message))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
