//! How many names get what, exactly, and which ones.
//!
//! A group of n names is numbered by rank, 0..n; a keyed permutation takes a name's index to its rank, so that "the first k
//! ranks" is k names at random. Facts that should be independent rank the names anew with permutations of their own.
//!
//! Months: a group's universe holds n names and those that leave or come. In month m the alive ones are a window of length n
//! over the permuted universe, and the rank is the place in the window modulo n: whoever leaves is replaced by one of the same
//! rank, so exact counts hold in every month. Adoption grows by moving thresholds, which keeps earlier adopters.

use super::figures as f;
use crate::permute::Permutation;
use crate::rng::mix2;
use crate::share::{largest_remainder, rounded, tenths_of_percent};

/// What one name gets.
#[derive(Clone, Copy, Default)]
pub(crate) struct Draw {
    pub(crate) mx: bool,
    pub(crate) null_mx: bool,
    pub(crate) spf: bool,
    pub(crate) only_all: bool,
    pub(crate) dmarc: bool,
    pub(crate) mta_sts: bool,
    pub(crate) tlsrpt: bool,
    pub(crate) bimi: bool,
    pub(crate) ds: bool,
}

/// Counts and ranks of one group.
pub(crate) struct GroupPlan {
    names: u64,
    window: u64,
    counts: Counts,
    without: Without,
    /// Moves the DMARC ranks by a little each month, so that a few names give DMARC up.
    rotation: u64,
    universe: Permutation,
    by_spf: Permutation,
    by_dmarc: Permutation,
    by_tls: Permutation,
    by_ds: Permutation,
}

/// Names with MX, and among them.
#[derive(Clone, Default)]
struct Counts {
    mx: u64,
    null_mx: u64,
    spf: u64,
    only_all: u64,
    dmarc: u64,
    mta_sts: u64,
    tlsrpt: u64,
    bimi: u64,
    /// Among all names.
    ds: u64,
}

/// Among names without MX.
#[derive(Clone, Default)]
struct Without {
    spf: u64,
    only_all: u64,
    dmarc: u64,
    /// Names not registered yet in this month.
    unregistered: u64,
}

impl GroupPlan {
    /// Names that exist in some month.
    pub(crate) const fn universe(&self) -> u64 {
        self.universe.size()
    }

    /// What the name at `index` of the universe gets; `None` when it does not exist in this month.
    pub(crate) fn draw(&self, index: u64) -> Option<Draw> {
        let place = self.universe.at(index).checked_sub(self.window).filter(|&place| place < self.names)?;
        let rank = (place + self.window) % self.names;
        let ds = self.by_ds.at(rank) < self.counts.ds;
        match rank.checked_sub(self.counts.mx) {
            None => Some(Draw { ds, ..self.draw_with_mx(rank) }),
            Some(rank) => self.draw_without_mx(rank).map(|draw| Draw { ds, ..draw }),
        }
    }

    fn draw_with_mx(&self, rank: u64) -> Draw {
        let c = &self.counts;
        let spf = self.by_spf.at(rank);
        let dmarc = (self.by_dmarc.at(rank) + self.rotation) % c.mx;
        let tls = self.by_tls.at(rank);
        Draw {
            mx: true,
            null_mx: rank < c.null_mx,
            spf: spf < c.spf,
            only_all: spf < c.only_all,
            dmarc: dmarc < c.dmarc,
            mta_sts: tls < c.mta_sts,
            tlsrpt: tls < c.tlsrpt,
            bimi: dmarc < c.bimi,
            ds: false,
        }
    }

    fn draw_without_mx(&self, rank: u64) -> Option<Draw> {
        let w = &self.without;
        let registered = self.names - self.counts.mx - w.unregistered;
        // DMARC goes to every other rank from the first on: half of those names have SPF too when SPF reaches that far.
        let dmarc = rank.is_multiple_of(2) && rank / 2 < w.dmarc;
        (rank < registered).then(|| Draw { spf: rank < w.spf, only_all: rank < w.only_all, dmarc, ..Draw::default() })
    }
}

/// Plans of all groups, in the order of the published table.
pub(crate) fn plan(domains: u64, month: u32, seed: u64) -> Vec<GroupPlan> {
    let sizes = group_sizes(domains);
    let counts = counts_with_mx(domains, &sizes, month);
    let without = counts_without_mx(domains, &sizes, &counts, month);
    let mut plans = Vec::with_capacity(sizes.len());
    for (at, ((&names, counts), without)) in sizes.iter().zip(counts).zip(without).enumerate() {
        let churn = names * f::CHURN / 1_000;
        let permutation = |size, aspect: u64| Permutation::new(size, mix2(seed, mix2(at as u64, aspect)));
        plans.push(GroupPlan {
            names,
            window: churn * u64::from(month),
            rotation: counts.dmarc * u64::from(f::LAST_MONTH - month) / 200,
            universe: permutation(names + churn * u64::from(f::LAST_MONTH), 0),
            by_spf: permutation(counts.mx, 1),
            by_dmarc: permutation(counts.mx, 2),
            by_tls: permutation(counts.mx, 3),
            by_ds: permutation(names, 4),
            counts,
            without,
        });
    }
    plans
}

