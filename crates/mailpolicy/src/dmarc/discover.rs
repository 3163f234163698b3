//! Policy discovery: the DNS tree walk of RFC 9989 4.10, or the two lookups of RFC 7489 6.6.3.
//!
//! ```text
//! own record usable                     -> its p
//! RFC 9989: walk up (at most 8 names, the first cut goes to 7 labels), stop at psd=y|n
//!   organisational domain = name with psd=n, else one label below psd=y, else the record with the fewest labels
//!   its record                          -> sp | p   (np first, if the name does not exist)
//!   else the record with psd=y          -> sp | p
//! ```

use super::values::{Policy, Psd};
use super::{Dmarc, Spec, Target, parse};
use crate::name;

/// Most names queried (4.10).
const MAX_QUERIES: usize = 8;
/// Labels left after the first cut (4.10 step 4).
const CUT_TO: usize = 7;

/// What is known of the DMARC record at `_dmarc.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// No DMARC record.
    None,
    /// Exactly one ([`super::select`] gave `One`).
    One(&'a [u8]),
    /// Exactly one, read by the specification asked for.
    Read(&'a Dmarc<'a>),
    /// Two or more.
    Multiple,
    /// Not collected, or the lookup failed.
    Unknown,
}

/// Where the policy in effect comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The name's own record.
    Own,
    /// The record of its organisational domain.
    Org,
    /// The record of a public suffix above it.
    Psd,
    /// No record applies.
    None,
}

impl Source {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Own => "own",
            Source::Org => "org",
            Source::Psd => "psd",
            Source::None => "none",
        }
    }
}

/// The policy in effect for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective<'a> {
    /// Policy, test mode taken into account. `None` if no record applies or the one that does gives none.
    pub p: Option<Policy>,
    /// Quarantine or reject for every message ([`Dmarc::is_enforced`]).
    pub enforced: bool,
    /// Whose record applies.
    pub source: Source,
    /// The name (without `_dmarc.`) of that record.
    pub source_name: Option<&'a [u8]>,
    /// The record.
    pub record: Option<Dmarc<'a>>,
    /// Organisational domain by the walk, `None` if a name on it is unknown; under RFC 7489 the caller's.
    pub org_domain: Option<&'a [u8]>,
    /// Every lookup that the policy depends on was known. If false, the rest is what is known so far and may change.
    pub complete: bool,
}

/// The names that the tree walk queries for `name`, from `name` up to the top-level domain, at most 8; each is a suffix of `name`
/// and stands for `_dmarc.` + itself.
#[must_use]
pub fn tree_walk(name: &[u8]) -> TreeWalk<'_> {
    let next = Some(name::strip_root(name)).filter(|n| !n.is_empty());
    TreeWalk { next, is_first: true }
}

/// Iterator of [`tree_walk`].
#[derive(Debug, Clone)]
pub struct TreeWalk<'a> {
    next: Option<&'a [u8]>,
    is_first: bool,
}

impl<'a> Iterator for TreeWalk<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let current = self.next?;
        let mut above = name::parent(current);
        if std::mem::replace(&mut self.is_first, false) {
            let labels = name::label_count(current);
            for _ in CUT_TO + 1..labels {
                above = above.and_then(name::parent);
            }
        }
        self.next = above.filter(|n| !n.is_empty());
        Some(current)
    }
}

/// The policy in effect for `name`. `exists` is false for a name known not to exist (`np` applies), else true. `org_domain` is used by
/// RFC 7489 alone, which finds it outside the DNS (public suffix list). `lookup` tells what is known at `_dmarc.` + its argument.
pub fn discover<'a>(
    name: &'a [u8],
    exists: bool,
    org_domain: &'a [u8],
    spec: Spec,
    mut lookup: impl FnMut(&'a [u8]) -> Found<'a>,
) -> Effective<'a> {
    match spec {
        Spec::Rfc9989 => walk(name::strip_root(name), exists, lookup),
        Spec::Rfc7489 => two_lookups(name::strip_root(name), exists, name::strip_root(org_domain), &mut lookup),
    }
}

/// What [`discover`] gives by RFC 9989 for a `name`, not the root, with a usable record where none is above it.
#[must_use]
pub fn only_own<'a>(name: &'a [u8], dmarc: &Dmarc<'a>) -> Effective<'a> {
    let name = name::strip_root(name);
    apply(Source::Own, name, *dmarc, Target::Own, Some(name))
}

/// A usable record and the name (without `_dmarc.`) it was found at.
type Met<'a> = (&'a [u8], Dmarc<'a>);

