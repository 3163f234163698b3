//! `census` and `tables`.

use crate::support::{DELEGATIONS, EXAMPLE, folder, list, rate, run, run_with};
use std::fs;
use std::io::Write;
use std::path::Path;

const ALL: &str = "all names";
const WITH_MX: &str = "names with MX";

/// Counts `inputs` and gives the adoption table.
#[track_caller]
fn adoption(dir: &Path, pipeline: &str, inputs: &str) -> String {
    let out = run(dir, &format!("census {pipeline} {inputs} --store store --snapshot 2024-01-01 --replace"));
    assert_eq!(out.status, 0, "{}", out.stderr);
    let table = run(dir, "tables store --name adoption --format csv");
    assert_eq!(table.status, 0, "{}", table.stderr);
    table.stdout
}

#[test]
fn delegations() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    let csv = adoption(dir.path(), "p.toml", "example.zone");
    assert_eq!(rate(&csv, "", "MX", ALL), Some((3, 4)));
    assert_eq!(rate(&csv, "", "SPF", WITH_MX), Some((2, 3)));
    assert_eq!(rate(&csv, "", "DMARC", WITH_MX), Some((1, 3)));
}

#[test]
fn apexes_of_a_folder() {
    let zone = |mx: &str| format!("@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns.test.\n{mx}sub 60 NS ns.test.\n");
    let dir = folder(&[
        ("p.toml", "unit = \"apexes\"\n"),
        ("zones/one.test.zone", &zone("@ 60 MX 1 mx\n")),
        ("zones/two.test.zone", &zone("")),
        ("zones/notes.md", "not a zone"),
    ]);
    let csv = adoption(dir.path(), "p.toml", "zones");
    assert_eq!(rate(&csv, "", "MX", ALL), Some((1, 2)));
}

#[test]
fn a_list_counts_names_without_a_record() {
    let pipeline = "unit = \"list\"\nnames = \"names.txt\"\ncollected = [\"MX\"]\n";
    let names = "# names\nalpha.example\n\nGamma.Example.\nnowhere.example\n";
    let dir = folder(&[("p.toml", pipeline), ("names.txt", names), ("example.zone", EXAMPLE)]);
    let csv = adoption(dir.path(), "p.toml", "example.zone");
    assert_eq!(rate(&csv, "", "MX", ALL), Some((2, 3)));
}

#[test]
fn names_below_a_suffix() {
    let answers = "a.co.test. 60 MX 1 mx.test.\nb.co.test. 60 TXT x\nwww.b.co.test. 60 TXT x\nc.or.test. 60 MX 1 mx.test.\nd.test. 60 MX 1 mx.test.\n";
    let dir = folder(&[("p.toml", "unit = \"names\"\nsuffixes = [\"co.test\", \"or.test\"]\n"), ("a.zone", answers)]);
    let csv = adoption(dir.path(), "p.toml", "a.zone");
    assert_eq!(rate(&csv, "", "MX", ALL), Some((2, 3)));
}

#[test]
fn what_was_not_collected_has_no_rate() {
    let dir = folder(&[
        ("p.toml", DELEGATIONS),
        ("bare.zone", "example. 60 SOA a. b. 1 2 3 4 5\na.example. 60 NS ns.test.\n"),
    ]);
    let csv = adoption(dir.path(), "p.toml", "bare.zone");
    assert_eq!(rate(&csv, "", "MX", ALL), Some((0, 0)));
    assert!(csv.lines().nth(1).is_some_and(|line| line.ends_with(",1,")), "one unknown, no rate: {csv}");
}

#[test]
fn a_cohort_groups_and_the_taxonomy_types() {
    let pipeline = "unit = \"delegations\"\ntaxonomy = \"types.tsv\"\n\n[cohort]\nkey = \"Name\"\ncolumns = { state = \"State\" }\n\n\
        [[table]]\nname = \"adoption\"\nby = [\"type\"]\nmetrics = [{ name = \"MX\", numerator = \"mx_rr_present\", denominator_name = \"all names\" }]\n\n\
        [[table]]\nname = \"by_state\"\nby = [\"state\"]\nmetrics = [{ name = \"MX\", numerator = \"mx_rr_present\", denominator_name = \"all names\" }]\n";
    let types = "pattern\ttype\torder\nalpha.example\tfirst\t1\nexample\tother\t2\n";
    let cohort = "Name,State\nALPHA.example,X\nbeta.example,\"Y, Z\"\nunknown.example,X\n";
    let dir = folder(&[("p/p.toml", pipeline), ("p/types.tsv", types), ("c.csv", cohort), ("example.zone", EXAMPLE)]);
    let csv = adoption(dir.path(), "p/p.toml --cohort c.csv", "example.zone");
    assert_eq!(rate(&csv, "first", "MX", ALL), Some((1, 1)));
    assert_eq!(rate(&csv, "other", "MX", ALL), Some((2, 3)));
    let csv = run(dir.path(), "tables store --name by_state --format csv").stdout;
    assert_eq!(rate(&csv, "X", "MX", ALL), Some((1, 1)));
    assert_eq!(rate(&csv, "Y, Z", "MX", ALL), Some((1, 1)));
    assert_eq!(rate(&csv, "(none)", "MX", ALL), Some((1, 2)));
}

