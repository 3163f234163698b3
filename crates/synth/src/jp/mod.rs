//! The `jp` profile: a .jp snapshot calibrated to the published survey of 2019-11-01.
//!
//! What is planted and what was assumed is told at [`crate::Profile::Jp`]; the numbers are in [`figures`]. [`plan`](mod@plan) decides which
//! name gets what, [`names`] what it is called, [`delegation`] and [`answers`] how that is written.
//!
//! The truth holds two groups more than the table: the geographic group's parts, geographic and prefecture type.

mod answers;
mod delegation;
mod dmarc;
pub(crate) mod figures;
pub(crate) mod municipalities;
mod names;
mod operators;
mod plan;
mod spf;
mod targets;

use crate::Outputs;
use crate::model::MAX_SLOTS;
use crate::permute::Permutation;
use crate::rng::{Rng, mix2};
use crate::truth::{Facts, Tally, Truth};
use answers::{Scratch, push_answers};
use delegation::Delegation;
use figures::PUBLISHED;
use names::{KINDS, Names, group_of};
use plan::{GroupPlan, plan};

/// The text and counts of one block.
#[derive(Default)]
pub(crate) struct Block {
    zone: Vec<u8>,
    answers: Vec<u8>,
    domains: Vec<u8>,
    pub(crate) tallies: Vec<Tally>,
    pub(crate) names: u64,
}

impl Block {
    fn clear(&mut self) {
        self.zone.clear();
        self.answers.clear();
        self.domains.clear();
        self.tallies.clear();
        self.names = 0;
    }

    pub(crate) fn put_out(&self, outputs: &mut Outputs<'_>) -> std::io::Result<()> {
        outputs.zone.write_all(&self.zone)?;
        outputs.answers.write_all(&self.answers)?;
        match &mut outputs.domains {
            Some(domains) => domains.write_all(&self.domains),
            None => Ok(()),
        }
    }
}

/// A snapshot ready to be written in any order of blocks.
pub(crate) struct JpSnapshot {
    names: Names,
    plans: Vec<GroupPlan>,
    /// The first ordinal of each segment.
    starts: Vec<u64>,
    universe: u64,
    small_hosters: Vec<Vec<u8>>,
    seed: u64,
    month: u32,
}

/// The most names that a snapshot may have.
pub(crate) const MAX_DOMAINS: u64 = MAX_SLOTS / 2;

/// Names per block. Bytes do not depend on it, nor on threads.
const BLOCK: u64 = 4_096;

// Streams of a name.
const OPERATOR: u64 = 1;
const DELEGATION: u64 = 2;
const ANSWERS: u64 = 3;

impl JpSnapshot {
    pub(crate) fn new(domains: u64, month: u32, seed: u64) -> Self {
        let plans = plan(domains, month, seed);
        let universes: Vec<u64> = plans.iter().map(GroupPlan::universe).collect();
        let names = Names::new(&universes, seed);
        let mut starts = Vec::with_capacity(names.segments.len());
        let mut universe = 0;
        for segment in &names.segments {
            starts.push(universe);
            universe += segment.size;
        }
        let small_hosters = small_hosters(&names, seed);
        Self { names, plans, starts, universe, small_hosters, seed, month }
    }

    pub(crate) const fn blocks(&self) -> u64 {
        self.universe.div_ceil(BLOCK)
    }

    /// The records of the apex, before the first block.
    pub(crate) fn apex(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let (year, month) = year_and_month(self.month);
        let serial = u64::from(year * 1_000_000 + month * 10_000 + 101);
        delegation::push_apex(serial, &mut Rng::new(mix2(self.seed, 0)), &mut out);
        out
    }

    /// The answers for names outside the population, before the first block.
    pub(crate) fn target_answers(&self) -> Vec<u8> {
        let mut out = Vec::new();
        targets::push_targets(&mut Rng::new(mix2(self.seed, 1)), &mut out);
        out
    }

