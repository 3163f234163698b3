//! MTA-STS (RFC 8461 3.1), TLSRPT (RFC 8460 3), BIMI (Internet-Draft).

use mailpolicy::dmarc::{self, Spec};
use mailpolicy::{Code, bimi, mtasts, tlsrpt};

fn sts(record: &str) -> (&'static str, Option<Code>) {
    let txts = [record.as_bytes()];
    let verdict = mtasts::select(&txts);
    (verdict.state.as_str(), verdict.findings.first().map(|f| f.code))
}

#[test]
fn mta_sts_records() {
    let long = format!("v=STSv1; id={};", "a".repeat(32));
    for valid in [
        "v=STSv1; id=20160831085700Z;",
        "v=STSv1;id=1",
        "v=STSv1;  id=a ; x-y.z_1=1 ;",
        "v=STSv1; x=1; id=a",
        long.as_str(),
    ] {
        assert_eq!(sts(valid), ("valid", None), "{valid:?}");
    }
    let too_long = format!("v=STSv1; id={};", "a".repeat(33));
    for (invalid, code) in [
        ("v=STSv1;", Code::StsIdMissing),
        ("v=STSv1; x=1", Code::StsIdMissing),
        ("v=STSv1; ID=1", Code::StsIdMissing),
        ("v=STSv1; id=", Code::StsIdInvalid),
        ("v=STSv1; id=2019-01-01", Code::StsIdInvalid),
        ("v=STSv1; id= 1", Code::StsIdInvalid),
        ("v=STSv1; id=1 ", Code::StsIdInvalid),
        ("v=STSv1; id=1\t", Code::StsIdInvalid),
        (too_long.as_str(), Code::StsIdInvalid),
        ("v=STSv1;; id=1", Code::StsSyntax),
        ("v=STSv1; id=1;;", Code::StsSyntax),
        ("v=STSv1; id=1; junk", Code::StsSyntax),
        ("v=STSv1; id=1; x=", Code::StsSyntax),
        ("v=STSv1; id=1; x=a=b", Code::StsSyntax),
        ("v=STSv1; id=1; -x=1", Code::StsSyntax),
        ("v=STSv1; id =1", Code::StsSyntax),
        ("v=STSv1; id=1; id=1", Code::StsIdRepeated),
    ] {
        assert_eq!(sts(invalid), ("invalid", Some(code)), "{invalid:?}");
    }
}

#[test]
fn mta_sts_selection_is_exact() {
    for near in ["v=STSv1 ; id=1", "v=stsv1; id=1", " v=STSv1; id=1", "v=STSv1", "v=STSv10; id=1"] {
        assert_eq!(sts(near), ("none", Some(Code::StsNearMiss)), "{near:?}");
    }
    assert_eq!(sts("v=spf1 -all"), ("none", None));
    let txts: [&[u8]; 3] = [b"v=STSv1; id=1", b"v=STSv1 ; id=2", b"v=STSv1; id=3"];
    let verdict = mtasts::select(&txts);
    assert_eq!((verdict.state, verdict.count, verdict.id), (mtasts::State::Multiple, 2, None));
    let one = mtasts::select(&txts[..2]);
    assert_eq!((one.state, one.id), (mtasts::State::Valid, Some(b"1".as_slice())));
}

fn rpt(record: &str) -> (&'static str, Option<&'static str>, Option<Code>) {
    let txts = [record.as_bytes()];
    let verdict = tlsrpt::select(&txts);
    (verdict.state.as_str(), verdict.rua_kind.map(tlsrpt::RuaKind::as_str), verdict.findings.first().map(|f| f.code))
}

