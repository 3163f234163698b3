//! DMARC facts: the own record, and the policy in effect by the tree walk.

use super::spf::{lower_text, provider_of};
use super::{Row, first_labels};
use crate::columns::Col;
use crate::cross::{Snapshot, Texts};
use crate::evidence::{Tag, with_tag};
use crate::frame::Frame;
use crate::key::{Place, key_of, name_of};
use crate::memo::Memo;
use crate::merge::Spot;
use crate::plan::Lookup;
use crate::providers::{Role, host_domain};
use mailpolicy::dmarc::{
    Alignment, Dmarc, Effective, Found, Policy, Psd, Source, Spec, State, Value, Verdict, discover, evaluate, only_own,
    select, tree_walk,
};
use mailpolicy::name::{is_at_or_below, strip_root};
use mailpolicy::{Code, Selection, bimi};
use std::borrow::Cow;
use std::sync::Arc;

/// The DMARC texts of a name above a counted one; None if unknown.
pub(super) type Above<'a> = Option<Arc<[&'a [u8]]>>;

impl<'a> Row<'_, '_, 'a> {
    pub(super) fn write_dmarc(&mut self) {
        let Some((texts, others)) = self.take_texts(Place::Dmarc, Lookup::Dmarc) else {
            return self.frame.null_lookup(Lookup::Dmarc, "not_collected");
        };
        if !texts.is_empty() || others {
            self.frame.word(Col::QDmarc, "ok");
        }
        let verdict = (!texts.is_empty()).then(|| evaluate(&texts, self.rows.plan.dmarc));
        if let Some(verdict) = &verdict {
            self.write_own(verdict);
        }
        self.write_effective(match &verdict {
            Some(Verdict { dmarc: Some(dmarc), .. }) => Found::Read(dmarc),
            Some(Verdict { state: State::Multiple, .. }) => Found::Multiple,
            _ => Found::None,
        });
        self.scratch.texts = texts;
    }

    fn write_own(&mut self, verdict: &Verdict<'a>) {
        self.frame.number(Col::DmarcN, verdict.count);
        self.frame.word(Col::DmarcState, verdict.state.as_str());
        if verdict.count > 1 {
            self.note(Code::DmarcMultiple);
        }
        if let Some(near_miss) = verdict.near_miss {
            self.note(near_miss.code);
        }
        let Some(dmarc) = &verdict.dmarc else { return };
        self.note_all(&dmarc.findings);
        write_tags(dmarc, self.frame);
        if self.frame.knows(Col::BimiEligible) && bimi::is_eligible(dmarc) {
            self.frame.flag(Col::BimiEligible, true);
        }
        if dmarc.rua_valid > 0 {
            self.write_rua(dmarc);
        }
    }

    /// Where aggregate reports go: providers, and for external ones their consent.
    fn write_rua(&mut self, dmarc: &Dmarc<'a>) {
        let mut providers: Vec<Cow<'a, [u8]>> = Vec::new();
        let mut consent: Option<&'static str> = None;
        for domain in dmarc.rua_uris().valid().filter_map(|uri| uri.domain).map(lower_text) {
            let (rules, kept) = (&self.rows.plan.providers, &mut self.scratch.providers);
            providers.push(provider_of(Role::Rua, rules, kept, &domain));
            if let Some(key) = self.external(&domain) {
                let word = match self.consent(&key) {
                    Some(false) => "no",
                    None => "not_collected",
                    Some(true) => "yes",
                };
                // The worst of several, which comes first in the alphabet too.
                consent = Some(consent.map_or(word, |other| other.min(word)));
            }
        }
        if providers.is_empty() {
            return;
        }
        providers.sort_unstable();
        providers.dedup();
        self.frame.texts(Col::DmarcRuaProviders, providers);
        self.frame.flag(Col::DmarcRuaExternal, consent.is_some());
        if let Some(word) = consent {
            self.frame.word(Col::DmarcRuaAuthorised, word);
        }
    }

    /// The key of a report domain (lower-case text) that lies outside the domain that the name is registered under.
    fn external(&self, domain: &[u8]) -> Option<Vec<u8>> {
        if is_at_or_below(domain, &self.scratch.name.text) {
            return None;
        }
        let key = key_of(domain);
        // Under another top-level domain, as most of them are, nothing can be the same.
        let is_external =
            first_labels(&key, 1) != first_labels(self.key, 1) || self.registered() != self.registered_of(&key);
        is_external.then_some(key)
    }

    /// Whether the domain with key `rua` agrees to receive reports about the name (RFC 9990 4).
    fn consent(&self, rua: &[u8]) -> Option<bool> {
        let mut items = Vec::new();
        self.rows.snapshot.items(rua, &mut items, self.near);
        let agrees = |domain: &[u8]| domain == self.scratch.name.text || domain == b"*";
        if with_tag(&items, Tag::Report).iter().any(|(_, domain)| agrees(domain)) {
            return Some(true);
        }
        let owner = [rua, b"_dmarc\0_report\0"].concat();
        self.rows.snapshot.has_authority(&owner, self.near).then_some(false)
    }

    /// Text of the domain the name is taken to be registered under: one label below the suffix of the taxonomy, or by rule of thumb.
    fn registered(&self) -> String {
        if self.suffix_labels > 0 {
            name_of(first_labels(self.key, self.suffix_labels + 1))
        } else {
            String::from_utf8_lossy(host_domain(&self.scratch.name.text)).into_owned()
        }
    }

