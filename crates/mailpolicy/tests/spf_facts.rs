//! What an SPF record alone says: qualifiers, counts, flags, offsets.

use mailpolicy::Code;
use mailpolicy::spf::{self, All, Kind, Mechanism, Modifier, Qualifier, Spf, State};

fn parse(record: &str) -> Spf<'_> {
    spf::parse(record.as_bytes()).expect("an SPF record")
}

fn all(record: &str) -> &'static str {
    parse(record).all.as_str()
}

#[test]
fn two_records_are_a_permerror_even_beside_other_text() {
    let txts: [&[u8]; 3] = [b"v=spf1 -all", b"verification=1", b"V=SPF1 -all"];
    let verdict = spf::evaluate(&txts);
    assert_eq!((verdict.state, verdict.count), (State::PermerrorMultiple, 2));
    assert!(verdict.spf.is_none() && verdict.findings().has(Code::SpfMultiple));
}

#[test]
fn a_record_meant_as_spf_is_told_apart_from_none() {
    for txt in ["v=spf10 -all", " v=spf1 -all", "\"v=spf1 -all\"", "v=spf1\t-all", "spf1 -all"] {
        let verdict = spf::evaluate(&[txt.as_bytes()]);
        assert_eq!(verdict.state, State::None);
        assert!(verdict.findings().has(Code::SpfNearMiss), "{txt:?}");
    }
    assert_eq!(spf::evaluate(&[b"MS=ms123"]).near_miss, None);
    assert_eq!(spf::evaluate(&[b"MS=ms123", b"v=spf1 -all"]).near_miss, None);
}

#[test]
fn the_first_all_decides() {
    assert_eq!(all("v=spf1 a ~all -all"), "~");
    assert_eq!(all("v=spf1 all"), "+");
    assert_eq!(all("v=spf1 +ALL"), "+");
    assert_eq!(all("v=spf1 ?all"), "?");
    assert_eq!(all("v=spf1 mx"), "missing");
    assert_eq!(all("v=spf1 mx redirect=a.example"), "redirect");
    assert_eq!(all("v=spf1 redirect=a.example -all"), "-");
}

#[test]
fn only_all_allows_ignored_modifiers_and_blanks_alone() {
    for yes in ["v=spf1 -all", "v=spf1   -all  ", "V=SPF1 -ALL", "v=spf1 exp=e.example -all", "v=spf1 -all foo=bar"] {
        assert!(parse(yes).only_all, "{yes}");
    }
    for no in [
        "v=spf1 ~all",
        "v=spf1 a -all",
        "v=spf1 -all a",
        "v=spf1 -all -all",
        "v=spf1",
        "v=spf1 -all bad",
        "v=spf1 redirect=a.example -all",
    ] {
        assert!(!parse(no).only_all, "{no}");
    }
    assert!(parse("v=spf1 -all").is_exact_fail_all);
    assert!(!parse("v=spf1  -all").is_exact_fail_all);
}

#[test]
fn lookups_stop_at_all_and_leave_out_addresses_and_exp() {
    let record =
        "v=spf1 a mx ptr include:a.example exists:%{i}.x.example ip4:192.0.2.1 ip6:::1 exp=e.example -all a mx";
    let spf = parse(record);
    assert_eq!(spf.lookups, 5);
    assert!(spf.uses_ptr && spf.uses_macro && spf.after_all && spf.findings.has(Code::SpfAfterAll));
    assert_eq!(parse("v=spf1 a redirect=b.example").lookups, 2);
    assert_eq!(parse("v=spf1 a redirect=b.example -all").lookups, 1);
    assert!(parse("v=spf1 a redirect=b.example -all").redirect_with_all);
}

#[test]
fn addresses_that_pass_are_summed() {
    assert_eq!(
        parse("v=spf1 ip4:192.0.2.1 ip4:198.51.100.0/24 -ip4:203.0.113.0/24 -all ip4:10.0.0.0/8").ip4_addresses,
        257
    );
    assert_eq!(parse("v=spf1 ip4:0.0.0.0/0 ip4:0.0.0.0/0 -all").ip4_addresses, 1 << 33);
    let spf = parse("v=spf1 ip6:2001:db8::/32 ip6:2001:db8::1 ~ip6:::/0 -all");
    assert_eq!(spf.ip6_prefix_min, Some(32));
    assert_eq!(parse("v=spf1 -all").ip6_prefix_min, None);
}

#[test]
fn includes_come_in_order_until_all() {
    let spf = parse("v=spf1 include:B.example. ?include:a.example ~all include:c.example");
    let targets: Vec<&[u8]> = spf.includes().map(|d| d.text).collect();
    assert_eq!(targets, [b"B.example.".as_slice(), b"a.example"]);
}

#[test]
fn a_modifier_named_like_a_mechanism_is_flagged_not_refused() {
    for record in ["v=spf1 ip4=192.0.2.1 -all", "v=spf1 Include=a.example -all", "v=spf1 all=x"] {
        let spf = parse(record);
        assert!(
            spf.is_valid() && spf.mechanism_like_modifier && spf.findings.has(Code::SpfMechanismLikeModifier),
            "{record}"
        );
    }
    assert!(!parse("v=spf1 foo=bar -all").mechanism_like_modifier);
    assert!(parse("v=spf1 v=spf1 -all").findings.has(Code::SpfVersionRepeated));
}

#[test]
fn findings_point_at_the_byte() {
    let offset = |record: &str| parse(record).findings[0].offset;
    assert_eq!(offset("v=spf1 ipv4:192.0.2.1 -all"), 7);
    assert_eq!(offset("v=spf1  a\u{e4}b -all"), 9);
    assert_eq!(offset("v=spf1 -include:example.com/24 -all"), 27);
    assert_eq!(offset("v=spf1 a:b.example/33 -all"), 19);
    assert_eq!(offset("v=spf1 exists:x.%{q}.y.org -all"), 16);
    assert_eq!(offset("v=spf1 mx include:foo -all"), 18);
    assert_eq!(offset("v=spf1 ip4:192.0.2.0/33"), 21);
    assert_eq!(offset("v=spf1 redirect=a.example a redirect=b.example"), 28);
}

#[test]
fn every_error_is_counted_though_only_the_first_are_kept() {
    let record = format!("v=spf1 {}", "bad ".repeat(20));
    let spf = parse(&record);
    assert_eq!((spf.findings.len(), spf.findings.total()), (8, 20));
    let late = format!("v=spf1 {} bad", "ip4=x ".repeat(20));
    assert_eq!(parse(&late).state(), State::PermerrorSyntax);
}

#[test]
fn terms_tell_what_was_written() {
    let kinds: Vec<Kind<'_>> =
        parse("v=spf1 ~a:b.example/24//64 Foo=Bar ip4:192.0.2.1/8").terms().map(|t| t.unwrap().kind).collect();
    let Kind::Directive(Qualifier::SoftFail, Mechanism::A(Some(target), cidr)) = kinds[0] else { panic!("{kinds:?}") };
    assert_eq!((target.text, cidr.ip4, cidr.ip6), (b"b.example".as_slice(), Some(24), Some(64)));
    assert_eq!(kinds[1], Kind::Modifier(Modifier::Unknown { name: b"Foo", value: b"Bar" }));
    assert_eq!(
        kinds[2],
        Kind::Directive(Qualifier::Pass, Mechanism::Ip4 { address: [192, 0, 2, 1].into(), prefix: 8 })
    );
    assert_eq!(parse("v=spf1 a").all, All::Missing);
}
