//! Hard SPF strings with their verdict and the section of RFC 7208 that decides. Rows in error also name the first error's code.

use mailpolicy::spf::{self, Kind, Mechanism, State};
use mailpolicy::{Code, Severity};

/// Not an SPF record (4.5).
const NOT_SPF: &[&str] = &[
    "",
    "v=spf",
    "v=spf10 -all",
    "v=spf1\t-all",
    " v=spf1 -all",
    "\"v=spf1 -all",
    "v=spf1, -all",
    "v=spf1;-all",
    "v =spf1 -all",
    "v= spf1 -all",
    "v=spf1-all",
    "v=spf2.0/pra -all",
    "spf2.0/mfrom -all",
    "spf1 -all",
    "v=DMARC1; p=none",
    "v=spf1\u{a0}-all",
    "v=spf1.0 -all",
];

/// Valid: record, section.
const VALID: &[(&str, &str)] = &[
    ("v=spf1", "4.5"),
    ("v=spf1 ", "12"),
    ("V=SPF1 -ALL", "12: literals are case-insensitive"),
    ("v=spf1     -all", "12: 1*SP"),
    ("v=spf1 -all   ", "12: *SP"),
    ("v=spf1 +mx/30 mx:example.org/30 -all", "A.1"),
    ("v=spf1 a:example.com -all", "A.1"),
    ("v=spf1 mx mx:example.org -all", "A.1"),
    ("v=spf1 ptr -all", "A.1"),
    ("v=spf1 ip4:192.0.2.128/28 -all", "A.1"),
    ("v=spf1 a:mx1.example.com include:example.net -all", "A.3"),
    ("v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all", "A.4"),
    ("v=spf1 mx -exists:%{ir}.sbl.example.org", "A.4"),
    ("v=spf1 ?include:email.example.com ?all", "10.1.1"),
    ("v=spf1 redirect=_spf.example.com", "6.1"),
    ("v=spf1 exp=explain._spf.%{d} -all", "6.2"),
    ("v=spf1 moo=foo a -all", "6: unknown modifier"),
    ("v=spf1 default=deny", "6: unknown modifier"),
    ("v=spf1 ip4=192.0.2.1 -all", "6: unknown modifier"),
    ("v=spf1 foo= -all", "12: macro-string may be empty"),
    ("v=spf1 foo=%{s}%{l1r-} -all", "12"),
    ("v=spf1 foo=bar=baz:qux/1 -all", "12"),
    ("v=spf1 a_b-c.d=x -all", "12: name"),
    ("v=spf1 v=spf1 -all", "6: the second version is an unknown modifier"),
    ("v=spf1 -all ip4:192.0.2.1", "5.1: never tested, but must parse"),
    ("v=spf1 redirect=a.example -all", "6.1: ignored beside all"),
    ("v=spf1 a:foo.museum. -all", "7.1: optional dot"),
    ("v=spf1 include:_spf.a-b.xn--p1ai -all", "7.1: toplabel"),
    ("v=spf1 include:a.1-2 -all", "7.1: toplabel with a hyphen"),
    ("v=spf1 include:a.1a -all", "7.1: toplabel with a letter"),
    ("v=spf1 include:.com -all", "7.1: macro-string may be empty"),
    ("v=spf1 include:a..com -all", "7.1: the grammar has no labels"),
    ("v=spf1 include:foo_bar!baz.com -all", "7.1: macro-literal"),
    ("v=spf1 a:x/24.com -all", "7.1: a slash is a macro-literal"),
    ("v=spf1 a:foo=bar.com -all", "7.1"),
    ("v=spf1 exists:%{d} -all", "7.1: macro-expand ends a domain-spec"),
    ("v=spf1 exists:foo%% -all", "7.1"),
    ("v=spf1 exists:foo%_ -all", "7.1"),
    ("v=spf1 exists:foo%- -all", "7.1"),
    ("v=spf1 exists:%{L1R+}.%{S}.%{V}.spf.example.com -all", "7.3: letters in upper case"),
    ("v=spf1 exists:%{i5r.-+,/_=}.x.org -all", "7.3: all delimiters"),
    ("v=spf1 exists:%{d10}.x.org -all", "7.3"),
    ("v=spf1 exists:%{d01}.x.org -all", "7.1: *DIGIT, value not zero"),
    ("v=spf1 exists:%{d99999999999999999999}.x.org -all", "7.3"),
    ("v=spf1 a/0 mx//0 a/32//128 -all", "12: value ranges"),
    ("v=spf1 a:%{d}/24//64 -all", "12"),
    ("v=spf1 a:example.com//64 -all", "5.3"),
    ("v=spf1 ip4:0.0.0.0/0 ip6:::/0 ?all", "5.6"),
    ("v=spf1 ip4:192.0.2.77/24 -all", "5.6: host bits may be set"),
    ("v=spf1 ip6:2001:db8::cb01/96 ip6:::1 ip6:::ffff:192.0.2.1 -all", "5.6"),
    ("v=spf1 ip6:1:2:3:4:5:6:7:8/128 -all", "5.6"),
    ("v=spf1 ptr:example.org ?ptr -all", "5.5"),
    ("v=spf1 IP4:192.0.2.1 Include:Example.ORG MX ~All", "12"),
    ("v=spf1 include:%{d2}._spf.example.net ~all", "7.1"),
];

