//! DMARC records: selection, tags raw and effective, policy discovery (RFC 9989; RFC 7489 by option).
//!
//! Tag names compare without letter case. Two places where the specification is of two minds, and what is done here:
//! * `p` missing and no valid `rua`: 4.7 reads `p=none`, 4.10.1 stops. State `no_policy` with [`Code::DmarcPMissing`], so that the class
//!   can be counted apart from an invalid `p` ([`Code::DmarcPInvalid`]). Neither reading enforces anything.
//! * Several records at one name: RFC 9989 discards them and walks on, RFC 7489 6.6.3 stops. [`discover`] follows the [`Spec`] given.

mod discover;
mod read;
mod report;
mod values;

pub use discover::{Effective, Found, Source, TreeWalk, discover, only_own, tree_walk};
pub use report::{authorisation_owner, is_authorised, is_external};
pub use values::{Alignment, FailureOptions, Policy, Psd, Value};

use crate::tags;
use crate::uri::{Uris, uris};
use crate::{Code, Finding, Findings, Selection};

const VERSION: &[u8] = b"DMARC1";

/// Which specification judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Spec {
    /// RFC 9989 (2026).
    #[default]
    Rfc9989,
    /// RFC 7489 (2015).
    Rfc7489,
}

/// The state of a name's own DMARC record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No DMARC record.
    None,
    /// One record without errors.
    Valid,
    /// One record with errors that leave its policy standing (4.8).
    ValidWithErrors,
    /// `p` missing, or `p`, `sp` or `np` invalid, with a valid `rua`: acts as `p=none` (4.10.1).
    FallbackNone,
    /// The same without a valid `rua`: no DMARC processing (4.10.1).
    NoPolicy,
    /// A tag is given twice: the whole list is invalid (RFC 6376 3.2).
    DuplicateTag,
    /// More than one record.
    Multiple,
}

impl State {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::None => "none",
            State::Valid => "valid",
            State::ValidWithErrors => "valid_with_errors",
            State::FallbackNone => "fallback_none",
            State::NoPolicy => "no_policy",
            State::DuplicateTag => "duplicate_tag",
            State::Multiple => "multiple",
        }
    }
}

/// Whom a policy is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The name that publishes the record: `p`.
    Own,
    /// An existing name below it: `sp`, else `p`.
    Subdomain,
    /// A name below it that does not exist: `np`, else `sp`, else `p`.
    NonexistentSubdomain,
}

/// One DMARC record. Values are those published, `None` where the tag is absent: never a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dmarc<'a> {
    /// The record judged.
    pub record: &'a [u8],
    /// The specification it was judged by.
    pub spec: Spec,
    /// State, neither [`State::None`] nor [`State::Multiple`].
    pub state: State,
    /// Policy of the name.
    pub p: Value<'a, Policy>,
    /// Policy of existing subdomains.
    pub sp: Value<'a, Policy>,
    /// Policy of subdomains that do not exist.
    pub np: Value<'a, Policy>,
    /// DKIM alignment.
    pub adkim: Value<'a, Alignment>,
    /// SPF alignment.
    pub aspf: Value<'a, Alignment>,
    /// Failure reporting options.
    pub fo: Value<'a, FailureOptions>,
    /// Percentage, historic since RFC 9989.
    pub pct: Value<'a, u8>,
    /// Test mode.
    pub t: Value<'a, bool>,
    /// Public suffix flag.
    pub psd: Value<'a, Psd>,
    /// Aggregate report addresses, as written.
    pub rua: Option<&'a [u8]>,
    /// Failure report addresses, as written.
    pub ruf: Option<&'a [u8]>,
    /// Number of syntactically valid `rua` entries.
    pub rua_valid: u16,
    /// Findings in the order of the record.
    pub findings: Findings,
}

