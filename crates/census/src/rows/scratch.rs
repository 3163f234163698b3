//! What a worker keeps from row to row.

use super::name::RowName;
use super::{dmarc, mail, spf};
use crate::evidence::Item;
use crate::memo::Memo;
use mailpolicy::mx::Mx;
use mailpolicy::spf::{Answer, Term};

/// Buffers and caches of one worker.
pub(crate) struct Scratch<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) mx: Vec<Mx<'a>>,
    pub(super) texts: Vec<&'a [u8]>,
    /// Provider of each name server.
    pub(super) ns_providers: Vec<&'a [u8]>,
    pub(super) name: RowName<'a>,
    pub(super) other: Vec<u8>,
    /// Key and items of another name.
    pub(super) key: Vec<u8>,
    pub(super) found: Vec<Item<'a>>,
    pub(super) at_hosts: mail::Found,
    /// Rows of the cohort that were used.
    pub(crate) cohort_rows: u64,
    pub(super) hosts: Memo<&'a [u8], mail::Host>,
    /// Sets of name servers, their texts one after the other: provider, and whether there is more than one.
    pub(super) ns_sets: Memo<Vec<u8>, (&'a [u8], bool)>,
    /// Providers of other hosts, by role.
    pub(super) providers: [Memo<&'a [u8], &'a [u8]>; 4],
    pub(super) spf: Memo<&'a [u8], spf::SpfFacts<'a>>,
    /// Terms of the SPF record being read.
    pub(super) terms: Vec<Term<'a>>,
    /// What is at the targets of SPF records, and whether the snapshot has anything there.
    pub(super) targets: Memo<Vec<u8>, (Answer<'a>, bool)>,
    /// Whether the snapshot has authority over names, by key.
    pub(super) zones: Memo<Vec<u8>, bool>,
    pub(super) ancestors: Memo<Vec<u8>, dmarc::Above<'a>>,
}

impl Scratch<'_> {
    pub(crate) fn new() -> Self {
        Scratch {
            items: Vec::new(),
            mx: Vec::new(),
            texts: Vec::new(),
            ns_providers: Vec::new(),
            name: RowName::default(),
            other: Vec::new(),
            key: Vec::new(),
            found: Vec::new(),
            at_hosts: mail::Found::default(),
            cohort_rows: 0,
            hosts: Memo::new(1 << 10),
            ns_sets: Memo::new(1 << 12),
            providers: std::array::from_fn(|_| Memo::new(1 << 8)),
            spf: Memo::new(1 << 10),
            terms: Vec::new(),
            targets: Memo::new(1 << 10),
            zones: Memo::new(1 << 8),
            ancestors: Memo::new(1 << 6),
        }
    }
}
