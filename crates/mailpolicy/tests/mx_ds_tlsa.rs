//! MX, DS, TLSA, DKIM hint, wildcard, non-sending level.

use mailpolicy::dkim::{DkimHint, Outcome, hint};
use mailpolicy::dmarc::Policy;
use mailpolicy::ds::{self, Ds, DsClass};
use mailpolicy::mx::{Mx, MxClass, MxVerdict, classify};
use mailpolicy::tlsa::{self, Hosts, Tlsa};
use mailpolicy::{Code, name, nonsending_level, wildcard};

fn mx(rrs: &[(u16, &'static str)], has_address: Option<bool>) -> MxVerdict {
    let rrs: Vec<Mx<'_>> =
        rrs.iter().map(|(preference, host)| Mx { preference: *preference, exchange: host.as_bytes() }).collect();
    classify(b"example.jp.", &rrs, has_address)
}

#[test]
fn every_class_of_mx() {
    let class = |rrs: &[(u16, &'static str)], has_address| mx(rrs, has_address).class.as_str();
    assert_eq!(class(&[], Some(true)), "implicit");
    assert_eq!(class(&[], Some(false)), "none");
    assert_eq!(class(&[], None), "none");
    assert_eq!(class(&[(0, ".")], None), "null");
    assert_eq!(class(&[(10, ".")], None), "malformed_root");
    assert_eq!(class(&[(0, "."), (10, "mx.example.jp.")], None), "null_mixed");
    assert_eq!(class(&[(0, "."), (10, ".")], None), "null_mixed");
    assert_eq!(class(&[(10, "mx.example.jp.")], Some(true)), "normal");
}

#[test]
fn mail_is_accepted_where_a_named_host_is_left() {
    let facts = |rrs: &[(u16, &'static str)]| {
        let v = mx(rrs, Some(true));
        (v.mx_rr_present, v.accepts_mail, v.hosts, v.min_preference)
    };
    assert_eq!(facts(&[]), (false, false, 0, None));
    assert_eq!(facts(&[(0, ".")]), (true, false, 0, None));
    assert_eq!(facts(&[(0, "."), (20, "b."), (10, "a.")]), (true, true, 2, Some(10)));
    assert_eq!(facts(&[(0, "."), (10, ".")]), (true, false, 0, None));
}

#[test]
fn odd_targets_are_flagged() {
    for ip in ["192.0.2.1.", "192.0.2.1.example.jp.", r"\[192.0.2.1\].", "2001:db8::1.", "2001:db8::1.example.jp."] {
        assert!(mx(&[(10, ip)], None).target_ip, "{ip}");
    }
    for host in ["192.0.2.1.in-addr.arpa.", "mx1.example.jp.", "1.2.3.example.jp.", "300.0.2.1."] {
        assert!(!mx(&[(10, host)], None).target_ip, "{host}");
    }
    assert!(mx(&[(10, "example.jp.")], None).target_self);
    assert!(mx(&[(10, "localhost.")], None).target_localhost);
    assert!(mx(&[(10, "localhost.localdomain.")], None).target_localhost);
    let verdict = mx(&[(5, "mx.example.jp."), (10, "localhost."), (20, "mx.example.net.")], None);
    assert_eq!((verdict.hosts, verdict.hosts_in_bailiwick), (3, 1));
    assert_eq!((verdict.findings[0].code, verdict.findings[0].offset), (Code::MxTargetLocalhost, 1));
}

fn ds(algorithm: u8, digest_type: u8) -> Ds {
    Ds { key_tag: 1, algorithm, digest_type }
}

#[test]
fn ds_classes_by_the_registry() {
    assert_eq!(ds::classify(&[]), DsClass::None);
    for algorithm in [8, 10, 13, 14, 15, 16, 17, 23] {
        for digest in [2, 4, 5, 6] {
            assert_eq!(ds::classify(&[ds(algorithm, digest)]), DsClass::Strong, "{algorithm} {digest}");
        }
        assert_eq!(ds::classify(&[ds(algorithm, 1), ds(algorithm, 3)]), DsClass::Weak, "{algorithm}");
    }
    for algorithm in [1, 3, 5, 6, 7, 12] {
        assert_eq!(ds::classify(&[ds(algorithm, 2)]), DsClass::Weak, "{algorithm}");
    }
    for algorithm in [0, 2, 4, 9, 11, 18, 252, 253, 254, 255] {
        assert_eq!(ds::classify(&[ds(algorithm, 2)]), DsClass::Unknown, "{algorithm}");
    }
    assert_eq!(ds::classify(&[ds(8, 0)]), DsClass::Unknown);
}

#[test]
fn one_strong_ds_is_enough_and_order_does_not_matter() {
    for (rrs, class) in [
        ([ds(5, 1), ds(13, 2)], DsClass::Strong),
        ([ds(8, 1), ds(8, 2)], DsClass::Strong),
        ([ds(5, 1), ds(253, 2)], DsClass::Unknown),
        ([ds(253, 2), ds(13, 2)], DsClass::Strong),
    ] {
        assert_eq!(ds::classify(&rrs), class);
        assert_eq!(ds::classify(&[rrs[1], rrs[0]]), class);
    }
    assert!(ds::is_delete_sentinel(Ds { key_tag: 0, algorithm: 0, digest_type: 0 }));
    assert!(!ds::is_delete_sentinel(ds(0, 0)));
}

#[test]
fn tlsa_that_smtp_can_use() {
    let usable = |usage, selector, matching, data_len| tlsa::is_usable(Tlsa { usage, selector, matching, data_len });
    assert!(usable(3, 1, 1, 32) && usable(2, 0, 2, 64) && usable(3, 0, 0, 900));
    assert!(!usable(0, 1, 1, 32) && !usable(1, 1, 1, 32) && !usable(4, 1, 1, 32));
    assert!(
        !usable(3, 2, 1, 32)
            && !usable(3, 1, 3, 32)
            && !usable(3, 1, 1, 31)
            && !usable(3, 1, 2, 32)
            && !usable(3, 1, 0, 0)
    );
    let rr = |usage| Tlsa { usage, selector: 1, matching: 1, data_len: 32 };
    assert!(tlsa::usable(&[rr(1), rr(3)]) && !tlsa::usable(&[rr(1)]) && !tlsa::usable(&[]));
}

#[test]
fn any_and_all_are_three_valued() {
    let (yes, no, unknown) = (Some(true), Some(false), None);
    let case = |answers: &[Option<bool>]| tlsa::hosts(answers.iter().copied());
    assert_eq!(case(&[]), Hosts { any: unknown, all: unknown });
    assert_eq!(case(&[yes, yes]), Hosts { any: yes, all: yes });
    assert_eq!(case(&[yes, no]), Hosts { any: yes, all: no });
    assert_eq!(case(&[no, no]), Hosts { any: no, all: no });
    assert_eq!(case(&[yes, unknown]), Hosts { any: yes, all: unknown });
    assert_eq!(case(&[no, unknown]), Hosts { any: unknown, all: no });
}

#[test]
fn dkim_hint_is_firm_only_on_nxdomain() {
    assert_eq!(hint(Outcome::Nxdomain, false, false), DkimHint::Absent);
    assert_eq!(hint(Outcome::Noerror, false, false), DkimHint::Possible);
    assert_eq!(hint(Outcome::Nxdomain, true, false), DkimHint::Undetermined);
    assert_eq!(hint(Outcome::Noerror, true, false), DkimHint::Undetermined);
    assert_eq!(hint(Outcome::Error, false, false), DkimHint::Undetermined);
    assert_eq!(hint(Outcome::NotCollected, true, true).as_str(), "possible");
}

#[test]
fn one_answer_under_two_names_is_a_wildcard() {
    let (a, b): (&[u8], &[u8]) = (b"v=spf1 -all", b"MS=1");
    assert!(wildcard::suspect(&[&[a, b], &[], &[b, a]]));
    assert!(!wildcard::suspect(&[&[a, b], &[a], &[]]));
    assert!(!wildcard::suspect(&[&[], &[]]) && !wildcard::suspect(&[&[a]]) && !wildcard::suspect(&[]));
}

#[test]
fn the_level_of_non_sending_is_the_sum() {
    assert_eq!(nonsending_level(MxClass::Null, true, Some(Policy::Reject)), 3);
    assert_eq!(nonsending_level(MxClass::MalformedRoot, true, Some(Policy::Quarantine)), 1);
    assert_eq!(nonsending_level(MxClass::None, false, None), 0);
}

#[test]
fn names_respect_escapes_and_case() {
    assert!(name::is_at_or_below(b"a.EXAMPLE.jp.", b"example.jp"));
    assert!(!name::is_at_or_below(b"badexample.jp", b"example.jp"));
    assert!(!name::is_at_or_below(br"a\.example.jp", b"example.jp"));
    assert!(name::is_at_or_below(br"a\\.example.jp", b"example.jp"));
    assert!(name::is_at_or_below(b"x", b".") && name::is_same(b"JP.", b"jp"));
    assert_eq!((name::label_count(br"a\.b.c."), name::label_count(b".")), (2, 0));
    assert_eq!(name::parent(b"a.b."), Some(b"b".as_slice()));
    assert_eq!((name::parent(b"b"), name::parent(b"")), (Some(b"".as_slice()), None));
    assert_eq!(name::strip_root(br"a\."), br"a\.");
}
