use super::*;
use crate::key::{key_of, name_of};

#[test]
fn a_name_is_the_same_whatever_came_before() {
    let names = [
        "jp",
        "co.jp",
        "a.co.jp",
        "b.co.jp",
        "xn--b.co.jp",
        "c.b.co.jp",
        "x\\.y.co.jp",
        "z.x\\.y.co.jp",
        "d.co.jp",
        "\\000.co.jp",
        "xn--e.jp",
        "f.xn--e.jp",
        "g.xn--e.jp",
        "h.jp",
        "",
        "com",
    ];
    let keys: Vec<Vec<u8>> = names.iter().map(|name| key_of(name.as_bytes())).collect();
    for first in &keys {
        for second in &keys {
            let mut name = RowName::default();
            name.set(first);
            name.set(second);
            let expected = (name_of(second).into_bytes(), label_count(second), has_idn(second));
            assert_eq!((name.text, name.labels, name.is_idn), expected);
            assert_eq!(name.above.key, parent(second).unwrap_or_default());
            assert_eq!(name.above.text(), name_of(name.above.key).as_bytes());
        }
    }
}

#[test]
fn keys_of_hosts_are_those_of_their_names() {
    for own in ["example.jp", "x\\.y.jp", "jp", ""] {
        let own_key = key_of(own.as_bytes());
        let mut name = RowName::default();
        name.set(&own_key);
        let mut key = b"left over".to_vec();
        for host in
            ["mail.example.jp.", "a.b.example.jp.", "example.jp.", "xexample.jp.", "mx.x\\.y.jp.", "\\001.jp.", "."]
        {
            name.set_host_key(&own_key, host.as_bytes(), &mut key);
            assert_eq!(key, key_of(host.as_bytes()), "{host} at {own}");
        }
    }
}
