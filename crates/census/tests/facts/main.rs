//! Facts of single names: states, nulls, and what follows other names of the snapshot.

#[path = "../common/mod.rs"]
mod common;
mod dmarc;
mod spf;

use census::{Census, CensusOptions, Lookup, Plan, Providers, Unit, lookups_of};
use common::{Facts, Outcome, batch, census};
use std::error::Error;

const ZONE: &[&str] = &["jp. SOA a. b. 1 2 3 4 5", "a.jp. NS n.", "b.jp. NS n.", "c.jp. NS n.", "d.jp. NS n."];

fn jp(lines: &[&str]) -> Result<Facts, Box<dyn Error>> {
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.collected = vec![Lookup::Mx, Lookup::Txt, Lookup::Dmarc];
    let lines: Vec<&str> = ZONE.iter().chain(lines).copied().collect();
    census(plan, &lines)
}

/// The apex census of whole zones, where absence is known.
fn zones(lines: &[&str]) -> Result<Facts, Box<dyn Error>> {
    let mut plan = Plan::new("", Unit::Apexes);
    plan.addresses = true;
    plan.collected = vec![Lookup::Mx, Lookup::Txt, Lookup::Dmarc];
    census(plan, lines)
}

fn check(facts: &Facts, name: &str, expected: &[(&str, &str)]) {
    for (column, value) in expected {
        assert_eq!(facts.get(name, column), *value, "{name} {column}");
    }
}

#[test]
fn mx_facts() -> Outcome {
    let facts = jp(&[
        "a.jp. MX 20 Mail.A.jp.",
        "a.jp. MX 10 x.outlook.com.",
        "a.jp. MX 10 X.OUTLOOK.com.",
        "b.jp. MX 0 .",
        "c.jp. MX 10 .",
        "d.jp. MX 0 .",
        "d.jp. MX 5 d.jp.",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("mx_class", "normal"),
            ("mx_hosts", "[x.outlook.com, mail.a.jp]"),
            ("mx_min_pref", "10"),
            ("mx_provider", "outlook.com"),
            ("mx_in_bailiwick", "true"),
            ("accepts_mail", "true"),
        ],
    );
    check(
        &facts,
        "b.jp",
        &[
            ("mx_class", "null"),
            ("mx_rr_present", "true"),
            ("accepts_mail", "false"),
            ("mx_hosts", "[]"),
            ("mx_min_pref", "NULL"),
            ("nonsending_level", "1"),
        ],
    );
    check(&facts, "c.jp", &[("mx_class", "malformed_root"), ("errors", "[mx_malformed_root]")]);
    check(
        &facts,
        "d.jp",
        &[("mx_class", "null_mixed"), ("accepts_mail", "true"), ("errors", "[mx_null_mixed, mx_target_self]")],
    );
    Ok(())
}

#[test]
fn policies_and_selectors() -> Outcome {
    let facts = jp(&[
        "_mta-sts.a.jp. TXT \"v=STSv1; id=20260101\"",
        "_smtp._tls.a.jp. TXT \"v=TLSRPTv1; rua=mailto:t@a.jp\"",
        "default._bimi.a.jp. TXT \"v=BIMI1; l=https://a.jp/l.svg; a=https://a.jp/v.pem\"",
        "_dmarc.a.jp. TXT \"v=DMARC1; p=reject\"",
        "s1._domainkey.a.jp. TXT \"v=DKIM1; p=x\"",
        "s2._domainkey.a.jp. CNAME s2.provider.example.",
        "_mta-sts.b.jp. TXT \"v=STSv1 id=1\"",
        "*.c.jp. TXT \"v=spf1 -all\"",
        "_dmarc.d.jp. TXT same",
        "_mta-sts.d.jp. TXT same",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("sts_state", "valid"),
            ("sts_id", "20260101"),
            ("tlsrpt_state", "valid"),
            ("tlsrpt_rua_kind", "mailto"),
            ("bimi_state", "valid"),
            ("bimi_vmc", "true"),
            ("bimi_eligible", "true"),
            ("dkim_hint", "possible"),
            ("dkim_selectors_found", "[s1, s2]"),
            ("wildcard_txt", "false"),
        ],
    );
    check(
        &facts,
        "b.jp",
        &[("sts_state", "none"), ("q_sts", "ok"), ("bimi_eligible", "false"), ("dkim_hint", "undetermined")],
    );
    check(&facts, "c.jp", &[("wildcard_txt", "true"), ("spf_n", "0")]);
    check(&facts, "d.jp", &[("wildcard_txt", "true"), ("sts_state", "none"), ("sts_mode", "NULL")]);
    Ok(())
}

