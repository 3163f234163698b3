//! The page as text: its policy, its escaping, its size, and that the figures in it are those given.

mod common;

use base64::Engine;
use common::{example, hostile};
use report::{Key, Lang, ReportData, figures, render};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What stands between two tags, once each.
fn between<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    assert_eq!(page.matches(open).count(), 1, "{open}");
    page.split_once(open).and_then(|(_, rest)| rest.split_once(close)).expect("both tags").0
}

#[test]
fn the_policy_allows_exactly_the_blocks_of_the_page() {
    let page = render(&example(2), Lang::En);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    for (directive, open, close) in [("style-src", "<style>", "</style>"), ("script-src", "<script>", "</script>")] {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(between(&page, open, close)));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none';"));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    // Inline styles and handlers would be blocked.
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}

#[test]
fn hostile_text_stays_text() {
    let data = hostile();
    for lang in Lang::ALL {
        let page = render(&data, lang);
        let body = page.replace(between(&page, "<script>", "</script>"), "");
        for tag in ["<script>window", "<img", "<svg onload", "<a href=javascript", "</pre></script>"] {
            assert!(!body.contains(tag), "{tag}");
        }
        assert!(!page.contains(['\u{202e}', '\0', '\u{7}', '\u{1b}', '\u{200b}']));
        assert!(page.contains("moc.\\u{202e}gpj.live") && page.contains("nul\\u{0}bell"));
        assert_eq!(page.matches("<script").count(), 1);
    }
    for figure in figures(&data, Lang::En) {
        let svg = figure.svg.unwrap_or_default();
        assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains('\u{202e}'));
        let mut lines = csv::ReaderBuilder::new().has_headers(true).from_reader(figure.csv.as_bytes());
        for line in lines.records() {
            let line = line.expect("lines of one length");
            assert!(line.iter().all(|cell| !cell.starts_with('=')), "{line:?}");
        }
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(figure.name.chars().all(is_plain), "{}", figure.name);
    }
}

#[test]
fn ids_are_unique() {
    let page = render(&hostile(), Lang::En);
    let mut seen = BTreeSet::new();
    for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(seen.insert(id), "{id} twice");
    }
}

#[test]
fn twenty_snapshots_fit_in_a_megabyte() {
    for lang in Lang::ALL {
        let page = render(&example(20), lang);
        assert!(page.len() < 1_000_000, "{} bytes", page.len());
    }
}

#[test]
fn both_languages_are_there_unless_the_page_grows_too_long() {
    let views = |snapshots| render(&example(snapshots), Lang::Ja).matches("class=\"view\"").count();
    assert_eq!((views(6), views(20)), (2, 1));
    assert!(!render(&example(20), Lang::Ja).contains("data-lang=\""));
}

#[test]
fn counts_and_denominators_are_on_the_page() {
    let page = render(&example(2), Lang::En);
    // Hokkaido of the survey, and a rate that needs more than one decimal.
    assert!(page.contains("<b>72.2%</b><small>130 / 180</small>"));
    assert!(page.contains("<b>0.0014%</b><small>18 / 1,290,000</small>"));
    assert!(page.contains("0.0014% = 18 / 1,290,000 names with MX"));
    assert!(page.contains("0.0013% = 20 / 1,566,647 all names"));
    let japanese = render(&example(2), Lang::Ja);
    assert!(japanese.contains("0.0014% = 18 / 1,290,000（分母：MXのあるドメイン名）"));
    for term in ["地域型", "汎用", "九州沖縄", "全体"] {
        assert!(japanese.contains(term), "{term}");
    }
}

#[test]
fn the_language_asked_for_is_shown() {
    for lang in Lang::ALL {
        let page = render(&example(1), lang);
        let other = Lang::ALL.into_iter().find(|l| *l != lang).expect("two languages");
        assert!(page.contains(&format!("<html lang=\"{}\">", lang.tag())));
        let view = |lang: Lang| page.split_once(&format!("class=\"view\" lang=\"{}\"", lang.tag())).expect("a view").1;
        assert!(!view(lang).split('>').next().unwrap_or_default().ends_with("hidden"));
        assert!(view(other).split('>').next().unwrap_or_default().ends_with("hidden"));
    }
}

