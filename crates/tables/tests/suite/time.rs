//! Several snapshots: trend and transitions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tables::{ABSENT, Balance, DiffDef, Flow, Input, RenderOptions, State, TableError, UNKNOWN, diff, trend};

use crate::common::*;

fn dmarc_def(by: &[&str]) -> DiffDef {
    let state = "CASE WHEN dmarc_n = 0 THEN 'none' WHEN dmarc_n > 0 THEN 'record' END";
    DiffDef {
        states: vec![State { name: "dmarc".into(), state: state.into() }],
        by: by.iter().map(|s| (*s).to_owned()).collect(),
        filter: None,
    }
}

fn input(folder: &Path, date: &str) -> Input {
    Input::from_folder(&folder.join(format!("snapshot={date}"))).unwrap()
}

#[test]
fn trend_flags_gaps_and_changed_definitions() {
    let folder = tempfile::tempdir().unwrap();
    let rows = |n: u64| random_domains(400, n);
    let old = [("taxonomy_version", "jp 1"), ("run_id", "1")];
    let new = [("taxonomy_version", "jp 2"), ("run_id", "2")];
    for (date, metadata) in [("2019-01-31", &old), ("2019-02-28", &old), ("2019-04-01", &new), ("2019-10-01", &new)] {
        write_file(folder.path(), date, "part-0", &rows(date.len() as u64 + 1), metadata);
    }
    // In any order.
    let inputs = ["2019-10-01", "2019-01-31", "2019-04-01", "2019-02-28"].map(|date| input(folder.path(), date));
    let def = defaults().table.into_iter().find(|def| def.name == "adoption").unwrap();

    let table = trend(&inputs, &[def]).unwrap().remove(0);

    assert_eq!(
        table.notes,
        [
            "no snapshot in 2019-03",
            "2019-02-28 to 2019-04-01: taxonomy_version changed from jp 1 to jp 2",
            "no snapshot from 2019-05 to 2019-09 (5 months)",
        ]
    );
    assert_eq!(table.metadata["taxonomy_version"], "jp 2");
    let wide = table.by_snapshot("DMARC", "names with MX");
    assert_eq!(wide.heads, ["2019-01-31", "2019-02-28", "2019-04-01", "2019-10-01"]);
    assert_eq!(wide.rows.last().unwrap().keys, ["total"]);
    let text = wide.render(RenderOptions::default());
    assert_eq!(text.lines().count(), 6);
    let first = wide.rows.last().unwrap().cells[0].unwrap();
    let row = table.rows.iter().find(|row| row.metric == "DMARC" && row.kind() == "total").unwrap();
    assert_eq!((first.numerator, first.denominator), (row.numerator, row.denominator));
}

#[test]
fn transitions_equal_a_comparison_of_two_maps() {
    let folder = tempfile::tempdir().unwrap();
    let keep = |rows: Vec<Domain>, n: usize| -> Vec<Domain> {
        rows.into_iter().enumerate().filter(|(i, _)| i % 7 != n).map(|(_, d)| d).collect()
    };
    let before = keep(random_domains(200_000, 1), 3);
    let after = keep(random_domains(210_000, 2), 5);
    write_file(folder.path(), "2020-01-01", "part-0", &before, &[]);
    write_file(folder.path(), "2020-02-01", "part-0", &after[..100_000], &[]);
    write_file(folder.path(), "2020-02-01", "part-1", &after[100_000..], &[]);
    let (a, b) = (input(folder.path(), "2020-01-01"), input(folder.path(), "2020-02-01"));

    let found = diff(&a, &b, &dmarc_def(&["type"])).unwrap();

    let state = |d: Option<&&Domain>| match d.map(|d| d.dmarc_n) {
        None => ABSENT,
        Some(None) => UNKNOWN,
        Some(Some(0)) => "none",
        Some(Some(_)) => "record",
    };
    let map = |rows: &'static [Domain]| rows.iter().map(|d| (&d.name, d)).collect::<BTreeMap<_, _>>();
    let (old, new) = (map(before.leak()), map(after.leak()));
    let mut expected: BTreeMap<(Option<String>, &str, &str), u64> = BTreeMap::new();
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (x, y) = (old.get(*name), new.get(*name));
        let kind = y.or(x).and_then(|d| d.kind.clone());
        *expected.entry((kind, state(x), state(y))).or_default() += 1;
    }
    let listed: BTreeMap<_, _> = found
        .transitions
        .iter()
        .map(|t| ((t.keys[0].value().map(str::to_owned), t.from.as_str(), t.to.as_str()), t.names))
        .collect();
    assert_eq!(listed, expected);
    for t in &found.transitions {
        let flow = match (t.from.as_str(), t.to.as_str()) {
            (ABSENT, _) => Flow::Entered,
            (_, ABSENT) => Flow::Left,
            (from, to) if from == to => Flow::Kept,
            _ => Flow::Moved,
        };
        assert_eq!(t.flow, flow);
    }
}

