//! MX facts, and TLSA at the MX hosts.

use super::{Row, dns};
use crate::columns::Col;
use crate::cross::answers;
use crate::evidence::{Item, Tag, with_tag};
use crate::key::{Place, key_of};
use crate::plan::Lookup;
use crate::providers::Role;
use mailpolicy::Code;
use mailpolicy::mx::{Mx, MxVerdict, classify};
use mailpolicy::name::{is_at_or_below, strip_root};
use mailpolicy::tlsa::{Tlsa, hosts as combine, usable};
use std::cell::LazyCell;

/// What the snapshot knows of a mail host.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {
    /// Whether the name exists; None if unknown.
    exists: Option<bool>,
    /// Whether a TLSA record that SMTP can use is there; None if unknown.
    usable: Option<bool>,
    usages: Vec<u16>,
}

/// What the snapshot knows of the hosts of a name.
#[derive(Debug, Default)]
pub(super) struct Found {
    usages: Vec<u16>,
    /// Whether each host of lowest preference has a TLSA record that SMTP can use.
    answers: Vec<Option<bool>>,
    unknown: bool,
    dangling: bool,
}

impl Found {
    fn clear(&mut self) {
        self.usages.clear();
        self.answers.clear();
        (self.unknown, self.dangling) = (false, false);
    }

    fn add(&mut self, host: &Host, is_lowest: bool) {
        self.dangling |= host.exists == Some(false);
        self.usages.extend_from_slice(&host.usages);
        self.unknown |= host.usable.is_none();
        if is_lowest {
            self.answers.push(host.usable);
        }
    }
}

impl<'a> Row<'_, '_, 'a> {
    pub(super) fn write_mx(&mut self) {
        let mut records = std::mem::take(&mut self.scratch.mx);
        records.clear();
        records.extend(self.items.with(Tag::Mx).iter().filter_map(|(_, payload)| mx_of(payload)));
        let has_address = self.rows.snapshot.addresses.then(|| !self.items.with(Tag::Address).is_empty());
        if (!records.is_empty() || has_address == Some(true)) && self.frame.knows(Col::MxClass) {
            let verdict = classify(&self.scratch.name.text, &records, has_address);
            self.mx_class = verdict.class;
            self.note_all(&verdict.findings);
            self.frame.word(Col::MxClass, verdict.class.as_str());
            if verdict.mx_rr_present {
                self.frame.word(Col::QMx, "ok");
                self.frame.flag(Col::MxRrPresent, true);
                self.frame.flag(Col::AcceptsMail, verdict.accepts_mail);
            }
            records.retain(|mx| mx.exchange != b".");
            self.write_hosts(&verdict, &records);
            if let Some(lowest) = verdict.min_preference {
                self.write_found(lowest, verdict.hosts_in_bailiwick > 0, &records);
            }
        }
        self.scratch.mx = records;
    }

    /// Facts of the named hosts; items, and so `records`, are sorted by preference, then by host.
    fn write_hosts(&mut self, verdict: &MxVerdict, records: &[Mx<'a>]) {
        let Some(preference) = verdict.min_preference else { return };
        self.frame.number(Col::MxMinPref, preference);
        self.frame.flag(Col::MxInBailiwick, verdict.hosts_in_bailiwick > 0);
        self.frame.texts(Col::MxHosts, records.iter().map(|mx| strip_root(mx.exchange)));
        let (providers, kept) = (&self.rows.plan.providers, &mut self.scratch.providers[Role::Mx as usize]);
        let own = |mx: &Mx<'a>| verdict.hosts_in_bailiwick > 0 && is_at_or_below(mx.exchange, &self.scratch.name.text);
        let provider_of = |mx: &Mx<'a>| match own(mx) {
            true => providers.find(Role::Mx, mx.exchange),
            false => kept.get(mx.exchange, || providers.find(Role::Mx, mx.exchange)),
        };
        if let Some(provider) = records.iter().filter(|mx| mx.preference == preference).map(provider_of).min() {
            self.frame.text(Col::MxProvider, provider);
        }
    }

