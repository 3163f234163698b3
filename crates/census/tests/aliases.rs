//! CNAMEs: at counted names and at the TLSA of mail hosts, followed within the snapshot; out of it nothing is known.

mod common;

use census::{Census, CensusOptions, Lookup, Outcome as Answer, Plan, Unit};
use common::{Facts, Outcome, batch, bytes, census, census_with};
use std::error::Error;

fn plan(names: &[&str]) -> Plan {
    let mut plan = Plan::new("jp", Unit::List(names.iter().map(|name| (*name).to_owned()).collect()));
    plan.collected = vec![Lookup::Mx, Lookup::Txt, Lookup::Dmarc];
    plan.addresses = true;
    plan
}

fn check(facts: &Facts, name: &str, expected: &[(&str, &str)]) {
    for (column, value) in expected {
        assert_eq!(facts.get(name, column), *value, "{name} {column}");
    }
}

const NO_MAIL: &[(&str, &str)] = &[("q_mx", "nodata"), ("mx_class", "none"), ("mx_rr_present", "false")];
const NO_SPF: &[(&str, &str)] = &[("q_txt", "nodata"), ("spf_n", "0"), ("spf_state", "none")];
const LOST_MX: &[(&str, &str)] = &[
    ("q_mx", "not_collected"),
    ("mx_class", "NULL"),
    ("mx_rr_present", "NULL"),
    ("accepts_mail", "NULL"),
    ("mx_hosts", "NULL"),
    ("nonsending_level", "NULL"),
];
const LOST_TXT: &[(&str, &str)] =
    &[("q_txt", "not_collected"), ("spf_n", "NULL"), ("spf_state", "NULL"), ("nonsending_level", "NULL")];

#[test]
fn a_counted_name_has_the_mail_of_its_target() -> Outcome {
    let facts = census(
        plan(&["a.jp", "b.jp", "c.jp"]),
        &[
            "a.jp. CNAME Www.Example.net.",
            "www.example.net. CNAME host.example.net.",
            "host.example.net. MX 10 mx.example.net.",
            "host.example.net. TXT \"v=spf1 include:spf.example.org\" \" ~all\"",
            "host.example.net. SPF \"v=spf1 -all\"",
            "b.jp. CNAME null.example.net.",
            "null.example.net. MX 0 .",
            "null.example.net. TXT \"v=spf1 -all\"",
            "null.example.net. TXT other",
        ],
    )?;
    check(
        &facts,
        "a.jp",
        &[
            ("q_mx", "ok"),
            ("mx_class", "normal"),
            ("mx_hosts", "[mx.example.net]"),
            ("mx_in_bailiwick", "false"),
            ("q_txt", "ok"),
            ("spf_n", "1"),
            ("spf_all", "~"),
            ("spf_txt_strings", "2"),
            ("spf_includes", "[spf.example.org]"),
            ("spf_rr99", "true"),
            // Its own: a CNAME has no names below it.
            ("q_dmarc", "nodata"),
            ("n_ns", "NULL"),
        ],
    );
    check(&facts, "b.jp", &[("mx_class", "null"), ("spf_only_all", "true"), ("nonsending_level", "2")]);
    check(&facts, "c.jp", NO_MAIL);
    check(&facts, "c.jp", NO_SPF);
    Ok(())
}

#[test]
fn a_target_out_of_the_snapshot_is_not_collected() -> Outcome {
    let facts = census(
        plan(&["a.jp", "b.jp", "c.jp"]),
        &[
            "a.jp. CNAME elsewhere.example.net.",
            // Of the target one lookup is known and the other is not.
            "b.jp. CNAME half.example.net.",
            "half.example.net. MX 10 mx.example.net.",
            "c.jp. CNAME away.example.org.",
            "example.org. SOA a. b. 1 2 3 4 5",
            "sub.example.org. NS ns.example.org.",
            "away.example.org. CNAME x.sub.example.org.",
        ],
    )?;
    for lost in ["a.jp", "c.jp"] {
        check(&facts, lost, LOST_MX);
        check(&facts, lost, LOST_TXT);
    }
    check(&facts, "b.jp", &[("mx_class", "normal")]);
    check(&facts, "b.jp", LOST_TXT);
    Ok(())
}

