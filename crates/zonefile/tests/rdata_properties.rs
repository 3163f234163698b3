//! What holds for all record data, good or bad.

use proptest::prelude::*;
use std::sync::LazyLock;
use zonefile::{Name, ParseError, RR_TYPES, RrType, rdata};

fn encode(rtype: RrType, text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let origin = Name::parse(b"example.com.", None)?;
    let mut out = Vec::new();
    rdata::encode(rtype, text, Some(&origin), &mut out)?;
    Ok(out)
}

fn write(rtype: RrType, wire: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    rdata::write_text(rtype, wire, &mut out);
    out
}

/// Type, text, wire form.
type Line = (RrType, Vec<u8>, Vec<u8>);

/// The lines of the corpus.
static CORPUS: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let lines = include_str!("rdata_ok.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let row: Vec<&str> = line.split('\t').collect();
            let rtype = RrType::parse(row[0].as_bytes()).unwrap();
            (rtype, row[1].as_bytes().to_vec(), encode(rtype, row[1].as_bytes()).unwrap())
        })
        .collect()
});

fn any_type() -> impl Strategy<Value = RrType> {
    prop_oneof![9 => (0..RR_TYPES.len()).prop_map(|i| RR_TYPES[i].0), 1 => any::<u16>().prop_map(RrType)]
}

/// Up to four bytes replaced, put in, or taken out.
fn mutate(bytes: &mut Vec<u8>, edits: &[(u8, usize, u8)]) {
    for &(how, at, byte) in edits {
        let at = at % (bytes.len() + 1);
        match how % 3 {
            0 => bytes.insert(at, byte),
            1 if at < bytes.len() => bytes[at] = byte,
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => {}
        }
    }
}

fn edits(byte: impl Strategy<Value = u8>) -> impl Strategy<Value = Vec<(u8, usize, u8)>> {
    prop::collection::vec((any::<u8>(), any::<usize>(), byte), 0..4)
}

/// A byte that means something in some field, or any byte.
fn telling_byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(b" \t\n\r\"\\;()@.,:/=-+#!0189afgzAZ_\0\x7f".to_vec()),
        1 => any::<u8>(),
    ]
}

/// Text, read and written, stays as it is from then on; an error lies within the text.
fn check_text(rtype: RrType, text: &[u8]) -> Result<(), TestCaseError> {
    let wire = match encode(rtype, text) {
        Ok(wire) => wire,
        Err(error) => {
            prop_assert!(error.at <= text.len(), "{rtype} {error:?}");
            return Ok(());
        }
    };
    let canonical = write(rtype, &wire);
    let shown = String::from_utf8_lossy(&canonical).into_owned();
    prop_assert!(canonical.iter().all(|byte| (0x20..0x7f).contains(byte)), "{rtype} {shown}");
    let again = encode(rtype, &canonical).map_err(|e| TestCaseError::fail(format!("{rtype} {shown} {e:?}")))?;
    prop_assert!(again.eq_ignore_ascii_case(&wire), "{rtype} {shown}");
    prop_assert_eq!(write(rtype, &again), canonical);
    Ok(())
}

/// Wire data is written as text that gives the same data; what does not fit its type is written in the generic form, and refused.
fn check_wire(rtype: RrType, wire: &[u8]) -> Result<(), TestCaseError> {
    let text = write(rtype, wire);
    let shown = String::from_utf8_lossy(&text).into_owned();
    prop_assert!(text.iter().all(|byte| (0x20..0x7f).contains(byte)), "{rtype} {shown}");
    match encode(rtype, &text) {
        Ok(again) => prop_assert!(again.eq_ignore_ascii_case(wire), "{rtype} {shown}"),
        Err(error) => {
            prop_assert!(text.starts_with(b"\\# "), "{rtype} {shown} {error:?}");
            prop_assert_eq!(error.kind.code(), "bad_length");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(rtype in any_type(), text in prop::collection::vec(telling_byte(), 0..60)) {
        check_text(rtype, &text)?;
    }

    #[test]
    fn nearly_good_text_is_read_or_refused(at in any::<prop::sample::Index>(), edits in edits(telling_byte())) {
        let (rtype, mut text, _) = CORPUS[at.index(CORPUS.len())].clone();
        mutate(&mut text, &edits);
        check_text(rtype, &text)?;
    }

    #[test]
    fn text_of_another_type_is_read_or_refused(rtype in any_type(), at in any::<prop::sample::Index>()) {
        check_text(rtype, &CORPUS[at.index(CORPUS.len())].1)?;
    }

    #[test]
    fn any_wire_form_can_be_written(rtype in any_type(), wire in prop::collection::vec(any::<u8>(), 0..60)) {
        check_wire(rtype, &wire)?;
    }

    #[test]
    fn nearly_good_wire_forms_can_be_written(at in any::<prop::sample::Index>(), edits in edits(any::<u8>())) {
        let (rtype, _, mut wire) = CORPUS[at.index(CORPUS.len())].clone();
        mutate(&mut wire, &edits);
        check_wire(rtype, &wire)?;
    }
}
