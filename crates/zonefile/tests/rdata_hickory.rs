//! hickory-proto reads the same wire form from the same text, and accepts our wire form of every type that it knows.

use hickory_proto::rr::{RData, RecordType};
use hickory_proto::serialize::binary::{BinDecoder, BinEncodable, BinEncoder, NameEncoding, Restrict};
use zonefile::{Name, RrType, rdata};

/// Lines of the corpus that the two read differently, by type and canonical text, and why.
const TEXT_DIFFERENCES: &[(&str, &str, &str)] = &[];
/// Lines of the corpus whose wire form hickory-proto refuses or changes, and why.
const WIRE_DIFFERENCES: &[(&str, &str, &str)] = &[];

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
                different.push((rtype.to_string(), text.to_string(), error.to_string()))
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
