//! A pipeline as written to a pipeline resolved. Every mistake is shown where it stands.

use super::bundled::{PROVIDERS, TAXONOMIES, find};
use super::document::{Document, PipelineError, nearest};
use super::raw::{RawCohort, RawDmarc, RawPipeline, RawUnit};
use super::{CohortSpec, Pipeline};
use census::columns;
use census::{Cohort, Col, Lookup, Providers, ProvidersError, Taxonomy, Unit};
use mailpolicy::dmarc;
use std::fs;
use std::path::{Path, PathBuf};
use tables::{Column, DEFAULT_TABLES, Definitions, DiffDef, Kind, Place, TableDef, TableError};

type Result<T> = std::result::Result<T, PipelineError>;

pub(super) fn resolve(
    name: &str,
    toml: &str,
    document: &Document<'_>,
    raw: RawPipeline,
    folder: &Path,
) -> Result<Pipeline> {
    let files = Files { document, folder };
    let unit = files.unit(&raw)?;
    let taxonomy = match &raw.taxonomy {
        Some(named) => files.taxonomy(named)?,
        None => Taxonomy::default(),
    };
    let providers = match &raw.providers {
        Some(named) => files.providers(named)?,
        None => Providers::default(),
    };
    let cohort = raw.cohort.as_ref().map(|cohort| files.cohort(cohort)).transpose()?;
    if matches!(&unit, Unit::List(names) if names.is_empty()) && cohort.is_none() {
        return Err(
            document.error(&["unit"], "unit `list` needs `names = \"FILE\"`, or a [cohort] whose names are the list")
        );
    }
    let collected = lookups(document, &raw.collected)?;
    let known = known_columns(taxonomy.types().is_empty(), cohort.as_ref());
    let bundled = bundled_definitions()?;
    if let Some(diff) = &raw.diff {
        tables::validate_diff(diff, &known).map_err(|e| diff_error(document, diff, &e))?;
    }
    let diff = raw.diff.or_else(|| bundled.diff.map(|diff| fit_diff(diff, &known)));
    let mut tables = select_tables(document, raw.table, &bundled.table, raw.tables.as_deref(), &known)?;
    order_types(&mut tables, &taxonomy);
    Ok(Pipeline {
        name: name.to_owned(),
        folder: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
        toml: toml.to_owned(),
        title: raw.title.unwrap_or_else(|| name.to_owned()),
        zone: raw.zone.unwrap_or_default().trim_end_matches('.').to_ascii_lowercase(),
        unit,
        taxonomy,
        providers,
        collected,
        addresses: raw.addresses,
        dmarc: match raw.dmarc {
            RawDmarc::Rfc9989 => dmarc::Spec::Rfc9989,
            RawDmarc::Rfc7489 => dmarc::Spec::Rfc7489,
        },
        cohort,
        tables,
        diff,
    })
}

/// The files that a pipeline names.
struct Files<'a, 'd> {
    document: &'a Document<'d>,
    folder: &'a Path,
}