#[test]
fn tlsrpt_records() {
    for (valid, kind) in [
        ("v=TLSRPTv1;rua=mailto:reports@example.com", "mailto"),
        ("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", "https"),
        ("v=TLSRPTv1; rua=mailto:a@example.com , https://example.com/r; x=1;", "mailto+https"),
    ] {
        assert_eq!(rpt(valid), ("valid", Some(kind), None), "{valid:?}");
    }
    let ignored = rpt("v=TLSRPTv1; rua=mailto:a@example.com,http://example.com/");
    assert_eq!(ignored, ("valid", Some("mailto"), Some(Code::TlsrptScheme)));
    for (invalid, code) in [
        ("v=TLSRPTv1;", Code::TlsrptRuaMissing),
        ("v=TLSRPTv1; RUA=mailto:a@example.com", Code::TlsrptRuaMissing),
        ("v=TLSRPTv1; rua=a@example.com", Code::TlsrptUri),
        ("v=TLSRPTv1; rua=mailto:a@example.com!10m", Code::TlsrptUri),
        ("v=TLSRPTv1; rua=mailto:a@example.com,", Code::TlsrptUri),
        ("v=TLSRPTv1;; rua=mailto:a@example.com", Code::TlsrptSyntax),
        ("v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:a@example.com", Code::TlsrptRuaRepeated),
    ] {
        let (state, _, first) = rpt(invalid);
        assert_eq!((state, first), ("invalid", Some(code)), "{invalid:?}");
    }
    assert_eq!(rpt("v=TLSRPTv1; rua=ftp://example.com/").0, "invalid");
}

#[test]
fn tlsrpt_selection_is_exact() {
    for near in [
        "v=TLSRPTv1 ;rua=mailto:a@example.com",
        "v=tlsrptv1;rua=mailto:a@example.com",
        "v=TLSRPTv1 rua=mailto:a@example.com",
    ] {
        assert_eq!(rpt(near), ("none", None, Some(Code::TlsrptNearMiss)), "{near:?}");
    }
    let txts: [&[u8]; 2] = [b"v=TLSRPTv1;rua=mailto:a@example.com", b"v=TLSRPTv1;"];
    assert_eq!(tlsrpt::select(&txts).state, tlsrpt::State::Multiple);
    let verdict = tlsrpt::select(&txts[..1]);
    let domains: Vec<_> = verdict.rua_uris().valid().map(|uri| uri.domain).collect();
    assert_eq!(domains, [Some(b"example.com".as_slice())]);
}

fn logo(record: &str) -> (&'static str, bool, Option<Code>) {
    let txts = [record.as_bytes()];
    let verdict = bimi::select(&txts);
    (verdict.state.as_str(), verdict.has_certificate, verdict.findings.first().map(|f| f.code))
}

#[test]
fn bimi_records() {
    assert_eq!(logo("v=BIMI1; l=https://example.com/l.svg; a=https://example.com/vmc.pem"), ("valid", true, None));
    assert_eq!(logo("v=BIMI1; l=https://example.com/l.svg; a=; avp=brand; lps=x"), ("valid", false, None));
    assert_eq!(logo("v = BIMI1; L=https://example.com/l.svg"), ("valid", false, None));
    assert_eq!(logo("v=BIMI1; l=; a=https://example.com/vmc.pem;"), ("valid", true, None));
    assert_eq!(logo("v=BIMI1; l=; a=;"), ("declined", false, None));
    assert_eq!(logo("v=BIMI1; l=;"), ("declined", false, None));
    assert_eq!(logo("v=BIMI1;"), ("invalid", false, Some(Code::BimiLMissing)));
    assert_eq!(logo("v=BIMI1; l=http://example.com/l.svg"), ("invalid", false, Some(Code::BimiLInvalid)));
    assert_eq!(logo("v=BIMI1; l=; a=self"), ("invalid", false, Some(Code::BimiAInvalid)));
    assert_eq!(logo("v=BIMI1; l=; l="), ("invalid", false, Some(Code::BimiDuplicateTag)));
    assert_eq!(logo("v=BIMI1; l=;; a="), ("invalid", false, Some(Code::BimiTagSyntax)));
    assert_eq!(logo("v=bimi1; l="), ("none", false, None));
    assert_eq!(logo("v=BIMI12; l="), ("none", false, None));
    assert_eq!(bimi::select(&[b"v=BIMI1; l=", b"v=BIMI1; l="]).state, bimi::State::Multiple);
}

#[test]
fn bimi_needs_an_enforced_dmarc_policy() {
    let eligible = |record: &'static str| bimi::is_eligible(&dmarc::parse(record.as_bytes(), Spec::Rfc9989).unwrap());
    assert!(eligible("v=DMARC1; p=reject") && eligible("v=DMARC1; p=quarantine; sp=quarantine; pct=100"));
    for no in
        ["v=DMARC1; p=none", "v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject; pct=50", "v=DMARC1; p=reject; t=y"]
    {
        assert!(!eligible(no), "{no}");
    }
}
