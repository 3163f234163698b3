//! Real zones against counts made here, line by line, without any of the code under test.

use crate::support::{data, folder, rates, run};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Owner, type and data of a line `owner TTL IN type data…` whose names are absolute.
fn naive_record(line: &str) -> Option<(String, String, String)> {
    let line = line.split(';').next().unwrap_or_default();
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [owner, _, "IN", rtype, data @ ..] = fields.as_slice() else { return None };
    Some((owner.to_lowercase().trim_end_matches('.').to_owned(), (*rtype).to_owned(), data.join(" ")))
}

/// Domain name and the heading's cell, by a reader that knows quotes.
fn naive_types(csv: &str, heading: &str) -> BTreeMap<String, String> {
    let cells = |line: &str| {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for c in line.trim_end().chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().expect("not empty").push(c),
            }
        }
        cells
    };
    let mut lines = csv.lines().map(cells);
    let head = lines.next().expect("a header");
    let column = head.iter().position(|h| h.trim_start_matches('\u{feff}') == heading).expect("the heading");
    lines.map(|cells| (cells[0].to_lowercase(), cells[column].clone())).collect()
}

fn gov(date: &str) {
    let (Some(zone), Some(csv)) = (data(&format!("gov/gov-{date}.zone")), data(&format!("gov/registry-{date}.csv")))
    else {
        return;
    };
    let text = fs::read_to_string(&zone).expect("a zone");
    let types = naive_types(&fs::read_to_string(&csv).expect("a CSV"), "Domain type");
    let (mut delegated, mut signed) = (BTreeSet::new(), BTreeSet::new());
    for (owner, rtype, _) in text.lines().filter_map(naive_record).filter(|(owner, ..)| owner != "gov") {
        match rtype.as_str() {
            "NS" => delegated.insert(owner),
            "DS" => signed.insert(owner),
            _ => false,
        };
    }
    assert!(delegated.len() > 10_000);
    let mut expected: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for name in &delegated {
        let kind = types.get(name).map_or("(none)", |kind| kind.as_str());
        for group in [kind, "total"] {
            let counts = expected.entry(group.to_owned()).or_default();
            counts.0 += u64::from(signed.contains(name));
            counts.1 += 1;
        }
    }
    let dir = folder(&[]);
    let (zone, csv) = (zone.display(), csv.display());
    let out = run(dir.path(), &format!("census gov {zone} --cohort {csv} --store s --snapshot {date}"));
    assert_eq!(out.status, 0, "{}", out.stderr);
    let csv = run(dir.path(), "tables s --name dnssec --format csv").stdout;
    let counted: BTreeMap<String, (u64, u64)> = rates(&csv)
        .into_iter()
        .filter(|((_, metric, of), _)| metric == "DS" && of == "all names")
        .map(|((key, ..), counts)| (key, counts))
        .collect();
    assert_eq!(counted, expected);
}

#[test]
fn gov_of_june() {
    gov("2024-06-30");
}

#[test]
fn gov_of_december_in_the_other_layout() {
    gov("2024-12-31");
}

/// What is known of an apex from naive reading.
#[derive(Default)]
struct Apex {
    mx: BTreeSet<(String, String)>,
    spf: BTreeSet<String>,
    dmarc: BTreeSet<String>,
}

/// The joined strings of quoted TXT data.
fn naive_text(data: &str) -> String {
    data.split('"').skip(1).step_by(2).collect()
}

/// Reads one zone of the folder: `$ORIGIN` on the first line, owner in the first column, fields separated by tabs.
fn naive_apex(text: &str) -> (String, Apex) {
    let origin = text.lines().find_map(|line| line.strip_prefix("$ORIGIN ")).expect("an origin").trim().to_lowercase();
    let mut apex = Apex::default();
    for line in text.lines().filter(|line| !line.starts_with('$')) {
        let fields: Vec<&str> = line.splitn(5, '\t').collect();
        let [owner, _, "IN", rtype, data] = fields.as_slice() else { continue };
        match (*owner, *rtype) {
            ("@", "MX") => {
                let (preference, host) = data.split_once(' ').expect("two fields");
                let host =
                    if host.ends_with('.') { host.to_lowercase() } else { format!("{host}.{origin}").to_lowercase() };
                apex.mx.insert((preference.to_owned(), host));
            }
            ("@", "TXT") => {
                let text = naive_text(data);
                let lower = text.to_lowercase();
                if lower == "v=spf1" || lower.starts_with("v=spf1 ") {
                    apex.spf.insert((*data).to_owned());
                }
            }
            ("_dmarc", "TXT") => {
                let text = naive_text(data);
                if text.split(';').next().is_some_and(|tag| tag.replace(' ', "") == "v=DMARC1" && tag.starts_with('v'))
                {
                    apex.dmarc.insert(text);
                }
            }
            _ => {}
        }
    }
    (origin, apex)
}

