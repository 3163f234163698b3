//! The dependency rules of docs/ARCHITECTURE.md, checked against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Which workspace crates each crate may use, and which outside crates nobody else may.
const MAY_USE: &[(&str, &[&str])] = &[
    ("zonefile", &[]),
    ("mailpolicy", &[]),
    ("synth", &[]),
    ("tables", &[]),
    ("report", &[]),
    ("snapshot", &["zonefile"]),
    ("census", &["mailpolicy"]),
    ("zonecensus", &["zonefile", "snapshot", "mailpolicy", "census", "tables", "synth", "report"]),
    ("zonecensus-py", &["zonefile", "snapshot", "census", "tables", "report", "synth", "zonecensus"]),
    ("benches", &["zonefile", "synth"]),
];
/// `outside crate: the workspace crates that may name it`.
const OWNED: &[(&str, &[&str])] = &[
    ("polars", &["tables"]),
    ("polars-plan", &["tables"]),
    ("pyo3", &["zonecensus-py"]),
    ("toml", &["zonecensus", "benches"]),
    ("clap", &["zonecensus", "benches"]),
    ("memmap2", &["snapshot", "benches"]),
    ("zstd", &["snapshot", "census"]),
    ("flate2", &["snapshot"]),
];
/// All that the parse core may depend on.
const ZONEFILE_LEAVES: &[&str] = &["memchr", "hickory-proto"];

/// Crate → the crates that it names as ordinary dependencies.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let named = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("dependencies").iter();
        let ordinary = all.filter(|d| d["kind"].is_null());
        ordinary.map(|d| d["name"].as_str().expect("a name").to_owned()).collect()
    };
    packages.iter().map(|p| (p["name"].as_str().expect("a name").to_owned(), named(p))).collect()
}

#[test]
fn crates_use_only_what_lies_before_them() {
    let all = dependencies();
    for (name, used) in &all {
        let (_, allowed) =
            MAY_USE.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name} is not in MAY_USE"));
        let inside: Vec<_> = used.iter().filter(|u| all.contains_key(*u)).collect();
        for other in inside {
            assert!(allowed.contains(&other.as_str()), "{name} must not depend on {other}");
        }
    }
}

#[test]
fn outside_crates_stay_with_their_owners() {
    for (name, used) in dependencies() {
        for (outside, owners) in OWNED {
            assert!(!used.contains(*outside) || owners.contains(&name.as_str()), "{name} must not depend on {outside}");
        }
    }
}

/// Every crate that is built for `packages`, with its features.
fn features(packages: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--prefix", "none", "--format", "{p} {f}"])
        .args(packages)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

/// `cargo run`, the Python wheel and `cargo test --workspace` share what they are built from, of which polars is most. If this fails,
/// name the features that are missing in crates/zonecensus/Cargo.toml.
#[test]
fn dependencies_are_built_once() {
    let workspace = features(&["--workspace", "--edges", "normal,build,dev"]);
    for package in ["zonecensus", "zonecensus-py"] {
        let alone = features(&["--package", package, "--edges", "normal,build"]);
        let different: Vec<&String> = alone.difference(&workspace).collect();
        assert!(different.is_empty(), "{package} alone is built from others than the workspace: {different:#?}");
    }
}

#[test]
fn the_parse_core_stays_a_leaf() {
    let all = dependencies();
    for used in &all["zonefile"] {
        assert!(ZONEFILE_LEAVES.contains(&used.as_str()), "zonefile must not depend on {used}");
    }
}