    /// Writes one block of names.
    pub(crate) fn write_block(&self, at: u64, domain_truth: bool, block: &mut Block) {
        let (mut worker, mut scratch) = (Worker::default(), Scratch::default());
        block.clear();
        block.tallies.resize(KINDS.len(), Tally::default());
        let first = at * BLOCK;
        let last = (first + BLOCK).min(self.universe);
        let mut segment = self.starts.partition_point(|&start| start <= first) - 1;
        for ordinal in first..last {
            while self.starts.get(segment + 1).is_some_and(|&start| start <= ordinal) {
                segment += 1;
            }
            let index = ordinal - self.starts[segment];
            self.write_name(segment, index, domain_truth, &mut worker, &mut scratch, block);
        }
    }

    fn write_name(
        &self,
        segment: usize,
        index: u64,
        domain_truth: bool,
        worker: &mut Worker,
        scratch: &mut Scratch,
        block: &mut Block,
    ) {
        let segment = &self.names.segments[segment];
        let group = group_of(segment.kind);
        let in_group = segment.base + index;
        let Some(draw) = self.plans[group].draw(in_group) else { return };
        worker.name.clear();
        self.names.push_name(segment, index, &mut worker.label, &mut worker.name);
        let key = mix2(self.seed, mix2(group as u64, in_group));
        let stream = |aspect| Rng::new(mix2(key, aspect));
        let name = worker.name.as_slice();
        let delegation = Delegation { name, ds: draw.ds, operator: stream(OPERATOR), rng: stream(DELEGATION) };
        delegation.push(&self.small_hosters, &mut worker.rdata, &mut block.zone);
        let key = mix2(key, ANSWERS);
        let facts: Facts = push_answers(name, draw, stream(OPERATOR), key, scratch, &mut block.answers);
        block.tallies[segment.kind].add(&facts);
        block.names += 1;
        if domain_truth {
            facts.push_tsv(name, KINDS[segment.kind], &mut block.domains);
        }
    }
}

/// Buffers of one worker.
#[derive(Default)]
struct Worker {
    name: Vec<u8>,
    label: Vec<char>,
    rdata: Vec<u8>,
}

/// Names of hosters outside the registry's view: any domain, most of them elsewhere.
fn small_hosters(names: &Names, seed: u64) -> Vec<Vec<u8>> {
    let order = Permutation::new(operators::SMALL_HOSTERS, seed);
    let hoster = |at| {
        let mut name = names.hoster_label(order.at(at), operators::SMALL_HOSTERS, seed);
        let suffixes: [&[u8]; 5] = [b".ne.jp", b".co.jp", b".jp", b".com", b".net"];
        name.extend_from_slice(Rng::new(mix2(seed, at)).pick(&suffixes));
        name
    };
    (0..operators::SMALL_HOSTERS).map(hoster).collect()
}

/// The truth from the tallies by kind: the published groups, the two parts of the geographic one, and all.
pub(crate) fn truth_of(tallies: &[Tally]) -> Truth {
    let mut truth = Truth::default();
    let mut all = Tally::default();
    for (at, published) in PUBLISHED.iter().enumerate() {
        let mut group = Tally::default();
        tallies.iter().enumerate().filter(|(kind, _)| group_of(*kind) == at).for_each(|(_, t)| group.merge(t));
        group.push_rows(published.group, &mut truth);
        all.merge(&group);
    }
    for kind in ["geographic", "prefecture"] {
        if let Some(at) = KINDS.iter().position(|&k| k == kind) {
            tallies[at].push_rows(&format!("geographic/{kind}"), &mut truth);
        }
    }
    all.push_rows("all", &mut truth);
    truth
}

/// The date of a month's snapshot, `YYYY-MM-DD`: month 0 is 2018-03-01, month 20 is 2019-11-01.
pub(crate) fn date_of(month: u32) -> String {
    let (year, month) = year_and_month(month);
    format!("{year}-{month:02}-01")
}

const fn year_and_month(month: u32) -> (u32, u32) {
    (2018 + (2 + month) / 12, 1 + (2 + month) % 12)
}
