//! Counts equal those of a plain loop over the same rows.

use std::collections::BTreeMap;
use std::slice::from_ref;

use crate::common::*;
use tables::{Input, build, build_all, fit};

/// (numerator, denominator, unknown) per type by three-valued logic written out.
type Expected = BTreeMap<Option<String>, (u64, u64, u64)>;

fn expect(
    rows: &[Domain],
    numerator: impl Fn(&Domain) -> Option<bool>,
    denominator: impl Fn(&Domain) -> Option<bool>,
) -> Expected {
    let mut expected = Expected::new();
    for row in rows {
        let (n, d, u) = expected.entry(row.kind.clone()).or_default();
        match (denominator(row), numerator(row)) {
            (None, _) | (Some(true), None) => *u += 1,
            (Some(true), Some(counts)) => {
                *d += 1;
                *n += u64::from(counts);
            }
            (Some(false), _) => {}
        }
    }
    expected
}

fn labelled(expected: &Expected) -> Vec<(String, u64, u64, u64)> {
    let (none, some): (Vec<_>, Vec<_>) = expected.iter().partition(|(kind, _)| kind.is_none());
    let row =
        |(kind, (n, d, u)): (&Option<String>, &(u64, u64, u64))| (kind.clone().unwrap_or("(none)".into()), *n, *d, *u);
    some.into_iter().chain(none).map(row).collect()
}

#[test]
fn adoption_equals_a_plain_loop_over_several_files_and_slices() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(300_000, 2019);
    let (first, second) = rows.split_at(170_001);
    write_file(folder.path(), "2019-11-01", "part-0", first, &[]);
    write_file(folder.path(), "2019-11-01", "part-1", second, &[]);
    let input = Input::from_folder(&folder.path().join("snapshot=2019-11-01")).unwrap();
    let mut def = defaults().table.into_iter().find(|def| def.name == "adoption").unwrap();
    def.total = false;

    let table = build(&[input], &def).unwrap();

    let at_least_one = |n: Option<u8>| n.map(|n| n >= 1);
    let all = |_: &Domain| Some(true);
    assert_eq!(counts(&table, "MX"), labelled(&expect(&rows, |d| d.mx, all)));
    assert_eq!(counts(&table, "SPF"), labelled(&expect(&rows, |d| at_least_one(d.spf_n), |d| d.mx)));
    assert_eq!(counts(&table, "DMARC"), labelled(&expect(&rows, |d| at_least_one(d.dmarc_n), |d| d.mx)));
}

#[test]
fn a_metric_of_null_policies_knows_present_from_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(5_000, 7);
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let def = defaults().table.into_iter().find(|def| def.name == "dmarc_policy").unwrap();

    let table = build(&[input], &def).unwrap();

    let has_record = |d: &Domain| d.dmarc_n.map(|n| n >= 1);
    for policy in ["none", "quarantine", "reject"] {
        let is = |d: &Domain| Some(d.dmarc_p.as_ref().is_some_and(|p| p == policy));
        let found = counts(&table, policy);
        assert_eq!(found[..4], labelled(&expect(&rows, is, has_record)), "{policy}");
    }
    let missing = expect(&rows, |d| Some(d.dmarc_p.is_none()), has_record);
    assert_eq!(counts(&table, "missing or invalid")[..4], labelled(&missing));
}

#[test]
fn sums_of_numbers_leave_out_unknown_ones_and_hold_64_bits() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(20_000, 3);
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let table = build(&[input], &table_def(&[], vec![metric("addresses", "spf_ip4_addrs", "spf_n >= 1")])).unwrap();

    let (mut sum, mut names, mut unknown) = (0, 0, 0);
    for row in &rows {
        match (row.spf_n, row.addresses) {
            (None, _) | (Some(1..), None) => unknown += 1,
            (Some(1..), Some(addresses)) => (sum, names) = (sum + addresses, names + 1),
            (Some(0), _) => {}
        }
    }
    assert!(sum > 1 << 50);
    assert_eq!(counts(&table, "addresses"), [(String::new(), sum, names, unknown)]);
}

