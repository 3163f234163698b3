//! The plan of a run: the pipeline's, and what the files beside the inputs add to it.

use super::RunOptions;
use crate::error::{Result, io_error};
use crate::facts::{CohortFacts, SideFileFacts};
use crate::pipeline::Pipeline;
use crate::store::SnapshotDate;
use census::{Cohort, Outcomes, Plan, StsPolicies};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

/// A plan, and what is recorded of where it comes from.
pub(super) struct Planned {
    pub(super) plan: Plan,
    /// Lookups that gave no record.
    pub(super) outcomes: Outcomes,
    pub(super) cohort: Option<CohortFacts>,
    pub(super) side_files: Vec<SideFileFacts>,
    pub(super) versions: BTreeMap<String, String>,
}

impl Planned {
    /// Reads the files that the pipeline and the options name.
    pub(super) fn read(pipeline: &Pipeline, date: SnapshotDate, options: &RunOptions) -> Result<Planned> {
        let mut plan = pipeline.plan(date, options.cohort.as_deref())?;
        let mut side_files = Vec::new();
        if let Some(path) = &options.sts_policies {
            plan.sts_policies = StsPolicies::read(&path.to_string_lossy(), open(path)?)?;
            side_files.push(side_facts("sts_policies", path, plan.sts_policies.len())?);
        }
        let mut outcomes = Outcomes::default();
        if let Some(path) = &options.outcomes {
            outcomes = Outcomes::read(&path.to_string_lossy(), open(path)?)?;
            plan.collected.extend(outcomes.lookups());
            side_files.push(side_facts("outcomes", path, outcomes.len())?);
        }
        let cohort = cohort_facts(pipeline, options, plan.cohort.as_ref())?;
        let versions = versions(&plan);
        Ok(Planned { plan, outcomes, cohort, side_files, versions })
    }
}

fn cohort_facts(pipeline: &Pipeline, options: &RunOptions, cohort: Option<&Cohort>) -> Result<Option<CohortFacts>> {
    let (Some(path), Some(cohort)) = (pipeline.cohort_file(options.cohort.as_deref()), cohort) else { return Ok(None) };
    let path_text = path.to_string_lossy().into_owned();
    Ok(Some(CohortFacts { path: path_text, blake3: hash(path)?, rows: cohort.len() as u64 }))
}

fn side_facts(kind: &str, path: &Path, rows: usize) -> Result<SideFileFacts> {
    let path_text = path.to_string_lossy().into_owned();
    Ok(SideFileFacts { kind: kind.to_owned(), path: path_text, blake3: hash(path)?, rows: rows as u64 })
}

/// BLAKE3 of a file, in hexadecimal.
fn hash(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|e| io_error(path, e))?;
    Ok(blake3::hash(&bytes).to_hex().to_string())
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|e| io_error(path, e))
}

fn versions(plan: &Plan) -> BTreeMap<String, String> {
    let mut versions = BTreeMap::from([
        ("zonecensus".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ("definitions".to_owned(), census::DEFINITIONS_VERSION.to_owned()),
    ]);
    if !plan.taxonomy.name.is_empty() {
        versions.insert(format!("taxonomy {}", plan.taxonomy.name), plan.taxonomy.version.clone());
    }
    if !plan.providers.name.is_empty() {
        versions.insert(format!("providers {}", plan.providers.name), plan.providers.version.clone());
    }
    versions
}
