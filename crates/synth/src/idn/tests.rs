use std::collections::HashSet;

use super::{FORMS, IdnLabels};
use crate::words::{HIRAGANA, HIRAGANA_WORDS, KANJI, KATAKANA};

fn labels(size: u64) -> Vec<String> {
    let (labels, mut scratch) = (IdnLabels::new(size, 3), Vec::new());
    let label = |index| {
        let mut out = Vec::new();
        labels.push_label(index, &mut scratch, &mut out);
        String::from_utf8(out).expect("ASCII")
    };
    (0..size).map(label).collect()
}

#[test]
fn words_are_distinct() {
    let distinct = |count: usize, words: HashSet<Vec<char>>| assert_eq!(words.len(), count);
    distinct(KANJI.len(), KANJI.iter().map(|w| w.to_vec()).collect());
    distinct(HIRAGANA_WORDS.len(), HIRAGANA_WORDS.iter().map(|w| w.to_vec()).collect());
    distinct(HIRAGANA.len(), HIRAGANA.iter().map(|&c| vec![c]).collect());
    distinct(KATAKANA.len(), KATAKANA.iter().map(|&c| vec![c]).collect());
}

#[test]
fn labels_are_distinct_and_decode() {
    let labels = labels(60_000);
    assert_eq!(labels.iter().collect::<HashSet<_>>().len(), labels.len());
    for label in &labels {
        let (unicode, result) = idna::domain_to_unicode(label);
        assert!(result.is_ok() && !unicode.is_ascii(), "{label}");
        assert_eq!(idna::domain_to_ascii(&unicode).ok().as_ref(), Some(label));
        assert!(label.len() <= 63, "{label}");
    }
}

#[test]
fn small_spaces_work_and_shares_leave_the_last_form_something() {
    for size in [1, 2, 3, 7] {
        assert_eq!(labels(size).iter().collect::<HashSet<_>>().len() as u64, size);
    }
    assert!(FORMS[..FORMS.len() - 1].iter().map(|form| form.0).sum::<u64>() < 100);
}