impl Files<'_, '_> {
    fn unit(&self, raw: &RawPipeline) -> Result<Unit> {
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

    fn taxonomy(&self, named: &str) -> Result<Taxonomy> {
        if let Some(text) = find(TAXONOMIES, named) {
            return Taxonomy::parse(named, text).map_err(|e| self.document.error(&["taxonomy"], e.to_string()));
        }
        let known = TAXONOMIES.iter().map(|(name, _)| *name);
        let text = self.read_named("taxonomy", named, known)?;
        let shown = self.folder.join(named);
        Taxonomy::parse(&shown.to_string_lossy(), &text).map_err(|e| self.document.error(&["taxonomy"], e.to_string()))
    }

    fn providers(&self, named: &str) -> Result<Providers> {
        let fail = |e: ProvidersError| self.document.error(&["providers"], e.to_string());
        if let Some(text) = find(PROVIDERS, named) {
            return Providers::parse(named, text).map_err(fail);
        }
        let text = self.read_named("providers", named, PROVIDERS.iter().map(|(name, _)| *name))?;
        let shown = self.folder.join(named);
        Providers::parse(&shown.to_string_lossy(), &text).map_err(fail)
    }

    fn cohort(&self, raw: &RawCohort) -> Result<CohortSpec> {
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

fn lookups(document: &Document<'_>, names: &[String]) -> Result<Vec<Lookup>> {
    let mut lookups = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let found = Lookup::find(name).ok_or_else(|| {
            let known: Vec<&str> = Lookup::ALL.iter().map(|lookup| lookup.as_str()).collect();
            let message = format!("no lookup is called `{name}`; there are {}", known.join(", "));
            document.error(&["collected", &i.to_string()], message)
        })?;
        lookups.push(found);
    }
    Ok(lookups)
}

fn bundled_definitions() -> Result<Definitions> {
    Document::parse("bundled tables", DEFAULT_TABLES)?.deserialize()
}

/// Whether a cohort may set this column: asks the one who knows with a file that is nothing but a header.
fn check_cohort_column(name: &str) -> std::result::Result<(), String> {
    let columns = [("value".to_owned(), name.to_owned())];
    Cohort::read("", "name,value\n".as_bytes(), "name", &columns).map(drop).map_err(|e| e.message)
}

/// The columns that `domains.parquet` will have.
fn known_columns(untyped: bool, cohort: Option<&CohortSpec>) -> Vec<Column> {
    let from_cohort = |name: &str| cohort.is_some_and(|c| c.columns.iter().any(|(_, fact)| fact == name));
    let has = |name: &str| !matches!(name, "type" | "type_group") || !untyped || from_cohort(name);
    let fixed = Col::ALL.iter().map(|col| col.def()).filter(|def| has(def.name));
    let mut known: Vec<Column> = fixed.map(|def| Column::new(def.name, kind_of(def.kind))).collect();
    for (_, name) in cohort.iter().flat_map(|c| &c.columns) {
        if !known.iter().any(|column| column.name == *name) {
            known.push(Column::new(name, Kind::Text));
        }
    }
    known
}

/// The tables that the pipeline asks for: its own and the bundled ones selected, or else all that fit.
fn select_tables(
    document: &Document<'_>,
    own: Vec<TableDef>,
    bundled: &[TableDef],
    selected: Option<&[String]>,
    known: &[Column],
) -> Result<Vec<TableDef>> {
    for (i, def) in own.iter().enumerate() {
        tables::validate(def, known).map_err(|e| table_error(document, i, def, &e))?;
        if own[..i].iter().any(|other| other.name == def.name) {
            let message = format!("two tables are called `{}`", def.name);
            return Err(document.error(&["table", &i.to_string(), "name"], message));
        }
    }
    let Some(selected) = selected else {
        return Ok(if own.is_empty() { tables::fit(bundled, known) } else { own });
    };
    let fitting = tables::fit(bundled, known);
    let mut tables = Vec::new();
    for (i, name) in selected.iter().enumerate() {
        let path = ["tables", &i.to_string()];
        let found = own.iter().chain(&fitting).find(|def| def.name == *name);
        match (found, bundled.iter().find(|def| def.name == *name)) {
            (Some(def), _) => tables.push(def.clone()),
            (None, Some(unfit)) => tables::validate(unfit, known).map_err(|e| document.error(&path, e.to_string()))?,
            (None, None) => {
                let names: Vec<&str> = own.iter().chain(bundled).map(|def| def.name.as_str()).collect();
                let did_you_mean = nearest(name, names.iter().copied());
                let did_you_mean = did_you_mean.map(|k| format!("; did you mean `{k}`?")).unwrap_or_default();
                let message = format!("no table is called `{name}`{did_you_mean} (there are: {})", names.join(", "));
                return Err(document.error(&path, message));
            }
        }
    }
    Ok(tables)
}

/// The bundled states, without grouping by type where there are no types.
fn fit_diff(mut diff: DiffDef, known: &[Column]) -> DiffDef {
    diff.by.retain(|key| key != "type" || known.iter().any(|column| column.name == "type"));
    diff
}

/// The place of a mistake in a definition.
fn place_of(error: &TableError) -> Option<&Place> {
    match error {
        TableError::Column { place, .. }
        | TableError::Expression { place, .. }
        | TableError::Definition { place, .. } => Some(place),
        _ => None,
    }
}

/// Shows a mistake in `[diff]` at the key that has it.
fn diff_error(document: &Document<'_>, def: &DiffDef, error: &TableError) -> PipelineError {
    let Some(place) = place_of(error) else { return document.error(&["diff"], error.to_string()) };
    let state = place.metric.as_ref().and_then(|name| def.states.iter().position(|state| state.name == *name));
    match state {
        Some(state) => document.error(&["diff", "states", &state.to_string(), &place.key], error.to_string()),
        None => document.error(&["diff", &place.key], error.to_string()),
    }
}

/// Shows a mistake in a table definition at the key that has it.
fn table_error(document: &Document<'_>, index: usize, def: &TableDef, error: &TableError) -> PipelineError {
    let index = index.to_string();
    let Some(place) = place_of(error) else { return document.error(&["table", &index], error.to_string()) };
    let metric = place.metric.as_ref().and_then(|name| def.metrics.iter().position(|m| m.name == *name));
    match metric {
        Some(metric) => {
            document.error(&["table", &index, "metrics", &metric.to_string(), &place.key], error.to_string())
        }
        None => document.error(&["table", &index, &place.key], error.to_string()),
    }
}

/// Rows by type come in the order of the taxonomy, unless the table says otherwise.
fn order_types(tables: &mut [TableDef], taxonomy: &Taxonomy) {
    let types = taxonomy.types();
    for def in tables.iter_mut().filter(|def| def.order.is_empty()) {
        let name = |get: fn(&census::Type) -> &String| types.iter().map(|kind| get(kind).clone()).collect::<Vec<_>>();
        match def.by.first().map(String::as_str) {
            Some("type") => def.order = name(|kind| &kind.name),
            Some("type_group") => {
                def.order = name(|kind| &kind.group);
                def.order.dedup();
            }
            _ => {}
        }
    }
}

fn kind_of(kind: columns::Kind) -> Kind {
    match kind {
        columns::Kind::Enum(_) | columns::Kind::Text => Kind::Text,
        columns::Kind::Bool => Kind::Bool,
        columns::Kind::U8 => Kind::U8,
        columns::Kind::U16 => Kind::U16,
        columns::Kind::U64 => Kind::U64,
        columns::Kind::Date => Kind::Date,
        columns::Kind::TextList => Kind::TextList,
        // Tables treat lists of any number alike.
        columns::Kind::U8List | columns::Kind::U16List => Kind::U8List,
    }
}
