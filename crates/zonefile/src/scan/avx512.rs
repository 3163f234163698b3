//! The AVX-512 kernel.
#![allow(unsafe_code)]

use super::block::{BLOCK, Block, Nibbles};
use super::common::for_kernel;
use super::digits;
use std::arch::x86_64::*;

for_kernel!(Bytes512: "avx512f" "avx512bw" "avx512vl" "bmi1" "bmi2" "lzcnt" "popcnt");

#[derive(Clone, Copy)]
struct Bytes512(__m512i);

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

    #[inline(always)]
    fn join_groups(self, starts: u64, ends: u64) -> [u8; 16] {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        let (low, high) = unsafe { (_mm512_castsi512_si256(self.0), _mm512_extracti64x4_epi64::<1>(self.0)) };
        digits::join_groups(low, high, starts, ends)
    }
}
