//! The definitions: inputs, cases, and the bias of each engine.

use crate::contestant::{Contestant, Engine};
use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zonefile::RrType;

const TEXT: &str = include_str!("../definitions.toml");

/// `definitions.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definitions {
    census_types: Vec<String>,
    #[serde(rename = "input")]
    pub(crate) inputs: Vec<Input>,
    #[serde(rename = "case")]
    pub(crate) cases: Vec<Case>,
    pub(crate) bias: BTreeMap<Engine, String>,
}

/// A file to read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) made: Made,
    pub(crate) counts: Counts,
    /// The input that slow instruments read instead.
    pub(crate) small: Option<String>,
    /// The input that `benches test` reads instead.
    pub(crate) test: Option<String>,
    /// How `zonecensus census` is asked to count it.
    pub(crate) job: Option<Job>,
}

/// The whole job on an input.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    /// The name of a bundled pipeline or a file of `benches/pipelines`.
    pub(crate) pipeline: String,
    /// Records that it must read, of the types that the pipeline asks for.
    pub(crate) records: u64,
}

impl Input {
    pub(crate) fn file_name(&self) -> String {
        format!("{}.zone", self.name)
    }
}

/// How an input is made.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Made {
    /// By the synth crate.
    Synth { profile: String, domains: u64, seed: u64 },
    /// From another input.
    From { from: String, rewrite: Rewrite },
}

/// What is changed in an input for readers that cannot read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rewrite {
    /// TTLs that mix units, such as `1h30m`, in one unit.
    SimpleTtls,
    /// TTLs with units in seconds.
    SecondsTtls,
    /// Only records of types that every reader takes from a file, without internationalized names.
    PlainRecords,
}

/// What must be counted in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Counts {
    /// Records of any type.
    pub(crate) records: u64,
    /// Records of the census types.
    pub(crate) census: u64,
    /// Line feeds.
    pub(crate) lines: u64,
    /// Delegated names.
    pub(crate) domains: Option<u64>,
    /// Tokens as the tokeniser of simdzone counts them.
    pub(crate) tokens: Option<u64>,
}

/// What is measured, and with which engines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) input: String,
    pub(crate) operation: Operation,
    pub(crate) engines: Vec<Contestant>,
    pub(crate) baseline: Contestant,
    pub(crate) metric: Metric,
    /// The ratio to the baseline that an engine should reach.
    #[serde(default)]
    pub(crate) targets: BTreeMap<Contestant, f64>,
    /// The most instructions per byte that an engine should take.
    #[serde(default)]
    pub(crate) instructions: BTreeMap<Contestant, f64>,
}

/// What an engine does with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Operation {
    /// Owner, TTL, class, type and the place of the rdata of the records of the census types.
    Census,
    /// The same of every record.
    Heads,
    /// Every record, its rdata decoded.
    Decode,
    /// The whole job: from the file to tables.
    Job,
}

/// The time that ratios are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Metric {
    Cpu,
    Wall,
}

impl Metric {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Metric::Cpu => "CPU",
            Metric::Wall => "wall",
        }
    }
}

impl Definitions {
    /// The definitions that this program was built with.
    ///
    /// # Errors
    /// They name an input, engine or type that is not there.
    pub(crate) fn read() -> anyhow::Result<Definitions> {
        Self::parse(TEXT).context("benches/definitions.toml")
    }

    fn parse(text: &str) -> anyhow::Result<Definitions> {
        let definitions: Definitions = toml::from_str(text)?;
        definitions.check()?;
        Ok(definitions)
    }

    /// The input of this name.
    pub(crate) fn input(&self, name: &str) -> anyhow::Result<&Input> {
        self.inputs.iter().find(|input| input.name == name).with_context(|| format!("no input is called `{name}`"))
    }

    /// The types that the census asks for.
    pub(crate) fn census_types(&self) -> anyhow::Result<Vec<RrType>> {
        let parse = |name: &String| RrType::parse(name.as_bytes()).with_context(|| format!("no RR type `{name}`"));
        self.census_types.iter().map(parse).collect()
    }

    /// The cases named, in full or by what they begin with; all without a name.
    ///
    /// # Errors
    /// A name that no case has.
    pub(crate) fn find_cases(&self, names: &[String]) -> anyhow::Result<Vec<&Case>> {
        for name in names {
            if !self.cases.iter().any(|case| case.name.starts_with(name.as_str())) {
                let all: Vec<&str> = self.cases.iter().map(|case| case.name.as_str()).collect();
                bail!("no case is called `{name}`; there are {}", all.join(", "));
            }
        }
        let named = |case: &&Case| names.is_empty() || names.iter().any(|name| case.name.starts_with(name.as_str()));
        Ok(self.cases.iter().filter(named).collect())
    }

    fn check(&self) -> anyhow::Result<()> {
        self.census_types()?;
        for input in &self.inputs {
            let others = [&input.small, &input.test].into_iter().flatten();
            let from = match &input.made {
                Made::From { from, .. } => Some(from),
                Made::Synth { .. } => None,
            };
            for other in others.chain(from) {
                self.input(other).with_context(|| format!("input `{}`", input.name))?;
            }
        }
        self.cases.iter().try_for_each(|case| self.check_case(case).with_context(|| format!("case `{}`", case.name)))
    }

    fn check_case(&self, case: &Case) -> anyhow::Result<()> {
        let input = self.input(&case.input)?;
        let has_job =
            input.job.is_some() || !case.engines.iter().any(|contestant| contestant.engine == Engine::Zonecensus);
        ensure!(has_job, "input `{}` does not state the whole job", input.name);
        let names = [Some(&input.name), input.small.as_ref(), input.test.as_ref()];
        for contestant in &case.engines {
            let (engine, threads) = (contestant.engine, contestant.threads);
            ensure!(self.bias.contains_key(&engine), "the bias of `{engine}` is not stated");
            ensure!(engine.can(case.operation, threads), "`{contestant}` cannot do this operation");
            for name in names.into_iter().flatten() {
                let required = engine.required(case.operation, &self.input(name)?.counts, 0);
                ensure!(required.is_some(), "input `{name}` does not state the count that `{engine}` needs");
            }
        }
        let mentioned = [&case.baseline].into_iter().chain(case.targets.keys()).chain(case.instructions.keys());
        for contestant in mentioned {
            ensure!(case.engines.contains(contestant), "`{contestant}` is not among the engines");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
