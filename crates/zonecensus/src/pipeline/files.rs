//! The files that a pipeline names: lists of names, taxonomies, providers, cohorts.

use super::CohortSpec;
use super::bundled::{PROVIDERS, TAXONOMIES, find};
use super::document::{Document, PipelineError, nearest};
use super::raw::{RawCohort, RawPipeline, RawUnit};
use census::{Cohort, Providers, ProvidersError, Taxonomy, Unit};
use std::fs;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, PipelineError>;

/// Reads them, and shows a mistake at the key that names the file.
pub(super) struct Files<'a, 'd> {
    document: &'a Document<'d>,
    folder: &'a Path,
}

impl<'a, 'd> Files<'a, 'd> {
    pub(super) fn new(document: &'a Document<'d>, folder: &'a Path) -> Self {
        Files { document, folder }
    }

    pub(super) fn unit(&self, raw: &RawPipeline) -> Result<Unit> {
        let only = |key: &str, unit: &str| {
            self.document
                .error(&[key], format!("`{key}` goes with unit = \"{unit}\" only; leave it out or change the unit"))
        };
        if raw.suffixes.is_some() && raw.unit != RawUnit::Names {
            return Err(only("suffixes", "names"));
        }
        if raw.names.is_some() && raw.unit != RawUnit::List {
            return Err(only("names", "list"));
        }
        match raw.unit {
            RawUnit::Delegations => Ok(Unit::Delegations),
            RawUnit::Apexes => Ok(Unit::Apexes),
            RawUnit::List => Ok(Unit::List(match &raw.names {
                Some(file) => self.names(file)?,
                None => Vec::new(),
            })),
            RawUnit::Names => {
                let suffixes = raw.suffixes.clone().filter(|s| !s.is_empty()).ok_or_else(|| {
                    self.document.error(
                        &["unit"],
                        "unit `names` needs `suffixes = [\"co.jp\", …]`: a name is counted one label below one of them",
                    )
                })?;
                Ok(Unit::Names(suffixes))
            }
        }
    }

    fn names(&self, file: &Path) -> Result<Vec<String>> {
        let text = self.read(&["names"], &file.to_string_lossy())?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let names: Vec<String> = lines.map(str::to_owned).collect();
        match names.is_empty() {
            true => Err(self.document.error(&["names"], "the file has no name in it; write one name a line")),
            false => Ok(names),
        }
    }

    pub(super) fn taxonomy(&self, named: &str) -> Result<Taxonomy> {
        if let Some(text) = find(TAXONOMIES, named) {
            return Taxonomy::parse(named, text).map_err(|e| self.document.error(&["taxonomy"], e.to_string()));
        }
        let known = TAXONOMIES.iter().map(|(name, _)| *name);
        let text = self.read_named("taxonomy", named, known)?;
        let shown = self.folder.join(named);
        Taxonomy::parse(&shown.to_string_lossy(), &text).map_err(|e| self.document.error(&["taxonomy"], e.to_string()))
    }

    pub(super) fn providers(&self, named: &str) -> Result<Providers> {
        let fail = |e: ProvidersError| self.document.error(&["providers"], e.to_string());
        if let Some(text) = find(PROVIDERS, named) {
            return Providers::parse(named, text).map_err(fail);
        }
        let text = self.read_named("providers", named, PROVIDERS.iter().map(|(name, _)| *name))?;
        let shown = self.folder.join(named);
        Providers::parse(&shown.to_string_lossy(), &text).map_err(fail)
    }

    pub(super) fn cohort(&self, raw: &RawCohort) -> Result<CohortSpec> {
        let file = raw.file.as_deref().map(|file| self.folder.join(file));
        if let Some(file) = file.as_ref().filter(|file| !file.is_file()) {
            let message = format!("{}: no such file; it is looked for beside the pipeline file", file.display());
            return Err(self.document.error(&["cohort", "file"], message));
        }
        for name in raw.columns.keys() {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.is_empty() || !name.chars().all(plain) {
                let message = "the name of a column must be lower-case letters, digits and `_`";
                return Err(self.document.error(&["cohort", "columns", name], message));
            }
            if let Err(message) = check_cohort_column(name) {
                return Err(self.document.error(&["cohort", "columns", name], message));
            }
        }
        let columns = raw.columns.iter().map(|(name, heading)| (heading.clone(), name.clone())).collect();
        Ok(CohortSpec { file, key: raw.key.clone(), columns })
    }

    /// Reads a file that could also have been a bundled name.
    fn read_named<'k>(&self, key: &str, named: &str, known: impl Iterator<Item = &'k str> + Clone) -> Result<String> {
        if Path::new(named).extension().is_some() || named.contains('/') {
            return self.read(&[key], named);
        }
        let all: Vec<&str> = known.clone().collect();
        let did_you_mean = nearest(named, known).map(|k| format!("; did you mean `{k}`?")).unwrap_or_default();
        let message =
            format!("no bundled {key} `{named}`{did_you_mean} (there are: {}; or name a file)", all.join(", "));
        Err(self.document.error(&[key], message))
    }

    fn read(&self, key: &[&str], named: &str) -> Result<String> {
        let path: PathBuf = self.folder.join(named);
        fs::read_to_string(&path).map_err(|e| self.document.error(key, format!("{}: {e}", path.display())))
    }
}

/// Whether a cohort may set this column: asks the one who knows with a file that is nothing but a header.
fn check_cohort_column(name: &str) -> std::result::Result<(), String> {
    let columns = [("value".to_owned(), name.to_owned())];
    Cohort::read("", "name,value\n".as_bytes(), "name", &columns).map(drop).map_err(|e| e.message)
}
