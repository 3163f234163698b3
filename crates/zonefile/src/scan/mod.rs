//! The fast path: whole lines found with vector instructions, 64 bytes at a time.
//!
//! ```text
//! fill:  from the line at `pos` on, one 64-byte load a line gives bit masks of blanks and of the bytes that may end the data
//!        owner     equal to the owner before? one masked compare; otherwise checked with the mask of its dots
//!        head      TTL, class and type: the text up to the data, seen before? otherwise read, and kept for the next line like it
//!        data      up to the first line end; a special byte before it has quotes, escapes, comments and parentheses told apart
//!        wanted?   push a Line, otherwise step over it
//!        $TTL, and $ORIGIN when no line waits
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
mod directive;
mod head;
mod heads;
mod lines;
mod quoted;

pub(crate) use block::{BLOCK, NameMarks};
pub(crate) use heads::Heads;

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

/// A record found by the fast path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Offset in the text being parsed.
    pub(crate) at: usize,
    pub(crate) owner: OwnerAt,
    pub(crate) run: u64,
    /// Start and end of the data, counted from `at`.
    pub(crate) rdata: u32,
    pub(crate) end: u32,
    pub(crate) ttl: u32,
    pub(crate) class: Class,
    pub(crate) rtype: u16,
    /// True if the data may hold parentheses: a record of the scalar path.
    pub(crate) grouped: bool,
}

/// Where an owner is to be had: by its `kind` in the text at `start`, or elsewhere. Owners elsewhere have a length that
/// no field of a line has, not even the empty one in front of a line that begins with a blank.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OwnerAt {
    pub(crate) start: usize,
    pub(crate) len: u32,
    pub(crate) kind: OwnerKind,
}

/// See [`OwnerAt`]. As wide as the length beside it: padding would be copied bytewise in the line loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
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

impl OwnerKind {
    /// True if the owner depends on the origin.
    #[inline(always)]
    pub(crate) fn is_relative(self) -> bool {
        matches!(self, OwnerKind::Relative | OwnerKind::Origin)
    }
}

impl OwnerAt {
    pub(crate) const NOWHERE: OwnerAt = OwnerAt { start: 0, len: u32::MAX, kind: OwnerKind::Nowhere };
    pub(crate) const SCOPE: OwnerAt = OwnerAt { start: 0, len: u32::MAX, kind: OwnerKind::Scope };

    #[inline(always)]
    pub(crate) fn text(self, text: &[u8]) -> &[u8] {
        &text[self.start..self.start + self.len as usize]
    }
}

/// Lines found per call: enough to keep the vector constants in registers, few enough to stay in the first-level cache.
const LINES: usize = 128;

/// Lines read ahead.
#[derive(Debug)]
pub(crate) struct Lines {
    buffer: [Line; LINES],
    len: usize,
    given: usize,
}

impl Lines {
    pub(crate) fn new() -> Self {
        let none = Line {
            at: 0,
            owner: OwnerAt::NOWHERE,
            run: 0,
            rdata: 0,
            end: 0,
            ttl: 0,
            class: Class::IN,
            rtype: 0,
            grouped: false,
        };
        Lines { buffer: [none; LINES], len: 0, given: 0 }
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
    records.lines.clear();
    match records.kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::fill(records),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::fill(records),
        _ => {}
    }
    records.lines.len > 0
}

/// The 64 bytes at the start of `text` and their marks. None if the kernel is the scalar one or the text is shorter.
#[inline(always)]
pub(crate) fn mark_name(text: &[u8], kernel: Kernel) -> Option<(&[u8; BLOCK], NameMarks)> {
    let bytes = text.first_chunk()?;
    let marks = match kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => avx2::mark_name(bytes),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => avx512::mark_name(bytes),
        _ => return None,
    };
    Some((bytes, marks))
}
