//! The pipelines and taxonomies that are part of the program.

/// Bundled pipelines: name and text.
pub const PIPELINES: &[(&str, &str)] = &[
    ("jp", include_str!("../../../../pipelines/jp.toml")),
    ("gov", include_str!("../../../../pipelines/gov.toml")),
];

/// Bundled taxonomies: name and text.
pub const TAXONOMIES: &[(&str, &str)] = &[("jp", include_str!("../../../../pipelines/taxonomies/jp.tsv"))];

/// The text called `name`.
pub(super) fn find(all: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    all.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
