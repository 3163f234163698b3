//! The fast path: whole lines found with vector instructions, 64 bytes at a time.
//!
//! ```text
//! fill:  from the line at `pos` on, one 64-byte load a line gives bit masks of blanks and of the bytes that may end the data
//!        owner     equal to the owner before? one masked compare; otherwise checked with the mask of its dots
//!        head      TTL, class and type: the text up to the data, seen before? otherwise read, and kept for the next line like it
//!        data      up to the first line end; a special byte before it has quotes, escapes, comments and parentheses told apart
//!        wanted?   push a Line, otherwise step over it
//!        $TTL, $ORIGIN
//!        anything else (nested parentheses, SOA, long or escaped owners, other directives, whatever is wrong): stop, the scalar
//!        path takes it
//! ```
//! Two loops do this: one for lines with an owner and a head of three known fields, one for all others.
//!
//! The scalar path decides what is right: a line is taken here only if it would be read the same there. Whoever changes this file
//! keeps to that rule, and lets a doubtful line go.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod block;
#[cfg(target_arch = "x86_64")]
mod digits;
mod directive;
mod head;
mod heads;
mod lines;
mod quoted;

pub(crate) use block::{BLOCK, Block, Nibbles, STRING_STOPS};
pub(crate) use heads::{Heads, Stated};

use crate::name::Name;
use crate::rdata::SCALAR_ENCODERS;
use crate::rdata::plain::Encoders;
use crate::records::Records;
use crate::rtype::Class;
use std::sync::OnceLock;

/// Which instructions find the lines. All give the same records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kernel {
    /// Plain Rust, a byte at a time: the oracle of the others.
    Scalar,
    /// 256-bit vectors (x86-64-v3).
    Avx2,
    /// 512-bit vectors (AVX-512 F, BW and VL).
    Avx512,
}

impl Kernel {
    /// Every kernel, slowest first.
    pub const ALL: [Kernel; 3] = [Kernel::Scalar, Kernel::Avx2, Kernel::Avx512];

    /// The kernels that this processor can run, slowest first.
    pub fn available() -> impl Iterator<Item = Kernel> {
        Kernel::ALL.into_iter().filter(|kernel| kernel.is_available())
    }

    /// The name that `ZONEFILE_KERNEL` takes.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Scalar => "scalar",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
        }
    }

    /// The kernel named by the environment variable `ZONEFILE_KERNEL` if this processor can run it, otherwise the fastest one.
    pub fn detect() -> Kernel {
        static CHOICE: OnceLock<Kernel> = OnceLock::new();
        *CHOICE.get_or_init(|| {
            let forced = std::env::var("ZONEFILE_KERNEL").ok();
            let named = Kernel::available().find(|kernel| forced.as_deref() == Some(kernel.name()));
            named.or_else(|| Kernel::available().last()).unwrap_or(Kernel::Scalar)
        })
    }

    /// What decodes data with it, for one that is available.
    pub(crate) fn encoders(self) -> &'static Encoders {
        match self {
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => &avx2::ENCODERS,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => &avx512::ENCODERS,
            _ => &SCALAR_ENCODERS,
        }
    }

    pub(crate) fn is_available(self) -> bool {
        match self {
            Kernel::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => avx2::is_available(),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => avx512::is_available(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }
}

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
    fn origin(self) -> OriginAt {
        self.0 as u8
    }

    #[inline(always)]
    fn with_group(self, grouped: bool) -> Tags {
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

/// Fills `records.lines` with the records at and behind `records.pos`, until it is full or a line needs the scalar path; true if there is
/// any.
pub(crate) fn fill(records: &mut Records<'_>) -> bool {
    records.settle_origin();
    records.lines.clear();
    match records.kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::fill(records),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::fill(records),
        _ => {}
    }
    if records.lines.len == 0 {
        records.settle_origin();
    }
    records.lines.len > 0
}

/// Completes `owner`, a relative one that the fast path has checked, into that of the scope.
#[inline(always)]
pub(crate) fn complete_owner(records: &mut Records<'_>, owner: OwnerAt) {
    match records.kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::complete_owner(records, owner),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::complete_owner(records, owner),
        _ => records.complete_long_owner(owner),
    }
}

/// [`complete_owner`] for a vector kernel. False, and the owner of the scope is of no use, if the text ends too soon, or a name is too long.
#[inline(always)]
fn complete_short_owner<B: Block>(records: &mut Records<'_>, owner: OwnerAt) -> bool {
    let Records { text, lines, scope, .. } = records;
    let origin = if owner.origin() == 0 { scope.origin.as_ref() } else { lines.origin(owner.origin()) };
    let bytes = text.get(owner.start..).and_then(<[u8]>::first_chunk::<BLOCK>);
    let (Some(origin), Some(bytes)) = (origin, bytes) else { return false };
    let dots = B::load(bytes).eq(b'.') & ((1 << (owner.len() & 63)) - 1);
    let name = scope.owner.get_or_insert(Name::ROOT);
    name.assign_marked(bytes, owner.len() as usize, dots);
    name.append_short(origin)
}
