//! The fold and the merge are a commutative monoid: the file's bytes do not depend on order, splits, repetition or threads.

mod common;

use census::{Census, CensusError, CensusOptions, Lookup, Partial, Plan, Unit};
use common::{batch, bytes};
use proptest::prelude::*;
use std::ops::ControlFlow;

const LABELS: [&str; 6] = ["a", "b", "a-b", "ab", "\\000", "\\255"];
const DATA: [&str; 17] = [
    "NS ns1.a.jp.",
    "NS NS2.example.net.",
    "NS ns3.example.net.",
    "DS 1 13 2 00ff",
    "DS 2 8 1 aa",
    "MX 10 mail.a.jp.",
    "MX 20 MX.example.net.",
    "MX 0 .",
    "TXT \"v=spf1 include:a.jp -all\"",
    "TXT \"v=spf1 include:b.jp ~all\"",
    "TXT other",
    "TXT \"v=spf1 redirect=x.a.co.jp\"",
    "TXT \"v=DMARC1; p=reject\"",
    "CNAME b.jp.",
    "SOA a. b. 1 2 3 4 5",
    "A 192.0.2.1",
    "TLSA 3 1 1 00",
];
const PREFIXES: [&str; 8] = ["", "_dmarc.", "_mta-sts.", "_25._tcp.", "s._domainkey.", "*.", "x.", "_smtp._tls."];

fn record() -> impl Strategy<Value = String> {
    (0..PREFIXES.len(), 0..LABELS.len(), 0..3usize, 0..DATA.len(), any::<bool>()).prop_map(
        |(prefix, label, depth, data, upper)| {
            let base = ["jp.", "co.jp.", "b.jp."][depth];
            let owner = format!("{}{}.{base}", PREFIXES[prefix], LABELS[label]);
            let owner = if upper { owner.to_ascii_uppercase() } else { owner };
            format!("{owner} {}", DATA[data])
        },
    )
}

/// Records, an order of them, and where to cut.
fn case() -> impl Strategy<Value = (Vec<String>, Vec<String>, Vec<usize>)> {
    proptest::collection::vec(record(), 1..80).prop_flat_map(|records| {
        let repeated: Vec<String> = records.iter().cloned().chain(records.iter().step_by(3).cloned()).collect();
        let cuts = proptest::collection::vec(0..=repeated.len(), 0..6);
        (Just(records), Just(repeated).prop_shuffle(), cuts)
    })
}

fn fold(lines: &[String]) -> Partial {
    let mut partial = Partial::default();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    for chunk in lines.chunks(7) {
        if let Ok(batch) = batch(chunk) {
            assert!(partial.fold(&batch).is_ok());
        }
    }
    partial
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bytes_do_not_depend_on_order_splits_repetition_or_threads((records, shuffled, mut cuts) in case(), unit in 0..3usize, memory in 1..4000usize) {
        let unit = [Unit::Delegations, Unit::Apexes, Unit::Names(vec!["jp".to_owned(), "co.jp".to_owned()])][unit].clone();
        let mut plan = Plan::new("jp", unit);
        plan.addresses = true;
        plan.collected = vec![Lookup::Mx, Lookup::Dmarc];
        let options = CensusOptions::default();
        let once = bytes(&plan, &options, vec![fold(&records)], 1);
        prop_assert!(once.is_ok(), "{:?}", once.err());
        cuts.push(0);
        cuts.push(shuffled.len());
        cuts.sort_unstable();
        let mut partials: Vec<Partial> = cuts.windows(2).map(|cut| fold(&shuffled[cut[0]..cut[1]])).collect();
        if partials.len() > 2 && let Some(last) = partials.pop() {
            partials[0].merge(last);
        }
        let spilled = bytes(&plan, &CensusOptions { memory: Some(memory), ..options.clone() }, partials.clone(), 2);
        let split = bytes(&plan, &options, partials, 3);
        prop_assert_eq!(once.as_ref().ok(), split.as_ref().ok());
        prop_assert_eq!(split.ok(), spilled.ok());
    }
}

