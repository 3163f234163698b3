//! Profiles by name, and what they write.

use std::io::{self, Write};

use crate::bench;
use crate::blocks::in_order;
use crate::com::{self, Order};
use crate::jp::figures::LAST_MONTH;
use crate::jp::municipalities::{self, BODIES};
use crate::jp::{Block, JpSnapshot, MAX_DOMAINS, date_of, truth_of};
use crate::truth::{Tally, Truth};

/// What kind of snapshot to generate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// .jp in one month between 2018-03 (0) and 2019-11 (20): a delegation file and an answers file.
    ///
    /// **Published and planted exactly** in month 20, whenever a group is big enough for the printed percentage to be
    /// possible: names with MX by type, SPF and DMARC among those ([`crate::PUBLISHED`]); Null MX 0.02 % and the exact record
    /// `v=spf1 -all` 0.82 %, both taken as of all names; 477 DS and 5 BIMI per 1.57 million names; 18 MTA-STS per 1.29
    /// million names with MX. MX means any MX record, Null MX too.
    ///
    /// **Assumed**, since nothing was published: how about 67,000 names divide among AD AC GO OR NE GR ED LG (255, 3,630,
    /// 570, 36,400, 12,700, 6,100, 5,400, 1,860 of 1.57 million; CO 421,000, prefecture type 11,800, geographic 2,300, the
    /// rest general use); SPF on 12 % and DMARC on 0.4 % of the names without MX; policies (about 75 % none, 13 % quarantine,
    /// 12 % reject) and `all` (about 62 % `~`, 20 % `-`, 11 % `?`, 2 % `+`); 8 % Japanese labels among general-use names;
    /// operators and their shares; every defect. Adoption before month 20 is an invented curve.
    ///
    /// A group of n names shows a rate to within 100/n % only. From 1.4 million names on (220 in AD, the smallest) every group
    /// shows all three of its percentages; below, small groups have the counts nearest to them, and rare mechanisms one name.
    Jp {
        /// Months after 2018-03, at most 20. The same seed and size give the same population in every month, but that 0.4 %
        /// leave and are replaced each month and 0.27 % come on top, up to the size asked for in month 20. A name keeps its
        /// records but for those that adopt SPF or DMARC, and a few that give DMARC up.
        month: u32,
    },
    /// Local government of Japan on 2019-11-13: a list of bodies as CSV, and an answers file.
    ///
    /// **Published and planted exactly** at its full size of 1,788 bodies: every body has MX; SPF and DMARC by region
    /// ([`crate::REGIONS`]). Municipalities by prefecture are those of Japan. **Assumed**: everything else. Other sizes keep the shares.
    JpMunicipalities,
    /// A .com-like delegation file of any size: NS of one of 4,000 hosters, some of the names with two; DS and a signature for 4.2 %
    /// of the names, exactly; glue for 3.5 %; the NSEC3 chain. Every share is an assumption. Months and answers there are none.
    Com(Order),
    /// Benchmark input: a .com-like delegation file.
    Delegation,
    /// Benchmark input: a .jp-like file of delegations and answers in one.
    Mail,
    /// Benchmark input: a hand-written zone with directives, parentheses and comments. Domains are its customers.
    Handwritten,
}

/// Where the snapshot goes.
pub struct Outputs<'a> {
    /// The delegation file; the list of bodies; the one file of a bench profile.
    pub zone: &'a mut dyn Write,
    /// The answers file; bench profiles write nothing here.
    pub answers: &'a mut dyn Write,
    /// Per-domain truth in tab-separated rows, if wanted; bench profiles have none.
    pub domains: Option<&'a mut dyn Write>,
}