fn naive_policy(record: &str) -> Option<String> {
    let tags = record.split(';').filter_map(|tag| tag.split_once('='));
    let mut policies = tags.filter(|(name, _)| name.trim() == "p").map(|(_, value)| value.trim().to_lowercase());
    policies.next()
}

#[test]
fn the_apexes_of_a_folder_of_zones() {
    let Some(zones) = data("moj/2024-07-01") else { return };
    let apexes: BTreeMap<String, Apex> = fs::read_dir(&zones)
        .expect("a folder")
        .map(|entry| naive_apex(&fs::read_to_string(entry.expect("an entry").path()).expect("a zone")))
        .collect();
    assert!(apexes.len() > 400);
    let count = |holds: &dyn Fn(&Apex) -> bool| apexes.values().filter(|apex| holds(apex)).count() as u64;
    let all = apexes.len() as u64;
    let null = |apex: &Apex| apex.mx.len() == 1 && apex.mx.contains(&("0".to_owned(), ".".to_owned()));
    let exact = |apex: &Apex| apex.spf.len() == 1 && apex.spf.iter().all(|text| naive_text(text) == "v=spf1 -all");
    let policy = |wanted: &'static str| {
        move |apex: &Apex| {
            apex.dmarc.len() == 1 && apex.dmarc.iter().all(|text| naive_policy(text).as_deref() == Some(wanted))
        }
    };
    let expected = [
        ("mx", count(&|apex| !apex.mx.is_empty())),
        ("null", count(&null)),
        ("spf", count(&|apex| !apex.spf.is_empty())),
        ("exact", count(&exact)),
        ("dmarc", count(&|apex| !apex.dmarc.is_empty())),
        ("none", count(&policy("none"))),
        ("quarantine", count(&policy("quarantine"))),
        ("reject", count(&policy("reject"))),
    ];
    let counted = count_apexes(&zones);
    let expected: Vec<(String, (u64, u64))> =
        expected.iter().map(|(name, n)| ((*name).to_owned(), (*n, all))).collect();
    assert_eq!(counted, expected);
}

/// The same counts by the program.
fn count_apexes(zones: &Path) -> Vec<(String, (u64, u64))> {
    let metric = |name: &str, sql: &str| {
        format!("  {{ name = \"{name}\", numerator = \"{sql}\", denominator_name = \"apexes\" }},\n")
    };
    let metrics: String = [
        ("mx", "mx_rr_present"),
        ("null", "mx_class = 'null'"),
        ("spf", "spf_n > 0"),
        ("exact", "spf_exact_fail_all"),
        ("dmarc", "dmarc_n > 0"),
        ("none", "COALESCE(dmarc_p, '') = 'none' AND dmarc_n = 1"),
        ("quarantine", "COALESCE(dmarc_p, '') = 'quarantine' AND dmarc_n = 1"),
        ("reject", "COALESCE(dmarc_p, '') = 'reject' AND dmarc_n = 1"),
    ]
    .iter()
    .map(|(name, sql)| metric(name, sql))
    .collect();
    let pipeline = format!("unit = \"apexes\"\n\n[[table]]\nname = \"counts\"\nmetrics = [\n{metrics}]\n");
    let dir = folder(&[("p.toml", &pipeline)]);
    let out = run(dir.path(), &format!("census p.toml {} --store s --snapshot 2024-07-01", zones.display()));
    assert_eq!(out.status, 0, "{}", out.stderr);
    let csv = run(dir.path(), "tables s --name counts --format csv").stdout;
    rates(&csv).into_iter().map(|((_, metric, _), counts)| (metric, counts)).collect()
}
