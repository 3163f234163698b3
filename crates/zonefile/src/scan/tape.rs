//! What the line loops leave behind: the records read ahead, and where their owners are to be had.

use super::Stated;
use crate::name::Name;
use crate::rtype::Class;

/// A record found by the fast path. Owner and run are in the order that the state of the line loops has them in.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Line {
    /// Offset in the text being parsed.
    pub(crate) at: usize,
    owner_start: usize,
    /// The word of its [`OwnerAt`]. Words are written whole, and read in parts.
    owner: [u8; 8],
    pub(crate) run: u64,
    /// Its [`Stated`].
    stated: [u8; 8],
    /// Start and end of the data, counted from `at`.
    pub(crate) rdata: u32,
    pub(crate) end: u32,
    /// Its [`Tags`].
    tags: [u8; 4],
}

impl Line {
    /// The record at `at` with the owner `owner`, number `run`, and data from `rdata` to `end`.
    #[inline(always)]
    pub(crate) fn new(
        at: usize,
        owner: OwnerAt,
        run: u64,
        stated: Stated,
        (rdata, end): (u32, u32),
        tags: Tags,
    ) -> Line {
        let OwnerAt { start: owner_start, word } = owner;
        let (owner, stated, tags) = (word.to_le_bytes(), stated.to_word().to_le_bytes(), tags.0.to_le_bytes());
        Line { at, owner_start, run, owner, stated, rdata, end, tags }
    }

    #[inline(always)]
    pub(crate) fn ttl(&self) -> u32 {
        let [a, b, c, d, ..] = self.stated;
        u32::from_le_bytes([a, b, c, d])
    }

    #[inline(always)]
    pub(crate) fn rtype(&self) -> u16 {
        u16::from_le_bytes([self.stated[4], self.stated[5]])
    }

    #[inline(always)]
    pub(crate) fn class(&self) -> Class {
        Class(u16::from_le_bytes([self.tags[2], self.tags[3]]))
    }

    /// What completes relative names in the data.
    #[inline(always)]
    pub(crate) fn origin(&self) -> OriginAt {
        self.tags[0]
    }

    /// True if the data may hold parentheses.
    #[inline(always)]
    pub(crate) fn is_grouped(&self) -> bool {
        self.tags[1] != 0
    }

    #[inline(always)]
    pub(crate) fn owner(&self) -> OwnerAt {
        OwnerAt { start: self.owner_start, word: u64::from_le_bytes(self.owner) }
    }

    /// The text of the owner, if it is absolute.
    #[inline(always)]
    pub(crate) fn absolute_owner<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let [a, b, c, d, kind, ..] = self.owner;
        let end = self.owner_start + u32::from_le_bytes([a, b, c, d]) as usize;
        (kind == OwnerKind::Absolute as u8).then(|| &text[self.owner_start..end])
    }

    /// What completes the owner, if it is relative.
    #[inline(always)]
    pub(crate) fn owner_origin(&self) -> OriginAt {
        self.owner[5]
    }

    #[inline(always)]
    pub(crate) fn has_owner(&self, kind: OwnerKind) -> bool {
        self.owner[4] == kind as u8
    }
}

/// What a line has in common with those before it, as one word: the class, and what completes relative names; and whether the data
/// may hold parentheses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tags(u32);

impl Tags {
    #[inline(always)]
    pub(crate) fn new(class: Class, origin: OriginAt, grouped: bool) -> Tags {
        Tags(u32::from(class.0) << 16 | u32::from(grouped) << 8 | u32::from(origin))
    }

    #[inline(always)]
    pub(super) fn origin(self) -> OriginAt {
        self.0 as u8
    }

    #[inline(always)]
    pub(super) fn with_group(self, grouped: bool) -> Tags {
        Tags(self.0 | u32::from(grouped) << 8)
    }
}

/// Where an owner is to be had: by its kind in the text at `start`, or elsewhere. Owners elsewhere have a length that no field of a
/// line has, not even the empty one in front of a line that begins with a blank.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OwnerAt {
    pub(crate) start: usize,
    /// Length, kind and origin.
    word: u64,
}

/// Which origin counts: 0 is that of the scope, the others are those of [`Lines::origin`], which stand in the lines read ahead.
pub(crate) type OriginAt = u8;

