//! What a split is said to rely on and to have set, by every kernel.

mod common;

use common::{assert_same, parse, scope_at};
use zonefile::{Class, End, Kernel, Name, Scope};

/// Lines that state some of owner, TTL and class, and lines that change what the others come from.
const LINES: &[&str] = &[
    "a 60 IN NS ns1.example.\n",
    "a IN NS ns1\n",
    "a. NS ns1.example.\n",
    "@ 5 NS ns1.example.\n",
    "\tNS ns1.example.\n",
    "\t60 NS ns1.example.\n",
    "\tIN NS ns1.example.\n",
    "$TTL 1h\n",
    "$ORIGIN b.example.\n",
    "@ SOA ns1 host 1 2 3 4 5\n",
];

/// Every sequence of four lines.
fn sequences() -> impl Iterator<Item = [&'static str; 4]> {
    let count = LINES.len();
    let line = move |i: usize, n: u32| LINES[i / count.pow(n) % count];
    (0..count.pow(4)).map(move |i| [line(i, 0), line(i, 1), line(i, 2), line(i, 3)])
}

/// `scope` with another value of each of its fields in turn, that of the origin first.
fn changed(scope: &Scope) -> [Scope; 6] {
    let name = |text: &str| Some(Name::parse(text.as_bytes(), None).expect("a valid name"));
    [
        Scope { origin: name("other."), ..scope.clone() },
        Scope { default_ttl: Some(101), ..scope.clone() },
        Scope { last_ttl: Some(102), ..scope.clone() },
        Scope { soa_minimum: Some(103), ..scope.clone() },
        Scope { class: Class(4), ..scope.clone() },
        Scope { owner: name("another."), ..scope.clone() },
    ]
}

#[test]
fn kernels_agree_on_what_lines_rely_on() {
    let bare = scope_at("example.");
    let owner = Name::parse(b"before.example.", None).expect("a valid name");
    let last = Scope { owner: Some(owner), last_ttl: Some(7), ..bare.clone() };
    let full = Scope { default_ttl: Some(8), soa_minimum: Some(9), class: Class(3), ..last.clone() };
    for lines in sequences() {
        let text = [lines.concat().as_bytes(), &[b';'; 300]].concat();
        for scope in [&bare, &last, &full] {
            let expected = parse(&text, 0, scope, true, Kernel::Scalar);
            for kernel in Kernel::available() {
                let way = format!("{} {lines:?}", kernel.name());
                let found = parse(&text, 0, scope, true, kernel);
                assert_same(&expected.items, &found.items, &way);
                assert_eq!((&expected.end.scope, expected.end.set), (&found.end.scope, found.end.set), "{way}");
                // The origin is taken to be relied on wherever data may be relative, and that depends on how far a kernel reads ahead.
                let holds = |end: &End| changed(scope).map(|other| end.holds(scope, &other));
                assert_eq!(holds(&expected.end)[1..], holds(&found.end)[1..], "{way}");
            }
        }
    }
}

#[test]
fn what_lines_do_not_rely_on_changes_nothing() {
    let owner = Name::parse(b"before.example.", None).expect("a valid name");
    let scope = Scope { owner: Some(owner), last_ttl: Some(7), ..scope_at("example.") };
    for lines in sequences().step_by(7) {
        let text = [lines.concat().as_bytes(), &[b';'; 300]].concat();
        for kernel in Kernel::available() {
            let found = parse(&text, 0, &scope, true, kernel);
            for other in changed(&scope).iter().filter(|other| found.end.holds(&scope, other)) {
                let again = parse(&text, 0, other, true, kernel);
                assert_same(&again.items, &found.items, &format!("{} {lines:?}", kernel.name()));
                assert_eq!(again.end.scope, found.end.carry(other));
            }
        }
    }
}
