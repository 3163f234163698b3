//! The AVX2 kernel: two 32-byte halves.
#![allow(unsafe_code)]

use super::block::{BLOCK, Block, Nibbles};
use super::digits;
use super::head::Marks;
use super::lines::{self, Reached};
use super::quoted::End;
use super::state::State;
use super::{Heads, Lines, OwnerAt};
use crate::name::Name;
use crate::rdata::plain::{self, Encoders};
use crate::records::Records;
use crate::rtype::RrType;
use std::arch::x86_64::*;

/// True if this processor has what [`fill`] is compiled for.
pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// See [`super::fill`].
pub(super) fn fill(records: &mut Records<'_>) {
    // SAFETY: a `Records` has this kernel only if `is_available` was true (Records::with_kernel).
    unsafe { fill_inner(records) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn fill_inner(records: &mut Records<'_>) {
    lines::fill::<Bytes256>(records);
}

/// For [`super::Kernel::encoders`]. Data is decoded with this kernel only if a `Records` has it, for which `is_available` was true.
pub(super) static ENCODERS: Encoders = Encoders::of::<Bytes256>();

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn encode_as<const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    plain::encode_as::<Bytes256, FORM>(rtype, ahead, len, origin, out)
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn encode_short<const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    plain::encode_short::<Bytes256, FORM>(rtype, ahead, len, origin, out)
}

/// See [`super::complete_owner`].
#[inline(always)]
pub(super) fn complete_owner(records: &mut Records<'_>, owner: OwnerAt) {
    // SAFETY: a `Records` has this kernel only if `is_available` was true (Records::with_kernel).
    unsafe { complete_owner_inner(records, owner) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn complete_owner_inner(records: &mut Records<'_>, owner: OwnerAt) {
    if !super::complete_short_owner::<Bytes256>(records, owner) {
        records.complete_long_owner(owner);
    }
}

#[derive(Clone, Copy)]
struct Bytes256(__m256i, __m256i);

impl Bytes256 {
    /// The sign bits of both halves, first half lowest.
    #[inline(always)]
    fn join(low: __m256i, high: __m256i) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        let (low, high) = unsafe { (_mm256_movemask_epi8(low) as u32, _mm256_movemask_epi8(high) as u32) };
        u64::from(high) << 32 | u64::from(low)
    }
}

/// Zero for the bytes of `half` that do not belong to the set of two tables, and one bit for those that do.
#[inline(always)]
fn look_up(half: __m256i, set: &Nibbles) -> __m256i {
    // SAFETY: inlined into functions compiled for the instruction set alone; both tables have 16 bytes.
    unsafe {
        let low_table = _mm256_broadcastsi128_si256(_mm_loadu_si128(set.low.as_ptr().cast()));
        let high_table = _mm256_broadcastsi128_si256(_mm_loadu_si128(set.high.as_ptr().cast()));
        // A byte from 128 on selects nothing from the low table, so it is never a member.
        let low = _mm256_shuffle_epi8(low_table, half);
        let halves = _mm256_and_si256(_mm256_srli_epi16::<4>(half), _mm256_set1_epi8(15));
        _mm256_and_si256(low, _mm256_shuffle_epi8(high_table, halves))
    }
}

/// 32 bytes, for both vector kernels.
#[derive(Clone, Copy)]
pub(super) struct Half(__m256i);

impl Half {
    #[inline(always)]
    pub(super) fn load(bytes: &[u8; 32]) -> Half {
        // SAFETY: the load reads the array and needs no alignment; inlined into functions compiled for the instruction set alone.
        unsafe { Half(_mm256_loadu_si256(bytes.as_ptr().cast())) }
    }

    #[inline(always)]
    pub(super) fn keep(self, mask: &[u8; 32]) -> Half {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { Half(_mm256_and_si256(self.0, Half::load(mask).0)) }
    }

    #[inline(always)]
    pub(super) fn is_same(self, other: &[u8; 32], mask: &[u8; 32]) -> bool {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm256_testz_si256(_mm256_xor_si256(self.0, Half::load(other).0), Half::load(mask).0) == 1 }
    }

    #[inline(always)]
    pub(super) fn words(self) -> [u64; 3] {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let (low, high) = (_mm256_castsi256_si128(self.0), _mm256_extracti128_si256::<1>(self.0));
            [_mm_cvtsi128_si64(low), _mm_extract_epi64::<1>(low), _mm_cvtsi128_si64(high)].map(|word| word as u64)
        }
    }
}

impl Block for Bytes256 {
    type Half = Half;

