use super::visible;

#[test]
fn nothing_hides_or_reorders() {
    assert_eq!(visible("moc.\u{202e}live"), "moc.\\u{202e}live");
    assert_eq!(visible("a\0b\u{1b}[2Jc\u{200b}\u{feff}"), "a\\u{0}b\\u{1b}[2Jc\\u{200b}\\u{feff}");
    assert_eq!(visible("日本語.jp"), "日本語.jp");
}

#[test]
fn long_texts_are_cut_at_a_character() {
    let text = visible(&"語".repeat(5000));
    assert_eq!(text.chars().count(), 301);
    assert!(text.ends_with('…'));
}
