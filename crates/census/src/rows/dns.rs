//! Delegation facts: NS, DS, CDS.

use super::{Rows, Scratch};
use crate::columns::Col;
use crate::evidence::{Item, Tag, with_tag};
use crate::frame::Frame;
use crate::providers::Role;
use mailpolicy::ds::{Ds, classify};
use std::sync::Arc;
use twox_hash::XxHash3_64;

pub(super) fn write_ns<'a>(rows: &Rows<'a>, items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let hosts = with_tag(items, Tag::Ns);
    if hosts.is_empty() {
        return;
    }
    frame.number(Col::NNs, hosts.len());
    scratch.name.clear();
    for (_, host) in hosts {
        scratch.name.extend_from_slice(host);
    }
    frame.number(Col::NsSetHash, XxHash3_64::oneshot(&scratch.name));
    let mut providers: Vec<(Arc<str>, usize)> = Vec::with_capacity(hosts.len());
    for (_, host) in hosts {
        let provider = rows.provider(Role::Ns, host);
        match providers.iter_mut().find(|(known, _)| *known == provider) {
            Some((_, count)) => *count += 1,
            None => providers.push((provider, 1)),
        }
    }
    frame.flag(Col::NsMultiProvider, providers.len() > 1);
    if let Some((provider, _)) = providers.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0))) {
        frame.text(Col::NsProvider, provider.as_bytes());
    }
}

pub(super) fn write_ds(items: &[Item<'_>], frame: &mut Frame<'_>) {
    let records: Vec<Ds> = with_tag(items, Tag::Ds).iter().filter_map(|(_, payload)| ds_of(payload)).collect();
    if !records.is_empty() {
        frame.number(Col::DsCount, records.len());
        frame.numbers(Col::DsKeyTags, distinct(records.iter().map(|ds| ds.key_tag)));
        frame.numbers(Col::DsAlgs, distinct(records.iter().map(|ds| ds.algorithm.into())));
        frame.numbers(Col::DsDigests, distinct(records.iter().map(|ds| ds.digest_type.into())));
        frame.word(Col::DsClass, classify(&records).as_str());
    }
    let cds = with_tag(items, Tag::Cds);
    if !cds.is_empty() {
        frame.flag(Col::CdsDelete, cds.iter().any(|(_, payload)| *payload == [1]));
    }
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