/// Names by group. Each small group takes the size nearest to its share for which counts exist that give all three
/// published percentages after rounding; where none is near (groups below some hundreds of names), its share.
fn group_sizes(domains: u64) -> Vec<u64> {
    let mut weights = f::REFERENCE_BY_TYPE.to_vec();
    weights.push(f::REFERENCE_NAMES - weights.iter().sum::<u64>());
    let mut sizes = largest_remainder(domains, &weights);
    if domains >= 1_000 {
        for (size, published) in sizes.iter_mut().zip(&f::PUBLISHED[..f::GENERAL]) {
            *size = nearest_attainable((*size).max(1), published);
        }
        sizes[f::GENERAL] = domains - sizes[..f::GENERAL].iter().sum::<u64>();
    }
    sizes
}

fn nearest_attainable(share: u64, published: &f::Published) -> u64 {
    (0..=share / 10)
        .flat_map(|away| [share + away, share - away])
        .find(|&names| is_attainable(names, published))
        .unwrap_or(share)
}

fn is_attainable(names: u64, published: &f::Published) -> bool {
    let mx = rounded(names, 1_000, published.mx);
    let reaches = |count, of, tenths| tenths_of_percent(count, of) == tenths;
    reaches(mx, names, published.mx)
        && reaches(rounded(mx, 1_000, published.spf), mx, published.spf)
        && reaches(rounded(mx, 1_000, published.dmarc), mx, published.dmarc)
}

/// The least count that a rare mechanism gets, so that small snapshots show it too.
fn at_least_one(count: u64, domains: u64) -> u64 {
    if domains >= 1_000 { count.max(1) } else { count }
}

fn counts_with_mx(domains: u64, sizes: &[u64], month: u32) -> Vec<Counts> {
    let mut counts: Vec<Counts> = Vec::with_capacity(sizes.len());
    for (&names, published) in sizes.iter().zip(&f::PUBLISHED) {
        let mx = rounded(names, 1_000, published.mx);
        let adopted = |tenths, share| rounded(rounded(mx, 1_000, tenths), 1_000_000, share);
        counts.push(Counts {
            mx,
            spf: adopted(published.spf, f::spf_share(month)),
            dmarc: adopted(published.dmarc, f::dmarc_share(month)),
            ..Counts::default()
        });
    }
    let with_mx: u64 = counts.iter().map(|c| c.mx).sum();
    let mta_sts = at_least_one(rounded(with_mx, f::REFERENCE_WITH_MX, f::REFERENCE_STS), domains);
    let ds = at_least_one(rounded(domains, f::REFERENCE_NAMES, f::REFERENCE_DS), domains);
    let bimi = at_least_one(rounded(domains, f::REFERENCE_NAMES, f::REFERENCE_BIMI), domains);
    let null_mx = at_least_one(rounded(domains, 100_000, f::NULL_MX), domains);
    let only_all = rounded(rounded(domains, 100_000, f::SPF_ONLY_ALL), 100, f::ONLY_ALL_WITH_MX);
    hand_out(&mut counts, null_mx, |c| c.mx, |c, n| c.null_mx = n);
    hand_out(&mut counts, only_all, |c| c.spf, |c, n| c.only_all = n);
    hand_out(&mut counts, mta_sts, |c| c.mx, |c, n| c.mta_sts = n);
    hand_out(&mut counts, mta_sts * f::TLSRPT_PER_STS, |c| c.mx, |c, n| c.tlsrpt = n);
    hand_out(&mut counts, bimi, |c| c.dmarc, |c, n| c.bimi = n);
    for (counts, ds) in counts.iter_mut().zip(largest_remainder(ds, sizes)) {
        counts.ds = ds;
    }
    counts
}

/// Hands `total` out among the groups in proportion to `weight`.
fn hand_out(counts: &mut [Counts], total: u64, weight: fn(&Counts) -> u64, set: fn(&mut Counts, u64)) {
    let weights: Vec<u64> = counts.iter().map(weight).collect();
    for (counts, part) in counts.iter_mut().zip(largest_remainder(total, &weights)) {
        set(counts, part);
    }
}

fn counts_without_mx(domains: u64, sizes: &[u64], with_mx: &[Counts], month: u32) -> Vec<Without> {
    let planted: u64 = with_mx.iter().map(|c| c.only_all).sum();
    let left = rounded(domains, 100_000, f::SPF_ONLY_ALL) - planted;
    let rest: Vec<u64> = sizes.iter().zip(with_mx).map(|(names, c)| names - c.mx).collect();
    let only_all = largest_remainder(left, &rest);
    let group = |((&names, &rest), only_all): ((&u64, &u64), u64)| {
        let spf = rounded(rest, 1_000, f::SPF_WITHOUT_MX).max(only_all);
        let dmarc = rounded(rest, 1_000, f::DMARC_WITHOUT_MX);
        let wanted = rounded(names, 10_000, f::GROWTH * u64::from(f::LAST_MONTH - month));
        let plain = rest - spf.max((2 * dmarc).min(rest));
        Without { spf, only_all, dmarc, unregistered: wanted.min(plain) }
    };
    sizes.iter().zip(&rest).zip(only_all).map(group).collect()
}

#[cfg(test)]
mod tests;
