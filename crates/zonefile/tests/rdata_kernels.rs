//! Every kernel decodes record data as the scalar one does, errors and their places included.

mod common;

use common::scope_at;
use proptest::prelude::*;
use std::sync::LazyLock;
use zonefile::{Entry, ErrorKind, Kernel, ParseError, Projection, Rdata, Records};

/// The wire form of each record of `text`, or what is wrong with it.
fn decode(text: &[u8], kernel: Kernel) -> Vec<Result<Vec<u8>, (ErrorKind, usize)>> {
    let (scope, want) = (scope_at("example.com."), Projection::all());
    let mut records = Records::with_kernel(text, &scope, &want, true, kernel);
    let mut found = Vec::new();
    while let Some(entry) = records.next() {
        // What stands in the buffer before stays there.
        let mut wire = b"before".to_vec();
        found.push(match entry {
            Ok(Entry::Record(record)) => record.rdata.encode(&mut wire).map(|()| wire).map_err(|e| (e.kind, e.at)),
            Ok(_) => Ok(wire),
            Err(e) => Err((e.kind, e.at)),
        });
    }
    found
}

/// `records` with text behind them, so that vector kernels take them.
fn padded(records: &[u8]) -> Vec<u8> {
    [b"$TTL 1h\n", records, b"\n", &[b';'; 300]].concat()
}

/// Data as one line, and where that is in the text if it stands as written; or what is wrong with it.
type OneLine = Result<(Option<usize>, Vec<u8>), (ErrorKind, usize)>;

/// The data of each record of `text`.
fn one_lines(text: &[u8], kernel: Kernel) -> Vec<OneLine> {
    let (scope, want) = (scope_at("example.com."), Projection::all());
    let mut records = Records::with_kernel(text, &scope, &want, true, kernel);
    let one_line = |data: Rdata<'_>| -> Result<_, ParseError> {
        let mut copy = Vec::new();
        let written = data.one_line(&mut Vec::new(), &mut copy)?;
        let at = |line: &[u8]| line.as_ptr() as usize - text.as_ptr() as usize;
        let fields = fields(&data);
        assert!(written.is_none_or(|line| line == fields), "{}", String::from_utf8_lossy(data.text));
        Ok((written.map(at), written.map_or(copy, <[u8]>::to_vec)))
    };
    let mut found = Vec::new();
    while let Some(entry) = records.next() {
        if let Ok(Entry::Record(record)) = entry {
            found.push(one_line(record.rdata).map_err(|e| (e.kind, e.at)));
        }
    }
    found
}

/// From the first field to the last.
fn fields<'r>(data: &Rdata<'r>) -> &'r [u8] {
    let mut tokens = data.tokens();
    let (mut start, mut end) = (None, 0);
    while let Ok(Some(token)) = tokens.split_next() {
        start.get_or_insert(token.at);
        end = tokens.offset();
    }
    &data.text[start.unwrap_or(0)..end]
}

fn assert_kernels_agree(records: &[u8]) {
    let text = padded(records);
    let (expected, lines) = (decode(&text, Kernel::Scalar), one_lines(&text, Kernel::Scalar));
    for kernel in Kernel::available() {
        let shown = || format!("{}: {}", kernel.name(), String::from_utf8_lossy(records));
        assert_eq!(expected, decode(&text, kernel), "{}", shown());
        assert_eq!(lines, one_lines(&text, kernel), "{}", shown());
    }
}

/// Type and data of the tables, good and bad, and more of the types that vector kernels decode.
static DATA: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let tables = [include_str!("rdata_ok.tsv"), include_str!("rdata_err.tsv")];
    let lines = tables.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
    let listed = lines.map(|line| {
        let row: Vec<&str> = line.split('\t').collect();
        (row[0].to_owned(), row[1].as_bytes().to_vec())
    });
    let common = COMMON.iter().map(|&(name, data)| (name.to_owned(), data.as_bytes().to_vec()));
    listed.chain(common.clone()).chain(common.clone()).chain(common).collect()
});

