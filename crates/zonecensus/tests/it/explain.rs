//! `explain`.

use crate::support::{DELEGATIONS, EXAMPLE, folder, run};
use std::fs;

#[test]
fn a_domain_of_a_store() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    assert_eq!(run(dir.path(), "census p.toml example.zone --store store --snapshot 2024-01-01").status, 0);
    let out = run(dir.path(), "explain store Alpha.Example.");
    assert_eq!(out.status, 0, "{}", out.stderr);
    let line = |start: &str| {
        out.stdout
            .lines()
            .map(str::trim)
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("no {start}: {}", out.stdout))
    };
    assert_eq!(line("[5]"), "[5] example.zone:10:1: _dmarc.alpha.example. 3600 IN TXT \"v=DMARC1; p=reject\"");
    let dmarc: Vec<&str> = line("dmarc_p ").split_whitespace().collect();
    assert_eq!(dmarc[..3], ["dmarc_p", "reject", "[5]"]);
    assert!(line("dmarc_p ").contains("RFC 9989"), "{}", out.stdout);
    assert!(line("spf_all ").contains("[4]"), "{}", out.stdout);
}

#[test]
fn a_domain_of_zone_files() {
    let dir = folder(&[("example.zone", EXAMPLE)]);
    let out = run(dir.path(), "explain example.zone beta.example");
    assert_eq!(out.status, 0, "{}", out.stderr);
    assert!(out.stdout.contains("example.zone:12:1: beta.example. 3600 IN MX 0 ."), "{}", out.stdout);
    assert!(
        out.stdout.lines().any(|line| line.trim().starts_with("mx_class") && line.contains("null")),
        "{}",
        out.stdout
    );
}

#[test]
fn an_unknown_domain_is_told_what_is_near() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    assert_eq!(run(dir.path(), "census p.toml example.zone --store store --snapshot 2024-01-01").status, 0);
    for args in ["explain store alhpa.example", "explain example.zone alhpa.example", "explain store www.alpha.example"]
    {
        let out = run(dir.path(), args);
        assert_eq!(out.status, 1);
        assert!(
            out.stderr.lines().any(|line| line.starts_with("hint: near it:") && line.contains("alpha.example")),
            "{args}: {}",
            out.stderr
        );
    }
}

#[test]
fn an_input_that_is_gone_is_said_to_be() {
    let dir = folder(&[("p.toml", DELEGATIONS), ("example.zone", EXAMPLE)]);
    assert_eq!(run(dir.path(), "census p.toml example.zone --store store --snapshot 2024-01-01").status, 0);
    fs::remove_file(dir.path().join("example.zone")).expect("removed");
    let out = run(dir.path(), "explain store alpha.example");
    assert_eq!(out.status, 0);
    assert!(out.stdout.contains("input example.zone is not there any more"), "{}", out.stdout);
}

#[test]
fn a_cname_and_what_it_leads_to() {
    let zone = "\
$ORIGIN example.
$TTL 1h
@ IN SOA ns1 hostmaster 1 7200 900 1209600 86400
alpha CNAME Host.Beta
host.beta MX 10 mail.beta
host.beta CAA 0 issue \"ca.example\"
_dmarc.alpha CNAME dmarc.provider.test.
dmarc.provider.test. TXT \"v=DMARC1; p=reject\"
loop CNAME loop
";
    let pipeline = "unit = \"list\"\nnames = \"names.txt\"\ncollected = [\"MX\", \"TXT\", \"_dmarc\"]\n";
    let files = [("p.toml", pipeline), ("names.txt", "alpha.example\nloop.example\n"), ("example.zone", zone)];
    let dir = folder(&files);
    assert_eq!(run(dir.path(), "census p.toml example.zone --store store --snapshot 2024-01-01").status, 0);
    for args in ["explain store alpha.example", "explain --pipeline p.toml example.zone alpha.example"] {
        let out = run(dir.path(), args);
        assert_eq!(out.status, 0, "{}", out.stderr);
        let lines: Vec<String> =
            out.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let line =
            |start: &str| lines.iter().find(|line| line.starts_with(start)).map(String::as_str).unwrap_or_default();
        assert_eq!(line("[1]"), "[1] example.zone:4:1: alpha.example. 3600 IN CNAME host.beta.example.");
        assert_eq!(line("[3]"), "[3] example.zone:5:1: host.beta.example. 3600 IN MX 10 mail.beta.example.");
        assert_eq!(line("[4]"), "[4] example.zone:8:1: dmarc.provider.test. 3600 IN TXT \"v=DMARC1; p=reject\"");
        assert_eq!(line("[5]"), "");
        assert!(line("mx_hosts").starts_with("mx_hosts [mail.beta.example] [1] [3]"), "{}", out.stdout);
        assert!(line("spf_n").starts_with("spf_n 0 [1]"), "{}", out.stdout);
        assert!(line("dmarc_p ").starts_with("dmarc_p reject [2] [4]"), "{}", out.stdout);
    }
    let out = run(dir.path(), "explain store loop.example");
    assert_eq!(out.stdout.matches("loop.example. 3600 IN CNAME").count(), 1, "{}", out.stdout);
    assert!(out.stdout.lines().any(|line| line.contains("q_mx") && line.contains("not_collected")), "{}", out.stdout);
}
