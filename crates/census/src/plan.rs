//! The resolved plan of a census: everything decided before the first byte is read.

mod counting;

use crate::cohort::Cohort;
use crate::evidence::mask;
use crate::providers::Providers;
use crate::side::StsPolicies;
use crate::taxonomy::Taxonomy;
pub(crate) use counting::Counting;
use mailpolicy::dmarc;

/// What to count and how. Built by the caller from its own configuration; nothing here reads files.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The zone or registry the census is about, without final dot (`jp`), empty if there is no single one.
    pub zone: String,
    /// Date of the snapshot, in days since 1970-01-01.
    pub snapshot_date: i32,
    /// The counting unit.
    pub unit: Unit,
    /// Types names by their suffix.
    pub taxonomy: Taxonomy,
    /// Facts joined on the name.
    pub cohort: Option<Cohort>,
    /// Names of operators by host suffix.
    pub providers: Providers,
    /// Lookups stated to be collected: no record then means absent. Others count as collected if the input holds a record of them at
    /// a counted name.
    pub collected: Vec<Lookup>,
    /// Which DMARC specification rules.
    pub dmarc: dmarc::Spec,
    /// Read A and AAAA records: tells implicit MX and MX targets that do not exist.
    pub addresses: bool,
    /// Modes of the MTA-STS policies that were fetched.
    pub sts_policies: StsPolicies,
}

impl Plan {
    /// A plan for `zone` with no taxonomy, cohort or providers.
    #[must_use]
    pub fn new(zone: &str, unit: Unit) -> Self {
        Plan {
            zone: zone.trim_end_matches('.').to_ascii_lowercase(),
            snapshot_date: 0,
            unit,
            taxonomy: Taxonomy::default(),
            cohort: None,
            providers: Providers::default(),
            collected: Vec::new(),
            dmarc: dmarc::Spec::Rfc9989,
            addresses: false,
            sts_policies: StsPolicies::default(),
        }
    }
}

/// Which names are rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Names with NS records that are not a topmost apex (an SOA owner with no SOA owner above it).
    Delegations,
    /// SOA owners.
    Apexes,
    /// These names, whether or not a record was seen.
    List(Vec<String>),
    /// Names with a record that lie exactly one label below one of these suffixes.
    Names(Vec<String>),
}

impl Unit {
    /// The name used in pipelines and in the metadata of the file.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Unit::Delegations => "delegations",
            Unit::Apexes => "apexes",
            Unit::List(_) => "list",
            Unit::Names(_) => "names",
        }
    }
}

/// One question to the DNS about a name; its answer is known or not as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lookup {
    /// NS of the name.
    Ns,
    /// DS of the name, in the parent zone.
    Ds,
    /// MX of the name.
    Mx,
    /// TXT of the name.
    Txt,
    /// TXT of `_dmarc`.
    Dmarc,
    /// TXT of `_mta-sts`.
    Sts,
    /// TXT of `_smtp._tls`.
    Tlsrpt,
    /// TXT of `default._bimi`.
    Bimi,
    /// TLSA of the MX hosts.
    Tlsa,
    /// `_domainkey`, any type.
    Domainkey,
    /// A and AAAA of the name and of its MX hosts.
    Address,
}

impl Lookup {
    /// Every lookup.
    pub const ALL: [Lookup; 11] = [
        Lookup::Ns,
        Lookup::Ds,
        Lookup::Mx,
        Lookup::Txt,
        Lookup::Dmarc,
        Lookup::Sts,
        Lookup::Tlsrpt,
        Lookup::Bimi,
        Lookup::Tlsa,
        Lookup::Domainkey,
        Lookup::Address,
    ];