#[test]
fn containers_threads_and_pipes_give_equal_tables_and_rejects() {
    let zone = format!("{EXAMPLE}broken MX ten mx\n").repeat(3);
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", &zone)]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(zone.as_bytes()).expect("compresses");
    fs::write(dir.path().join("example.gz"), gz.finish().expect("compresses")).expect("a file");
    fs::write(dir.path().join("example.zst"), zstd::encode_all(zone.as_bytes(), 1).expect("compresses"))
        .expect("a file");
    let count = |input: &str, extra: &[&str]| {
        let fixed = ["--json", "census", "p.toml", input, "--store", "store", "--snapshot", "2024-01-01", "--replace"];
        let args: Vec<&str> = fixed.iter().chain(extra).copied().collect();
        let stdin = if input == "-" { zone.as_bytes() } else { b"" };
        let out = run_with(dir.path(), &args, stdin);
        assert_eq!(out.status, 3, "{}", out.stderr);
        let places: Vec<String> = out.stderr.lines().filter(|line| line.contains("\"reject\"")).map(place).collect();
        let domains = fs::read(dir.path().join("store/domains/snapshot=2024-01-01/part-0.parquet")).expect("facts");
        let tables = run(dir.path(), "tables store --format json").stdout;
        (places, domains, tables)
    };
    let plain = count("example.zone", &[]);
    assert_eq!(plain.0.len(), 3);
    assert!(plain.0[0].starts_with("18:"), "{:?}", plain.0);
    assert_eq!(spilled_bytes(dir.path()), 0, "enough memory is what a machine has to spare");
    for (input, extra) in [
        ("example.gz", vec![]),
        ("example.zst", vec![]),
        ("-", vec![]),
        ("example.zone", vec!["--threads", "1"]),
        ("example.zone", vec!["--memory", "1K"]),
    ] {
        assert!(count(input, &extra) == plain, "{input} {extra:?} differs");
    }
    assert!(spilled_bytes(dir.path()) > 0, "the last one had not enough");
}

/// Of the run of 2024-01-01.
fn spilled_bytes(dir: &Path) -> u64 {
    let text = fs::read(dir.join("store/runs/2024-01-01.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    facts["spilled_bytes"].as_u64().expect("a number")
}

/// Line, column and byte of a reject.
fn place(line: &str) -> String {
    let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
    format!("{}:{}:{}", object["line"], object["column"], object["byte"])
}

#[test]
fn exit_status() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("good.zone", EXAMPLE), ("bad.zone", &format!("{EXAMPLE}x MX a b\n"))]);
    let status = |args: &str| run(dir.path(), args).status;
    assert_eq!(status("census p.toml good.zone --store s --snapshot 2024-01-01"), 0);
    assert_eq!(status("census p.toml bad.zone --store s --snapshot 2024-01-02"), 3);
    assert_eq!(status("census p.toml bad.zone --store s --snapshot 2024-01-03 --stop"), 1);
    assert_eq!(status("census p.toml bad.zone --store s --snapshot 2024-01-04 --stop-after 1"), 3);
    assert_eq!(status("census p.toml missing.zone --store s --snapshot 2024-01-05"), 1);
    assert_eq!(status("census p.toml good.zone --store s --snapshot 2024-02-30"), 2);
    assert_eq!(status("census p.toml good.zone --store s"), 2);
    assert_eq!(status("census p.toml good.zone --store s --snapshot 2024-01-06 --keep --stop"), 2);
    let runs = fs::read_dir(dir.path().join("s/runs")).expect("runs").count();
    assert_eq!(runs, 3, "failed runs leave nothing");
}

