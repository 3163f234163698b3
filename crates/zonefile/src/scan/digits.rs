//! Digits to bytes, many at a time: addresses, hexadecimal and base64. 128 and 256 bits wide, for both vector kernels.
#![allow(unsafe_code)]

use std::arch::x86_64::*;

/// How the digits of an address with numbers of given lengths move to four groups of hundreds, tens and units. The place is that of
/// [`ipv4_pattern`].
static IPV4_SHUFFLES: [[u8; 16]; 81] = {
    let mut shuffles = [[0x80; 16]; 81];
    let mut pattern = 0;
    while pattern < 81 {
        let lengths = [pattern / 27 + 1, pattern / 9 % 3 + 1, pattern / 3 % 3 + 1, pattern % 3 + 1];
        let (mut number, mut start) = (0, 0);
        while number < 4 {
            let mut digit = 0;
            while digit < lengths[number] {
                shuffles[pattern][4 * number + 3 - lengths[number] + digit] = (start + digit) as u8;
                digit += 1;
            }
            start += lengths[number] + 1;
            number += 1;
        }
        pattern += 1;
    }
    shuffles
};

/// The IPv4 address at the start of `bytes`, without leading zeros, and its length in bytes; None if there is none or it goes on
/// to the last byte.
#[inline(always)]
pub(super) fn split_ipv4(bytes: &[u8; 16]) -> Option<([u8; 4], usize)> {
    // SAFETY: the load reads the array and needs no alignment; inlined into functions compiled for the instruction set alone.
    let (values, digits, zeros, dots) = unsafe {
        let text = _mm_loadu_si128(bytes.as_ptr().cast());
        let values = _mm_sub_epi8(text, _mm_set1_epi8(b'0' as i8));
        let digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
        let zeros = _mm_cmpeq_epi8(values, _mm_setzero_si128());
        let dots = _mm_cmpeq_epi8(text, _mm_set1_epi8(b'.' as i8));
        let mask = |bytes| _mm_movemask_epi8(bytes) as u32;
        (values, mask(digits), mask(zeros), mask(dots))
    };
    let len = (!(digits | dots)).trailing_zeros();
    let within = (1 << len) - 1;
    let (ends, digits) = (dots & within | 1 << len, digits & within);
    let (second, starts) = (digits & digits >> 1, ends << 1 | 1);
    let long = second & second >> 2;
    // Numbers that are empty, of more than three digits, or begin with a zero that is not all of them.
    let bad = (ends & starts) | long | (zeros & starts & second);
    if len > 15 || ends.count_ones() != 4 || bad != 0 {
        return None;
    }
    let pattern = ipv4_pattern(ends);
    // SAFETY: as above; every shuffle has 16 bytes.
    unsafe {
        let shuffle = _mm_loadu_si128(IPV4_SHUFFLES[pattern].as_ptr().cast());
        let groups = _mm_shuffle_epi8(values, shuffle);
        let weights = _mm_set1_epi32(i32::from_le_bytes([100, 10, 1, 0]));
        let numbers = _mm_madd_epi16(_mm_maddubs_epi16(groups, weights), _mm_set1_epi16(1));
        let large = _mm_cmpgt_epi32(numbers, _mm_set1_epi32(255));
        let packed = _mm_shuffle_epi8(numbers, _mm_set1_epi32(i32::from_le_bytes([0, 4, 8, 12])));
        let address = (_mm_cvtsi128_si32(packed) as u32).to_le_bytes();
        (_mm_movemask_epi8(large) == 0).then_some((address, len as usize))
    }
}

/// The place of the shuffle for four numbers of one to three digits that end before the bits `ends`.
#[inline(always)]
fn ipv4_pattern(ends: u32) -> usize {
    let first = ends.trailing_zeros();
    let ends = ends & (ends - 1);
    let second = ends.trailing_zeros();
    let ends = ends & (ends - 1);
    let (third, fourth) = (ends.trailing_zeros(), 31 - ends.leading_zeros());
    // ((a * 3 + b) * 3 + c) * 3 + d for the lengths less one, which are the distances of the ends less two.
    let pattern = 18 * first + 6 * second + 2 * third + fourth;
    (pattern - 53) as usize
}

/// The bytes that 32 hexadecimal digits stand for, and which of the characters are digits.
#[inline(always)]
pub(super) fn decode_hex(digits: &[u8; 32]) -> ([u8; 16], u32) {
    let mut bytes = [0; 16];
    // SAFETY: the load reads the array, the store writes the other one, and neither needs alignment; inlined into functions compiled
    // for the instruction set alone.
    let valid = unsafe {
        let text = _mm256_loadu_si256(digits.as_ptr().cast());
        let up_to = |values, most| _mm256_cmpeq_epi8(_mm256_min_epu8(values, _mm256_set1_epi8(most)), values);
        let numbers = _mm256_sub_epi8(text, _mm256_set1_epi8(b'0' as i8));
        let is_number = up_to(numbers, 9);
        let lower = _mm256_or_si256(text, _mm256_set1_epi8(0x20));
        let letters = _mm256_sub_epi8(lower, _mm256_set1_epi8(b'a' as i8));
        let is_letter = up_to(letters, 5);
        let values = _mm256_blendv_epi8(_mm256_add_epi8(letters, _mm256_set1_epi8(10)), numbers, is_number);
        _mm_storeu_si128(bytes.as_mut_ptr().cast(), pack_hex(values));
        _mm256_movemask_epi8(_mm256_or_si256(is_number, is_letter)) as u32
    };
    (bytes, valid)
}

