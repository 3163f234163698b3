//! Whatever happens to a run, the store is as before or complete, and the user is told.

use crate::support::{DELEGATIONS, EXAMPLE, Output, command, folder, list, run, skip};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use zonecensus::{RunFacts, Store};

const REPLACE: &str = "census p.toml ZONE --store store --snapshot 2024-01-01 --replace";
const NEW: &str = "census p.toml ZONE --store store --snapshot 2024-02-01";
const SMALLER: &str = "example. 60 SOA a. b. 1 2 3 4 5\na.example. 60 NS ns.test.\nb.example. 60 A x\n";

/// What a reader finds of one date: every file below its folders, and the domains that the run counted.
#[derive(PartialEq, Eq, Debug, Clone)]
struct Snapshot {
    files: Vec<(String, Vec<u8>)>,
    domains: u64,
}

impl Snapshot {
    /// None if the date is not in the store, of which nobody has tidied up anything.
    fn read(store: &Path, date: &str) -> Option<Snapshot> {
        let facts = RunFacts::read(&store.join(format!("runs/{date}.json"))).ok()?;
        Some(Snapshot { files: Snapshot::files(store, date), domains: facts.counts.domains })
    }

    fn files(store: &Path, date: &str) -> Vec<(String, Vec<u8>)> {
        let partition = format!("snapshot={date}/");
        let names = list(store).into_iter().filter(|name| !name.starts_with('.') && name.contains(&partition));
        names.map(|name| (name.clone(), fs::read(store.join(&name)).expect("a file"))).collect()
    }
}

/// The snapshot that a run which nothing happens to leaves.
fn undisturbed(name: &str, zone: &str, args: &str, date: &str) -> Snapshot {
    let dir = folder(&[("p.toml", DELEGATIONS), (name, zone)]);
    let out = run(dir.path(), &args.replace("ZONE", name));
    assert!(out.status == 0 || out.status == 3, "{}", out.stderr);
    Snapshot::read(&dir.path().join("store"), date).expect("complete")
}

/// Pseudo-random numbers below `bound`, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

/// Kills a run after a while: one of two at any time of it, the other while the snapshot is being put into place.
fn kill_somewhere(dir: &Path, args: &str, dice: &mut Dice, usual: Duration) {
    let mut child = quiet(dir, args);
    if dice.below(2) == 0 {
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64)));
    } else {
        let is_near = |name: &String| name.starts_with(".commit-") || name.contains("new/runs/2024");
        while child.try_wait().expect("waited").is_none() && !entries(&dir.join("store")).iter().any(is_near) {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(dice.below(4000)));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
}

fn quiet(dir: &Path, args: &str) -> Child {
    let args: Vec<_> = args.split_whitespace().collect();
    command(dir, &args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts")
}

/// As `list` of the first levels, of a folder in which somebody else moves things about.
fn entries(store: &Path) -> Vec<String> {
    let names = |path: &Path| {
        let found = fs::read_dir(path).into_iter().flatten().flatten();
        found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
    };
    let mut all = names(store);
    for staging in all.clone().iter().filter(|name| name.starts_with(".tmp-")) {
        let runs = Path::new(staging).join("new/runs");
        all.extend(names(&store.join(&runs)).iter().map(|name| runs.join(name).to_string_lossy().into_owned()));
    }
    all
}

#[test]
fn killed_at_100_points_the_store_is_as_before_or_complete() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("a", EXAMPLE), ("b", SMALLER)]);
    let store = dir.path().join("store");
    let (first, second) = ("2024-01-01", "2024-02-01");
    let [a, b] = [("a", EXAMPLE), ("b", SMALLER)].map(|(name, zone)| undisturbed(name, zone, REPLACE, first));
    let new = undisturbed("b", SMALLER, NEW, second);
    let begun = Instant::now();
    assert_eq!(run(dir.path(), &REPLACE.replace("ZONE", "a")).status, 0);
    let usual = begun.elapsed();
    let (mut dice, mut outcomes) = (Dice(1), [0; 4]);
    let are_various = |outcomes: &[i32; 4]| outcomes.iter().filter(|&&count| count > 0).count() >= 3;
    // More of them where another load makes the times of the runs differ from the usual one.
    for round in 0..400 {
        if round >= 100 && are_various(&outcomes) {
            break;
        }
        let (args, zone) = if round % 4 < 2 { (REPLACE, ["a", "b"][round % 2]) } else { (NEW, "b") };
        kill_somewhere(dir.path(), &args.replace("ZONE", zone), &mut dice, usual);
        // Before anybody tidies up: what counts as present is whole.
        let seen = Snapshot::read(&store, first);
        assert!(seen.is_none_or(|seen| seen == a || seen == b), "round {round}: a part of {first} is visible");
        let seen = Snapshot::read(&store, second);
        assert!(seen.is_none_or(|seen| seen == new), "round {round}: a part of {second} is visible");
        Store::open(&store).expect("it opens");
        let replaced = Snapshot::read(&store, first).expect("it was there, so it is there");
        assert!(replaced == a || replaced == b, "round {round}: neither the old nor the new");
        let added = Snapshot::read(&store, second);
        assert!(added.as_ref().is_none_or(|added| *added == new), "round {round}: not the new one");
        assert!(added.is_some() || Snapshot::files(&store, second).is_empty(), "round {round}: a part of {second}");
        let left = fs::read_dir(&store).expect("a folder").flatten().filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(".tmp-") && entry.path().join("lock").exists() || name.starts_with(".commit-")
        });
        assert_eq!(left.count(), 0, "round {round}: not tidied up");
        outcomes[usize::from(replaced == b) * 2 + usize::from(added.is_some())] += 1;
        remove(&store, second);
    }
    assert!(are_various(&outcomes), "the kills came all at the same place: {outcomes:?}");
}