/// permerror: record, first error, section.
const INVALID: &[(&str, Code, &str)] = &[
    ("v=spf1 a\t-all", Code::SpfByte, "4.6.1"),
    ("v=spf1 \u{2013}all", Code::SpfByte, "4.6.1"),
    ("v=spf1 include:ex\u{e4}mple.com -all", Code::SpfByte, "4.6.1"),
    ("v=spf1 a\u{a0}-all", Code::SpfByte, "4.6.1"),
    ("v=spf1 a\r\n-all", Code::SpfByte, "4.6.1"),
    ("v=spf1 a\u{7f} -all", Code::SpfByte, "4.6.1"),
    ("v=spf1 ipv4:192.0.2.1 -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 ip:192.0.2.1 -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 192.0.2.1 -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 ip4125.0.2.1 -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 inlcude:example.com -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 _spf.example.com -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 - all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 --all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 ~all;", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 -all\"", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 -all.", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 mx,-all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 : -all", Code::SpfUnknownMechanism, "4.6.1"),
    ("v=spf1 all/8", Code::SpfArgument, "5"),
    ("v=spf1 all:example.com", Code::SpfArgument, "5"),
    ("v=spf1 include -all", Code::SpfArgument, "5"),
    ("v=spf1 include/24 -all", Code::SpfArgument, "5"),
    ("v=spf1 exists -all", Code::SpfArgument, "5"),
    ("v=spf1 ip4 -all", Code::SpfArgument, "5"),
    ("v=spf1 ip6/32 -all", Code::SpfArgument, "5"),
    ("v=spf1 include: -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include: example.com -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 a: -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:foo -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 a:museum -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 a:museum. -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:162.144.48.16 -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 a:192.0.2.1/24 -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.com.. -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.co_m -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.-com -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.com- -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.com, -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.com; -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 include:example.com:25 -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 exists:%{d}. -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 exists:%{d}foo -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 redirect= ", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 exp= -all", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 redirect=_spf", Code::SpfDomainSpec, "7.1"),
    ("v=spf1 a/33 -all", Code::SpfCidr, "12"),
    ("v=spf1 a/ -all", Code::SpfCidr, "12"),
    ("v=spf1 a// -all", Code::SpfCidr, "12"),
    ("v=spf1 a/24/64 -all", Code::SpfCidr, "12"),
    ("v=spf1 a:example.com/24/64 -all", Code::SpfCidr, "12"),
    ("v=spf1 a//129 -all", Code::SpfCidr, "12"),
    ("v=spf1 a//64/24 -all", Code::SpfCidr, "12"),
    ("v=spf1 a/24//64//64 -all", Code::SpfCidr, "12"),
    ("v=spf1 mx/024 -all", Code::SpfCidr, "12"),
    ("v=spf1 mx/-1 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0/33 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0/024 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0/ -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0/24/24 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0//24 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4:192.0.2.0/255.255.255.0 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip6:2001:db8::/129 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip6:2001:db8::/032 -all", Code::SpfCidr, "12"),
    ("v=spf1 include:example.com/24 -all", Code::SpfCidr, "12"),
    ("v=spf1 exists:example.com//64 -all", Code::SpfCidr, "12"),
    ("v=spf1 ptr/24 -all", Code::SpfCidr, "12"),
    ("v=spf1 ptr:example.com/24 -all", Code::SpfCidr, "12"),
    ("v=spf1 ip4: -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4: 192.0.2.1 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.2 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.2.1.1 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.2.256 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.02.1 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.2.1, -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:192.0.2.1-192.0.2.9 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:2001:db8::1 -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:example.com -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip4:%{i} -all", Code::SpfIp4, "5.6"),
    ("v=spf1 ip6:192.0.2.1 -all", Code::SpfIp6, "5.6"),
    ("v=spf1 ip6:2001:db8 -all", Code::SpfIp6, "5.6"),
    ("v=spf1 ip6:2001::db8::1 -all", Code::SpfIp6, "5.6"),
    ("v=spf1 ip6:[2001:db8::1] -all", Code::SpfIp6, "5.6"),
    ("v=spf1 ip6:fe80::1%eth0 -all", Code::SpfIp6, "5.6"),
    ("v=spf1 exists:%d -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{d -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{z}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{c}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exp=%{t}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 foo=%{r} -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{d0}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{dr2}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:%{d*}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 exists:% {d}.x.org -all", Code::SpfMacro, "7.1"),
    ("v=spf1 foo=100% -all", Code::SpfMacro, "7.1"),
    ("v=spf1 -redirect=a.example", Code::SpfModifierQualifier, "4.6.1"),
    ("v=spf1 +exp=a.example -all", Code::SpfModifierQualifier, "4.6.1"),
    ("v=spf1 ~foo=bar -all", Code::SpfModifierQualifier, "4.6.1"),
    ("v=spf1 =bar -all", Code::SpfModifierName, "12"),
    ("v=spf1 1foo=bar -all", Code::SpfModifierName, "12"),
    ("v=spf1 _foo=bar -all", Code::SpfModifierName, "12"),
    ("v=spf1 redirect=a.example redirect=b.example", Code::SpfModifierRepeated, "6"),
    ("v=spf1 redirect=a.example redirect=a.example -all", Code::SpfModifierRepeated, "6"),
    ("v=spf1 exp=a.example EXP=a.example -all", Code::SpfModifierRepeated, "6"),
    ("v=spf1 -all moo", Code::SpfUnknownMechanism, "4.6.1"),
];