#[test]
fn a_target_that_the_snapshot_knows_to_have_nothing_is_absent() -> Outcome {
    let facts = census(
        plan(&["a.jp", "b.jp", "c.jp", "d.jp"]),
        &[
            // A counted name without records; a zone of the snapshot without the name; a host with an address.
            "a.jp. CNAME b.jp.",
            "c.jp. CNAME gone.example.org.",
            "example.org. SOA a. b. 1 2 3 4 5",
            "d.jp. CNAME web.example.org.",
            "web.example.org. A 192.0.2.1",
        ],
    )?;
    for name in ["a.jp", "b.jp", "c.jp"] {
        check(&facts, name, NO_MAIL);
        check(&facts, name, NO_SPF);
    }
    check(&facts, "d.jp", &[("mx_class", "implicit"), ("mx_rr_present", "false"), ("spf_n", "0")]);
    Ok(())
}

#[test]
fn loops_end_and_eight_steps_are_followed() -> Outcome {
    let mut lines =
        vec!["a.jp. CNAME b.jp.".to_owned(), "b.jp. CNAME a.jp.".to_owned(), "c.jp. CNAME c.jp.".to_owned()];
    for (first, steps) in [("d.jp", 8), ("e.jp", 9)] {
        let mut at = first.to_owned();
        for step in 1..=steps {
            let next = format!("{step}.{first}.example.net");
            lines.push(format!("{at}. CNAME {next}."));
            at = next;
        }
        lines.push(format!("{at}. MX 0 ."));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let facts = census(plan(&["a.jp", "b.jp", "c.jp", "d.jp", "e.jp"]), &lines)?;
    for lost in ["a.jp", "b.jp", "c.jp", "e.jp"] {
        check(&facts, lost, LOST_MX);
    }
    check(&facts, "d.jp", &[("mx_class", "null")]);
    Ok(())
}

#[test]
fn own_records_and_what_the_collector_tells_come_first() -> Outcome {
    let lines = [
        "a.jp. CNAME t.example.net.",
        "a.jp. MX 5 own.example.net.",
        "a.jp. NS ns.example.net.",
        "b.jp. CNAME t.example.net.",
        "t.example.net. MX 0 .",
        "t.example.net. TXT \"v=spf1 -all\"",
        "t.example.net. NS other.example.net.",
        "t.example.net. DS 1 13 2 00ff",
        "c.jp. CNAME lost.example.net.",
    ];
    let mut plan = plan(&["a.jp", "b.jp", "c.jp"]);
    plan.collected.extend([Lookup::Ns, Lookup::Ds]);
    let facts = census_with(plan, &lines, |partial| {
        partial.fold_outcome(b"b.jp.", Lookup::Mx, Answer::Error);
        partial.fold_outcome(b"c.jp.", Lookup::Mx, Answer::Nxdomain);
    })?;
    check(&facts, "a.jp", &[("mx_hosts", "[own.example.net]"), ("spf_only_all", "true"), ("n_ns", "1")]);
    // Delegations are not followed.
    check(&facts, "b.jp", &[("q_mx", "error"), ("mx_class", "NULL"), ("spf_n", "1"), ("n_ns", "0"), ("ds_count", "0")]);
    check(&facts, "c.jp", &[("q_mx", "nxdomain"), ("mx_rr_present", "false"), ("q_txt", "not_collected")]);
    Ok(())
}

#[test]
fn explain_follows_too() -> Outcome {
    let mut census = Census::new(plan(&["a.jp"]), CensusOptions::default());
    let mut partial = census.partial();
    partial.fold(&batch(&["a.jp. CNAME b.net.", "b.net. MX 0 ."])?)?;
    census.commit(partial);
    let facts = census.explain("a.jp")?;
    let value = |column: &str| facts.iter().find(|fact| fact.column == column).map(|fact| fact.value.as_str());
    assert_eq!((value("mx_class"), value("q_txt"), value("spf_n")), (Some("null"), Some("not_collected"), None));
    Ok(())
}

#[test]
fn a_target_on_disk_is_found() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = (0..2000).map(|n| format!("n{n:04}.jp")).collect();
    let plan = plan(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut lines: Vec<String> = names.iter().map(|name| format!("{name}. CNAME {name}.hosts.example.")).collect();
    lines.extend(names.iter().step_by(2).map(|name| format!("{name}.hosts.example. MX 0 .")));
    let fold = || -> Result<Vec<_>, Box<dyn Error>> {
        let mut partials = Vec::new();
        for part in lines.chunks(500) {
            let mut partial = Census::new(plan.clone(), CensusOptions::default()).partial();
            partial.fold(&batch(&part.iter().map(String::as_str).collect::<Vec<_>>())?)?;
            partials.push(partial);
        }
        Ok(partials)
    };
    let whole = bytes(&plan, &CensusOptions::default(), fold()?, 1)?;
    let spilled = bytes(&plan, &CensusOptions { memory: Some(64 << 10), ..CensusOptions::default() }, fold()?, 2)?;
    assert!(whole == spilled);
    Ok(())
}

/// `a.jp` with two mail hosts of one preference; `more` says what is at their TLSA.
fn dane(more: &[&str]) -> Result<Facts, Box<dyn Error>> {
    let mut plan = Plan::new("", Unit::List(vec!["a.jp".to_owned()]));
    plan.collected = vec![Lookup::Tlsa];
    let lines = ["a.jp. MX 10 mx1.example.net.", "a.jp. MX 10 mx2.example.net."];
    census(plan, &lines.iter().chain(more).copied().collect::<Vec<_>>())
}

#[test]
fn the_tlsa_of_a_mail_host_may_lie_behind_a_cname() -> Outcome {
    let one = format!("tlsa._dane.example.net. TLSA 3 1 1 {}", "ab".repeat(32));
    let two = format!("_25._tcp.mx.example.org. TLSA 2 0 1 {}", "cd".repeat(32));
    let facts = dane(&[
        "_25._tcp.mx1.example.net. CNAME TLSA._dane.example.net.",
        &one,
        "_25._tcp.mx2.example.net. CNAME _25._tcp.hop.example.net.",
        "_25._tcp.hop.example.net. CNAME _25._tcp.mx.example.org.",
        &two,
    ])?;
    check(
        &facts,
        "a.jp",
        &[("tlsa_hosts_all", "true"), ("tlsa_hosts_any", "true"), ("tlsa_usages", "[2, 3]"), ("q_tlsa", "ok")],
    );
    Ok(())
}

#[test]
fn a_tlsa_cname_out_of_the_snapshot_is_unknown_and_not_false() -> Outcome {
    let lost =
        [("tlsa_hosts_all", "NULL"), ("tlsa_hosts_any", "NULL"), ("tlsa_usages", "NULL"), ("q_tlsa", "not_collected")];
    for (one, two) in [
        ("_25._tcp.mx1.example.net. CNAME t.example.org.", "_25._tcp.mx2.example.net. CNAME u.example.org."),
        (
            "_25._tcp.mx1.example.net. CNAME _25._tcp.mx2.example.net.",
            "_25._tcp.mx2.example.net. CNAME _25._tcp.mx1.example.net.",
        ),
        ("_25._tcp.mx1.example.net. CNAME a.jp.", "_25._tcp.mx2.example.net. CNAME a.jp."),
    ] {
        check(&dane(&[one, two])?, "a.jp", &lost);
    }
    // One host has none by the plan's word, of the other nothing is known.
    let half = dane(&["_25._tcp.mx1.example.net. CNAME t.example.org."])?;
    check(&half, "a.jp", &[("tlsa_hosts_all", "false"), ("tlsa_hosts_any", "NULL"), ("q_tlsa", "not_collected")]);
    // A zone of the snapshot that lacks the target is an answer.
    let gone = dane(&[
        "_25._tcp.mx1.example.net. CNAME t.example.org.",
        "_25._tcp.mx2.example.net. CNAME t.example.org.",
        "example.org. SOA a. b. 1 2 3 4 5",
    ])?;
    check(
        &gone,
        "a.jp",
        &[("tlsa_hosts_all", "false"), ("tlsa_hosts_any", "false"), ("tlsa_usages", "[]"), ("q_tlsa", "nodata")],
    );
    Ok(())
}
