//! Which names are rows, once the apexes are known.

use super::{Plan, Unit};
use crate::evidence::mask;
use crate::key::key_of;

/// Decides which names are rows.
pub(crate) struct Counting<'p> {
    unit: Counted,
    /// Keys of the public suffixes that are not counted, sorted.
    suffixes: &'p [Vec<u8>],
}

/// What makes a name a row.
enum Counted {
    /// `zone` is that of the registry, or the root, which is nobody's delegation.
    Delegations {
        topmost: Vec<Vec<u8>>,
        zone: Vec<u8>,
    },
    Apexes,
    List,
    Names {
        suffixes: Vec<Vec<u8>>,
    },
}

impl<'p> Counting<'p> {
    /// `apexes` are the keys of all SOA owners, sorted.
    pub(crate) fn new(plan: &'p Plan, apexes: &[Vec<u8>]) -> Self {
        let (unit, suffixes) = match &plan.unit {
            // Whoever lists a name wants it, and a census of zones has those of the registry too.
            Unit::Apexes => (Counted::Apexes, &[][..]),
            Unit::List(_) => (Counted::List, &[][..]),
            Unit::Names(suffixes) => {
                let mut suffixes: Vec<_> = suffixes.iter().map(|s| key_of(s.as_bytes())).collect();
                suffixes.sort_unstable();
                (Counted::Names { suffixes }, plan.taxonomy.suffixes())
            }
            Unit::Delegations => {
                let mut topmost: Vec<Vec<u8>> = Vec::new();
                for apex in apexes {
                    if !topmost.last().is_some_and(|top: &Vec<u8>| apex.starts_with(top)) {
                        topmost.push(apex.clone());
                    }
                }
                (Counted::Delegations { topmost, zone: key_of(plan.zone.as_bytes()) }, plan.taxonomy.suffixes())
            }
        };
        Counting { unit, suffixes }
    }

    /// Whether the name with this key and this evidence is a row.
    pub(crate) fn counts(&self, key: &[u8], evidence: u16) -> bool {
        self.fits(key, evidence) && self.suffixes.binary_search_by(|suffix| suffix.as_slice().cmp(key)).is_err()
    }

    /// Whether the name is a row unless it is a public suffix.
    pub(crate) fn fits(&self, key: &[u8], evidence: u16) -> bool {
        match &self.unit {
            Counted::Delegations { topmost, zone } => {
                evidence & mask::NS != 0
                    && zone != key
                    && (evidence & mask::SOA == 0 || topmost.binary_search_by(|top| top.as_slice().cmp(key)).is_err())
            }
            Counted::Apexes => evidence & mask::SOA != 0,
            Counted::List => evidence & mask::LISTED != 0,
            Counted::Names { suffixes } => {
                evidence & mask::ANY_RECORD != 0
                    && crate::key::parent(key)
                        .is_some_and(|parent| suffixes.binary_search_by(|s| s.as_slice().cmp(parent)).is_ok())
            }
        }
    }

    /// The public suffixes from `first` to `last`, sorted.
    pub(crate) fn suffixes(&self, first: &[u8], last: &[u8]) -> &'p [Vec<u8>] {
        let rest = &self.suffixes[self.suffixes.partition_point(|suffix| suffix.as_slice() < first)..];
        &rest[..rest.partition_point(|suffix| suffix.as_slice() <= last)]
    }
}
