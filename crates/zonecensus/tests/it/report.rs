//! `report`: the page of a real store, beside the tables that the store has.

use crate::support::{EXAMPLE, folder, list, run};
use arrow::array::AsArray;
use arrow::datatypes::UInt64Type;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CHROMIUM: &str = "/usr/bin/chromium";

/// A store of synthetic snapshots of .jp, of one seed each, a month apart.
fn jp_store(seeds: &[u64]) -> TempDir {
    let dir = folder(&[]);
    for (month, seed) in (0..).zip(seeds) {
        let date = format!("{}-{:02}-01", 2019 + month / 12, month % 12 + 1);
        assert_eq!(run(dir.path(), &format!("--quiet synth jp --domains 1200 --seed {seed} -o zones")).status, 0);
        let out = run(
            dir.path(),
            &format!("--quiet census jp zones/jp.zone zones/answers.zone --store store --snapshot {date}"),
        );
        assert_eq!(out.status, 0, "{}", out.stderr);
    }
    dir
}

fn report(dir: &Path, args: &str) -> String {
    let out = run(dir, &format!("report store -o report.html {args}"));
    assert_eq!(out.status, 0, "{}", out.stderr);
    fs::read_to_string(dir.join("report.html")).expect("a page")
}

/// Numerator and denominator of every row of a table in the store, as the page prints them.
fn stored_fractions(table: &Path) -> Vec<String> {
    let file = File::open(table).expect("a table");
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).expect("Parquet");
    let mut fractions = Vec::new();
    for batch in builder.build().expect("Parquet") {
        let batch = batch.expect("a batch");
        let column = |name| batch.column_by_name(name).expect("a column").as_primitive::<UInt64Type>();
        let (numerator, denominator, unknown) = (column("numerator"), column("denominator"), column("unknown"));
        for row in 0..batch.num_rows() {
            let fraction = format!("{} / {}", grouped(numerator.value(row)), grouped(denominator.value(row)));
            fractions.push(match unknown.value(row) {
                0 => fraction,
                n => format!("{fraction} ({} unknown)", grouped(n)),
            });
        }
    }
    fractions.sort();
    fractions
}

fn grouped(n: u64) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", grouped(n / 1000), n % 1000) }
}

/// The fractions in the table of a figure of the page.
fn shown_fractions(page: &str, id: &str) -> Vec<String> {
    let figure = figure(page, id);
    let body = figure.split_once("<tbody>").expect("a table").1;
    let cells = body.split("<small>").skip(1);
    let mut fractions: Vec<String> =
        cells.filter_map(|rest| rest.split_once("</small>")).map(|(f, _)| f.to_owned()).collect();
    fractions.sort();
    fractions
}

fn figure<'a>(page: &'a str, id: &str) -> &'a str {
    let open = format!("<figure id=\"{id}-figure\"");
    let (_, rest) = page.split_once(&open).unwrap_or_else(|| panic!("no figure {id}"));
    rest.split_once("</figure>").expect("closed").0
}

#[test]
fn the_figures_of_the_page_are_those_of_the_tables() {
    let dir = jp_store(&[1, 2]);
    let page = report(dir.path(), "--figures figures");
    let root = dir.path().join("store/tables");
    let mut compared = 0;
    for name in list(&root).iter().filter(|name| !name.contains('/')) {
        let stored = stored_fractions(&root.join(name).join("snapshot=2019-02-01/table.parquet"));
        let is_known = |fraction: &&String| !fraction.contains("/ 0");
        // Columns without any denominator are not shown, so that a table of DANE may be missing whole.
        if stored.iter().filter(is_known).count() == stored.len() && !stored.is_empty() {
            assert_eq!(shown_fractions(&page, &format!("en-{}", name.replace('_', "-"))), stored, "{name}");
            compared += stored.len();
        }
    }
    assert!(compared > 200, "{compared} rates compared");
    for column in ["of all names", "of names with MX"] {
        assert!(figure(&page, "en-adoption").contains(&format!("<small>{column}</small>")), "{column}");
    }
    assert!(page.contains("2 snapshots, 2019-01-01 to 2019-02-01"));
    assert!(page.contains("zones/answers.zone") && page.contains(&blake3_recorded(dir.path())));
    balances_are_those_of_diff(dir.path(), &page);
    figures_are_whole(&dir.path().join("figures"));
}

