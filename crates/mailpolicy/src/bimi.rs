//! The BIMI record at `default._bimi.<name>` (Internet-Draft draft-brand-indicators-for-message-identification).

use crate::dmarc::{Dmarc, Policy, Target};
use crate::tags::{self, Part, Parts, Seen, Tag};
use crate::uri::{self, Scheme};
use crate::{Code, Finding, Findings, Selection};

const VERSION: &[u8] = b"BIMI1";

/// The state of a name's BIMI record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No BIMI record: the organisational domain's applies.
    None,
    /// Exactly one, with an indicator or a certificate.
    Valid,
    /// Exactly one, with `l` and `a` empty: the domain declines (4.3.1).
    Declined,
    /// Exactly one, unusable.
    Invalid,
    /// Two or more: as if none.
    Multiple,
}

impl State {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::None => "none",
            State::Valid => "valid",
            State::Declined => "declined",
            State::Invalid => "invalid",
            State::Multiple => "multiple",
        }
    }
}

/// The verdict on the TXT RRset of `default._bimi.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bimi<'a> {
    /// State.
    pub state: State,
    /// Number of BIMI records.
    pub count: u16,
    /// The record, where there is exactly one.
    pub record: Option<&'a [u8]>,
    /// `l`, the indicator's location, as written; may be empty.
    pub location: Option<&'a [u8]>,
    /// `a`, the evidence document's location, as written; may be empty.
    pub authority: Option<&'a [u8]>,
    /// A mark certificate (VMC, CMC) is named: `a` is an https URI.
    pub has_certificate: bool,
    /// Findings in the one record.
    pub findings: Findings,
}

/// Whether a TXT record is a BIMI record: `v` = `BIMI1` exactly, then `;` or the end.
#[must_use]
pub fn is_bimi(txt: &[u8]) -> bool {
    tags::strip_version(txt, VERSION).is_some()
}

/// Selects and judges the BIMI record in a TXT RRset.
#[must_use]
pub fn select<'a>(txts: &[&'a [u8]]) -> Bimi<'a> {
    let selection = Selection::of(txts, is_bimi);
    let mut bimi = Bimi {
        state: State::None,
        count: selection.count(),
        record: None,
        location: None,
        authority: None,
        has_certificate: false,
        findings: Findings::default(),
    };
    match selection {
        Selection::None => {}
        Selection::Multiple(_) => {
            bimi.state = State::Multiple;
            bimi.findings.push(Finding::new(Code::BimiMultiple, 0));
        }
        Selection::One(record) => {
            bimi.record = Some(record);
            read(&mut bimi, record);
            bimi.state = state_of(&bimi);
        }
    }
    bimi
}

/// Whether a DMARC record lets receivers show an indicator: quarantine or reject for every message, and `sp` not `none`.
#[must_use]
pub fn is_eligible(dmarc: &Dmarc<'_>) -> bool {
    dmarc.is_enforced(Target::Own) && dmarc.requested(Target::Subdomain) != Some(Policy::None)
}

fn read<'a>(bimi: &mut Bimi<'a>, record: &'a [u8]) {
    let mut seen = Seen::default();
    for part in Parts::new(record) {
        match part {
            Part::Junk(at) => bimi.findings.push(Finding::new(Code::BimiTagSyntax, at)),
            Part::Tag(tag) if seen.is_repeat(tag.name) => {
                bimi.findings.push(Finding::new(Code::BimiDuplicateTag, tag.name_at));
            }
            Part::Tag(tag) => read_tag(bimi, &tag),
        }
    }
    if bimi.location.is_none() {
        bimi.findings.push(Finding::new(Code::BimiLMissing, record.len()));
    }
}

fn read_tag<'a>(bimi: &mut Bimi<'a>, tag: &Tag<'a>) {
    let is_https = uri::parse(tag.value).is_some_and(|uri| uri.scheme == Scheme::Https && uri.size.is_none());
    let is_fine = is_https || tag.value.is_empty();
    if tag.name.eq_ignore_ascii_case(b"l") {
        bimi.location = Some(tag.value);
        if !is_fine {
            bimi.findings.push(Finding::new(Code::BimiLInvalid, tag.value_at));
        }
    } else if tag.name.eq_ignore_ascii_case(b"a") {
        bimi.authority = Some(tag.value);
        bimi.has_certificate = is_https;
        if !is_fine {
            bimi.findings.push(Finding::new(Code::BimiAInvalid, tag.value_at));
        }
    }
}

/// An absent `a` counts as empty.
fn state_of(bimi: &Bimi<'_>) -> State {
    let is_empty = |value: Option<&[u8]>| value.is_none_or(<[u8]>::is_empty);
    if bimi.findings.has_errors() {
        State::Invalid
    } else if is_empty(bimi.location) && is_empty(bimi.authority) {
        State::Declined
    } else {
        State::Valid
    }
}
