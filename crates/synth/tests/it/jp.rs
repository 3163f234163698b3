//! The `jp` profile against a naive reader of its own text.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::reader::{Name, Snapshot, dmarc_tags, generate, has_bimi, has_mta_sts, has_tlsrpt, is_dmarc, is_spf, read};
use synth::{PUBLISHED, Profile, tenths_of_percent};

const PREFECTURES: &str = "hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo \
    kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga kyoto osaka hyogo nara wakayama \
    tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki \
    kagoshima okinawa";
const KANJI: &str = "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 \
    愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄";
const CITIES: &str = "kawasaki kitakyushu kobe nagoya sapporo sendai yokohama";

/// Types names by their second-level label.
struct Types {
    geographic: BTreeSet<String>,
}

impl Types {
    fn new() -> Self {
        let kanji = KANJI.split_whitespace().map(|label| idna::domain_to_ascii(label).expect("valid"));
        let ascii = PREFECTURES.split_whitespace().chain(CITIES.split_whitespace()).map(str::to_owned);
        Self { geographic: ascii.chain(kanji).collect() }
    }

    fn group_of(&self, name: &str) -> &'static str {
        let labels: Vec<&str> = name.split('.').rev().collect();
        let organizational = PUBLISHED[..9].iter().find(|p| p.group.eq_ignore_ascii_case(labels[1]));
        match organizational {
            Some(published) => {
                assert_eq!(labels.len(), if published.group == "LG" { 4 } else { 3 }, "{name}");
                published.group
            }
            None if self.geographic.contains(labels[1]) => {
                assert!(labels.len() > 2, "{name}");
                "geographic"
            }
            None => {
                assert_eq!(labels.len(), 2, "{name}");
                "general"
            }
        }
    }
}

fn is_only_all(text: &[u8]) -> bool {
    text == b"v=spf1 -all"
}

/// Counts one name: metrics over all names and, with a `mx:` in front, over those with MX.
fn count(name: &Name, counts: &mut BTreeMap<String, u64>) {
    let mut metrics = vec!["names".to_owned()];
    let mut add = |metric: &str, holds: bool| {
        if holds {
            metrics.push(metric.to_owned());
        }
    };
    let (spf, dmarc) = (name.count("", is_spf), name.count("_dmarc.", is_dmarc));
    add("mx_rr_present", !name.mx.is_empty());
    add("accepts_mail", name.mx.iter().any(|mx| !mx.ends_with(" .")));
    add("mx_class=null", name.mx.len() == 1 && name.mx.contains("0 ."));
    add("spf_present", spf > 0);
    add("spf_state=permerror_multiple", spf > 1);
    add("spf_only_all", spf == 1 && name.count("", is_only_all) == 1);
    add("dmarc_present", dmarc > 0);
    add("dmarc_state=multiple", dmarc > 1);
    add("mta_sts", has_mta_sts(name));
    add("tlsrpt", has_tlsrpt(name));
    add("bimi", has_bimi(name));
    add("ds", name.ds);
    if dmarc == 1 {
        let text = name.texts("_dmarc.").into_iter().find(|text| is_dmarc(text)).expect("one");
        let tags = dmarc_tags(&text);
        let repeated = tags.iter().map(|(tag, _)| tag).collect::<BTreeSet<_>>().len() < tags.len();
        let value = |tag: &str| tags.iter().find(|(t, _)| t == tag).map(|(_, value)| value.to_ascii_lowercase());
        let policy = value("p").filter(|p| ["none", "quarantine", "reject"].contains(&p.as_str()));
        add("dmarc_state=duplicate_tag", repeated);
        match (repeated, policy, value("rua")) {
            (true, ..) => {}
            (_, Some(policy), _) => {
                add("dmarc_state=valid", true);
                add(&format!("dmarc_p={policy}"), true);
            }
            (_, None, Some(_)) => add("dmarc_state=fallback_none", true),
            (_, None, None) => add("dmarc_state=no_policy", true),
        }
    }
    let with_mx = !name.mx.is_empty();
    for metric in metrics {
        if with_mx {
            *counts.entry(format!("mx:{metric}")).or_default() += 1;
        }
        *counts.entry(metric).or_default() += 1;
    }
}