const COMMON: &[(&str, &str)] = &[
    ("A", "192.0.2.255"),
    ("A", "0.10.200.9"),
    ("AAAA", "2001:db8:0:12:ABCD::ffff"),
    ("AAAA", "1:22:333:4444:5:66:777:8888"),
    ("AAAA", "::"),
    ("AAAA", "::1"),
    ("AAAA", "fe80::"),
    ("NS", "a.b-c.example.net."),
    ("CNAME", "@"),
    ("PTR", "host_1"),
    ("MX", "10 mail.example.net."),
    ("MX", "65535\t( mx ; comment\n )"),
    ("MX", "0 ."),
    ("MX", "100 a.mail.example."),
    ("NS", "."),
    ("NS", "A.example.net. ; comment"),
    ("TXT", "\"v=spf1 include:_spf.example.com include:spf.protection.example.net ip4:192.0.2.0/24 ~all\" \"next\""),
    ("TXT", "\"a\" \"\" \"b; c\""),
    ("TXT", "\"no gap\"\"b\"  \"c\"\t"),
    ("SRV", "1 2 65535 _x.example."),
    ("TXT", "\"v=spf1 ip4:192.0.2.0/24 -all\" \"a\\\"b\\009\" \"\""),
    ("TXT", "( \"one\" ; first\n\t\"two\"\n\"three\" )"),
    ("CAA", "0 issue \"letsencrypt.org; a=b\""),
    ("DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"),
    ("DS", "60485 13 2 ( D4B7D520E7BB5F0F67674A0CCEB1E3E0\n614B93C4F9E99B8383F6A1E4469DA50A )"),
    ("TLSA", "3 1 1 ( bcb685b80c98e8ad0baf4a887fd49d01\n        e05614033ed54a8869493d4f48446c38 )"),
    (
        "DNSKEY",
        "257 3 13 ( gDEOWeBXXF2mvfakT2Lytazbtxy2swpa3ZGdkS262G4L\n\tZb6eoyxAeLC6caBWj9ZTFlTtewg+YRpwX8FH6gB1gw== )",
    ),
    (
        "RRSIG",
        "A 8 2 3600 20240101000000 20231201000000 12345 example. ( gDEOWeBXXF2mvfakT2Lytazbtxy2swpa3ZGdkS262G4L\nYQ== )",
    ),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn kernels_agree_on_changed_data(
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        edits in prop::collection::vec((any::<u8>(), any::<prop::sample::Index>(), telling_byte()), 0..4),
        owner in prop::sample::select(vec!["x", "x.example.", "@", "", "a-long-owner-that-takes-most-of-a-block.example.net."]),
    ) {
        let mut records = Vec::new();
        for index in chosen {
            let (name, data) = index.get(&DATA);
            let mut data = data.clone();
            for (how, at, byte) in &edits {
                let at = at.index(data.len() + 1);
                match how % 4 {
                    0 => data.insert(at, *byte),
                    1 if at < data.len() => data[at] = *byte,
                    2 if at < data.len() => drop(data.remove(at)),
                    3 => data.truncate(at),
                    _ => {}
                }
            }
            records.extend([owner.as_bytes(), b"\tIN\t", name.as_bytes(), b" ", &data, b"\n"].concat());
        }
        assert_kernels_agree(&records);
    }
}

fn telling_byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(b" \t\n\r\"\\;()@.,:/=-+#!0189afgzAZ_\0\x7f".to_vec()),
        1 => any::<u8>(),
    ]
}

#[test]
fn kernels_agree_on_the_tables() {
    for (name, data) in DATA.iter() {
        assert_kernels_agree(&[b"x\tIN\t", name.as_bytes(), b"\t", data].concat());
        assert_kernels_agree(&[b"x 5 ", name.as_bytes(), b" ( ", data, b"\n ) ; end"].concat());
    }
}

/// Numbers of every length in every place, with and without leading zeros.
#[test]
fn kernels_agree_on_addresses() {
    let numbers =
        ["0", "1", "00", "01", "9", "10", "99", "099", "100", "199", "249", "250", "255", "256", "999", "1000", ""];
    for a in numbers {
        for b in numbers {
            assert_kernels_agree(format!("x IN A {a}.{b}.3.4\nx IN A 1.2.{a}.{b}\nx IN A 1.{a}.2.{b}").as_bytes());
        }
    }
    let groups = ["0", "1", "12", "123", "aBcD", "12345", "", ":", "g"];
    for a in groups {
        for b in groups {
            let records = format!("x AAAA {a}:{b}:3::4\nx AAAA 1:2:3:4:5:6:{a}:{b}\nx AAAA {a}::{b}\nx AAAA ::{a}:{b}");
            assert_kernels_agree(records.as_bytes());
        }
    }
}

