//! `demo`, `synth` and what is generated from the arguments.

use crate::support::{folder, list, run};
use std::fs;

#[test]
fn the_census_of_a_synthetic_snapshot_finds_what_was_planted() {
    let dir = folder(&[]);
    let out = run(dir.path(), "demo --domains 20000 --store store");
    assert_eq!(out.status, 0, "{}", out.stderr);
    let truth = out.stdout.lines().find(|line| line.starts_with("truth: ")).unwrap_or_default();
    assert!(truth.starts_with("truth: all ") && truth.ends_with(" planted counts found exactly"), "{}", out.stdout);
    assert_eq!(out.stdout.lines().filter(|line| line.starts_with("CO ")).count(), 1);
    assert_eq!(out.stdout.lines().last(), Some("report: store/report.html"));
    let page = fs::read_to_string(dir.path().join("store/report.html")).expect("a page");
    assert!(page.contains(" / 20,000</small>"), "the page has no figures");
    assert!(dir.path().join("store/runs/2019-11-01.json").exists());
    let again = run(dir.path(), "demo --domains 2000 --store store");
    assert_eq!(again.status, 0, "{}", again.stderr);
}

#[test]
fn without_a_store_only_the_report_is_left() {
    let dir = folder(&[]);
    let temporary = dir.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    let mut command = crate::support::command(dir.path(), &["--quiet", "demo", "--domains", "1000"]);
    let out = command.env("TMPDIR", &temporary).output().expect("runs");
    assert_eq!(out.status.code(), Some(0));
    assert!(out.stderr.is_empty());
    let left = list(&temporary);
    let stdout = String::from_utf8_lossy(&out.stdout);
    let path = stdout.lines().last().and_then(|line| line.strip_prefix("report: ")).expect("the path comes last");
    assert_eq!(left, [path.rsplit('/').next().expect("a name")]);
    assert!(fs::read_to_string(path).expect("a page").starts_with("<!DOCTYPE html>"));
}

#[test]
fn synth_writes_the_snapshot_and_its_truth() {
    let dir = folder(&[]);
    let out = run(dir.path(), "synth jp --domains 500 -o out");
    assert_eq!(out.status, 0, "{}", out.stderr);
    assert_eq!(list(&dir.path().join("out")), ["answers.zone", "jp.zone", "truth.tsv"]);
    assert_eq!(run(dir.path(), "synth jq --domains 5 -o out").status, 1);
    assert_eq!(run(dir.path(), "synth jp --domains 0 -o out").status, 2);
}

#[test]
fn completions_and_man_pages() {
    let dir = folder(&[]);
    for shell in ["bash", "zsh", "fish"] {
        let out = run(dir.path(), &format!("completions {shell}"));
        assert!(out.status == 0 && out.stdout.contains("zonecensus") && out.stdout.contains("report"), "{shell}");
    }
    assert_eq!(run(dir.path(), "man pages").status, 0);
    assert!(list(&dir.path().join("pages")).contains(&"zonecensus-census.1".to_owned()));
    assert!(list(&dir.path().join("pages")).contains(&"zonecensus-report.1".to_owned()));
}

#[test]
fn help_has_examples() {
    let dir = folder(&[]);
    for command in ["", "census", "records", "report", "explain"] {
        let out = run(dir.path(), &format!("{command} --help"));
        assert!(out.status == 0 && out.stdout.contains("Examples:"), "{command}");
    }
    assert_eq!(run(dir.path(), "nonsense").status, 2);
    assert_eq!(run(dir.path(), "explain store").status, 2);
}

#[test]
fn help_names_the_bundled_pipelines_and_has_common_options_last() {
    let dir = folder(&[]);
    for command in ["census", "check"] {
        let help = run(dir.path(), &format!("{command} --help")).stdout;
        let (arguments, options) = help.split_once("Options:").expect("options");
        for (name, _) in zonecensus::PIPELINES {
            assert!(arguments.contains(name), "{command} {name}");
        }
        let last = options.lines().filter(|line| line.trim_start().starts_with('-')).rev().take(3);
        let last: Vec<&str> = last.filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(last, ["-h,", "--json", "-q,"], "{command}");
    }
}
