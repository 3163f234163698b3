//! A fuzzer that needs no nightly: the corpus, changed at random, read in every way.
//!
//! It runs for a second; `ZONEFILE_FUZZ_SECONDS` sets another time and `ZONEFILE_FUZZ_SEED` another course. A text that fails is
//! kept in the folder for temporary files of the target, its path is told, and once it is understood it belongs in `tests/corpus`.

mod common;

use common::{assert_same, line_starts, parse_pieces, parse_whole, scope_at};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};
use zonefile::{Kernel, Scope};

/// Texts do not grow beyond this, in bytes.
const MAX_TEXT: usize = 1 << 12;

#[test]
fn changed_corpus_is_read_alike_in_every_way() {
    let setting = |name, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (seconds, seed) = (setting("ZONEFILE_FUZZ_SECONDS", 1), setting("ZONEFILE_FUZZ_SEED", 1));
    let corpus = corpus();
    let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
    let (start, mut rounds) = (Instant::now(), 0u64);
    while start.elapsed() < Duration::from_secs(seconds) {
        let text = change(&corpus, &mut random);
        let cut = random.below(text.len() + 1);
        if catch_unwind(AssertUnwindSafe(|| check(&text, cut))).is_err() {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{seed}-{rounds}.zone"));
            std::fs::write(&path, &text).expect("the text can be kept");
            panic!("kept as {}", path.display());
        }
        rounds += 1;
    }
    assert!(rounds > 0);
}

/// Fails if kernels, or the whole and its pieces, differ. The parse of `common` checks that data is stable by way of its wire form.
fn check(text: &[u8], cut: usize) {
    // A vector kernel leaves the last lines of a text to the scalar one.
    let padded = [text, b"\n", &[b';'; 300]].concat();
    let starts = line_starts(&padded);
    let cuts: Vec<_> = starts.iter().copied().find(|&start| start >= cut).into_iter().collect();
    for scope in [scope_at("example."), Scope::default()] {
        let expected = parse_whole(&padded, &scope, Kernel::Scalar);
        for kernel in Kernel::available() {
            assert_same(&expected, &parse_whole(&padded, &scope, kernel), kernel.name());
            let pieces = parse_pieces(&padded, &cuts, &scope, kernel);
            assert_same(&expected, &pieces, &format!("{} cut at {cuts:?}", kernel.name()));
        }
        let bare = parse_whole(text, &scope, Kernel::Scalar);
        for kernel in Kernel::available() {
            assert_same(&bare, &parse_whole(text, &scope, kernel), kernel.name());
        }
    }
}

/// A text of the corpus with a few changes.
fn change(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = random.pick(corpus).clone();
    text.truncate(MAX_TEXT);
    for _ in 0..=random.below(6) {
        let at = random.below(text.len() + 1);
        let longest = 1 << random.below(8);
        let end = (at + random.below(longest)).min(text.len());
        match random.below(8) {
            0 => drop(text.drain(at..end)),
            1 => {
                let copied = text[at..end].to_vec();
                let to = random.below(text.len() + 1);
                text.splice(to..to, copied);
            }
            2 => {
                let other = random.pick(corpus);
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                text.splice(at..end, other[from..to].iter().copied());
            }
            3 => drop(text.splice(at..at, std::iter::repeat_n(random.byte(), random.below(100)))),
            4 if at < text.len() => text[at] = random.byte(),
            5 if at < text.len() => text[at] ^= 1 << random.below(8),
            _ => text.insert(at, random.byte()),
        }
        text.truncate(MAX_TEXT);
    }
    text
}

/// Every file of the corpus.
fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut paths = Vec::new();
    for kind in ["ok", "err"] {
        let entries = std::fs::read_dir(folder.join(kind)).expect("the corpus is there");
        paths.extend(entries.map(|entry| entry.expect("a folder entry").path()));
    }
    paths.retain(|path| path.extension().is_some_and(|suffix| suffix == "zone"));
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("the file can be read")).collect()
}

/// Marsaglia's xorshift: enough to wander about, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// Below `limit`, which is not zero.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Mostly one that means something.
    fn byte(&mut self) -> u8 {
        const SPECIAL: &[u8] = b" \t\n\n\r\"();\\\0.@$aA09\x01\x1f\x7f\xff";
        if self.below(4) == 0 { self.next() as u8 } else { *self.pick(SPECIAL) }
    }
}
