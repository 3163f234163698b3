//! The census of one snapshot, from partials to the file.

use crate::columns::{Col, DEFINITIONS_VERSION};
use crate::cross::Snapshot;
use crate::error::CensusError;
use crate::evidence::{Tag, mask};
use crate::explain::{Fact, facts_of};
use crate::frame::{CHUNK_ROWS, Frame, Layout};
use crate::key::key_of;
use crate::merge::Merged;
use crate::partial::Partial;
use crate::plan::{Counting, LookupSet, Plan, Unit};
use crate::rows::{Rows, Scratch};
use crate::write::{Writing, write};
use parquet::file::metadata::KeyValue;
use std::path::{Path, PathBuf};

/// How the census runs; nothing here changes a fact.
#[derive(Debug, Clone)]
pub struct CensusOptions {
    /// Rows of a row group, rounded up to a multiple of 8192. The bytes of the file depend on it.
    pub row_group_rows: usize,
    /// Whether `name` gets a bloom filter.
    pub bloom_filter: bool,
}

impl Default for CensusOptions {
    fn default() -> Self {
        CensusOptions { row_group_rows: 1 << 18, bloom_filter: true }
    }
}

impl CensusOptions {
    /// Chunks of a row group.
    pub(crate) fn group_chunks(&self) -> usize {
        self.row_group_rows.div_ceil(CHUNK_ROWS).max(1)
    }
}

/// Collects partials and writes the facts.
#[derive(Debug)]
pub struct Census {
    plan: Plan,
    options: CensusOptions,
    total: Partial,
}

/// What a census came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Rows written.
    pub names: u64,
    /// Records folded, of the types the census reads.
    pub records: u64,
    /// Records whose data could not be read.
    pub malformed: u64,
    /// Rows of the cohort that matched no row.
    pub unmatched_cohort_rows: u64,
    /// Lookups that counted as collected.
    pub collected: LookupSet,
    /// Files written.
    pub files: Vec<PathBuf>,
}

impl Census {
    /// A census by `plan`. Names of a list and rows of a cohort are evidence like any other and are laid down here.
    #[must_use]
    pub fn new(plan: Plan, options: CensusOptions) -> Self {
        let mut total = Partial::default();
        if let Unit::List(names) = &plan.unit {
            for name in names {
                total.mark(name.as_bytes(), mask::LISTED, Tag::Listed, b"");
            }
        }
        for (row, name) in (0u32..).zip(plan.cohort.iter().flat_map(|cohort| cohort.names())) {
            total.mark(name.as_bytes(), mask::COHORT, Tag::Cohort, &row.to_le_bytes());
        }
        total.seal();
        Census { plan, options, total }
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// An empty partial, to fold one split into. Needs no lock: make one per split, on any thread.
    #[must_use]
    pub fn partial(&self) -> Partial {
        Partial::default()
    }

    /// Takes in the facts of a split. The order of commits does not matter.
    pub fn commit(&mut self, partial: Partial) {
        self.total.merge(partial);
    }

    /// Merges, judges and writes `part-0.parquet` into the folder `dir`, which must exist. `progress` is told the rows done and the
    /// rows in all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self, dir: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Summary, CensusError> {
        let Census { plan, options, mut total } = self;
        let apexes = take_apexes(&mut total);
        let merged = merge(&plan, &mut total, &apexes)?;
        let collected = LookupSet::collected(&plan, merged.seen());
        let layout = Layout::new(&plan, collected)?;
        let rows = Rows::new(&plan, Snapshot::new(&merged, collected, plan.addresses, &apexes));
        let metadata = metadata(&plan, collected);
        let path = dir.join("part-0.parquet");
        let names = merged.rows() as u64;
        let writing = Writing { merged: &merged, layout: &layout, rows: &rows, options: &options, metadata };
        let used = write(&writing, &path, &|done| progress(done, names))?;
        let cohort_rows = plan.cohort.as_ref().map_or(0, |cohort| cohort.len() as u64);
        Ok(Summary {
            names,
            records: total.records,
            malformed: total.malformed,
            unmatched_cohort_rows: cohort_rows - used,
            collected,
            files: vec![path],
        })
    }

    /// Every fact of one name, whether or not it would be a row; columns that are null are left out. What was folded decides what is
    /// known: for facts that follow other names, fold the whole snapshot.
    ///
    /// # Errors
    /// Building the columns failed.
    pub fn explain(self, name: &str) -> Result<Vec<Fact>, CensusError> {
        let Census { plan, mut total, .. } = self;
        let apexes = take_apexes(&mut total);
        let merged = merge(&plan, &mut total, &apexes)?;
        let key = key_of(name.as_bytes());
        let spot = merged.find(&key);
        let seen = merged.seen() | spot.map_or(0, |spot| merged.mask(spot));
        let layout = Layout::new(&plan, LookupSet::collected(&plan, seen))?;
        let rows = Rows::new(&plan, Snapshot::new(&merged, layout.collected, plan.addresses, &apexes));
        let mut frame = Frame::new(&layout);
        let mut scratch = Scratch::new();
        match spot {
            Some(spot) => rows.write(spot, &mut frame, &mut scratch),
            None => rows.write_unseen(&key, &mut frame, &mut scratch),
        }
        facts_of(&frame.into_batch()?)
    }
}

fn take_apexes(total: &mut Partial) -> Vec<Vec<u8>> {
    let mut apexes = std::mem::take(&mut total.apexes);
    apexes.sort_unstable();
    apexes.dedup();
    apexes
}

fn merge(plan: &Plan, total: &mut Partial, apexes: &[Vec<u8>]) -> Result<Merged, CensusError> {
    total.seal();
    let runs = std::mem::take(&mut total.runs);
    if runs.len() >= 1 << 30 {
        return Err(CensusError::Limit("more than 2^30 splits".to_owned()));
    }
    Ok(Merged::new(runs, &Counting::new(&plan.unit, apexes)))
}

/// What a reader of the file needs to know beside the rows.
fn metadata(plan: &Plan, collected: LookupSet) -> Vec<KeyValue> {
    let collected: Vec<&str> = collected.iter().map(crate::plan::Lookup::as_str).collect();
    let entry = |key: &str, value: String| KeyValue::new(format!("zonecensus.{key}"), value);
    vec![
        entry("version", env!("CARGO_PKG_VERSION").to_owned()),
        entry("definitions_version", DEFINITIONS_VERSION.to_owned()),
        entry("zone", plan.zone.clone()),
        entry("unit", plan.unit.as_str().to_owned()),
        entry("taxonomy", plan.taxonomy.name.clone()),
        entry("taxonomy_version", plan.taxonomy.version.clone()),
        entry("collected", collected.join(" ")),
        entry("dmarc", if plan.dmarc == mailpolicy::dmarc::Spec::Rfc9989 { "RFC 9989" } else { "RFC 7489" }.to_owned()),
        entry("columns", Col::ALL.len().to_string()),
    ]
}
