//! What a block of spilled evidence is made of.
//!
//! ```text
//! entry    shared (1)  rest  mask (2, little endian)  length  key without the first `shared` bytes, which are those of the key before
//!          number of items and items as in a run: `length` bytes
//! ```
//! `rest` is the length of the rest of the key. `rest` and `length` take one byte, or 255 and four more (little endian).
//! Names in order begin like each other, and copying costs less than a compressor.

use crate::run::{Entry, Run, common_prefix};

/// Appends the entries of a run whose buffer holds them in order.
pub(super) fn pack(run: &Run, bytes: &mut Vec<u8>) {
    let ends = run.entries.iter().skip(1).map(|next| next.at as usize).chain([run.buf.len()]);
    let mut before: &[u8] = &[];
    for (entry, end) in run.entries.iter().zip(ends) {
        let (key, items) = run.buf[entry.at as usize..end].split_at(entry.key_len());
        let shared = common_prefix(before, key).min(usize::from(u8::MAX));
        bytes.push(shared as u8);
        push_len(bytes, key.len() - shared);
        bytes.extend_from_slice(&entry.mask.to_le_bytes());
        push_len(bytes, items.len());
        bytes.extend_from_slice(&key[shared..]);
        bytes.extend_from_slice(items);
        before = key;
    }
}

/// Appends what was packed to a run. None if `bytes` are not what [`pack`] makes.
pub(super) fn unpack(mut bytes: &[u8], run: &mut Run) -> Option<()> {
    let (mut before, mut before_len) = (run.buf.len(), 0);
    while let Some((shared, tail)) = bytes.split_first() {
        bytes = tail;
        let shared = usize::from(*shared);
        let rest = split_len(&mut bytes)?;
        let (mask, tail) = bytes.split_first_chunk::<2>()?;
        bytes = tail;
        let items = split_len(&mut bytes)?;
        let (new, tail) = bytes.split_at_checked(rest.checked_add(items)?)?;
        bytes = tail;
        if shared > before_len || shared + rest > Entry::MAX_KEY {
            return None;
        }
        let at = run.buf.len();
        run.buf.extend_from_within(before..before + shared);
        run.buf.extend_from_slice(new);
        run.entries.push(Entry::new(at, shared + rest, u16::from_le_bytes(*mask)));
        (before, before_len) = (at, shared + rest);
    }
    Some(())
}

fn push_len(bytes: &mut Vec<u8>, len: usize) {
    match u8::try_from(len) {
        Ok(short) if short < u8::MAX => bytes.push(short),
        _ => {
            bytes.push(u8::MAX);
            bytes.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
        }
    }
}

fn split_len(bytes: &mut &[u8]) -> Option<usize> {
    let (short, tail) = bytes.split_first()?;
    *bytes = tail;
    if *short < u8::MAX {
        return Some(usize::from(*short));
    }
    let (long, tail) = bytes.split_first_chunk::<4>()?;
    *bytes = tail;
    usize::try_from(u32::from_le_bytes(*long)).ok()
}

#[cfg(test)]
mod tests;