#[test]
fn mx_targets_and_their_tlsa() -> Outcome {
    let tlsa = format!("_25._tcp.mail.a.jp. TLSA 3 1 1 {}", "ab".repeat(32));
    let facts = zones(&[
        "a.jp. SOA a. b. 1 2 3 4 5",
        "a.jp. MX 10 mail.a.jp.",
        "a.jp. MX 20 other.example.",
        "mail.a.jp. A 192.0.2.1",
        &tlsa,
        "b.jp. SOA a. b. 1 2 3 4 5",
        "b.jp. MX 10 mail.a.jp.",
        "b.jp. MX 10 gone.a.jp.",
        "c.jp. SOA a. b. 1 2 3 4 5",
        "c.jp. MX 10 other.example.",
        "d.jp. SOA a. b. 1 2 3 4 5",
        "d.jp. A 192.0.2.1",
        "e.jp. SOA a. b. 1 2 3 4 5",
        "e.jp. MX 10 any.w.e.jp.",
        "*.w.e.jp. A 192.0.2.1",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("tlsa_hosts_all", "true"),
            ("tlsa_hosts_any", "true"),
            ("tlsa_usages", "[3]"),
            ("q_tlsa", "ok"),
            ("errors", "[]"),
        ],
    );
    check(
        &facts,
        "b.jp",
        &[("tlsa_hosts_all", "false"), ("tlsa_hosts_any", "true"), ("errors", "[mx_target_dangling]")],
    );
    check(
        &facts,
        "c.jp",
        &[("tlsa_hosts_all", "NULL"), ("tlsa_hosts_any", "NULL"), ("q_tlsa", "not_collected"), ("errors", "[]")],
    );
    check(
        &facts,
        "d.jp",
        &[("mx_class", "implicit"), ("mx_rr_present", "false"), ("q_mx", "nodata"), ("tlsa_hosts_any", "NULL")],
    );
    check(&facts, "e.jp", &[("errors", "[]")]);
    Ok(())
}

#[test]
fn ns_and_ds_facts() -> Outcome {
    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.providers = Providers::parse("p", "ns\texample.net\tExample DNS\n")?;
    let facts = census(
        plan,
        &[
            "a.jp. NS NS1.example.net.",
            "a.jp. NS ns2.example.net.",
            "b.jp. NS ns2.example.net.",
            "b.jp. NS ns1.Example.net.",
            "c.jp. NS ns.dns.ne.jp.",
            "c.jp. NS ns1.example.net.",
            "a.jp. DS 60485 5 1 2BB183AF",
            "a.jp. DS 60485 5 1 2bb1 83af",
            "a.jp. DS 7 13 2 00",
            "c.jp. CDS 0 0 0 00",
        ],
    )?;
    check(
        &facts,
        "a.jp",
        &[
            ("n_ns", "2"),
            ("ns_provider", "Example DNS"),
            ("ns_multi_provider", "false"),
            ("ds_count", "2"),
            ("ds_key_tags", "[7, 60485]"),
            ("ds_algs", "[5, 13]"),
            ("ds_digests", "[1, 2]"),
            ("ds_class", "strong"),
            ("cds_delete", "NULL"),
        ],
    );
    check(
        &facts,
        "c.jp",
        &[
            ("ns_provider", "Example DNS"),
            ("ns_multi_provider", "true"),
            ("ds_count", "0"),
            ("ds_algs", "[]"),
            ("cds_delete", "true"),
        ],
    );
    assert_eq!(facts.get("a.jp", "ns_set_hash"), facts.get("b.jp", "ns_set_hash"));
    assert_ne!(facts.get("a.jp", "ns_set_hash"), facts.get("c.jp", "ns_set_hash"));
    Ok(())
}

#[test]
fn explain_lists_the_facts_of_any_name() -> Outcome {
    let mut census = Census::new(Plan::new("jp", Unit::Delegations), CensusOptions::default());
    let mut partial = census.partial();
    partial.fold(&batch(&["a.jp. NS n.", "a.jp. MX 0 .", "host.a.jp. TXT \"v=spf1 -all\""])?)?;
    census.commit(partial);
    let facts = census.explain("HOST.a.jp.")?;
    let find = |column: &str| facts.iter().find(|fact| fact.column == column);
    assert_eq!(find("spf_state").map(|fact| fact.value.as_str()), Some("valid"));
    assert_eq!(find("spf_state").map(|fact| fact.lookups.as_slice()), Some(&[Lookup::Txt][..]));
    assert_eq!(find("spf_all").map(|fact| fact.rfc.as_str()), Some("RFC 7208 5.1, 4.7"));
    assert!(find("dmarc_n").is_none());
    Ok(())
}

#[test]
fn records_are_attributed_to_names_and_lookups() {
    let cases: [(&str, u16, &[Lookup]); 7] = [
        ("a.jp.", 15, &[Lookup::Mx]),
        ("A.jp.", 5, &[Lookup::Mx, Lookup::Txt]),
        ("_dmarc.A.jp.", 16, &[Lookup::Dmarc]),
        ("x._domainkey.a.jp.", 5, &[Lookup::Domainkey]),
        ("_dmarc.a.jp.", 15, &[]),
        ("b.jp.", 15, &[]),
        ("www.a.jp.", 16, &[]),
    ];
    for (owner, rtype, lookups) in cases {
        assert_eq!(lookups_of(owner.as_bytes(), rtype, "a.jp"), lookups, "{owner} {rtype}");
    }
}
