//! SPF records: selection, the full syntax verdict, and what the record alone says (RFC 7208).
//!
//! [`evaluate`] takes the TXT RRset of a name; [`parse`] judges one selected record; [`closure`] follows include and redirect within
//! what a snapshot knows. RFC 7208 4.6 makes any syntax error, anywhere, a permerror of the whole record; parsing goes on after one so
//! that the other findings are counted too.

mod closure;
mod domain;
mod network;
mod term;

pub use closure::{Answer, Closure, LOOKUP_LIMIT, Resolver, VOID_LIMIT, closure, closure_of};
pub use domain::DomainSpec;
pub use network::DualCidr;
pub use term::{Kind, Mechanism, Modifier, Qualifier, Term, Terms};

use crate::text::strip_prefix_nocase;
use crate::{Code, Finding, Findings, Selection};

const VERSION: &[u8] = b"v=spf1";

/// The state of a name's SPF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No SPF record.
    None,
    /// One record, free of syntax errors.
    Valid,
    /// One record with a syntax error (4.6).
    PermerrorSyntax,
    /// More than one record (4.5).
    PermerrorMultiple,
    /// One valid record that includes or redirects to a name without a valid one (5.2, 6.1). Only a [`Closure`] can tell.
    PermerrorInclude,
}

impl State {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::None => "none",
            State::Valid => "valid",
            State::PermerrorSyntax => "permerror_syntax",
            State::PermerrorMultiple => "permerror_multiple",
            State::PermerrorInclude => "permerror_include",
        }
    }
}

/// What a record does with a sender that matches nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum All {
    /// The first `all` with this qualifier.
    Qualified(Qualifier),
    /// No `all`, but `redirect=`: the target decides.
    Redirect,
    /// Neither: as if `?all` (4.7).
    Missing,
    /// The redirect leads out of what is known, or to an error.
    Unknown,
}

impl All {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            All::Qualified(qualifier) => qualifier.as_str(),
            All::Redirect => "redirect",
            All::Missing => "missing",
            All::Unknown => "unknown",
        }
    }
}

/// The verdict on one SPF record. Sums and flags cover the terms that parse; on a record with errors they are a description of what
/// was published, not of what a receiver does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spf<'a> {
    /// The record judged.
    pub record: &'a [u8],
    /// `all` as the record itself says it.
    pub all: All,
    /// Target of the first `redirect=`, also where an `all` makes it ineffective.
    pub redirect: Option<DomainSpec<'a>>,
    /// Valid, and the only term besides unknown modifiers and `exp=` is `-all`.
    pub only_all: bool,
    /// The record is byte for byte `v=spf1 -all`.
    pub is_exact_fail_all: bool,
    /// Terms of this record that cost a lookup (4.6.4): include, a, mx, ptr, exists before the first `all`, and an effective redirect.
    pub lookups: u16,
    /// IPv4 addresses that pass by `ip4`: sum over the networks before the first `all`, saturating, overlaps counted twice.
    pub ip4_addresses: u64,
    /// Shortest prefix among the `ip6` networks that pass.
    pub ip6_prefix_min: Option<u8>,
    /// Some `ptr` mechanism is there (5.5: SHOULD NOT).
    pub uses_ptr: bool,
    /// Some domain-spec contains a macro.
    pub uses_macro: bool,
    /// A mechanism follows `all` (never reached, 5.1).
    pub after_all: bool,
    /// `redirect=` beside `all` (without effect, 6.1).
    pub redirect_with_all: bool,
    /// An unknown modifier is named like a mechanism (`ip4=192.0.2.1`).
    pub mechanism_like_modifier: bool,
    /// Findings in the order of the record.
    pub findings: Findings,
}

impl<'a> Spf<'a> {
    /// [`State::Valid`] or [`State::PermerrorSyntax`].
    #[must_use]
    pub fn state(&self) -> State {
        if self.findings.has_errors() { State::PermerrorSyntax } else { State::Valid }
    }

    /// Whether the record is free of syntax errors.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self.findings.has_errors()
    }

    /// The terms, parsed again one by one; a term in error comes as its finding.
    #[must_use]
    pub fn terms(&self) -> Terms<'a> {
        Terms::new(self.record, VERSION.len())
    }

    /// Targets of `include`, in order, those after the first `all` left out.
    pub fn includes(&self) -> impl Iterator<Item = DomainSpec<'a>> + use<'a> {
        includes(self.terms().flatten())
    }
}

