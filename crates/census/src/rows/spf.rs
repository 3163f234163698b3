//! SPF facts. What the record says is read once per distinct record and kept, since many names share theirs.

mod targets;

use super::Row;
use crate::columns::Col;
use crate::cross::push_texts;
use crate::evidence::{Tag, text_of};
use crate::frame::Frame;
use crate::key::Place;
use crate::memo::Memo;
use crate::providers::{Providers, Role};
use mailpolicy::spf::{
    All, Closure, DomainSpec, Spf, State, Term, closure_of, includes, near_miss, parse_terms, select,
};
use mailpolicy::{Code, Findings, Selection};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use targets::Targets;

/// What one SPF record says, at whatever name it stands.
#[derive(Debug)]
pub(super) struct SpfFacts<'a> {
    state: State,
    all: All,
    only_all: bool,
    exact: bool,
    sha: u64,
    includes: Vec<Cow<'a, [u8]>>,
    providers: Vec<Cow<'a, [u8]>>,
    redirect: Option<Cow<'a, [u8]>>,
    ip4_addresses: u64,
    ip6_prefix_min: Option<u8>,
    uses_ptr: bool,
    uses_macro: bool,
    closure: Closure,
    /// Keys of the targets that the snapshot knows.
    followed: Vec<Vec<u8>>,
    /// Codes of findings, one bit each.
    codes: u128,
}

impl<'a> Row<'_, '_, 'a> {
    pub(super) fn write_spf(&mut self) {
        if !self.items.with(Tag::SpfType).is_empty() && self.frame.knows(Col::SpfRr99) {
            self.frame.flag(Col::SpfRr99, true);
            self.note(Code::SpfRr99);
        }
        let mut texts = std::mem::take(&mut self.scratch.texts);
        texts.clear();
        let others = push_texts(|tag| self.items.with(tag), Place::Own, &mut texts);
        if !texts.is_empty() || others {
            self.frame.word(Col::QTxt, "ok");
        }
        if !texts.is_empty() {
            self.write_selected(&texts);
        }
        self.scratch.texts = texts;
    }

    fn write_selected(&mut self, texts: &[&'a [u8]]) {
        let selection = select(texts);
        self.frame.number(Col::SpfN, selection.count());
        match selection {
            Selection::One(record) => self.write_record(record),
            Selection::None => {
                if texts.iter().any(|text| near_miss(text).is_some()) {
                    self.note(Code::SpfNearMiss);
                }
            }
            Selection::Multiple(_) => {
                self.note(Code::SpfMultiple);
                self.frame.word(Col::SpfState, State::PermerrorMultiple.as_str());
            }
        }
    }

    fn write_record(&mut self, record: &'a [u8]) {
        let texts = self.items.with(Tag::OwnText).iter().map(|(_, payload)| text_of(payload));
        let strings = texts.filter(|text| text.joined == record).map(|text| text.strings).next();
        self.frame.number(Col::SpfTxtStrings, strings.unwrap_or(1));
        self.frame.number(Col::SpfLen, record.len());
        let miss = match self.scratch.spf.find(record) {
            Ok(facts) if !facts.followed.iter().any(|target| target == self.key) => {
                write_facts(facts, self.frame);
                self.codes |= facts.codes;
                self.spf_only_all = facts.only_all;
                return;
            }
            Ok(_) => None,
            Err(miss) => Some(miss),
        };
        let (facts, is_shared) = self.judge(record);
        write_facts(&facts, self.frame);
        self.codes |= facts.codes;
        self.spf_only_all = facts.only_all;
        if let Some(miss) = miss.filter(|_| is_shared) {
            self.scratch.spf.keep(miss, || record, facts);
        }
    }

    /// Reads a record and follows it; tells whether the facts are the same at any other name that it does not lead to.
    fn judge(&mut self, record: &'a [u8]) -> (SpfFacts<'a>, bool) {
        let mut targets = Targets {
            snapshot: &self.rows.snapshot,
            own: self.key,
            own_name: &self.scratch.name.text,
            items: self.items,
            near: self.near,
            kept: &mut self.scratch.targets,
            zones: &mut self.scratch.zones,
            asked_own: false,
            followed: Vec::new(),
        };
        let terms = &mut self.scratch.terms;
        let spf = parse_terms(record, terms);
        let closure = closure_of(&self.scratch.name.text, spf.as_ref(), terms.iter().copied(), &mut targets);
        let is_shared = !closure.looped && !targets.asked_own;
        let mut facts = SpfFacts::new(record, closure, targets.followed);
        if let Some(spf) = &spf {
            let (rules, kept) = (&self.rows.plan.providers, &mut self.scratch.providers);
            facts.add(spf, terms, |target| provider_of(Role::Spf, rules, kept, target));
        }
        (facts, is_shared)
    }
}

impl<'a> SpfFacts<'a> {
    /// The facts of a record that says nothing.
    fn new(record: &[u8], closure: Closure, followed: Vec<Vec<u8>>) -> Self {
        let sha = Sha256::digest(record);
        SpfFacts {
            state: State::None,
            all: All::Missing,
            only_all: false,
            exact: false,
            sha: sha.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes)),
            includes: Vec::new(),
            providers: Vec::new(),
            redirect: None,
            ip4_addresses: 0,
            ip6_prefix_min: None,
            uses_ptr: false,
            uses_macro: false,
            closure,
            followed,
            codes: codes_of(&closure.findings()),
        }
    }

    fn add(&mut self, spf: &Spf<'a>, terms: &[Term<'a>], provider_of: impl FnMut(&Cow<'a, [u8]>) -> Cow<'a, [u8]>) {
        let state = spf.state();
        let leads_nowhere = state == State::Valid && self.closure.permerror_include.is_some();
        self.state = if leads_nowhere { State::PermerrorInclude } else { state };
        self.all = spf.all;
        self.only_all = spf.only_all;
        self.exact = spf.is_exact_fail_all;
        self.includes = includes(terms.iter().copied()).map(lower).collect();
        self.redirect = spf.redirect.map(lower);
        let targets = self.includes.iter().chain(&self.redirect).filter(|target| !target.contains(&b'%'));
        self.providers = targets.map(provider_of).collect();
        self.providers.sort_unstable();
        self.providers.dedup();
        self.ip4_addresses = spf.ip4_addresses;
        self.ip6_prefix_min = spf.ip6_prefix_min;
        self.uses_ptr = spf.uses_ptr;
        self.uses_macro = spf.uses_macro;
        self.codes |= codes_of(&spf.findings);
    }
}