#[test]
fn what_is_absent_is_named_with_the_reason() {
    let mut data = example(1);
    data.tables.retain(|table| table.name == "adoption");
    data.runs.clear();
    let page = render(&data, Lang::En);
    assert!(page.contains("id=\"en-adoption\""));
    for id in
        ["regions", "trend", "policy", "spf", "nonsending", "transport", "providers", "transitions", "errors", "runs"]
    {
        assert!(!page.contains(&format!("id=\"en-{id}\"")), "{id}");
    }
    for (title, reason) in [
        ("SPF", "The pipeline makes no table of it."),
        ("Trend", "This needs two snapshots; the report is of one."),
        ("Changes since the snapshot before", "This needs two snapshots; the report is of one."),
    ] {
        assert!(page.contains(&format!("<dt>{title}</dt><dd>{reason}</dd>")), "{title}");
    }
    data.tables[0].rows.iter_mut().for_each(|row| (row.numerator, row.denominator) = (0, 0));
    let unknown = render(&data, Lang::En);
    assert!(unknown.contains("<dt>Adoption by type</dt><dd>No name has what this is counted over"));
    assert!(render(&ReportData::default(), Lang::Ja).contains("id=\"ja-reading\""));
    assert!(!render(&example(2), Lang::En).contains("id=\"en-missing\""));
}

#[test]
fn denominators_of_zero_have_no_rate() {
    let mut data = example(1);
    let row = &mut data.tables[0].rows[0];
    (row.numerator, row.denominator) = (0, 0);
    assert!(render(&data, Lang::En).contains("<b>–</b><small>0 / 0</small>"));
}