/// The verdict on the TXT RRset of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// State, never [`State::PermerrorInclude`].
    pub state: State,
    /// Number of SPF records.
    pub count: u16,
    /// The record, where there is exactly one.
    pub spf: Option<Spf<'a>>,
    /// First TXT record that looks like SPF but is none; reported only where no SPF record is there.
    pub near_miss: Option<Finding>,
}

impl Verdict<'_> {
    /// The findings of the record; of the RRset where it has none or several records.
    #[must_use]
    pub fn findings(&self) -> Findings {
        if let Some(spf) = &self.spf {
            return spf.findings;
        }
        let mut findings = Findings::default();
        if self.state == State::PermerrorMultiple {
            findings.push(Finding::new(Code::SpfMultiple, 0));
        }
        if let Some(near_miss) = self.near_miss {
            findings.push(near_miss);
        }
        findings
    }
}

/// Whether a TXT record is an SPF record: `v=spf1` in any letter case, then a space or the end (4.5).
#[must_use]
pub fn is_spf(txt: &[u8]) -> bool {
    strip_prefix_nocase(txt, VERSION).is_some_and(|rest| matches!(rest.first(), None | Some(b' ')))
}

/// Picks the SPF records out of a TXT RRset (4.5).
#[must_use]
pub fn select<'a>(txts: &[&'a [u8]]) -> Selection<'a> {
    Selection::of(txts, is_spf)
}

/// Selects and judges in one step.
#[must_use]
pub fn evaluate<'a>(txts: &[&'a [u8]]) -> Verdict<'a> {
    let selection = select(txts);
    let spf = match selection {
        Selection::One(record) => parse(record),
        Selection::None | Selection::Multiple(_) => None,
    };
    let state = match (&selection, &spf) {
        (Selection::Multiple(_), _) => State::PermerrorMultiple,
        (_, Some(spf)) => spf.state(),
        (_, None) => State::None,
    };
    let near_miss = if state == State::None { txts.iter().find_map(|txt| near_miss(txt)) } else { None };
    Verdict { state, count: selection.count(), spf, near_miss }
}

/// A TXT record that was probably meant as SPF but is not selected: `v=spf10`, `v=spf1,`, a TAB, blank or quote around the version,
/// `spf1 ...`, `v=spf2 ...`.
#[must_use]
pub fn near_miss(txt: &[u8]) -> Option<Finding> {
    if is_spf(txt) {
        return None;
    }
    let start = txt.iter().position(|b| !matches!(b, b' ' | b'\t' | b'"' | b'\'')).unwrap_or(txt.len());
    let bare = &txt[start..];
    let looks = strip_prefix_nocase(bare, b"v=spf").is_some()
        || strip_prefix_nocase(bare, b"v = spf").is_some()
        || strip_prefix_nocase(bare, b"v= spf").is_some()
        || strip_prefix_nocase(bare, b"spf1 ").is_some();
    looks.then(|| Finding::new(Code::SpfNearMiss, start))
}

/// Judges one record. `None` if it is not an SPF record at all ([`is_spf`]).
#[must_use]
pub fn parse(record: &[u8]) -> Option<Spf<'_>> {
    read(record, |_| {})
}

/// As [`parse`], and puts the terms without errors into `terms`, which is emptied first. Allocates if that is too small.
pub fn parse_terms<'a>(record: &'a [u8], terms: &mut Vec<Term<'a>>) -> Option<Spf<'a>> {
    terms.clear();
    read(record, |term| terms.push(term))
}

fn read<'a>(record: &'a [u8], mut take: impl FnMut(Term<'a>)) -> Option<Spf<'a>> {
    if !is_spf(record) {
        return None;
    }
    let mut reading = Reading::new(record);
    for term in Terms::new(record, VERSION.len()) {
        match term {
            Ok(term) => {
                reading.note(&term);
                take(term);
            }
            Err(finding) => reading.spf.findings.push(finding),
        }
    }
    Some(reading.finish())
}

/// Targets of `include` among the terms of a record, in order, those after the first `all` left out.
pub fn includes<'a>(terms: impl IntoIterator<Item = Term<'a>>) -> impl Iterator<Item = DomainSpec<'a>> {
    terms
        .into_iter()
        .map_while(|term| match term.kind {
            Kind::Directive(_, Mechanism::All) => None,
            kind => Some(kind),
        })
        .filter_map(|kind| match kind {
            Kind::Directive(_, Mechanism::Include(target)) => Some(target),
            _ => None,
        })
}

