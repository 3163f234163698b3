//! One pass over the terms of a record: what each adds to the verdict.

use super::{All, Kind, Mechanism, Modifier, Qualifier, Spf, Term};
use crate::{Code, Finding, Findings};

/// The verdict so far, and what only a further term or the end can settle.
pub(super) struct Reading<'a> {
    spf: Spf<'a>,
    all_seen: bool,
    mechanisms: u32,
    redirects: u32,
    redirect_at: u32,
    explanations: u32,
}

impl<'a> Reading<'a> {
    pub(super) fn new(record: &'a [u8]) -> Self {
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

    pub(super) fn note(&mut self, term: &Term<'a>) {
        self.spf.uses_macro |= term.kind.domain_spec().is_some_and(|d| d.has_macro);
        match term.kind {
            Kind::Directive(qualifier, mechanism) => self.note_mechanism(qualifier, mechanism, term.offset),
            Kind::Modifier(modifier) => self.note_modifier(modifier, term.offset),
        }
    }

    pub(super) fn note_error(&mut self, finding: Finding) {
        self.spf.findings.push(finding);
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

    pub(super) fn finish(mut self) -> Spf<'a> {
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