/// Groups of every length, and every place and length of the gap, beside the standard library.
#[test]
fn ipv6_addresses_are_those_of_the_standard_library() {
    let groups = ["1", "aB", "c0F", "9e8d", "0", "00", "0f0", "7654"];
    for turn in 0..8 {
        let group = |i: usize| groups[(i * 5 + turn) % 8];
        let join = |range: std::ops::Range<usize>| range.map(group).collect::<Vec<_>>().join(":");
        let gaps = (0..8).flat_map(|from| (from + 1..9).map(move |to| (from, to)));
        let mut texts = vec![join(0..8)];
        texts.extend(gaps.map(|(from, to)| format!("{}::{}", join(0..from), join(to..8))));
        for text in texts {
            let address: std::net::Ipv6Addr = text.parse().expect("an address");
            let expected = [b"before".as_slice(), &address.octets()].concat();
            let record = padded(format!("x AAAA {text}").as_bytes());
            for kernel in Kernel::available() {
                assert_eq!(decode(&record, kernel), [Ok(expected.clone())], "{} {text}", kernel.name());
            }
        }
    }
}

/// Preferences of every length, and what may stand behind them.
#[test]
fn numbers_are_read_alike() {
    for number in ["0", "7", "00", "07", "42", "100", "00042", "65535", "65536", "a", "1a", "-1", ""] {
        for gap in [" ", "\t", "  ", " \t ", " ( ", " (\n", ""] {
            let close = if gap.contains('(') { " )" } else { "" };
            let record = format!("x MX {number}{gap}mail.example.{close}");
            assert_kernels_agree(record.as_bytes());
            let value = number.parse::<u16>().ok().filter(|_| !gap.is_empty());
            let wire = value.map(|n| [b"before", &n.to_be_bytes()[..], b"\x04mail\x07example\0"].concat());
            for kernel in Kernel::available() {
                let found = decode(&padded(record.as_bytes()), kernel);
                assert_eq!(found[0].as_ref().ok(), wire.as_ref(), "{} {record}", kernel.name());
            }
        }
    }
}

/// Where data ends if a backslash stands before the line end, for heads that are known by then.
#[test]
fn kernels_agree_on_the_end_of_data() {
    // A head is not kept if a carriage return is within a block of it.
    let known = format!("x A 1\nx TXT 1\n{}\n", ";".repeat(64));
    let ends = "x A 2\nx A 192.0.2.3\\\r\nx TXT a\\\r\nx TXT \"a\\\r\"\r\nx TXT a\\ \r\nx A 3\r\n";
    let text = padded([known.as_str(), ends].concat().as_bytes());
    let (scope, want) = (scope_at("example."), Projection::all());
    for kernel in Kernel::available() {
        let mut records = Records::with_kernel(&text, &scope, &want, true, kernel);
        let mut found: Vec<Vec<u8>> = Vec::new();
        while let Some(entry) = records.next() {
            if let Ok(Entry::Record(record)) = entry {
                found.push(record.rdata.text.to_vec());
            }
        }
        let expected: [&[u8]; 8] = [b"1", b"1", b"2", b"192.0.2.3\\", b"a\\", b"\"a\\\r\"", b"a\\ ", b"3"];
        assert_eq!(found, expected, "{}", kernel.name());
    }
}

/// Data of every length around that of a block.
#[test]
fn kernels_agree_on_long_data() {
    for length in 0..300 {
        let (hex, key, text) = ("aB".repeat(length), "Ab+/".repeat(length), "t".repeat(length));
        let (half, end) = key.split_at(length / 2);
        let records = format!(
            "x IN TLSA 3 1 1 {hex}\nx IN TLSA 3 1 1 {hex}c\nx IN DNSKEY 0 3 8 {key}\nx IN DNSKEY 0 3 8 {half} {end}YQ==\n\
             x IN DNSKEY 0 3 8 {key}Y\nx IN DNSKEY 0 3 8 {key}YR==\nx IN TXT \"{text}\"\nx IN TXT \"{text}\\065{text}\"\n\
             x IN NS {text}\nx IN NS {text}.{text}.\nx IN MX 1 a.{text}\n\
             x IN NS {text} ; end\nx IN MX 10 {text}\t ;\nx IN TXT \"{text}\" ; end\nx IN MX 5 {text} b\n\
             x IN TXT \"{text}\" \"{text}\"\nx IN NS {text}.\nx IN NS a.{text}.\nx IN MX 100 {text}.\n\
             x IN TXT \"\\\"{text}\\009\"\nx IN TXT \"{text}\\;\\\\\"\nx IN TXT \"{text}\\25\"\n"
        );
        assert_kernels_agree(records.as_bytes());
    }
}
