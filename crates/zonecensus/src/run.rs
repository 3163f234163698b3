//! The main job: a snapshot's files to facts, tables and rejects in a staging folder.
//!
//! ```text
//! inputs ─ scan ─ Partial (per piece, in parallel) ─ commit ─► Census::finish ─► domains ─► tables
//!    │               └─ rejects ─► rejects.parquet
//!    └─ the bytes read, hashed on a thread of their own
//! ```

mod planned;
mod rejects;

use crate::error::{Error, Result};
use crate::facts::{Counts, PipelineFacts, RunFacts, RunState, Times};
use crate::hash::Hashing;
use crate::input::{InputFacts, Inputs};
use crate::pipeline::Pipeline;
use crate::store::{SnapshotDate, Staging};
use crate::tabulate::{build_tables, write_tables};
use arrow::array::RecordBatch;
use census::{Census, CensusError, CensusOptions, Partial, wanted_types};
use planned::Planned;
use rejects::Rejects;
use snapshot::{Reject, ScanOptions, Scanned, scan};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;
use tables::Table;
use zonefile::{Projection, RrType};

/// How a census is run; nothing here but the rejects policy changes a result.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// How inputs are parsed. The types wanted follow from the plan.
    pub scan: ScanOptions,
    /// Takes the place of the cohort file that the pipeline names.
    pub cohort: Option<PathBuf>,
    /// MTA-STS policies that were fetched: see [`census::StsPolicies`].
    pub sts_policies: Option<PathBuf>,
    /// Lookups that gave no record, and why: see [`census::Outcomes`]. Those that the file tells of count as collected.
    pub outcomes: Option<PathBuf>,
    /// Bytes of memory to use for evidence; past about half of it, it goes to disk, in the staging folder. None: half of
    /// what the machine, or the container, has to spare.
    pub memory: Option<u64>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Reading: bytes and records so far.
    Scan {
        /// Bytes before decompression: those of all inputs together are [`Inputs::size`].
        read: u64,
        /// Bytes after decompression.
        bytes: u64,
        /// Records.
        records: u64,
    },
    /// Merging and writing the facts: names done, and in all (an upper bound where evidence is on disk; 0 before they are known).
    Merge {
        /// Names written.
        done: u64,
        /// Names in all.
        total: u64,
    },
    /// Building tables.
    Tables,
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    /// The facts recorded of it.
    pub facts: RunFacts,
    /// The tables.
    pub tables: Vec<Table>,
    /// The first few records that could not be read.
    pub rejects: Vec<Reject>,
    /// Rows of the cohort that are not among the names counted.
    pub unmatched_cohort_rows: u64,
}

