use super::{Rewrite, copy};

fn rewritten(rewrite: Rewrite, text: &str) -> String {
    let mut out = Vec::new();
    copy(rewrite, text.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn ttls_in_one_unit() {
    let text = "$TTL 1h30m\n@ 1d12h IN A 192.0.2.1\n\t\t1w2d ; expire\n$TTL 1h30m10s\n\t5m A 192.0.2.1\n";
    let simple = "$TTL 90m\n@ 36h IN A 192.0.2.1\n\t\t9d ; expire\n$TTL 5410\n\t5m A 192.0.2.1\n";
    assert_eq!(rewritten(Rewrite::SimpleTtls, text), simple);
}

#[test]
fn ttls_in_seconds() {
    let text = "$TTL 1h30m\n@  1D IN A 192.0.2.1\nkey\tDNSKEY 256 3 13 (\n\t3600 ab5m== )\n1w2d A 192.0.2.1";
    let seconds = "$TTL 5400\n@  86400 IN A 192.0.2.1\nkey\tDNSKEY 256 3 13 (\n\t3600 ab5m== )\n777600 A 192.0.2.1";
    assert_eq!(rewritten(Rewrite::SecondsTtls, text), seconds);
}

#[test]
fn plain_records() {
    let text =
        "a.jp.\t60\tIN\tNS\tb.\na.jp.\t60\tin\tds\t1 13 2 AB\na.jp.\t60\tIN\ttxt\t\"x\"\na.jp.\t60\tIN\tNS\txn--b.\n";
    assert_eq!(rewritten(Rewrite::PlainRecords, text), "a.jp.\t60\tIN\tNS\tb.\na.jp.\t60\tIN\ttxt\t\"x\"\n");
}
