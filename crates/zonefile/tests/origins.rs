//! `$ORIGIN` between records that a vector kernel reads ahead.

mod common;

use common::{assert_same, line_starts, parse, parse_pieces, parse_whole, scope_at};
use zonefile::Kernel;

/// What may stand behind an `$ORIGIN`: owners that the new origin completes, that the one before completed, and that none does.
const GROUPS: &[&str] = &[
    "",
    "www 60 IN NS ns1\n",
    "\tIN MX 10 mail\n",
    "@ A 192.0.2.1\n\tNS ns1\nwww NS @\nwww MX 1 www\n",
    "www.example. 60 IN NS ns1\nwww.example. 60 IN NS ns2\n",
    "$TTL 5\n; nothing\n\n",
    "bad\\ TXT\n\tNS ns1\n",
    "www 60 IN NS ns1\nwww 60 IN NS ns2\n@ 60 IN NS ns1\n@ 60 IN NS ns2\n",
];

fn text(count: usize, step: usize) -> Vec<u8> {
    let mut text = String::from("$TTL 1h\nfirst NS ns1\n");
    for i in 0..count {
        let name = if i % 11 == 10 { "relative".to_owned() } else { format!("o{}.example.", i % 7) };
        text += &format!("$ORIGIN {name}\n{}", GROUPS[(i * step + i / 3) % GROUPS.len()]);
    }
    text += "last NS ns1\n";
    [text.as_bytes(), &[b';'; 300]].concat()
}

#[test]
fn kernels_agree_on_many_origins() {
    for (count, step) in [(1, 1), (31, 1), (32, 1), (33, 1), (200, 1), (200, 3), (300, 0), (300, 5)] {
        let text = text(count, step);
        let expected = parse(&text, 0, &scope_at("example."), true, Kernel::Scalar);
        for kernel in Kernel::available() {
            let found = parse(&text, 0, &scope_at("example."), true, kernel);
            assert_same(&expected.items, &found.items, &format!("{} {count} {step}", kernel.name()));
            assert_eq!(expected.end.scope, found.end.scope);
            assert_eq!(expected.end.set, found.end.set);
        }
    }
}

#[test]
fn pieces_between_origins_equal_the_whole() {
    let (text, start) = (text(60, 1), scope_at("example."));
    for kernel in Kernel::available() {
        let whole = parse_whole(&text, &start, kernel);
        for cut in line_starts(&text) {
            let pieces = parse_pieces(&text, &[cut], &start, kernel);
            assert_same(&whole, &pieces, &format!("{} cut at {cut}", kernel.name()));
        }
    }
}
