//! SPF records: selection, the full syntax verdict, and what the record alone says (RFC 7208).
//!
//! [`evaluate`] takes the TXT RRset of a name; [`parse`] judges one selected record; [`closure`] follows include and redirect within
//! what a snapshot knows. RFC 7208 4.6 makes any syntax error, anywhere, a permerror of the whole record; parsing goes on after one so
//! that the other findings are counted too.

mod closure;
mod domain;
mod network;
mod reading;
mod term;

pub use closure::{Answer, Closure, LOOKUP_LIMIT, Resolver, VOID_LIMIT, closure, closure_of};
pub use domain::DomainSpec;
pub use network::DualCidr;
pub use term::{Kind, Mechanism, Modifier, Qualifier, Term, Terms};

use crate::text::strip_prefix_nocase;
use crate::{Code, Finding, Findings, Selection};
use reading::Reading;

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
            Err(finding) => reading.note_error(finding),
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
