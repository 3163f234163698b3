//! The census of one snapshot, from partials to the file.

use crate::cohort::Cohort;
use crate::columns::{Col, DEFINITIONS_VERSION};
use crate::cross::Snapshot;
use crate::elsewhere::Elsewhere;
use crate::error::CensusError;
use crate::evidence::{Tag, mask};
use crate::explain::{Fact, facts_of};
use crate::frame::{CHUNK_ROWS, Frame, Layout};
use crate::heap;
use crate::key::key_of;
use crate::merge::{MAX_RUNS, Merged, Reach};
use crate::partial::Partial;
use crate::plan::{Counting, Lookup, LookupSet, Plan, Unit};
use crate::rows::{Rows, Scratch};
use crate::run::{Run, drop_spares};
use crate::spill::{SpilledRun, cuts};
use crate::write::Sink;
use parquet::file::metadata::KeyValue;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// How the census runs; nothing here changes a fact.
#[derive(Debug, Clone)]
pub struct CensusOptions {
    /// Rows of a row group, rounded up to a multiple of 8192. The bytes of the file depend on it.
    pub row_group_rows: usize,
    /// Whether `name` gets a bloom filter.
    pub bloom_filter: bool,
    /// Bytes of memory to use for evidence; past about half of it, it goes to disk. None: no limit.
    pub memory: Option<usize>,
    /// Folder for evidence that does not fit.
    pub spill_dir: PathBuf,
}

impl Default for CensusOptions {
    fn default() -> Self {
        CensusOptions { row_group_rows: 1 << 18, bloom_filter: true, memory: None, spill_dir: std::env::temp_dir() }
    }
}

/// Partials that are sorted side by side.
const TOGETHER: usize = 16;

/// Collects partials and writes the facts.
#[derive(Debug)]
pub struct Census {
    plan: Plan,
    options: CensusOptions,
    total: Partial,
    /// Committed, and not sealed yet.
    open: Vec<Partial>,
    spilled: Vec<SpilledRun>,
    /// Why evidence could not be spilled; told by [`Census::finish`].
    failure: Option<CensusError>,
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
    /// Names that were not counted since they are public suffixes of the taxonomy.
    pub suffixes: u64,
    /// Lookups that counted as collected.
    pub collected: LookupSet,
    /// Bytes of evidence that went to disk meanwhile.
    pub spilled_bytes: u64,
    /// Files written.
    pub files: Vec<PathBuf>,
}

