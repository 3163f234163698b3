//! Parquet's runs of equal values and of bit-packed ones, which levels, dictionary indices and booleans are stored in.

use bytes::Bytes;

/// A reader of values of some bits each; it does not know how many there are.
#[derive(Debug)]
pub(crate) struct Hybrid {
    bytes: Bytes,
    /// Where the next run begins.
    at: usize,
    width: usize,
    run: Run,
    /// Values left of the run.
    left: usize,
}

#[derive(Debug, Clone, Copy)]
enum Run {
    Same(u32),
    /// Where the next value begins, in bits.
    Packed(usize),
}

impl Hybrid {
    /// Reads runs of values of `width` bits, at most 32.
    pub(crate) fn runs(bytes: Bytes, width: u8) -> Option<Self> {
        (width <= 32).then(|| Self { bytes, at: 0, width: width.into(), run: Run::Same(0), left: 0 })
    }

    /// Reads packed bits, without runs.
    pub(crate) fn bits(bytes: Bytes) -> Self {
        let left = bytes.len() * 8;
        Self { at: bytes.len(), bytes, width: 1, run: Run::Packed(0), left }
    }

    /// One value without end.
    pub(crate) fn constant(value: u32) -> Self {
        Self { bytes: Bytes::new(), at: 0, width: 0, run: Run::Same(value), left: usize::MAX }
    }

    /// How many values are next that are alike, at most `most` (1 or more), and which, if all are the same.
    pub(crate) fn peek(&mut self, most: usize) -> Result<(usize, Option<u32>), String> {
        while self.left == 0 {
            self.start_run().ok_or("a page ends within its values")?;
        }
        let same = if let Run::Same(value) = self.run { Some(value) } else { None };
        Ok((self.left.min(most), same))
    }

    /// Steps over values, not more than are alike.
    pub(crate) fn skip(&mut self, values: usize) {
        self.left = self.left.saturating_sub(values);
        if let Run::Packed(at) = &mut self.run {
            *at += values * self.width;
        }
    }

    /// Appends values, not more than are alike.
    pub(crate) fn take(&mut self, values: usize, out: &mut Vec<u32>) {
        let start = out.len();
        match self.run {
            Run::Same(value) => out.resize(start + values, value),
            Run::Packed(at) => {
                out.resize(start + values, 0);
                unpack(&self.bytes, at, self.width, &mut out[start..]);
            }
        }
        self.skip(values);
    }

    fn start_run(&mut self) -> Option<()> {
        let (mut header, mut shift) = (0_u64, 0);
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
            if shift > 28 {
                return None;
            }
        }
        let length = usize::try_from(header >> 1).ok()?;
        if header & 1 == 0 {
            let size = self.width.div_ceil(8);
            let value = word_at(self.bytes.get(self.at..self.at + size)?, 0) as u32;
            (self.run, self.left) = (Run::Same(value), length);
            self.at += size;
        } else {
            // Groups of eight values; the last one may be cut off where the page ends.
            let size = (length * self.width).min(self.bytes.len() - self.at);
            let values = (size * 8).checked_div(self.width).unwrap_or(length * 8);
            (self.run, self.left) = (Run::Packed(self.at * 8), values);
            self.at += size;
        }
        Some(())
    }
}

/// Reads values of `width` bits from bit `at` on.
fn unpack(bytes: &[u8], mut at: usize, width: usize, mut out: &mut [u32]) {
    let mask = ((1_u64 << width) - 1) as u32;
    while width > 0 && !out.is_empty() {
        // As many as one word has, wherever in its first byte it begins.
        let (part, rest) = out.split_at_mut(out.len().min(57 / width));
        let mut word = word_at(bytes, at / 8) >> (at % 8);
        for value in part.iter_mut() {
            *value = word as u32 & mask;
            word >>= width;
        }
        at += part.len() * width;
        out = rest;
    }
}

/// The eight bytes at a place, as far as there are that many.
fn word_at(bytes: &[u8], at: usize) -> u64 {
    let bytes = bytes.get(at..).unwrap_or_default();
    let padded = || {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        word
    };
    u64::from_le_bytes(bytes.first_chunk().copied().unwrap_or_else(padded))
}

#[cfg(test)]
mod tests;
