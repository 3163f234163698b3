//! A pipeline as written to a pipeline resolved. Every mistake is shown where it stands.

use super::Pipeline;
use super::definitions::{bundled_definitions, known_columns, order_types, select_diff, select_tables};
use super::document::{Document, PipelineError};
use super::files::Files;
use super::raw::{RawDmarc, RawPipeline};
use census::{Lookup, Providers, Taxonomy, Unit};
use mailpolicy::dmarc;
use std::path::Path;

type Result<T> = std::result::Result<T, PipelineError>;

pub(super) fn resolve(
    name: &str,
    toml: &str,
    document: &Document<'_>,
    raw: RawPipeline,
    folder: &Path,
) -> Result<Pipeline> {
    let files = Files::new(document, folder);
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
    let diff = select_diff(document, raw.diff, bundled.diff, &known)?;
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
