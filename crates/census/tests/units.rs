//! Counting units, collected lookups, taxonomy and cohort, on small zones.

mod common;

use census::{Census, CensusOptions, Cohort, Lookup, Outcome as Answer, Plan, Taxonomy, Unit};
use common::{Outcome, batch, census, census_with};

const ZONE: &[&str] = &[
    "jp. SOA a.dns.jp. root.dns.jp. 1 2 3 4 5",
    "jp. NS a.dns.jp.",
    "B.jp. NS ns1.b.jp.",
    "b.jp. NS ns2.example.net.",
    "ns1.b.jp. A 192.0.2.1",
    "a.co.jp. NS ns.example.net.",
    "a.co.jp. DS 1 13 2 00ff",
    "a.jp. NS ns.example.net.",
    "sub.a.jp. NS ns.example.net.",
];

#[test]
fn delegations_are_names_with_ns_below_the_topmost_apex() -> Outcome {
    let facts = census(Plan::new("jp", Unit::Delegations), ZONE)?;
    assert_eq!(facts.names, ["a.jp", "sub.a.jp", "b.jp", "a.co.jp"]);
    assert_eq!(facts.get("b.jp", "n_ns"), "2");
    assert_eq!(facts.get("b.jp", "ds_class"), "none");
    assert_eq!(facts.get("a.co.jp", "ds_class"), "strong");
    assert_eq!(facts.get("a.co.jp", "depth"), "2");
    assert_eq!(facts.summary.names, 4);
    Ok(())
}

#[test]
fn a_child_apex_is_a_delegation_and_a_second_tree_has_its_own_top() -> Outcome {
    let lines = [
        "gov. SOA a. b. 1 2 3 4 5",
        "x.gov. NS ns.x.gov.",
        "x.gov. SOA a. b. 1 2 3 4 5",
        "x.gov. NS ns.x.gov.",
        "example. SOA a. b. 1 2 3 4 5",
        "example. NS ns.example.",
        "y.example. NS ns.example.",
    ];
    assert_eq!(census(Plan::new("", Unit::Delegations), &lines)?.names, ["y.example", "x.gov"]);
    Ok(())
}

#[test]
fn without_any_soa_every_name_with_ns_counts() -> Outcome {
    let facts = census(Plan::new("", Unit::Delegations), &["jp. NS a.", "a.jp. NS b.", "c.jp. MX 0 ."])?;
    assert_eq!(facts.names, ["jp", "a.jp"]);
    let facts = census(Plan::new("jp", Unit::Delegations), &["JP. NS a.", "a.jp. NS b.", "c.jp. MX 0 ."])?;
    assert_eq!(facts.names, ["a.jp"], "the zone of the registry is no delegation of it");
    Ok(())
}

#[test]
fn apexes_are_soa_owners() -> Outcome {
    let facts = census(Plan::new("", Unit::Apexes), ZONE)?;
    assert_eq!(facts.names, ["jp"]);
    assert_eq!(facts.get("jp", "ds_count"), "NULL");
    Ok(())
}

#[test]
fn a_list_has_a_row_for_every_name() -> Outcome {
    let list = ["b.jp.", "B.JP", "unseen.jp"].map(str::to_owned).to_vec();
    let facts = census(Plan::new("jp", Unit::List(list)), ZONE)?;
    assert_eq!(facts.names, ["b.jp", "unseen.jp"]);
    assert_eq!((facts.get("unseen.jp", "n_ns"), facts.get("unseen.jp", "q_mx")), ("0", "not_collected"));
    Ok(())
}

#[test]
fn names_lie_one_label_below_a_suffix() -> Outcome {
    let lines = [
        "a.jp. MX 0 .",
        "x.a.jp. MX 0 .",
        "_dmarc.b.co.jp. TXT \"v=DMARC1; p=none\"",
        "jp. NS a.",
        "co.jp. NS a.",
        "c.net. MX 0 .",
    ];
    let facts = census(Plan::new("jp", Unit::Names(vec!["jp".to_owned(), "co.jp.".to_owned()])), &lines)?;
    assert_eq!(facts.names, ["a.jp", "co.jp", "b.co.jp"]);
    Ok(())
}

