//! The second half of a census: evidence that is complete to rows in a file.

use super::{CensusOptions, ProgressFn};
use crate::columns::{Col, DEFINITIONS_VERSION};
use crate::cross::Snapshot;
use crate::elsewhere::Elsewhere;
use crate::error::CensusError;
use crate::frame::{CHUNK_ROWS, Layout};
use crate::merge::Merged;
use crate::plan::{Counting, Lookup, LookupSet, Plan};
use crate::rows::Rows;
use crate::run::Run;
use crate::spill::{SpilledRun, cuts};
use crate::write::Sink;
use parquet::file::metadata::KeyValue;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// What is left to do once the evidence is complete.
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) options: &'a CensusOptions,
    pub(super) counting: Counting<'a>,
    pub(super) apexes: &'a [Vec<u8>],
    pub(super) elsewhere: Elsewhere,
}

/// What was written.
pub(super) struct Written {
    /// Rows.
    pub(super) names: u64,
    /// Rows of the cohort used.
    pub(super) used: u64,
    /// Names not counted since they are public suffixes.
    pub(super) suffixes: u64,
    /// What counted as collected.
    pub(super) collected: LookupSet,
}

impl Job<'_> {
    /// All in memory: one range.
    pub(super) fn write(&self, runs: Vec<Run>, path: &Path, progress: ProgressFn<'_>) -> Result<Written, CensusError> {
        let merged = Merged::new(runs, &self.counting);
        let layout = Layout::new(self.plan, LookupSet::collected(self.plan, merged.seen()))?;
        let mut sink = Sink::create(path, &layout, self.options, metadata(self.plan, layout.collected))?;
        let names = merged.rows();
        let rows = self.rows(&merged, &layout);
        let used = sink.write_rows(&rows, &merged, names, &mut |done| progress(done, names as u64))?;
        sink.finish()?;
        let suffixes = merged.suffixes().count() as u64;
        Ok(Written { names: names as u64, used, suffixes, collected: layout.collected })
    }

    /// Range by range from disk, and from the runs that were kept. A range ends in the middle of a chunk of rows: the next one begins
    /// with the first row not written.
    pub(super) fn write_spilled(
        &mut self,
        mut kept: Vec<Run>,
        path: &Path,
        progress: ProgressFn<'_>,
    ) -> Result<Written, CensusError> {
        let memory = self.options.memory.unwrap_or(usize::MAX);
        let mut cuts: Vec<Option<Vec<u8>>> = cuts(self.elsewhere.spilled(), memory / 4).into_iter().map(Some).collect();
        cuts.push(None);
        let seen = self.seen(&cuts, &mut kept)?;
        let layout = Layout::new(self.plan, LookupSet::collected(self.plan, seen))?;
        let mut sink = Sink::create(path, &layout, self.options, metadata(self.plan, layout.collected))?;
        let entries = self.elsewhere.spilled().iter().map(SpilledRun::entries).sum::<u64>()
            + kept.iter().map(|run| run.len() as u64).sum::<u64>();
        let (mut lo, mut names, mut used) = (Vec::new(), 0, 0);
        // Two ranges may both have the names around a cut.
        let mut suffixes = BTreeSet::new();
        for hi in cuts {
            self.elsewhere.forget(memory / 16);
            let merged = self.load(kept, &lo, hi.as_deref())?;
            let count = merged.rows();
            let whole = if hi.is_none() { count } else { count - count % CHUNK_ROWS };
            let rows = self.rows(&merged, &layout);
            used += sink.write_rows(&rows, &merged, whole, &mut |done| progress(names + done, entries))?;
            self.elsewhere.check()?;
            suffixes.extend(merged.suffixes().map(<[u8]>::to_vec));
            names += whole as u64;
            if whole == count {
                lo = hi.unwrap_or_default();
            } else if let Some(spot) = merged.row_starts(CHUNK_ROWS).get(whole / CHUNK_ROWS) {
                lo = merged.key(*spot).to_vec();
            }
            kept = merged.into_kept();
        }
        sink.finish()?;
        Ok(Written { names, used, suffixes: suffixes.len() as u64, collected: layout.collected })
    }

    fn rows<'m>(&'m self, merged: &'m Merged, layout: &Layout) -> Rows<'m> {
        let snapshot = Snapshot {
            merged,
            collected: layout.collected,
            addresses: self.plan.addresses,
            apexes: self.apexes,
            counting: &self.counting,
            elsewhere: &self.elsewhere,
        };
        Rows::new(self.plan, snapshot)
    }

    /// The names from `lo` up to `hi`; takes the kept runs in.
    fn load(&self, kept: Vec<Run>, lo: &[u8], hi: Option<&[u8]>) -> Result<Merged, CensusError> {
        let runs: Result<Vec<Vec<Run>>, _> =
            self.elsewhere.spilled().par_iter().map(|spilled| spilled.read(lo, hi)).collect();
        let read = runs?.into_iter().flatten().collect();
        Ok(Merged::of_range((kept, read), lo.to_vec(), hi.map(<[u8]>::to_vec), &self.counting))
    }

    /// Kinds of evidence at rows, as far as it is not known without looking. Ranges are read until no kind is missing.
    fn seen(&self, cuts: &[Option<Vec<u8>>], kept: &mut Vec<Run>) -> Result<u16, CensusError> {
        let stated = LookupSet::collected(self.plan, 0);
        let open = Lookup::ALL.iter().filter(|lookup| !stated.has(**lookup)).fold(0, |all, lookup| all | lookup.mask());
        let anywhere = self.elsewhere.spilled().iter().fold(0, |all, spilled| all | spilled.mask());
        let open = open & kept.iter().flat_map(|run| &run.entries).fold(anywhere, |all, entry| all | entry.mask);
        let (mut seen, mut lo) = (0, &[][..]);
        for hi in cuts {
            if seen & open == open {
                break;
            }
            let merged = self.load(std::mem::take(kept), lo, hi.as_deref())?;
            seen |= merged.seen();
            *kept = merged.into_kept();
            lo = hi.as_deref().unwrap_or_default();
        }
        Ok(seen)
    }
}

/// What a reader of the file needs to know beside the rows.
fn metadata(plan: &Plan, collected: LookupSet) -> Vec<KeyValue> {
    let collected: Vec<&str> = collected.iter().map(Lookup::as_str).collect();
    let entry = |key: &str, value: String| KeyValue::new(format!("zonecensus.{key}"), value);
    vec![
        entry("version", env!("CARGO_PKG_VERSION").to_owned()),
        entry("definitions_version", DEFINITIONS_VERSION.to_owned()),
        entry("zone", plan.zone.clone()),
        entry("unit", plan.unit.as_str().to_owned()),
        entry("taxonomy", plan.taxonomy.name.clone()),
        entry("taxonomy_version", plan.taxonomy.version.clone()),
        entry("providers", plan.providers.name.clone()),
        entry("providers_version", plan.providers.version.clone()),
        entry("collected", collected.join(" ")),
        entry("dmarc", if plan.dmarc == mailpolicy::dmarc::Spec::Rfc9989 { "RFC 9989" } else { "RFC 7489" }.to_owned()),
        entry("columns", Col::ALL.len().to_string()),
    ]
}
