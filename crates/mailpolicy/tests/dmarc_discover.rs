//! Tree walk and policy discovery (RFC 9989 4.10, RFC 7489 6.6.3) over small hand-made snapshots.

use mailpolicy::dmarc::{Effective, Found, Policy, Source, Spec, discover, only_own, parse, tree_walk};

type Zone = &'static [(&'static str, &'static str)];

/// Records by name; `"many"` several, `"?"` not collected. A name not listed has none.
fn look(zone: Zone, name: &[u8]) -> Found<'static> {
    match zone.iter().find(|(at, _)| at.as_bytes() == name) {
        None => Found::None,
        Some((_, "many")) => Found::Multiple,
        Some((_, "?")) => Found::Unknown,
        Some((_, text)) => Found::One(text.as_bytes()),
    }
}

fn run(name: &'static str, exists: bool, zone: Zone) -> Effective<'static> {
    discover(name.as_bytes(), exists, b"", Spec::Rfc9989, |at| look(zone, at))
}

fn outcome(effective: &Effective<'static>) -> (Option<Policy>, Source, Option<&'static str>) {
    (effective.p, effective.source, effective.source_name.map(|n| std::str::from_utf8(n).unwrap()))
}

#[test]
fn the_walk_of_the_rfc() {
    let names: Vec<&[u8]> = tree_walk(b"a.b.c.d.e.f.g.h.i.j.mail.example.com.").collect();
    let expected = [
        "a.b.c.d.e.f.g.h.i.j.mail.example.com",
        "g.h.i.j.mail.example.com",
        "h.i.j.mail.example.com",
        "i.j.mail.example.com",
        "j.mail.example.com",
        "mail.example.com",
        "example.com",
        "com",
    ];
    assert_eq!(names, expected.map(str::as_bytes));
}

#[test]
fn the_walk_of_short_and_odd_names() {
    let count = |name: &[u8]| tree_walk(name).count();
    assert_eq!((count(b""), count(b"."), count(b"jp"), count(b"a.jp.")), (0, 0, 1, 2));
    assert_eq!(count(b"a.b.c.d.e.f.g.h"), 8);
    assert_eq!(tree_walk(b"a.b.c.d.e.f.g.h").nth(1), Some(b"b.c.d.e.f.g.h".as_slice()));
    assert_eq!(tree_walk(b"a.b.c.d.e.f.g.h.i").nth(1), Some(b"c.d.e.f.g.h.i".as_slice()));
    assert_eq!(tree_walk(br"a\.b.jp").nth(1), Some(b"jp".as_slice()));
}

#[test]
fn the_own_record_comes_first() {
    let zone: Zone = &[("a.example.jp", "v=DMARC1; p=none; sp=reject"), ("example.jp", "v=DMARC1; p=reject")];
    let own = run("a.example.jp", true, zone);
    assert_eq!(outcome(&own), (Some(Policy::None), Source::Own, Some("a.example.jp")));
    assert_eq!(own.org_domain, Some(b"example.jp".as_slice()));
    assert!(own.complete && !own.enforced);
}

#[test]
fn the_organisational_domain_gives_sp_np_or_p() {
    let all: Zone = &[("example.jp", "v=DMARC1; p=reject; sp=quarantine; np=none")];
    assert_eq!(outcome(&run("a.example.jp", true, all)), (Some(Policy::Quarantine), Source::Org, Some("example.jp")));
    assert_eq!(run("a.example.jp", false, all).p, Some(Policy::None));
    let no_np: Zone = &[("example.jp", "v=DMARC1; p=reject; sp=quarantine")];
    assert_eq!(run("a.example.jp", false, no_np).p, Some(Policy::Quarantine));
    let only_p: Zone = &[("example.jp", "v=DMARC1; p=reject; t=y")];
    let tested = run("a.example.jp", false, only_p);
    assert_eq!((tested.p, tested.enforced), (Some(Policy::Quarantine), false));
}

#[test]
fn the_record_with_the_fewest_labels_is_the_organisation() {
    let zone: Zone = &[("mail.example.com", "v=DMARC1; p=none"), ("example.com", "v=DMARC1; p=reject")];
    let effective = run("a.mail.example.com", true, zone);
    assert_eq!(outcome(&effective), (Some(Policy::Reject), Source::Org, Some("example.com")));
}

#[test]
fn psd_n_stops_the_walk() {
    let zone: Zone = &[("mail.example.com", "v=DMARC1; p=none; psd=n"), ("example.com", "v=DMARC1; p=reject")];
    let effective = run("a.mail.example.com", true, zone);
    assert_eq!(outcome(&effective), (Some(Policy::None), Source::Org, Some("mail.example.com")));
    assert_eq!(effective.org_domain, Some(b"mail.example.com".as_slice()));
}

#[test]
fn a_public_suffix_gives_its_policy_to_names_without_one() {
    let zone: Zone = &[("lg.jp", "v=DMARC1; p=reject; sp=quarantine; np=reject; psd=y"), ("jp", "v=DMARC1; p=none")];
    let direct = run("x.lg.jp", true, zone);
    assert_eq!(outcome(&direct), (Some(Policy::Quarantine), Source::Psd, Some("lg.jp")));
    assert_eq!(direct.org_domain, Some(b"x.lg.jp".as_slice()));
    let deep = run("www.city.x.lg.jp", false, zone);
    assert_eq!(outcome(&deep), (Some(Policy::Reject), Source::Psd, Some("lg.jp")));
    assert_eq!(deep.org_domain, Some(b"x.lg.jp".as_slice()));
}

#[test]
fn the_organisation_below_a_public_suffix_goes_before_it() {
    let zone: Zone =
        &[("b.x.lg.jp", "v=DMARC1; p=none"), ("x.lg.jp", "v=DMARC1; p=reject"), ("lg.jp", "v=DMARC1; p=none; psd=y")];
    assert_eq!(outcome(&run("a.b.x.lg.jp", true, zone)), (Some(Policy::Reject), Source::Org, Some("x.lg.jp")));
    let between: Zone = &[("b.x.lg.jp", "v=DMARC1; p=reject"), ("lg.jp", "v=DMARC1; p=none; psd=y")];
    assert_eq!(outcome(&run("a.b.x.lg.jp", true, between)), (Some(Policy::None), Source::Psd, Some("lg.jp")));
}

#[test]
fn a_public_suffix_uses_its_own_p_for_itself() {
    let zone: Zone = &[("lg.jp", "v=DMARC1; p=reject; sp=none; psd=y"), ("jp", "v=DMARC1; p=none")];
    let own = run("lg.jp", true, zone);
    assert_eq!(outcome(&own), (Some(Policy::Reject), Source::Own, Some("lg.jp")));
    assert_eq!(own.org_domain, Some(b"lg.jp".as_slice()));
}

#[test]
fn several_records_are_discarded_and_the_walk_goes_on() {
    let zone: Zone = &[("a.example.jp", "many"), ("example.jp", "v=DMARC1; p=reject")];
    assert_eq!(outcome(&run("a.example.jp", true, zone)), (Some(Policy::Reject), Source::Org, Some("example.jp")));
    let old = discover(b"a.example.jp", true, b"example.jp", Spec::Rfc7489, |at| look(zone, at));
    assert_eq!(outcome(&old), (None, Source::None, None));
}

#[test]
fn a_repeated_tag_voids_a_record_on_the_walk() {
    let zone: Zone = &[("a.example.jp", "v=DMARC1; p=none; p=none"), ("example.jp", "v=DMARC1; p=reject")];
    assert_eq!(outcome(&run("a.example.jp", true, zone)), (Some(Policy::Reject), Source::Org, Some("example.jp")));
}

#[test]
fn an_invalid_policy_ends_discovery() {
    let zone: Zone = &[("a.example.jp", "v=DMARC1; p=x"), ("example.jp", "v=DMARC1; p=reject")];
    assert_eq!(outcome(&run("a.example.jp", true, zone)), (None, Source::Own, Some("a.example.jp")));
    let fallback: Zone = &[("example.jp", "v=DMARC1; p=reject; sp=x; rua=mailto:a@example.jp")];
    assert_eq!(run("a.example.jp", true, fallback).p, Some(Policy::None));
}

#[test]
fn unknown_is_not_absent() {
    let parent: Zone = &[("example.jp", "?")];
    let inherited = run("a.example.jp", true, parent);
    assert_eq!(
        (inherited.p, inherited.source, inherited.complete, inherited.org_domain),
        (None, Source::None, false, None)
    );
    let own: Zone = &[("a.example.jp", "v=DMARC1; p=reject"), ("example.jp", "?")];
    let known = run("a.example.jp", true, own);
    assert_eq!((known.p, known.complete, known.org_domain), (Some(Policy::Reject), true, None));
    let unknown_own: Zone = &[("a.example.jp", "?"), ("example.jp", "v=DMARC1; p=reject")];
    assert!(!run("a.example.jp", true, unknown_own).complete);
}

#[test]
fn rfc_7489_asks_the_organisational_domain_only() {
    let zone: Zone =
        &[("b.example.jp", "v=DMARC1; p=none"), ("example.jp", "v=DMARC1; p=reject; np=none; sp=quarantine")];
    let old = |name: &'static str, exists| {
        discover(name.as_bytes(), exists, b"example.jp.", Spec::Rfc7489, |at| look(zone, at))
    };
    assert_eq!(outcome(&old("a.b.example.jp", true)), (Some(Policy::Quarantine), Source::Org, Some("example.jp")));
    assert_eq!(old("a.b.example.jp", false).p, Some(Policy::Quarantine));
    assert_eq!(outcome(&old("example.jp", true)), (Some(Policy::Reject), Source::Own, Some("example.jp")));
    assert_eq!(outcome(&old("b.example.jp", true)), (Some(Policy::None), Source::Own, Some("b.example.jp")));
}

#[test]
fn a_record_that_stands_alone_needs_no_walk() {
    for record in
        ["v=DMARC1; p=reject; psd=y", "v=DMARC1; p=quarantine; t=y", "v=DMARC1;p=none;pct=50;psd=n", "v=DMARC1;p=bad"]
    {
        let Some(dmarc) = parse(record.as_bytes(), Spec::Rfc9989) else { panic!("{record}") };
        for name in ["example.jp.", "a.b.c.d.e.f.g.h.i.example.jp", "jp"] {
            let own = name.trim_end_matches('.').len();
            let walked = discover(name.as_bytes(), true, b"", Spec::Rfc9989, |at| {
                if at.len() == own { Found::Read(&dmarc) } else { Found::None }
            });
            assert_eq!(only_own(name.as_bytes(), &dmarc), walked, "{record} at {name}");
        }
    }
}
