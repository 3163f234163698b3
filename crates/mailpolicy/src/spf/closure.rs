//! Lookups over the include and redirect closure of a record, as far as a snapshot knows it (RFC 7208 4.6.4).
//!
//! ```text
//! visit(record):  syntax error -> permerror, no lookup is made
//!   each term before the first `all`:  count it if it costs a lookup;  include: visit its target
//!   no `all` but redirect:             count it;                       visit its target
//! ```
//! A target is counted each time it is named, which is the worst case of an evaluation that matches nothing early. **It is not the
//! evaluation**: a record that counts 11 here can still pass a message that an earlier mechanism matched.

mod name;

use super::{All, DomainSpec, Kind, Mechanism, Spf, Term, parse};
use crate::{Code, Finding, Findings};
use name::Name;

/// Most terms with a lookup that an evaluation may meet (4.6.4).
pub const LOOKUP_LIMIT: u16 = 10;
/// Most void lookups that an evaluation may meet (4.6.4).
pub const VOID_LIMIT: u8 = 2;

/// Most records visited. Every visit is a lookup, so what is cut is far beyond [`LOOKUP_LIMIT`].
const MAX_VISITS: u16 = 250;
/// Deepest chain of includes and redirects followed.
const MAX_DEPTH: u16 = 24;
/// Most record bytes read.
const MAX_BYTES: usize = 1 << 20;
/// What a snapshot knows of the SPF of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Exactly one SPF record.
    Record(&'a [u8]),
    /// Two or more SPF records.
    Multiple,
    /// TXT records, none of them SPF.
    NoRecord,
    /// No TXT record at all, known for certain: a void lookup.
    Void,
    /// Not collected, or the lookup failed.
    Unknown,
}

/// Answers from a snapshot. Names are lower case with a trailing dot; bytes that presentation format would escape are not escaped.
pub trait Resolver<'a> {
    /// The SPF record of `name`.
    fn spf(&mut self, name: &[u8]) -> Answer<'a>;

    /// Whether `name` has an A or AAAA record; `None` if unknown.
    fn has_address(&mut self, _name: &[u8]) -> Option<bool> {
        None
    }

    /// Whether `name` has an MX record; `None` if unknown.
    fn has_mx(&mut self, _name: &[u8]) -> Option<bool> {
        None
    }
}

/// What the closure of a record costs and comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closure {
    /// Terms with a lookup over the closure, each target counted as often as it is named. A floor unless `complete`.
    pub lookup_max: u16,
    /// Every target was known, none had a macro, and no cap was met.
    pub complete: bool,
    /// Some include or redirect leads back to a name on its own path; it is counted once and not followed again.
    pub looped: bool,
    /// The closure passed a cap (250 records, 24 deep, 1 MiB): the walk stopped there, `complete` is false.
    pub capped: bool,
    /// Lookups known to be void; a floor.
    pub void_min: u8,
    /// First include or redirect that is a permerror when reached; the offset is that of the term in the top record.
    pub permerror_include: Option<Finding>,
    /// `all` with redirects followed; [`All::Unknown`] where one cannot be, never [`All::Redirect`].
    pub all_effective: All,
}

impl Closure {
    /// More than 10 lookups: an evaluation may end in permerror.
    #[must_use]
    pub fn is_over_limit(&self) -> bool {
        self.lookup_max > LOOKUP_LIMIT
    }

    /// What the closure adds to the findings of the record: a bad target, a loop, a limit passed (offset 0).
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        if let Some(finding) = self.permerror_include {
            findings.push(finding);
        }
        let facts = [
            (self.looped, Code::SpfLoop),
            (self.is_over_limit(), Code::SpfLookupLimit),
            (self.void_min > VOID_LIMIT, Code::SpfVoidLimit),
        ];
        for (_, code) in facts.into_iter().filter(|(holds, _)| *holds) {
            findings.push(Finding::new(code, 0));
        }
        findings
    }
}

/// Follows the closure of `record`, published at `name`. A record with a syntax error is a permerror before any lookup (4.6): count 0.
pub fn closure<'a>(name: &[u8], record: &'a [u8], resolver: &mut impl Resolver<'a>) -> Closure {
    let spf = parse(record);
    let terms = spf.iter().flat_map(|spf| spf.terms().flatten());
    closure_of(name, spf.as_ref(), terms, resolver)
}

/// As [`closure`], of a record that has been read, and its terms without errors; `None` stands for one that is not SPF.
pub fn closure_of<'a>(
    name: &[u8],
    spf: Option<&Spf<'a>>,
    terms: impl IntoIterator<Item = Term<'a>>,
    resolver: &mut impl Resolver<'a>,
) -> Closure {
    let result = Closure {
        lookup_max: 0,
        complete: true,
        looped: false,
        capped: false,
        void_min: 0,
        permerror_include: None,
        all_effective: All::Unknown,
    };
    let mut walk = Walk { resolver, result, visits: 0, bytes: 0, top_offset: 0 };
    let mut start = Name::default();
    start.set(name);
    let path = Path { name: &start, parent: None, depth: 0 };
    if let Some(spf) = spf.filter(|spf| spf.is_valid()) {
        walk.result.all_effective = walk.visit(spf, terms, &path);
    }
    walk.result
}

