use super::*;
use proptest::prelude::*;

fn text(name: &str) -> String {
    name_of(&key_of(name.as_bytes()))
}

#[test]
fn names_come_back_lower_cased_with_canonical_escapes() {
    for (from, to) in [
        ("Example.JP.", "example.jp"),
        ("example.jp", "example.jp"),
        (".", "."),
        ("a\\.b.jp.", "a\\.b.jp"),
        ("a\\000b\\001.jp.", "a\\000b\\001.jp"),
        ("\\065.jp.", "a.jp"),
        ("x\\@y.jp.", "x\\@y.jp"),
    ] {
        assert_eq!(text(from), to);
    }
}

#[test]
fn key_order_is_the_canonical_order_of_rfc_4034_6_1() {
    let names = [
        "example.",
        "a.example.",
        "yljkjljk.a.example.",
        "Z.a.example.",
        "zABC.a.EXAMPLE.",
        "z.example.",
        "\\001.z.example.",
        "*.z.example.",
        "\\200.z.example.",
    ];
    let keys: Vec<_> = names.iter().map(|n| key_of(n.as_bytes())).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn prefixes_are_taken_off() {
    for (owner, base, place, argument) in [
        ("example.jp.", "example.jp", Place::Own, ""),
        ("_DMARC.example.jp.", "example.jp", Place::Dmarc, ""),
        ("_mta-sts.example.jp.", "example.jp", Place::Sts, ""),
        ("_smtp._tls.example.jp.", "example.jp", Place::Tlsrpt, ""),
        ("default._bimi.example.jp.", "example.jp", Place::Bimi, ""),
        ("_25._tcp.mail.example.jp.", "mail.example.jp", Place::Tlsa, ""),
        ("_domainkey.example.jp.", "example.jp", Place::Domainkey, ""),
        ("s1.x._domainkey.example.jp.", "example.jp", Place::Selector, "s1.x"),
        ("a.jp._report._dmarc.example.com.", "example.com", Place::Report, "a.jp"),
        ("*._report._dmarc.example.com.", "example.com", Place::Report, "*"),
        ("*.example.jp.", "example.jp", Place::Wildcard, ""),
        ("_dmarc.", ".", Place::Dmarc, ""),
        ("_sip._tcp.example.jp.", "_sip._tcp.example.jp", Place::Own, ""),
        ("_dmarc_ttp.example.jp.", "_dmarc_ttp.example.jp", Place::Own, ""),
    ] {
        let key = key_of(owner.as_bytes());
        let found = subject(&key);
        assert_eq!(name_of(&key[..found.base]), base, "{owner}");
        assert_eq!(found.place, place, "{owner}");
        if matches!(place, Place::Selector | Place::Report) {
            assert_eq!(name_of(&key[found.argument..]), argument, "{owner}");
        }
    }
}

#[test]
fn parents_and_labels() {
    let key = key_of(b"a.co.jp.");
    assert_eq!(parent(&key).map(name_of).as_deref(), Some("co.jp"));
    assert_eq!(label_count(&key), 3);
    assert_eq!(labels(&key).collect::<Vec<_>>(), [&b"jp"[..], b"co", b"a"]);
    assert_eq!(labels(b"").count(), 0);
    assert_eq!(parent(b""), None);
}

proptest! {
    #[test]
    fn any_owner_has_a_key_that_reads_back(owner in proptest::collection::vec(any::<u8>(), 0..60)) {
        let key = key_of(&owner);
        let name = name_of(&key);
        prop_assert_eq!(key_of(name.as_bytes()), key);
    }

    #[test]
    fn a_key_made_from_the_one_before_is_the_same(owners in proptest::collection::vec(".{0,2}[ab._A\\\\\0\u{1}]{0,9}", 2..20)) {
        let (mut key, mut last, mut is_plain) = (Vec::new(), Vec::new(), false);
        for owner in owners.into_iter().map(String::into_bytes) {
            if !is_plain || !change_first_label(&mut key, &last, &owner) {
                key.clear();
                is_plain = push_owner(&owner, &mut key);
            }
            prop_assert_eq!(&key, &key_of(&owner));
            last = owner;
        }
    }

    #[test]
    fn keys_compare_like_labels(a in name_strategy(), b in name_strategy()) {
        let plain = |n: &Vec<Vec<u8>>| n.iter().rev().cloned().collect::<Vec<_>>();
        prop_assert_eq!(key_of(&written(&a)).cmp(&key_of(&written(&b))), plain(&a).cmp(&plain(&b)));
    }
}

fn name_strategy() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let octet = prop_oneof![0u8..4, b'-'..=b'9', b'a'..=b'd', 200u8..202];
    proptest::collection::vec(proptest::collection::vec(octet, 1..4), 1..4)
}

fn written(labels: &[Vec<u8>]) -> Vec<u8> {
    labels.iter().flat_map(|label| label.iter().flat_map(|b| format!("\\{b:03}").into_bytes()).chain([b'.'])).collect()
}