/// The state of one pass over the terms.
struct Reading<'a> {
    spf: Spf<'a>,
    all_seen: bool,
    mechanisms: u32,
    redirects: u32,
    redirect_at: u32,
    explanations: u32,
}

impl<'a> Reading<'a> {
    fn new(record: &'a [u8]) -> Self {
        let spf = Spf {
            record,
            all: All::Missing,
            redirect: None,
            only_all: false,
            is_exact_fail_all: record == b"v=spf1 -all",
            lookups: 0,
            ip4_addresses: 0,
            ip6_prefix_min: None,
            uses_ptr: false,
            uses_macro: false,
            after_all: false,
            redirect_with_all: false,
            mechanism_like_modifier: false,
            findings: Findings::default(),
        };
        Reading { spf, all_seen: false, mechanisms: 0, redirects: 0, redirect_at: 0, explanations: 0 }
    }

    fn note(&mut self, term: &Term<'a>) {
        self.spf.uses_macro |= term.kind.domain_spec().is_some_and(|d| d.has_macro);
        match term.kind {
            Kind::Directive(qualifier, mechanism) => self.note_mechanism(qualifier, mechanism, term.offset),
            Kind::Modifier(modifier) => self.note_modifier(modifier, term.offset),
        }
    }

    fn note_mechanism(&mut self, qualifier: Qualifier, mechanism: Mechanism<'a>, offset: u32) {
        self.mechanisms += 1;
        if matches!(mechanism, Mechanism::Ptr(_)) {
            self.spf.uses_ptr = true;
            self.flag(Code::SpfPtr, offset);
        }
        if self.all_seen {
            if !self.spf.after_all {
                self.spf.after_all = true;
                self.flag(Code::SpfAfterAll, offset);
            }
            return;
        }
        self.spf.lookups = self.spf.lookups.saturating_add(u16::from(mechanism.costs_lookup()));
        match mechanism {
            Mechanism::All => {
                self.all_seen = true;
                self.spf.all = All::Qualified(qualifier);
            }
            Mechanism::Ip4 { prefix, .. } if qualifier == Qualifier::Pass => {
                let size = 1u64 << (32 - u32::from(prefix.min(32)));
                self.spf.ip4_addresses = self.spf.ip4_addresses.saturating_add(size);
            }
            Mechanism::Ip6 { prefix, .. } if qualifier == Qualifier::Pass => {
                self.spf.ip6_prefix_min = Some(self.spf.ip6_prefix_min.map_or(prefix, |p| p.min(prefix)));
            }
            _ => {}
        }
    }

    fn note_modifier(&mut self, modifier: Modifier<'a>, offset: u32) {
        match modifier {
            Modifier::Redirect(target) => {
                self.redirects += 1;
                if self.redirects == 1 {
                    self.spf.redirect = Some(target);
                    self.redirect_at = offset;
                } else {
                    self.flag(Code::SpfModifierRepeated, offset);
                }
            }
            Modifier::Explanation(_) => {
                self.explanations += 1;
                if self.explanations > 1 {
                    self.flag(Code::SpfModifierRepeated, offset);
                }
            }
            Modifier::Unknown { name, value } => {
                if Mechanism::is_name(name) {
                    self.spf.mechanism_like_modifier = true;
                    self.flag(Code::SpfMechanismLikeModifier, offset);
                } else if name.eq_ignore_ascii_case(b"v") && value.eq_ignore_ascii_case(b"spf1") {
                    self.flag(Code::SpfVersionRepeated, offset);
                }
            }
        }
    }

    fn flag(&mut self, code: Code, offset: u32) {
        self.spf.findings.push(Finding { code, offset });
    }

    fn finish(mut self) -> Spf<'a> {
        if self.redirects > 0 {
            if self.all_seen {
                self.spf.redirect_with_all = true;
                self.flag(Code::SpfRedirectWithAll, self.redirect_at);
            } else {
                self.spf.all = All::Redirect;
                self.spf.lookups = self.spf.lookups.saturating_add(1);
            }
        }
        self.spf.only_all = self.spf.is_valid()
            && self.mechanisms == 1
            && self.redirects == 0
            && self.spf.all == All::Qualified(Qualifier::Fail);
        self.spf
    }
}
