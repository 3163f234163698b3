//! Hard DMARC strings with their state, policy in effect and the section that decides, under RFC 9989 and where it differs RFC 7489.

use mailpolicy::dmarc::{self, Alignment, Dmarc, Policy, Psd, Spec, State, Target};
use mailpolicy::{Code, Severity};

/// Not a DMARC record under either specification (RFC 9989 4.7, 4.10 step 2).
const NOT_DMARC: &[&str] = &[
    "",
    "v=dmarc1; p=none",
    "v=Dmarc1; p=none",
    " v=DMARC1; p=none",
    "v=DMARC1 p=none",
    "v=DMARC12; p=none",
    "v=DMARC1.0; p=none",
    "v=DMARC1: p=none",
    "v=DMARC1, p=none",
    "\"v=DMARC1; p=none\"",
    "p=none; v=DMARC1",
    ";v=DMARC1; p=none",
    "DMARC1; p=none",
    "v:DMARC1; p=none",
    "v=DMARC2; p=none",
    "v=spf1 -all",
];

const RUA: &str = "rua=mailto:a@example.org";

/// Record (with `$` for a valid rua), state, policy in effect, first error, section.
type Row = (&'static str, State, Option<Policy>, Option<Code>, &'static str);

const fn ok(record: &'static str, p: Policy, section: &'static str) -> Row {
    (record, State::Valid, Some(p), None, section)
}

const fn flawed(record: &'static str, p: Policy, code: Code, section: &'static str) -> Row {
    (record, State::ValidWithErrors, Some(p), Some(code), section)
}

const fn fallback(record: &'static str, code: Code, section: &'static str) -> Row {
    (record, State::FallbackNone, Some(Policy::None), Some(code), section)
}

const fn no_policy(record: &'static str, code: Code, section: &'static str) -> Row {
    (record, State::NoPolicy, None, Some(code), section)
}

const fn duplicate(record: &'static str) -> Row {
    (record, State::DuplicateTag, None, Some(Code::DmarcDuplicateTag), "RFC 6376 3.2")
}

