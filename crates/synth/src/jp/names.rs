//! The names of .jp: which labels below which suffix, in nearly canonical order.
//!
//! Segments follow each other as their second-level labels sort, and the general-use names are cut where such a label falls
//! between them. Labels come out sorted, except Japanese ones and those of halls.

use super::figures as f;
use crate::idn::IdnLabels;
use crate::model::Model;
use crate::places::{DESIGNATED_CITIES, PREFECTURES, Prefecture};
use crate::punycode::push_a_label;
use crate::rng::{mix, mix2};
use crate::words::{ENGLISH, NUMBERS, ROMAJI};

/// The registration type in the finest division of the truth.
pub(crate) const KINDS: [&str; 12] =
    ["AD", "AC", "CO", "GO", "OR", "NE", "GR", "ED", "LG", "geographic", "prefecture", "general"];
const KIND_GEOGRAPHIC: usize = 9;
const KIND_PREFECTURE: usize = 10;
const KIND_GENERAL: usize = 11;

/// The published group of a kind.
pub(crate) const fn group_of(kind: usize) -> usize {
    match kind {
        KIND_PREFECTURE => f::GEOGRAPHIC,
        KIND_GENERAL => f::GENERAL,
        _ => kind,
    }
}

/// Labels directly below .jp, or below a prefecture, that have a meaning of their own.
const HALLS: [&str; 5] = ["city", "metro", "pref", "town", "vill"];

/// A run of names with one suffix.
pub(crate) struct Segment {
    pub(crate) kind: usize,
    /// The index in the group of the segment's first name.
    pub(crate) base: u64,
    pub(crate) size: u64,
    suffix: Vec<u8>,
    labels: Labels,
    key: u64,
}

enum Labels {
    /// The slots from `first` of a space of `slots`.
    Learnt {
        first: u64,
        slots: u64,
        fits: fn(&[u8]) -> bool,
    },
    /// The same from the Japanese model, with `city`, `town` or `vill` in front.
    Hall {
        slots: u64,
    },
    Japanese(IdnLabels),
    /// One name, with nothing but the suffix.
    Fixed,
}

/// All names that a universe holds.
pub(crate) struct Names {
    pub(crate) segments: Vec<Segment>,
    models: Models,
}

struct Models {
    all: Model,
    romaji: Model,
}

impl Names {
    /// Names for groups of these universe sizes.
    pub(crate) fn new(universes: &[u64], seed: u64) -> Self {
        let words: Vec<&str> = [ROMAJI, ENGLISH].concat();
        let models = Models { all: Model::learn(&words, NUMBERS), romaji: Model::learn(ROMAJI, &["1"]) };
        let mut layout = Layout { seed, next_base: [0; 11], placed: Vec::new() };
        for (kind, &size) in universes.iter().enumerate().take(f::LG) {
            let label = KINDS[kind].to_ascii_lowercase();
            layout.push(&label, kind, size, format!(".{label}.jp"), learnt(size, any_label));
        }
        layout.push_lg(universes[f::LG]);
        layout.push_geographic(universes[f::GEOGRAPHIC]);
        let names = universes[f::GENERAL];
        let japanese = names * f::IDN_PERCENT / 100;
        let labels = Labels::Japanese(IdnLabels::new(japanese, seed));
        layout.push("xn--", KIND_GENERAL, japanese, ".jp".into(), labels);
        Self { segments: layout.finish(&models, names - japanese), models }
    }

    /// A label for a hoster.
    pub(crate) fn hoster_label(&self, slot: u64, slots: u64, key: u64) -> Vec<u8> {
        let mut label = Vec::new();
        self.models.all.push_label(slot, slots, key, any_label, &mut label);
        label
    }

