//! The finding codes as a vocabulary: names unique, sections cited.

use std::collections::BTreeSet;

use mailpolicy::Code;

#[test]
fn names_are_unique_and_snake_case() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')));
}

#[test]
fn every_code_cites_a_document_and_a_section() {
    for code in Code::ALL {
        let (document, section) = code.rfc_section().rsplit_once(' ').expect("document and section");
        assert!(document.starts_with("RFC ") || document.starts_with("draft-"), "{code}");
        assert!(section.starts_with(|c: char| c.is_ascii_digit()), "{code}");
    }
}
