//! MX facts, and TLSA at the MX hosts.

use super::{Row, dns};
use crate::columns::Col;
use crate::evidence::{Tag, with_tag};
use crate::key::key_of;
use crate::plan::Lookup;
use crate::providers::Role;
use mailpolicy::Code;
use mailpolicy::mx::{Mx, MxVerdict, classify};
use mailpolicy::name::strip_root;
use mailpolicy::tlsa::{Tlsa, hosts as combine, usable};

impl<'a> Row<'_, '_, 'a> {
    pub(super) fn write_mx(&mut self) {
        let mut records = std::mem::take(&mut self.scratch.mx);
        records.clear();
        records.extend(with_tag(self.items, Tag::Mx).iter().filter_map(|(_, payload)| mx_of(payload)));
        let has_address = self.rows.snapshot.addresses.then(|| !with_tag(self.items, Tag::Address).is_empty());
        if (!records.is_empty() || has_address == Some(true)) && self.frame.knows(Col::MxClass) {
            let verdict = classify(&self.scratch.name, &records, has_address);
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
            self.write_tlsa(&records);
        }
        self.scratch.mx = records;
    }

    /// Facts of the named hosts; items, and so `records`, are sorted by preference, then by host.
    fn write_hosts(&mut self, verdict: &MxVerdict, records: &[Mx<'a>]) {
        let Some(preference) = verdict.min_preference else { return };
        self.frame.number(Col::MxMinPref, preference);
        self.frame.flag(Col::MxInBailiwick, verdict.hosts_in_bailiwick > 0);
        self.frame.texts(Col::MxHosts, records.iter().map(|mx| strip_root(mx.exchange)));
        let primary = records.iter().filter(|mx| mx.preference == preference);
        if let Some(provider) = primary.map(|mx| self.rows.plan.providers.find(Role::Mx, mx.exchange)).min() {
            self.frame.text(Col::MxProvider, provider);
        }
        let snapshot = &self.rows.snapshot;
        if snapshot.addresses
            && records.iter().any(|mx| snapshot.exists(&key_of(mx.exchange), self.near) == Some(false))
        {
            self.note(Code::MxTargetDangling);
        }
    }

    /// TLSA of the MX hosts (RFC 7672 2.2.1). A name without MX records has none to speak of.
    fn write_tlsa(&mut self, records: &[Mx<'a>]) {
        if !self.frame.knows(Col::TlsaHostsAny) || self.frame.is_set(Col::TlsaHostsAny) {
            return;
        }
        let Some(lowest) = records.iter().map(|mx| mx.preference).min() else { return };
        let snapshot = &self.rows.snapshot;
        let (mut items, mut usages, mut answers, mut unknown) = (Vec::new(), Vec::new(), Vec::new(), false);
        for mx in records {
            let host = key_of(mx.exchange);
            snapshot.items(&host, &mut items, self.near);
            let found: Vec<Tlsa> =
                with_tag(&items, Tag::Tlsa).iter().filter_map(|(_, payload)| tlsa_of(payload)).collect();
            usages.extend(found.iter().map(|tlsa| u16::from(tlsa.usage)));
            let is_known = !found.is_empty()
                || self.rows.plan.collected.contains(&Lookup::Tlsa)
                || snapshot.has_authority(&host, self.near);
            unknown |= !is_known;
            if mx.preference == lowest {
                answers.push(is_known.then(|| usable(&found)));
            }
        }
        let verdict = combine(answers);
        if let Some(any) = verdict.any {
            self.frame.flag(Col::TlsaHostsAny, any);
        }
        if let Some(all) = verdict.all {
            self.frame.flag(Col::TlsaHostsAll, all);
        }
        if !usages.is_empty() {
            self.frame.word(Col::QTlsa, "ok");
            self.frame.numbers(Col::TlsaUsages, dns::distinct(usages.into_iter()));
        } else if unknown {
            self.frame.word(Col::QTlsa, "not_collected");
            self.frame.null(Col::TlsaUsages);
        }
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