    fn registered_of(&self, key: &[u8]) -> String {
        match self.rows.plan.taxonomy.find(key).suffix_labels {
            0 => String::from_utf8_lossy(host_domain(name_of(key).as_bytes())).into_owned(),
            labels => name_of(first_labels(key, labels + 1)),
        }
    }

    fn write_effective(&mut self, own: Found<'_>) {
        let spec = self.rows.plan.dmarc;
        let is_bare = spec == Spec::Rfc9989 && self.is_bare_above();
        if is_bare && self.write_alone(own) {
            return;
        }
        let org = if spec == Spec::Rfc7489 { self.registered() } else { String::new() };
        let (snapshot, near, name) = (&self.rows.snapshot, self.near, &self.scratch.name.text);
        let ancestors = &mut self.scratch.ancestors;
        let mut unknown_above = false;
        let effective = discover(name, true, org.as_bytes(), spec, |at| {
            if at.len() == name.len() {
                return own;
            }
            if is_bare {
                return Found::None;
            }
            match texts_above(snapshot, ancestors, at, near) {
                Some(texts) => found(&select(&texts, spec)),
                None => {
                    unknown_above = true;
                    Found::None
                }
            }
        });
        self.dmarc_effective = effective.p;
        write_effective(&effective, self.frame);
        if let Some(org) = effective.org_domain.filter(|_| !unknown_above) {
            self.frame.text(Col::OrgDomain, org);
            self.frame.word(Col::OrgMethod, if spec == Spec::Rfc9989 { "walk" } else { "psl" });
        }
    }

    /// Writes the policy in effect of a name above which no record is, as most have it: the walk comes to nothing but its own. False if
    /// that is none to go by.
    fn write_alone(&mut self, own: Found<'_>) -> bool {
        let name = strip_root(&self.scratch.name.text);
        match own {
            Found::None => {}
            Found::Read(dmarc) if dmarc.is_usable() && !name.is_empty() => {
                let effective = only_own(name, dmarc);
                self.dmarc_effective = effective.p;
                write_effective(&effective, self.frame);
            }
            _ => return false,
        }
        self.frame.text(Col::OrgDomain, name);
        self.frame.word(Col::OrgMethod, "walk");
        true
    }

    /// Whether the snapshot knows that no TXT record is at `_dmarc` of any name above.
    fn is_bare_above(&mut self) -> bool {
        let (name, ancestors) = (&mut self.scratch.name, &mut self.scratch.ancestors);
        *name.above.is_bare.get_or_insert_with(|| {
            let mut above = tree_walk(&name.text).skip(1);
            above.all(|at| {
                texts_above(&self.rows.snapshot, ancestors, at, self.near).is_some_and(|texts| texts.is_empty())
            })
        })
    }
}

fn write_tags(dmarc: &Dmarc<'_>, frame: &mut Frame<'_>) {
    word(frame, Col::DmarcP, dmarc.p, Policy::as_str);
    word(frame, Col::DmarcSp, dmarc.sp, Policy::as_str);
    word(frame, Col::DmarcNp, dmarc.np, Policy::as_str);
    word(frame, Col::DmarcAdkim, dmarc.adkim, Alignment::as_str);
    word(frame, Col::DmarcAspf, dmarc.aspf, Alignment::as_str);
    word(frame, Col::DmarcT, dmarc.t, |t| if t { "y" } else { "n" });
    word(frame, Col::DmarcPsd, dmarc.psd, Psd::as_str);
    if let Some(fo) = dmarc.fo.raw {
        frame.text(Col::DmarcFo, &fo.to_ascii_lowercase());
    }
    if let Some(pct) = dmarc.pct.parsed {
        frame.number(Col::DmarcPct, pct);
    }
    frame.number(Col::DmarcRuaN, dmarc.rua_valid);
}

fn word<T>(frame: &mut Frame<'_>, col: Col, value: Value<'_, T>, as_str: impl Fn(T) -> &'static str) {
    if value.raw.is_some() {
        frame.word(col, value.parsed.map_or("invalid", as_str));
    }
}

fn write_effective(effective: &Effective<'_>, frame: &mut Frame<'_>) {
    if let Some(p) = effective.p {
        frame.word(Col::DmarcPEffective, p.as_str());
    }
    if effective.source != Source::None {
        frame.word(Col::DmarcSource, effective.source.as_str());
    }
    if let Some(source) = effective.source_name {
        frame.text(Col::DmarcSourceName, strip_root(source));
    }
    if effective.enforced {
        frame.flag(Col::DmarcEnforced, true);
    }
}

/// The DMARC texts at `_dmarc.` + `name`, a name above a counted one; None where the snapshot cannot tell.
fn texts_above<'a>(
    snapshot: &Snapshot<'a>,
    kept: &mut Memo<Vec<u8>, Above<'a>>,
    name: &[u8],
    near: Option<Spot>,
) -> Above<'a> {
    let miss = match kept.find(name) {
        Ok(known) => return known.clone(),
        Err(miss) => miss,
    };
    let owner = [&key_of(name)[..], b"_dmarc\0"].concat();
    let texts: Above<'a> = match snapshot.texts(&owner, Lookup::Dmarc, near) {
        Texts::Known(texts, _) => Some(texts.into()),
        Texts::Unknown => None,
    };
    kept.keep(miss, || name.to_vec(), texts.clone());
    texts
}

fn found<'a>(selection: &Selection<'a>) -> Found<'a> {
    match selection {
        Selection::None => Found::None,
        Selection::One(record) => Found::One(record),
        Selection::Multiple(_) => Found::Multiple,
    }
}
