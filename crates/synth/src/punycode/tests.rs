use super::push_a_label;

fn a_label(label: &str) -> String {
    let mut out = Vec::new();
    push_a_label(&label.chars().collect::<Vec<_>>(), &mut out);
    String::from_utf8(out).expect("ASCII")
}

#[test]
fn known_labels() {
    assert_eq!(a_label("三重"), "xn--ehqz56n");
    assert_eq!(a_label("日本語"), "xn--wgv71a119e");
    assert_eq!(a_label("bücher"), "xn--bcher-kva");
}

#[test]
fn agrees_with_idna() {
    for label in [
        "東京",
        "さくら介護",
        "アイウエオ",
        "カキクケ税理",
        "あいうの山田",
        "a東b京c",
        "東京電気商店",
        "ンンンンン病院",
    ] {
        assert_eq!(a_label(label), idna::domain_to_ascii(label).expect("a valid label"));
    }
}