fn recount(snapshot: &Snapshot) -> BTreeMap<&'static str, BTreeMap<String, u64>> {
    let types = Types::new();
    let mut groups: BTreeMap<&'static str, BTreeMap<String, u64>> = BTreeMap::new();
    for (name, said) in read(snapshot) {
        count(&said, groups.entry(types.group_of(&name)).or_default());
        count(&said, groups.entry("all").or_default());
    }
    groups
}

fn assert_truth_is_recounted(snapshot: &Snapshot, domains: u64) {
    let groups = recount(snapshot);
    assert_eq!(groups["all"]["names"], domains);
    let mut compared = 0;
    for row in &snapshot.truth.rows {
        assert!(row.numerator <= row.denominator, "{row:?}");
        let Some(counts) = groups.get(row.group.as_str()) else { continue };
        let count = |metric: &str| counts.get(metric).copied().unwrap_or(0);
        let judged = !["spf_state=valid", "spf_state=permerror_syntax", "spf_all=", "mx_class="]
            .iter()
            .any(|unjudged| row.metric.starts_with(unjudged));
        if judged || row.metric == "mx_class=null" {
            let metric =
                if row.denominator_name == "mx_rr_present" { format!("mx:{}", row.metric) } else { row.metric.clone() };
            assert_eq!(row.numerator, count(&metric), "{row:?}");
            compared += 1;
        }
        match row.denominator_name {
            "names" | "mx_rr_present" | "spf_present" | "dmarc_present" => {
                assert_eq!(row.denominator, count(row.denominator_name), "{row:?}");
            }
            "dmarc_valid" => assert_eq!(row.denominator, count("dmarc_state=valid"), "{row:?}"),
            name => assert_eq!(name, "spf_valid"),
        }
    }
    assert!(compared > 300, "{compared} rows compared");
}

/// Rows by state add up: classes to all names, SPF states and DMARC states to those present.
fn assert_states_add_up(snapshot: &Snapshot) {
    let sum = |prefix: &str| {
        let rows = snapshot.truth.rows.iter().filter(|row| row.group == "all" && row.metric.starts_with(prefix));
        rows.map(|row| row.numerator).sum::<u64>()
    };
    let row = |metric, of| snapshot.truth.find("all", metric, of).expect(metric);
    assert_eq!(sum("mx_class="), row("mx_rr_present", "names").denominator);
    assert_eq!(sum("spf_state="), row("spf_present", "names").numerator);
    assert_eq!(sum("spf_all="), row("spf_state=valid", "spf_present").numerator);
    assert_eq!(sum("dmarc_state="), row("dmarc_present", "names").numerator);
    assert_eq!(sum("dmarc_p="), row("dmarc_state=valid", "dmarc_present").numerator);
}

fn assert_published_percentages(snapshot: &Snapshot, from_names: u64) -> usize {
    let mut shown = 0;
    for published in PUBLISHED {
        let rate = |metric, of| {
            let row = snapshot.truth.find(published.group, metric, of).expect("a row");
            (tenths_of_percent(row.numerator, row.denominator), row.denominator)
        };
        let (mx, names) = rate("mx_rr_present", "names");
        if names >= from_names {
            assert_eq!(mx, published.mx, "{}", published.group);
            assert_eq!(rate("spf_present", "mx_rr_present").0, published.spf, "{}", published.group);
            assert_eq!(rate("dmarc_present", "mx_rr_present").0, published.dmarc, "{}", published.group);
            shown += 1;
        }
    }
    shown
}

#[test]
fn the_truth_is_what_a_naive_reader_counts() {
    for (domains, shown) in [(20_000, 2), (200_000, 5)] {
        let snapshot = generate(Profile::jp(), domains, 2);
        assert_truth_is_recounted(&snapshot, domains);
        assert_states_add_up(&snapshot);
        assert_eq!(assert_published_percentages(&snapshot, 1_000), shown);
    }
}

#[test]
fn names_are_distinct_valid_and_decodable() {
    let snapshot = generate(Profile::jp(), 50_000, 2);
    let names: Vec<&str> = snapshot.domains.lines().skip(1).filter_map(|row| row.split('\t').next()).collect();
    assert_eq!(names.len(), 50_000);
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    let japanese = names.iter().filter(|name| name.contains("xn--")).count();
    assert!((2_000..4_000).contains(&japanese), "{japanese} Japanese names");
    for name in names {
        assert!(name.split('.').all(|label| (1..=63).contains(&label.len())), "{name}");
        let (unicode, valid) = idna::domain_to_unicode(name);
        assert!(valid.is_ok(), "{name}");
        assert_eq!(idna::domain_to_ascii(&unicode).ok().as_deref(), Some(name));
    }
}

