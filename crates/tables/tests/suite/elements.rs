//! Keys that split the numerator: lists, mixes, ranks.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::*;
use tables::{TableDef, build};

fn with_providers(name: &str, kind: &str, providers: Option<&[&str]>) -> Domain {
    let providers = providers.map(|p| p.iter().map(|s| (*s).to_owned()).collect());
    Domain { providers, ..domain(name, kind, Some(true), Some(1), Some(0)) }
}

fn shares(by: &[&str]) -> TableDef {
    let mut def = table_def(by, vec![metric("SPF", "", "spf_n >= 1")]);
    def.explode = Some("spf_providers AS provider".into());
    def
}

fn sample() -> Vec<Domain> {
    vec![
        with_providers("a.jp", "co", Some(&["google", "google", "sendgrid"])),
        with_providers("b.jp", "co", Some(&["google"])),
        with_providers("c.jp", "ne", Some(&["microsoft", "sendgrid", "mailchimp"])),
        with_providers("d.jp", "ne", Some(&[])),
        with_providers("e.jp", "ne", None),
        Domain { spf_n: Some(0), ..with_providers("f.jp", "co", Some(&["google"])) },
        Domain { spf_n: None, ..with_providers("g.jp", "co", Some(&["google"])) },
    ]
}

fn row(key: &str, n: u64, d: u64, u: u64) -> (String, u64, u64, u64) {
    (key.to_owned(), n, d, u)
}

#[test]
fn a_name_counts_once_per_element_and_once_in_the_denominator() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &sample());
    let found = counts(&build(&[input], &shares(&[])).unwrap(), "SPF");
    // d has no provider and is in the denominator; e and g are unknown; f has no SPF.
    let expected =
        [row("google", 2, 4, 2), row("sendgrid", 2, 4, 2), row("mailchimp", 1, 4, 2), row("microsoft", 1, 4, 2)];
    assert_eq!(found, expected);
}

#[test]
fn other_counts_names_not_elements() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &sample());
    let mut def = shares(&["type"]);
    def.top = Some(1);
    def.total = true;
    let found = counts(&build(&[input], &def).unwrap(), "SPF");
    let expected = [
        row("co/google", 2, 2, 1),
        row("co/other", 1, 2, 1),
        row("ne/other", 1, 2, 1), // c has three of the others
        row("total/google", 2, 4, 2),
        row("total/other", 2, 4, 2),
    ];
    assert_eq!(found, expected);
}

#[test]
fn without_others_there_is_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &sample());
    let mut def = shares(&[]);
    def.top = Some(4);
    let found = counts(&build(&[input], &def).unwrap(), "SPF");
    let keys: Vec<&str> = found.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(keys, ["google", "sendgrid", "mailchimp", "microsoft"]);
}

#[test]
fn concentration_counts_names_with_any_of_the_largest() {
    let folder = tempfile::tempdir().unwrap();
    let input = snapshot(folder.path(), "2020-01-01", &sample());
    let mut def = shares(&[]);
    def.cumulative = vec![1, 2, 5];
    let found = counts(&build(&[input], &def).unwrap(), "SPF");
    assert_eq!(found, [row("top 1", 2, 4, 2), row("top 2", 3, 4, 2), row("top 5", 3, 4, 2)]);
}

#[test]
fn a_plain_key_splits_the_numerator_into_a_mix() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(4_000, 17);
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let mut def = table_def(&["type"], vec![metric("policy", "", "dmarc_n >= 1")]);
    def.explode = Some("LOWER(dmarc_p) AS p".into());
    let found = counts(&build(&[input], &def).unwrap(), "policy");

    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for d in rows.iter().filter(|d| d.dmarc_n == Some(1)) {
        if let Some(p) = &d.dmarc_p {
            let kind = d.kind.as_deref().unwrap_or("(none)");
            *expected.entry(format!("{kind}/{}", p.to_lowercase())).or_default() += 1;
        }
    }
    assert_eq!(found.iter().map(|f| (f.0.clone(), f.1)).collect::<BTreeMap<_, _>>(), expected);
    for kind in ["ad", "co", "general", "(none)"] {
        let parts: Vec<_> = found.iter().filter(|f| f.0.starts_with(&format!("{kind}/"))).collect();
        assert_eq!(parts.iter().map(|p| p.1).sum::<u64>(), parts[0].2, "{kind}: a mix adds up");
    }
}

#[test]
fn ranked_lists_equal_a_plain_loop() {
    let folder = tempfile::tempdir().unwrap();
    let rows = random_domains(150_000, 23);
    let input = snapshot(folder.path(), "2020-01-01", &rows);
    let in_denominator = |d: &&Domain| d.spf_n.is_some_and(|n| n >= 1) && d.providers.is_some();
    let sets: Vec<BTreeSet<&str>> = rows
        .iter()
        .filter(in_denominator)
        .map(|d| d.providers.iter().flatten().map(String::as_str).collect())
        .collect();
    let with = |wanted: &[&str]| sets.iter().filter(|s| wanted.iter().any(|w| s.contains(w))).count() as u64;
    let mut names = ["a", "b", "c"];
    names.sort_by_key(|name| std::cmp::Reverse(with(&[name])));

    let mut top = shares(&[]);
    top.top = Some(1);
    let found = counts(&build(std::slice::from_ref(&input), &top).unwrap(), "SPF");
    let values: Vec<_> = found.iter().map(|f| (f.0.as_str(), f.1, f.2)).collect();
    let all = sets.len() as u64;
    assert_eq!(values, [(names[0], with(&names[..1]), all), ("other", with(&names[1..]), all)]);

    let mut cumulative = shares(&[]);
    cumulative.cumulative = vec![1, 2, 3];
    let found = counts(&build(&[input], &cumulative).unwrap(), "SPF");
    let values: Vec<u64> = found.iter().map(|f| f.1).collect();
    assert_eq!(values, [with(&names[..1]), with(&names[..2]), with(&names)]);
}

#[test]
fn ranks_of_several_snapshots_are_those_of_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let old = [with_providers("a.jp", "co", Some(&["old"])), with_providers("b.jp", "co", Some(&["old"]))];
    let new = [with_providers("a.jp", "co", Some(&["new"])), with_providers("b.jp", "co", Some(&["new", "old"]))];
    let inputs = [snapshot(folder.path(), "2020-01-01", &old), snapshot(folder.path(), "2020-02-01", &new)];
    let mut def = shares(&[]);
    def.top = Some(1);
    let found = counts(&build(&inputs, &def).unwrap(), "SPF");
    assert_eq!(found, [row("other", 2, 2, 0), row("new", 2, 2, 0), row("other", 1, 2, 0)]);
}
