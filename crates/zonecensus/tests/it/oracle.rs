//! Independent programs count the same real zones: named-compilezone, dnspython, DuckDB (the scripts in tests/oracle).

use crate::support::{command, data, folder, run_with};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use zonecensus::PIPELINES;

const DATES: [&str; 2] = ["2024-06-30", "2024-12-31"];

/// The interpreter that has the scripts' packages, or None (and a reason on standard error). CI always has it.
pub(crate) fn python() -> Option<PathBuf> {
    let found = std::env::var_os("ZONECENSUS_PYTHON").map(PathBuf::from);
    if found.is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: ZONECENSUS_PYTHON names no interpreter with dnspython and duckdb (.ci/ready sets it)"
        );
    }
    found
}

/// Runs a script of tests/oracle; it must agree.
pub(crate) fn agree(python: &Path, script: &str, args: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(script);
    let output = Command::new(python).arg(script).args(args).output().expect("the interpreter starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("paths of the tests are UTF-8")
}

#[test]
fn records_of_real_zones_equal_named_compilezone() {
    let Some(python) = python() else { return };
    let bind = ["/usr/bin/named-compilezone", "/usr/sbin/named-compilezone"].map(Path::new);
    let Some(bind) = bind.into_iter().find(|path| path.exists()) else {
        let _ = writeln!(std::io::stderr(), "skipped: named-compilezone is not installed (Debian: bind9-utils)");
        return;
    };
    let zones =
        [("gov.", "gov/gov-2024-06-30.zone"), ("gov.", "gov/gov-2024-12-31.zone"), (".", "root/rza-2025-01-31.zone")];
    for (origin, file) in zones {
        let Some(zone) = data(file) else { return };
        let program = Path::new(env!("CARGO_BIN_EXE_zonecensus"));
        agree(&python, "zone_records.py", &[program, bind, Path::new(origin), &zone]);
    }
}

#[test]
fn gov_by_registry_type_equals_dnspython() {
    let Some(python) = python() else { return };
    for date in DATES {
        let (Some(zone), Some(list)) =
            (data(&format!("gov/gov-{date}.zone")), data(&format!("gov/registry-{date}.csv")))
        else {
            return;
        };
        let dir = folder(&[]);
        let census = ["census", "gov", text(&zone), "--cohort", text(&list), "--store", "store", "--snapshot", date];
        let done = run_with(dir.path(), &census, b"");
        assert_eq!(done.status, 0, "{}", done.stderr);
        let table = run_with(dir.path(), &["tables", "store", "--name", "dnssec", "--format", "csv"], b"");
        let csv = dir.path().join("dnssec.csv");
        std::fs::write(&csv, table.stdout).expect("a file");
        agree(&python, "gov.py", &[&zone, &list, &csv]);
    }
}

#[test]
fn a_folder_of_zones_equals_dnspython() {
    let Some(python) = python() else { return };
    for date in ["2024-07-01", "2025-07-01"] {
        let Some(zones) = data(&format!("moj/{date}")) else { return };
        let dir = folder(&[("apexes.toml", "unit = \"apexes\"\n")]);
        let census = ["census", "apexes.toml", text(&zones), "--store", "store", "--snapshot", date];
        let done = command(dir.path(), &census).output().expect("the binary runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let domains = dir.path().join(format!("store/domains/snapshot={date}/part-0.parquet"));
        agree(&python, "moj.py", &[&zones, &domains]);
    }
}

/// States that can be counted with nothing but the selection rules of the RFCs.
const STATES: &str = "\
unit = \"apexes\"
providers = \"common\"
collected = [\"MX\", \"TXT\", \"_dmarc\", \"_mta-sts\", \"_smtp._tls\"]

[diff]
by = [\"CASE WHEN ns_provider = 'Amazon' THEN 'Amazon' ELSE 'other' END AS operator\"]
states = [
  { name = \"mx\", state = \"CASE WHEN mx_class = 'none' THEN '(no record)' ELSE mx_class END\" },
  { name = \"spf\", state = \"CASE WHEN spf_n = 0 THEN '(no record)' WHEN spf_n > 1 THEN 'several' WHEN spf_exact_fail_all THEN 'exact' WHEN spf_n = 1 THEN 'one' END\" },
  { name = \"dmarc\", state = \"CASE WHEN dmarc_n = 0 THEN '(no record)' WHEN dmarc_n > 1 THEN 'several' WHEN dmarc_n = 1 THEN COALESCE(dmarc_p, 'missing') END\" },
  { name = \"sts\", state = \"CASE WHEN sts_state = 'valid' THEN 'one' WHEN sts_state = 'multiple' THEN 'several' WHEN sts_state IN ('none', 'invalid') THEN '(no record)' END\" },
  { name = \"tlsrpt\", state = \"CASE WHEN tlsrpt_state = 'none' THEN '(no record)' WHEN tlsrpt_state = 'multiple' THEN 'several' WHEN tlsrpt_state IN ('valid', 'invalid') THEN 'one' END\" },
]
";

/// The files of `trend` and of both parts of `diff` for two snapshots of a store in `dir`.
fn write_changes(dir: &Path, table: &str, dates: [&str; 2]) -> [PathBuf; 3] {
    let [before, after] = dates;
    let commands: [(&str, Vec<&str>); 3] = [
        ("trend.csv", vec!["trend", "store", "--name", table, "--format", "csv"]),
        ("transitions.csv", vec!["diff", "store", before, after, "--part", "transitions", "--format", "csv"]),
        ("balances.csv", vec!["diff", "store", before, after, "--part", "balances", "--format", "csv"]),
    ];
    commands.map(|(name, args)| {
        let out = run_with(dir, &args, b"");
        assert_eq!(out.status, 0, "{}", out.stderr);
        let path = dir.join(name);
        std::fs::write(&path, out.stdout).expect("a file");
        path
    })
}

/// Adoption, trend, transitions by operator, entries and exits of a folder of zones a year apart.
#[test]
fn changes_in_a_folder_of_zones_equal_dnspython() {
    let Some(python) = python() else { return };
    let dates = ["2024-07-01", "2025-07-01"];
    let (Some(before), Some(after)) = (data("moj/2024-07-01"), data("moj/2025-07-01")) else { return };
    let dir = folder(&[("states.toml", STATES)]);
    for (zones, date) in [&before, &after].into_iter().zip(dates) {
        let census = ["census", "states.toml", text(zones), "--store", "store", "--snapshot", date];
        assert_eq!(run_with(dir.path(), &census, b"").status, 0);
    }
    let [trend, transitions, balances] = write_changes(dir.path(), "adoption", dates);
    let [a, b] = dates.map(Path::new);
    agree(&python, "transitions.py", &[Path::new("apexes"), &before, &after, a, b, &trend, &transitions, &balances]);
}

/// The same for the delegations of a registry half a year apart, by type, with the list of each date.
#[test]
fn changes_in_gov_equal_dnspython() {
    let Some(python) = python() else { return };
    let dir = folder(&[]);
    let mut inputs = Vec::new();
    for date in DATES {
        let (Some(zone), Some(list)) =
            (data(&format!("gov/gov-{date}.zone")), data(&format!("gov/registry-{date}.csv")))
        else {
            return;
        };
        let census = ["census", "gov", text(&zone), "--cohort", text(&list), "--store", "store", "--snapshot", date];
        assert_eq!(run_with(dir.path(), &census, b"").status, 0);
        inputs.push(PathBuf::from(format!("{},{}", zone.display(), list.display())));
    }
    let diff = "[diff]\nby = [\"type\"]\nstates = [{ name = \"ds\", state = \"CASE WHEN ds_class = 'none' THEN '(no record)' ELSE ds_class END\" }]\n";
    let gov = PIPELINES.iter().find(|(name, _)| *name == "gov").expect("it is bundled").1;
    std::fs::write(dir.path().join("gov-ds.toml"), format!("{gov}\n{diff}")).expect("a file");
    let [trend, transitions, balances] = write_changes(dir.path(), "dnssec", DATES);
    for (part, path) in [("transitions", &transitions), ("balances", &balances)] {
        let args =
            ["diff", "store", DATES[0], DATES[1], "--part", part, "--format", "csv", "--pipeline", "gov-ds.toml"];
        std::fs::write(path, run_with(dir.path(), &args, b"").stdout).expect("a file");
    }
    let [a, b] = DATES.map(Path::new);
    agree(
        &python,
        "transitions.py",
        &[Path::new("gov"), &inputs[0], &inputs[1], a, b, &trend, &transitions, &balances],
    );
}
