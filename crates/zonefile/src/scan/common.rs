//! What every vector kernel says in the same words: the ways into it, and the functions compiled for its instruction set.
//!
//! One text that a macro makes for each kernel, because `#[target_feature]` takes no type parameter. The features that are compiled for
//! and those that the processor is asked for come from the same list.

use super::block::BLOCK;
use super::head::Marks;
use super::lines::Reached;
use super::quoted::End;
use super::state::State;
use super::{Heads, Lines};
use crate::name::Name;
use crate::rtype::RrType;

/// What [`for_kernel`] gives to a [`Block`](super::Block). The first five are compiled for the instruction set and not inlined, so that they
/// take no registers from the loop beside them.
pub(crate) trait Common: Copy {
    /// See [`super::lines::read_lines`].
    fn read_lines<'s>(
        text: &'s [u8],
        pos: usize,
        state: &mut State<'s>,
        heads: &mut Heads,
        lines: &mut Lines,
    ) -> Reached;
    /// See [`super::lines::find_far_end`].
    fn find_far_end(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End>;
    /// See [`Marks::of`].
    fn mark(bytes: &[u8; BLOCK]) -> Marks;
    /// See [`crate::rdata::plain::encode_as`].
    fn encode_as<const FORM: u8>(
        rtype: RrType,
        ahead: &[u8],
        len: usize,
        origin: Option<&Name>,
        out: &mut Vec<u8>,
    ) -> bool;
    /// See [`crate::rdata::plain::encode_short`].
    fn encode_short<const FORM: u8>(
        rtype: RrType,
        ahead: &[u8],
        len: usize,
        origin: Option<&Name>,
        out: &mut Vec<u8>,
    ) -> bool;

    /// 32 bytes.
    type Half: Half;
    /// See [`super::digits::split_ipv4`].
    fn split_ipv4(bytes: &[u8; 16]) -> Option<([u8; 4], usize)>;
    /// See [`super::digits::decode_hex`].
    fn decode_hex(bytes: &[u8; 32]) -> ([u8; 16], u32);
    /// See [`super::digits::decode_base64`].
    fn decode_base64(bytes: &[u8; 32]) -> ([u8; 32], u32);
}

/// 32 bytes, as which heads are compared.
pub(crate) trait Half: Copy {
    /// Loads them.
    fn load(bytes: &[u8; 32]) -> Self;
    /// The bits that `mask` has.
    fn keep(self, mask: &[u8; 32]) -> Self;
    /// True if they are `other` in the bits that `mask` has.
    fn is_same(self, other: &[u8; 32], mask: &[u8; 32]) -> bool;
    /// The first three words.
    fn words(self) -> [u64; 3];
}

