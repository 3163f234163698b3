//! Which RR types a caller wants; the rest is stepped over.

use crate::rtype::RrType;

/// A set of RR types: a bit map for the numbers below 512, a list for the few above.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Projection {
    low: [u64; 8],
    high: Vec<u16>,
    all: bool,
}

impl Projection {
    /// Every type.
    pub fn all() -> Self {
        Projection { low: [u64::MAX; 8], high: Vec::new(), all: true }
    }

    /// Just `types`.
    pub fn of(types: impl IntoIterator<Item = RrType>) -> Self {
        let mut wanted = Projection { low: [0; 8], high: Vec::new(), all: false };
        for RrType(n) in types {
            match wanted.low.get_mut(usize::from(n / 64)) {
                Some(word) => *word |= 1 << (n % 64),
                None => wanted.high.push(n),
            }
        }
        wanted
    }

    /// True if `rtype` is wanted.
    #[inline]
    pub fn contains(&self, rtype: RrType) -> bool {
        match self.low.get(usize::from(rtype.0 / 64)) {
            Some(word) => word >> (rtype.0 % 64) & 1 == 1,
            None => self.all || self.high.contains(&rtype.0),
        }
    }
}
