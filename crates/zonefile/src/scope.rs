//! What one record inherits from those before it, and which of it a stretch of the file set or relied on.

use crate::error::ParseError;
use crate::name::Name;
use crate::rtype::Class;

/// The state that a record inherits (RFC 1035 5.1, RFC 2308 4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Completes relative names; set by `$ORIGIN`.
    pub origin: Option<Name>,
    /// Set by `$TTL`, in seconds.
    pub default_ttl: Option<u32>,
    /// The last TTL that a record stated.
    pub last_ttl: Option<u32>,
    /// The MINIMUM field of the last SOA.
    pub soa_minimum: Option<u32>,
    /// The last class that a record stated; IN at first.
    pub class: Class,
    /// The owner of the last record.
    pub owner: Option<Name>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { origin: None, default_ttl: None, last_ttl: None, soa_minimum: None, class: Class::IN, owner: None }
    }
}

impl Scope {
    /// The scope at the start of a file whose zone is `origin`.
    pub fn at_origin(origin: Name) -> Self {
        Scope { origin: Some(origin), ..Scope::default() }
    }

    /// Sets the owner to `text`, completed with the origin if it is relative; to none if it is bad.
    pub(crate) fn assign_owner(&mut self, text: &[u8]) -> Result<(), ParseError> {
        let owner = self.owner.get_or_insert(Name::ROOT);
        let assigned = owner.assign(text, self.origin.as_ref());
        if assigned.is_err() {
            self.owner = None;
        }
        assigned
    }
}

/// A set of [`Scope`] fields.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Fields(u8);

impl Fields {
    pub(crate) const ORIGIN: Fields = Fields(1);
    pub(crate) const DEFAULT_TTL: Fields = Fields(2);
    pub(crate) const LAST_TTL: Fields = Fields(4);
    pub(crate) const SOA_MINIMUM: Fields = Fields(8);
    pub(crate) const CLASS: Fields = Fields(16);
    pub(crate) const OWNER: Fields = Fields(32);

    const TTL: Fields = Fields(Self::DEFAULT_TTL.0 | Self::LAST_TTL.0 | Self::SOA_MINIMUM.0);
    /// What a record states that states all it can.
    pub(crate) const HEAD: Fields = Fields(Self::OWNER.0 | Self::LAST_TTL.0 | Self::CLASS.0);
    pub(crate) const ALL: Fields = Fields(63);

    pub(crate) const fn and(self, other: Fields) -> Fields {
        Fields(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Fields) -> Fields {
        Fields(self.0 & !other.0)
    }

    const fn only(self, other: Fields) -> Fields {
        Fields(self.0 & other.0)
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// The set that has these [`Fields::bits`].
    #[inline(always)]
    pub(crate) fn of_bits(bits: u8) -> Fields {
        Fields(bits)
    }

    pub(crate) fn has(self, field: Fields) -> bool {
        self.0 & field.0 != 0
    }

    pub(crate) fn add(&mut self, fields: Fields) {
        self.0 |= fields.0;
    }
}

/// The small inherited fields while records are read, and the account of what was set and relied on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inherited {
    default_ttl: Option<u32>,
    last_ttl: Option<u32>,
    soa_minimum: Option<u32>,
    /// The TTL of a record that states none, and what it comes from.
    ttl: Option<u32>,
    ttl_needs: Fields,
    pub(crate) class: Class,
    set: Fields,
    uses: Fields,
    /// What all records have stated since `set` last changed; see [`Inherited::note`].
    common: Fields,
}

impl Inherited {
    pub(crate) fn new(scope: &Scope, set: Fields, uses: Fields) -> Self {
        let Scope { default_ttl, last_ttl, soa_minimum, class, .. } = *scope;
        let (ttl, ttl_needs, common) = (None, Fields::default(), Fields::ALL);
        let mut new = Inherited { default_ttl, last_ttl, soa_minimum, ttl, ttl_needs, class, set, uses, common };
        new.choose_ttl();
        new
    }

    /// Writes back what lines can state; what was set and relied on.
    pub(crate) fn store(mut self, scope: &mut Scope) -> (Fields, Fields) {
        self.note();
        scope.default_ttl = self.default_ttl;
        scope.last_ttl = self.last_ttl;
        scope.class = self.class;
        (self.set, self.uses)
    }

    /// `$TTL` (RFC 2308 4), else the last one stated (RFC 1035 5.1), else the SOA minimum.
    #[inline(always)]
    fn choose_ttl(&mut self) {
        (self.ttl, self.ttl_needs) = match (self.default_ttl, self.last_ttl) {
            (Some(ttl), _) => (Some(ttl), Fields::DEFAULT_TTL),
            (None, Some(ttl)) => (Some(ttl), Fields::DEFAULT_TTL.and(Fields::LAST_TTL)),
            (None, None) => (self.soa_minimum, Fields::TTL),
        };
    }

    /// The next record relies on `fields`.
    #[inline(always)]
    pub(crate) fn depend(&mut self, fields: Fields) {
        self.uses.add(fields.without(self.set));
    }

