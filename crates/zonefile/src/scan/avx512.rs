//! The AVX-512 kernel.
#![allow(unsafe_code)]

use super::block::{BLOCK, Block, NAME_BYTES, NameMarks, Nibbles, STOPS};
use super::lines::{self, Reached, State};
use super::{Heads, Lines};
use crate::records::Records;
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

/// See [`super::mark_name`].
#[inline]
pub(super) fn mark_name(bytes: &[u8; BLOCK]) -> NameMarks {
    // SAFETY: data is decoded with this kernel only if a `Records` has it, for which `is_available` was true.
    unsafe { mark_name_inner(bytes) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
fn mark_name_inner(bytes: &[u8; BLOCK]) -> NameMarks {
    NameMarks::of(Bytes512::load(bytes))
}

#[derive(Clone, Copy)]
struct Bytes512(__m512i);

impl Bytes512 {
    /// The bytes that belong to a set.
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
}

impl Block for Bytes512 {
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
    fn stops(self) -> u64 {
        self.members(&STOPS)
    }

    #[inline(always)]
    fn name_bytes(self) -> u64 {
        self.members(&NAME_BYTES)
    }

    #[inline(always)]
    fn eq_block(self, other: Self) -> u64 {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, other.0) }
    }

    fn read_lines(text: &[u8], pos: usize, state: &mut State<'_>, heads: &mut Heads, lines: &mut Lines) -> Reached {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { read_lines(text, pos, state, heads, lines) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
fn read_lines(text: &[u8], pos: usize, state: &mut State<'_>, heads: &mut Heads, lines: &mut Lines) -> Reached {
    lines::read_lines::<Bytes512>(text, pos, state, heads, lines)
}