    /// The name used in pipelines (`collected = ["MX", "_dmarc"]`) and in the metadata of the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Lookup::Ns => "NS",
            Lookup::Ds => "DS",
            Lookup::Mx => "MX",
            Lookup::Txt => "TXT",
            Lookup::Dmarc => "_dmarc",
            Lookup::Sts => "_mta-sts",
            Lookup::Tlsrpt => "_smtp._tls",
            Lookup::Bimi => "default._bimi",
            Lookup::Tlsa => "TLSA",
            Lookup::Domainkey => "_domainkey",
            Lookup::Address => "A",
        }
    }

    /// The lookup with this name, in any letter case.
    #[must_use]
    pub fn find(name: &str) -> Option<Lookup> {
        Lookup::ALL.into_iter().find(|lookup| lookup.as_str().eq_ignore_ascii_case(name))
    }

    /// The evidence that this lookup gave a record.
    pub(crate) const fn mask(self) -> u16 {
        match self {
            Lookup::Ns => mask::NS,
            Lookup::Ds => mask::DS,
            Lookup::Mx => mask::MX,
            Lookup::Txt => mask::TXT,
            Lookup::Dmarc => mask::DMARC,
            Lookup::Sts => mask::STS,
            Lookup::Tlsrpt => mask::TLSRPT,
            Lookup::Bimi => mask::BIMI,
            Lookup::Tlsa => mask::TLSA,
            Lookup::Domainkey => mask::DOMAINKEY,
            Lookup::Address => mask::ADDRESS,
        }
    }
}

/// A set of lookups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookupSet(u16);

impl LookupSet {
    /// Whether every lookup of `needs` is in the set.
    #[must_use]
    pub fn has_all(self, needs: &[Lookup]) -> bool {
        needs.iter().all(|lookup| self.has(*lookup))
    }

    /// Whether `lookup` is in the set.
    #[must_use]
    pub fn has(self, lookup: Lookup) -> bool {
        self.0 & (1 << lookup as u16) != 0
    }

    /// Adds a lookup.
    pub fn insert(&mut self, lookup: Lookup) {
        self.0 |= 1 << lookup as u16;
    }

    /// The members, in order.
    pub fn iter(self) -> impl Iterator<Item = Lookup> {
        Lookup::ALL.into_iter().filter(move |lookup| self.has(*lookup))
    }

    /// What counts as collected: stated by the plan, part of the zone itself, or seen at a counted name (`seen` is a mask of evidence).
    pub(crate) fn collected(plan: &Plan, seen: u16) -> LookupSet {
        let mut set = LookupSet::default();
        for lookup in Lookup::ALL {
            let in_zone = matches!(
                (&plan.unit, lookup),
                (Unit::Delegations, Lookup::Ns | Lookup::Ds) | (Unit::Apexes, Lookup::Ns)
            );
            if in_zone || seen & lookup.mask() != 0 || plan.collected.contains(&lookup) {
                set.insert(lookup);
            }
        }
        set
    }
}

/// The record types a census of this plan reads (IANA numbers): what the parser may step over is everything else.
#[must_use]
pub fn wanted_types(plan: &Plan) -> Vec<u16> {
    let mut types = vec![
        rtype::NS,
        rtype::CNAME,
        rtype::SOA,
        rtype::MX,
        rtype::TXT,
        rtype::DS,
        rtype::TLSA,
        rtype::CDS,
        rtype::SPF,
    ];
    if plan.addresses {
        types.extend([rtype::A, rtype::AAAA]);
    }
    types
}

/// IANA numbers of the record types the census reads.
pub(crate) mod rtype {
    pub(crate) const A: u16 = 1;
    pub(crate) const NS: u16 = 2;
    pub(crate) const CNAME: u16 = 5;
    pub(crate) const SOA: u16 = 6;
    pub(crate) const MX: u16 = 15;
    pub(crate) const TXT: u16 = 16;
    pub(crate) const AAAA: u16 = 28;
    pub(crate) const DS: u16 = 43;
    pub(crate) const TLSA: u16 = 52;
    pub(crate) const CDS: u16 = 59;
    pub(crate) const SPF: u16 = 99;
}