    /// `$ORIGIN`.
    #[inline(always)]
    pub(crate) fn state_origin(&mut self) {
        self.set.add(Fields::ORIGIN);
    }

    /// `$TTL`.
    pub(crate) fn state_default_ttl(&mut self, ttl: u32) {
        self.default_ttl = Some(ttl);
        self.mark_set(Fields::DEFAULT_TTL);
        self.choose_ttl();
    }

    #[inline(always)]
    pub(crate) fn state_ttl(&mut self, ttl: u32) {
        self.mark_set(Fields::LAST_TTL);
        self.last_ttl = Some(ttl);
        self.choose_ttl();
    }

    /// A record stated its owner, TTL and class.
    #[inline(always)]
    pub(crate) fn state_head(&mut self, ttl: u32) {
        self.mark_set(Fields::HEAD);
        self.state_ttl(ttl);
    }

    /// The TTL of a record that states the fields `sets`, TTL `ttl` if it is among them. None if none is to be had.
    #[inline(always)]
    pub(crate) fn ttl_of(&self, sets: Fields, ttl: u32) -> Option<u32> {
        if sets.has(Fields::LAST_TTL) { Some(ttl) } else { self.ttl }
    }

    /// A record stated the fields `sets` and relies on what else its owner, TTL and class come from. `ttl` is that of
    /// [`Inherited::ttl_of`]. What its class and owner are is the business of the caller.
    #[inline(always)]
    pub(crate) fn pass(&mut self, sets: Fields, ttl: u32) {
        self.mark_set(sets);
        if sets.has(Fields::LAST_TTL) {
            self.last_ttl = Some(ttl);
            self.choose_ttl();
        }
        self.common = self.common.only(sets);
    }

    /// Adds to what was set.
    #[inline(always)]
    fn mark_set(&mut self, fields: Fields) {
        // Nearly every record sets what was set before.
        if fields.without(self.set) != Fields::default() {
            self.note();
            self.set.add(fields);
        }
    }

    /// Accounts for what records since the last call did not state. It is enough to do so before `set`, or what TTLs come from, changes.
    #[inline(always)]
    fn note(&mut self) {
        let mut needs = Fields::OWNER.and(Fields::CLASS).without(self.common);
        if !self.common.has(Fields::LAST_TTL) {
            needs.add(self.ttl_needs);
        }
        self.depend(needs);
        self.common = Fields::ALL;
    }

    pub(crate) fn state_class(&mut self, class: Class) {
        self.class = class;
        self.set.add(Fields::CLASS);
    }

    /// The class of a record that states none, or has stated it.
    pub(crate) fn class(&mut self) -> Class {
        self.depend(Fields::CLASS);
        self.class
    }

    /// The TTL of a record that states none.
    pub(crate) fn ttl(&mut self) -> Option<u32> {
        self.depend(self.ttl_needs);
        self.ttl
    }
}

/// How the parse of a split ended: what the next split may rely on, and what this one relied on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// The scope behind the last record. Fields not in `set` are those assumed at the start.
    pub scope: Scope,
    /// Fields that the split itself set.
    pub set: Fields,
    /// Fields that the split took from its start before setting them.
    pub uses: Fields,
    /// Bytes consumed. Less than the split's length when its last record goes on behind the cut.
    pub consumed: usize,
}

impl End {
    /// True if a parse that started from `assumed` is the parse that starts from `actual`, to the letter case of its names.
    pub fn holds(&self, assumed: &Scope, actual: &Scope) -> bool {
        let same = |field, equal: bool| !self.uses.has(field) || equal;
        same(Fields::ORIGIN, same_text(&assumed.origin, &actual.origin))
            && same(Fields::DEFAULT_TTL, assumed.default_ttl == actual.default_ttl)
            && same(Fields::LAST_TTL, assumed.last_ttl == actual.last_ttl)
            && same(Fields::SOA_MINIMUM, assumed.soa_minimum == actual.soa_minimum)
            && same(Fields::CLASS, assumed.class == actual.class)
            && same(Fields::OWNER, same_text(&assumed.owner, &actual.owner))
    }

    /// The scope behind the split when it started from `actual`, for which [`End::holds`] was true.
    pub fn carry(&self, actual: &Scope) -> Scope {
        let mut scope = actual.clone();
        if self.set.has(Fields::ORIGIN) {
            scope.origin = self.scope.origin;
        }
        if self.set.has(Fields::DEFAULT_TTL) {
            scope.default_ttl = self.scope.default_ttl;
        }
        if self.set.has(Fields::LAST_TTL) {
            scope.last_ttl = self.scope.last_ttl;
        }
        if self.set.has(Fields::SOA_MINIMUM) {
            scope.soa_minimum = self.scope.soa_minimum;
        }
        if self.set.has(Fields::CLASS) {
            scope.class = self.scope.class;
        }
        if self.set.has(Fields::OWNER) {
            scope.owner = self.scope.owner;
        }
        scope
    }
}

/// Equal in letter case too, unlike [`Name`]'s own equality.
fn same_text(a: &Option<Name>, b: &Option<Name>) -> bool {
    a.as_ref().map(Name::wire) == b.as_ref().map(Name::wire)
}
