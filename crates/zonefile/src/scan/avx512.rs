//! The AVX-512 kernel.
#![allow(unsafe_code)]

use super::avx2::Half;
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
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
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

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
fn fill_inner(records: &mut Records<'_>) {
    lines::fill::<Bytes512>(records);
}

/// For [`super::Kernel::encoders`]. Data is decoded with this kernel only if a `Records` has it, for which `is_available` was true.
pub(super) static ENCODERS: Encoders = Encoders::of::<Bytes512>();

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn encode_as<const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    plain::encode_as::<Bytes512, FORM>(rtype, ahead, len, origin, out)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn encode_short<const FORM: u8>(
    rtype: RrType,
    ahead: &[u8],
    len: usize,
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> bool {
    plain::encode_short::<Bytes512, FORM>(rtype, ahead, len, origin, out)
}

/// See [`super::complete_owner`].
#[inline(always)]
pub(super) fn complete_owner(records: &mut Records<'_>, owner: OwnerAt) {
    // SAFETY: a `Records` has this kernel only if `is_available` was true (Records::with_kernel).
    unsafe { complete_owner_inner(records, owner) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn complete_owner_inner(records: &mut Records<'_>, owner: OwnerAt) {
    if !super::complete_short_owner::<Bytes512>(records, owner) {
        records.complete_long_owner(owner);
    }
}

#[derive(Clone, Copy)]
struct Bytes512(__m512i);

impl Block for Bytes512 {
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
        // SAFETY: the array has 64 bytes, the load needs no alignment, and this code is inlined into functions compiled for the instruction set alone.
        Bytes512(unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) })
    }

    #[inline(always)]
    fn eq(self, byte: u8) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, _mm512_set1_epi8(byte as i8)) }
    }

    #[inline(always)]
    fn blanks(self) -> u64 {
        self.eq(b' ') | self.eq(b'\t')
    }

    #[inline(always)]
    fn up_to_space(self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm512_cmple_epu8_mask(self.0, _mm512_set1_epi8(b' ' as i8)) }
    }

    #[inline(always)]
    fn members(self, set: &Nibbles) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone; both tables have 16 bytes.
        unsafe {
            let low_table = _mm512_broadcast_i32x4(_mm_loadu_si128(set.low.as_ptr().cast()));
            let high_table = _mm512_broadcast_i32x4(_mm_loadu_si128(set.high.as_ptr().cast()));
            // A byte from 128 on selects nothing from the low table, so it is never a member.
            let low = _mm512_shuffle_epi8(low_table, self.0);
            let halves = _mm512_and_si512(_mm512_srli_epi16::<4>(self.0), _mm512_set1_epi8(15));
            _mm512_test_epi8_mask(low, _mm512_shuffle_epi8(high_table, halves))
        }
    }

    #[inline(always)]
    fn others(self, set: &Nibbles) -> u64 {
        !self.members(set)
    }

    #[inline(always)]
    fn eq_block(self, other: Self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, other.0) }
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
        // SAFETY: inlined into functions compiled for the instruction set alone.
        let (low, high) = unsafe { (_mm512_castsi512_si256(self.0), _mm512_extracti64x4_epi64::<1>(self.0)) };
        digits::join_groups(low, high, starts, ends)
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

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn read_lines<'s>(text: &'s [u8], pos: usize, state: &mut State<'s>, heads: &mut Heads, lines: &mut Lines) -> Reached {
    lines::read_lines::<Bytes512>(text, pos, state, heads, lines)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn mark(bytes: &[u8; BLOCK]) -> Marks {
    Marks::of(Bytes512::load(bytes))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[cold]
#[inline(never)]
fn find_far_end(text: &[u8], pos: usize, stops: u64, rdata: usize) -> Option<End> {
    lines::find_far_end::<Bytes512>(text, pos, stops, rdata)
}
