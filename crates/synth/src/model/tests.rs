use super::{MAX_SLOTS, Model};
use crate::words::{ENGLISH, NUMBERS, ROMAJI};

fn model() -> Model {
    Model::learn(&[ROMAJI, ENGLISH].concat(), NUMBERS)
}

fn label(model: &Model, slot: u64, slots: u64, fits: fn(&[u8]) -> bool) -> Vec<u8> {
    let mut out = Vec::new();
    model.push_label(slot, slots, 99, fits, &mut out);
    out
}

fn assert_sorted_labels(model: &Model, slots: u64, range: std::ops::Range<u64>, fits: fn(&[u8]) -> bool) {
    let mut before = Vec::new();
    for slot in range {
        let label = label(model, slot, slots, fits);
        let text = String::from_utf8_lossy(&label);
        assert!(label > before, "slot {slot} of {slots}: {text} is not after {}", String::from_utf8_lossy(&before));
        assert!((2..=63).contains(&label.len()), "{text}");
        assert!(label.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-'), "{text}");
        assert!(!text.starts_with('-') && !text.ends_with('-') && !text.contains("--"), "{text}");
        assert!(fits(&label), "{text}");
        before = label;
    }
}

#[test]
fn labels_are_sorted_hence_distinct_at_every_size() {
    let model = model();
    for slots in [1, 2, 3, 10, 1_000, 50_000] {
        assert_sorted_labels(&model, slots, 0..slots, |_| true);
    }
    for part in 0..20 {
        for slots in [MAX_SLOTS, 160_000_000] {
            let first = slots / 20 * part;
            assert_sorted_labels(&model, slots, first..first + 500, |_| true);
        }
    }
}

#[test]
fn unwanted_labels_are_avoided() {
    let model = model();
    let wanted = |label: &[u8]| label.iter().any(u8::is_ascii_digit);
    assert_sorted_labels(&model, 20_000, 0..20_000, wanted);
    assert_sorted_labels(&model, MAX_SLOTS, MAX_SLOTS - 500..MAX_SLOTS, wanted);
}

#[test]
fn lengths_are_those_of_a_zone() {
    let model = model();
    let lengths: Vec<usize> = (0..100_000).map(|slot| label(&model, slot * 10, 1_000_000, |_| true).len()).collect();
    let mean = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64;
    assert!((7.5..10.0).contains(&mean), "mean {mean}");
    let short = lengths.iter().filter(|&&length| length <= 4).count();
    assert!((2_000..12_000).contains(&short), "{short} of 100,000 have up to four letters");
}
