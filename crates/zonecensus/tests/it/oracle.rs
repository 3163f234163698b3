//! Independent programs count the same real zones: named-compilezone, dnspython, DuckDB (the scripts in tests/oracle).

use crate::support::{command, data, folder, run_with};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const DATES: [&str; 2] = ["2024-06-30", "2024-12-31"];

/// The interpreter that has the scripts' packages, or None (and a reason on standard error). CI always has it.
fn python() -> Option<PathBuf> {
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
fn agree(python: &Path, script: &str, args: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(script);
    let output = Command::new(python).arg(script).args(args).output().expect("the interpreter starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
}

fn text(path: &Path) -> &str {
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
