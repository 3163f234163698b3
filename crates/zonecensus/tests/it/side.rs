//! Side files: what a collector learnt that is no record.

use crate::support::{folder, rate, run};
use std::fs;
use std::path::Path;

const ZONE: &str = "\
example. 60 SOA ns.example. h.example. 1 2 3 4 5
a.example. 60 NS ns.test.
a.example. 60 MX 10 mx.test.
_mta-sts.a.example. 60 TXT \"v=STSv1; id=1\"
b.example. 60 NS ns.test.
_mta-sts.b.example. 60 TXT \"v=STSv1; id=2\"
s1._domainkey.b.example. 60 TXT \"v=DKIM1; p=AAAA\"
c.example. 60 NS ns.test.
d.example. 60 NS ns.test.
";

const PIPELINE: &str = "\
zone = \"example\"
unit = \"delegations\"

[[table]]
name = \"sts\"
by = [\"COALESCE(sts_mode, '(no mode)') AS mode\"]
metrics = [{ name = \"record\", numerator = \"sts_state = 'valid'\", denominator_name = \"all names\" }]

[[table]]
name = \"dkim\"
by = [\"dkim_hint\"]
metrics = [{ name = \"names\", denominator_name = \"all names\" }]

[[table]]
name = \"mx\"
metrics = [{ name = \"MX\", numerator = \"mx_rr_present\", denominator_name = \"all names\" }]
";

/// The hash that was recorded of a side file.
fn blake3_of(dir: &Path, file: &str) -> String {
    let facts = fs::read_to_string(dir.join("s/runs/2024-01-01.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
    let files = facts["side_files"].as_array().expect("side files");
    let found = files.iter().find(|side| side["path"] == file);
    found.and_then(|side| side["blake3"].as_str()).expect("a hash").to_owned()
}

#[test]
fn policies_and_outcomes_fill_their_columns() {
    let policies =
        "domain,mode,max_age,mx\nA.example,enforce,604800,mx.test\nb.example,testing,x,mx.test\nc.example,none,60,\n";
    let outcomes = "domain,lookup,outcome\na.example,_domainkey,nxdomain\nb.example,_domainkey,nxdomain\nc.example,_domainkey,error\n\
                    d.example,_domainkey,nodata\na.example,MX,error\nb.example,MX,error\n";
    let dir = folder(&[("p.toml", PIPELINE), ("a.zone", ZONE), ("sts.csv", policies), ("out.csv", outcomes)]);
    let census = "census p.toml a.zone --store s --snapshot 2024-01-01 --sts-policies sts.csv --outcomes out.csv";
    let out = run(dir.path(), census);
    assert_eq!(out.status, 0, "{}", out.stderr);
    // The report says from what the figures were made.
    let page = run(dir.path(), "report s -o -").stdout;
    for file in ["sts.csv", "out.csv"] {
        let hash = blake3_of(dir.path(), file);
        assert!(page.contains(file) && hash.len() == 64 && page.contains(&hash), "{file}");
    }
    let table = |name: &str| run(dir.path(), &format!("tables s --name {name} --format csv")).stdout;
    let sts = table("sts");
    // b has a record, and a policy that is not valid; c has a policy and no record.
    assert_eq!(rate(&sts, "enforce", "record", "all names"), Some((1, 1)), "{sts}");
    assert_eq!(rate(&sts, "none", "record", "all names"), Some((0, 1)));
    assert_eq!(rate(&sts, "(no mode)", "record", "all names"), Some((1, 2)));
    let dkim = table("dkim");
    // A record seen outweighs the outcome; an error leaves the hint unknown.
    assert_eq!(rate(&dkim, "absent", "names", "all names"), Some((1, 1)), "{dkim}");
    assert_eq!(rate(&dkim, "possible", "names", "all names"), Some((1, 1)));
    assert_eq!(rate(&dkim, "undetermined", "names", "all names"), Some((1, 1)));
    assert_eq!(rate(&dkim, "(none)", "names", "all names"), Some((1, 1)));
    // The MX record of a was seen; that of b is unknown.
    assert_eq!(rate(&table("mx"), "", "MX", "all names"), Some((1, 3)));
    let facts = fs::read_to_string(dir.path().join("s/runs/2024-01-01.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_str(&facts).expect("JSON");
    assert_eq!(
        (facts["side_files"][0]["kind"].as_str(), facts["side_files"][1]["rows"].as_u64()),
        (Some("sts_policies"), Some(6))
    );
}

#[test]
fn a_mistake_in_a_side_file_is_shown_before_anything_is_read() {
    let dir = folder(&[
        ("p.toml", PIPELINE),
        ("a.zone", ZONE),
        ("sts.csv", "domain,policy\n"),
        ("out.csv", "domain,lookup,outcome\na,b,c\n"),
    ]);
    for (flag, message) in [
        ("--sts-policies sts.csv", "sts.csv:1: no column `mode`"),
        ("--outcomes out.csv", "out.csv:2: no lookup is called `b`"),
    ] {
        let out = run(dir.path(), &format!("census p.toml a.zone --store s --snapshot 2024-01-01 {flag}"));
        assert!(out.status == 1 && out.stderr.contains(message), "{}", out.stderr);
    }
}
