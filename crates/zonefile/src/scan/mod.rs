//! The fast path: whole lines found with vector instructions, 64 bytes at a time.
//!
//! ```text
//! fill:  from the line at `pos` on, one 64-byte load a line gives bit masks of blanks and of the bytes that may end the data
//!        owner     equal to the owner before? one masked compare; otherwise checked with the mask of its dots
//!        head      TTL, class and type: the text up to the data, seen before? otherwise read, and kept for the next line like it
//!        data      up to the first line end; a special byte before it has quotes, escapes, comments and parentheses told apart
//!        wanted?   push a Line, otherwise step over it
//!        $TTL, $ORIGIN
//!        anything else (nested parentheses, SOA, classes, long or escaped owners, other directives, whatever is wrong): stop, the scalar
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
mod common;
#[cfg(target_arch = "x86_64")]
mod digits;
mod directive;
mod head;
mod heads;
mod lines;
mod quoted;
mod state;
mod tape;

pub(crate) use block::{BLOCK, Block, Nibbles, STRING_STOPS};
pub(crate) use heads::{Heads, Stated};
pub(crate) use tape::{Line, Lines, OriginAt, OwnerAt, OwnerKind, Tags};

use crate::name::Name;
use crate::rdata::SCALAR_ENCODERS;
use crate::rdata::plain::Encoders;
use crate::records::Records;
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
    let found = !records.lines.rest().is_empty();
    if !found {
        records.settle_origin();
    }
    found
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
