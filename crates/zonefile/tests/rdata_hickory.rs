//! hickory-proto reads the same wire form from the same text, and accepts our wire form of every type that it knows.

use hickory_proto::rr::{RData, RecordType};
use hickory_proto::serialize::binary::{BinDecoder, BinEncodable, BinEncoder, NameEncoding, Restrict};
use zonefile::{Name, RrType, rdata};

/// Lines of the corpus that the two read differently, by type and canonical text, and why.
const TEXT_DIFFERENCES: &[(&str, &str, &str)] = &[
    ("NS", r"a\.b.c\\d.example.", CHARACTERS),
    ("NS", r"a\000\255.x.", CHARACTERS),
    ("NS", r"*.x!#\$%&'+,-/:<=>?\@[]^_`{|}~.", CHARACTERS),
    (
        "SOA",
        ". . 4294967295 0 4294967295 2147483648 5410",
        "it takes the timers for signed numbers (RFC 1035 3.3.13: 32 bits)",
    ),
    ("TXT", r#""a\"b\\cA\000\255" "d;e f""#, ESCAPES),
    ("TXT", r#""\195\188n\195\175code""#, ESCAPES),
    ("CERT", "PKIX 1 8 aGVsbG8=", "it reads no keywords (RFC 4398 2.2)"),
    ("CERT", "IPGP 0 0 AAAA", "it reads no keywords (RFC 4398 2.2)"),
    ("CERT", "URI 0 0 AAA=", "it reads no keywords (RFC 4398 2.2)"),
    ("CSYNC", "4294967295 65535 SOA TYPE65535", "it reads no TYPEnnn in lists of types (RFC 3597 5)"),
    ("SVCB", "0 Foo.example.com.", "it lowers the case of the target"),
    ("HTTPS", "0 svc.Example.net.", "it lowers the case of the target"),
    ("SVCB", r#"1 foo.example.com. key667="hello\210qoo""#, "it leaves the escape in the value (RFC 9460 A)"),
    ("SVCB", r#"16 foo.example.org. alpn="f\\\\oo\\,bar,h2""#, "it leaves the escapes in the list (RFC 9460 A.1)"),
    ("SVCB", r#"1 example.com. alpn="h2" port=443 dohpath="/q{?dns}" key65280"#, KEYS),
    (
        "SVCB",
        r#"1 . mandatory=key65000 alpn="h2" no-default-alpn ech=aGVsbG8= dohpath="/dns-query{?dns}" ohttp tls-supported-groups=29,23 docpath="dns" key65000"#,
        KEYS,
    ),
    ("SVCB", "1 . docpath", KEYS),
];
const CHARACTERS: &str = "it takes hostname characters only (RFC 2181 11: any byte)";
const ESCAPES: &str = "it takes \\DDD for a character of Unicode (RFC 1035 5.1: a byte)";
const KEYS: &str = "it knows the service parameters of RFC 9460 only";
/// Lines of the corpus whose wire form hickory-proto refuses or changes, and why.
const WIRE_DIFFERENCES: &[(&str, &str, &str)] = &[
    ("DNSKEY", "65535 255 255 AA==", "it refuses protocols other than 3"),
    ("NSEC3", "255 255 65535 00 VS NS TYPE65535", "it refuses hash algorithms other than 1"),
    ("NSEC3PARAM", "255 255 65535 00", "it refuses hash algorithms other than 1"),
    ("CSYNC", "4294967295 65535 SOA TYPE65535", "it refuses flags that are not defined"),
];

/// Type, canonical text and wire form of the canonical text.
fn corpus() -> Vec<(RrType, &'static str, Vec<u8>)> {
    let lines = include_str!("rdata_ok.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let row: Vec<&str> = line.split('\t').collect();
            let rtype = RrType::parse(row[0].as_bytes()).unwrap();
            let mut wire = Vec::new();
            rdata::encode(rtype, row[2].as_bytes(), None::<&Name>, &mut wire).unwrap();
            (rtype, row[2], wire)
        })
        .collect()
}

fn emit(data: &RData) -> Vec<u8> {
    let mut wire = Vec::new();
    let mut encoder = BinEncoder::new(&mut wire);
    encoder.set_name_encoding(NameEncoding::Uncompressed);
    data.emit(&mut encoder).unwrap();
    wire
}

/// Checks that what was found to differ is what is listed.
fn assert_listed(found: &[(String, String, String)], listed: &[(&str, &str, &str)]) {
    let is_listed = |rtype: &str, text: &str| listed.iter().any(|l| (l.0, l.1) == (rtype, text));
    let is_found = |rtype: &str, text: &str| found.iter().any(|f| (f.0.as_str(), f.1.as_str()) == (rtype, text));
    let unlisted: Vec<_> = found.iter().filter(|(rtype, text, _)| !is_listed(rtype, text)).collect();
    assert!(unlisted.is_empty(), "not listed: {unlisted:#?}");
    let gone: Vec<_> = listed.iter().filter(|(rtype, text, _)| !is_found(rtype, text)).collect();
    assert!(gone.is_empty(), "no longer different: {gone:#?}");
}

#[test]
fn the_same_text_gives_the_same_wire_form() {
    let (mut compared, mut different) = (0, Vec::new());
    for (rtype, text, wire) in corpus() {
        if text.starts_with("\\#") {
            continue;
        }
        match RData::try_from_str(RecordType::from(rtype.0), text).map(|data| emit(&data)) {
            Ok(theirs) if theirs == wire => compared += 1,
            Ok(theirs) => different.push((rtype.to_string(), text.to_string(), format!("{theirs:02x?}"))),
            Err(error) if READ_BY_HICKORY.contains(&rtype) => {
                different.push((rtype.to_string(), text.to_string(), error.to_string()));
            }
            Err(_) => {}
        }
    }
    assert_listed(&different, TEXT_DIFFERENCES);
    assert!(compared >= 80, "only {compared} compared");
}

/// Types whose text hickory-proto reads.
const READ_BY_HICKORY: &[RrType] = &[
    RrType::A,
    RrType::AAAA,
    RrType::CAA,
    RrType::CERT,
    RrType::CNAME,
    RrType::CSYNC,
    RrType::DS,
    RrType::HINFO,
    RrType::HTTPS,
    RrType::MX,
    RrType::NAPTR,
    RrType::NS,
    RrType::OPENPGPKEY,
    RrType::PTR,
    RrType::SMIMEA,
    RrType::SOA,
    RrType::SRV,
    RrType::SSHFP,
    RrType::SVCB,
    RrType::TLSA,
    RrType::TXT,
];

#[test]
fn our_wire_form_is_accepted() {
    let (mut compared, mut different) = (0, Vec::new());
    for (rtype, text, wire) in corpus() {
        let mut decoder = BinDecoder::new(&wire);
        let length = Restrict::new(u16::try_from(wire.len()).unwrap());
        match RData::read(&mut decoder, RecordType::from(rtype.0), length).map(|data| emit(&data)) {
            Ok(theirs) if theirs == wire => compared += 1,
            Ok(theirs) => different.push((rtype.to_string(), text.to_string(), format!("{theirs:02x?}"))),
            Err(error) => different.push((rtype.to_string(), text.to_string(), error.to_string())),
        }
    }
    assert_listed(&different, WIRE_DIFFERENCES);
    assert!(compared >= 250, "only {compared} compared");
}