const RFC9989: &[Row] = &[
    ok("v=DMARC1; p=none", Policy::None, "RFC 9989 4.8"),
    ok("v=DMARC1;p=reject", Policy::Reject, "RFC 9989 4.8"),
    ok("V=DMARC1; P=reject", Policy::Reject, "RFC 9989 4.8: tag names without letter case"),
    ok("v = DMARC1 ; p = reject ; ", Policy::Reject, "RFC 9989 4.8: equals, dmarc-sep"),
    ok("v\t=\tDMARC1\t;\tp\t=\treject\t;", Policy::Reject, "RFC 9989 4.8: WSP"),
    ok("v=DMARC1; p=NONE", Policy::None, "RFC 9989 4.8: values without letter case"),
    ok("v=DMARC1; p=Quarantine", Policy::Quarantine, "RFC 9989 4.8"),
    ok("v=DMARC1; $; p=reject", Policy::Reject, "RFC 9989 4.7: any order"),
    ok("v=DMARC1; p=reject; t=y", Policy::Quarantine, "RFC 9989 4.7: t"),
    ok("v=DMARC1; p=quarantine; t=Y", Policy::None, "RFC 9989 4.7: t"),
    ok("v=DMARC1; p=none; t=y", Policy::None, "RFC 9989 4.7: t"),
    ok("v=DMARC1; p=reject; t=n", Policy::Reject, "RFC 9989 4.7: t"),
    ok("v=DMARC1; p=reject; pct=0", Policy::Reject, "RFC 9989 A.6: pct is historic"),
    ok("v=DMARC1; p=reject; pct=abc; rf=afrf; ri=86400", Policy::Reject, "RFC 9989 A.6"),
    ok("v=DMARC1; p=reject; foo=bar; x_y=z; rua_=q", Policy::Reject, "RFC 9989 4.7: unknown tags are ignored"),
    ok("v=DMARC1; p=reject; psd=n; np=none; sp=none", Policy::Reject, "RFC 9989 4.7"),
    ok("v=DMARC1; p=reject; fo=1:d:s; ruf=mailto:a@example.org", Policy::Reject, "RFC 9989 4.8"),
    ok("v=DMARC1; p=reject; fo=d:0:S", Policy::Reject, "RFC 9989 4.8"),
    ok("v=DMARC1; p=none; rua=mailto:a@example.org!10m", Policy::None, "RFC 9989 4.8: obs-dmarc-uri"),
    ok("v=DMARC1; p=none; rua=https://example.org/dmarc , mailto:b@example.org", Policy::None, "RFC 9989 4.8"),
    ok("v=DMARC1; p=none; rua=mailto:a%2Cb@example.org?subject=x", Policy::None, "RFC 9989 4.8"),
    ok("v=DMARC1; p=none; rua=tel:+81", Policy::None, "RFC 9989 4.7: any valid URI"),
    flawed("v=DMARC1; p=reject; adkim=x", Policy::Reject, Code::DmarcAdkimInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; aspf=strict", Policy::Reject, Code::DmarcAspfInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; fo=2", Policy::Reject, Code::DmarcFoInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; fo=0:1", Policy::Reject, Code::DmarcFoInvalid, "RFC 9989 4.8: mutually exclusive"),
    flawed("v=DMARC1; p=reject; fo=d:d", Policy::Reject, Code::DmarcFoInvalid, "RFC 9989 4.8: once"),
    flawed("v=DMARC1; p=reject; fo=1,d", Policy::Reject, Code::DmarcFoInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; t=yes", Policy::Reject, Code::DmarcTInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; psd=x", Policy::Reject, Code::DmarcPsdInvalid, "RFC 9989 4.8"),
    flawed("v=DMARC1;; p=reject", Policy::Reject, Code::DmarcTagSyntax, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject;;", Policy::Reject, Code::DmarcTagSyntax, "RFC 9989 4.8"),
    flawed("v=DMARC1; junk; p=reject", Policy::Reject, Code::DmarcTagSyntax, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; \u{201c}x=1", Policy::Reject, Code::DmarcTagSyntax, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; rua=a@example.org", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; rua=mailto:", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; rua=", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; rua=mailto: a@example.org", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; $,", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed("v=DMARC1; p=reject; $ mailto:b@example.org", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    flawed(
        "v=DMARC1; p=reject; ruf=mailto:a!b@example.org",
        Policy::Reject,
        Code::DmarcUri,
        "RFC 9989 4.8: ! is encoded",
    ),
    flawed("v=DMARC1; p=reject; ruf=mailto:a@example.org!x", Policy::Reject, Code::DmarcUri, "RFC 9989 4.8"),
    fallback("v=DMARC1; $", Code::DmarcPMissing, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=monitor; $", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=; $", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=reject; sp=quarentine; $", Code::DmarcSpInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=reject; np=x; $", Code::DmarcNpInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=reject rua=mailto:x@example.org; $", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=reject\u{a0}; $", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    fallback("v=DMARC1; p=reject; sp=; rua=mailto:bad,mailto:a@example.org", Code::DmarcSpInvalid, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1", Code::DmarcPMissing, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1;", Code::DmarcPMissing, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1 ; ", Code::DmarcPMissing, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1; sp=reject", Code::DmarcPMissing, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1; p=all", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1; p=reject; sp=all", Code::DmarcSpInvalid, "RFC 9989 4.10.1"),
    no_policy("v=DMARC1; p:none", Code::DmarcTagSyntax, "RFC 9989 4.8"),
    no_policy("v=DMARC1; p=x; rua=a@example.org", Code::DmarcPInvalid, "RFC 9989 4.10.1"),
    duplicate("v=DMARC1; p=none; p=reject"),
    duplicate("v=DMARC1; p=none; P=none"),
    duplicate("v=DMARC1; p=reject; $; $"),
    duplicate("v=DMARC1; p=reject; v=DMARC1"),
    duplicate("v=DMARC1; p=reject; foo=1; FOO=2"),
    duplicate("v=DMARC1; p=none; rua=mailto:a@example.org; v=DMARC1; p=none"),
];

/// Where RFC 7489 differs.
const RFC7489: &[Row] = &[
    ok("v=DMARC1; p=reject; t=y", Policy::Reject, "RFC 7489 6.3: t is unknown"),
    ok("v=DMARC1; p=reject; t=yes; psd=x; np=x", Policy::Reject, "RFC 7489 6.3: unknown tags"),
    ok("v=DMARC1; p=reject; fo=0:1:d:s", Policy::Reject, "RFC 7489 6.4"),
    ok("v=DMARC1; p=none; rua=mailto:a@example.org!10m", Policy::None, "RFC 7489 6.4"),
    flawed("v=DMARC1; $; p=reject", Policy::Reject, Code::DmarcPOrder, "RFC 7489 6.3"),
    fallback("v=DMARC1; $", Code::DmarcPMissing, "RFC 7489 6.6.3"),
    no_policy("v=DMARC1;", Code::DmarcPMissing, "RFC 7489 6.6.3"),
    duplicate("v=DMARC1; p=none; p=none"),
];

fn check(rows: &[Row], spec: Spec) {
    for (template, state, p, code, section) in rows {
        let record = template.replace('$', RUA);
        let dmarc = dmarc::parse(record.as_bytes(), spec).unwrap_or_else(|| panic!("{record:?} is not selected"));
        assert_eq!(dmarc.state, *state, "{record:?} by {section}: {:?}", dmarc.findings);
        assert_eq!(dmarc.effective(Target::Own), *p, "{record:?} by {section}");
        let first = dmarc.findings.iter().map(|f| f.code).find(|c| c.severity() == Severity::Error);
        assert_eq!(first, *code, "{record:?} by {section}");
    }
}

fn parse(record: &str) -> Dmarc<'_> {
    dmarc::parse(record.as_bytes(), Spec::Rfc9989).expect("a DMARC record")
}

#[test]
fn strings_that_are_not_dmarc_are_not_selected() {
    for record in NOT_DMARC {
        for spec in [Spec::Rfc9989, Spec::Rfc7489] {
            assert_eq!(dmarc::evaluate(&[record.as_bytes()], spec).state, State::None, "{record:?}");
        }
    }
    assert_eq!(dmarc::evaluate(&[b"v=DMARC1"], Spec::Rfc7489).state, State::None);
}

#[test]
fn every_row_under_rfc9989() {
    check(RFC9989, Spec::Rfc9989);
}

#[test]
fn every_row_under_rfc7489() {
    check(RFC7489, Spec::Rfc7489);
}

#[test]
fn several_records_are_one_state() {
    let txts: [&[u8]; 3] = [b"v=DMARC1; p=none", b"v=spf1 -all", b"v=DMARC1; p=reject"];
    let verdict = dmarc::evaluate(&txts, Spec::Rfc9989);
    assert_eq!((verdict.state, verdict.count, verdict.dmarc), (State::Multiple, 2, None));
    assert!(verdict.findings().has(Code::DmarcMultiple));
}

#[test]
fn a_record_meant_as_dmarc_is_told_apart_from_none() {
    for txt in ["v=dmarc1; p=none", " v=DMARC1; p=none", "v=DMARC1 p=none", "\"v=DMARC1; p=none\"", "p=none"] {
        assert!(dmarc::evaluate(&[txt.as_bytes()], Spec::Rfc9989).findings().has(Code::DmarcNearMiss), "{txt:?}");
    }
    assert!(dmarc::evaluate(&[b"v=spf1 -all"], Spec::Rfc9989).near_miss.is_none());
}

#[test]
fn raw_values_are_kept_and_defaults_never_invented() {
    let dmarc = parse("v=DMARC1; p=NoNe; sp=Reject; np=quarantine; adkim=S; aspf=r; fo=1:d; pct=050; t=n; psd=u; ri=1");
    assert_eq!((dmarc.p.raw, dmarc.p.parsed), (Some(b"NoNe".as_slice()), Some(Policy::None)));
    assert_eq!((dmarc.sp.parsed, dmarc.np.parsed), (Some(Policy::Reject), Some(Policy::Quarantine)));
    assert_eq!((dmarc.adkim.parsed, dmarc.aspf.parsed), (Some(Alignment::Strict), Some(Alignment::Relaxed)));
    assert!(dmarc.fo.parsed.is_some_and(|fo| fo.any && fo.dkim && !fo.all && !fo.spf));
    assert_eq!((dmarc.pct.parsed, dmarc.t.parsed, dmarc.psd.parsed), (Some(50), Some(false), Some(Psd::Unspecified)));
    let bare = parse("v=DMARC1; p=none");
    assert_eq!((bare.sp.raw, bare.adkim.raw, bare.pct.raw, bare.rua, bare.ruf), (None, None, None, None, None));
    assert_eq!(bare.rua_uris().count(), 0);
    assert_eq!(parse("v=DMARC1; p=none; pct=101").pct.parsed, None);
}

#[test]
fn enforcement_needs_full_strength() {
    let enforced = |record| parse(record).is_enforced(Target::Own);
    for yes in [
        "v=DMARC1; p=reject",
        "v=DMARC1; p=quarantine; pct=100",
        "v=DMARC1; p=reject; pct=abc",
        "v=DMARC1; p=reject; adkim=x",
    ] {
        assert!(enforced(yes), "{yes}");
    }
    for no in [
        "v=DMARC1; p=none",
        "v=DMARC1; p=reject; pct=99",
        "v=DMARC1; p=reject; t=y",
        "v=DMARC1; p=reject; sp=x; rua=mailto:a@b.example",
    ] {
        assert!(!enforced(no), "{no}");
    }
    let subdomain = parse("v=DMARC1; p=reject; sp=none; np=quarantine");
    assert!(!subdomain.is_enforced(Target::Subdomain) && subdomain.is_enforced(Target::NonexistentSubdomain));
}

#[test]
fn report_addresses_come_with_their_domain() {
    let record =
        "v=DMARC1; p=none; rua=mailto:a@X.example!10m,bad, https://u@r.example:8443/p?q , mailto:b@c@d.example,tel:1";
    let dmarc = parse(record);
    let uris: Vec<_> = dmarc.rua_uris().collect();
    let domains: Vec<_> = uris.iter().map(|u| u.map(|u| u.domain)).collect();
    let name = |text: &'static str| Ok(Some(text.as_bytes()));
    assert_eq!(domains, [name("X.example"), Err(23), name("r.example"), name("d.example"), Ok(None)]);
    assert_eq!(
        (uris[0].unwrap().text, uris[0].unwrap().size),
        (b"mailto:a@X.example".as_slice(), Some(b"10m".as_slice()))
    );
    assert_eq!(dmarc.rua_valid, 4);
    let bad = dmarc.findings.iter().find(|f| f.code == Code::DmarcUri).unwrap();
    assert_eq!(&record[bad.offset as usize..][..3], "bad");
}

#[test]
fn consent_of_another_organisation() {
    let org = |name: &'static [u8]| if name.ends_with(b"example.com") { b"example.com".as_slice() } else { name };
    assert!(!dmarc::is_external(b"example.com", b"Example.com.", org));
    assert!(!dmarc::is_external(b"a.example.com", b"b.example.com", org));
    assert!(dmarc::is_external(b"example.com", b"example.net", org));
    assert_eq!(
        dmarc::authorisation_owner(b"example.com.", b"r.example.net"),
        b"example.com._report._dmarc.r.example.net"
    );
    assert!(dmarc::is_authorised(&[b"x", b"v=DMARC1;"]) && dmarc::is_authorised(&[b"v=DMARC1"]));
    assert!(!dmarc::is_authorised(&[b"v=spf1 -all"]) && !dmarc::is_authorised(&[]));
}

#[test]
fn findings_point_at_the_byte() {
    let offset = |record: &str| parse(record).findings[0].offset;
    assert_eq!(offset("v=DMARC1; p= nil"), 13);
    assert_eq!(offset("v=DMARC1; p=none;  zz=1"), 19);
    assert_eq!(offset("v=DMARC1; p=none; p=none"), 18);
    assert_eq!(offset("v=DMARC1; ; p=none"), 10);
    assert_eq!(offset("v=DMARC1; p=none; rua=mailto:a@b.example,bad"), 41);
}
