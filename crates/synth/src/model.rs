//! Labels that look like registered ones, in sorted order, unique, from an index alone.
//!
//! An order-3 letter model is learnt from a word list. It cuts the range `0..WIDTH` into one piece per string: the piece of a
//! string is cut again, in byte order, among its continuations. Name i of n owns the slot `[i/n, (i+1)/n)` of that range. To
//! write it, a random point of the slot is followed down the model, letter by letter. A string may be emitted only by the
//! slot that holds the **start** of the string's piece, so
//! - no two slots emit the same string, and
//! - strings come out in byte order, since starts are in byte order (a string before its continuations).
//!
//! A point is taken from the middle of its slot, so any piece narrower than half a slot starts inside it: every descent ends.
//! Whoever changes this must keep pieces a function of the string alone; whether to stop at a string may depend on anything.

use crate::rng::{Rng, mix2};

const WIDTH: u64 = 1 << 50;
/// Below this width a piece is no longer cut. Slots must be at least 8 × wider, hence at most [`MAX_SLOTS`].
const NARROW: u64 = 1 << 12;
/// The most names that one label space can hold.
pub(crate) const MAX_SLOTS: u64 = WIDTH / (NARROW * 16);

const ALPHABET: &[u8; 37] = b"-0123456789abcdefghijklmnopqrstuvwxyz";
const SYMBOLS: usize = 38; // the alphabet and the start of the label, which is symbol 0
const CONTEXTS: usize = SYMBOLS * SYMBOLS * SYMBOLS;
/// From this length on letters are uniform, which ends every descent within a few more (labels stay below 63 bytes).
const LONG: usize = 36;

/// The letter model.
pub(crate) struct Model {
    contexts: Vec<Context>,
    branches: Vec<Branch>,
}

#[derive(Clone, Copy, Default)]
struct Context {
    first: u32,
    count: u16,
    /// How often a label ends here, of 256.
    ends: u16,
}

#[derive(Clone, Copy)]
struct Branch {
    /// Where this branch begins, of 4096.
    start: u16,
    symbol: u8,
}

impl Model {
    /// Learns from words, alone and put together as registrants do (`words[i]words[j]`, with a hyphen, with digits).
    pub(crate) fn learn(words: &[&str], numbers: &[&str]) -> Self {
        let mut counts = Counts::new();
        let mut rng = Rng::new(0x5EED);
        for word in words {
            counts.add(word, 6);
            for _ in 0..8 {
                counts.add(&format!("{word}{}", rng.pick(words)), 1);
            }
            counts.add(&format!("{word}-{}", rng.pick(words)), 1);
            counts.add(&format!("{word}{}", rng.pick(numbers)), 1);
            counts.add(&format!("{}{}{word}", rng.pick(words), rng.pick(numbers)), 1);
            counts.add(&initials(&mut rng), 8);
        }
        counts.build()
    }

    /// Appends the label of slot `slot` of `slots`. `fits` tells which labels may be used (reserved ones may not); a label
    /// of its own with `x1` at the end must always fit.
    pub(crate) fn push_label(&self, slot: u64, slots: u64, key: u64, fits: impl Fn(&[u8]) -> bool, out: &mut Vec<u8>) {
        let begin = out.len();
        let slot_width = WIDTH / slots;
        let slot_start = slot * slot_width;
        let mut rng = Rng::new(mix2(key, slot));
        let point = slot_start + slot_width / 2 + rng.below(slot_width * 3 / 8);
        let (mut low, mut width, mut history) = (0, WIDTH, [0u8; 3]);
        loop {
            let length = out.len() - begin;
            let context = self.context(history);
            if low >= slot_start && length > 1 && out.last() != Some(&b'-') {
                if stops(&mut rng, context, width > slot_width) && fits(&out[begin..]) {
                    return;
                }
                if width < NARROW {
                    if !fits(&out[begin..]) {
                        out.extend_from_slice(b"x1");
                    }
                    return;
                }
            }
            let symbol;
            (symbol, low, width) = self.descend(context, length, point, low, width);
            out.push(ALPHABET[usize::from(symbol) - 1]);
            history = [history[1], history[2], symbol];
        }
    }

    fn context(&self, history: [u8; 3]) -> Context {
        self.contexts[context_of(history)]
    }

