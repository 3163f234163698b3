use super::*;
use crate::evidence::{Items, push_text, text_of};

fn item(push: impl Fn(&mut Vec<u8>, &[u8]) -> Option<()>, rdata: &str) -> Option<Vec<u8>> {
    let mut buf = Vec::new();
    push(&mut buf, rdata.as_bytes())?;
    let items: Vec<_> = Items::new(&buf, 0, 2).collect();
    assert_eq!(items.len(), 1);
    Some(items[0].1.to_vec())
}

fn text(rdata: &str) -> Option<(usize, String)> {
    let mut data = TextData::default();
    let strings = data.read(rdata.as_bytes())?;
    let mut payload = Vec::new();
    push_text(&mut payload, strings.lengths, strings.joined);
    let text = text_of(&payload);
    Some((text.strings, String::from_utf8_lossy(text.joined).into_owned()))
}

#[test]
fn txt_strings_are_joined_and_unescaped() {
    for (rdata, count, joined) in [
        ("\"v=spf1 -all\"", 1, "v=spf1 -all"),
        ("\"v=spf1 \" \"-all\"", 2, "v=spf1 -all"),
        ("v=spf1 -all", 2, "v=spf1-all"),
        ("\"a\\\"b\\;c\\009d\"", 1, "a\"b;c\td"),
        ("\"\"", 1, ""),
        ("\"a\"\"b\"", 2, "ab"),
        ("unquoted\\032token", 1, "unquoted token"),
        ("\\# 4 03616263", 1, "abc"),
        ("\\# 4 0361 6263", 1, "abc"),
    ] {
        assert_eq!(text(rdata), Some((count, joined.to_owned())), "{rdata}");
    }
    assert_eq!(text(&format!("\"{}\"", "x".repeat(256))), None);
}

#[test]
fn names_are_lower_case_and_absolute() {
    let ns =
        |rdata| item(|buf, r| push_name_item(buf, Tag::Ns, r), rdata).map(|p| String::from_utf8_lossy(&p).into_owned());
    assert_eq!(ns("NS1.Example.JP.").as_deref(), Some("ns1.example.jp."));
    assert_eq!(ns(".").as_deref(), Some("."));
    assert_eq!(ns("a\\.B.jp.").as_deref(), Some("a\\.b.jp."));
    assert_eq!(ns("\\065.jp.").as_deref(), Some("a.jp."));
    assert_eq!(ns("\\# 4 0241 4200").as_deref(), Some("ab."));
    assert_eq!(ns(""), None);
}

#[test]
fn mx_has_preference_and_exchange() {
    assert_eq!(item(push_mx_item, "10 Mail.example.jp."), Some(b"\x00\x0amail.example.jp.".to_vec()));
    assert_eq!(item(push_mx_item, "0 ."), Some(b"\x00\x00.".to_vec()));
    assert_eq!(item(push_mx_item, "\\# 3 000000"), Some(b"\x00\x00.".to_vec()));
    assert_eq!(item(push_mx_item, "70000 a."), None);
}

#[test]
fn equal_digests_written_differently_are_one_ds() {
    let one = item(push_ds_item, "12345 13 2 ABCDEF01");
    assert!(one.is_some());
    assert_eq!(one, item(push_ds_item, "12345 13 2 abcd ef01"));
    assert_eq!(one, item(push_ds_item, "\\# 8 30390d02abcdef01"));
    assert_ne!(one, item(push_ds_item, "12345 13 2 abcdef02"));
    assert_eq!(one.map(|p| p[..4].to_vec()), Some(vec![0x30, 0x39, 13, 2]));
    assert_eq!(item(push_ds_item, "x 13 2 00"), None);
}

#[test]
fn tlsa_and_cds() {
    let tlsa = item(|buf, data| push_tlsa_item(buf, Tag::Tlsa, data), &format!("3 1 1 {}", "ab".repeat(32)));
    assert_eq!(tlsa.map(|p| p[..5].to_vec()), Some(vec![3, 1, 1, 32, 0]));
    assert_eq!(item(push_cds_item, "0 0 0 00"), Some(vec![1]));
    assert_eq!(item(push_cds_item, "12 13 2 00"), Some(vec![0]));
}