fn first_error(record: &str) -> Option<Code> {
    let spf = spf::parse(record.as_bytes())?;
    spf.findings.iter().map(|f| f.code).find(|c| c.severity() == Severity::Error)
}

#[test]
fn strings_that_are_not_spf_are_not_selected() {
    for record in NOT_SPF {
        let verdict = spf::evaluate(&[record.as_bytes()]);
        assert_eq!((verdict.state, verdict.count), (State::None, 0), "{record:?}");
        assert_eq!(spf::parse(record.as_bytes()), None, "{record:?}");
    }
}

#[test]
fn valid_strings_are_valid() {
    for (record, section) in VALID {
        let spf = spf::parse(record.as_bytes()).expect("selected");
        assert_eq!(spf.state(), State::Valid, "{record:?} by {section}: {:?}", spf.findings);
        assert_eq!(spf.terms().filter(Result::is_err).count(), 0, "{record:?}");
    }
}

#[test]
fn invalid_strings_name_their_first_error() {
    for (record, code, section) in INVALID {
        assert_eq!(spf::evaluate(&[record.as_bytes()]).state, State::PermerrorSyntax, "{record:?}");
        assert_eq!(first_error(record), Some(*code), "{record:?}");
        assert_eq!(code.rfc_section(), format!("RFC 7208 {section}"), "{record:?}");
    }
}

#[test]
fn the_tables_hold_enough_strings() {
    assert!(NOT_SPF.len() + VALID.len() + INVALID.len() >= 120);
}

/// The parser of plain groups is another one than that of the standard library, and must agree with it.
#[test]
fn ip6_networks_are_those_the_standard_library_reads() {
    let words = [
        "",
        ":",
        "::",
        ":::",
        "1",
        "ffff",
        "10000",
        "aB9",
        "g",
        "0000",
        "1:2",
        "1:2:3",
        "1:2:3:4:5:6:7",
        "192.0.2.1",
        "::1",
        "1::",
    ];
    for first in words {
        for second in words {
            for third in words {
                let address = format!("{first}{second}{third}");
                let record = format!("v=spf1 ip6:{address}/64 -all");
                let spf = mailpolicy::spf::parse(record.as_bytes());
                let read = spf.is_some_and(|spf| spf.is_valid());
                assert_eq!(read, address.parse::<std::net::Ipv6Addr>().is_ok(), "{address}");
                let network = spf.and_then(|spf| spf.terms().flatten().next()).map(|term| term.kind);
                if let Some(Kind::Directive(_, Mechanism::Ip6 { address: read, .. })) = network {
                    assert_eq!(Ok(read), address.parse(), "{address}");
                }
            }
        }
    }
}
