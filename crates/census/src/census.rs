//! The census of one snapshot, from partials to the file.

mod job;

use crate::cohort::Cohort;
use crate::cross::Snapshot;
use crate::elsewhere::Elsewhere;
use crate::error::CensusError;
use crate::evidence::{Tag, mask};
use crate::explain::{Fact, facts_of};
use crate::frame::{Frame, Layout};
use crate::heap;
use crate::key::key_of;
use crate::merge::{MAX_RUNS, Merged, Reach};
use crate::partial::Partial;
use crate::plan::{Counting, LookupSet, Plan, Unit};
use crate::rows::{Rows, Scratch};
use crate::run::{Run, drop_spares};
use crate::spill::SpilledRun;
use job::{Job, Written};
use rayon::prelude::*;
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
