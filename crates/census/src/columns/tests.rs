use super::*;
use crate::plan::Unit;
use std::collections::HashSet;

#[test]
fn names_are_unique_and_absent_values_fit_the_type() {
    let names: HashSet<_> = Col::ALL.iter().map(|col| col.def().name).collect();
    assert_eq!(names.len(), Col::ALL.len());
    for col in Col::ALL {
        let def = col.def();
        let fits = match def.absent {
            Absent::Null => true,
            Absent::False => def.kind == Kind::Bool,
            Absent::Zero => matches!(def.kind, Kind::U8 | Kind::U16 | Kind::U64),
            Absent::First => matches!(def.kind, Kind::Enum(_)),
            Absent::Empty => matches!(def.kind, Kind::TextList | Kind::U8List | Kind::U16List),
        };
        assert!(fits, "{}", def.name);
        assert_eq!(Col::find(def.name), Some(*col));
    }
}

#[test]
fn the_dictionary_has_a_row_for_every_column() {
    let text = columns_markdown();
    for col in Col::ALL {
        assert_eq!(text.matches(&format!("| `{}` |", col.def().name)).count(), 1);
    }
    assert!(text.contains("| `spf_n` | UInt8 | TXT | 0 |"));
}

#[test]
fn fields_carry_their_definition() {
    let plan = Plan::new("jp", Unit::Apexes);
    let schema = schema(&plan);
    let metadata = schema.field_with_name("mx_class").map(|f| f.metadata().clone()).unwrap_or_default();
    assert_eq!(metadata.get("rfc").map(String::as_str), Some("RFC 7505 3"));
    assert_eq!(known_columns(&plan).len(), schema.fields().len());
    assert_eq!(Lookup::find("_DMARC"), Some(Lookup::Dmarc));
}

/// `UPDATE_EXPECT=1` rewrites the document.
#[test]
fn the_written_dictionary_is_this_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/COLUMNS.md");
    let text = columns_markdown();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, &text).expect("the document can be written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "docs/COLUMNS.md is not what the code says; run this test with UPDATE_EXPECT=1");
}