fn walk<'a>(name: &'a [u8], exists: bool, mut lookup: impl FnMut(&'a [u8]) -> Found<'a>) -> Effective<'a> {
    let (mut own, mut complete) = (None, true);
    // Of the records met, the last one and the one before it: no other can be that of the organisational domain.
    let (mut last, mut before): (Option<Met<'a>>, Option<Met<'a>>) = (None, None);
    for (index, target) in tree_walk(name).take(MAX_QUERIES).enumerate() {
        let dmarc = match lookup(target) {
            Found::One(record) => parse(record, Spec::Rfc9989),
            Found::Read(dmarc) => Some(*dmarc),
            Found::None | Found::Multiple => None,
            Found::Unknown => {
                complete = false;
                None
            }
        };
        let Some(dmarc) = dmarc.filter(Dmarc::is_usable) else { continue };
        if index == 0 {
            own = Some(dmarc);
        }
        before = last.replace((target, dmarc));
        if matches!(dmarc.psd.parsed, Some(Psd::Yes | Psd::No)) {
            break;
        }
    }
    let org = organisational_domain(name, last.as_ref());
    let org_domain = complete.then_some(org);
    if let Some(dmarc) = own {
        return Effective { complete: true, ..apply(Source::Own, name, dmarc, Target::Own, org_domain) };
    }
    let target = if exists { Target::Subdomain } else { Target::NonexistentSubdomain };
    let of_org = last.iter().chain(&before).find(|(at, _)| at.len() == org.len());
    let of_psd = last.iter().find(|(_, dmarc)| dmarc.psd.parsed == Some(Psd::Yes));
    let effective = match (of_org, of_psd) {
        (Some((at, dmarc)), _) => apply(Source::Org, at, *dmarc, target, org_domain),
        (None, Some((at, dmarc))) => apply(Source::Psd, at, *dmarc, target, org_domain),
        (None, None) => nothing(org_domain),
    };
    Effective { complete, ..effective }
}

/// Section 4.10.2, from the last record met: only that one can say `psd=y` or `psd=n`, since the walk ends there.
fn organisational_domain<'a>(name: &'a [u8], last: Option<&Met<'a>>) -> &'a [u8] {
    match last {
        Some((at, dmarc)) if dmarc.psd.parsed == Some(Psd::Yes) && at.len() != name.len() => one_label_below(name, at),
        Some((at, _)) => at,
        None => name,
    }
}

/// The name on the way from `name` up to `ancestor` that is one label below it.
fn one_label_below<'a>(name: &'a [u8], ancestor: &[u8]) -> &'a [u8] {
    let mut current = name;
    while let Some(above) = name::parent(current) {
        if above.len() <= ancestor.len() {
            break;
        }
        current = above;
    }
    current
}

fn two_lookups<'a>(
    name: &'a [u8],
    exists: bool,
    org: &'a [u8],
    lookup: &mut impl FnMut(&'a [u8]) -> Found<'a>,
) -> Effective<'a> {
    let target = if exists { Target::Subdomain } else { Target::NonexistentSubdomain };
    let steps = [(name, Source::Own, Target::Own), (org, Source::Org, target)];
    let count = if name::is_same(name, org) { 1 } else { 2 };
    for (at, source, target) in steps.into_iter().take(count) {
        match lookup(at) {
            Found::One(record) => return apply_usable(parse(record, Spec::Rfc7489), source, at, target, org),
            Found::Read(dmarc) => return apply_usable(Some(*dmarc), source, at, target, org),
            Found::Multiple => return nothing(Some(org)), // "policy discovery terminates" (6.6.3 step 5)
            Found::Unknown => return Effective { complete: false, ..nothing(Some(org)) },
            Found::None => {}
        }
    }
    nothing(Some(org))
}

fn apply_usable<'a>(
    dmarc: Option<Dmarc<'a>>,
    source: Source,
    at: &'a [u8],
    target: Target,
    org: &'a [u8],
) -> Effective<'a> {
    let usable = dmarc.filter(Dmarc::is_usable);
    usable.map_or(nothing(Some(org)), |dmarc| apply(source, at, dmarc, target, Some(org)))
}

fn apply<'a>(
    source: Source,
    at: &'a [u8],
    dmarc: Dmarc<'a>,
    target: Target,
    org_domain: Option<&'a [u8]>,
) -> Effective<'a> {
    Effective {
        p: dmarc.effective(target),
        enforced: dmarc.is_enforced(target),
        source,
        source_name: Some(at),
        record: Some(dmarc),
        org_domain,
        complete: true,
    }
}

fn nothing(org_domain: Option<&[u8]>) -> Effective<'_> {
    Effective {
        p: None,
        enforced: false,
        source: Source::None,
        source_name: None,
        record: None,
        org_domain,
        complete: true,
    }
}
