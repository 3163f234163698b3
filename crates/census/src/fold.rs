//! Maps by byte strings that a plan gives, so that a hash of a few instructions will do. Where the zone has a say, as in suffixes that a `*`
//! of the taxonomy matches, a map holds those of one chunk of rows: names made to collide cost that chunk time, and no more.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// A map by byte strings.
pub(crate) type FoldMap<V> = HashMap<Vec<u8>, V, BuildHasherDefault<FoldHasher>>;

/// Folds eight bytes at a time into the product of a multiplication.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FoldHasher(u64);

/// The hash of a byte string. Also for a table that may miss what collides.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FoldHasher::default();
    bytes.hash(&mut hasher);
    hasher.finish()
}

impl FoldHasher {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

impl Hasher for FoldHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.as_chunks::<8>().0.iter().for_each(|word| self.fold(u64::from_le_bytes(*word)));
        // The last eight bytes, of which some may have been taken in.
        self.fold(match bytes.last_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => bytes.iter().rev().fold(1, |tail, &byte| tail << 8 | u64::from(byte)),
        });
    }

    fn write_usize(&mut self, number: usize) {
        self.0 ^= number as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;
