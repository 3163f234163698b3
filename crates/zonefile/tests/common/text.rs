//! Random zone text, most of it good. The tests of the snapshot crate use this file too.

use proptest::collection::vec;
use proptest::prelude::*;

/// A text of lines and fragments of lines, most of them good.
#[allow(unreachable_pub)] // the other crate includes this file as a private module
pub fn zone_text(parts: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(part(), 0..parts).prop_map(|parts| parts.concat())
}

fn part() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => record_line(),
        8 => plain_line(),
        2 => prop::sample::select(LINES).prop_map(|line| line.as_bytes().to_vec()),
        4 => prop::sample::select(FRAGMENTS).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 1..4),
    ]
}

/// A line of few different forms, as zones are made of.
fn plain_line() -> impl Strategy<Value = Vec<u8>> {
    let field = |from: &'static [&'static str]| prop::sample::select(from);
    (field(PLAIN_OWNERS), field(PLAIN_HEADS), field(PLAIN_DATA))
        .prop_map(|(owner, head, data)| [owner, head, data, "\n"].concat().into_bytes())
}

/// Owner, TTL, class, type and data, each perhaps odd.
fn record_line() -> impl Strategy<Value = Vec<u8>> {
    let field = |from: &'static [&'static str]| prop::sample::select(from);
    (field(OWNERS), field(BLANKS), field(HEADS), field(BLANKS), field(DATA), field(ENDS)).prop_map(
        |(owner, blank, head, second, data, end)| [owner, blank, head, second, data, end].concat().into_bytes(),
    )
}

const PLAIN_OWNERS: &[&str] = &["a.example.", "b.example.", "a", "", "", "@", "c..d", "x\\."];
const PLAIN_HEADS: &[&str] = &[" 60 IN A ", "\t86400\tIN\tNS\t", " IN A ", " A ", "\n 60 IN A ", "\n\t86400\tIN\tNS\t"];
const PLAIN_DATA: &[&str] = &["192.0.2.1", "192.0.2.2", "ns.example.", "ns", "", "\"x\"", "(", "192.0.2.3 ; c"];
const OWNERS: &[&str] = &[
    "a",
    "www",
    "www.example.",
    "WWW.example.",
    "www.example.",
    "b.c",
    "",
    "",
    "",
    "@",
    ".",
    "*",
    "in",
    "10",
    "a..b",
    ".a",
    "x\\.",
    "\\@",
    "a@b",
    "a$b.example.",
    "b\\256",
    "\\046x",
    "q\\\"",
    "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij123",
    "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij1234",
    "abcdefghijabcdefghijabcdefghij.abcdefghijabcdefghijabcdefghij.abcdefghij.",
    "\u{fc}.example.",
    "a\u{7f}.example.",
    "(a",
    "\"a\"",
];
const BLANKS: &[&str] =
    &[" ", "\t", "  ", " \t ", "                                                      ", " ( ", " ) ", ""];
const HEADS: &[&str] = &[
    "A",
    "IN A",
    "60 IN A",
    "IN 60 A",
    "3600\tIN\tA",
    "86400 A",
    "86400\tIN\tNS",
    "1h IN A",
    "in a",
    "CH A",
    "NS",
    "IN NS",
    "60 NS",
    "60 IN NS",
    "TXT",
    "IN TXT",
    "300 IN TXT",
    "MX",
    "60\tIN\tMX",
    "DS",
    "SOA",
    "60 SOA",
    "XYZ",
    "60 60 A",
    "IN IN A",
    "TYPE1",
    "TYPE65280",
    "ANY",
    "IN",
    "60",
    "",
    "2147483648 A",
    "00000060 IN A",
    "123456789 A",
    "A(",
    "(A)",
    "CLASS1 A",
    "1w2d A",
    "RRSIG",
];
const DATA: &[&str] = &[
    "192.0.2.1",
    "192.0.2.1",
    "192.0.2.1",
    "ns",
    "ns.example.",
    "NS.EXAMPLE.",
    "10 mail",
    "10 mail.example.",
    "\"text\"",
    "\"v=spf1 -all\" two",
    "\"a;b\" ; c",
    "\"a\\\"b\"",
    "\"a\\\\\"",
    "text",
    "\"open",
    "te\"xt\"",
    "( \"one\"\n \"two\" )",
    "(192.0.2.1)",
    "(",
    "( ns",
    "ns admin 1 2 3 4 5",
    "ns admin ( 1 2\n 3 4 1h )",
    "ns admin 1 2 3 4",
    "1 8 2 0123456789abcdef",
    "\\# 4 c0000201",
    "\\# 0",
    "",
    "@",
    "a..b",
    "\\",
    "x\\",
    "999.0.2.1",
    "192.0.2.1 extra",
    "\"0123456789012345678901234567890123456789012345678901234567890123456789\" ; \"",
    "192.0.2.1;",
    "192.0.2.1\r",
];
const ENDS: &[&str] =
    &["\n", "\n", "\n", "\n", "\r\n", " ; comment\n", " ; (\"\n", ";\n", " \n", " )\n", "", "\r", "\\\n", "\n\n"];
const LINES: &[&str] = &[
    "$ORIGIN sub\n",
    "$ORIGIN example.\n",
    "$ORIGIN EXAMPLE.\n",
    "$ORIGIN a..b\n",
    "$ORIGIN x\\.\n",
    "$ORIGIN (\n",
    "$ORIGIN\n",
    "$TTL 60\n",
    "$TTL 1h\r\n",
    "$TTL bad\n",
    "$TTL 60 ; c\n",
    "$GENERATE 1-2 g$ A 192.0.2.$\n",
    "$GENERATE 1-2 g$ NS ns$\n",
    "$GENERATE 2-1 g$ A 192.0.2.$\n",
    "$INCLUDE file\n",
    "$FOO\n",
    "; comment\n",
    "\n",
    "   \n",
    "  ; \"(\n",
    "\r\n",
    ")\n",
    "  junk\n",
    "  \"junk\" )\n",
    "@ SOA ns admin (\n 1\n 2\n 3\n 4\n 5 )\n",
    "@ SOA ns admin 1 2 3 4 5\n",
];
const FRAGMENTS: &[&[u8]] = &[
    b" ",
    b"\t",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\"",
    b"\"x\"",
    b"(",
    b")",
    b"( ",
    b" )",
    b";",
    b"\\",
    b"\\\"",
    b"\\065",
    b"\0",
    b"\xff",
    b"$",
    b"@",
    b".",
    b"a",
    b"A",
    b"IN",
    b"60",
    b"192.0.2.1",
    b"\\(",
    b"\\;",
    b"\\\n",
];