/// The bytes of 32 values below 16, two each.
#[inline(always)]
fn pack_hex(values: __m256i) -> __m128i {
    // SAFETY: inlined into functions compiled for the instruction set alone.
    unsafe {
        let pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0110));
        let packed = _mm256_permute4x64_epi64::<0b1000>(_mm256_packus_epi16(pairs, pairs));
        _mm256_castsi256_si128(packed)
    }
}

/// An IPv6 address from its eight groups of up to four hexadecimal digits: the offsets in the text `low` and `high`, up to 40, where they
/// start and end, a byte each. A group that is left out starts and ends at 0.
#[inline(always)]
pub(super) fn join_groups(low: __m256i, high: __m256i, starts: u64, ends: u64) -> [u8; 16] {
    let mut address = [0; 16];
    // SAFETY: the store writes the array and needs no alignment; inlined into functions compiled for the instruction set alone.
    unsafe {
        let each_four = _mm256_setr_epi64x(
            0x0101_0101_0000_0000,
            0x0303_0303_0202_0202,
            0x0505_0505_0404_0404,
            0x0707_0707_0606_0606,
        );
        let spread = |word: u64| _mm256_shuffle_epi8(_mm256_set1_epi64x(word as i64), each_four);
        // Where the four digits of each group stand; those before its start are zeros.
        let places = _mm256_add_epi8(spread(ends), _mm256_set1_epi32(i32::from_le_bytes([0xfc, 0xfd, 0xfe, 0xff])));
        let missing = _mm256_cmpgt_epi8(spread(starts), places);
        // Sixteen bytes of the text, in both halves.
        let first = _mm256_shuffle_epi8(_mm256_permute2x128_si256::<0x00>(low, low), places);
        let second = _mm256_shuffle_epi8(_mm256_permute2x128_si256::<0x11>(low, low), places);
        let third = _mm256_shuffle_epi8(_mm256_permute2x128_si256::<0x00>(high, high), places);
        // Bits 4 and 5 of a place, moved to the sign, say in which sixteen bytes it is.
        let digits = _mm256_blendv_epi8(first, second, _mm256_slli_epi16::<3>(places));
        let digits = _mm256_blendv_epi8(digits, third, _mm256_slli_epi16::<2>(places));
        let is_letter = _mm256_cmpgt_epi8(digits, _mm256_set1_epi8(b'9' as i8));
        let above = _mm256_and_si256(is_letter, _mm256_set1_epi8(9));
        let values = _mm256_add_epi8(_mm256_and_si256(digits, _mm256_set1_epi8(15)), above);
        _mm_storeu_si128(address.as_mut_ptr().cast(), pack_hex(_mm256_andnot_si256(missing, values)));
    }
    address
}

/// The 24 bytes that 32 base64 characters stand for, in front of eight others, and which of the characters are of the alphabet.
#[inline(always)]
pub(super) fn decode_base64(text: &[u8; 32]) -> ([u8; 32], u32) {
    let mut bytes = [0; 32];
    // SAFETY: the load reads the array, the store writes the other one, and neither needs alignment; inlined into functions compiled
    // for the instruction set alone.
    let valid = unsafe {
        let text = _mm256_loadu_si256(text.as_ptr().cast());
        let twice = |table: [i8; 16]| _mm256_broadcastsi128_si256(_mm_loadu_si128(table.as_ptr().cast()));
        // A character is of the alphabet if the entries of its two halves share no bit; the upper half says how far it is from its value.
        let slash = _mm256_set1_epi8(b'/' as i8);
        let high = _mm256_and_si256(_mm256_srli_epi32::<4>(text), slash);
        let low_bits = _mm256_shuffle_epi8(twice(BASE64_LOW), _mm256_and_si256(text, slash));
        let high_bits = _mm256_shuffle_epi8(twice(BASE64_HIGH), high);
        let valid = _mm256_cmpeq_epi8(_mm256_and_si256(low_bits, high_bits), _mm256_setzero_si256());
        let is_slash = _mm256_cmpeq_epi8(text, slash);
        let values = _mm256_add_epi8(text, _mm256_shuffle_epi8(twice(BASE64_SHIFT), _mm256_add_epi8(is_slash, high)));
        let pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x0140_0140));
        let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_1000));
        let threes = _mm256_shuffle_epi8(fours, twice([2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1]));
        let packed = _mm256_permutevar8x32_epi32(threes, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
        _mm256_storeu_si256(bytes.as_mut_ptr().cast(), packed);
        _mm256_movemask_epi8(valid) as u32
    };
    (bytes, valid)
}

const BASE64_LOW: [i8; 16] =
    [0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a];
const BASE64_HIGH: [i8; 16] =
    [0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10];
const BASE64_SHIFT: [i8; 16] = [0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0];
