//! The store: whole or not at all.

use crate::support::{DELEGATIONS, EXAMPLE, command, folder, list, run};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const COUNT: &str = "census p.toml example.zone --store store --snapshot";

#[test]
fn a_snapshot_is_replaced_only_when_asked() {
    let smaller = "example. 60 SOA a. b. 1 2 3 4 5\na.example. 60 NS ns.test.\n";
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE), ("smaller.zone", smaller)]);
    assert_eq!(run(dir.path(), &format!("{COUNT} 2024-01-01")).status, 0);
    fs::create_dir_all(dir.path().join("store/tables/gone/snapshot=2024-01-01")).expect("a stale table");
    let before = contents(&dir.path().join("store"));
    let again = run(dir.path(), &format!("{COUNT} 2024-01-01"));
    assert_eq!(again.status, 1);
    assert!(again.stderr.contains("hint: add --replace"), "{}", again.stderr);
    assert!(contents(&dir.path().join("store")) == before);
    let replaced = run(dir.path(), "census p.toml smaller.zone --store store --snapshot 2024-01-01 --replace");
    assert_eq!(replaced.status, 0, "{}", replaced.stderr);
    let domains = fs::read_to_string(dir.path().join("store/runs/2024-01-01.json")).expect("facts");
    assert!(domains.contains("\"domains\": 1"), "{domains}");
    assert!(!dir.path().join("store/tables/gone/snapshot=2024-01-01").exists(), "a table of the old snapshot is left");
}

#[test]
fn a_killed_run_leaves_the_store_as_it_was() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    assert_eq!(run(dir.path(), &format!("{COUNT} 2024-01-01")).status, 0);
    let before = contents(&dir.path().join("store"));
    let mut child = half_fed(dir.path());
    child.kill().expect("killed");
    child.wait().expect("ended");
    let visible = |store: &[(String, Vec<u8>)]| {
        store.iter().filter(|(name, _)| !name.starts_with('.')).cloned().collect::<Vec<_>>()
    };
    let after = contents(&dir.path().join("store"));
    assert!(after.iter().any(|(name, _)| name.starts_with(".tmp-")), "the run had not begun");
    assert!(visible(&after) == visible(&before));
    assert_eq!(run(dir.path(), &format!("{COUNT} 2024-02-01")).status, 0);
    assert!(
        !list(&dir.path().join("store")).iter().any(|name| name.starts_with(".tmp-")),
        "what the killed run left is still there"
    );
}

#[test]
fn a_running_census_is_not_tidied_away() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    let mut child = half_fed(dir.path());
    assert_eq!(run(dir.path(), &format!("{COUNT} 2024-01-01")).status, 0);
    child.stdin.take().expect("piped").write_all(b"last NS ns1\n").expect("fed");
    let out = child.wait_with_output().expect("ends");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let runs = list(&dir.path().join("store/runs"));
    assert_eq!(runs, ["2024-01-01.json", "2024-03-01.json"]);
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    let child = half_fed(dir.path());
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let status = child.wait_with_output().expect("ends").status;
    assert_eq!(status.code(), Some(130));
    let left = list(&dir.path().join("store"));
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_commit_cut_short_is_finished_by_the_next_command() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    let store = dir.path().join("store");
    assert_eq!(run(dir.path(), &format!("{COUNT} 2024-01-01")).status, 0);
    let whole = contents(&store);
    // As after a crash between two renames: some parts are in place, the rest is still in the committed folder.
    let new = store.join(".commit-2024-01-01/new");
    for part in ["domains/snapshot=2024-01-01", "runs/2024-01-01.json"] {
        fs::create_dir_all(new.join(part).parent().expect("below")).expect("a folder");
        fs::rename(store.join(part), new.join(part)).expect("moved");
    }
    fs::write(store.join(".commit-2024-01-01/retired"), "").expect("marked");
    let out = run(dir.path(), "tables store --name adoption --format csv");
    assert_eq!(out.status, 0, "{}", out.stderr);
    assert!(contents(&store) == whole);
}

#[test]
fn no_store_is_told_how_to_make_one() {
    let dir = folder(&[]);
    let out = run(dir.path(), "tables nowhere");
    assert_eq!(out.status, 1);
    assert!(out.stderr.contains("hint: make one with `zonecensus census"), "{}", out.stderr);
    assert!(!dir.path().join("nowhere").exists());
}

/// A census that waits for the rest of its standard input; its staging folder is there.
fn half_fed(dir: &Path) -> Child {
    let args = ["census", "p.toml", "-", "--store", "store", "--snapshot", "2024-03-01"];
    let mut child = command(dir, &args).stdin(Stdio::piped()).spawn().expect("starts");
    child.stdin.as_mut().expect("piped").write_all(EXAMPLE.as_bytes()).expect("fed");
    let begun = Instant::now();
    let is_staging = |name: &String| name.starts_with(".tmp-2024-03-01") && name.ends_with("rejects.parquet");
    while !dir.join("store").exists() || !list(&dir.join("store")).iter().any(is_staging) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the run does not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

/// Every file and folder with its bytes. Tables are rebuilt by reading commands, so their times do not count.
fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    list(dir).into_iter().map(|name| (name.clone(), fs::read(dir.join(&name)).unwrap_or_default())).collect()
}