    /// Appends the name at `index` of a segment, lower case and without the final dot.
    pub(crate) fn push_name(&self, segment: &Segment, index: u64, scratch: &mut Vec<char>, out: &mut Vec<u8>) {
        match &segment.labels {
            Labels::Learnt { first, slots, fits } => {
                self.models.all.push_label(first + index, *slots, segment.key, fits, out);
            }
            Labels::Hall { slots } => {
                let kind: &[u8] = match mix2(segment.key, index) % 10 {
                    0..=4 => b"city.",
                    5..=8 => b"town.",
                    _ => b"vill.",
                };
                out.extend_from_slice(kind);
                self.models.romaji.push_label(index, *slots, segment.key, any_label, out);
            }
            Labels::Japanese(labels) => labels.push_label(index, scratch, out),
            Labels::Fixed => {}
        }
        out.extend_from_slice(&segment.suffix);
    }
}

const fn learnt(slots: u64, fits: fn(&[u8]) -> bool) -> Labels {
    Labels::Learnt { first: 0, slots, fits }
}

const fn any_label(_: &[u8]) -> bool {
    true
}

fn is_no_hall(label: &[u8]) -> bool {
    !HALLS.iter().any(|hall| hall.as_bytes() == label)
}

/// General-use labels are none of the other types' second-level labels.
fn is_general(label: &[u8]) -> bool {
    let is = |other: &str| other.as_bytes() == label;
    label.len() > 10
        || !(KINDS[..=f::LG].iter().any(|kind| kind.as_bytes().eq_ignore_ascii_case(label))
            || PREFECTURES.iter().any(|prefecture| is(prefecture.label))
            || DESIGNATED_CITIES.iter().copied().any(is))
}

/// Prefecture-type labels must not be municipalities. Those are Japanese words: no l, q, v, x, no digit, and a vowel, `n` or `h`
/// at the end. Whatever breaks that rule is none, without a list of all of them.
fn is_no_municipality(label: &[u8]) -> bool {
    let foreign = |byte: &u8| byte.is_ascii_digit() || b"lqvx".contains(byte);
    let foreign_end = |byte: &u8| b"bcdfgjkmprstwyz".contains(byte);
    (label.iter().any(foreign) || label.last().is_some_and(foreign_end)) && is_no_hall(label)
}

/// Segments on their way to being in order.
struct Layout {
    seed: u64,
    next_base: [u64; 11],
    placed: Vec<(String, Segment)>,
}

impl Layout {
    fn push(&mut self, second_level: &str, kind: usize, size: u64, suffix: String, labels: Labels) {
        if size == 0 {
            return;
        }
        let key = suffix.bytes().fold(self.seed, |key, byte| mix(key ^ u64::from(byte)));
        let base = self.next_base[group_of(kind)];
        self.next_base[group_of(kind)] += size;
        let segment = Segment { kind, base, size, suffix: suffix.into_bytes(), labels, key };
        self.placed.push((second_level.to_owned(), segment));
    }

    fn push_lg(&mut self, size: u64) {
        let prefectures = (size / 4).min(PREFECTURES.len() as u64);
        for prefecture in PREFECTURES.iter().take(prefectures as usize) {
            self.push("lg", f::LG, 1, format!("{}.lg.jp", prefecture_hall(prefecture)), Labels::Fixed);
        }
        let rest = size - prefectures;
        self.push("lg", f::LG, rest, ".lg.jp".into(), Labels::Hall { slots: rest });
    }

    fn push_geographic(&mut self, size: u64) {
        let prefecture_type = (u128::from(size) * u128::from(f::REFERENCE_PREFECTURE)
            / u128::from(f::REFERENCE_BY_TYPE[f::GEOGRAPHIC])) as u64;
        let geographic = size - prefecture_type;
        let mut halls = halls();
        halls.sort_by_key(|(_, name)| name.bytes().fold(0, |key, byte| mix(key ^ u64::from(byte))));
        halls.truncate((geographic / 3) as usize);
        let rest = geographic - halls.len() as u64;
        for (second_level, name) in halls {
            self.push(&second_level, KIND_GEOGRAPHIC, 1, name, Labels::Fixed);
        }
        let suffixes = geographic_suffixes();
        let parts = even_parts(rest, suffixes.len());
        for ((second_level, suffix), part) in suffixes.into_iter().zip(parts) {
            self.push(&second_level, KIND_GEOGRAPHIC, part, suffix, learnt(part, is_no_hall));
        }
        self.push_prefecture_type(prefecture_type);
    }

