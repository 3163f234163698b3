//! `benches run`: cases one after the other, the contestants of a case in turns.

use crate::definitions::{Case, Definitions};
use crate::host::Host;
use crate::record::{self, Entry};
use crate::report;
use crate::round::{Agreement, Programs, Round, Runner, Sample};
use crate::statistics::Times;
use crate::{default_inputs, inputs, instructions};
use anyhow::Context;
use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    /// Cases, in full or by what they begin with; all if left out.
    cases: Vec<String>,
    /// The folder of the inputs.
    #[arg(long, value_name = "DIR")]
    inputs: Option<PathBuf>,
    /// Passes of each engine.
    #[arg(long, value_name = "N", default_value = "5")]
    rounds: NonZero<usize>,
    /// Append the results to benches/results.
    #[arg(long)]
    record: bool,
    /// The name of this machine in results, instead of its processor and cores.
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// Count instructions too, with valgrind on small inputs. Valgrind has no AVX-512.
    #[arg(long)]
    instructions: bool,
    #[command(flatten)]
    programs: Programs,
}

/// A run under way.
struct Run<'a> {
    definitions: &'a Definitions,
    args: &'a RunArgs,
    dir: PathBuf,
    at: String,
    host: Host,
}

/// The passes of one contestant.
struct Series {
    runner: Runner,
    samples: Vec<Sample>,
    instructions_per_byte: Option<f64>,
}

/// Measures, prints a table for each case, and records if asked.
///
/// # Errors
/// An input that is not there, an engine that fails or counts what it should not.
pub(crate) fn run(definitions: &Definitions, args: &RunArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let dir = args.inputs.clone().unwrap_or_else(default_inputs);
    let cases = definitions.find_cases(&args.cases)?;
    for case in &cases {
        inputs::find(definitions.input(&case.input)?, &dir)?;
    }
    let host = Host::find(args.host.as_deref());
    writeln!(
        out,
        "{}: {}, {} cores, Linux {}, {}, commit {}",
        host.name, host.cpu, host.cores, host.kernel, host.rustc, host.commit
    )?;
    if args.instructions {
        writeln!(out, "instr/B: valgrind on the small inputs; it has no AVX-512")?;
    }
    let run =
        Run { definitions, args, dir, at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), host };
    let recorded = record::read_all()?;
    for case in cases {
        let entries = run.measure(case, out)?;
        report::write_case(&entries, &recorded, out)?;
        // After each case, so that a run broken off has recorded what it measured.
        if args.record
            && let Some(path) = record::append(&entries)?
        {
            writeln!(out, "recorded in {}", path.display())?;
        }
    }
    Ok(())
}

impl Run<'_> {
    fn measure(&self, case: &Case, out: &mut impl Write) -> anyhow::Result<Vec<Entry>> {
        let round = Round::new(case, self.definitions.input(&case.input)?, &self.dir, &self.args.programs)?;
        let (runners, left_out) = round.runners();
        writeln!(
            out,
            "\n### {}\n\n{}, {:.0} MB; {} rounds",
            case.name,
            case.input,
            round.bytes as f64 / 1e6,
            self.args.rounds
        )?;
        if !left_out.is_empty() {
            writeln!(out, "left out: {}", left_out.join(", "))?;
        }
        writeln!(out)?;
        inputs::warm(&round.path)?;
        let mut series = self.measure_rounds(&round, runners)?;
        if self.args.instructions {
            self.count_instructions(case, &mut series)?;
        }
        Ok(self.entries(&round, &series))
    }

    fn measure_rounds(&self, round: &Round<'_>, runners: Vec<Runner>) -> anyhow::Result<Vec<Series>> {
        let new = |runner| Series { runner, samples: Vec::new(), instructions_per_byte: None };
        let mut series: Vec<Series> = runners.into_iter().map(new).collect();
        let mut agreement = Agreement::default();
        for turn in 0..self.args.rounds.get() {
            // Each begins a round in its turn.
            for at in 0..series.len() {
                let at = (at + turn) % series.len();
                let Series { runner, samples, .. } = &mut series[at];
                let sample = round.measure(runner)?;
                agreement.check(runner, &sample.outcome)?;
                samples.push(sample);
            }
        }
        Ok(series)
    }

    fn count_instructions(&self, case: &Case, series: &mut [Series]) -> anyhow::Result<()> {
        let input = self.definitions.input(&case.input)?;
        let small = input.small.as_ref().map_or(Ok(input), |small| self.definitions.input(small))?;
        let test = input.test.as_ref().map_or(Ok(input), |test| self.definitions.input(test))?;
        let round = |input| Round::new(case, input, &self.dir, &self.args.programs);
        let (large, little) = (round(small)?, round(test)?);
        for Series { runner, instructions_per_byte, .. } in series {
            let counted = instructions::per_byte(&large, &little, runner);
            *instructions_per_byte = counted.with_context(|| format!("case `{}`, {}", case.name, runner.label))?;
        }
        Ok(())
    }

    fn entries(&self, round: &Round<'_>, series: &[Series]) -> Vec<Entry> {
        let mut entries: Vec<(Entry, &Runner)> =
            series.iter().filter_map(|series| Some((self.entry(round, series)?, &series.runner))).collect();
        // The fastest, if there are several.
        let of_baseline = entries.iter().filter(|(_, runner)| runner.contestant == round.case.baseline);
        let baseline = of_baseline.min_by(|(a, _), (b, _)| a.times().median.total_cmp(&b.times().median));
        let baseline = baseline.map(|(entry, _)| (entry.engine.clone(), entry.times()));
        for (entry, _) in &mut entries {
            let times = entry.times();
            entry.ratio = baseline.as_ref().map(|(_, base)| base.median / times.median);
            entry.ratio_of_best = baseline.as_ref().map(|(_, base)| base.best / times.best);
            entry.baseline = baseline.as_ref().map(|(name, _)| name.clone());
        }
        entries.into_iter().map(|(entry, _)| entry).collect()
    }

    fn entry(&self, round: &Round<'_>, series: &Series) -> Option<Entry> {
        let Series { runner, samples, instructions_per_byte } = series;
        Some(Entry {
            at: self.at.clone(),
            host: self.host.clone(),
            case: round.case.name.clone(),
            input: round.input.name.clone(),
            engine: runner.label.clone(),
            bytes: round.bytes,
            count: samples.first()?.outcome.count,
            rounds: samples.len(),
            wall_seconds: Times::of(samples.iter().map(|sample| sample.usage.wall.as_secs_f64()))?,
            cpu_seconds: Times::of(samples.iter().map(|sample| sample.usage.cpu.as_secs_f64()))?,
            max_rss: samples.iter().map(|sample| sample.usage.max_rss).max()?,
            metric: round.case.metric,
            baseline: None,
            ratio: None,
            ratio_of_best: None,
            target: round.case.targets.get(&runner.contestant).copied(),
            instructions_per_byte: *instructions_per_byte,
            instructions_target: round.case.instructions.get(&runner.contestant).copied(),
        })
    }
}
