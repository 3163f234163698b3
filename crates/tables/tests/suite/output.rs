//! What leaves the crate: Parquet, CSV, JSON, text; hostile strings do no harm in any of them.

use polars::prelude::{DataFrame, DataType, ParquetReader, SerReader};
use tables::{RenderOptions, Table, build, escape_text, render, render_grid};

use crate::common::*;

const HOSTILE: [&str; 6] =
    ["=HYPERLINK(\"http://x\")", "a,\"b\"\r\nc", "\u{1b}[2J", "abc\u{202e}dlrow", "-all", "日本"];

fn hostile_table() -> Table {
    let folder = tempfile::tempdir().unwrap();
    let mut rows: Vec<Domain> = HOSTILE
        .iter()
        .enumerate()
        .map(|(i, kind)| domain(&format!("{i}.jp"), kind, Some(true), Some(u8::from(i % 2 == 0)), None))
        .collect();
    rows.push(Domain { name: "x.jp".into(), mx: Some(false), ..Domain::default() });
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let metrics = vec![metric("MX", "mx_rr_present", ""), metric("SPF", "spf_n >= 1", "mx_rr_present")];
    build(&[input], &table_def(&["type"], metrics)).unwrap()
}

#[test]
fn csv_is_quoted_and_runs_no_formula() {
    let csv = hostile_table().to_grid().to_csv().unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(
        reader.headers().unwrap(),
        vec![
            "snapshot",
            "type",
            "row_kind",
            "metric",
            "numerator",
            "denominator",
            "denominator_name",
            "unknown",
            "rate"
        ]
    );
    let keys: Vec<&str> = records.iter().step_by(2).map(|r| &r[1]).collect();
    let mut expected: Vec<&str> = HOSTILE.to_vec();
    expected[0] = "'=HYPERLINK(\"http://x\")";
    expected[4] = "'-all";
    expected.sort_unstable_by_key(|key| key.trim_start_matches('\''));
    assert_eq!(keys[..6], expected);
    assert_eq!(keys[6], "(none)");
    assert_eq!(&records[13][8], "", "no rate over an empty denominator");
    assert!(records.iter().flatten().all(|field| !field.starts_with(['=', '+', '-', '@', '\t', '\r'])));
}

#[test]
fn json_keeps_every_string_and_null() {
    let table = hostile_table();
    let json: serde_json::Value = serde_json::from_str(&table.to_grid().to_json().unwrap()).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), table.rows.len());
    for (json, row) in rows.iter().zip(&table.rows) {
        assert_eq!(json["type"].as_str(), row.keys[0].value());
        assert_eq!(json["numerator"].as_u64(), Some(row.numerator));
        assert_eq!(json["rate"].as_f64(), row.rate());
    }
    assert!(rows[13]["rate"].is_null() && rows[13]["type"].is_null());
}

#[test]
fn parquet_has_typed_columns_and_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let table = hostile_table();
    let path = folder.path().join("part-0.parquet");
    table.to_grid().write_parquet(&path).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left aside");
    assert_eq!(std::fs::read(&path).unwrap(), table.to_grid().to_parquet().unwrap());

    let frame: DataFrame = ParquetReader::new(std::fs::File::open(&path).unwrap()).finish().unwrap();
    let dtype = |name: &str| frame.column(name).unwrap().dtype().clone();
    assert_eq!(dtype("snapshot"), DataType::Date);
    assert_eq!(dtype("type"), DataType::String);
    assert_eq!(dtype("numerator"), DataType::UInt64);
    assert_eq!(dtype("rate"), DataType::Float64);
    let types = frame.column("type").unwrap();
    for (i, row) in table.rows.iter().enumerate() {
        assert_eq!(types.str().unwrap().get(i), row.keys[0].value());
    }
    assert_eq!(frame.column("rate").unwrap().null_count(), 1);
}

#[test]
fn a_failed_write_names_the_file() {
    let path = std::path::Path::new("/nonexistent/x.parquet");
    let error = hostile_table().to_grid().write_parquet(path).unwrap_err().to_string();
    assert!(error.starts_with("/nonexistent/x.parquet: "), "{error}");
}

#[test]
fn text_is_aligned_by_width_and_shows_no_control_character() {
    let text = render(&hostile_table(), RenderOptions::default());
    let expected = [
        "t — 2020-01-01",
        r"type                       MX    SPF",
        r"-all                    100.0  100.0",
        r#"=HYPERLINK("http://x")  100.0  100.0"#,
        r"\u{1b}[2J               100.0  100.0",
        r#"a,"b"\u{d}\u{a}c        100.0    0.0"#,
        r"abc\u{202e}dlrow        100.0    0.0",
        r"日本                    100.0    0.0",
        r"(none)                    0.0      -",
        "MX: % of all names; SPF: % of mx_rr_present",
    ];
    let mut lines: Vec<&str> = text.lines().collect();
    lines[2..8].sort_unstable();
    let mut sorted = expected;
    sorted[2..8].sort_unstable();
    assert_eq!(lines, sorted);
}

#[test]
fn counts_and_unknown_names_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        domain("a.jp", "ad", Some(true), Some(1), Some(0)),
        domain("b.jp", "ad", Some(true), Some(0), None),
        domain("c.jp", "co", None, None, None),
    ];
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let mut def = defaults().table.into_iter().find(|def| def.name == "adoption").unwrap();
    def.title = "Adoption".into();
    let table = build(&[input], &def).unwrap();
    let text = render(&table, RenderOptions { counts: true, decimals: 2, colour: true });
    let expected = "\u{1b}[1mAdoption — 2020-01-01\u{1b}[0m\n\
                    \u{1b}[1mtype            MX         SPF      DMARC\u{1b}[0m\n\
                    ad     2/2  100.00  1/2  50.00  0/1  0.00\n\
                    co          0/0  -      0/0  -     0/0  -\n\
                    \u{1b}[1mtotal  2/2  100.00  1/2  50.00  0/1  0.00\u{1b}[0m\n\
                    MX: % of all names; SPF, DMARC: % of names with MX\n\
                    left out as unknown: MX 1, SPF 1, DMARC 2\n";
    assert_eq!(text, expected);
}

#[test]
fn a_metric_over_two_denominators_is_shown_twice() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &[domain("a.jp", "ad", Some(true), Some(1), None)]);
    let metrics = vec![metric("SPF", "spf_n >= 1", ""), metric("SPF", "spf_n >= 1", "mx_rr_present")];
    let table = build(&[input], &table_def(&[], metrics)).unwrap();
    let text = render(&table, RenderOptions::default());
    assert_eq!(text.lines().nth(1), Some("SPF / all names  SPF / mx_rr_present"));
    assert_eq!(table.metrics(), [("SPF", "all names"), ("SPF", "mx_rr_present")]);
    let grid = render_grid(&table.to_grid(), RenderOptions::default());
    assert!(grid.lines().nth(1).unwrap().ends_with("0  1.000000"), "{grid}");
}

#[test]
fn escapes_cover_what_could_fool_a_reader() {
    assert_eq!(escape_text("a\0\n\u{7f}\u{9b}"), r"a\u{0}\u{a}\u{7f}\u{9b}");
    assert_eq!(escape_text("\u{200b}\u{2066}\u{feff}\u{e0041}"), r"\u{200b}\u{2066}\u{feff}\u{e0041}");
    assert_eq!(escape_text("三重.jp café"), "三重.jp café");
}
