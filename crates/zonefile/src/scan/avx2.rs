//! The AVX2 kernel: two 32-byte halves.
#![allow(unsafe_code)]

use super::block::{BLOCK, Block, Nibbles};
use super::common::{Half, for_kernel};
use super::digits;
use std::arch::x86_64::*;

for_kernel!(Bytes256: "avx2" "bmi1" "bmi2" "lzcnt" "popcnt");

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

impl Block for Bytes256 {
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

    #[inline(always)]
    fn join_groups(self, starts: u64, ends: u64) -> [u8; 16] {
        digits::join_groups(self.0, self.1, starts, ends)
    }
}

/// 32 bytes, for both vector kernels.
#[derive(Clone, Copy)]
pub(super) struct Half256(__m256i);

impl Half for Half256 {
    #[inline(always)]
    fn load(bytes: &[u8; 32]) -> Self {
        // SAFETY: the load reads the array and needs no alignment; inlined into functions compiled for the instruction set alone.
        unsafe { Half256(_mm256_loadu_si256(bytes.as_ptr().cast())) }
    }

    #[inline(always)]
    fn keep(self, mask: &[u8; 32]) -> Self {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { Half256(_mm256_and_si256(self.0, Self::load(mask).0)) }
    }

    #[inline(always)]
    fn is_same(self, other: &[u8; 32], mask: &[u8; 32]) -> bool {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe { _mm256_testz_si256(_mm256_xor_si256(self.0, Self::load(other).0), Self::load(mask).0) == 1 }
    }

    #[inline(always)]
    fn words(self) -> [u64; 3] {
        // SAFETY: inlined into functions compiled for the instruction set alone.
        unsafe {
            let (low, high) = (_mm256_castsi256_si128(self.0), _mm256_extracti128_si256::<1>(self.0));
            [_mm_cvtsi128_si64(low), _mm_extract_epi64::<1>(low), _mm_cvtsi128_si64(high)].map(|word| word as u64)
        }
    }
}
