//! Cohorts: a CSV file whose rows are joined on the domain name.

use crate::columns::Col;
use crate::key::key_of;
use std::collections::HashMap;
use std::io::Read;

/// Fact columns that a cohort may set; any other name makes a column of its own behind the fixed ones.
const SETTABLE: [Col; 5] = [Col::Type, Col::TypeGroup, Col::Region, Col::Pref, Col::EntityCode];

/// Facts from outside the DNS, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cohort {
    /// Presentation names, one per row.
    pub(crate) names: Vec<String>,
    /// The columns taken from the file.
    pub(crate) columns: Vec<CohortColumn>,
}

/// One column of a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CohortColumn {
    /// Name of the fact column.
    pub(crate) name: String,
    /// The fixed column it sets, None for one of its own.
    pub(crate) fixed: Option<Col>,
    /// One cell per row, None where the file has an empty one.
    pub(crate) values: Vec<Option<String>>,
}

/// A mistake in a cohort file or in its mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct CohortError {
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

impl Cohort {
    /// Reads a CSV file with a header. `key` is the header of the column with the domain names (letter case and a final dot do not
    /// matter), `columns` pairs a header with the name of the fact column it becomes. `file` is only used in errors.
    ///
    /// # Errors
    /// A header that is missing, a fact column that cannot be set, an empty or repeated name, a row of another length, or CSV that
    /// cannot be read; each with its line.
    pub fn read(file: &str, csv: impl Read, key: &str, columns: &[(String, String)]) -> Result<Cohort, CohortError> {
        let fail = |line, message| CohortError { file: file.to_owned(), line, message };
        let mut reader = csv::ReaderBuilder::new().from_reader(csv);
        let headers = reader.headers().map_err(|e| fail(line_of(&e), e.to_string()))?.clone();
        let find = |header: &str| {
            headers.iter().position(|h| h.trim() == header).ok_or_else(|| {
                let known: Vec<&str> = headers.iter().collect();
                fail(1, format!("no column `{header}`; the file has {}", known.join(", ")))
            })
        };
        let key_at = find(key)?;
        let mut cohort = Cohort::default();
        let mut cells = Vec::new();
        for (header, fact) in columns {
            cells.push(find(header)?);
            let fixed = settable(fact).map_err(|m| fail(1, m))?;
            if cohort.columns.iter().any(|c| c.name == *fact) {
                return Err(fail(1, format!("two columns are mapped to `{fact}`")));
            }
            cohort.columns.push(CohortColumn { name: fact.clone(), fixed, values: Vec::new() });
        }
        let mut seen: HashMap<Vec<u8>, u64> = HashMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| fail(line_of(&e), e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let name = record.get(key_at).unwrap_or_default().trim();
            if name.is_empty() {
                return Err(fail(line, format!("`{key}` is empty")));
            }
            let name = ascii_name(name).ok_or_else(|| fail(line, format!("`{name}` is not a domain name")))?;
            if let Some(first) = seen.insert(key_of(name.as_bytes()), line) {
                return Err(fail(line, format!("`{name}` is already on line {first}")));
            }
            cohort.names.push(name);
            for (column, at) in cohort.columns.iter_mut().zip(&cells) {
                let cell = record.get(*at).map(str::trim).filter(|cell| !cell.is_empty());
                column.values.push(cell.map(str::to_owned));
            }
        }
        Ok(cohort)
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The domain names, in the order of the file; also usable as the list of a census.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The value of a fixed column in a row, None if the cohort does not set it there.
    pub(crate) fn value(&self, col: Col, row: usize) -> Option<&str> {
        self.columns.iter().find(|c| c.fixed == Some(col))?.values.get(row)?.as_deref()
    }

    /// The columns behind the fixed ones.
    pub(crate) fn extras(&self) -> impl Iterator<Item = &CohortColumn> {
        self.columns.iter().filter(|c| c.fixed.is_none())
    }
}

fn settable(fact: &str) -> Result<Option<Col>, String> {
    if fact.is_empty() {
        return Err("a column is mapped to an empty name".to_owned());
    }
    if let Some(col) = SETTABLE.into_iter().find(|col| col.def().name == fact) {
        return Ok(Some(col));
    }
    match Col::find(fact) {
        Some(_) => Err(format!("`{fact}` is a fact of the census and cannot come from a cohort")),
        None => Ok(None),
    }
}

/// A-labels of a name; any name that is ASCII passes as it is.
pub(crate) fn ascii_name(name: &str) -> Option<String> {
    if name.is_ascii() { Some(name.to_owned()) } else { idna::domain_to_ascii(name).ok() }
}

fn line_of(error: &csv::Error) -> u64 {
    error.position().map_or(0, csv::Position::line)
}

#[cfg(test)]
mod tests;