impl<'a> Dmarc<'a> {
    /// Entries of `rua`.
    #[must_use]
    pub fn rua_uris(&self) -> Uris<'a> {
        self.rua.map_or_else(Uris::none, uris)
    }

    /// Entries of `ruf`.
    #[must_use]
    pub fn ruf_uris(&self) -> Uris<'a> {
        self.ruf.map_or_else(Uris::none, uris)
    }

    /// The policy asked for `target`, before test mode. `None` if the record gives none.
    #[must_use]
    pub fn requested(&self, target: Target) -> Option<Policy> {
        match self.state {
            State::Valid | State::ValidWithErrors => {}
            State::FallbackNone => return Some(Policy::None),
            State::None | State::NoPolicy | State::DuplicateTag | State::Multiple => return None,
        }
        let np = if self.spec == Spec::Rfc9989 { self.np.parsed } else { None };
        match target {
            Target::Own => self.p.parsed,
            Target::Subdomain => self.sp.parsed.or(self.p.parsed),
            Target::NonexistentSubdomain => np.or(self.sp.parsed).or(self.p.parsed),
        }
    }

    /// The policy in effect for `target`: the requested one, under `t=y` one step down (RFC 9989 4.7).
    #[must_use]
    pub fn effective(&self, target: Target) -> Option<Policy> {
        let requested = self.requested(target)?;
        Some(if self.is_test() { requested.step_down() } else { requested })
    }

    /// Whether the policy in effect for `target` is quarantine or reject for every message: not in test mode, `pct` absent or 100.
    #[must_use]
    pub fn is_enforced(&self, target: Target) -> bool {
        let full = self.pct.parsed.is_none_or(|pct| pct == 100);
        !self.is_test() && full && matches!(self.requested(target), Some(Policy::Quarantine | Policy::Reject))
    }

    /// Whether the record is one that policy discovery may use (4.10): not voided by a repeated tag.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.state != State::DuplicateTag
    }

    fn is_test(&self) -> bool {
        self.spec == Spec::Rfc9989 && self.t.parsed == Some(true)
    }
}

/// The verdict on the TXT RRset of `_dmarc.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// State of the name's own record.
    pub state: State,
    /// Number of DMARC records.
    pub count: u16,
    /// The record, where there is exactly one.
    pub dmarc: Option<Dmarc<'a>>,
    /// First TXT record that looks like DMARC but is none; reported only where no DMARC record is there.
    pub near_miss: Option<Finding>,
}

impl Verdict<'_> {
    /// The findings of the record; of the RRset where it has none or several records.
    #[must_use]
    pub fn findings(&self) -> Findings {
        if let Some(dmarc) = &self.dmarc {
            return dmarc.findings;
        }
        let mut findings = Findings::default();
        if self.state == State::Multiple {
            findings.push(Finding::new(Code::DmarcMultiple, 0));
        }
        if let Some(near_miss) = self.near_miss {
            findings.push(near_miss);
        }
        findings
    }
}

/// Whether a TXT record is a DMARC record: `v` = `DMARC1` (exactly, blanks around `=` allowed), then `;` or, under RFC 9989, the end.
#[must_use]
pub fn is_dmarc(txt: &[u8], spec: Spec) -> bool {
    tags::strip_version(txt, VERSION).is_some_and(|rest| spec == Spec::Rfc9989 || !rest.is_empty())
}

/// Picks the DMARC records out of a TXT RRset (4.10 step 2).
#[must_use]
pub fn select<'a>(txts: &[&'a [u8]], spec: Spec) -> Selection<'a> {
    Selection::of(txts, |txt| is_dmarc(txt, spec))
}

/// Selects and judges in one step.
#[must_use]
pub fn evaluate<'a>(txts: &[&'a [u8]], spec: Spec) -> Verdict<'a> {
    let selection = select(txts, spec);
    let dmarc = match selection {
        Selection::One(record) => parse(record, spec),
        Selection::None | Selection::Multiple(_) => None,
    };
    let state = match (&selection, &dmarc) {
        (Selection::Multiple(_), _) => State::Multiple,
        (_, Some(dmarc)) => dmarc.state,
        (_, None) => State::None,
    };
    let near_miss = if state == State::None { txts.iter().find_map(|txt| near_miss(txt, spec)) } else { None };
    Verdict { state, count: selection.count(), dmarc, near_miss }
}

/// A TXT record that was probably meant as DMARC but is not selected: other letter case, a leading blank or quote, no `;` after the
/// version, another version.
#[must_use]
pub fn near_miss(txt: &[u8], spec: Spec) -> Option<Finding> {
    if is_dmarc(txt, spec) {
        return None;
    }
    let start = txt.iter().position(|b| !matches!(b, b' ' | b'\t' | b'"' | b'\'')).unwrap_or(txt.len());
    let bare = &txt[start..];
    let looks = bare.windows(5).take(12).any(|w| w.eq_ignore_ascii_case(b"dmarc"))
        || bare.starts_with(b"p=")
        || bare.starts_with(b"p =");
    looks.then(|| Finding::new(Code::DmarcNearMiss, start))
}

/// Judges one record. `None` if it is not a DMARC record at all ([`is_dmarc`]).
#[must_use]
pub fn parse(record: &[u8], spec: Spec) -> Option<Dmarc<'_>> {
    if !is_dmarc(record, spec) {
        return None;
    }
    Some(read::read(record, spec))
}
