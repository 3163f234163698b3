//! SPF, and the closure of its includes within the snapshot.

use super::{check, jp, zones};
use crate::common::Outcome;

#[test]
fn spf_facts() -> Outcome {
    let facts = jp(&[
        "a.jp. TXT \"v=spf1 include:_spf.Google.com \" \"ip4:192.0.2.0/24 ~all\"",
        "a.jp. TXT unrelated",
        "b.jp. TXT \"v=spf1 -all\"",
        "b.jp. TXT \"v=spf1 -all\"",
        "c.jp. TXT \"v=spf1 -all\"",
        "c.jp. TXT \"V=SPF1 ~all\"",
        "d.jp. TXT \"v=spf10 -all\"",
        "d.jp. SPF \"v=spf1 -all\"",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("spf_n", "1"),
            ("spf_state", "valid"),
            ("spf_all", "~"),
            ("spf_txt_strings", "2"),
            ("spf_includes", "[_spf.google.com]"),
            ("spf_providers", "[google.com]"),
            ("spf_ip4_addrs", "256"),
            ("spf_lookup_max", "1"),
            ("spf_lookup_complete", "false"),
            ("spf_only_all", "false"),
        ],
    );
    check(
        &facts,
        "b.jp",
        &[
            ("spf_n", "1"),
            ("spf_only_all", "true"),
            ("spf_exact_fail_all", "true"),
            ("spf_len", "11"),
            ("spf_lookup_complete", "true"),
            ("nonsending_level", "1"),
        ],
    );
    check(
        &facts,
        "c.jp",
        &[("spf_n", "2"), ("spf_state", "permerror_multiple"), ("spf_all", "NULL"), ("errors", "[spf_multiple]")],
    );
    check(
        &facts,
        "d.jp",
        &[
            ("spf_n", "0"),
            ("spf_state", "none"),
            ("spf_rr99", "true"),
            ("q_txt", "ok"),
            ("errors", "[spf_near_miss, spf_rr99]"),
        ],
    );
    Ok(())
}

#[test]
fn the_sha_is_that_of_the_joined_record() -> Outcome {
    let facts = jp(&["a.jp. TXT \"v=spf1 \" \"-all\""])?;
    // printf %s 'v=spf1 -all' | sha256sum | cut -c1-16
    assert_eq!(facts.get("a.jp", "spf_raw_sha"), SHA.to_string());
    Ok(())
}

const SHA: u64 = 0xf901_39dd_9ab3_a23e;

#[test]
fn the_closure_is_followed_within_the_snapshot() -> Outcome {
    let facts = zones(&[
        "a.jp. SOA a. b. 1 2 3 4 5",
        "a.jp. TXT \"v=spf1 include:_spf.a.jp include:b.jp mx -all\"",
        "_spf.a.jp. TXT \"v=spf1 redirect=alias.a.jp\"",
        "alias.a.jp. CNAME _three.b.jp.",
        "b.jp. SOA a. b. 1 2 3 4 5",
        "b.jp. TXT \"v=spf1 include:missing.b.jp ~all\"",
        "_three.b.jp. TXT \"v=spf1 a:x.example -all\"",
        "c.jp. SOA a. b. 1 2 3 4 5",
        "c.jp. TXT \"v=spf1 include:c.jp ~all\"",
        "d.jp. SOA a. b. 1 2 3 4 5",
        "d.jp. TXT \"v=spf1 redirect=_spf.a.jp\"",
        "e.jp. SOA a. b. 1 2 3 4 5",
        "e.jp. TXT \"v=spf1 include:_three.b.jp ~all\"",
        "cut.b.jp. NS ns.elsewhere.example.",
        "f.jp. SOA a. b. 1 2 3 4 5",
        "f.jp. TXT \"v=spf1 include:x.cut.b.jp ~all\"",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("spf_state", "permerror_include"),
            ("spf_lookup_max", "6"),
            ("spf_void_min", "2"),
            ("errors", "[spf_include_none]"),
        ],
    );
    check(&facts, "b.jp", &[("spf_state", "permerror_include"), ("spf_void_min", "1")]);
    check(&facts, "c.jp", &[("spf_loop", "true")]);
    check(&facts, "e.jp", &[("spf_loop", "false"), ("spf_state", "valid")]);
    check(
        &facts,
        "d.jp",
        &[
            ("spf_all", "redirect"),
            ("spf_all_effective", "-"),
            ("spf_lookup_max", "3"),
            ("spf_lookup_complete", "true"),
        ],
    );
    check(&facts, "f.jp", &[("spf_state", "valid"), ("spf_lookup_complete", "false")]);
    Ok(())
}

#[test]
fn absence_is_proved_by_the_zone_that_a_target_lies_in_whatever_was_asked_before() -> Outcome {
    let targets = [
        ("x.b.jp", "1"),
        ("cut.b.jp", "0"),
        ("x.cut.b.jp", "0"),
        ("own.b.jp", "1"),
        ("x.own.b.jp", "1"),
        ("y.b.jp", "1"),
        ("z.y.b.jp", "1"),
        ("x.elsewhere.example", "0"),
    ];
    for first in 0..targets.len() {
        let asked = || (0..targets.len()).map(|step| (step, targets[(first + step) % targets.len()]));
        let mut lines = vec![
            "b.jp. SOA a. b. 1 2 3 4 5".to_owned(),
            "cut.b.jp. NS ns.elsewhere.example.".to_owned(),
            "own.b.jp. NS ns.own.b.jp.".to_owned(),
            "own.b.jp. SOA a. b. 1 2 3 4 5".to_owned(),
        ];
        for (step, (target, _)) in asked() {
            lines.push(format!("{step}.jp. SOA a. b. 1 2 3 4 5"));
            lines.push(format!("{step}.jp. TXT \"v=spf1 a:{target} ~all\""));
        }
        let facts = zones(&lines.iter().map(String::as_str).collect::<Vec<_>>())?;
        for (step, (target, voids)) in asked() {
            assert_eq!(facts.get(&format!("{step}.jp"), "spf_void_min"), voids, "{target}, first {first}");
        }
    }
    Ok(())
}
