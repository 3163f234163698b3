//! The page in Chromium: `browser/check.py` opens it as a reader would.
//!
//! Needs `ZONECENSUS_PYTHON`, an interpreter with the package playwright, and `/usr/bin/chromium`.
//! `ZONECENSUS_REPORT_SHOTS=DIR` keeps screenshots there.

mod common;

use report::{Lang, render};
use std::path::Path;
use std::process::Command;

const CHROMIUM: &str = "/usr/bin/chromium";

/// The interpreter; none, with the reason printed, where the page cannot be opened.
#[allow(clippy::print_stderr)]
fn find_python() -> Option<std::ffi::OsString> {
    let Some(python) = std::env::var_os("ZONECENSUS_PYTHON") else {
        eprintln!("skipped: ZONECENSUS_PYTHON does not name a Python interpreter with playwright");
        return None;
    };
    if !Path::new(CHROMIUM).exists() {
        eprintln!("skipped: {CHROMIUM} is not there (Debian's package chromium)");
        return None;
    }
    let found = Command::new(&python).args(["-c", "import playwright"]).output().is_ok_and(|o| o.status.success());
    if !found {
        eprintln!("skipped: {} has no package playwright", python.display());
    }
    found.then_some(python)
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(python) = find_python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, page) in [
        ("report.html", render(&common::example(6), Lang::En)),
        ("ja.html", render(&common::example(20), Lang::Ja)),
        ("hostile.html", render(&common::hostile(), Lang::En)),
    ] {
        std::fs::write(folder.path().join(name), page).expect("a page written");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check.py");
    let mut command = Command::new(python);
    command.arg(script).arg(folder.path()).arg(CHROMIUM);
    command.args(std::env::var_os("ZONECENSUS_REPORT_SHOTS"));
    let output = command.output().expect("Python runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}