#[test]
fn per_domain_truth_agrees_with_the_reader() {
    let snapshot = generate(Profile::jp(), 5_000, 1);
    let names = read(&snapshot);
    let header: Vec<&str> = snapshot.domains.lines().next().expect("a header").split('\t').collect();
    for row in snapshot.domains.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        assert_eq!(fields.len(), header.len());
        let field = |name| fields[header.iter().position(|&h| h == name).expect(name)];
        let said = &names[field("domain")];
        assert_eq!(field("mx_rr_present"), (!said.mx.is_empty()).to_string(), "{row}");
        assert_eq!(field("spf_state") != "none", said.count("", is_spf) > 0, "{row}");
        assert_eq!(field("dmarc_state") != "none", said.count("_dmarc.", is_dmarc) > 0, "{row}");
        assert_eq!(field("ds"), said.ds.to_string(), "{row}");
    }
}

#[test]
fn defects_occur_and_lines_stay_short() {
    let snapshot = generate(Profile::jp(), 100_000, 2);
    for line in snapshot.zone.lines().chain(snapshot.answers.lines()) {
        assert!(line.len() < 1_000 && line.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)), "{line}");
    }
    let has = |what: &str| assert!(snapshot.answers.contains(what), "no {what}");
    for what in [
        "\tCH\tTXT",
        "\ttxt\t",
        "\tmx\t",
        "V=SPF1",
        "v=spf10",
        "\" v=spf1",
        "v=spf1\\009",
        "\\032",
        "\\;",
        "\\\"",
        "v=dmarc1",
        "TXT\tv=spf1 -all",
        " IN TXT ",
        "\tin\t",
        "\tSPF\t",
        "10 .\n",
        "localhost.",
        "redirect=",
    ] {
        has(what);
    }
    let mut lines: Vec<&str> = snapshot.answers.lines().collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert!(lines.len() < all, "no repeated line");
    assert!(snapshot.answers.lines().any(|line| line.starts_with(|c: char| c.is_ascii_uppercase())));
}

#[test]
fn months_keep_their_population_and_adoption() {
    let dmarc_of = |snapshot: &Snapshot| -> BTreeMap<String, bool> {
        let names = read(snapshot);
        names.into_iter().map(|(name, said)| (name, said.count("_dmarc.", is_dmarc) > 0)).collect()
    };
    let (early, late) = (generate(Profile::jp_at(19), 20_000, 2), generate(Profile::jp(), 20_000, 2));
    let (before, after) = (dmarc_of(&early), dmarc_of(&late));
    let left = before.keys().filter(|name| !after.contains_key(*name)).count();
    let entered = after.keys().filter(|name| !before.contains_key(*name)).count();
    assert!((20..400).contains(&left) && entered > left, "{left} left, {entered} entered");
    assert_eq!(after.len(), before.len() + entered - left);
    let adopters = before.iter().filter(|(name, has)| **has && after.contains_key(*name)).count();
    let kept = before.iter().filter(|(name, has)| **has && after.get(*name) == Some(&true)).count();
    assert!(kept * 100 >= adopters * 95, "{kept} of {adopters} kept DMARC");
    assert!(after.values().filter(|has| **has).count() > adopters);
    let line_of = |snapshot: &Snapshot, name: &str| -> Vec<String> {
        let owner = format!("{name}.\t");
        snapshot.zone.lines().filter(|line| line.starts_with(&owner)).map(str::to_owned).collect()
    };
    let name = before.keys().find(|name| after.contains_key(*name)).expect("most names stay");
    assert_eq!(line_of(&early, name), line_of(&late, name));
}

#[test]
fn dates_are_the_first_of_the_month() {
    assert_eq!(Profile::jp_at(0).date().as_deref(), Some("2018-03-01"));
    assert_eq!(Profile::jp_at(10).date().as_deref(), Some("2019-01-01"));
    assert_eq!(Profile::jp().date().as_deref(), Some("2019-11-01"));
    assert_eq!(Profile::jp_at(99), Profile::jp());
    assert_eq!((Profile::month(0).as_deref(), Profile::month(20).as_deref()), (Some("2018-03"), Some("2019-11")));
    assert_eq!(Profile::month(21), None);
}