fn blake3_recorded(dir: &Path) -> String {
    let facts = fs::read_to_string(dir.join("store/runs/2019-02-01.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
    facts["inputs"][1]["blake3"].as_str().expect("a hash").to_owned()
}

/// The stocks of the page add up to the rows of `diff`, which are by type.
fn balances_are_those_of_diff(dir: &Path, page: &str) {
    let out = run(dir, "diff store 2019-01-01 2019-02-01 --part balances --format csv");
    let mut lines = out.stdout.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().expect("a header");
    let at = |name: &str| head.iter().position(|h| *h == name).unwrap_or_else(|| panic!("{name} in {head:?}"));
    let (state, value) = (at("state"), at("value"));
    let counts = ["stock_a", "moved_in", "entered", "moved_out", "left", "stock_b"].map(at);
    let mut sums = [0u64; 6];
    for line in lines.filter(|line| line[state] == "dmarc_policy" && line[value] == "none") {
        sums.iter_mut().zip(counts).for_each(|(sum, at)| *sum += line[at].parse::<u64>().expect("a count"));
    }
    let cells: String = sums.iter().map(|n| format!("<td class=\"n\">{}</td>", grouped(*n))).collect();
    let balance: String = figure(page, "en-balance-dmarc-policy").split_whitespace().collect();
    let wanted: String = format!("<bdi>none</bdi></th>{cells}").split_whitespace().collect();
    assert!(sums[0] > 0 && balance.contains(&wanted), "{wanted} in {balance}");
}

fn figures_are_whole(folder: &Path) {
    let names = list(folder);
    for name in ["adoption", "trend-dmarc", "dmarc-policy", "mx-providers", "transitions-mx"] {
        let svg = fs::read_to_string(folder.join(format!("{name}.svg"))).expect("a chart");
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"), "{name}");
        let csv = fs::read_to_string(folder.join(format!("{name}.csv"))).expect("a table");
        assert!(csv.lines().count() > 3, "{name}: {csv}");
    }
    assert!(names.contains(&"inputs.csv".to_owned()) && !names.contains(&"inputs.svg".to_owned()), "{names:?}");
}

#[test]
fn japanese_is_asked_for_and_an_earlier_snapshot_is_the_last() {
    let dir = jp_store(&[1, 2]);
    let page = report(dir.path(), "--lang ja --snapshot 2019-01-01 --figures f");
    assert!(page.contains("<html lang=\"ja\">") && page.contains("調査日 2019-01-01") && page.contains("地域型"));
    assert!(!page.contains("2019-02-01"));
    assert!(page.contains("<dt>推移</dt><dd>2回以上の調査が必要ですが、この報告書は1回分です。</dd>"));
    let chart = fs::read_to_string(dir.path().join("f/adoption.svg")).expect("a chart");
    assert!(chart.contains("汎用") && !chart.contains("General use"));
    let out = run(dir.path(), "--quiet report store -o -");
    assert!(out.status == 0 && out.stdout.starts_with("<!DOCTYPE html>") && out.stderr.is_empty());
    assert_eq!(run(dir.path(), "report store --snapshot 2018-01-01").status, 1);
}

#[test]
fn notes_and_rejects_are_in_japanese_too() {
    let zone = format!("{EXAMPLE}a NS ns1\nb MX ten ns1\n");
    let dir = folder(&[("p.toml", "zone = \"example\"\nunit = \"delegations\"\n"), ("example.zone", &zone)]);
    for (date, more) in [("2024-01-01", ""), ("2024-04-01", "providers = \"common\"\n")] {
        fs::write(dir.path().join("p.toml"), format!("zone = \"example\"\nunit = \"delegations\"\n{more}"))
            .expect("written");
        let out = run(dir.path(), &format!("census p.toml example.zone --store store --snapshot {date}"));
        assert_eq!(out.status, 3, "{}", out.stderr);
    }
    let english = report(dir.path(), "--pipeline p.toml");
    let japanese = report(dir.path(), "--pipeline p.toml --lang ja");
    let japanese = japanese.split_once("class=\"view\" lang=\"ja\"").expect("a view").1;
    let japanese = japanese.split("<pre hidden").next().unwrap_or_default();
    for (en, ja) in [
        ("no snapshot from 2024-02 to 2024-03 (2 months)", "2024-02から2024-03まで（2か月間）は調査がありません。"),
        ("zonecensus.providers changed from", "事業者規則が「"),
        ("number out of range (bad_number)", "数値の範囲外 (bad_number)"),
    ] {
        assert!(english.contains(en) && japanese.contains(ja), "{en}");
    }
}

#[test]
fn twenty_snapshots_fit_in_a_megabyte() {
    let dir = jp_store(&(0..20).collect::<Vec<_>>());
    for lang in ["en", "ja"] {
        let page = report(dir.path(), &format!("--lang {lang}"));
        assert!(page.len() <= 1_000_000, "{lang}: {} bytes", page.len());
        assert!(page.contains(&format!("id=\"{lang}-trend-dmarc-figure\"")));
    }
}

const HOSTILE_PIPELINE: &str = r#"
title = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
zone = "example"
unit = "delegations"
tables = ["adoption", "mx_providers", "spf_providers", "by_name"]
[[table]]
name = "by_name"
title = "</title><svg onload=alert(1)>"
by = ["name"]
metrics = [{ name = "MX\"><b>", numerator = "mx_rr_present", denominator_name = "<i>names</i>" }]
"#;

#[test]
fn hostile_names_titles_and_texts_stay_text() {
    let zone = format!(
        "{EXAMPLE}<script>window.hacked=3</script> NS ns1\n\
         <script>window.hacked=3</script> MX 10 mail.<img\\032src=x\\032onerror=alert(1)>.test.\n\
         <script>window.hacked=3</script> TXT \"v=spf1 include:<b>bold</b>.test -all\"\n\
         broken TXT \"<script>window.hacked=4</script>\n"
    );
    let dir = folder(&[("p.toml", HOSTILE_PIPELINE), ("<u>example.zone", &zone)]);
    let out = run(dir.path(), "census p.toml <u>example.zone --store store --snapshot 2024-01-01");
    assert_eq!(out.status, 3, "{}", out.stderr);
    let page = report(dir.path(), "--figures figures");
    assert!(page.contains("window.hacked=3") && page.contains("window.hacked = 1"), "the names are not on the page");
    assert_eq!(page.matches("<script").count(), 1);
    for tag in ["<img", "<svg onload", "<b>bold", "<i>", "<u>", "</title><svg"] {
        assert!(!page.contains(tag), "{tag}");
    }
    let rejects = figure(&page, "en-rejects");
    let rejects: String = rejects.split_whitespace().collect();
    assert!(rejects.contains("(unclosed_quote)</bdi></th><tdclass=\"n\">1</td>"), "{rejects}");
    for name in list(&dir.path().join("figures")).iter().filter(|name| name.ends_with(".svg")) {
        let svg = fs::read_to_string(dir.path().join("figures").join(name)).expect("a chart");
        assert!(!svg.contains("<script") && !svg.contains("<img"), "{name}");
    }
    open_in_browser(&dir.path().join("report.html"), "quiet");
}

const OWN_TABLE: &str = r#"
zone = "example"
unit = "delegations"
[[table]]
name = "signed"
title = "Names with DS"
metrics = [{ name = "with DS", numerator = "ds_count > 0", denominator_name = "delegated names" }]
"#;

#[test]
fn tables_of_an_analyst_are_shown_and_missing_ones_named() {
    let pipeline = "zone = \"example\"\nunit = \"delegations\"\ntables = [\"dnssec\"]\n";
    let dir = folder(&[("p.toml", pipeline), ("own.toml", OWN_TABLE), ("example.zone", EXAMPLE)]);
    let out = run(dir.path(), "census p.toml example.zone --store store --snapshot 2024-01-01");
    assert_eq!(out.status, 0, "{}", out.stderr);
    let page = report(dir.path(), "");
    assert!(page.contains("<dt>DMARC policy</dt><dd>The pipeline makes no table of it.</dd>"));
    assert!(page.contains("Every record could be read.") && !page.contains("delegated names"));
    // A table made with a pipeline of the analyst's own is in the store, and so in the report.
    assert_eq!(run(dir.path(), "tables store --pipeline own.toml").status, 0);
    let page = report(dir.path(), "");
    assert_eq!(shown_fractions(&page, "en-signed"), ["1 / 4"]);
    assert!(figure(&page, "en-signed").contains("of delegated names"));
    // The report of that pipeline has its title.
    let page = report(dir.path(), "--pipeline own.toml");
    assert!(figure(&page, "en-signed").contains("Names with DS"));
}

#[test]
fn a_snapshot_that_does_not_suit_the_tables_is_told() {
    let with_cohort = "zone = \"example\"\nunit = \"delegations\"\n[cohort]\nkey = \"domain\"\ncolumns = { sector = \"sector\" }\n\
                       [[table]]\nname = \"sectors\"\nby = [\"sector\"]\n\
                       metrics = [{ name = \"MX\", numerator = \"mx_rr_present\", denominator_name = \"all names\" }]\n";
    let cohort = "domain,sector\nalpha.example,bank\nbeta.example,bank\n";
    let plain = "zone = \"example\"\nunit = \"delegations\"\n";
    let files = [("plain.toml", plain), ("p.toml", with_cohort), ("c.csv", cohort), ("example.zone", EXAMPLE)];
    let dir = folder(&files);
    for args in
        ["plain.toml example.zone --snapshot 2024-01-01", "p.toml example.zone --cohort c.csv --snapshot 2024-02-01"]
    {
        assert_eq!(run(dir.path(), &format!("census {args} --store store")).status, 0, "{args}");
    }
    let page = report(dir.path(), "");
    assert_eq!(shown_fractions(&page, "en-sectors"), ["1 / 2", "2 / 2"]);
    assert!(page.contains("only 2024-02-01 is shown") && page.contains("c.csv"));
}

#[test]
fn the_page_of_a_store_works_in_a_browser() {
    let dir = jp_store(&[1, 2, 3]);
    report(dir.path(), "");
    open_in_browser(&dir.path().join("report.html"), "use");
}

/// Opens the page in Chromium where there is one: `use` tries all of it, `quiet` only asks that nothing happens.
#[allow(clippy::print_stderr)]
fn open_in_browser(page: &Path, how: &str) {
    let python = std::env::var_os("ZONECENSUS_PYTHON").filter(|_| Path::new(CHROMIUM).exists());
    let has_playwright = |python: &std::ffi::OsString| {
        Command::new(python).args(["-c", "import playwright"]).output().is_ok_and(|o| o.status.success())
    };
    let Some(python) = python.filter(has_playwright) else {
        eprintln!("skipped: needs ZONECENSUS_PYTHON with the package playwright, and {CHROMIUM}");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check_store_page.py");
    let output = Command::new(python).arg(script).arg(page).args([CHROMIUM, how]).output().expect("Python runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}