    #[inline(always)]
    fn load_half(bytes: &[u8; 32]) -> Half {
        Half::load(bytes)
    }

    #[inline(always)]
    fn keep(half: Half, mask: &[u8; 32]) -> Half {
        half.keep(mask)
    }

    #[inline(always)]
    fn is_same(half: Half, other: &[u8; 32], mask: &[u8; 32]) -> bool {
        half.is_same(other, mask)
    }

    #[inline(always)]
    fn words(half: Half) -> [u64; 3] {
        half.words()
    }

    #[inline(always)]
    fn load(bytes: &[u8; BLOCK]) -> Self {
        // SAFETY: the array has 64 bytes, the loads need no alignment, and this code is inlined into functions compiled for the instruction set alone.
        unsafe {
            let first = bytes.as_ptr();
            Bytes256(_mm256_loadu_si256(first.cast()), _mm256_loadu_si256(first.add(32).cast()))
        }
    }

    #[inline(always)]
    fn eq(self, byte: u8) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let byte = _mm256_set1_epi8(byte as i8);
            Self::join(_mm256_cmpeq_epi8(self.0, byte), _mm256_cmpeq_epi8(self.1, byte))
        }
    }

    #[inline(always)]
    fn blanks(self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let (space, tab) = (_mm256_set1_epi8(b' ' as i8), _mm256_set1_epi8(b'\t' as i8));
            let either = |half| _mm256_or_si256(_mm256_cmpeq_epi8(half, space), _mm256_cmpeq_epi8(half, tab));
            Self::join(either(self.0), either(self.1))
        }
    }

    #[inline(always)]
    fn up_to_space(self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let space = _mm256_set1_epi8(b' ' as i8);
            let (low, high) = (_mm256_min_epu8(self.0, space), _mm256_min_epu8(self.1, space));
            Self::join(_mm256_cmpeq_epi8(low, self.0), _mm256_cmpeq_epi8(high, self.1))
        }
    }

    #[inline(always)]
    fn members(self, set: &Nibbles) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            // Less than zero: the sign is set.
            let negated = |half| _mm256_sub_epi8(_mm256_setzero_si256(), look_up(half, set));
            Self::join(negated(self.0), negated(self.1))
        }
    }

    #[inline(always)]
    fn others(self, set: &Nibbles) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let is_zero = |half| _mm256_cmpeq_epi8(look_up(half, set), _mm256_setzero_si256());
            Self::join(is_zero(self.0), is_zero(self.1))
        }
    }

    #[inline(always)]
    fn eq_block(self, other: Self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { Self::join(_mm256_cmpeq_epi8(self.0, other.0), _mm256_cmpeq_epi8(self.1, other.1)) }
    }

    fn read_lines<'s>(
        text: &'s [u8],
        pos: usize,
        state: &mut State<'s>,
        heads: &mut Heads,
        lines: &mut Lines,
    ) -> Reached {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { read_lines(text, pos, state, heads, lines) }
    }

    fn find_far_end(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End> {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { find_far_end(text, pos, stops, rdata) }
    }

    fn mark(bytes: &[u8; BLOCK]) -> Marks {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { mark(bytes) }
    }

    fn encode_as<const FORM: u8>(
        rtype: RrType,
        ahead: &[u8],
        len: usize,
        origin: Option<&Name>,
        out: &mut Vec<u8>,
    ) -> bool {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { encode_as::<FORM>(rtype, ahead, len, origin, out) }
    }

    fn encode_short<const FORM: u8>(
        rtype: RrType,
        ahead: &[u8],
        len: usize,
        origin: Option<&Name>,
        out: &mut Vec<u8>,
    ) -> bool {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { encode_short::<FORM>(rtype, ahead, len, origin, out) }
    }

    #[inline(always)]
    fn split_ipv4(bytes: &[u8; 16]) -> Option<([u8; 4], usize)> {
        digits::split_ipv4(bytes)
    }

    #[inline(always)]
    fn join_groups(self, starts: u64, ends: u64) -> [u8; 16] {
        digits::join_groups(self.0, self.1, starts, ends)
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

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn read_lines<'s>(text: &'s [u8], pos: usize, state: &mut State<'s>, heads: &mut Heads, lines: &mut Lines) -> Reached {
    lines::read_lines::<Bytes256>(text, pos, state, heads, lines)
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn mark(bytes: &[u8; BLOCK]) -> Marks {
    Marks::of(Bytes256::load(bytes))
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[cold]
#[inline(never)]
fn find_far_end(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End> {
    lines::find_far_end::<Bytes256>(text, pos, stops, rdata)
}