fn remove(store: &Path, date: &str) {
    let _ = fs::remove_file(store.join(format!("runs/{date}.json")));
    let partition = format!("snapshot={date}");
    for name in list(store).iter().filter(|name| name.ends_with(&partition)) {
        fs::remove_dir_all(store.join(name)).expect("removed");
    }
}

#[test]
fn interrupted_at_any_point_nothing_is_left_behind() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("a", EXAMPLE)]);
    let store = dir.path().join("store");
    let begun = Instant::now();
    assert_eq!(run(dir.path(), &REPLACE.replace("ZONE", "a")).status, 0);
    let (usual, mut dice) = (begun.elapsed(), Dice(2));
    for round in 0..20 {
        let child = quiet(dir.path(), &NEW.replace("ZONE", "a"));
        // Before the handler is there, an interrupt ends the process before it has done anything.
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64)));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        let status = child.wait_with_output().expect("ends").status;
        assert!(status.code().is_none_or(|code| code == 130 || code == 0), "round {round}: {status}");
        let hidden = list(&store).into_iter().filter(|name| name.starts_with('.') && name != ".lock");
        assert_eq!(hidden.collect::<Vec<_>>(), [""; 0], "round {round}: {status}");
        let is_there = Snapshot::read(&store, "2024-02-01").is_some();
        assert_eq!(is_there, !Snapshot::files(&store, "2024-02-01").is_empty(), "round {round}: {status}");
        remove(&store, "2024-02-01");
    }
}

/// A zone of so many names, a few megabytes.
fn large_zone(names: usize) -> String {
    let mut text = EXAMPLE.to_owned();
    for i in 0..names {
        writeln!(
            text,
            "name{i} NS ns{}.provider{}.test.\nname{i} TXT \"v=spf1 include:spf{i}.test -all\"",
            i % 3,
            i % 997
        )
        .expect("a string");
    }
    text
}

#[test]
fn an_input_truncated_while_it_is_read_is_an_error_and_no_signal() {
    let text = large_zone(60_000);
    let dir = folder(&[("p.toml", DELEGATIONS), ("zone", &text)]);
    let path = dir.path().join("zone");
    let begun = Instant::now();
    assert_eq!(run(dir.path(), &NEW.replace("ZONE", "zone")).status, 0);
    let (usual, mut dice, mut noticed) = (begun.elapsed(), Dice(3), 0);
    for round in 0..20 {
        fs::write(&path, &text).expect("written");
        remove(&dir.path().join("store"), "2024-02-01");
        let args = NEW.replace("ZONE", "zone");
        let child = command(dir.path(), &args.split_whitespace().collect::<Vec<_>>()).spawn().expect("starts");
        std::thread::sleep(Duration::from_micros(dice.below(usual.as_micros() as u64)));
        let len = dice.below(text.len() as u64);
        OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(len)).expect("truncated");
        let out = child.wait_with_output().expect("ends");
        let stderr = String::from_utf8_lossy(&out.stderr);
        match out.status.code() {
            // Read before, or opened after.
            Some(0 | 3) => {}
            Some(1) => {
                assert!(stderr.contains("zone: the file was changed while it was read"), "{stderr}");
                assert_eq!(entries(&dir.path().join("store")).iter().filter(|n| n.starts_with(".tmp-")).count(), 0);
                noticed += 1;
            }
            other => panic!("round {round}: {other:?}, {}: {stderr}", out.status),
        }
    }
    skip_unless(noticed > 0, "every truncation came too early or too late");
}

fn skip_unless(condition: bool, reason: &str) {
    if !condition {
        skip(reason);
    }
}

