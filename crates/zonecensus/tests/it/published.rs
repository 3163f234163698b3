//! The published figures, counted in synthetic snapshots that are calibrated to them: written out here again, as printed.

use crate::support::{data, folder, rate, rates, run};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// .jp by registration type, 2019-11-01: MX of all names, SPF and DMARC of names with MX, in tenths of a percent.
const BY_TYPE: [(&str, [u64; 3]); 11] = [
    ("AD", [827, 683, 39]),
    ("AC", [943, 678, 13]),
    ("CO", [938, 702, 8]),
    ("GO", [720, 931, 31]),
    ("OR", [936, 683, 6]),
    ("NE", [814, 573, 17]),
    ("GR", [892, 577, 8]),
    ("ED", [928, 650, 9]),
    ("LG", [736, 797, 3]),
    ("geographic", [605, 560, 7]),
    ("general", [751, 567, 11]),
];

/// Municipalities and prefectures by region, 2019-11-13: bodies (all with MX), with SPF, with DMARC.
const BY_REGION: [(&str, u64, u64, u64); 8] = [
    ("Hokkaido", 180, 130, 3),
    ("Tohoku", 233, 199, 1),
    ("Kanto", 323, 279, 5),
    ("Chubu", 325, 258, 1),
    ("Kinki", 234, 206, 1),
    ("Chugoku", 112, 89, 0),
    ("Shikoku", 99, 82, 1),
    ("Kyushu-Okinawa", 282, 241, 0),
];

/// Names of all types when the survey was made.
const NAMES: u64 = 1_570_000;

const MX: (&str, &str) = ("MX", "all names");
const SPF: (&str, &str) = ("SPF", "names with MX");
const DMARC: (&str, &str) = ("DMARC", "names with MX");

/// `numerator / denominator` in units of `1/scale`, half up.
fn round(numerator: u64, denominator: u64, scale: u64) -> u64 {
    (2 * numerator * scale + denominator) / (2 * denominator)
}

#[track_caller]
fn succeed(dir: &Path, args: &str) -> String {
    let out = run(dir, args);
    assert_eq!(out.status, 0, "{args}: {}", out.stderr);
    out.stdout
}

#[test]
fn by_type_and_both_denominators() {
    let dir = folder(&[]);
    let out = succeed(dir.path(), &format!("demo --domains {NAMES} --store store"));
    assert!(out.contains("all 33 figures agree to the printed digit"), "{out}");
    let table = succeed(dir.path(), "tables store --name adoption --format csv");
    let types: Vec<String> = rates(&table).into_iter().map(|((key, ..), _)| key).collect();
    let order: Vec<&str> = BY_TYPE.iter().map(|(kind, _)| *kind).chain(["total"]).collect();
    assert_eq!(types.iter().step_by(3).collect::<Vec<_>>(), order, "rows in the order of the slide");
    for (kind, printed) in BY_TYPE {
        for ((metric, of), printed) in [MX, SPF, DMARC].into_iter().zip(printed) {
            let (numerator, denominator) = rate(&table, kind, metric, of).expect("a rate");
            assert_eq!(round(numerator, denominator, 1_000), printed, "{kind} {metric}: {numerator}/{denominator}");
        }
    }
    let rare = succeed(dir.path(), "tables store --name rare --format csv");
    let counts = |metric, of| rate(&rare, "", metric, of).expect("a rate");
    let (_, with_mx) = counts("MTA-STS", "names with MX");
    // 18 records, printed as 0.0014 %: of names with MX, not of all names.
    assert_eq!(counts("MTA-STS", "names with MX"), (18, with_mx));
    assert_eq!(counts("MTA-STS", "all names"), (18, NAMES));
    assert_eq!((round(18, with_mx, 1_000_000), round(18, NAMES, 1_000_000)), (14, 11));
    // 477 records, printed as 0.03 %: of all names, not of names with MX.
    assert_eq!(counts("DS", "all names"), (477, NAMES));
    assert_eq!((round(477, NAMES, 10_000), round(477, with_mx, 10_000)), (3, 4));
    let (signed_with_mx, of) = counts("DS", "names with MX");
    assert!(signed_with_mx < 477 && of == with_mx);
    // Null MX 0.02 %, exactly `v=spf1 -all` 0.82 %, five BIMI names.
    let hundredths = |metric| counts(metric, "all names").0 * 10_000 / NAMES;
    assert_eq!((hundredths("Null MX"), hundredths("v=spf1 -all")), (2, 82));
    assert_eq!(counts("BIMI", "all names"), (5, NAMES));
}

