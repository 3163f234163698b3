//! The `com` profile: both orders hold the same records, as many as the truth says.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::generate;
use synth::{Order, Profile};

const NAMES: u64 = 30_000;

fn owner(line: &str) -> &str {
    line.split('\t').next().expect("an owner")
}

#[test]
fn both_orders_hold_the_same_records_whatever_the_threads() {
    let by_name = generate(Profile::Com(Order::ByName), NAMES, 1);
    assert!(by_name.zone == generate(Profile::Com(Order::ByName), NAMES, 3).zone);
    let shuffled = generate(Profile::Com(Order::Shuffled), NAMES, 2);
    assert_eq!(by_name.truth, shuffled.truth);
    assert!(by_name.zone != shuffled.zone);
    let sorted = |zone: &str| {
        let mut lines: Vec<String> = zone.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted(&by_name.zone) == sorted(&shuffled.zone));
}

#[test]
fn names_ascend_or_are_far_apart() {
    let delegated = |order| {
        let zone = generate(Profile::Com(order), NAMES, 1).zone;
        zone.lines()
            .filter(|line| line.contains("\tNS\t"))
            .skip(13)
            .map(|line| owner(line).trim_end_matches(".com.").to_owned())
            .collect::<Vec<_>>()
    };
    assert!(delegated(Order::ByName).is_sorted());
    let shuffled = delegated(Order::Shuffled);
    let together = shuffled.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!(together < 20, "{together} records of {} follow one of the same name", shuffled.len());
}

#[test]
fn the_truth_counts_names_and_records() {
    let snapshot = generate(Profile::Com(Order::ByName), NAMES, 1);
    let (mut names, mut signed, mut records) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for line in snapshot.zone.lines() {
        let rtype = line.split('\t').nth(3).expect("a type");
        *records.entry(rtype).or_insert(0) += 1;
        match rtype {
            "NS" if owner(line) != "com." => drop(names.insert(owner(line))),
            "DS" => drop(signed.insert(owner(line))),
            _ => {}
        }
    }
    let count = |metric: &str| snapshot.truth.rows.iter().find(|row| row.metric == metric).map(|row| row.numerator);
    assert_eq!(count("names"), Some(names.len() as u64));
    assert_eq!(count("ds"), Some(signed.len() as u64));
    assert_eq!(signed.len() as u64, NAMES * 42 / 1_000);
    for (rtype, found) in records {
        assert_eq!(count(&format!("records={rtype}")), Some(found), "{rtype}");
    }
}
