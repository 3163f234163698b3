//! Record data of every type, line by line: what it becomes, and what is wrong with what is refused.

use zonefile::{ErrorKind, Name, RR_TYPES, RrType, rdata};

/// The lines of a table, with their number, as columns; lines that start with `#` are comments.
fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.map(|(i, line)| (i + 1, line.split('\t').collect()))
}

fn origin() -> Name {
    Name::parse(b"example.com.", None).unwrap()
}

fn rtype(text: &str) -> RrType {
    RrType::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text} is no type"))
}

fn encode(rtype: RrType, text: &str) -> Result<Vec<u8>, (ErrorKind, usize)> {
    // What stands in the buffer before stays there.
    let mut out = b"before".to_vec();
    rdata::encode(rtype, text.as_bytes(), Some(&origin()), &mut out).map_err(|e| (e.kind, e.at))?;
    assert!(out.starts_with(b"before"));
    Ok(out.split_off(6))
}

fn write(rtype: RrType, wire: &[u8]) -> String {
    let mut out = Vec::new();
    rdata::write_text(rtype, wire, &mut out);
    String::from_utf8(out).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn accepted_data_becomes_the_wire_form_and_the_text_listed() {
    for (line, row) in rows(include_str!("rdata_ok.tsv")) {
        let [name, text, canonical, wire] = row[..] else { panic!("line {line}") };
        let rtype = rtype(name);
        let encoded = encode(rtype, text).unwrap_or_else(|e| panic!("line {line}: {e:?}"));
        assert_eq!(hex(&encoded), wire, "line {line}: {name} {text}");
        assert_eq!(write(rtype, &encoded), canonical, "line {line}: {name} {text}");
        let again = encode(rtype, canonical).unwrap_or_else(|e| panic!("line {line}, its own text: {e:?}"));
        assert_eq!(write(rtype, &again), canonical, "line {line}: text is not stable");
        assert!(again.eq_ignore_ascii_case(&encoded), "line {line}: wire form is not stable");
    }
}

#[test]
fn refused_data_is_refused_for_the_reason_listed() {
    for (line, row) in rows(include_str!("rdata_err.tsv")) {
        let [name, text, code, at] = row[..] else { panic!("line {line}") };
        match encode(rtype(name), text) {
            Ok(wire) => panic!("line {line}: {name} {text} became {}", hex(&wire)),
            Err((kind, offset)) => {
                assert_eq!((kind.code(), offset.to_string().as_str()), (code, at), "line {line}: {name} {text}");
            }
        }
    }
}

#[test]
fn every_type_is_in_both_tables_or_has_no_text() {
    for &(rtype, name) in RR_TYPES {
        let lines = rows(include_str!("rdata_ok.tsv")).filter(|(_, row)| row[0] == name).count();
        assert!(lines >= 3 || rtype.is_meta(), "{name} has {lines} lines");
    }
}

/// All accepted data in the form of RFC 3597 too, unless the type has no text.
#[test]
fn the_generic_form_gives_the_same_wire_form() {
    for (line, row) in rows(include_str!("rdata_ok.tsv")) {
        let (rtype, wire) = (rtype(row[0]), row[3]);
        let generic = format!("\\# {} {wire}", wire.len() / 2);
        let encoded = encode(rtype, &generic).unwrap_or_else(|e| panic!("line {line}: {generic}: {e:?}"));
        assert_eq!(hex(&encoded), wire, "line {line}");
        assert_eq!(write(rtype, &encoded), row[2], "line {line}");
    }
}

/// Blanks, line ends, parentheses and comments between fields change nothing.
#[test]
fn the_layout_does_not_matter() {
    let spread = [
        (RrType::A, "  192.0.2.1\t ; address", "192.0.2.1"),
        (RrType::NS, "(\n\tns.example. )", "ns.example."),
        (RrType::NS, "ns.example.;comment", "ns.example."),
        (RrType::NS, "ns.example.\r\n", "ns.example."),
        (RrType::MX, "10(mail)", "10 mail"),
        (RrType::MX, "10 ; a ) b\n mail", "10 mail"),
        (RrType::TXT, "(\"a\" ; \"no\"\n\"b\")", "\"a\" \"b\""),
        (RrType::SOA, "a. b. (\n 1 ; serial\n 2 3\n4\r\n\t5 )", "a. b. 1 2 3 4 5"),
        (RrType::RRSIG, "A 8 0 0 0 0 0 . A(A)A\nA", "A 8 0 0 0 0 0 . AAAA"),
        (RrType::DS, "1 8 255 A BC\nD E F", "1 8 255 ABCDEF"),
        (RrType::CAA, "0 issue(\"a\")", "0 issue \"a\""),
        (RrType::SVCB, "1 . (alpn=h2\n port=1)", "1 . port=1 alpn=\"h2\""),
        (RrType::NSEC, "a. A(NS)\tMX", "a. MX NS A"),
    ];
    for (rtype, text, plain) in spread {
        assert_eq!(encode(rtype, text), encode(rtype, plain), "{rtype} {text:?}");
        assert!(encode(rtype, plain).is_ok(), "{rtype} {plain}");
    }
}

#[test]
fn a_control_byte_between_fields_is_an_error_where_it_stands() {
    for (rtype, text, at) in [
        (RrType::A, "\0", 0),
        (RrType::A, "1.2.3.4\0", 7),
        (RrType::NS, "ns\rx", 2),
        (RrType::MX, "10\0 a", 2),
        (RrType::MX, "\r10 a", 0),
        (RrType::TXT, "a \0", 2),
        (RrType::DS, "1 8 2 00\0", 8),
        (RrType::SVCB, "1 . \0", 4),
    ] {
        assert_eq!(encode(rtype, text), Err((ErrorKind::ControlByte, at)), "{rtype} {text:?}");
    }
    assert_eq!(encode(RrType::TXT, "\"a\0b\""), Ok(b"\x03a\0b".to_vec()));
}

#[test]
fn a_line_feed_does_not_stand_in_a_string() {
    assert_eq!(encode(RrType::TXT, "\"a\nb\""), Err((ErrorKind::UnclosedQuote, 0)));
    assert_eq!(encode(RrType::TXT, "x \"a\\\nb\""), Err((ErrorKind::UnclosedQuote, 2)));
    assert_eq!(encode(RrType::CAA, "0 issue \"a\n\""), Err((ErrorKind::UnclosedQuote, 8)));
    assert_eq!(encode(RrType::SVCB, "1 . key9=\"a\n\""), Err((ErrorKind::UnclosedQuote, 9)));
}

#[test]
fn data_of_more_than_65535_bytes_is_refused() {
    let string = format!("\"{}\" ", "x".repeat(255));
    assert_eq!(encode(RrType::TXT, &string.repeat(256)), Err((ErrorKind::RdataTooLong, 0)));
    let most = string.repeat(255) + &format!("\"{}\"", "x".repeat(254));
    assert_eq!(encode(RrType::TXT, &most).map(|wire| wire.len()), Ok(65_535));
    assert_eq!(encode(RrType::OPENPGPKEY, &"AAAA".repeat(21_846)), Err((ErrorKind::RdataTooLong, 0)));
    assert_eq!(encode(RrType::CAA, &format!("0 issue {}", "x".repeat(65_600))), Err((ErrorKind::RdataTooLong, 0)));
    assert_eq!(encode(RrType::APL, &"1:255.255.255.255/32 ".repeat(8_192)), Err((ErrorKind::RdataTooLong, 0)));
}

#[test]
fn relative_names_need_an_origin() {
    let mut out = Vec::new();
    for (rtype, text, at) in [(RrType::NS, "ns", 0), (RrType::MX, "10 @", 3), (RrType::SOA, "a. b 1 2 3 4 5", 3)] {
        let error = rdata::encode(rtype, text.as_bytes(), None, &mut out).unwrap_err();
        assert_eq!((error.kind, error.at), (ErrorKind::RelativeWithoutOrigin, at), "{rtype} {text}");
    }
    assert!(rdata::encode(RrType::NS, b"ns.example.", None, &mut out).is_ok());
}

/// Names are completed and measured alike on the fast and on the slow path.
#[test]
fn names_of_every_length_are_read_like_name_reads_them() {
    let origin = origin();
    let label = |n| "abcdefghij".repeat(7)[..n].to_string();
    for length in 1..=64 {
        for tail in ["", ".", ".b", ".b.", ".b..", "\\.x", ".x-y_z.", "..", "*"] {
            for name in [
                label(length) + tail,
                format!("x.{}{tail}", label(length)),
                format!("{0}.{0}.{0}.{0}{tail}", label(length)),
            ] {
                let expected = Name::parse(name.as_bytes(), Some(&origin))
                    .map(|name| name.wire().to_vec())
                    .map_err(|e| (e.kind, e.at));
                assert_eq!(encode(RrType::NS, &name), expected, "{name}");
                let behind = encode(RrType::MX, &format!("1 {name}"));
                assert_eq!(
                    behind,
                    expected.map(|wire| [&[0, 1], &wire[..]].concat()).map_err(|(kind, at)| (kind, at + 2)),
                    "{name}"
                );
            }
        }
    }
}

/// Data with a version or a family that has no text is printed in the generic form and read from it.
#[test]
fn data_of_the_future_survives() {
    for (rtype, wire) in [
        (RrType::LOC, &[1, 0, 0][..]),
        (RrType::APL, &[0, 9, 8, 1, 7]),
        (RrType::ATMA, &[2, 1]),
        (RrType::IPSECKEY, &[10, 4, 2, 1, 2, 3]),
        (RrType::AMTRELAY, &[10, 4, 1, 2, 3]),
    ] {
        let text = write(rtype, wire);
        assert!(text.starts_with("\\# "), "{rtype} {text}");
        assert_eq!(encode(rtype, &text).as_deref(), Ok(wire), "{rtype} {text}");
    }
}

#[test]
fn times_are_read_and_written_day_by_day() {
    let mut seconds = 0u32;
    loop {
        let wire = [&[0, 1, 8, 0, 0, 0, 0, 0][..], &seconds.to_be_bytes(), &[0, 0, 0, 0, 0, 0, 0, 1]].concat();
        let text = write(RrType::RRSIG, &wire);
        assert_eq!(encode(RrType::RRSIG, &text), Ok(wire), "{seconds}: {text}");
        match seconds.checked_add(86_399) {
            Some(next) => seconds = next,
            None => break,
        }
    }
    let leap = encode(RrType::RRSIG, "A 8 0 0 20000229120000 951825600 0 . AA==").unwrap();
    assert_eq!(leap[8..12], leap[12..16]);
    assert!(encode(RrType::RRSIG, "A 8 0 0 21000229000000 0 0 . AA==").is_err());
}