/// The counts of the table of regions, and those of the two other tables that add up to it.
fn check_regions(dir: &Path, list: &str, answers: &str) {
    succeed(
        dir,
        &format!("census jp-municipalities {answers} --cohort {list} --store store --snapshot 2019-11-13 --quiet"),
    );
    let table = succeed(dir, "tables store --name regions --format csv");
    let mut sums = (0, 0, 0);
    for (region, bodies, spf, dmarc) in BY_REGION {
        assert_eq!(rate(&table, region, "MX", "bodies"), Some((bodies, bodies)), "{region}");
        assert_eq!(rate(&table, region, "SPF", "bodies with MX"), Some((spf, bodies)), "{region}");
        assert_eq!(rate(&table, region, "DMARC", "bodies with MX"), Some((dmarc, bodies)), "{region}");
        sums = (sums.0 + bodies, sums.1 + spf, sums.2 + dmarc);
    }
    assert_eq!(sums.0, 1_788);
    assert_eq!(rate(&table, "total", "SPF", "bodies with MX"), Some((sums.1, 1_788)));
    assert_eq!(rate(&table, "total", "DMARC", "bodies with MX"), Some((sums.2, 1_788)));
    let kinds = succeed(dir, "tables store --name kinds --format csv");
    assert_eq!(rate(&kinds, "municipality", "MX", "bodies"), Some((1_741, 1_741)));
    assert_eq!(rate(&kinds, "prefecture", "MX", "bodies"), Some((47, 47)));
    let prefectures = rates(&succeed(dir, "tables store --name prefectures --format csv"));
    let spf = prefectures.iter().filter(|((key, metric, _), _)| metric == "SPF" && key != "total");
    let spf: Vec<u64> = spf.map(|(_, (with_spf, _))| *with_spf).collect();
    assert_eq!((spf.len(), spf.iter().sum::<u64>()), (47, sums.1));
}

#[test]
fn regions_of_the_calibrated_list() {
    let dir = folder(&[]);
    succeed(dir.path(), "synth jp-municipalities -o made");
    check_regions(dir.path(), "made/bodies.csv", "made/answers.zone");
}

/// The real list of bodies falls into the published regions; SPF and DMARC are given to as many of each as were counted.
#[test]
fn regions_of_the_real_list() {
    let Some(list) = data("jp/localgov_1788_domains.csv") else { return };
    let text = fs::read_to_string(&list).expect("a list");
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = lines.next().expect("a heading").split(',').collect();
    let at = |name: &str| head.iter().position(|h| *h == name).expect("a column");
    let (region, domain) = (at("region"), at("mail_domain_guess"));
    let names = ["北海道", "東北", "関東", "中部", "近畿", "中国", "四国", "九州"];
    let (mut answers, mut met) = (String::new(), BTreeMap::<&str, u64>::new());
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let at = names.iter().position(|name| cells[region].starts_with(name)).expect("a region");
        let (name, _, spf, dmarc) = BY_REGION[at];
        let rank = met.entry(name).or_default();
        let domain = cells[domain];
        let _ = writeln!(answers, "{domain}. 60 IN MX 10 mx.{domain}.");
        if *rank < spf {
            let _ = writeln!(answers, "{domain}. 60 IN TXT \"v=spf1 mx -all\"");
        }
        if *rank < dmarc {
            let _ = writeln!(answers, "_dmarc.{domain}. 60 IN TXT \"v=DMARC1; p=none\"");
        }
        *rank += 1;
    }
    let dir = folder(&[("answers.zone", &answers)]);
    check_regions(dir.path(), list.to_str().expect("UTF-8"), "answers.zone");
}

/// DMARC by type and on the whole, month by month: as planted in each month, never falling on the whole, below 4.5 % at the end, which is
/// the published table.
#[test]
fn the_trend_of_dmarc() {
    let dir = folder(&[]);
    let months: Vec<String> = (2..23).map(|month| format!("{}-{:02}", 2018 + month / 12, month % 12 + 1)).collect();
    let mut planted: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for month in &months {
        succeed(dir.path(), &format!("synth jp --domains 12000 --month {month} -o {month} --quiet"));
        let truth = fs::read_to_string(dir.path().join(month).join("truth.tsv")).expect("the truth");
        for line in truth.lines().filter(|line| line.contains("\tdmarc_present\t") && line.ends_with("\tmx_rr_present"))
        {
            let cells: Vec<&str> = line.split('\t').collect();
            let group = if cells[0] == "all" { "total" } else { cells[0] };
            let count = |at: usize| cells[at].parse().expect("a count");
            planted.insert((format!("{month}-01"), group.to_owned()), (count(2), count(3)));
        }
        let census =
            format!("census jp {month}/jp.zone {month}/answers.zone --store store --snapshot {month}-01 --quiet");
        succeed(dir.path(), &census);
    }
    planted.retain(|(_, group), _| !group.contains('/'));
    let csv = succeed(dir.path(), "trend store --name adoption --metric DMARC --format csv");
    let rows = csv.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let mut counted: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for cells in rows.filter(|cells| cells[3] == "DMARC") {
        let count = |at: usize| cells[at].parse().expect("a count");
        counted.insert((cells[0].to_owned(), cells[1].to_owned()), (count(4), count(5)));
    }
    assert_eq!(counted.len(), 21 * 12);
    assert_eq!(counted, planted);
    let average: Vec<u64> = months
        .iter()
        .map(|month| counted[&(format!("{month}-01"), "total".to_owned())])
        .map(|(numerator, denominator)| round(numerator, denominator, 1_000_000))
        .collect();
    assert!(average.is_sorted() && average[0] * 2 < average[20] && average[20] < 45_000, "{average:?}");
    let general = counted[&("2019-11-01".to_owned(), "general".to_owned())];
    assert_eq!(round(general.0, general.1, 1_000), 11);
    let text = succeed(dir.path(), "trend store --name adoption --metric DMARC");
    assert!(text.contains("2018-03-01") && !text.contains("note:"), "{text}");
}