/// `for_kernel!(BLOCK: FEATURE ...)`, where the module's type `BLOCK` is a [`Block`](super::Block) made for these features.
///
/// What makes its unsafe calls hold: a function that is compiled for the features is called by one that is, or through a `Records` that has
/// the kernel, and that has it only if `is_available` was true (`Records::with_kernel`).
#[cfg(target_arch = "x86_64")]
macro_rules! for_kernel {
    ($block:ident: $($feature:tt)+) => {
        /// True if this processor has what this kernel is compiled for.
        pub(super) fn is_available() -> bool {
            $(std::arch::is_x86_feature_detected!($feature))&&+
        }

        /// See [`super::fill`].
        pub(super) fn fill(records: &mut $crate::records::Records<'_>) {
            #[target_feature($(enable = $feature),+)]
            fn compiled(records: &mut $crate::records::Records<'_>) {
                $crate::scan::lines::fill::<$block>(records);
            }
            // SAFETY: a `Records` has this kernel only if `is_available` was true (Records::with_kernel).
            unsafe { compiled(records) }
        }

        /// See [`super::complete_owner`].
        #[inline(always)]
        pub(super) fn complete_owner(records: &mut $crate::records::Records<'_>, owner: $crate::scan::OwnerAt) {
            #[target_feature($(enable = $feature),+)]
            #[inline(never)]
            fn compiled(records: &mut $crate::records::Records<'_>, owner: $crate::scan::OwnerAt) {
                if !$crate::scan::complete_short_owner::<$block>(records, owner) {
                    records.complete_long_owner(owner);
                }
            }
            // SAFETY: a `Records` has this kernel only if `is_available` was true (Records::with_kernel).
            unsafe { compiled(records, owner) }
        }

        /// For [`super::Kernel::encoders`]. Data is decoded with them only for a `Records` that has this kernel.
        pub(super) static ENCODERS: $crate::rdata::plain::Encoders = $crate::rdata::plain::Encoders::of::<$block>();

        const _: () = {
            use $crate::name::Name;
            use $crate::rdata::plain;
            use $crate::rtype::RrType;
            use $crate::scan::common::Common;
            use $crate::scan::head::Marks;
            use $crate::scan::lines::{self, Reached};
            use $crate::scan::quoted::End;
            use $crate::scan::state::State;
            use $crate::scan::{BLOCK, Heads, Lines, digits};

            impl Common for $block {
                fn read_lines<'s>(
                    text: &'s [u8],
                    pos: usize,
                    state: &mut State<'s>,
                    heads: &mut Heads,
                    lines: &mut Lines,
                ) -> Reached {
                    #[target_feature($(enable = $feature),+)]
                    #[inline(never)]
                    fn compiled<'s>(
                        text: &'s [u8],
                        pos: usize,
                        state: &mut State<'s>,
                        heads: &mut Heads,
                        lines: &mut Lines,
                    ) -> Reached {
                        lines::read_lines::<$block>(text, pos, state, heads, lines)
                    }
                    // SAFETY: called by what is compiled for these features alone.
                    unsafe { compiled(text, pos, state, heads, lines) }
                }

                fn find_far_end(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End> {
                    #[target_feature($(enable = $feature),+)]
                    #[cold]
                    #[inline(never)]
                    fn compiled(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End> {
                        lines::find_far_end::<$block>(text, pos, stops, rdata)
                    }
                    // SAFETY: called by what is compiled for these features alone.
                    unsafe { compiled(text, pos, stops, rdata) }
                }

                fn mark(bytes: &[u8; BLOCK]) -> Marks {
                    #[target_feature($(enable = $feature),+)]
                    #[inline(never)]
                    fn compiled(bytes: &[u8; BLOCK]) -> Marks {
                        Marks::of(<$block as $crate::scan::Block>::load(bytes))
                    }
                    // SAFETY: called by what is compiled for these features alone.
                    unsafe { compiled(bytes) }
                }

                fn encode_as<const FORM: u8>(
                    rtype: RrType,
                    ahead: &[u8],
                    len: usize,
                    origin: Option<&Name>,
                    out: &mut Vec<u8>,
                ) -> bool {
                    #[target_feature($(enable = $feature),+)]
                    #[inline(never)]
                    fn compiled<const FORM: u8>(
                        rtype: RrType,
                        ahead: &[u8],
                        len: usize,
                        origin: Option<&Name>,
                        out: &mut Vec<u8>,
                    ) -> bool {
                        plain::encode_as::<$block, FORM>(rtype, ahead, len, origin, out)
                    }
                    // SAFETY: called for a `Records` that has this kernel alone.
                    unsafe { compiled::<FORM>(rtype, ahead, len, origin, out) }
                }

                fn encode_short<const FORM: u8>(
                    rtype: RrType,
                    ahead: &[u8],
                    len: usize,
                    origin: Option<&Name>,
                    out: &mut Vec<u8>,
                ) -> bool {
                    #[target_feature($(enable = $feature),+)]
                    #[inline(never)]
                    fn compiled<const FORM: u8>(
                        rtype: RrType,
                        ahead: &[u8],
                        len: usize,
                        origin: Option<&Name>,
                        out: &mut Vec<u8>,
                    ) -> bool {
                        plain::encode_short::<$block, FORM>(rtype, ahead, len, origin, out)
                    }
                    // SAFETY: called for a `Records` that has this kernel alone.
                    unsafe { compiled::<FORM>(rtype, ahead, len, origin, out) }
                }

                type Half = $crate::scan::avx2::Half256;

                #[inline(always)]
                fn split_ipv4(bytes: &[u8; 16]) -> Option<([u8; 4], usize)> {
                    digits::split_ipv4(bytes)
                }

                #[inline(always)]
                fn decode_hex(bytes: &[u8; 32]) -> ([u8; 16], u32) {
                    digits::decode_hex(bytes)
                }

                #[inline(always)]
                fn decode_base64(bytes: &[u8; 32]) -> ([u8; 32], u32) {
                    digits::decode_base64(bytes)
                }
            }
        };
    };
}

#[cfg(target_arch = "x86_64")]
pub(super) use for_kernel;