    /// One name in five is below the prefecture's Japanese label.
    fn push_prefecture_type(&mut self, size: u64) {
        let total: u64 = PREFECTURES.iter().map(|p| p.weight).sum();
        let share = |weight: u64| (u128::from(size) * u128::from(weight) / u128::from(total)) as u64;
        let mut before = 0;
        for prefecture in PREFECTURES {
            let names = share(before + prefecture.weight) - share(before);
            before += prefecture.weight;
            let japanese = names / 5;
            let (ascii, mut a_label) = (prefecture.label, Vec::new());
            push_a_label(prefecture.kanji, &mut a_label);
            let a_label = String::from_utf8_lossy(&a_label).into_owned();
            let labels = learnt(names - japanese, is_no_municipality);
            self.push(ascii, KIND_PREFECTURE, names - japanese, format!(".{ascii}.jp"), labels);
            let labels = Labels::Japanese(IdnLabels::new(japanese, mix2(self.seed, before)));
            self.push(&a_label, KIND_PREFECTURE, japanese, format!(".{a_label}.jp"), labels);
        }
    }

    /// Sorts by second-level label and puts the ASCII general-use names between.
    fn finish(mut self, models: &Models, general: u64) -> Vec<Segment> {
        self.placed.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut segments, mut from) = (Vec::new(), 0);
        let base = self.next_base[f::GENERAL];
        let key = mix(self.seed);
        let push_general = |from: u64, to: u64, segments: &mut Vec<Segment>| {
            if to > from {
                let labels = Labels::Learnt { first: from, slots: general, fits: is_general };
                let (kind, suffix) = (KIND_GENERAL, b".jp".to_vec());
                segments.push(Segment { kind, base: base + from, size: to - from, suffix, labels, key });
            }
        };
        for (second_level, segment) in self.placed {
            let to = first_above(&models.all, general, key, second_level.as_bytes()).max(from);
            push_general(from, to, &mut segments);
            segments.push(segment);
            from = to;
        }
        push_general(from, general, &mut segments);
        segments
    }
}

/// The first slot whose label sorts after `bound`.
fn first_above(model: &Model, slots: u64, key: u64, bound: &[u8]) -> u64 {
    let (mut low, mut high, mut label) = (0, slots, Vec::new());
    while low < high {
        let middle = low + (high - low) / 2;
        label.clear();
        model.push_label(middle, slots, key, is_general, &mut label);
        if label.as_slice() > bound { high = middle } else { low = middle + 1 }
    }
    low
}

fn prefecture_hall(prefecture: &Prefecture) -> String {
    let hall = if prefecture.label == "tokyo" { "metro" } else { "pref" };
    format!("{hall}.{}", prefecture.label)
}

/// Names of halls: prefectures, designated cities, municipalities; each with its second-level label.
fn halls() -> Vec<(String, String)> {
    let mut halls: Vec<(String, String)> =
        DESIGNATED_CITIES.iter().map(|city| ((*city).into(), format!("city.{city}.jp"))).collect();
    for prefecture in PREFECTURES {
        let mut push = |name| halls.push((prefecture.label.to_owned(), name));
        push(format!("{}.jp", prefecture_hall(prefecture)));
        for municipality in prefecture.municipalities {
            push(format!("{municipality}.{}.jp", prefecture.label));
        }
    }
    halls
}

/// Suffixes below which geographic names are registered, each with its second-level label.
fn geographic_suffixes() -> Vec<(String, String)> {
    let mut suffixes: Vec<(String, String)> =
        DESIGNATED_CITIES.iter().map(|city| ((*city).into(), format!(".{city}.jp"))).collect();
    for prefecture in PREFECTURES {
        for municipality in prefecture.municipalities {
            let name = municipality.split_once('.').map_or(*municipality, |(_, name)| name);
            suffixes.push((prefecture.label.into(), format!(".{name}.{}.jp", prefecture.label)));
        }
    }
    suffixes
}

fn even_parts(total: u64, parts: usize) -> Vec<u64> {
    crate::share::largest_remainder(total, &vec![1; parts])
}
