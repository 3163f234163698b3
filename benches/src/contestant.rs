//! Who takes part in a case.

use crate::definitions::{Counts, Operation};
use anyhow::{Context, anyhow};
use clap::ValueEnum;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::num::NonZero;
use std::str::FromStr;
use zonefile::Kernel;

/// A program or a part of one that reads zone files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Engine {
    /// The parse core with its scalar kernel.
    Scalar,
    /// The parse core with its AVX2 kernel.
    Avx2,
    /// The parse core with its AVX-512 kernel.
    Avx512,
    /// The `hickory-proto` crate.
    Hickory,
    /// The `domain` crate.
    Domain,
    /// Counts line feeds.
    Newlines,
    /// Reads a byte of every page.
    Pages,
    /// simdzone's bench program with its best kernel.
    Simdzone,
    /// simdzone's bench program without vector instructions.
    SimdzoneFallback,
    /// The `zonecensus` program.
    Zonecensus,
    /// Every command given with `--peer`.
    Peers,
}

impl Engine {
    /// The kernel of the parse core that this engine is.
    pub(crate) fn kernel(self) -> Option<Kernel> {
        match self {
            Engine::Scalar => Some(Kernel::Scalar),
            Engine::Avx2 => Some(Kernel::Avx2),
            Engine::Avx512 => Some(Kernel::Avx512),
            _ => None,
        }
    }

    /// True for programs that this one does not contain.
    pub(crate) fn is_external(self) -> bool {
        matches!(self, Engine::Simdzone | Engine::SimdzoneFallback | Engine::Zonecensus | Engine::Peers)
    }

    /// True if the engine has this operation with this number of threads (None: no say in it).
    pub(crate) fn can(self, operation: Operation, threads: Option<NonZero<usize>>) -> bool {
        match self {
            Engine::Scalar | Engine::Avx2 | Engine::Avx512 => operation != Operation::Job,
            Engine::Zonecensus => operation == Operation::Job,
            Engine::Peers => operation == Operation::Job && threads.is_none(),
            Engine::Hickory | Engine::Domain => operation == Operation::Decode && threads.is_none(),
            Engine::Newlines | Engine::Pages | Engine::Simdzone | Engine::SimdzoneFallback => threads.is_none(),
        }
    }

    /// What the engine must count in a file of `bytes` bytes; None if the counts do not say.
    pub(crate) fn required(self, operation: Operation, counts: &Counts, bytes: u64) -> Option<u64> {
        match self {
            Engine::Scalar | Engine::Avx2 | Engine::Avx512 if operation == Operation::Census => Some(counts.census),
            Engine::Scalar | Engine::Avx2 | Engine::Avx512 | Engine::Hickory | Engine::Domain => Some(counts.records),
            Engine::Newlines => Some(counts.lines),
            Engine::Pages => Some(bytes.div_ceil(crate::engine::PAGE as u64)),
            Engine::Simdzone | Engine::SimdzoneFallback if operation == Operation::Heads => counts.tokens,
            Engine::Simdzone | Engine::SimdzoneFallback => Some(counts.records),
            Engine::Zonecensus | Engine::Peers => counts.domains,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.to_possible_value().expect("every engine has a name");
        f.write_str(name.get_name())
    }
}

/// An engine, and on how many threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Contestant {
    pub(crate) engine: Engine,
    /// None: whatever the engine does by itself, which is one thread without splits for the parse core.
    pub(crate) threads: Option<NonZero<usize>>,
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.threads {
            Some(threads) => write!(f, "{}@{threads}", self.engine),
            None => write!(f, "{}", self.engine),
        }
    }
}

impl FromStr for Contestant {
    type Err = anyhow::Error;

    /// `ENGINE` or `ENGINE@THREADS`.
    fn from_str(text: &str) -> anyhow::Result<Contestant> {
        let (engine, threads) = match text.split_once('@') {
            Some((engine, threads)) => (engine, Some(threads.parse().with_context(|| format!("threads of `{text}`"))?)),
            None => (text, None),
        };
        let engine = Engine::from_str(engine, false).map_err(|_| anyhow!("no engine is called `{engine}`"))?;
        Ok(Contestant { engine, threads })
    }
}

impl<'de> Deserialize<'de> for Contestant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|e: anyhow::Error| serde::de::Error::custom(format!("{e:#}")))
    }
}