/// Called with the number of domains done and their total.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl Profile {
    /// The names that [`Profile::find`] knows.
    pub const NAMES: [&'static str; 7] =
        ["jp", "jp-municipalities", "com", "com-shuffled", "delegation", "mail", "handwritten"];

    /// .jp on 2019-11-01, as published.
    pub const fn jp() -> Self {
        Self::Jp { month: LAST_MONTH }
    }

    /// .jp in a month from 0 (2018-03-01) to 20 (2019-11-01); later months are taken as 20.
    pub const fn jp_at(month: u32) -> Self {
        Self::Jp { month: if month < LAST_MONTH { month } else { LAST_MONTH } }
    }

    /// A month of the `jp` profile, `YYYY-MM`; `None` after the last one.
    pub fn month(month: u32) -> Option<String> {
        let mut name = date_of(month);
        name.truncate("YYYY-MM".len());
        (month <= LAST_MONTH).then_some(name)
    }

    /// The profile of this name.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "jp" => Some(Self::jp()),
            "jp-municipalities" => Some(Self::JpMunicipalities),
            "com" => Some(Self::Com(Order::ByName)),
            "com-shuffled" => Some(Self::Com(Order::Shuffled)),
            "delegation" => Some(Self::Delegation),
            "mail" => Some(Self::Mail),
            "handwritten" => Some(Self::Handwritten),
            _ => None,
        }
    }

    /// The profile's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Jp { .. } => "jp",
            Self::JpMunicipalities => "jp-municipalities",
            Self::Com(Order::ByName) => "com",
            Self::Com(Order::Shuffled) => "com-shuffled",
            Self::Delegation => "delegation",
            Self::Mail => "mail",
            Self::Handwritten => "handwritten",
        }
    }

    /// The size of a full snapshot, or of the standard benchmark input (990, 501 and 200 MB).
    pub const fn default_domains(&self) -> u64 {
        match self {
            Self::Jp { .. } => 1_600_000,
            Self::JpMunicipalities => BODIES,
            Self::Com(_) => 160_000_000,
            Self::Delegation => 6_666_666,
            Self::Mail => 897_183,
            Self::Handwritten => 488_393,
        }
    }

    /// The date of the snapshot, `YYYY-MM-DD`; `None` for a bench profile.
    pub fn date(&self) -> Option<String> {
        match self {
            Self::Jp { month } => Some(date_of(*month)),
            Self::JpMunicipalities => Some("2019-11-13".to_owned()),
            _ => None,
        }
    }

    /// The files that [`crate::write_dir`] writes, beside `truth.tsv`: the zone or the list, and the answers if there are any.
    pub const fn files(&self) -> &'static [&'static str] {
        match self {
            Self::Jp { .. } => &["jp.zone", "answers.zone"],
            Self::JpMunicipalities => &["bodies.csv", "answers.zone"],
            Self::Com(_) => &["com.zone"],
            Self::Delegation => &["delegation.zone"],
            Self::Mail => &["mail.zone"],
            Self::Handwritten => &["handwritten.zone"],
        }
    }

    /// Writes a snapshot of `domains` names and returns its truth: counts of domains, or in a bench profile of records by
    /// type. `threads` 0 means as many as there are processors; bench profiles use one. `jp` and `com` need memory for some
    /// blocks of text per thread, the bench profiles `delegation` and `mail` about 60 bytes per name, since they sort their names.
    ///
    /// # Errors
    /// `InvalidInput` for 0 domains or more than 2³³ of them; otherwise what the writers say.
    pub fn generate(
        &self,
        domains: u64,
        seed: u64,
        threads: usize,
        mut outputs: Outputs<'_>,
        progress: Progress<'_>,
    ) -> io::Result<Truth> {
        if domains == 0 || domains > MAX_DOMAINS {
            let message = format!("number of domains {domains} is not between 1 and {MAX_DOMAINS}");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        match *self {
            Self::Jp { month } => generate_jp(month.min(LAST_MONTH), domains, seed, threads, &mut outputs, progress),
            Self::JpMunicipalities => municipalities::generate(domains, seed, &mut outputs, progress),
            Self::Com(order) => com::generate(order, domains, seed, threads, outputs.zone, progress),
            Self::Delegation => bench::delegation(outputs.zone, domains, seed, progress),
            Self::Mail => bench::mail(outputs.zone, domains, seed, progress),
            Self::Handwritten => bench::handwritten(outputs.zone, domains, seed, progress),
        }
    }
}

fn generate_jp(
    month: u32,
    domains: u64,
    seed: u64,
    threads: usize,
    outputs: &mut Outputs<'_>,
    progress: Progress<'_>,
) -> io::Result<Truth> {
    let snapshot = JpSnapshot::new(domains, month, seed);
    outputs.zone.write_all(&snapshot.apex())?;
    outputs.answers.write_all(&snapshot.target_answers())?;
    if let Some(out) = &mut outputs.domains {
        out.write_all(crate::truth::DOMAIN_HEADER.as_bytes())?;
    }
    let (mut tallies, mut done, domain_truth) = (Vec::new(), 0, outputs.domains.is_some());
    let make = |at, block: &mut Block| snapshot.write_block(at, domain_truth, block);
    in_order(snapshot.blocks(), threads, make, |block| {
        block.put_out(outputs)?;
        merge(&mut tallies, &block.tallies);
        done += block.names;
        progress(done, domains);
        Ok(())
    })?;
    progress(domains, domains);
    Ok(truth_of(&tallies))
}

fn merge(into: &mut Vec<Tally>, from: &[Tally]) {
    into.resize(from.len().max(into.len()), Tally::default());
    for (into, from) in into.iter_mut().zip(from) {
        into.merge(from);
    }
}