/// Told how many rows are done and how many there are; may ask to stop.
pub type ProgressFn<'a> = &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>;

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
        for (row, name) in (0u32..).zip(plan.cohort.iter().flat_map(Cohort::names)) {
            total.mark(name.as_bytes(), mask::COHORT, Tag::Cohort, &row.to_le_bytes());
        }
        total.seal();
        Census { plan, options, total, open: Vec::new(), spilled: Vec::new(), failure: None }
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

    /// Takes in the facts of a split. The order of commits does not matter. May write evidence to disk; that this failed is told by
    /// [`Census::finish`].
    pub fn commit(&mut self, partial: Partial) {
        self.open.push(partial);
        let bytes = || self.open.iter().map(Partial::bytes).sum::<usize>();
        if self.open.len() >= TOGETHER || self.options.memory.is_some_and(|memory| bytes() > memory / 8) {
            self.seal();
        }
        if self.options.memory.is_some_and(|memory| self.total.bytes() > memory / 2) {
            self.spill();
        }
    }

    /// Sorts what was committed, side by side.
    fn seal(&mut self) {
        self.open.par_iter_mut().for_each(Partial::seal);
        self.open.drain(..).for_each(|partial| self.total.merge(partial));
    }

    /// Merges, judges and writes `part-0.parquet` into the folder `dir`, which must exist. `progress` is told the rows done and the
    /// rows in all (an upper bound where evidence is on disk), and may end the work.
    ///
    /// # Errors
    /// `progress` ended it. The file cannot be written, or evidence not be spilled or read back.
    pub fn finish(mut self, dir: &Path, progress: ProgressFn<'_>) -> Result<Summary, CensusError> {
        self.seal();
        drop_spares();
        heap::release();
        let _apart = heap::LargeApart::begin();
        // What is left in memory can stay there, where a name can be found in it.
        if !self.spilled.is_empty() && !Reach::are_shallow(&self.total.runs) {
            self.spill();
        }
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let path = dir.join("part-0.parquet");
        let apexes = take_apexes(&mut self.total);
        let runs = take_runs(&mut self.total)?;
        let mut job = Job {
            plan: &self.plan,
            options: &self.options,
            counting: Counting::new(&self.plan, &apexes),
            apexes: &apexes,
            elsewhere: Elsewhere::new(self.spilled, Reach::new(&runs)),
        };
        let Written { names, used, suffixes, collected } = if job.elsewhere.spilled().is_empty() {
            job.write(runs, &path, progress)?
        } else {
            job.write_spilled(runs, &path, progress)?
        };
        heap::release();
        let spilled_bytes = job.elsewhere.spilled().iter().map(SpilledRun::bytes).sum();
        let cohort_rows = self.plan.cohort.as_ref().map_or(0, |cohort| cohort.len() as u64);
        Ok(Summary {
            names,
            records: self.total.records,
            malformed: self.total.malformed,
            unmatched_cohort_rows: cohort_rows.saturating_sub(used),
            suffixes,
            collected,
            spilled_bytes,
            files: vec![path],
        })
    }

    /// Every fact of one name, whether or not it would be a row; columns that are null are left out. What was folded decides what is
    /// known: for facts that follow other names, fold the whole snapshot.
    ///
    /// # Errors
    /// Building the columns failed, or evidence could not be spilled or read back.
    pub fn explain(mut self, name: &str) -> Result<Vec<Fact>, CensusError> {
        self.seal();
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let apexes = take_apexes(&mut self.total);
        let mut runs = take_runs(&mut self.total)?;
        for spilled in &self.spilled {
            runs.extend(spilled.read(&[], None)?);
        }
        let counting = Counting::new(&self.plan, &apexes);
        let merged = Merged::new(runs, &counting);
        let key = key_of(name.as_bytes());
        let spot = merged.find(&key);
        let seen = merged.seen() | spot.map_or(0, |spot| merged.mask(spot));
        let layout = Layout::new(&self.plan, LookupSet::collected(&self.plan, seen))?;
        let snapshot = Snapshot {
            merged: &merged,
            collected: layout.collected,
            addresses: self.plan.addresses,
            apexes: &apexes,
            counting: &counting,
            elsewhere: &Elsewhere::default(),
        };
        let rows = Rows::new(&self.plan, snapshot);
        let mut frame = Frame::new(&layout);
        let mut scratch = Scratch::new();
        match spot {
            Some(spot) => rows.write(spot, &mut frame, &mut scratch),
            None => rows.write_unseen(&key, &mut frame, &mut scratch),
        }
        facts_of(&frame.into_batch()?)
    }

    /// Moves evidence from memory to disk: the older half where the input comes in order, so that little of it ends there for nothing, else
    /// all. After a failure nothing is kept any more, since there will be no result.
    fn spill(&mut self) {
        let mut runs = std::mem::take(&mut self.total.runs);
        if Reach::are_shallow(&runs) {
            self.total.runs = runs.split_off(runs.len().div_ceil(2));
        }
        if self.failure.is_none() && !runs.is_empty() {
            match SpilledRun::write(&self.options.spill_dir, &runs) {
                Ok(spilled) => self.spilled.push(spilled),
                Err(failure) => self.failure = Some(failure),
            }
        }
    }
}

/// The evidence is complete; what is left is to write it.
struct Job<'a> {
    plan: &'a Plan,
    options: &'a CensusOptions,
    counting: Counting<'a>,
    apexes: &'a [Vec<u8>],
    elsewhere: Elsewhere,
}

/// What was written.
struct Written {
    /// Rows.
    names: u64,
    /// Rows of the cohort used.
    used: u64,
    /// Names not counted since they are public suffixes.
    suffixes: u64,
    /// What counted as collected.
    collected: LookupSet,
}

impl Job<'_> {
    /// All in memory: one range.
    fn write(&self, runs: Vec<Run>, path: &Path, progress: ProgressFn<'_>) -> Result<Written, CensusError> {
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
    fn write_spilled(
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

fn take_apexes(total: &mut Partial) -> Vec<Vec<u8>> {
    let mut apexes = std::mem::take(&mut total.apexes);
    apexes.sort_unstable();
    apexes.dedup();
    apexes
}

fn take_runs(total: &mut Partial) -> Result<Vec<Run>, CensusError> {
    total.seal();
    let runs = std::mem::take(&mut total.runs);
    if runs.len() >= MAX_RUNS {
        return Err(CensusError::Limit(format!("{} runs of evidence, more than can be merged", runs.len())));
    }
    Ok(runs)
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
