//! Japanese labels in their `xn--` form, unique, from an index alone.
//!
//! Each form fixes its scripts and the number of characters, and each part has one width, so a label can be taken apart in
//! one way only; hence different indexes give different labels. Forms fill up to their share or to what they can hold; the
//! last one takes the rest.

use crate::permute::Permutation;
use crate::punycode::push_a_label;
use crate::rng::mix2;
use crate::words::{HIRAGANA, HIRAGANA_WORDS, KANJI, KATAKANA};

#[derive(Clone, Copy)]
enum Part {
    Kanji,
    HiraganaWord,
    Hiragana,
    Katakana,
    No,
}

use Part::{Hiragana, HiraganaWord, Kanji, Katakana, No};

/// Forms with their share in percent.
const FORMS: &[(u64, &[Part])] = &[
    (30, &[Kanji, Kanji]),
    (5, &[HiraganaWord, Kanji]),
    (20, &[Kanji, Kanji, Kanji]),
    (15, &[Katakana, Katakana, Katakana, Kanji]),
    (15, &[Katakana, Katakana, Katakana, Katakana]),
    (5, &[Hiragana, Hiragana, Hiragana, No, Kanji]),
    (10, &[Katakana, Katakana, Katakana, Katakana, Katakana, Kanji]),
];

impl Part {
    const fn choices(self) -> u64 {
        match self {
            Kanji => KANJI.len() as u64,
            HiraganaWord => HIRAGANA_WORDS.len() as u64,
            Hiragana => HIRAGANA.len() as u64,
            Katakana => KATAKANA.len() as u64,
            No => 1,
        }
    }

    fn push(self, choice: u64, label: &mut Vec<char>) {
        let at = choice as usize;
        match self {
            Kanji => label.extend(KANJI[at]),
            HiraganaWord => label.extend(HIRAGANA_WORDS[at]),
            Hiragana => label.push(HIRAGANA[at]),
            Katakana => label.push(KATAKANA[at]),
            No => label.push('の'),
        }
    }
}

/// A space of `size` Japanese labels.
pub(crate) struct IdnLabels {
    forms: Vec<Form>,
}

struct Form {
    /// First index of this form.
    first: u64,
    parts: &'static [Part],
    order: Permutation,
}

impl IdnLabels {
    pub(crate) fn new(size: u64, key: u64) -> Self {
        let (mut forms, mut first) = (Vec::new(), 0);
        for (at, &(percent, parts)) in FORMS.iter().enumerate() {
            let capacity: u64 = parts.iter().map(|part| part.choices()).product();
            let order = Permutation::new(capacity, mix2(key, at as u64));
            forms.push(Form { first, parts, order });
            first += (size * percent / 100).min(capacity);
        }
        Self { forms }
    }

    /// Appends the A-label of `index`, which is below the size.
    pub(crate) fn push_label(&self, index: u64, scratch: &mut Vec<char>, out: &mut Vec<u8>) {
        let at = self.forms.partition_point(|form| form.first <= index) - 1;
        let form = &self.forms[at];
        let mut choice = form.order.at(index - form.first);
        scratch.clear();
        for part in form.parts {
            part.push(choice % part.choices(), scratch);
            choice /= part.choices();
        }
        push_a_label(scratch, out);
    }
}

#[cfg(test)]
mod tests;