#[test]
fn damaged_and_unreadable_inputs_are_told_and_leave_the_store_alone() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("a", EXAMPLE), ("empty/notes.md", "")]);
    let mut packed = zstd::encode_all(large_zone(5000).as_bytes(), 3).expect("packed");
    packed.truncate(packed.len() / 2);
    fs::write(dir.path().join("half.zst"), &packed).expect("written");
    let bomb = zstd::encode_all(&vec![b'\n'; 80 << 20][..], 3).expect("packed");
    fs::write(dir.path().join("bomb.zst"), &bomb).expect("written");
    assert_eq!(run(dir.path(), &REPLACE.replace("ZONE", "a")).status, 0);
    let before = list(&dir.path().join("store"));
    let cases = [
        ("half.zst", "half.zst: the compressed data ends early"),
        ("bomb.zst", "hint: if it is meant to be so, allow more with --max-ratio"),
        ("nothing", "hint: check the path"),
        ("empty", "empty: no zone file in this folder"),
    ];
    for (input, message) in cases {
        let out = run(dir.path(), &NEW.replace("ZONE", input));
        assert_eq!(out.status, 1, "{input}");
        assert!(out.stderr.contains(message), "{input}: {}", out.stderr);
        assert_eq!(list(&dir.path().join("store")), before, "{input}");
        assert_eq!(run(dir.path(), &format!("records {input}")).status, 1, "{input}");
    }
}

/// Files may grow to 8 KiB: what a full disk says at another place, without a disk.
#[test]
fn a_disk_that_is_full_is_an_error_and_the_store_is_as_before() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("a", EXAMPLE), ("large", &large_zone(20_000))]);
    assert_eq!(run(dir.path(), &REPLACE.replace("ZONE", "a")).status, 0);
    let before = list(&dir.path().join("store"));
    let binary = env!("CARGO_BIN_EXE_zonecensus");
    for replace in ["", "--replace"] {
        let date = if replace.is_empty() { "2024-02-01" } else { "2024-01-01" };
        let script = format!(
            "trap '' XFSZ; ulimit -f 16; exec '{binary}' census p.toml large --store store --snapshot {date} {replace}"
        );
        let out = shell(dir.path(), &script);
        assert_eq!(out.status, 1, "{}", out.stderr);
        assert!(out.stderr.contains("File too large"), "{}", out.stderr);
        assert_eq!(list(&dir.path().join("store")), before);
    }
    let script = format!("trap '' XFSZ; ulimit -f 16; exec '{binary}' records large -o out");
    let out = shell(dir.path(), &script);
    assert_eq!(out.status, 1, "{}", out.stderr);
    assert!(out.stderr.contains("File too large"), "{}", out.stderr);
    assert!(!list(dir.path()).iter().any(|name| name.starts_with("out") || name.starts_with(".zonecensus")));
}

/// The same with a file system of its own, where that may be made.
#[test]
fn a_full_file_system_is_an_error_and_can_be_read() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("a", EXAMPLE), ("large", &large_zone(60_000)), ("store/.keep", "")]);
    let binary = env!("CARGO_BIN_EXE_zonecensus");
    let script = format!(
        "mount -t tmpfs -o size=700k none store || exit 77
         '{binary}' census p.toml a --store store --snapshot 2024-01-01 >/dev/null || exit 78
         find store | sort > before
         '{binary}' census p.toml large --store store --snapshot 2024-02-01; status=$?
         find store | sort | diff before - || exit 79
         '{binary}' tables store --name adoption --format csv >/dev/null || exit 80
         exit $status"
    );
    let out = Command::new("unshare").args(["-m", "sh", "-c", &script]).current_dir(dir.path()).output();
    let Ok(out) = out.as_ref().map(into_output) else { return skip("there is no unshare here") };
    if out.status == 77 || out.stderr.contains("unshare failed") {
        return skip("no file system may be mounted here");
    }
    assert_eq!(out.status, 1, "{}{}", out.stdout, out.stderr);
    assert_eq!(out.stderr.matches("No space left on device").count(), 1, "{}", out.stderr);
}

#[test]
fn folders_without_permission_are_told() {
    let dir = folder(&[
        ("p.toml", DELEGATIONS),
        ("a", EXAMPLE),
        ("secret", EXAMPLE),
        ("closed/a.zone", EXAMPLE),
        ("all/x", ""),
    ]);
    let script = "chmod 755 . && chmod 644 p.toml a && chmod 600 secret && chmod 700 closed && chmod 777 all";
    assert_eq!(shell(dir.path(), script).status, 0);
    let binary = env!("CARGO_BIN_EXE_zonecensus");
    let plain =
        |args: &[&str]| Command::new("setpriv").args(DROP).arg(binary).args(args).current_dir(dir.path()).output();
    if !plain(&["--version"]).is_ok_and(|out| out.status.success()) {
        return skip("the binary cannot be run as somebody else here");
    }
    for (input, store) in [("a", "store"), ("secret", "all/store"), ("closed", "all/store")] {
        let args = ["census", "p.toml", input, "--store", store, "--snapshot", "2024-02-01"];
        let out = plain(&args).as_ref().map(into_output).expect("runs");
        assert_eq!(out.status, 1, "{input}: {}", out.stderr);
        assert!(out.stderr.contains("Permission denied"), "{input}: {}", out.stderr);
    }
    assert!(!dir.path().join("store").exists());
}

const DROP: [&str; 3] = ["--reuid=65534", "--regid=65534", "--clear-groups"];

fn shell(dir: &Path, script: &str) -> Output {
    into_output(&Command::new("sh").args(["-c", script]).current_dir(dir).output().expect("sh runs"))
}

fn into_output(output: &std::process::Output) -> Output {
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