    /// The continuation whose piece holds `point`: its symbol, start and width.
    fn descend(&self, context: Context, length: usize, point: u64, low: u64, width: u64) -> (u8, u64, u64) {
        let context = if length < LONG { context } else { self.contexts[UNIFORM] };
        let first = context.first as usize;
        let branches = &self.branches[first..first + usize::from(context.count)];
        // The largest start s with low + width·s/4096 <= point, in whole numbers.
        let limit = (((point - low + 1) << 12) - 1) / width;
        let at = branches.iter().rposition(|b| u64::from(b.start) <= limit).unwrap_or(0);
        let start = (width * u64::from(branches[at].start)) >> 12;
        let end = branches.get(at + 1).map_or(width, |next| (width * u64::from(next.start)) >> 12);
        (branches[at].symbol, low + start, end - start)
    }
}

/// Two to four letters, as companies abbreviate themselves.
fn initials(rng: &mut Rng) -> String {
    let count = rng.pick(&[2, 3, 3, 4]);
    (0..count).map(|_| char::from(rng.pick(b"aabcddeefghhijkkllmmnnoppqrsssttuvwxyyz"))).collect()
}

/// Short strings that own a slot are mostly taken, as in a real zone; later the learnt end of words decides.
fn stops(rng: &mut Rng, context: Context, wide: bool) -> bool {
    let ends = u64::from(context.ends);
    let chance = if wide { 140 + ends } else { ends * 4 };
    ends > 0 && rng.below(256) < chance
}

const fn context_of(history: [u8; 3]) -> usize {
    (history[0] as usize * SYMBOLS + history[1] as usize) * SYMBOLS + history[2] as usize
}

/// No label passes through this history (the start symbol never follows another), so it can hold the uniform branches.
const UNIFORM: usize = context_of([1, 1, 0]);

fn symbol_of(byte: u8) -> u8 {
    ALPHABET.iter().position(|&b| b == byte).map_or(0, |at| at as u8 + 1)
}

/// Counts of continuations by the last three symbols and, to back off, by the last one. Symbol 0 counts ends.
struct Counts {
    by_three: Vec<[u16; SYMBOLS]>,
    by_one: Vec<[u32; SYMBOLS]>,
}

impl Counts {
    fn new() -> Self {
        Self { by_three: vec![[0; SYMBOLS]; CONTEXTS], by_one: vec![[0; SYMBOLS]; SYMBOLS] }
    }

    fn add(&mut self, label: &str, weight: u16) {
        let mut history = [0u8; 3];
        for symbol in label.bytes().map(symbol_of).chain([0]) {
            let counts = &mut self.by_three[context_of(history)];
            counts[usize::from(symbol)] = counts[usize::from(symbol)].saturating_add(weight);
            self.by_one[usize::from(history[2])][usize::from(symbol)] += u32::from(weight);
            history = [history[1], history[2], symbol];
        }
    }

    fn build(&self) -> Model {
        let mut model = Model { contexts: Vec::with_capacity(CONTEXTS), branches: Vec::new() };
        let backed_off: Vec<Context> = self.by_one.iter().map(|counts| push_context(counts, &mut model)).collect();
        for (at, counts) in self.by_three.iter().enumerate() {
            let last = at % SYMBOLS;
            let context = if counts[1..].iter().any(|&c| c > 0) {
                let one = &self.by_one[last];
                let total_three: u32 = counts.iter().map(|&c| u32::from(c)).sum();
                let total_one: u32 = one.iter().sum();
                // Seven parts learnt, one part from the last letter alone: new words, not only those of the list.
                let mixed =
                    std::array::from_fn(|s| u32::from(counts[s]) * 7 * 4096 / total_three + one[s] * 4096 / total_one);
                push_context(&mixed, &mut model)
            } else {
                backed_off[last]
            };
            model.contexts.push(context);
        }
        let mut letters = [0; SYMBOLS];
        letters[12..].fill(1);
        model.contexts[UNIFORM] = push_context(&letters, &mut model);
        model
    }
}

/// Appends the branches of one distribution. A hyphen never follows a hyphen, since no word list has two in a row.
fn push_context(counts: &[u32; SYMBOLS], model: &mut Model) -> Context {
    let total: u64 = counts[1..].iter().map(|&c| u64::from(c)).sum();
    let first = model.branches.len();
    if counts[1..].iter().all(|&count| count == 0) {
        model.branches.extend((12..SYMBOLS).map(|s| Branch { start: ((s - 12) * 157) as u16, symbol: s as u8 }));
    } else {
        let mut sum = 0;
        for (symbol, &count) in counts.iter().enumerate().skip(1).filter(|(_, count)| **count > 0) {
            model.branches.push(Branch { start: (sum * 4096 / total) as u16, symbol: symbol as u8 });
            sum += u64::from(count);
        }
    }
    let ends = u64::from(counts[0]) * 256 / (total + u64::from(counts[0])).max(1);
    Context { first: first as u32, count: (model.branches.len() - first) as u16, ends: ends as u16 }
}

#[cfg(test)]
mod tests;