#[test]
fn a_lookup_is_collected_when_stated_or_seen_at_a_counted_name() -> Outcome {
    let bare = census(Plan::new("jp", Unit::Delegations), ZONE)?;
    for (column, value) in [
        ("q_mx", "not_collected"),
        ("mx_rr_present", "NULL"),
        ("spf_n", "NULL"),
        ("dmarc_state", "NULL"),
        ("nonsending_level", "NULL"),
    ] {
        assert_eq!(bare.get("a.jp", column), value, "{column}");
    }
    let uncounted: Vec<&str> = ZONE.iter().copied().chain(["www.a.jp. MX 0 ."]).collect();
    assert_eq!(census(Plan::new("jp", Unit::Delegations), &uncounted)?.get("a.jp", "q_mx"), "not_collected");
    let seen: Vec<&str> = ZONE.iter().copied().chain(["a.jp. MX 0 ."]).collect();
    let seen = census(Plan::new("jp", Unit::Delegations), &seen)?;
    assert_eq!((seen.get("a.jp", "q_mx"), seen.get("a.jp", "mx_class")), ("ok", "null"));
    assert_eq!(
        (seen.get("b.jp", "q_mx"), seen.get("b.jp", "mx_rr_present"), seen.get("b.jp", "mx_class")),
        ("nodata", "false", "none")
    );
    assert_eq!(seen.get("b.jp", "q_txt"), "not_collected");
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.collected = vec![Lookup::Dmarc];
    let stated = census(plan, ZONE)?;
    assert_eq!(
        (stated.get("a.jp", "q_dmarc"), stated.get("a.jp", "dmarc_state"), stated.get("a.jp", "dmarc_enforced")),
        ("nodata", "none", "false")
    );
    Ok(())
}

#[test]
fn a_failed_lookup_is_unknown_and_a_record_outweighs_it() -> Outcome {
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.collected = vec![Lookup::Mx, Lookup::Txt, Lookup::Dmarc];
    let lines: Vec<&str> = ZONE.iter().copied().chain(["a.jp. MX 0 .", "a.jp. TXT \"v=spf1 -all\""]).collect();
    let facts = census_with(plan, &lines, |partial| {
        partial.fold_outcome(b"A.jp.", Lookup::Mx, Answer::Error);
        partial.fold_outcome(b"b.jp", Lookup::Mx, Answer::Error);
        partial.fold_outcome(b"b.jp", Lookup::Txt, Answer::Error);
        partial.fold_outcome(b"a.co.jp.", Lookup::Dmarc, Answer::Nxdomain);
    })?;
    assert_eq!((facts.get("a.jp", "q_mx"), facts.get("a.jp", "mx_class")), ("ok", "null"));
    for (column, value) in [
        ("q_mx", "error"),
        ("mx_rr_present", "NULL"),
        ("mx_class", "NULL"),
        ("q_txt", "error"),
        ("spf_state", "NULL"),
        ("nonsending_level", "NULL"),
    ] {
        assert_eq!(facts.get("b.jp", column), value, "{column}");
    }
    assert_eq!((facts.get("a.co.jp", "q_dmarc"), facts.get("a.co.jp", "dmarc_state")), ("nxdomain", "none"));
    assert_eq!(facts.get("a.jp", "nonsending_level"), "2");
    Ok(())
}

