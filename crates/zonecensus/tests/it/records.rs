//! `records`.

use crate::support::{command, folder, run, run_with};
use std::fs;
use std::io::Read;

const ZONE: &str = "\
$ORIGIN Example.
$TTL 1h
@ IN SOA NS1 hostmaster ( 1 2h 15m ; comment
  2w 1d )
\tNS ns1
Sub 300 IN MX 10 Mail
sub 5 TXT \"a\\\"b\" c\\000 ; two strings
sub TYPE65280 \\# 3 AbCdEf
";

const GOLDEN: &str = "\
example.\t3600\tIN\tSOA\tns1.example. hostmaster.example. 1 7200 900 1209600 86400
example.\t3600\tIN\tNS\tns1.example.
sub.example.\t300\tIN\tMX\t10 mail.example.
sub.example.\t5\tIN\tTXT\t\"a\\\"b\" \"c\\000\"
sub.example.\t3600\tIN\tTYPE65280\t\\# 3 ABCDEF
";

#[test]
fn text_is_canonical_and_in_file_order() {
    let dir = folder(&[("a.zone", ZONE)]);
    let out = run(dir.path(), "records a.zone");
    assert_eq!((out.status, out.stdout.to_lowercase().as_str()), (0, GOLDEN.to_lowercase().as_str()));
    assert_eq!(out.stderr, "");
}

#[test]
fn standard_input_and_threads_give_the_same() {
    let dir = folder(&[("a.zone", ZONE)]);
    let file = run(dir.path(), "records a.zone").stdout;
    let piped = run_with(dir.path(), &["records", "-", "--threads", "1"], ZONE.as_bytes());
    assert_eq!((piped.status, piped.stdout), (0, file));
}

#[test]
fn only_the_types_asked_for() {
    let dir = folder(&[("a.zone", ZONE)]);
    let out = run(dir.path(), "records a.zone --types ns,TYPE65280");
    let types: Vec<&str> = out.stdout.lines().filter_map(|line| line.split('\t').nth(3)).collect();
    assert_eq!(types, ["NS", "TYPE65280"]);
    assert_eq!(run(dir.path(), "records a.zone --types NOTYPE").status, 2);
}

#[test]
fn the_origin_completes_names() {
    let dir = folder(&[]);
    let out = run_with(dir.path(), &["records", "-", "--origin", "example.org"], b"www 60 IN A 192.0.2.1\n");
    assert_eq!(out.stdout, "www.example.org.\t60\tIN\tA\t192.0.2.1\n");
}

#[test]
fn a_bad_record_is_told_with_its_place_and_costs_one_record() {
    let zone = "$ORIGIN example.\n$TTL 60\na A 192.0.2.1\nb  A 192.0.2.999\nc A 192.0.2.3\n";
    let dir = folder(&[("bad.zone", zone)]);
    let out = run(dir.path(), "records bad.zone");
    assert_eq!(out.status, 3);
    assert_eq!(out.stdout.lines().count(), 2);
    assert!(out.stderr.starts_with("bad.zone:4:6: bad_address: "), "{}", out.stderr);
    let stopped = run(dir.path(), "records bad.zone --stop");
    assert_eq!(stopped.status, 1);
    assert!(stopped.stderr.contains("bad.zone:4:6") && stopped.stderr.contains("hint: "), "{}", stopped.stderr);
}

#[test]
fn rejects_as_json_lines() {
    let dir = folder(&[("bad.zone", "$TTL 60\na.example. A 1.2.3\n")]);
    let out = run(dir.path(), "--json records bad.zone");
    let line: serde_json::Value = serde_json::from_str(out.stderr.lines().next().expect("a line")).expect("JSON");
    assert_eq!(
        (line["event"].as_str(), line["line"].as_u64(), line["kind"].as_str()),
        (Some("reject"), Some(2), Some("bad_address"))
    );
}

#[test]
fn a_file_appears_when_it_is_complete() {
    let dir = folder(&[("a.zone", ZONE), ("out.parquet", "old")]);
    let out = run(dir.path(), "records a.zone --format parquet -o out.parquet");
    assert_eq!(out.status, 0, "{}", out.stderr);
    let written = fs::read(dir.path().join("out.parquet")).expect("a file");
    assert!(written.starts_with(b"PAR1") && written.ends_with(b"PAR1"));
    let failed = run(dir.path(), "records a.zone missing.zone -o out.parquet");
    assert_eq!(failed.status, 1);
    assert_eq!(fs::read(dir.path().join("out.parquet")).expect("a file"), written);
    assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 2);
}

#[test]
fn arrow_is_a_stream() {
    let dir = folder(&[("a.zone", ZONE)]);
    let out = command(dir.path(), &["records", "a.zone", "--format", "arrow"]).output().expect("runs");
    assert!(out.stdout.starts_with(&[0xff; 4]), "no continuation marker");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let line = "a.example. 60 IN A 192.0.2.1\n".repeat(400_000);
    let dir = folder(&[("big.zone", &line)]);
    let mut child = command(dir.path(), &["records", "big.zone"]).spawn().expect("starts");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("piped");
    stdout.read_exact(&mut first).expect("some output");
    drop(stdout);
    let out = child.wait_with_output().expect("ends");
    assert_eq!((&first, out.status.code(), out.stderr.as_slice()), (b"a.example.", Some(0), &b""[..]));
}

#[test]
fn hostile_text_does_not_reach_the_terminal_raw() {
    let zone = b"$TTL 60\n\x1b[2Ja.example. A \x1b]0;pwned\x07\nb.example. TXT \"\x1b[31mred\xe2\x80\xae\"\n";
    let dir = folder(&[]);
    let name = "ev\u{1b}[31mil\u{202e}.zone";
    fs::write(dir.path().join(name), zone).expect("a file");
    let out = command(dir.path(), &["records", name]).output().expect("runs");
    for bytes in [&out.stdout, &out.stderr] {
        assert!(
            bytes.iter().all(|&b| b == b'\n' || b == b'\t' || (b' '..=b'~').contains(&b)),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
    assert_eq!(out.status.code(), Some(3));
}
