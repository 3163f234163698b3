//! MTA-STS, TLSRPT, BIMI, the DKIM hint and wildcards.

use super::Row;
use crate::columns::Col;
use crate::evidence::Tag;
use crate::key::Place;
use crate::plan::Lookup;
use mailpolicy::{bimi, dkim, mtasts, tlsrpt};

impl Row<'_, '_, '_> {
    pub(super) fn write_sts(&mut self) {
        let Some((texts, _)) = self.take_texts(Place::Sts, Lookup::Sts) else {
            return self.frame.null_lookup(Lookup::Sts, "not_collected");
        };
        self.frame.word(Col::QSts, "ok");
        let verdict = mtasts::select(&texts);
        self.note_all(&verdict.findings);
        self.frame.word(Col::StsState, verdict.state.as_str());
        if let Some(id) = verdict.id.filter(|_| verdict.state == mtasts::State::Valid) {
            self.frame.text(Col::StsId, id);
        }
        self.scratch.texts = texts;
    }

    /// Mode of the policy that was fetched; unknown where the record is.
    pub(super) fn write_sts_mode(&mut self) {
        if let Some(mode) = self.rows.plan.sts_policies.find(self.key)
            && self.frame.knows(Col::StsMode)
            && !self.frame.is_set(Col::StsMode)
        {
            self.frame.word(Col::StsMode, mode);
        }
    }

    pub(super) fn write_tlsrpt(&mut self) {
        let Some((texts, _)) = self.take_texts(Place::Tlsrpt, Lookup::Tlsrpt) else {
            return self.frame.null_lookup(Lookup::Tlsrpt, "not_collected");
        };
        self.frame.word(Col::QTlsrpt, "ok");
        let verdict = tlsrpt::select(&texts);
        self.note_all(&verdict.findings);
        self.frame.word(Col::TlsrptState, verdict.state.as_str());
        if let Some(kind) = verdict.rua_kind {
            self.frame.word(Col::TlsrptRuaKind, kind.as_str());
        }
        self.scratch.texts = texts;
    }

    pub(super) fn write_bimi(&mut self) {
        let Some((texts, _)) = self.take_texts(Place::Bimi, Lookup::Bimi) else {
            return self.frame.null_lookup(Lookup::Bimi, "not_collected");
        };
        self.frame.word(Col::QBimi, "ok");
        let verdict = bimi::select(&texts);
        self.note_all(&verdict.findings);
        self.frame.word(Col::BimiState, verdict.state.as_str());
        if verdict.record.is_some() {
            self.frame.flag(Col::BimiVmc, verdict.has_certificate);
        }
        self.scratch.texts = texts;
    }

    /// Something at or below `_domainkey` was seen.
    pub(super) fn write_domainkey(&mut self) {
        self.frame.word(Col::QDomainkey, "ok");
        let selectors = self.items.with(Tag::Selector);
        let is_wildcard = |text: &&[u8]| text.starts_with(b"*");
        let found: Vec<&[u8]> = selectors.iter().map(|(_, text)| *text).filter(|text| !is_wildcard(text)).collect();
        let synthesised = found.len() < selectors.len();
        let hint = dkim::hint(dkim::Outcome::Noerror, synthesised, !found.is_empty());
        self.frame.word(Col::DkimHint, hint.as_str());
        if !found.is_empty() {
            self.frame.texts(Col::DkimSelectorsFound, found);
        }
    }

    /// A wildcard TXT in the zone, or the same RRset at two underscore names.
    pub(super) fn write_wildcard(&mut self) {
        if !self.frame.knows(Col::WildcardTxt) || self.frame.is_set(Col::WildcardTxt) {
            return;
        }
        let payloads = |texts, others| -> Vec<&[u8]> {
            self.items.with(texts).iter().chain(self.items.with(others)).map(|(_, payload)| *payload).collect()
        };
        let in_zone = !payloads(Tag::WildcardText, Tag::WildcardOther).is_empty();
        let rrsets = [
            payloads(Tag::DmarcText, Tag::DmarcOther),
            payloads(Tag::StsText, Tag::StsOther),
            payloads(Tag::TlsrptText, Tag::TlsrptOther),
            payloads(Tag::BimiText, Tag::BimiOther),
        ];
        let slices: [&[&[u8]]; 4] = std::array::from_fn(|at| rrsets[at].as_slice());
        if in_zone || mailpolicy::wildcard::suspect(&slices) {
            self.frame.flag(Col::WildcardTxt, true);
        }
    }
}