/// See [`OwnerAt`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum OwnerKind {
    /// No record had one yet, or the last one was bad.
    Nowhere,
    /// In the scope, as a name.
    Scope,
    /// In the text: absolute and without escapes.
    Absolute,
    /// In the text: to be completed with the origin, without escapes.
    Relative,
    /// The origin.
    Origin,
}

impl OwnerAt {
    pub(crate) const NOWHERE: OwnerAt = OwnerAt::new(0, u32::MAX, OwnerKind::Nowhere, 0);
    pub(crate) const SCOPE: OwnerAt = OwnerAt::new(0, u32::MAX, OwnerKind::Scope, 0);

    /// `origin` completes the owner if it is relative.
    #[inline(always)]
    pub(crate) const fn new(start: usize, len: u32, kind: OwnerKind, origin: OriginAt) -> OwnerAt {
        OwnerAt { start, word: len as u64 | (kind as u64) << 32 | (origin as u64) << 40 }
    }

    #[inline(always)]
    pub(crate) fn len(self) -> u32 {
        self.word as u32
    }

    /// True if that is its kind.
    #[inline(always)]
    pub(crate) fn is(self, kind: OwnerKind) -> bool {
        (self.word >> 32) as u8 == kind as u8
    }

    #[inline(always)]
    pub(crate) fn origin(self) -> OriginAt {
        (self.word >> 40) as u8
    }

    /// The same, completed with the origin of the scope.
    pub(crate) fn at_scope(self) -> OwnerAt {
        OwnerAt { word: self.word & 0xff_ffff_ffff, ..self }
    }

    /// True if the owner depends on the origin.
    #[inline(always)]
    pub(crate) fn is_relative(self) -> bool {
        (self.word >> 32) as u8 >= OwnerKind::Relative as u8
    }

    #[inline(always)]
    pub(crate) fn text(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.start + self.len() as usize]
    }
}

/// Lines found per call: enough to keep the vector constants in registers, few enough to stay in the first-level cache.
const LINES: usize = 128;

/// Origins set between the lines of one call.
const ORIGINS: usize = 32;

/// Lines read ahead.
#[derive(Debug)]
pub(crate) struct Lines {
    buffer: [Line; LINES],
    len: usize,
    given: usize,
    /// What `$ORIGIN` set between the lines.
    origins: Box<[Name; ORIGINS]>,
    origin_count: OriginAt,
}

impl Lines {
    pub(crate) fn new() -> Self {
        let (stated, tags) = (Stated::new(None, false, 0, false), Tags::new(Class::IN, 0, false));
        let none = Line::new(0, OwnerAt::NOWHERE, 0, stated, (0, 0), tags);
        Lines { buffer: [none; LINES], len: 0, given: 0, origins: Box::new([Name::ROOT; ORIGINS]), origin_count: 0 }
    }

    /// Takes from the front: the number of the line.
    #[inline(always)]
    pub(crate) fn split_first(&mut self) -> Option<usize> {
        let first = self.rest().next()?;
        self.given += 1;
        Some(first)
    }

    /// The lines not yet taken.
    #[inline(always)]
    pub(crate) fn rest(&self) -> std::ops::Range<usize> {
        self.given.min(self.len)..self.len
    }

    /// Line `i`.
    #[inline(always)]
    pub(crate) fn get(&self, i: usize) -> &Line {
        &self.buffer[i]
    }

    /// Origin `at`, if it is not that of the scope.
    #[inline(always)]
    pub(crate) fn origin(&self, at: OriginAt) -> Option<&Name> {
        self.origins.get(usize::from(at).wrapping_sub(1))
    }

    /// The number of the last origin.
    #[inline(always)]
    pub(crate) fn last_origin(&self) -> OriginAt {
        self.origin_count
    }

    /// A place for the next origin, if there is one.
    #[inline(always)]
    pub(crate) fn push_origin(&mut self) -> Option<&mut Name> {
        let place = self.origins.get_mut(usize::from(self.origin_count))?;
        self.origin_count += 1;
        Some(place)
    }

    pub(crate) fn clear_origins(&mut self) {
        self.origin_count = 0;
    }

    pub(crate) fn clear(&mut self) {
        (self.len, self.given) = (0, 0);
    }

    #[inline(always)]
    pub(crate) fn is_full(&self) -> bool {
        self.len >= LINES
    }

    /// Appends; the caller has looked that there is room.
    #[inline(always)]
    pub(crate) fn push(&mut self, line: Line) {
        self.buffer[self.len] = line;
        self.len += 1;
    }
}