#[test]
fn types_come_from_the_taxonomy_and_the_cohort() -> Outcome {
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.taxonomy =
        Taxonomy::parse("t", "pattern\ttype\tgroup\torder\tpref\njp\tGEN\tgeneral\t2\t\nco.jp\tCO\torg\t1\tX\n")?;
    let csv = "d,t,agency\nA.jp.,City,Ministry\nmissing.jp,City,\nns1.b.jp,Host,\n";
    let columns = [("t", "type"), ("agency", "agency")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    plan.cohort = Some(Cohort::read("c.csv", csv.as_bytes(), "d", &columns)?);
    let facts = census(plan, ZONE)?;
    assert_eq!(
        (facts.get("a.jp", "type"), facts.get("a.jp", "type_group"), facts.get("a.jp", "agency")),
        ("City", "general", "Ministry")
    );
    assert_eq!(
        (facts.get("b.jp", "type"), facts.get("b.jp", "sld"), facts.get("b.jp", "agency")),
        ("GEN", "jp", "NULL")
    );
    assert_eq!(
        (facts.get("a.co.jp", "type"), facts.get("a.co.jp", "sld"), facts.get("a.co.jp", "pref")),
        ("CO", "co.jp", "X")
    );
    assert_eq!(facts.summary.unmatched_cohort_rows, 2);
    assert_eq!(facts.names.len(), 4);
    Ok(())
}

#[test]
fn internationalised_names() -> Outcome {
    let facts =
        census(Plan::new("jp", Unit::Delegations), &["XN--WGV71A.jp. NS a.", "xn--a.jp. NS a.", "plain.jp. NS a."])?;
    assert_eq!((facts.get("xn--wgv71a.jp", "is_idn"), facts.get("xn--wgv71a.jp", "name_u")), ("true", "日本.jp"));
    assert_eq!((facts.get("xn--a.jp", "is_idn"), facts.get("xn--a.jp", "name_u")), ("true", "NULL"));
    assert_eq!(
        (facts.get("plain.jp", "is_idn"), facts.get("plain.jp", "name_u"), facts.get("plain.jp", "labels")),
        ("false", "NULL", "2")
    );
    Ok(())
}

const UK: &str = "pattern\ttype\torder\tsuffix\nuk\tuk\t2\tyes\nco.uk\tco.uk\t1\tyes\nexample.uk\tmember\t3\t\n*.sch.uk\tsch.uk\t4\t\n";

/// Two zones of one registry, and what was collected at the apex of the second.
const UK_ZONES: &[&str] = &[
    "uk. SOA a. b. 1 2 3 4 5",
    "uk. NS ns.uk.",
    "co.uk. NS ns.uk.",
    "co.uk. DS 1 13 2 00ff",
    "example.uk. NS ns.example.net.",
    "county.sch.uk. NS ns.example.net.",
    "co.uk. SOA a. b. 1 2 3 4 5",
    "co.uk. NS ns.uk.",
    "co.uk. TXT \"v=spf1 -all\"",
    "a.co.uk. NS ns.example.net.",
];

#[test]
fn a_public_suffix_in_a_zone_of_its_own_is_not_counted() -> Outcome {
    let mut plan = Plan::new("uk", Unit::Delegations);
    let plain = census(plan.clone(), UK_ZONES)?;
    assert_eq!((plain.names, plain.summary.suffixes), (names(&["co.uk", "a.co.uk", "example.uk", "county.sch.uk"]), 0));
    plan.taxonomy = Taxonomy::parse("t", UK)?;
    let facts = census(plan.clone(), UK_ZONES)?;
    assert_eq!(facts.names, ["a.co.uk", "example.uk", "county.sch.uk"]);
    assert_eq!((facts.summary.names, facts.summary.suffixes), (3, 1));
    // Nothing that stands at a suffix tells what was collected of the names.
    assert_eq!((facts.get("a.co.uk", "q_txt"), facts.get("a.co.uk", "spf_n")), ("not_collected", "NULL"));
    // Without any SOA too, and the registry's own name is neither.
    let no_soa: Vec<&str> = UK_ZONES.iter().copied().filter(|line| !line.contains("SOA")).collect();
    let facts = census(plan, &no_soa)?;
    assert_eq!((facts.names, facts.summary.suffixes), (names(&["a.co.uk", "example.uk", "county.sch.uk"]), 1));
    Ok(())
}

#[test]
fn suffixes_count_where_they_are_listed_or_where_zones_are_counted() -> Outcome {
    let counted = |unit| -> Result<_, Box<dyn std::error::Error>> {
        let mut plan = Plan::new("uk", unit);
        plan.taxonomy = Taxonomy::parse("t", UK)?;
        let facts = census(plan, UK_ZONES)?;
        Ok((facts.names, facts.summary.suffixes))
    };
    assert_eq!(counted(Unit::List(names(&["co.uk"])))?, (names(&["co.uk"]), 0));
    assert_eq!(counted(Unit::Apexes)?, (names(&["uk", "co.uk"]), 0));
    let below = Unit::Names(names(&["uk", "co.uk", "sch.uk"]));
    assert_eq!(counted(below)?, (names(&["a.co.uk", "example.uk", "county.sch.uk"]), 1));
    Ok(())
}

#[test]
fn suffixes_on_disk_are_skipped_once() -> Outcome {
    let mut plan = Plan::new("uk", Unit::Delegations);
    let rows: String = (0..3000).map(|n| format!("s{n:04}.uk\ts\t{n}\tyes\n")).collect();
    plan.taxonomy = Taxonomy::parse("t", &format!("pattern\ttype\torder\tsuffix\n{rows}"))?;
    let lines: Vec<String> = (0..9000)
        .flat_map(|n| {
            [format!("n{n:04}.s{n:04}.uk. NS ns."), format!("s{n:04}.uk. NS ns."), format!("s{n:04}.uk. MX 0 .")]
        })
        .collect();
    let run = |memory| -> Result<_, Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let mut census = Census::new(plan.clone(), CensusOptions { memory, ..CensusOptions::default() });
        for part in lines.chunks(999) {
            let mut partial = census.partial();
            partial.fold(&batch(&part.iter().map(String::as_str).collect::<Vec<_>>())?)?;
            census.commit(partial);
        }
        let summary = census.finish(dir.path(), &mut |_, _| std::ops::ControlFlow::Continue(()))?;
        Ok((summary.names, summary.suffixes, std::fs::read(dir.path().join("part-0.parquet"))?))
    };
    let (whole, spilled) = (run(None)?, run(Some(64 << 10))?);
    assert_eq!((whole.0, whole.1), (15_000, 3000));
    assert_eq!((spilled.0, spilled.1), (15_000, 3000));
    assert!(whole.2 == spilled.2);
    Ok(())
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