/// Enough names for many partitions, chunks and row groups.
#[test]
fn many_names_in_any_arrangement_give_the_same_bytes() -> common::Outcome {
    let plan = Plan::new("jp", Unit::Delegations);
    let options = CensusOptions { row_group_rows: 8192, ..CensusOptions::default() };
    let lines: Vec<String> = (0..40_000u64)
        .flat_map(|n| {
            let name = format!("n{:05}.jp.", n.wrapping_mul(0x9E37_79B9) % 100_000);
            let more = (n % 3 == 0).then(|| format!("{name} MX 10 mail.{name}"));
            [Some(format!("{name} NS ns{}.example.net.", n % 7)), more].into_iter().flatten()
        })
        .collect();
    let mut sorted = lines.clone();
    sorted.sort();
    let whole = bytes(&plan, &options, vec![fold(&sorted)], 1)?;
    let pieces: Vec<Partial> = sorted.chunks(5000).map(fold).collect();
    assert_eq!(whole, bytes(&plan, &options, pieces, 2)?);
    let pieces: Vec<Partial> = lines.chunks(1777).rev().map(fold).collect();
    assert_eq!(whole, bytes(&plan, &options, pieces, 4)?);
    let small = CensusOptions { memory: Some(600_000), ..options };
    let pieces: Vec<Partial> = lines.chunks(1777).map(fold).collect();
    assert_eq!(whole, bytes(&plan, &small, pieces, 2)?, "from disk");
    Ok(())
}

/// Sorted input larger than the memory: its end is never on disk. Names ask for others, before and behind, in both.
#[test]
fn names_on_disk_and_names_in_memory_are_found_from_everywhere() -> common::Outcome {
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.addresses = true;
    plan.collected = vec![Lookup::Mx, Lookup::Txt];
    let name = |n: u64| format!("n{:05}.jp.", n % 40_000);
    let records = |n: u64| {
        let own = name(n);
        let mut records = vec![format!("{own} NS ns{}.example.net.", n % 7)];
        if n.is_multiple_of(16) {
            let other = name(n.wrapping_mul(7919) + 16);
            records.push(format!("{own} MX 10 mail.{other}"));
            records.push(format!("{own} TXT \"v=spf1 include:{other} {}all\"", ["-", "~", "?"][n as usize % 3]));
            records.push(format!("mail.{own} A 192.0.2.1"));
            records.push(format!("_25._tcp.mail.{own} TLSA 3 1 1 00"));
        }
        records
    };
    let soa = "jp. SOA a. b. 1 2 3 4 5".to_owned();
    let lines: Vec<String> = std::iter::once(soa).chain((0..40_000).flat_map(records)).collect();
    let options = CensusOptions { row_group_rows: 8192, ..CensusOptions::default() };
    let whole = bytes(&plan, &options, vec![fold(&lines)], 1)?;
    let mut pieces: Vec<Partial> = lines.chunks(2000).map(fold).collect();
    pieces.iter_mut().for_each(Partial::seal);
    let evidence: usize = pieces.iter().map(Partial::bytes).sum();
    for memory in [evidence * 4 / 3, evidence] {
        let dir = tempfile::tempdir()?;
        let spill = CensusOptions { memory: Some(memory), spill_dir: dir.path().to_owned(), ..options.clone() };
        let mut census = Census::new(plan.clone(), spill);
        pieces.iter().cloned().for_each(|piece| census.commit(piece));
        let summary = census.finish(dir.path(), &mut |_, _| ControlFlow::Continue(()))?;
        assert!(summary.spilled_bytes > 0, "{memory}");
        assert!(whole == std::fs::read(&summary.files[0])?, "{memory}");
    }
    Ok(())
}

#[test]
fn whoever_is_told_of_progress_may_stop_it() -> common::Outcome {
    let lines: Vec<String> = (0..60_000).map(|n| format!("n{n:05}.jp. NS ns.example.net.")).collect();
    for memory in [None, Some(600_000)] {
        let dir = tempfile::tempdir()?;
        let spill_dir = dir.path().to_owned();
        let options = CensusOptions { memory, spill_dir, row_group_rows: 8192, ..CensusOptions::default() };
        let mut census = Census::new(Plan::new("jp", Unit::Delegations), options);
        lines.chunks(10_000).for_each(|lines| census.commit(fold(lines)));
        let mut told = Vec::new();
        let stop = &mut |done: u64, total: u64| {
            told.push((done, total));
            if done < 20_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        assert!(matches!(census.finish(dir.path(), stop), Err(CensusError::Interrupted)), "{memory:?}");
        assert!(
            told.is_sorted() && told.iter().all(|(done, total)| (1..=60_000).contains(done) && *total == 60_000),
            "{told:?}"
        );
        assert!(told.last().is_some_and(|(done, _)| (20_000..60_000).contains(done)), "{told:?}");
    }
    Ok(())
}
