//! Data of common types that can stand as it is written: on one line, valid, its names absolute, no escape in it, nothing around it.
//!
//! The answer no says nothing: then the data is read in another way.

use super::address::split_ipv6;
use super::form;
use super::names::find_dots;
use crate::scan::{BLOCK, Block, STRING_STOPS};

/// The longest character-string (RFC 1035 3.3).
const MAX_STRING: usize = 255;

/// True if the first `len` bytes of `ahead`, data of a type of this [`form`], surely are such data.
#[inline(always)]
pub(super) fn is_as_written<B: Block, const FORM: u8>(ahead: &[u8], len: usize) -> bool {
    match FORM {
        form::WRITTEN_NAME => is_name::<B>(ahead, len),
        form::WRITTEN_EXCHANGE => is_exchange::<B>(ahead, len),
        form::WRITTEN_STRINGS => are_strings::<B>(ahead, len),
        form::WRITTEN_IPV4 => ahead.first_chunk().and_then(B::split_ipv4).is_some_and(|(_, size)| size == len),
        _ => ahead.first_chunk().and_then(split_ipv6::<B>).is_some_and(|(_, size)| size == len),
    }
}

/// One absolute name.
#[inline(always)]
fn is_name<B: Block>(ahead: &[u8], len: usize) -> bool {
    let Some(bytes) = ahead.first_chunk::<BLOCK>() else { return false };
    if len.wrapping_sub(1) >= BLOCK - 1 || bytes[len - 1] != b'.' {
        return false;
    }
    let block = B::load(bytes);
    let within = (1 << len) - 1;
    block.no_name_bytes() & within == 0 && (len == 1 || find_dots(block, len as u32).is_some())
}

/// A preference of one digit to four, a space, and such a name.
#[inline(always)]
fn is_exchange<B: Block>(ahead: &[u8], len: usize) -> bool {
    let Some(first) = ahead.first_chunk::<5>() else { return false };
    let digits = first.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = digits + 1;
    (1..=4).contains(&digits) && first[digits] == b' ' && len > start && is_name::<B>(&ahead[start..], len - start)
}

/// Quoted strings, a space between them.
#[inline(always)]
fn are_strings<B: Block>(ahead: &[u8], len: usize) -> bool {
    let mut pos = 0;
    while ahead.get(pos) == Some(&b'"') {
        let Some(end) = find_string_end::<B>(ahead, pos + 1) else { return false };
        if end + 1 >= len {
            return end + 1 == len;
        }
        if ahead[end + 1] != b' ' {
            return false;
        }
        pos = end + 2;
    }
    false
}

/// Where the quote is that closes the string whose bytes begin at `start`, none of them a backslash.
#[inline(always)]
fn find_string_end<B: Block>(ahead: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while at - start <= MAX_STRING {
        let count = B::load(ahead.get(at..)?.first_chunk()?).members(&STRING_STOPS).trailing_zeros() as usize;
        at += count;
        if count < BLOCK {
            return (ahead[at] == b'"' && at - start <= MAX_STRING).then_some(at);
        }
    }
    None
}
