//! The RLE / bit-packing hybrid of Parquet, in which levels and dictionary indices are written.
//!
//! ```text
//! run      length << 1       , the value in whole bytes
//! literals groups << 1 | 1   , 8 * groups values of `width` bits, the first value in the lowest bits
//! ```

/// Shortest run worth a header of its own.
const MIN_RUN: usize = 16;
/// Literals are written when as many are waiting.
const MAX_LITERALS: usize = 1 << 12;

/// Encodes numbers below 2^`width`.
#[derive(Debug)]
pub(crate) struct Hybrid {
    width: u32,
    out: Vec<u8>,
    literals: Vec<u32>,
    value: u32,
    len: usize,
}

impl Hybrid {
    pub(crate) fn new(width: u32) -> Self {
        Hybrid { width, out: Vec::new(), literals: Vec::new(), value: 0, len: 0 }
    }

    /// The number of bits that numbers below `count` need.
    pub(crate) fn width_of(count: usize) -> u32 {
        usize::BITS - count.saturating_sub(1).leading_zeros()
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    /// Appends `value` `n` times.
    pub(crate) fn push(&mut self, value: u32, n: usize) {
        if value != self.value && self.len > 0 {
            self.close_run();
            self.len = 0;
        }
        self.value = value;
        self.len += n;
    }

    /// Appends the ranks of codes. Eight are looked at together: a run worth a header fills such a word whole, so that in a word of several
    /// codes only the first and the last can be of one.
    pub(crate) fn extend(&mut self, codes: &[u8], ranks: &[u32; 256]) {
        let rank = |code: u8| ranks[usize::from(code)];
        let (words, rest) = codes.as_chunks::<8>();
        for word in words {
            let (bits, [first, .., last]) = (u64::from_le_bytes(*word), *word);
            let lead = (bits ^ u64::from_le_bytes([first; 8])).trailing_zeros() as usize / 8;
            self.push(rank(first), lead);
            if lead < word.len() {
                let trail = (bits ^ u64::from_le_bytes([last; 8])).leading_zeros() as usize / 8;
                self.close_run();
                self.literals.extend(word[lead..word.len() - trail].iter().map(|code| rank(*code)));
                (self.value, self.len) = (rank(last), trail);
            }
        }
        rest.iter().for_each(|code| self.push(rank(*code), 1));
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.close_run();
        self.flush();
        self.out
    }

    /// Writes the run that ends here, its first values with the literals before it as far as they lack to whole groups.
    fn close_run(&mut self) {
        let (mut len, value) = (self.len, self.value);
        if len >= MIN_RUN {
            let missing = self.literals.len().next_multiple_of(8) - self.literals.len();
            self.literals.resize(self.literals.len() + missing, value);
            len -= missing;
            self.flush();
            self.header((len as u64) << 1);
            let bytes = value.to_le_bytes();
            self.out.extend_from_slice(&bytes[..self.width.div_ceil(8) as usize]);
            return;
        }
        self.literals.resize(self.literals.len() + len, value);
        if self.literals.len() >= MAX_LITERALS && self.literals.len().is_multiple_of(8) {
            self.flush();
        }
    }

    /// Writes the literals; at the very end, zeros complete the last group.
    fn flush(&mut self) {
        if self.literals.is_empty() {
            return;
        }
        let groups = self.literals.len().div_ceil(8);
        self.header((groups as u64) << 1 | 1);
        self.literals.resize(groups * 8, 0);
        if self.width <= u8::BITS {
            self.pack_groups();
        } else {
            self.pack();
        }
        self.literals.clear();
    }

    /// Writes literals whose groups fit in a word.
    fn pack_groups(&mut self) {
        let (groups, _) = self.literals.as_chunks::<8>();
        let (start, width) = (self.out.len(), self.width as usize);
        let end = start + groups.len() * width;
        // A word is written whole; what is more than the group is written over.
        self.out.resize(end + size_of::<u64>(), 0);
        for (number, group) in groups.iter().enumerate() {
            let bits = (0..).zip(group).fold(0, |bits, (i, literal)| bits | u64::from(*literal) << (i * self.width));
            self.out[start + number * width..][..size_of::<u64>()].copy_from_slice(&bits.to_le_bytes());
        }
        self.out.truncate(end);
    }

    fn pack(&mut self) {
        let (mut bits, mut held) = (0u64, 0);
        for literal in &self.literals {
            bits |= u64::from(*literal) << held;
            held += self.width;
            if held >= 32 {
                self.out.extend_from_slice(&(bits as u32).to_le_bytes());
                bits >>= 32;
                held -= 32;
            }
        }
        self.out.extend_from_slice(&bits.to_le_bytes()[..held.div_ceil(8) as usize]);
    }

    fn header(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.out.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.push(value as u8);
    }
}

#[cfg(test)]
mod tests;
