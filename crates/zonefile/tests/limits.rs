//! How much one record, one parenthesis and one `$GENERATE` may take, and where the parse goes on behind too much.

mod common;

use common::{Item, assert_same, parse_whole, scope_at};
use zonefile::{ErrorKind, Kernel, MAX_RECORD, Tokens, generate};

/// What a text holds, the same with every kernel.
fn items(text: &str) -> Vec<Item> {
    let expected = parse_whole(text.as_bytes(), &scope_at("example."), Kernel::Scalar);
    for kernel in Kernel::available() {
        assert_same(&expected, &parse_whole(text.as_bytes(), &scope_at("example."), kernel), kernel.name());
    }
    expected
}

fn records(items: &[Item]) -> usize {
    items.iter().filter(|item| matches!(item, Item::Record { .. })).count()
}

fn rejects(items: &[Item]) -> Vec<(usize, ErrorKind)> {
    let reject = |item: &Item| match *item {
        Item::Reject { at, kind, .. } => Some((at, kind)),
        Item::Record { .. } => None,
    };
    items.iter().filter_map(reject).collect()
}

/// A record of `len` bytes, its line end left out.
fn line_of(len: usize) -> String {
    let (head, data) = ("a 60 IN A", "192.0.2.1");
    format!("{head}{}{data}", " ".repeat(len - head.len() - data.len()))
}

const NEXT: &str = "\nb 60 A 192.0.2.2\n";

/// With and without something special in the owner, which is then far in front of where data would be.
#[test]
fn blanks_may_end_the_text() {
    for owner in ["a", "a\\098", "a\"b", "a(b", "a;b"] {
        for blanks in [0, 1, 60, 130, 300] {
            items(&format!("x 60 A 192.0.2.1\n{owner} A{}", " ".repeat(blanks)));
        }
    }
}

#[test]
fn a_line_may_have_a_mebibyte() {
    let found = items(&(line_of(MAX_RECORD) + NEXT));
    assert_eq!((records(&found), rejects(&found)), (2, vec![]));
    let long = line_of(MAX_RECORD + 1);
    for text in [long.clone() + NEXT, long.clone() + &NEXT.replace('\n', "\r\n"), format!("b 60 A 192.0.2.2\n{long}")] {
        let found = items(&text);
        let at = text.find("a 60").expect("the long line");
        assert_eq!((records(&found), rejects(&found)), (1, vec![(at, ErrorKind::RecordTooLong)]));
    }
}

#[test]
fn a_comment_counts_behind_a_record_and_not_by_itself() {
    let comment = format!(";{}", "c".repeat(MAX_RECORD));
    let found = items(&format!("a 60 A 192.0.2.1 {comment}{NEXT}"));
    assert_eq!((records(&found), rejects(&found)), (1, vec![(0, ErrorKind::RecordTooLong)]));
    let found = items(&format!("{comment}\n  {comment}{NEXT}"));
    assert_eq!((records(&found), rejects(&found)), (1, vec![]));
}

#[test]
fn parentheses_may_span_a_mebibyte() {
    let group = |comments: usize| format!("a 60 TXT ( x\n{} y ){NEXT}", "; comment\n".repeat(comments));
    let fits = (MAX_RECORD - 20) / 10;
    assert_eq!((records(&items(&group(fits))), rejects(&items(&group(fits)))), (2, vec![]));
    let found = items(&group(fits + 2));
    let lost: Vec<_> = rejects(&found).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!((records(&found), lost), (1, vec![ErrorKind::UnclosedParen, ErrorKind::UnopenedParen]));
}

/// Without a limit on the depth each of these lines is looked at again for every line before it.
#[test]
fn nested_parentheses_are_limited() {
    let deep = |depth| format!("a 60 A {}192.0.2.1{}{NEXT}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(rejects(&items(&deep(16))), []);
    assert_eq!(rejects(&items(&deep(17))), [(7, ErrorKind::UnclosedParen)]);
    let found = items(&format!("x 60 A 192.0.2.1\n{}{}", " A (\n".repeat(100_000), &NEXT[1..]));
    assert_eq!((records(&found), rejects(&found).len()), (2, 100_000));
}

fn expand(args: &str, limit: u64) -> Result<usize, ErrorKind> {
    let mut out = Vec::new();
    let count = generate::expand(&Tokens::new(args.as_bytes()), limit, &mut out).map_err(|e| e.kind)?;
    assert_eq!(out.iter().filter(|&&byte| byte == b'\n').count() as u64, count, "one line a record");
    Ok(out.len())
}

#[test]
fn generated_records_are_limited_in_number_and_size() {
    assert_eq!(expand("1-10 a$ A 192.0.2.$", 10), Ok(9 * 15 + 17));
    assert_eq!(expand("0-10 a$ A 192.0.2.$", 10), Err(ErrorKind::GenerateTooLarge));
    assert_eq!(expand("0-2147483647 a$ A 192.0.2.1", 10), Err(ErrorKind::GenerateTooLarge));
    assert!(expand("0-2147483647/1000000000 a$ A 192.0.2.1", 3).is_ok());
    // A short template can ask for long lines: 10 records may have the bytes of one long record, not more.
    let wide = format!("1-10 a TXT {}", "${0,127}".repeat(1000));
    assert_eq!(expand(&wide, 10), Err(ErrorKind::GenerateTooLarge));
    assert!(expand(&wide, 100_000).is_ok());
}
