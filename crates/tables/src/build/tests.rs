use polars::prelude::{DataFrame, NamedFrom, ParquetWriter, Series};

use super::{build_all, build_within};
use crate::collapse::Limits;
use crate::{Input, Metric, TableDef};

/// Five files with names, three providers for each name, and kinds.
fn input(folder: &std::path::Path) -> Input {
    for file in 0..5_u64 {
        let rows: Vec<u64> = (file * 400..(file + 1) * 400).collect();
        let texts = |f: &dyn Fn(u64) -> Option<String>| rows.iter().map(|row| f(*row)).collect::<Vec<_>>();
        let columns = vec![
            Series::new("name".into(), texts(&|row| Some(format!("{row:05}.jp")))).into(),
            Series::new("kind".into(), texts(&|row| (row % 7 > 0).then(|| format!("kind {}", row % 7)))).into(),
            Series::new("provider".into(), texts(&|row| (row % 5 > 0).then(|| format!("p{}.jp", row % 300)))).into(),
        ];
        let mut frame = DataFrame::new(rows.len(), columns).unwrap();
        let path = folder.join(format!("part-{file}.parquet"));
        ParquetWriter::new(std::fs::File::create(path).unwrap()).finish(&mut frame).unwrap();
    }
    let files = (0..5).map(|file| folder.join(format!("part-{file}.parquet"))).collect();
    Input { snapshot: "2020-01-01".into(), files }
}

fn def(name: &str, by: &[&str], explode: Option<&str>, top: Option<usize>) -> TableDef {
    let metric = Metric {
        name: "m".into(),
        numerator: Some("name LIKE '%1.jp' OR kind <> 'kind 2'".into()),
        denominator: Some("kind <> 'kind 1'".into()),
        denominator_name: "names".into(),
    };
    let by = by.iter().map(|key| (*key).to_owned()).collect();
    let explode = explode.map(str::to_owned);
    TableDef { name: name.into(), by, explode, top, total: true, metrics: vec![metric], ..TableDef::default() }
}

#[test]
fn limits_change_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let input = [input(folder.path())];
    let mut concentration = def("concentration", &["kind"], Some("provider"), None);
    concentration.cumulative = vec![1, 5, 50];
    let defs = [
        def("kinds", &["kind"], None, None),
        def("providers", &[], Some("provider"), Some(7)),
        def("providers_or_none", &[], Some("COALESCE(provider, 'p1.jp') AS provider"), None),
        def("by_both", &["kind"], Some("UPPER(provider) AS provider"), Some(3)),
        def("by_provider", &["provider"], None, Some(9)),
        concentration,
    ];
    let whole = build_all(&input, &defs).unwrap();
    assert!(whole.iter().all(|table| table.rows.len() > 2));
    for limits in [
        Limits { combinations: 0, bytes: usize::MAX, rows: 1 << 16 },
        Limits { combinations: 500, bytes: 2_000, rows: 1 << 16 },
        Limits { combinations: usize::MAX, bytes: 0, rows: 1 << 16 },
        // What is forgotten in the middle of a row group, and of a page, is read on with.
        Limits { combinations: 0, bytes: usize::MAX, rows: 7 },
        Limits { combinations: 100, bytes: 1_000, rows: 64 },
        Limits { combinations: usize::MAX, bytes: 0, rows: 1 },
    ] {
        assert_eq!(build_within(limits, &input, &defs).unwrap(), whole, "{limits:?}");
    }
}
