//! DMARC facts: the own record, and the policy in effect by the tree walk.

use super::{Rows, Scratch, Told};
use crate::columns::Col;
use crate::cross::{Texts, texts_in};
use crate::evidence::{Item, Tag, with_tag};
use crate::frame::Frame;
use crate::key::{Place, key_of, labels, push_name};
use crate::plan::Lookup;
use crate::providers::{Role, host_domain};
use mailpolicy::dmarc::{Dmarc, Found, Source, State, Value, discover, evaluate, select};
use mailpolicy::{Code, Selection};
use std::sync::Arc;

pub(super) fn write<'a>(
    rows: &Rows<'a>,
    key: &'a [u8],
    items: &[Item<'a>],
    frame: &mut Frame<'_>,
    scratch: &mut Scratch<'a>,
    told: &mut Told,
) {
    let (texts, others) = texts_in(items, Place::Dmarc);
    let Some(texts) = rows.texts_at(Tag::DmarcAlias, texts, items, Lookup::Dmarc) else {
        return frame.null_lookup(Lookup::Dmarc, "not_collected");
    };
    if !texts.is_empty() || others {
        frame.word(Col::QDmarc, "ok");
    }
    let own = select(&texts, rows.plan.dmarc);
    if !texts.is_empty() {
        write_own(rows, key, &texts, frame, scratch);
    }
    write_effective(rows, key, &own, frame, scratch, told);
}

fn write_own<'a>(rows: &Rows<'a>, key: &[u8], texts: &[&'a [u8]], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let verdict = evaluate(texts, rows.plan.dmarc);
    frame.number(Col::DmarcN, verdict.count);
    frame.word(Col::DmarcState, verdict.state.as_str());
    if verdict.state == State::Multiple {
        scratch.note(Code::DmarcMultiple);
    }
    if let Some(near_miss) = verdict.near_miss {
        scratch.note(near_miss.code);
    }
    let Some(dmarc) = verdict.dmarc else { return };
    scratch.note_all(&dmarc.findings);
    word(frame, Col::DmarcP, dmarc.p, |p| p.as_str());
    word(frame, Col::DmarcSp, dmarc.sp, |p| p.as_str());
    word(frame, Col::DmarcNp, dmarc.np, |p| p.as_str());
    word(frame, Col::DmarcAdkim, dmarc.adkim, |a| a.as_str());
    word(frame, Col::DmarcAspf, dmarc.aspf, |a| a.as_str());
    word(frame, Col::DmarcT, dmarc.t, |t| if t { "y" } else { "n" });
    word(frame, Col::DmarcPsd, dmarc.psd, |p| p.as_str());
    if let Some(fo) = dmarc.fo.raw {
        frame.text(Col::DmarcFo, &fo.to_ascii_lowercase());
    }
    if let Some(pct) = dmarc.pct.parsed {
        frame.number(Col::DmarcPct, pct);
    }
    frame.number(Col::DmarcRuaN, dmarc.rua_valid);
    write_rua(rows, key, &dmarc, frame, scratch);
}

fn word<T>(frame: &mut Frame<'_>, col: Col, value: Value<'_, T>, as_str: impl Fn(T) -> &'static str) {
    if value.raw.is_some() {
        frame.word(col, value.parsed.map_or("invalid", as_str));
    }
}

/// Where aggregate reports go: providers, and for external ones their consent.
fn write_rua<'a>(rows: &Rows<'a>, key: &[u8], dmarc: &Dmarc<'a>, frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
    let mut providers: Vec<Arc<str>> = Vec::new();
    let mut external = Vec::new();
    let own = registered(rows, key);
    for domain in dmarc.rua_uris().valid().filter_map(|uri| uri.domain) {
        providers.push(rows.provider(Role::Rua, domain));
        let domain = key_of(domain);
        if registered(rows, &domain) != own {
            external.push(domain);
        }
    }
    if providers.is_empty() {
        return;
    }
    providers.sort_unstable();
    providers.dedup();
    frame.texts(Col::DmarcRuaProviders, providers.iter().map(|p| p.as_bytes()));
    frame.flag(Col::DmarcRuaExternal, !external.is_empty());
    if external.is_empty() {
        return;
    }
    scratch.name.clear();
    push_name(key, &mut scratch.name);
    let answers: Vec<Option<bool>> = external.iter().map(|domain| consent(rows, &scratch.name, domain)).collect();
    let word = if answers.contains(&Some(false)) {
        "no"
    } else if answers.contains(&None) {
        "not_collected"
    } else {
        "yes"
    };
    frame.word(Col::DmarcRuaAuthorised, word);
}

