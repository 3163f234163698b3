//! Heads seen before: the text between owner and data (`\t86400\tIN\tNS\t`) takes few forms in one zone, and is then not read again.

/// What a head of three fields says.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownHead {
    /// The text, zero-filled.
    text: [u64; 2],
    pub(super) ttl: u32,
    pub(super) rtype: u16,
    /// Bytes from the owner's end to the type's end.
    pub(super) len: u8,
    /// True if records of the type are wanted.
    pub(super) wanted: bool,
}

impl KnownHead {
    #[inline(always)]
    fn is(&self, text: [u64; 2]) -> bool {
        (self.text[0] ^ text[0]) | (self.text[1] ^ text[1]) == 0
    }
}

/// The longest head that is kept, in bytes.
const MAX_HEAD: u32 = 16;
const BITS: u32 = 8;

/// A two-way cache: a head is in the slot that its text hashes to or in the neighbour. An empty slot has a text that no head has: not 0, which is how a line without a head in its first block looks.
#[derive(Debug)]
pub(crate) struct Heads([KnownHead; 1 << BITS]);

impl Heads {
    /// No heads yet.
    pub(crate) fn new() -> Self {
        Heads([KnownHead { text: [u64::MAX; 2], ttl: 0, rtype: 0, len: 0, wanted: false }; 1 << BITS])
    }

    /// The head with this text.
    #[inline(always)]
    pub(super) fn find(&self, text: [u64; 2]) -> Option<&KnownHead> {
        let at = Self::slot(text);
        if self.0[at].is(text) {
            return Some(&self.0[at]);
        }
        self.0[at ^ 1].is(text).then_some(&self.0[at ^ 1])
    }

    /// Keeps a head of `len` bytes.
    pub(super) fn keep(&mut self, text: [u64; 2], ttl: u32, rtype: u16, len: u8, wanted: bool) {
        let at = Self::slot(text);
        self.0[at ^ 1] = self.0[at];
        self.0[at] = KnownHead { text, ttl, rtype, len, wanted };
    }

    #[inline(always)]
    fn slot(text: [u64; 2]) -> usize {
        let mixed = (text[0] ^ text[1].rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - BITS)) as usize
    }
}

/// Masks that keep the first bytes of a word pair.
static KEEP: [[u64; 2]; MAX_HEAD as usize + 1] = {
    let mut masks = [[0; 2]; MAX_HEAD as usize + 1];
    let mut n = 1;
    while n < masks.len() {
        let mask = u128::MAX >> (128 - 8 * n);
        masks[n] = [mask as u64, (mask >> 64) as u64];
        n += 1;
    }
    masks
};

/// The `len` bytes at `at`, zero-filled, if they are not too many; the text goes on for 16 bytes.
#[inline(always)]
pub(super) fn head_text(text: &[u8], at: usize, len: u32) -> Option<[u64; 2]> {
    let keep = KEEP.get(len as usize)?;
    let bytes: &[u8; 16] = text[at..at + 16].try_into().expect("the slice has 16 bytes");
    let (low, high) = bytes.split_at(8);
    let word = |half: &[u8]| u64::from_le_bytes(half.try_into().expect("half of 16 bytes"));
    Some([word(low) & keep[0], word(high) & keep[1]])
}