#[test]
fn unknown_tables_are_shown_and_long_ones_cut() {
    let mut data = example(1);
    let mut table = data.tables[0].clone();
    table.name = "states".to_owned();
    table.rows.retain(|row| row.metric == "MX");
    let first = table.rows[0].clone();
    let values = (0..5000).map(|i| report::Row { keys: vec![Key::Value(format!("state-{i}"))], ..first.clone() });
    table.rows = values.collect();
    data.tables.push(table);
    let page = render(&data, Lang::En);
    assert!(page.contains("id=\"en-others\"") && page.contains("4,850 more rows") || page.contains("4850 more rows"));
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

#[test]
fn charts_come_apart_with_their_figures() {
    let english = figures(&example(3), Lang::En);
    let names: Vec<&str> = english.iter().map(|figure| figure.name.as_str()).collect();
    for name in [
        "adoption",
        "regions-map-0",
        "trend-dmarc",
        "dmarc-policy",
        "spf-all",
        "nonsending",
        "transport",
        "mx-providers",
        "transitions-dmarc-policy",
        "errors",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let names_ja: Vec<String> = figures(&example(3), Lang::Ja).into_iter().map(|figure| figure.name).collect();
    assert_eq!(names, names_ja);
    let regions = english.iter().find(|figure| figure.name == "regions-map-0").expect("a map");
    let svg = regions.svg.as_deref().expect("a chart");
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.ends_with("</svg>"));
    let inputs = english.iter().find(|figure| figure.name == "inputs").expect("a table");
    assert!(inputs.svg.is_none() && inputs.csv.starts_with("file,blake3,"));
    assert!(regions.csv.contains("Hokkaido,SPF,130,180,municipalities with MX,0"));
}

/// Words that stay as they are on a Japanese page: records, their syntax, formats, and what the example's data calls its own.
const NOT_PROSE: &[&str] = &[
    "all",
    "none",
    "quarantine",
    "reject",
    "redirect",
    "include",
    "exp",
    "ptr",
    "localhost",
    "rua",
    "spf",
    "zonecensus",
    "zone",
    "zst",
    "answers",
    "jp",
    "example",
    "provider",
    "definitions",
];

/// What a reader of the view in Japanese can see or hear: texts between tags, titles and labels.
fn texts_in_japanese(page: &str) -> Vec<String> {
    let view = page.split_once("class=\"view\" lang=\"ja\"").expect("a view").1;
    let view = view.split("<div class=\"view\"").next().unwrap_or_default();
    let view = view.split("<pre hidden").next().unwrap_or_default();
    let between = view.split('>').skip(1).filter_map(|rest| rest.split('<').next());
    let attributes = [" title=\"", "aria-label=\"", "data-title=\""];
    let said = attributes.iter().flat_map(|open| view.split(open).skip(1).filter_map(|rest| rest.split('"').next()));
    between.chain(said).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn no_english_prose_is_left_on_a_japanese_page() {
    let mut data = example(3);
    for table in &mut data.tables {
        table.notes = vec![
            "no snapshot from 2018-12 to 2019-02 (3 months)".to_owned(),
            "2019-09-01 to 2019-10-01: zonecensus.taxonomy_version changed from 1 to 2".to_owned(),
        ];
    }
    data.diff.as_mut().expect("a diff").notes = vec!["no snapshot in 2019-10".to_owned()];
    let run = data.runs.last_mut().expect("a run");
    run.pipeline = "jp-municipalities: Local government of Japan".to_owned();
    run.rejects_by_kind = vec![("name_too_long".to_owned(), 4), ("bad_ttl".to_owned(), 2)];
    let texts = texts_in_japanese(&render(&data, Lang::Ja));
    assert!(texts.len() > 1000, "{}", texts.len());
    // Codes are written with `_`, hosts and files with `.`, and neither is a word.
    let is_word = |word: &str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words = |text: &str| {
        text.split([' ', '(', ')', '（', '）', '「', '」', ':', '：', ',', ';']).map(str::to_owned).collect()
    };
    let mut left: BTreeSet<String> = BTreeSet::new();
    for text in &texts {
        let words: Vec<String> = words(text);
        if words.iter().any(|word| is_word(word) && !NOT_PROSE.contains(&word.as_str())) {
            left.insert(text.clone());
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

/// Each figure at the head stands beside the counts and the denominator's name of its own row in the data.
#[test]
fn figures_at_the_head_keep_their_denominators() {
    let data = common::example(1);
    let page = report::render(&data, Lang::En);
    let head = &page[..page.find("<section").expect("sections follow the head")];
    let last = data.snapshots.last().expect("a snapshot");
    for (table, metric) in [("adoption", "MX"), ("adoption", "SPF"), ("dmarc_enforced", "enforced")] {
        let rows = &data.tables.iter().find(|t| t.name == table).expect("a table").rows;
        let total = |row: &&report::Row| {
            row.snapshot == *last && row.metric == metric && row.keys.iter().all(|key| *key == report::Key::Total)
        };
        let row = rows.iter().find(total).expect("a total");
        assert!(head.contains(&grouped(row.numerator)), "{metric}: {}", row.numerator);
        assert!(head.contains(&grouped(row.denominator)), "{metric}: {}", row.denominator);
        assert!(head.contains(&row.denominator_name), "{metric}: {}", row.denominator_name);
    }
    // The denominators of one page that share a name and a group are nearly equal: the example's are.
    let names_with_mx = |table: &str| {
        let rows = &data.tables.iter().find(|t| t.name == table).expect("a table").rows;
        let row =
            rows.iter().find(|r| r.denominator_name == "names with MX" && r.keys.first() == Some(&report::Key::Total));
        row.expect("a total").denominator as f64
    };
    let ratio = names_with_mx("dmarc_enforced") / names_with_mx("adoption");
    assert!((0.95..1.05).contains(&ratio), "the example calls other names `names with MX`: {ratio}");
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What few runs have stands in a note where the last one has it, and always in the CSV.
#[test]
fn suffixes_and_bytes_through_disk_are_told_where_there_are_any() {
    let runs_of = |data: &ReportData, lang: Lang| {
        let page = render(data, lang);
        let open = format!("id=\"{}-runs-figure\"", lang.tag());
        let figure = page.split_once(&open).and_then(|(_, rest)| rest.split_once("</figure>")).expect("a figure").0;
        let csv = figures(data, lang).into_iter().find(|figure| figure.name == "runs").expect("the runs").csv;
        (figure.to_owned(), csv)
    };
    let mut data = example(2);
    let (figure, csv) = runs_of(&data, Lang::En);
    assert!(!figure.contains("public suffixes") && !figure.contains("through disk"));
    assert!(csv.starts_with("snapshot,started,finished,names,records,rejects,files,suffixes,spilled_bytes\n"), "{csv}");
    let last = data.runs.last_mut().expect("a run");
    (last.suffixes, last.spilled_bytes) = (1_234, 5_678_901);
    let (figure, csv) = runs_of(&data, Lang::En);
    for text in ["1,234 public suffixes", "5,678,901 bytes"] {
        assert!(figure.contains(text), "{text}: {figure}");
    }
    assert!(csv.lines().nth(1).is_some_and(|line| line.ends_with(",2,1234,5678901")), "{csv}");
    let (figure, _) = runs_of(&data, Lang::Ja);
    assert!(figure.contains("1,234件") && figure.contains("5,678,901バイト"));
}
