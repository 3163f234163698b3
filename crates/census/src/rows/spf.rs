//! SPF facts. What the record says is read once per distinct record and kept, since many names share theirs.

use super::Row;
use crate::columns::Col;
use crate::cross::{Snapshot, Texts, push_texts};
use crate::evidence::{Item, Tag, text_of, with_tag};
use crate::frame::Frame;
use crate::key::{Place, key_of};
use crate::memo::Memo;
use crate::merge::Spot;
use crate::plan::Lookup;
use crate::providers::{Providers, Role};
use mailpolicy::spf::{All, Answer, Closure, DomainSpec, Resolver, Spf, State, closure_of, near_miss, parse, select};
use mailpolicy::{Code, Findings, Selection};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What one SPF record says, at whatever name it stands.
#[derive(Debug)]
pub(super) struct SpfFacts {
    state: State,
    all: All,
    only_all: bool,
    exact: bool,
    sha: u64,
    includes: Vec<Vec<u8>>,
    providers: Vec<Vec<u8>>,
    redirect: Option<Vec<u8>>,
    ip4_addresses: u64,
    ip6_prefix_min: Option<u8>,
    uses_ptr: bool,
    uses_macro: bool,
    closure: Closure,
    /// Keys of the targets that the snapshot knows.
    followed: Vec<Vec<u8>>,
    findings: Findings,
}

impl<'a> Row<'_, '_, 'a> {
    pub(super) fn write_spf(&mut self) {
        if !with_tag(self.items, Tag::SpfType).is_empty() && self.frame.knows(Col::SpfRr99) {
            self.frame.flag(Col::SpfRr99, true);
            self.note(Code::SpfRr99);
        }
        let mut texts = std::mem::take(&mut self.scratch.texts);
        texts.clear();
        let others = push_texts(self.items, Place::Own, &mut texts);
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
        let texts = with_tag(self.items, Tag::OwnText).iter().map(|(_, payload)| text_of(payload));
        let strings = texts.filter(|text| text.joined == record).map(|text| text.strings).next();
        self.frame.number(Col::SpfTxtStrings, strings.unwrap_or(1));
        self.frame.number(Col::SpfLen, record.len());
        let known =
            self.scratch.spf.find(record).filter(|facts| !facts.followed.iter().any(|target| target == self.key));
        let facts = match known {
            Some(facts) => facts.clone(),
            None => self.judge(record),
        };
        write_facts(&facts, self.frame);
        self.note_all(&facts.findings);
        self.note_all(&facts.closure.findings());
        self.spf_only_all = facts.only_all;
    }

    /// Reads a record and follows it; the facts are kept unless its closure depends on the name it stands at.
    fn judge(&mut self, record: &'a [u8]) -> Arc<SpfFacts> {
        let snapshot = &self.rows.snapshot;
        let mut targets = Targets {
            snapshot,
            own: self.key,
            items: self.items,
            near: self.near,
            kept: &mut self.scratch.targets,
            asked_own: false,
            followed: Vec::new(),
        };
        let spf = parse(record);
        let closure = closure_of(&self.scratch.name, spf.as_ref(), &mut targets);
        let keep = !closure.looped && !targets.asked_own;
        let facts = Arc::new(SpfFacts::read(&self.rows.plan.providers, record, spf, closure, targets.followed));
        if keep {
            self.scratch.spf.keep(record, facts.clone());
        }
        facts
    }
}

impl SpfFacts {
    fn read(
        providers: &Providers,
        record: &[u8],
        spf: Option<Spf<'_>>,
        closure: Closure,
        followed: Vec<Vec<u8>>,
    ) -> Self {
        let sha = Sha256::digest(record);
        let mut facts = SpfFacts {
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
            findings: Findings::default(),
        };
        let Some(spf) = spf else { return facts };
        let state = spf.state();
        let leads_nowhere = state == State::Valid && closure.permerror_include.is_some();
        facts.state = if leads_nowhere { State::PermerrorInclude } else { state };
        facts.all = spf.all;
        facts.only_all = spf.only_all;
        facts.exact = spf.is_exact_fail_all;
        facts.includes = spf.includes().map(lower).collect();
        facts.redirect = spf.redirect.map(lower);
        let targets = facts.includes.iter().chain(&facts.redirect).filter(|target| !target.contains(&b'%'));
        facts.providers = targets.map(|target| providers.find(Role::Spf, target).to_vec()).collect();
        facts.providers.sort_unstable();
        facts.providers.dedup();
        facts.ip4_addresses = spf.ip4_addresses;
        facts.ip6_prefix_min = spf.ip6_prefix_min;
        facts.uses_ptr = spf.uses_ptr;
        facts.uses_macro = spf.uses_macro;
        facts.findings = spf.findings;
        facts
    }
}

fn write_facts(facts: &SpfFacts, frame: &mut Frame<'_>) {
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

fn lower(target: DomainSpec<'_>) -> Vec<u8> {
    target.text.to_ascii_lowercase()
}

/// Include and redirect targets within the snapshot.
struct Targets<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    /// The name whose record is followed: key and evidence.
    own: &'s [u8],
    items: &'s [Item<'a>],
    near: Option<Spot>,
    /// A mechanism asked for addresses or MX of that name.
    asked_own: bool,
    /// Keys of targets found in the snapshot.
    followed: Vec<Vec<u8>>,
    kept: &'s mut Memo<(Answer<'a>, bool)>,
}

impl<'a> Resolver<'a> for Targets<'_, 'a> {
    fn spf(&mut self, name: &[u8]) -> Answer<'a> {
        let (answer, is_there) = match self.kept.find(name) {
            Some(known) => *known,
            None => {
                let found = self.find(name);
                self.kept.keep(name, found);
                found
            }
        };
        if is_there {
            self.followed.push(key_of(name));
        }
        answer
    }

    fn has_address(&mut self, name: &[u8]) -> Option<bool> {
        if self.snapshot.addresses { self.has(name, Tag::Address) } else { None }
    }

    fn has_mx(&mut self, name: &[u8]) -> Option<bool> {
        if self.snapshot.collected.has(Lookup::Mx) { self.has(name, Tag::Mx) } else { None }
    }
}

impl<'a> Targets<'_, 'a> {
    /// What is at a target, and whether that is a TXT record.
    fn find(&self, name: &[u8]) -> (Answer<'a>, bool) {
        let Texts::Known(texts, others) = self.snapshot.texts(&key_of(name), Lookup::Txt, self.near) else {
            return (Answer::Unknown, false);
        };
        let void = texts.is_empty() && !others;
        let answer = match select(&texts) {
            Selection::One(record) => Answer::Record(record),
            Selection::Multiple(_) => Answer::Multiple,
            Selection::None if void => Answer::Void,
            Selection::None => Answer::NoRecord,
        };
        (answer, !void)
    }

    fn has(&mut self, name: &[u8], tag: Tag) -> Option<bool> {
        let key = key_of(name);
        if key == self.own {
            self.asked_own = true;
            if !with_tag(self.items, tag).is_empty() {
                return Some(true);
            }
        }
        let mut items = Vec::new();
        let found = self.snapshot.items(&key, &mut items, self.near);
        if !with_tag(&items, tag).is_empty() {
            return Some(true);
        }
        let alias = !with_tag(&items, Tag::Cname).is_empty();
        let asked = tag == Tag::Mx && found.is_some_and(|name| self.snapshot.is_row(name));
        (!alias && (asked || self.snapshot.has_authority(&key, self.near))).then_some(false)
    }
}
