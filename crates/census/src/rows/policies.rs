//! MTA-STS, TLSRPT, BIMI, the DKIM hint and wildcards.

use super::{Rows, Scratch};
use crate::columns::Col;
use crate::cross::texts_in;
use crate::evidence::{Item, Tag, with_tag};
use crate::frame::Frame;
use crate::key::Place;
use crate::plan::Lookup;
use mailpolicy::{bimi, dkim, mtasts, tlsrpt};

pub(super) fn write_sts<'a>(rows: &Rows<'a>, items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let Some(texts) = rows.texts_at(Tag::StsAlias, texts_in(items, Place::Sts).0, items, Lookup::Sts) else {
        return frame.null_lookup(Lookup::Sts, "not_collected");
    };
    frame.word(Col::QSts, "ok");
    let verdict = mtasts::select(&texts);
    scratch.note_all(&verdict.findings);
    frame.word(Col::StsState, verdict.state.as_str());
    if let Some(id) = verdict.id.filter(|_| verdict.state == mtasts::State::Valid) {
        frame.text(Col::StsId, id);
    }
}

pub(super) fn write_tlsrpt<'a>(rows: &Rows<'a>, items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let Some(texts) = rows.texts_at(Tag::TlsrptAlias, texts_in(items, Place::Tlsrpt).0, items, Lookup::Tlsrpt) else {
        return frame.null_lookup(Lookup::Tlsrpt, "not_collected");
    };
    frame.word(Col::QTlsrpt, "ok");
    let verdict = tlsrpt::select(&texts);
    scratch.note_all(&verdict.findings);
    frame.word(Col::TlsrptState, verdict.state.as_str());
    if let Some(kind) = verdict.rua_kind {
        frame.word(Col::TlsrptRuaKind, kind.as_str());
    }
}

pub(super) fn write_bimi<'a>(rows: &Rows<'a>, items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let Some(texts) = rows.texts_at(Tag::BimiAlias, texts_in(items, Place::Bimi).0, items, Lookup::Bimi) else {
        return frame.null_lookup(Lookup::Bimi, "not_collected");
    };
    frame.word(Col::QBimi, "ok");
    let verdict = bimi::select(&texts);
    scratch.note_all(&verdict.findings);
    frame.word(Col::BimiState, verdict.state.as_str());
    if verdict.record.is_some() {
        frame.flag(Col::BimiVmc, verdict.has_certificate);
    }
}

/// Something at or below `_domainkey` was seen.
pub(super) fn write_domainkey(items: &[Item<'_>], frame: &mut Frame<'_>) {
    frame.word(Col::QDomainkey, "ok");
    let selectors = with_tag(items, Tag::Selector);
    let wildcard = selectors.iter().any(|(_, text)| text.starts_with(b"*"));
    let found: Vec<&[u8]> = selectors.iter().map(|(_, text)| *text).filter(|text| !text.starts_with(b"*")).collect();
    let hint = dkim::hint(dkim::Outcome::Noerror, wildcard, !found.is_empty());
    frame.word(Col::DkimHint, hint.as_str());
    if !found.is_empty() {
        frame.texts(Col::DkimSelectorsFound, found);
    }
}

/// A wildcard TXT in the zone, or the same RRset at two underscore names.
pub(super) fn write_wildcard(items: &[Item<'_>], frame: &mut Frame<'_>) {
    if !frame.knows(Col::WildcardTxt) {
        return;
    }
    let payloads = |texts, others| -> Vec<&[u8]> {
        with_tag(items, texts).iter().chain(with_tag(items, others)).map(|(_, payload)| *payload).collect()
    };
    let in_zone = !payloads(Tag::WildcardText, Tag::WildcardOther).is_empty();
    let rrsets = [
        payloads(Tag::DmarcText, Tag::DmarcOther),
        payloads(Tag::StsText, Tag::StsOther),
        payloads(Tag::TlsrptText, Tag::TlsrptOther),
        payloads(Tag::BimiText, Tag::BimiOther),
    ];
    let slices: Vec<&[&[u8]]> = rrsets.iter().map(Vec::as_slice).collect();
    if in_zone || mailpolicy::wildcard::suspect(&slices) {
        frame.flag(Col::WildcardTxt, true);
    }
}
