//! MX facts, and TLSA at the MX hosts.

use super::{Rows, Scratch, Told, dns};
use crate::columns::Col;
use crate::evidence::{Item, Tag, with_tag};
use crate::frame::Frame;
use crate::key::{key_of, push_name};
use crate::plan::Lookup;
use crate::providers::Role;
use mailpolicy::Code;
use mailpolicy::mx::{Mx, classify};
use mailpolicy::tlsa::{Tlsa, hosts as combine, usable};

pub(super) fn write_mx<'a>(
    rows: &Rows<'a>,
    key: &[u8],
    items: &[Item<'a>],
    frame: &mut Frame<'_>,
    scratch: &mut Scratch<'a>,
    told: &mut Told,
) {
    let mut records: Vec<Mx<'a>> = with_tag(items, Tag::Mx).iter().filter_map(|(_, payload)| mx_of(payload)).collect();
    let has_address = rows.snapshot.addresses.then(|| !with_tag(items, Tag::Address).is_empty());
    if records.is_empty() && has_address != Some(true) {
        return write_tlsa(rows, &[], frame);
    }
    if !frame.knows(Col::MxClass) {
        return;
    }
    // The name is rebuilt here: the scratch buffer has served others since.
    scratch.name.clear();
    push_name(key, &mut scratch.name);
    let verdict = classify(&scratch.name, &records, has_address);
    told.mx = Some(verdict.class);
    scratch.note_all(&verdict.findings);
    frame.word(Col::MxClass, verdict.class.as_str());
    records.retain(|mx| mx.exchange != b".");
    if verdict.mx_rr_present {
        frame.word(Col::QMx, "ok");
        frame.flag(Col::MxRrPresent, true);
        frame.flag(Col::AcceptsMail, verdict.accepts_mail);
    }
    if let Some(preference) = verdict.min_preference {
        frame.number(Col::MxMinPref, preference);
        frame.flag(Col::MxInBailiwick, verdict.hosts_in_bailiwick > 0);
        // Items are sorted by preference, then by host.
        frame.texts(Col::MxHosts, records.iter().map(|mx| without_dot(mx.exchange)));
        let primary = records.iter().filter(|mx| mx.preference == preference);
        if let Some(provider) = primary.map(|mx| rows.provider(Role::Mx, mx.exchange)).min() {
            frame.text(Col::MxProvider, provider.as_bytes());
        }
        if rows.snapshot.addresses && records.iter().any(|mx| rows.snapshot.exists(&key_of(mx.exchange)) == Some(false)) {
            scratch.note(Code::MxTargetDangling);
        }
    }
    write_tlsa(rows, &records, frame);
}

/// TLSA of the MX hosts (RFC 7672 2.2.1). A name without MX records has none to speak of.
fn write_tlsa<'a>(rows: &Rows<'a>, records: &[Mx<'a>], frame: &mut Frame<'_>) {
    if !frame.knows(Col::TlsaHostsAny) || frame.is_set(Col::TlsaHostsAny) {
        return;
    }
    let Some(lowest) = records.iter().map(|mx| mx.preference).min() else { return };
    let mut items = Vec::new();
    let mut usages = Vec::new();
    let mut any_record = false;
    let mut unknown = false;
    let answers: Vec<Option<bool>> = records
        .iter()
        .map(|mx| {
            let host = key_of(mx.exchange);
            rows.snapshot.items(&host, &mut items);
            let found: Vec<Tlsa> = with_tag(&items, Tag::Tlsa).iter().filter_map(|(_, payload)| tlsa_of(payload)).collect();
            any_record |= !found.is_empty();
            usages.extend(found.iter().map(|tlsa| u16::from(tlsa.usage)));
            let asked = rows.plan.collected.contains(&Lookup::Tlsa) || rows.snapshot.has_authority(&host);
            unknown |= found.is_empty() && !asked;
            let answer = if found.is_empty() && !asked { None } else { Some(usable(&found)) };
            (mx.preference == lowest).then_some(answer)
        })
        .filter_map(|primary| primary)
        .collect();
    let verdict = combine(answers);
    if let Some(any) = verdict.any {
        frame.flag(Col::TlsaHostsAny, any);
    }
    if let Some(all) = verdict.all {
        frame.flag(Col::TlsaHostsAll, all);
    }
    frame.numbers(Col::TlsaUsages, dns::distinct(usages.into_iter()));
    if any_record {
        frame.word(Col::QTlsa, "ok");
    } else if unknown {
        frame.word(Col::QTlsa, "not_collected");
    }
}

fn mx_of(payload: &[u8]) -> Option<Mx<'_>> {
    let (preference, exchange) = payload.split_first_chunk::<2>()?;
    Some(Mx { preference: u16::from_be_bytes(*preference), exchange })
}

fn tlsa_of(payload: &[u8]) -> Option<Tlsa> {
    let &[usage, selector, matching, low, high] = payload.first_chunk::<5>()?;
    Some(Tlsa { usage, selector, matching, data_len: usize::from(u16::from_le_bytes([low, high])) })
}

/// The text of an absolute name without its final dot.
pub(super) fn without_dot(name: &[u8]) -> &[u8] {
    mailpolicy::name::strip_root(name)
}