#[test]
fn stocks_and_flows_reconcile() {
    let folder = tempfile::tempdir().unwrap();
    let before = [
        domain("a.jp", "co", None, None, Some(0)),
        domain("b.jp", "co", None, None, Some(1)),
        domain("c.jp", "co", None, None, Some(1)),
        domain("d.jp", "ne", None, None, None),
    ];
    let after = [
        domain("a.jp", "co", None, None, Some(1)),
        domain("c.jp", "ne", None, None, Some(1)),
        domain("d.jp", "ne", None, None, Some(0)),
        domain("e.jp", "ne", None, None, Some(1)),
    ];
    let (a, b) = (snapshot(folder.path(), "2020-01-01", &before), snapshot(folder.path(), "2020-03-01", &after));

    let found = diff(&a, &b, &dmarc_def(&[])).unwrap();

    let flows = found.balances.iter().map(|b| {
        let Balance { value, stock_a, moved_in, entered, moved_out, left, stock_b, .. } = b.clone();
        (value, [stock_a, moved_in, entered, moved_out, left, stock_b])
    });
    assert_eq!(
        flows.collect::<Vec<_>>(),
        [
            (UNKNOWN.to_owned(), [1, 0, 0, 1, 0, 0]),
            ("none".to_owned(), [1, 1, 0, 1, 0, 1]),
            ("record".to_owned(), [2, 1, 1, 0, 1, 3]),
        ]
    );
    for b in &found.balances {
        assert_eq!(b.stock_a + b.moved_in + b.entered - b.moved_out - b.left, b.stock_b);
    }
    assert_eq!(found.notes, ["no snapshot in 2020-02"]);
    let csv = found.transitions_grid().to_csv().unwrap();
    assert!(csv.contains("2020-01-01,2020-03-01,dmarc,moved,none,record,1\n"), "{csv}");
    assert_eq!(found.balances_grid().rows.len(), 3);
    // By type, c moved from co to ne: a name counts under its type in the later snapshot.
    let by_type = diff(&a, &b, &dmarc_def(&["type"])).unwrap();
    let kept = by_type.transitions.iter().find(|t| t.flow == Flow::Kept).unwrap();
    assert_eq!((kept.keys[0].value(), kept.names), (Some("ne"), 1));
}

#[test]
fn names_out_of_order_or_twice_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let row = |name: &str| domain(name, "co", None, None, Some(0));
    let good = snapshot(folder.path(), "2020-01-01", &[row("b.a.jp"), row("a.b.jp")]);
    let swapped = snapshot(folder.path(), "2020-02-01", &[row("a.b.jp"), row("b.a.jp")]);
    let twice = snapshot(folder.path(), "2020-03-01", &[row("a.jp"), row("a.jp")]);
    assert!(diff(&good, &good, &dmarc_def(&[])).is_ok());
    for bad in [swapped, twice] {
        let error = diff(&good, &bad, &dmarc_def(&[])).unwrap_err();
        assert!(matches!(error, TableError::Unordered { .. }), "{error}");
    }
}

#[test]
fn an_empty_snapshot_enters_or_leaves_whole() {
    let folder = tempfile::tempdir().unwrap();
    let full = snapshot(folder.path(), "2020-01-01", &random_domains(10, 1));
    let empty = Input { snapshot: "2020-02-01".into(), files: Vec::new() };
    let left = diff(&full, &empty, &dmarc_def(&[])).unwrap();
    assert!(left.transitions.iter().all(|t| t.flow == Flow::Left && t.to == ABSENT));
    assert_eq!(left.transitions.iter().map(|t| t.names).sum::<u64>(), 10);
    let entered = diff(&empty, &full, &dmarc_def(&[])).unwrap();
    assert!(entered.transitions.iter().all(|t| t.flow == Flow::Entered));
    let mut def = dmarc_def(&[]);
    def.states[0].state = "dmark_n".into();
    let error = diff(&full, &full, &def).unwrap_err().to_string();
    assert!(error.contains("table `diff`, metric `dmarc`, key `state`") && error.contains("`dmarc_n`?"), "{error}");
}

#[test]
fn a_folder_without_a_date_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Input::from_folder(folder.path()).unwrap_err().to_string().contains("snapshot=YYYY-MM-DD"));
    let error = Input::from_folder(&folder.path().join("snapshot=2020-01-01")).unwrap_err();
    assert!(matches!(error, TableError::Read { .. }));
}
