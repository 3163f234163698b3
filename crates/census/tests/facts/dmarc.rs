//! DMARC: the record, the policy in effect, aliases.

use super::{check, jp};
use crate::common::Outcome;

#[test]
fn dmarc_facts() -> Outcome {
    let facts = jp(&[
        "_dmarc.a.jp. TXT \"v=DMARC1; p=Quarantine; sp=none; pct=50; rua=mailto:x@a.jp,mailto:y@rua.example\"",
        "_dmarc.b.jp. TXT \"v=DMARC1; p=reject\"",
        "_dmarc.b.jp. TXT \"v=DMARC1; p=none\"",
        "_dmarc.c.jp. TXT \"v=DMARC1; p=reject; t=y; fo=1:d\"",
        "_dmarc.d.jp. TXT \"v=dmarc1; p=reject\"",
        "a.jp._report._dmarc.rua.example. TXT \"v=DMARC1\"",
    ])?;
    check(
        &facts,
        "a.jp",
        &[
            ("dmarc_n", "1"),
            ("dmarc_p", "quarantine"),
            ("dmarc_sp", "none"),
            ("dmarc_np", "NULL"),
            ("dmarc_pct", "50"),
            ("dmarc_enforced", "false"),
            ("dmarc_p_effective", "quarantine"),
            ("dmarc_source", "own"),
            ("dmarc_rua_n", "2"),
            ("dmarc_rua_providers", "[a.jp, rua.example]"),
            ("dmarc_rua_external", "true"),
            ("dmarc_rua_authorised", "yes"),
            ("org_domain", "a.jp"),
        ],
    );
    check(
        &facts,
        "b.jp",
        &[
            ("dmarc_n", "2"),
            ("dmarc_state", "multiple"),
            ("dmarc_p", "NULL"),
            ("dmarc_source", "none"),
            ("errors", "[dmarc_multiple]"),
        ],
    );
    check(
        &facts,
        "c.jp",
        &[
            ("dmarc_p", "reject"),
            ("dmarc_t", "y"),
            ("dmarc_p_effective", "quarantine"),
            ("dmarc_enforced", "false"),
            ("dmarc_fo", "1:d"),
        ],
    );
    check(
        &facts,
        "d.jp",
        &[("dmarc_n", "0"), ("dmarc_state", "none"), ("q_dmarc", "ok"), ("errors", "[dmarc_near_miss]")],
    );
    Ok(())
}

#[test]
fn the_policy_of_a_public_suffix_is_in_effect_below_it() -> Outcome {
    let facts = jp(&[
        "_dmarc.jp. TXT \"v=DMARC1; p=none; sp=reject; psd=y\"",
        "_dmarc.a.jp. TXT \"v=DMARC1; p=none\"",
        "sub.a.jp. NS n.",
    ])?;
    check(&facts, "a.jp", &[("dmarc_source", "own"), ("dmarc_p_effective", "none")]);
    check(
        &facts,
        "b.jp",
        &[
            ("dmarc_n", "0"),
            ("dmarc_source", "psd"),
            ("dmarc_source_name", "jp"),
            ("dmarc_p_effective", "reject"),
            ("dmarc_enforced", "true"),
            ("org_domain", "b.jp"),
            ("nonsending_level", "1"),
        ],
    );
    check(&facts, "sub.a.jp", &[("dmarc_source", "org"), ("dmarc_source_name", "a.jp"), ("org_domain", "a.jp")]);
    Ok(())
}

#[test]
fn aliases_of_dmarc_are_followed_and_leaving_the_snapshot_is_unknown() -> Outcome {
    let facts = jp(&[
        "_dmarc.a.jp. CNAME _dmarc_policy.b.jp.",
        "_dmarc_policy.b.jp. TXT \"v=DMARC1; p=reject\"",
        "_dmarc.c.jp. CNAME _dmarc.provider.example.",
        "_dmarc.d.jp. CNAME _dmarc.a.jp.",
    ])?;
    check(&facts, "a.jp", &[("q_dmarc", "ok"), ("dmarc_p", "reject"), ("dmarc_enforced", "true")]);
    check(&facts, "d.jp", &[("dmarc_p", "reject")]);
    check(
        &facts,
        "c.jp",
        &[("q_dmarc", "not_collected"), ("dmarc_n", "NULL"), ("dmarc_state", "NULL"), ("nonsending_level", "NULL")],
    );
    check(&facts, "b.jp", &[("q_dmarc", "nodata"), ("dmarc_n", "0")]);
    Ok(())
}
