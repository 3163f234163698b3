//! SPF facts. What the record says is read once per distinct record and kept, since many names share theirs.

use super::{Rows, Scratch, Told};
use crate::columns::Col;
use crate::cross::{Snapshot, Texts, texts_in};
use crate::evidence::{Item, Tag, text_of, with_tag};
use crate::frame::Frame;
use crate::key::{Place, key_of, push_name};
use crate::plan::Lookup;
use crate::providers::Role;
use mailpolicy::spf::{All, Answer, Closure, DomainSpec, Resolver, State, closure, parse};
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
    includes: Vec<String>,
    providers: Vec<Arc<str>>,
    redirect: Option<String>,
    ip4_addresses: u64,
    ip6_prefix_min: Option<u8>,
    uses_ptr: bool,
    uses_macro: bool,
    closure: Closure,
    /// Keys of the targets that the snapshot knows.
    followed: Vec<Vec<u8>>,
    findings: Findings,
}

pub(super) fn write<'a>(
    rows: &Rows<'a>,
    key: &[u8],
    items: &[Item<'a>],
    frame: &mut Frame<'_>,
    scratch: &mut Scratch<'a>,
    told: &mut Told,
) {
    if !with_tag(items, Tag::SpfType).is_empty() && frame.knows(Col::SpfRr99) {
        frame.flag(Col::SpfRr99, true);
        scratch.note(Code::SpfRr99);
    }
    let (texts, others) = texts_in(items, Place::Own);
    if texts.is_empty() {
        if others {
            frame.word(Col::QTxt, "ok");
        }
        return;
    }
    frame.word(Col::QTxt, "ok");
    let verdict = mailpolicy::spf::select(&texts);
    frame.number(Col::SpfN, verdict.count());
    let record = match verdict {
        Selection::One(record) => record,
        Selection::None => {
            if texts.iter().any(|text| mailpolicy::spf::near_miss(text).is_some()) {
                scratch.note(Code::SpfNearMiss);
            }
            return;
        }
        Selection::Multiple(_) => {
            scratch.note(Code::SpfMultiple);
            return frame.word(Col::SpfState, State::PermerrorMultiple.as_str());
        }
    };
    let strings = with_tag(items, Tag::OwnText).iter().map(|(_, payload)| text_of(payload)).find(|text| text.joined == record);
    frame.number(Col::SpfTxtStrings, strings.map_or(1, |text| text.strings));
    frame.number(Col::SpfLen, record.len());
    let facts = facts_of(rows, key, record, scratch);
    write_facts(&facts, frame);
    scratch.note_all(&facts.findings);
    scratch.note_all(&facts.closure.findings());
    told.spf_only_all = facts.only_all;
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
        frame.texts(Col::SpfProviders, facts.providers.iter().map(|p| p.as_bytes()));
    }
    if let Some(redirect) = &facts.redirect {
        frame.text(Col::SpfRedirect, redirect.as_bytes());
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

/// The facts of a record, kept unless its closure depends on the name it stands at.
fn facts_of<'a>(rows: &Rows<'a>, key: &[u8], record: &'a [u8], scratch: &mut Scratch<'a>) -> Arc<SpfFacts> {
    if let Some(facts) = scratch.spf.find(record)
        && !facts.followed.iter().any(|target| target == key)
    {
        return facts.clone();
    }
    let mut name = std::mem::take(&mut scratch.name);
    name.clear();
    push_name(key, &mut name);
    let mut resolver = Targets { snapshot: &rows.snapshot, own: key, asked_own: false, followed: Vec::new() };
    let closure = closure(&name, record, &mut resolver);
    scratch.name = name;
    let keep = !closure.looped && !resolver.asked_own;
    let followed = resolver.followed;
    let facts = Arc::new(judge(rows, record, closure, followed));
    if keep {
        scratch.spf.keep(record, facts.clone());
    }
    facts
}

fn judge<'a>(rows: &Rows<'a>, record: &'a [u8], closure: Closure, followed: Vec<Vec<u8>>) -> SpfFacts {
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
    let Some(spf) = parse(record) else { return facts };
    let state = spf.state();
    facts.state = if state == State::Valid && closure.permerror_include.is_some() { State::PermerrorInclude } else { state };
    facts.all = spf.all;
    facts.only_all = spf.only_all;
    facts.exact = spf.is_exact_fail_all;
    for target in spf.includes().chain(spf.redirect) {
        if !target.has_macro {
            facts.providers.push(rows.provider(Role::Spf, target.text));
        }
    }
    facts.providers.sort_unstable();
    facts.providers.dedup();
    facts.includes = spf.includes().map(lower).collect();
    facts.redirect = spf.redirect.map(lower);
    facts.ip4_addresses = spf.ip4_addresses;
    facts.ip6_prefix_min = spf.ip6_prefix_min;
    facts.uses_ptr = spf.uses_ptr;
    facts.uses_macro = spf.uses_macro;
    facts.findings = spf.findings;
    facts
}

fn lower(target: DomainSpec<'_>) -> String {
    String::from_utf8_lossy(target.text).to_ascii_lowercase()
}

/// Include and redirect targets within the snapshot.
struct Targets<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    /// Key of the name whose record is followed.
    own: &'s [u8],
    /// A mechanism asked for addresses or MX of that name.
    asked_own: bool,
    /// Keys of targets found in the snapshot.
    followed: Vec<Vec<u8>>,
}

impl<'a> Resolver<'a> for Targets<'_, 'a> {
    fn spf(&mut self, name: &[u8]) -> Answer<'a> {
        let key = key_of(name);
        match self.snapshot.texts(&key, Lookup::Txt) {
            Texts::Unknown => Answer::Unknown,
            Texts::Known(texts, others) => {
                let void = texts.is_empty() && !others;
                if !void {
                    self.followed.push(key);
                }
                match mailpolicy::spf::select(&texts) {
                    Selection::One(record) => Answer::Record(record),
                    Selection::Multiple(_) => Answer::Multiple,
                    Selection::None if void => Answer::Void,
                    Selection::None => Answer::NoRecord,
                }
            }
        }
    }

    fn has_address(&mut self, name: &[u8]) -> Option<bool> {
        if !self.snapshot.addresses {
            return None;
        }
        self.has(name, Tag::Address)
    }

    fn has_mx(&mut self, name: &[u8]) -> Option<bool> {
        if !self.snapshot.collected.has(Lookup::Mx) {
            return None;
        }
        self.has(name, Tag::Mx)
    }
}

impl Targets<'_, '_> {
    fn has(&mut self, name: &[u8], tag: Tag) -> Option<bool> {
        let key = key_of(name);
        self.asked_own |= key == self.own;
        let mut items = Vec::new();
        let name = self.snapshot.items(&key, &mut items);
        if !with_tag(&items, tag).is_empty() {
            return Some(true);
        }
        let alias = !with_tag(&items, Tag::Cname).is_empty();
        let asked = tag == Tag::Mx && name.is_some_and(|name| self.snapshot.is_row(name));
        (!alias && (asked || self.snapshot.has_authority(&key))).then_some(false)
    }
}