struct Walk<'r, R> {
    resolver: &'r mut R,
    result: Closure,
    visits: u16,
    bytes: usize,
    /// Offset of the term of the top record that the walk is under.
    top_offset: u32,
}

/// The names from the top record down to the one being visited.
struct Path<'p> {
    name: &'p Name,
    parent: Option<&'p Path<'p>>,
    depth: u16,
}

impl Path<'_> {
    fn contains(&self, name: &Name) -> bool {
        self.name.text() == name.text() || self.parent.is_some_and(|p| p.contains(name))
    }
}

impl<'a, R: Resolver<'a>> Walk<'_, R> {
    /// Counts a record without syntax errors; gives its effective `all`.
    fn visit(&mut self, spf: &Spf<'a>, terms: impl IntoIterator<Item = Term<'a>>, path: &Path<'_>) -> All {
        for term in terms {
            if self.result.capped {
                return All::Unknown;
            }
            if path.depth == 0 {
                self.top_offset = term.offset;
            }
            match term.kind {
                Kind::Directive(_, Mechanism::All) => break,
                Kind::Directive(_, mechanism) => self.count(mechanism, path),
                Kind::Modifier(_) => {}
            }
        }
        match (spf.all, spf.redirect) {
            (All::Redirect, Some(target)) => {
                if path.depth == 0 {
                    self.top_offset = target.offset.saturating_sub(9); // back over "redirect="
                }
                self.add_lookup();
                self.follow(target, path, Code::SpfRedirectNone)
            }
            (all, _) => all,
        }
    }

    fn count(&mut self, mechanism: Mechanism<'a>, path: &Path<'_>) {
        if !mechanism.costs_lookup() {
            return;
        }
        self.add_lookup();
        match mechanism {
            Mechanism::Include(target) => {
                self.follow(target, path, Code::SpfIncludeNone);
            }
            Mechanism::A(target, _) => self.check_void(target, path, R::has_address),
            Mechanism::Mx(target, _) => self.check_void(target, path, R::has_mx),
            _ => {}
        }
    }

    fn add_lookup(&mut self) {
        self.result.lookup_max = self.result.lookup_max.saturating_add(1);
    }

    fn check_void(&mut self, target: Option<DomainSpec<'_>>, path: &Path<'_>, has: fn(&mut R, &[u8]) -> Option<bool>) {
        let answer = match target {
            None => has(self.resolver, path.name.text()),
            Some(target) if target.has_macro => None,
            Some(target) => {
                let mut name = Name::default();
                if name.set(target.text) { has(self.resolver, name.text()) } else { None }
            }
        };
        if answer == Some(false) {
            self.result.void_min = self.result.void_min.saturating_add(1);
        }
    }

    /// Visits the target of an include or redirect. `absent` is the code for a target without an SPF record.
    fn follow(&mut self, target: DomainSpec<'_>, path: &Path<'_>, absent: Code) -> All {
        if target.has_macro {
            self.result.complete = false;
            return All::Unknown;
        }
        let mut name = Name::default();
        if !name.set(target.text) {
            return self.permerror(absent); // not a domain name: no such record (4.3, 4.8)
        }
        if path.contains(&name) {
            self.result.looped = true;
            return All::Unknown;
        }
        self.visits += 1;
        if self.visits > MAX_VISITS || path.depth >= MAX_DEPTH || self.bytes > MAX_BYTES {
            self.result.capped = true;
            self.result.complete = false;
            return All::Unknown;
        }
        match self.resolver.spf(name.text()) {
            Answer::Record(record) => {
                self.bytes += record.len();
                match parse(record) {
                    None => self.permerror(absent),
                    Some(spf) if !spf.is_valid() => self.permerror(Code::SpfTargetSyntax),
                    Some(spf) => {
                        let path = Path { name: &name, parent: Some(path), depth: path.depth + 1 };
                        self.visit(&spf, spf.terms().flatten(), &path)
                    }
                }
            }
            Answer::Multiple => self.permerror(Code::SpfTargetMultiple),
            Answer::NoRecord => self.permerror(absent),
            Answer::Void => {
                self.result.void_min = self.result.void_min.saturating_add(1);
                self.permerror(absent)
            }
            Answer::Unknown => {
                self.result.complete = false;
                All::Unknown
            }
        }
    }

    fn permerror(&mut self, code: Code) -> All {
        let finding = Finding { code, offset: self.top_offset };
        self.result.permerror_include.get_or_insert(finding);
        All::Unknown
    }
}
