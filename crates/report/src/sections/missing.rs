//! What a report does not show, and why.

use super::{Context, Section};
use crate::data::ReportData;
use crate::strings::Text;

/// A section that is not in the report, and the reason in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) title: String,
    pub(crate) reason: String,
}

/// The sections with a place in every report, and the tables that fill them.
const EXPECTED: &[(&str, Text, &[&str])] = &[
    ("adoption", Text::Adoption, &["adoption", "adoption_all", "adoption_accepts_mail"]),
    ("trend", Text::Trend, &["adoption", "dmarc_enforced"]),
    ("policy", Text::Policy, &["dmarc_policy", "dmarc_enforced"]),
    ("spf", Text::Spf, &["spf_all", "spf_valid"]),
    ("nonsending", Text::NonSending, &["nonsending", "nonsending_without_mail"]),
    ("transport", Text::Transport, &["transport", "dane", "dnssec", "ds_algorithms"]),
    ("providers", Text::Providers, &["mx_providers", "spf_providers", "dmarc_rua_providers", "ns_providers"]),
    ("transitions", Text::Transitions, &[]),
    ("errors", Text::Errors, &["errors"]),
];

/// Sections without figures. A map is expected of nobody: most pipelines have no places.
pub(super) fn missing(c: &Context<'_>, shown: &[Section]) -> Vec<Missing> {
    let is_absent = |(id, ..): &&(&str, Text, &[&str])| shown.iter().all(|section| section.id != *id);
    let absent = EXPECTED.iter().filter(is_absent);
    absent
        .map(|(id, title, tables)| Missing { title: c.text(*title).to_owned(), reason: reason(c, id, tables) })
        .collect()
}

fn reason(c: &Context<'_>, id: &str, tables: &[&str]) -> String {
    let ReportData { snapshots, diff, tables: all, .. } = c.data;
    let notes = all.iter().map(|table| table.notes.as_slice()).find(|notes| !notes.is_empty()).unwrap_or_default();
    let reason = match (id, diff) {
        ("trend" | "transitions", _) if snapshots.len() < 2 => Text::OneSnapshot,
        ("transitions", None) => Text::NoStates,
        // The notes say what went wrong.
        ("trend", _) if !notes.is_empty() => return sentences(c, notes),
        ("transitions", Some(diff)) => return sentences(c, &diff.notes),
        _ if tables.iter().any(|name| c.table(name).is_some()) => Text::NoRates,
        _ => Text::NoTable,
    };
    c.text(reason).to_owned()
}

fn sentences(c: &Context<'_>, notes: &[String]) -> String {
    match notes {
        [] => c.text(Text::NoRates).to_owned(),
        notes => notes.iter().map(|note| c.note(note)).collect::<Vec<_>>().join("; "),
    }
}