/// Counts `inputs` into `staging`, which the caller commits. `progress` may break off the run.
///
/// # Errors
/// A cohort that does not fit, an input that cannot be read, more rejects than allowed, a disk that is full.
pub fn run_census(
    pipeline: &Pipeline,
    inputs: &Inputs,
    staging: &Staging,
    options: &RunOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Run> {
    let started = crate::now();
    let (store, date) = (staging.as_store(), staging.date());
    let Planned { plan, outcomes, cohort, side_files, versions } = Planned::read(pipeline, date, options)?;

    let clock = Instant::now();
    let memory = options.memory.or_else(crate::memory::spare).map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    let spill = CensusOptions { memory, spill_dir: staging.scratch()?, ..CensusOptions::default() };
    let mut census = Census::new(plan, spill);
    census.commit(outcomes.partial());
    let mut rejects = Rejects::create(&store, &store.rejects(date))?;
    let origin = inputs.origin.map(|origin| origin.to_string());
    let inputs = read_inputs(inputs, options, &mut census, &mut rejects, progress)?;
    let rejects = rejects.close()?;
    let scan_seconds = clock.elapsed().as_secs_f64();

    advance(progress, Progress::Merge { done: 0, total: 0 })?;
    let clock = Instant::now();
    let domains = store.domains(date);
    store.make_folder(&domains)?;
    let summary = census.finish(&domains, &mut |done, total| progress(Progress::Merge { done, total }))?;
    let merge_seconds = clock.elapsed().as_secs_f64();

    advance(progress, Progress::Tables)?;
    let clock = Instant::now();
    let tables = build_tables(&store, date, &pipeline.tables)?;
    write_tables(&store, date, &tables)?;
    let tables_seconds = clock.elapsed().as_secs_f64();

    let counts = Counts {
        domains: summary.names,
        suffixes: summary.suffixes,
        records: inputs.iter().map(|input| input.records).sum(),
        rejects: rejects.count,
        plain_bytes: inputs.iter().map(|input| input.plain_bytes).sum(),
    };
    let facts = RunFacts {
        snapshot: date.to_string(),
        state: if rejects.count == 0 { RunState::Clean } else { RunState::Rejects },
        pipeline: pipeline_facts(pipeline),
        cohort,
        side_files,
        origin,
        inputs,
        collected: summary.collected.iter().map(|lookup| lookup.as_str().to_owned()).collect(),
        versions,
        counts,
        times: Times { started, finished: crate::now(), scan_seconds, merge_seconds, tables_seconds },
        threads: rayon::current_num_threads(),
        spilled_bytes: summary.spilled_bytes,
    };
    facts.write(&store.run_file(date))?;
    Ok(Run { facts, tables, rejects: rejects.first, unmatched_cohort_rows: summary.unmatched_cohort_rows })
}

/// Every fact of one name, from the whole of `inputs`; the name need not be one that the pipeline counts.
///
/// # Errors
/// As [`run_census`].
pub(crate) fn explain_inputs(
    pipeline: &Pipeline,
    date: SnapshotDate,
    inputs: &Inputs,
    options: &RunOptions,
    name: &str,
) -> Result<Vec<census::Fact>> {
    let mut census = Census::new(pipeline.plan(date, options.cohort.as_deref())?, CensusOptions::default());
    let scan_options = wanted(&options.scan, census.plan());
    let new = || Ok(Partial::default());
    scan(inputs.sources(), &scan_options, new, fold, |done: Scanned<Folded>| {
        census.commit(done.value?);
        Ok::<(), Error>(())
    })?;
    Ok(census.explain(name)?)
}

type Folded = Result<Partial, CensusError>;

fn fold(folded: &mut Folded, batch: &RecordBatch) {
    let failed = folded.as_mut().map_or(Ok(()), |partial| partial.fold(batch));
    if let Err(e) = failed {
        *folded = Err(e);
    }
}

fn wanted(options: &ScanOptions, plan: &census::Plan) -> ScanOptions {
    ScanOptions { want: Projection::of(wanted_types(plan).into_iter().map(RrType)), ..options.clone() }
}

fn advance(progress: &mut dyn FnMut(Progress) -> ControlFlow<()>, step: Progress) -> Result<()> {
    match progress(step) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Interrupted),
    }
}

/// Scans the inputs into `census` and `rejects`; hashes them meanwhile.
fn read_inputs(
    inputs: &Inputs,
    options: &RunOptions,
    census: &mut Census,
    rejects: &mut Rejects,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Vec<InputFacts>> {
    let scan_options = wanted(&options.scan, census.plan());
    let mut facts: Vec<InputFacts> = inputs.paths.iter().map(|path| InputFacts::new(path)).collect();
    let (mut read, mut bytes, mut records) = (0, 0, 0);
    let hashing = Hashing::start(facts.len()).map_err(Error::Thread)?;
    let sources = inputs.sources().enumerate().map(|(i, source)| Ok(source?.with_tap(hashing.tap(i))));
    let new = || Ok(Partial::default());
    scan(sources, &scan_options, new, fold, |done: Scanned<Folded>| {
        census.commit(done.value?);
        let input = &mut facts[done.source];
        input.plain_bytes += done.bytes;
        input.records += done.records;
        input.rejects += done.rejects.len() as u64;
        rejects.add(&done.rejects)?;
        read += done.read;
        bytes += done.bytes;
        records += done.records;
        advance(progress, Progress::Scan { read, bytes, records })
    })?;
    for (input, digest) in facts.iter_mut().zip(hashing.finish()) {
        (input.bytes, input.blake3) = digest.unzip();
    }
    Ok(facts)
}

fn pipeline_facts(pipeline: &Pipeline) -> PipelineFacts {
    PipelineFacts {
        name: pipeline.name.clone(),
        title: pipeline.title.clone(),
        toml: pipeline.toml.clone(),
        folder: pipeline.folder.to_string_lossy().into_owned(),
    }
}
