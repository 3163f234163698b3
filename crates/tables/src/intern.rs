//! Numbers for values: equal values share one, counted from 0 in the order in which they come.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use twox_hash::xxhash3_64::Hasher;

/// A hash table from hashes to numbers; the values themselves lie with the owner.
#[derive(Debug, Clone)]
struct Index {
    /// A part of the hash, and the number.
    numbers: HashTable<(u32, u32)>,
}

impl Index {
    fn new() -> Self {
        Self { numbers: HashTable::new() }
    }

    /// The number of the value for which `is_equal` holds.
    fn find(&self, tag: u32, is_equal: impl Fn(u32) -> bool) -> Option<u32> {
        self.numbers.find(spread(tag), |(t, id)| *t == tag && is_equal(*id)).map(|(_, id)| *id)
    }

    /// The number of the value for which `is_equal` holds, and whether it is a new one.
    fn intern(&mut self, tag: u32, is_equal: impl Fn(u32) -> bool) -> (u32, bool) {
        let next = self.numbers.len() as u32;
        match self.numbers.entry(spread(tag), |(t, id)| *t == tag && is_equal(*id), |(t, _)| spread(*t)) {
            Entry::Occupied(known) => (known.get().1, false),
            Entry::Vacant(place) => {
                place.insert((tag, next));
                (next, true)
            }
        }
    }
}

/// A hash of all its bits from a part of one.
fn spread(tag: u32) -> u64 {
    let hash = u64::from(tag).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ (hash >> 32)
}

/// A seed of this process: names come from strangers, who shall not choose what collides.
fn seed() -> u64 {
    RandomState::new().hash_one(0)
}

/// Distinct texts.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    index: Index,
    seed: u64,
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn new() -> Self {
        Self { index: Index::new(), seed: seed(), bytes: String::new(), ends: Vec::new() }
    }

    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        self.intern_tagged(text, self.tag(text))
    }

    fn intern_tagged(&mut self, text: &str, tag: u32) -> u32 {
        let (bytes, ends) = (&self.bytes, &self.ends);
        let (id, is_new) = self.index.intern(tag, |id| is_text(bytes, ends, id, text));
        if is_new {
            self.bytes.push_str(text);
            self.ends.push(self.bytes.len());
        }
        id
    }

    /// Interns many: first all are looked up, so that the memory that the table and the texts lie in is waited for together.
    pub(crate) fn intern_all(&mut self, texts: &[Option<&str>], mut take: impl FnMut(Option<u32>)) {
        const TOGETHER: usize = 64;
        let (mut tags, mut found, mut places) = ([0; TOGETHER], [None; TOGETHER], [(0, 0); TOGETHER]);
        for texts in texts.chunks(TOGETHER) {
            for (tag, text) in tags.iter_mut().zip(texts) {
                *tag = text.map_or(0, |text| self.tag(text));
            }
            for (found, tag) in found.iter_mut().zip(&tags) {
                *found = self.index.find(*tag, |_| true);
            }
            for (place, found) in places.iter_mut().zip(&found) {
                let range = found.map_or(0..0, |id| range(&self.ends, id));
                *place = (range.start, range.end);
            }
            for (((text, found), place), tag) in texts.iter().zip(&found).zip(&places).zip(&tags) {
                let id = text.map(|text| match found {
                    Some(id) if self.bytes.as_bytes()[place.0..place.1] == *text.as_bytes() => *id,
                    _ => self.intern_tagged(text, *tag),
                });
                take(id);
            }
        }
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.index.find(self.tag(text), |id| is_text(&self.bytes, &self.ends, id, text))
    }

    fn tag(&self, text: &str) -> u32 {
        Hasher::oneshot_with_seed(self.seed, text.as_bytes()) as u32
    }

    pub(crate) fn get(&self, id: u32) -> &str {
        &self.bytes[range(&self.ends, id)]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|id| self.get(id))
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of all texts together.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Whether this is the text of a number; bytes need no look at where characters begin.
fn is_text(bytes: &str, ends: &[usize], id: u32, text: &str) -> bool {
    &bytes.as_bytes()[range(ends, id)] == text.as_bytes()
}

/// Whether this is the tuple of a number. Tuples are short or empty: a call of `memcmp` costs more than a loop, and with no
/// bytes at an address that is none, hundreds of cycles.
fn is_tuple(numbers: &[u32], ends: &[usize], id: u32, tuple: &[u32]) -> bool {
    numbers[range(ends, id)].iter().eq(tuple)
}

/// Where the value of a number lies.
fn range(ends: &[usize], id: u32) -> Range<usize> {
    let id = id as usize;
    id.checked_sub(1).map_or(0, |before| ends[before])..ends[id]
}

/// Distinct runs of numbers, all of one length or each of its own.
#[derive(Debug, Clone)]
pub(crate) struct Tuples {
    index: Index,
    seed: u64,
    numbers: Vec<u32>,
    ends: Vec<usize>,
}

impl Tuples {
    pub(crate) fn new() -> Self {
        Self { index: Index::new(), seed: seed(), numbers: Vec::new(), ends: Vec::new() }
    }

    pub(crate) fn intern(&mut self, tuple: &[u32]) -> u32 {
        let hash = tuple.iter().fold(self.seed, |hash, number| mix(hash, u64::from(*number)));
        let (numbers, ends) = (&self.numbers, &self.ends);
        let (id, is_new) = self.index.intern(hash as u32, |id| is_tuple(numbers, ends, id, tuple));
        if is_new {
            self.numbers.extend(tuple);
            self.ends.push(self.numbers.len());
        }
        id
    }

    pub(crate) fn get(&self, id: u32) -> &[u32] {
        &self.numbers[range(&self.ends, id)]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ends.len() as u32).map(|id| self.get(id))
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Distinct words.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// Words with their numbers.
    numbers: HashTable<(u64, u32)>,
    seed: u64,
    words: Vec<u64>,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self { numbers: HashTable::new(), seed: seed(), words: Vec::new() }
    }

    pub(crate) fn intern(&mut self, word: u64) -> u32 {
        let (seed, next) = (self.seed, self.words.len() as u32);
        match self.numbers.entry(mix(seed, word), |(known, _)| *known == word, |(known, _)| mix(seed, *known)) {
            Entry::Occupied(known) => known.get().1,
            Entry::Vacant(place) => {
                place.insert((word, next));
                self.words.push(word);
                next
            }
        }
    }

    pub(crate) fn get(&self, id: u32) -> u64 {
        self.words[id as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u64> {
        self.words.iter().copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

/// Takes one more number into a hash.
fn mix(hash: u64, number: u64) -> u64 {
    let hash = (hash ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash ^ (hash >> 32)
}