#[test]
fn the_facts_of_a_run() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("bad.zone", &format!("{EXAMPLE}x MX a b\n"))]);
    let out = run(dir.path(), "census p.toml bad.zone --store s --snapshot 2024-01-02");
    assert!(out.stderr.contains("bad.zone:18:6: bad_number"), "{}", out.stderr);
    let text = fs::read(dir.path().join("s/runs/2024-01-02.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!((facts["state"].as_str(), facts["counts"]["domains"].as_u64()), (Some("rejects"), Some(4)));
    let input = &facts["inputs"][0];
    let hash = blake3::hash(&fs::read(dir.path().join("bad.zone")).expect("a zone")).to_hex().to_string();
    assert_eq!((input["path"].as_str(), input["blake3"].as_str()), (Some("bad.zone"), Some(hash.as_str())));
    assert_eq!(input["rejects"].as_u64(), Some(1));
    let expected = [
        "domains/snapshot=2024-01-02/part-0.parquet",
        "rejects/snapshot=2024-01-02/rejects.parquet",
        "runs/2024-01-02.json",
        "tables/adoption/snapshot=2024-01-02/table.parquet",
    ];
    let found = list(&dir.path().join("s"));
    assert!(expected.iter().all(|path| found.iter().any(|f| f == path)), "{found:?}");
}

#[test]
fn trend_and_diff() {
    let later = EXAMPLE.replace("Delta NS ns1\n", "Delta NS ns1\nDelta MX 5 mx.test.\n");
    let dir = folder(&[("p.toml", DELEGATIONS), ("a.zone", EXAMPLE), ("b.zone", &later)]);
    assert_eq!(run(dir.path(), "census p.toml a.zone --store s --snapshot 2024-01-01").status, 0);
    assert_eq!(run(dir.path(), "census p.toml b.zone --store s --snapshot 2024-02-01").status, 0);
    let trend = run(dir.path(), "trend s --name adoption --metric MX");
    assert!(trend.stdout.contains("75.0") && trend.stdout.contains("100.0"), "{}{}", trend.stdout, trend.stderr);
    let diff = run(dir.path(), "diff s 2024-01-01 2024-02-01 --part transitions --format csv");
    assert!(diff.stdout.contains("mx,moved,none,normal,1"), "{}{}", diff.stdout, diff.stderr);
}

#[test]
fn hostile_names_do_not_reach_the_terminal_raw() {
    let zone = "example. 60 SOA a. b. 1 2 3 4 5\na\\027[31m.example. 60 NS n\\226\\128\\174s.test.\n";
    let dir = folder(&[("p.toml", DELEGATIONS), ("h.zone", zone)]);
    assert_eq!(run(dir.path(), "census p.toml h.zone --store s --snapshot 2024-01-01").status, 0);
    for args in ["tables s", "tables s --format json", "explain s a\\027[31m.example"] {
        let out = run(dir.path(), args);
        let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!out.stdout.contains(hostile) && !out.stderr.contains(hostile), "{args}: {:?}", out.stdout);
        assert_eq!(out.status, 0, "{args}: {}", out.stderr);
    }
}

#[test]
fn public_suffixes_with_zones_of_their_own_are_no_domains() {
    let uk = "uk. 60 SOA ns h 1 2 3 4 5\nuk. 60 NS ns.uk.\nco.uk. 60 NS ns.uk.\norg.uk. 60 NS ns.uk.\na.uk. 60 NS ns.test.\na.uk. 60 MX 1 mx.test.\n";
    let co = "co.uk. 60 SOA ns h 1 2 3 4 5\nco.uk. 60 NS ns.uk.\nco.uk. 60 MX 0 .\nb.co.uk. 60 NS ns.test.\n";
    let dir = folder(&[("zones/uk.zone", uk), ("zones/co.uk.zone", co)]);
    let csv = adoption(dir.path(), "uk", "zones");
    assert_eq!(rate(&csv, "uk", "MX", ALL), Some((1, 1)));
    assert_eq!(rate(&csv, "co.uk", "MX", ALL), Some((0, 1)));
    assert_eq!(rate(&csv, "org.uk", "MX", ALL), None);
    let facts = fs::read_to_string(dir.path().join("store/runs/2024-01-01.json")).expect("the facts of the run");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
    assert_eq!((facts["counts"]["domains"].as_u64(), facts["counts"]["suffixes"].as_u64()), (Some(2), Some(2)));
    let out = run(dir.path(), "census uk zones --store store --snapshot 2024-01-01 --replace");
    assert!(out.stderr.contains("; 2 public suffixes not counted"), "{}", out.stderr);
    let page = run(dir.path(), "report store -o -").stdout;
    assert!(page.contains("nobody’s domain: 2 public suffixes"), "the report tells it too");
}
