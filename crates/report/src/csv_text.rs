//! CSV texts for spreadsheets and slides.

use crate::data::{Key, Row, Table};

/// The rows of a table in long form; `rate` is left to the reader, who has both counts.
pub(crate) fn of_rows<'a>(table: &Table, rows: impl Iterator<Item = &'a Row>) -> String {
    let mut head = vec!["snapshot".to_owned()];
    head.extend(table.keys.iter().cloned());
    head.extend(["metric", "numerator", "denominator", "denominator_name", "unknown"].map(str::to_owned));
    let line = |row: &Row| {
        let mut cells = vec![row.snapshot.clone()];
        cells.extend(row.keys.iter().map(key_text));
        cells.extend([row.metric.clone(), row.numerator.to_string(), row.denominator.to_string()]);
        cells.extend([row.denominator_name.clone(), row.unknown.to_string()]);
        cells
    };
    write(std::iter::once(head).chain(rows.map(line)))
}

/// Lines of cells as CSV. A text that a spreadsheet would run as a formula is given a leading apostrophe.
pub(crate) fn write(lines: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for line in lines {
        // Writing to memory does not fail, and flexible lines have no wrong length.
        let _ = writer.write_record(line.into_iter().map(defuse));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn defuse(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

fn key_text(key: &Key) -> String {
    match key {
        Key::Value(value) => value.clone(),
        Key::Top(k) => format!("top {k}"),
        Key::None => "(none)".to_owned(),
        Key::Other => "other".to_owned(),
        Key::Total => "total".to_owned(),
    }
}
