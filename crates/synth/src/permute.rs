//! A keyed permutation of `0..n`, computed point by point.
//!
//! "Exactly k of n names, at random" is `permutation.at(i) < k`: exact in count, random in place, no memory.
//! The method is FE1 of Black and Rogaway (2002): a Feistel network over a grid `a × b` just larger than n, walked again
//! when it lands outside.

use crate::rng::{mix, scale};

const ROUNDS: u64 = 4;

/// A permutation of `0..size`.
pub(crate) struct Permutation {
    size: u64,
    a: u64,
    b: u64,
    key: u64,
}

impl Permutation {
    pub(crate) fn new(size: u64, key: u64) -> Self {
        let a = size.isqrt().max(1);
        Self { size, a, b: size.div_ceil(a).max(1), key }
    }

    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// Where `index` goes. `index` must be below the size.
    pub(crate) fn at(&self, index: u64) -> u64 {
        debug_assert!(index < self.size);
        let mut value = index;
        loop {
            value = self.walk(value);
            if value < self.size {
                return value;
            }
        }
    }

    fn walk(&self, value: u64) -> u64 {
        let (mut left, mut right) = (value % self.a, value / self.a);
        let (mut left_size, mut right_size) = (self.a, self.b);
        for round in 0..ROUNDS {
            let shift = scale(mix(self.key ^ right ^ (round << 56)), left_size);
            let moved = left + shift;
            let moved = if moved >= left_size { moved - left_size } else { moved };
            (left, right) = (right, moved);
            (left_size, right_size) = (right_size, left_size);
        }
        left + self.a * right
    }
}

#[cfg(test)]
mod tests;