fn codes_of(findings: &Findings) -> u128 {
    findings.iter().fold(0, |codes, finding| codes | 1 << finding.code as u8)
}

/// The provider of a lower-case domain.
pub(super) fn provider_of<'a>(
    role: Role,
    providers: &'a Providers,
    kept: &mut [Memo<&'a [u8], &'a [u8]>; 4],
    domain: &Cow<'a, [u8]>,
) -> Cow<'a, [u8]> {
    match domain {
        Cow::Borrowed(domain) => Cow::Borrowed(kept[role as usize].get(domain, || providers.find(role, domain))),
        Cow::Owned(domain) => Cow::Owned(providers.find(role, domain).to_vec()),
    }
}

fn write_facts(facts: &SpfFacts<'_>, frame: &mut Frame<'_>) {
    frame.word(Col::SpfState, facts.state.as_str());
    frame.word(Col::SpfAll, facts.all.as_str());
    frame.word(Col::SpfAllEffective, facts.closure.all_effective.as_str());
    if facts.only_all {
        frame.flag(Col::SpfOnlyAll, true);
    }
    if facts.exact {
        frame.flag(Col::SpfExactFailAll, true);
    }
    frame.number(Col::SpfRawSha, facts.sha);
    if !facts.includes.is_empty() {
        frame.texts(Col::SpfIncludes, &facts.includes);
    }
    if !facts.providers.is_empty() {
        frame.texts(Col::SpfProviders, &facts.providers);
    }
    if let Some(redirect) = &facts.redirect {
        frame.text(Col::SpfRedirect, redirect);
    }
    frame.number(Col::SpfIp4Addrs, facts.ip4_addresses);
    if let Some(prefix) = facts.ip6_prefix_min {
        frame.number(Col::SpfIp6PrefixMin, prefix);
    }
    frame.number(Col::SpfLookupMax, facts.closure.lookup_max);
    frame.flag(Col::SpfLookupComplete, facts.closure.complete);
    frame.number(Col::SpfVoidMin, facts.closure.void_min);
    frame.flag(Col::SpfLoop, facts.closure.looped);
    frame.flag(Col::SpfUsesPtr, facts.uses_ptr);
    frame.flag(Col::SpfUsesMacro, facts.uses_macro);
}

fn lower(target: DomainSpec<'_>) -> Cow<'_, [u8]> {
    lower_text(target.text)
}

pub(super) fn lower_text(text: &[u8]) -> Cow<'_, [u8]> {
    if text.iter().any(u8::is_ascii_uppercase) { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) }
}