/// Whether the domain with key `rua` agrees to receive reports about `name`.
fn consent(rows: &Rows<'_>, name: &[u8], rua: &[u8]) -> Option<bool> {
    let mut items = Vec::new();
    rows.snapshot.items(rua, &mut items);
    if with_tag(&items, Tag::Report).iter().any(|(_, policy_domain)| *policy_domain == name || *policy_domain == b"*") {
        return Some(true);
    }
    let owner = [rua, b"_dmarc\0_report\0"].concat();
    rows.snapshot.has_authority(&owner).then_some(false)
}

/// The domain that a name is taken to be registered under: one label below the suffix of the taxonomy, or by the rule of thumb.
fn registered<'k>(rows: &Rows<'_>, key: &'k [u8]) -> &'k [u8] {
    let suffix = rows.plan.taxonomy.find(key).suffix_labels;
    if suffix == 0 {
        return host_domain(key);
    }
    let len: usize = labels(key).take(suffix + 1).map(|label| label.len() + 1).sum();
    &key[..len]
}

fn write_effective<'a>(
    rows: &Rows<'a>,
    key: &'a [u8],
    own: &Selection<'a>,
    frame: &mut Frame<'_>,
    scratch: &mut Scratch<'a>,
    told: &mut Told,
) {
    let mut name = std::mem::take(&mut scratch.name);
    name.clear();
    push_name(key, &mut name);
    let mut registered_name = Vec::new();
    push_name(registered(rows, key), &mut registered_name);
    let mut unknown_above = false;
    let effective = discover(&name, true, &registered_name, rows.plan.dmarc, |at| {
        if at.len() == name.len() {
            return found(own);
        }
        let records = scratch.ancestors.get(at, || ancestor(rows, at));
        match records {
            Some(records) => found_in(&records, rows.plan.dmarc),
            None => {
                unknown_above = true;
                Found::None
            }
        }
    });
    told.dmarc_effective = effective.p;
    if let Some(p) = effective.p {
        frame.word(Col::DmarcPEffective, p.as_str());
    }
    if effective.source != Source::None {
        frame.word(Col::DmarcSource, effective.source.as_str());
    }
    if let Some(source) = effective.source_name {
        frame.text(Col::DmarcSourceName, source);
    }
    if effective.enforced {
        frame.flag(Col::DmarcEnforced, true);
    }
    if let Some(org) = effective.org_domain.filter(|_| !unknown_above) {
        frame.text(Col::OrgDomain, org);
        frame.word(Col::OrgMethod, if rows.plan.dmarc == mailpolicy::dmarc::Spec::Rfc9989 { "walk" } else { "psl" });
    }
    if frame.knows(Col::BimiEligible) {
        let eligible = match own {
            Selection::One(record) => mailpolicy::dmarc::parse(record, rows.plan.dmarc).is_some_and(|d| mailpolicy::bimi::is_eligible(&d)),
            Selection::None | Selection::Multiple(_) => false,
        };
        if eligible {
            frame.flag(Col::BimiEligible, true);
        }
    }
    scratch.name = name;
}

/// The DMARC texts at `_dmarc.` + `name`, a name above a counted one; None where the snapshot cannot tell.
fn ancestor<'a>(rows: &Rows<'a>, name: &[u8]) -> Option<Arc<[&'a [u8]]>> {
    let owner = [&key_of(name)[..], b"_dmarc\0"].concat();
    match rows.snapshot.texts(&owner, Lookup::Dmarc) {
        Texts::Known(texts, _) => Some(texts.into()),
        Texts::Unknown => None,
    }
}

fn found_in<'a>(texts: &[&'a [u8]], spec: mailpolicy::dmarc::Spec) -> Found<'a> {
    found(&select(texts, spec))
}

fn found<'a>(selection: &Selection<'a>) -> Found<'a> {
    match selection {
        Selection::None => Found::None,
        Selection::One(record) => Found::One(record),
        Selection::Multiple(_) => Found::Multiple,
    }
}
