//! The pipelines, taxonomies and provider rules that are part of the program.

/// Bundled pipelines: name and text.
pub const PIPELINES: &[(&str, &str)] = &[
    ("jp", include_str!("../../../../pipelines/jp.toml")),
    ("jp-municipalities", include_str!("../../../../pipelines/jp-municipalities.toml")),
    ("gov", include_str!("../../../../pipelines/gov.toml")),
    ("au", include_str!("../../../../pipelines/au.toml")),
    ("br", include_str!("../../../../pipelines/br.toml")),
    ("id", include_str!("../../../../pipelines/id.toml")),
    ("in", include_str!("../../../../pipelines/in.toml")),
    ("kr", include_str!("../../../../pipelines/kr.toml")),
    ("nz", include_str!("../../../../pipelines/nz.toml")),
    ("th", include_str!("../../../../pipelines/th.toml")),
    ("tw", include_str!("../../../../pipelines/tw.toml")),
    ("uk", include_str!("../../../../pipelines/uk.toml")),
    ("za", include_str!("../../../../pipelines/za.toml")),
];

/// Bundled taxonomies: name and text.
pub const TAXONOMIES: &[(&str, &str)] = &[
    ("jp", include_str!("../../../../pipelines/taxonomies/jp.tsv")),
    ("au", include_str!("../../../../pipelines/taxonomies/au.tsv")),
    ("br", include_str!("../../../../pipelines/taxonomies/br.tsv")),
    ("id", include_str!("../../../../pipelines/taxonomies/id.tsv")),
    ("in", include_str!("../../../../pipelines/taxonomies/in.tsv")),
    ("kr", include_str!("../../../../pipelines/taxonomies/kr.tsv")),
    ("nz", include_str!("../../../../pipelines/taxonomies/nz.tsv")),
    ("th", include_str!("../../../../pipelines/taxonomies/th.tsv")),
    ("tw", include_str!("../../../../pipelines/taxonomies/tw.tsv")),
    ("uk", include_str!("../../../../pipelines/taxonomies/uk.tsv")),
    ("za", include_str!("../../../../pipelines/taxonomies/za.tsv")),
];

/// Bundled provider rules: name and text.
pub const PROVIDERS: &[(&str, &str)] = &[("common", include_str!("../../../../pipelines/providers/common.tsv"))];

/// The text called `name`.
pub(super) fn find(all: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    all.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