#[test]
fn the_total_and_the_parts_agree_and_filter_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(3_000, 11);
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let mut def = table_def(&["type", "spf_n > 1 AS several"], vec![metric("MX", "mx_rr_present", "")]);
    def.total = true;
    def.filter = Some("dmarc_n >= 1".into());

    let found = counts(&build(&[input], &def).unwrap(), "MX");

    let kept: Vec<&Domain> = rows.iter().filter(|d| d.dmarc_n.is_some_and(|n| n >= 1)).collect();
    let (total, parts) = found.split_last().unwrap();
    assert_eq!(total.0, "total/total");
    assert_eq!(total.2 + total.3, kept.len() as u64);
    assert_eq!(total.1, kept.iter().filter(|d| d.mx == Some(true)).count() as u64);
    assert_eq!(total.1, parts.iter().map(|p| p.1).sum::<u64>());
    assert_eq!(parts.len(), 4 * 3);
    assert_eq!(parts[0].0, "ad/false");
    assert_eq!(parts.last().unwrap().0, "(none)/(none)");
}

#[test]
fn rows_follow_order_then_nature() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = ["10", "9", "total", "ne", "ad", "ed"];
    let rows: Vec<Domain> = kinds.iter().map(|k| domain(&format!("{k}.jp"), k, Some(true), None, None)).collect();
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let mut def = table_def(&["type"], vec![metric("MX", "mx_rr_present", "")]);
    def.order = ["ne", "gr", "ed"].map(str::to_owned).to_vec();
    def.total = true;

    let table = build(&[input], &def).unwrap();

    let keys: Vec<String> = counts(&table, "MX").into_iter().map(|row| row.0).collect();
    assert_eq!(keys, ["ne", "ed", "9", "10", "ad", "total", "total"]);
    let kinds: Vec<&str> = table.rows.iter().map(tables::Row::kind).collect();
    assert_eq!(kinds[5..], ["group", "total"], "a group named total stays a group");
}

#[test]
fn top_keeps_the_largest_groups() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = ["a", "b", "b", "b", "c", "c", "d"];
    let rows: Vec<Domain> =
        kinds.iter().enumerate().map(|(i, k)| domain(&format!("{i}.jp"), k, Some(i % 2 == 0), None, None)).collect();
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let mut def = table_def(&["type"], vec![metric("MX", "mx_rr_present", "")]);
    def.top = Some(2);
    def.total = true;

    let found = counts(&build(&[input], &def).unwrap(), "MX");

    let row = |key: &str, n, d| (key.to_owned(), n, d, 0);
    assert_eq!(found, [row("b", 1, 3), row("c", 1, 2), row("other", 2, 2), row("total", 4, 7)]);
}

#[test]
fn empty_files_give_a_row_without_a_rate_or_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &[]);
    let whole = build(from_ref(&input), &table_def(&[], vec![metric("MX", "mx_rr_present", "")])).unwrap();
    assert_eq!(counts(&whole, "MX"), [(String::new(), 0, 0, 0)]);
    assert_eq!(whole.rows[0].rate(), None);
    let grouped = build(&[input], &table_def(&["type"], vec![metric("MX", "mx_rr_present", "")])).unwrap();
    assert!(grouped.rows.is_empty());
    assert!(build(&[], &table_def(&["type"], vec![metric("MX", "", "")])).unwrap().rows.is_empty());
}

#[test]
fn tables_built_together_equal_tables_built_alone() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [
        snapshot(folder.path(), "2020-02-01", &random_domains(2_000, 5)),
        snapshot(folder.path(), "2020-01-01", &random_domains(1_500, 6)),
    ];
    let columns = ["name", "type", "mx_rr_present", "spf_n", "dmarc_n", "dmarc_p", "spf_providers"];
    let known: Vec<_> = census_columns().into_iter().filter(|c| columns.contains(&c.name.as_str())).collect();
    let mut defs = fit(&defaults().table, &known);
    defs.push(table_def(&[], vec![metric("all", "", "")]));
    assert_eq!(defs.len(), 3);

    let together = build_all(&inputs, &defs).unwrap();

    for (def, table) in defs.iter().zip(&together) {
        assert_eq!(&build(&inputs, def).unwrap(), table);
    }
    let all = &together[2];
    let sizes: Vec<_> = all.rows.iter().map(|row| (row.snapshot.as_str(), row.denominator)).collect();
    assert_eq!(sizes, [("2020-01-01", 1_500), ("2020-02-01", 2_000)]);
}
