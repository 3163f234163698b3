//! Delegation facts: NS, DS, CDS.

use super::Row;
use crate::columns::Col;
use crate::evidence::{Item, Tag};
use crate::providers::{Providers, Role};
use mailpolicy::ds::{Ds, classify};
use twox_hash::XxHash3_64;

impl Row<'_, '_, '_> {
    pub(super) fn write_ns(&mut self) {
        let hosts = self.items.with(Tag::Ns);
        if hosts.is_empty() {
            return;
        }
        self.frame.number(Col::NNs, hosts.len());
        let set = &mut self.scratch.other;
        set.clear();
        for (_, host) in hosts {
            set.extend_from_slice(host);
        }
        let hash = XxHash3_64::oneshot(set);
        self.frame.number(Col::NsSetHash, hash);
        // Where one host ends and the next begins: two sets may have the same text.
        for (_, host) in hosts {
            set.extend_from_slice(&(host.len() as u32).to_le_bytes());
        }
        set.extend_from_slice(&(hosts.len() as u32).to_le_bytes());
        let (provider, is_multi) = match self.scratch.ns_sets.find_hashed(hash, set) {
            Ok(known) => *known,
            Err(miss) => {
                let found = provider_of(&self.rows.plan.providers, hosts, &mut self.scratch.ns_providers);
                self.scratch.ns_sets.keep(miss, || set.clone(), found);
                found
            }
        };
        self.frame.flag(Col::NsMultiProvider, is_multi);
        self.frame.text(Col::NsProvider, provider);
    }

    pub(super) fn write_ds(&mut self) {
        let items = self.items.with(Tag::Ds);
        if !items.is_empty() {
            let records: Vec<Ds> = items.iter().filter_map(|(_, payload)| ds_of(payload)).collect();
            self.frame.number(Col::DsCount, records.len());
            self.frame.numbers(Col::DsKeyTags, distinct(records.iter().map(|ds| ds.key_tag)));
            self.frame.numbers(Col::DsAlgs, distinct(records.iter().map(|ds| ds.algorithm.into())));
            self.frame.numbers(Col::DsDigests, distinct(records.iter().map(|ds| ds.digest_type.into())));
            self.frame.word(Col::DsClass, classify(&records).as_str());
        }
        let cds = self.items.with(Tag::Cds);
        if !cds.is_empty() {
            self.frame.flag(Col::CdsDelete, cds.iter().any(|(_, payload)| *payload == [1]));
        }
    }
}

/// The provider of most hosts of a set, of two as many the one whose name comes first; and whether there are several. `all` is a buffer.
fn provider_of<'a>(providers: &'a Providers, hosts: &[Item<'a>], all: &mut Vec<&'a [u8]>) -> (&'a [u8], bool) {
    all.clear();
    all.extend(hosts.iter().map(|(_, host)| providers.find(Role::Ns, host)));
    let mut most = (all.first().copied().unwrap_or_default(), 0);
    let is_multi = all.iter().any(|provider| *provider != most.0);
    if is_multi {
        for provider in &*all {
            let count = all.iter().filter(|other| *other == provider).count();
            if count > most.1 || (count == most.1 && *provider < most.0) {
                most = (provider, count);
            }
        }
    }
    (most.0, is_multi)
}

fn ds_of(payload: &[u8]) -> Option<Ds> {
    let &[high, low, algorithm, digest_type] = payload.first_chunk::<4>()?;
    Some(Ds { key_tag: u16::from_be_bytes([high, low]), algorithm, digest_type })
}

/// The numbers, ascending, each once.
pub(super) fn distinct(numbers: impl Iterator<Item = u16>) -> Vec<u16> {
    let mut numbers: Vec<u16> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
