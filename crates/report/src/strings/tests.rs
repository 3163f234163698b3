use super::labels::LABELS;
use super::{ALL, Lang, label, qualified, text};

/// Texts that are the same in both languages.
const INTERNATIONAL: &[&str] = &["SPF", "BLAKE3"];

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

#[test]
fn every_text_has_both_languages() {
    for (key, en, ja) in ALL {
        assert!(!en.is_empty() && !is_japanese(en), "{key:?}");
        assert!(is_japanese(ja) || INTERNATIONAL.contains(ja), "{key:?}: {ja}");
        assert_eq!((text(*key, Lang::En), text(*key, Lang::Ja)), (*en, *ja));
        let holes = |t: &str| t.matches('{').count();
        assert_eq!(holes(en), holes(ja), "{key:?}");
    }
}

#[test]
fn labels_are_unique_and_english_where_english_is_asked_for() {
    for (i, (name, en, _)) in LABELS.iter().enumerate() {
        assert!(!is_japanese(en), "{name}");
        assert!(LABELS[..i].iter().all(|(other, _, _)| other != name), "{name} twice");
    }
}

#[test]
fn names_of_the_registry_are_translated() {
    assert_eq!(label("organizational", Lang::Ja), "属性型");
    assert_eq!(label("PREF", Lang::Ja), "都道府県型");
    assert_eq!(label("general", Lang::Ja), "汎用");
    assert_eq!(label("Kyushu-Okinawa", Lang::Ja), "九州沖縄");
    assert_eq!(label("三重県", Lang::En), "Mie");
    assert_eq!(label("近畿", Lang::En), "Kinki");
    assert_eq!(label("<script>", Lang::Ja), "<script>");
}

#[test]
fn a_name_with_two_meanings_is_told_apart_by_its_owner() {
    assert_eq!(label(&qualified("spf_all", "none"), Lang::En), "no “all”");
    assert_eq!(label(&qualified("dmarc_policy", "none"), Lang::En), "none");
    assert_eq!(label(&qualified("kind", "prefecture"), Lang::Ja), "都道府県");
    assert_eq!(label(&qualified("registration", "prefecture"), Lang::Ja), "都道府県型");
    assert_eq!(qualified("state", "<none>"), "<none>");
}