    /// What the snapshot knows of the hosts: which do not exist, and their TLSA (RFC 7672 2.2.1).
    /// `has_own` tells whether some of them are at or below the name.
    fn write_found(&mut self, lowest: u16, has_own: bool, records: &[Mx<'a>]) {
        let wants_tlsa = self.frame.knows(Col::TlsaHostsAny) && !self.frame.is_set(Col::TlsaHostsAny);
        if !wants_tlsa && !self.rows.snapshot.addresses {
            return;
        }
        let mut found = std::mem::take(&mut self.scratch.at_hosts);
        found.clear();
        for mx in records {
            let is_lowest = mx.preference == lowest;
            // Many names share a host; one of the name itself lies close by and is not worth keeping.
            if has_own && is_at_or_below(mx.exchange, &self.scratch.name.text) {
                let host = self.find_host(mx.exchange);
                found.add(&host, is_lowest);
                continue;
            }
            match self.scratch.hosts.find(mx.exchange) {
                Ok(host) => found.add(host, is_lowest),
                Err(miss) => {
                    let host = self.find_host(mx.exchange);
                    found.add(&host, is_lowest);
                    self.scratch.hosts.keep(miss, || mx.exchange, host);
                }
            }
        }
        if found.dangling {
            self.note(Code::MxTargetDangling);
        }
        if wants_tlsa {
            self.write_tlsa(&found);
        }
        self.scratch.at_hosts = found;
    }

    fn write_tlsa(&mut self, Found { answers, usages, unknown, .. }: &Found) {
        let verdict = combine(answers.iter().copied());
        if let Some(any) = verdict.any {
            self.frame.flag(Col::TlsaHostsAny, any);
        }
        if let Some(all) = verdict.all {
            self.frame.flag(Col::TlsaHostsAll, all);
        }
        if !usages.is_empty() {
            self.frame.word(Col::QTlsa, "ok");
            self.frame.numbers(Col::TlsaUsages, dns::distinct(usages.iter().copied()));
        } else if *unknown {
            self.frame.word(Col::QTlsa, "not_collected");
            self.frame.null(Col::TlsaUsages);
        }
    }

    fn find_host(&mut self, exchange: &[u8]) -> Host {
        let (snapshot, near) = (&self.rows.snapshot, self.near);
        let (mut key, mut items) = (std::mem::take(&mut self.scratch.key), std::mem::take(&mut self.scratch.found));
        self.scratch.name.set_host_key(self.key, exchange, &mut key);
        let is_found = snapshot.items(&key, &mut items, near).is_some();
        let has_authority = LazyCell::new(|| snapshot.has_authority(&key, near));
        let mut tlsa = tlsa_in(&items, Place::Tlsa);
        let mut is_known = !tlsa.is_empty() || self.rows.plan.collected.contains(&Lookup::Tlsa) || *has_authority;
        if tlsa.is_empty()
            && let Some((_, target)) = with_tag(&items, Tag::TlsaAlias).first()
        {
            let followed = snapshot.follow(key_of(target), Lookup::Tlsa, near);
            is_known = followed.is_some();
            tlsa = followed.map_or_else(Vec::new, |(items, place)| tlsa_in(&items, place));
        }
        let exists = || is_found || snapshot.is_synthesised(&key, near);
        let host = Host {
            exists: (snapshot.addresses && (is_found || *has_authority)).then(exists),
            usable: is_known.then(|| usable(&tlsa)),
            usages: tlsa.iter().map(|tlsa| u16::from(tlsa.usage)).collect(),
        };
        (self.scratch.key, self.scratch.found) = (key, items);
        host
    }
}

fn mx_of(payload: &[u8]) -> Option<Mx<'_>> {
    let (preference, exchange) = payload.split_first_chunk::<2>()?;
    Some(Mx { preference: u16::from_be_bytes(*preference), exchange })
}

fn tlsa_in(items: &[Item<'_>], place: Place) -> Vec<Tlsa> {
    let tags = answers(Lookup::Tlsa, place).iter();
    tags.flat_map(|tag| with_tag(items, *tag)).filter_map(|(_, payload)| tlsa_of(payload)).collect()
}

fn tlsa_of(payload: &[u8]) -> Option<Tlsa> {
    let &[usage, selector, matching, low, high] = payload.first_chunk::<5>()?;
    Some(Tlsa { usage, selector, matching, data_len: usize::from(u16::from_le_bytes([low, high])) })
}
