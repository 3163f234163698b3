use super::labels::{LABELS, PARTS, REJECTS};
use super::notes::NOTES;
use super::{ALL, Lang, label, note, part_label, qualified, reject_label, text};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Texts that are the same in both languages.
const INTERNATIONAL: &[&str] = &["SPF", "BLAKE3"];

/// What tables write that Japanese readers know by this name: protocols, records and words of their syntax.
const TERMS: &[&str] = &[
    "MX",
    "SPF",
    "DMARC",
    "DS",
    "NS",
    "Null MX",
    "v=spf1 -all",
    "MTA-STS",
    "TLSRPT",
    "BIMI",
    "none",
    "quarantine",
    "reject",
    "redirect",
];

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

/// The pipelines that come with the program, and the tables that all pipelines can have.
fn shipped() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../../pipelines");
    let files = fs::read_dir(folder).expect("pipelines").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    files.push(root.join("../tables/src/defaults.toml"));
    assert!(files.len() > 10, "{files:?}");
    files
}

/// Every text that a pipeline makes tables say: titles, columns, denominators, keys and groups; qualified where the report does.
fn words_of(pipeline: &toml::Table) -> BTreeSet<String> {
    let list = |value: &toml::Table, key: &str| value.get(key).and_then(|v| v.as_array().cloned()).unwrap_or_default();
    let string = |value: &toml::Value| value.as_str().expect("a string").to_owned();
    let mut words: BTreeSet<String> = pipeline.get("title").map(string).into_iter().collect();
    for table in list(pipeline, "table") {
        let table = table.as_table().expect("a table");
        let name = string(&table["name"]);
        words.insert(table.get("title").map_or_else(|| name.clone(), string));
        words.extend(list(table, "order").iter().map(string));
        words.extend(list(table, "by").iter().map(|by| string(by).rsplit(' ').next().unwrap_or_default().to_owned()));
        for metric in list(table, "metrics") {
            words.insert(qualified(&name, &string(&metric["name"])));
            words.insert(string(&metric["denominator_name"]));
        }
    }
    let states = pipeline.get("diff").and_then(|diff| diff.as_table()).map(|diff| list(diff, "states"));
    words.extend(states.unwrap_or_default().iter().map(|state| string(&state["name"])));
    words
}

#[test]
fn what_shipped_tables_say_is_in_japanese() {
    let mut left = BTreeSet::new();
    let mut seen = 0;
    for path in shipped() {
        let text = fs::read_to_string(&path).expect("a pipeline");
        let words = words_of(&text.parse().expect("TOML"));
        seen += words.len();
        // A pipeline of a registry is called by its domain.
        let words = words.into_iter().filter(|word| !word.starts_with('.') && !TERMS.contains(&word.as_str()));
        left.extend(words.filter(|word| !is_japanese(&label(word, Lang::Ja)) && !is_international(word)));
    }
    assert!(seen > 150, "{seen}");
    assert!(left.is_empty(), "not in LABELS: {left:#?}");
}

/// Whether a label is listed, as the same in both languages.
fn is_international(word: &str) -> bool {
    LABELS.iter().any(|(name, en, ja)| *name == word && en == ja && TERMS.contains(ja))
}

#[test]
fn groups_of_shipped_taxonomies_are_in_japanese() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines/taxonomies");
    let mut groups = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("taxonomies") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "tsv") {
            let text = fs::read_to_string(path).expect("a taxonomy");
            let mut lines = text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'));
            let at = lines.next().and_then(|mut head| head.position(|name| name == "group")).expect("a head");
            groups.extend(lines.filter_map(|mut line| line.nth(at).map(str::to_owned)));
        }
    }
    assert!(groups.len() > 10, "{groups:?}");
    for group in groups {
        assert!(is_japanese(&label(&group, Lang::Ja)), "{group}");
    }
}

#[test]
fn every_reason_of_a_reject_is_in_both_languages() {
    let codes: Vec<&str> = zonefile::ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    let listed: Vec<&str> = REJECTS.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, listed);
    assert!(REJECTS.iter().all(|(_, en, ja)| is_japanese(ja) && !is_japanese(en)));
    assert_eq!(reject_label("bad_ttl", Lang::Ja), "TTLの範囲外 (bad_ttl)");
    assert_eq!(reject_label("<b>", Lang::Ja), "<b>");
}

#[test]
fn notes_are_in_japanese_with_what_they_name() {
    for (en, ja) in NOTES {
        assert!(is_japanese(ja) && en.matches("{}").count() == ja.matches("{}").count(), "{en}");
    }
    assert!(PARTS.iter().all(|(_, _, ja)| is_japanese(ja)));
    assert_eq!(part_label("taxonomy jp", Lang::Ja), "分類 jp");
    for (en, ja) in [
        ("no snapshot in 2018-12", "2018-12は調査がありません。"),
        ("no snapshot from 2018-12 to 2019-02 (3 months)", "2018-12から2019-02まで（3か月間）は調査がありません。"),
        (
            "2019-01-01 to 2019-03-01: zonecensus.providers changed from (none) to common",
            "2019-01-01から2019-03-01までの間に、事業者規則が「なし」から「common」に変わりました。",
        ),
        (
            "a to b: zonecensus.taxonomy changed from  to jp",
            "aからbまでの間に、分類が「なし」から「jp」に変わりました。",
        ),
        ("<b>mine</b>", "<b>mine</b>"),
    ] {
        assert_eq!((note(en, Lang::En), note(en, Lang::Ja)), (en.to_owned(), ja.to_owned()));
    }
}
