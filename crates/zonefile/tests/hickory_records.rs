//! Records to hickory-proto and back.
#![cfg(feature = "hickory")]

use hickory_proto::rr::{self, DNSClass, RData, RecordType};
use zonefile::hickory::{HickoryError, write_line};
use zonefile::{Entry, Name, Projection, Record, Records, Scope};

/// Calls `check` with every record of `zone`, which must be good; how many there are.
fn each_record(zone: &[u8], mut check: impl FnMut(&Record<'_>)) -> usize {
    let everything = Projection::all();
    let origin = Name::parse(b"example.", None).unwrap();
    let mut records = Records::new(zone, &Scope::at_origin(origin), &everything, true);
    let mut count = 0;
    while let Some(entry) = records.next() {
        let Ok(Entry::Record(record)) = entry else { panic!("not a record: {entry:?}") };
        check(&record);
        count += 1;
    }
    count
}

/// Owner, TTL, class, type and wire form.
fn parts(record: &Record<'_>) -> (Vec<u8>, u32, u16, u16, Vec<u8>) {
    let mut wire = Vec::new();
    record.rdata.encode(&mut wire).unwrap();
    (record.owner.to_name().wire().to_vec(), record.ttl, record.class.0, record.rtype.0, wire)
}

const ZONE: &[u8] = b"$TTL 1h
@ IN SOA ns hostmaster 2026010101 7200 900 1209600 300
  NS ns
Www\\.a 60 A 192.0.2.1
  AAAA 2001:db8::1
  CH TXT \"a;b\" c\\\"d
  IN MX 10 mail
_sip._tcp SRV 0 5 5060 sip
@ CAA 0 issue \"ca.example\"
@ DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118
@ TYPE65280 \\# 3 010203
@ HTTPS 1 . alpn=h2
";

#[test]
fn records_survive_the_way_there_and_back() {
    let count = each_record(ZONE, |record| {
        let theirs = rr::Record::try_from(record).unwrap();
        assert_eq!(theirs.ttl, record.ttl);
        assert_eq!(u16::from(theirs.dns_class), record.class.0);
        assert_eq!(u16::from(theirs.record_type()), record.rtype.0);
        let mut line = Vec::new();
        write_line(&theirs, &mut line).unwrap();
        let again = each_record(&line, |again| assert_eq!(parts(again), parts(record)));
        assert_eq!(again, 1, "{}", String::from_utf8_lossy(&line));
    });
    assert_eq!(count, 11);
}

#[test]
fn data_of_every_type_is_passed_on() {
    let (mut same, mut refused) = (0, Vec::new());
    for line in include_str!("rdata_ok.tsv").lines().filter(|line| !line.starts_with('#')) {
        let row: Vec<&str> = line.split('\t').collect();
        let zone = format!("x. 60 IN {} {}\n", row[0], row[2]);
        each_record(zone.as_bytes(), |record| match rr::Record::try_from(record) {
            Ok(theirs) => {
                let mut line = Vec::new();
                write_line(&theirs, &mut line).unwrap();
                each_record(&line, |again| assert_eq!(parts(again), parts(record), "{zone}"));
                same += 1;
            }
            Err(HickoryError::Decode(_)) => refused.push(row[0].to_owned()),
            Err(e) => panic!("{zone}: {e}"),
        });
    }
    refused.sort();
    // tests/rdata_hickory.rs lists the reasons.
    assert_eq!(refused, ["CSYNC", "DNSKEY", "NSEC3", "NSEC3PARAM"]);
    assert!(same >= 250, "only {same}");
}

#[test]
fn bad_data_is_told_where_it_stands() {
    let zone = b"a. 60 IN A 192.0.2.1\nb. 60 IN A 192.0.2\n";
    let mut errors = Vec::new();
    each_record(zone, |record| {
        if let Err(HickoryError::Data(e)) = rr::Record::try_from(record) {
            errors.push(e.at);
        }
    });
    assert_eq!(errors, [zone.len() - 8]);
}

#[test]
fn what_is_no_zone_record_is_refused() {
    let name = rr::Name::from_ascii("a.").unwrap();
    let a = RData::A("192.0.2.1".parse().unwrap());
    let mut line = Vec::new();
    let long = rr::Record::from_rdata(name.clone(), u32::MAX, a);
    assert!(matches!(write_line(&long, &mut line), Err(HickoryError::NotInZone)));
    let any = rr::Record::update0(name, 60, RecordType::ANY);
    assert!(matches!(write_line(&any, &mut line), Err(HickoryError::NotInZone)));
    assert!(line.is_empty());
}

#[test]
fn names_keep_their_case_and_classes_their_number() {
    let zone = b"A\\.B.Example. 60 CLASS77 A \\# 4 01020304\n";
    each_record(zone, |record| {
        let theirs = rr::Record::try_from(record).unwrap();
        assert_eq!(theirs.dns_class, DNSClass::Unknown(77));
        let mut line = Vec::new();
        write_line(&theirs, &mut line).unwrap();
        assert_eq!(line, b"A\\.B.Example. 60 CLASS77 A 1.2.3.4\n");
    });
}
