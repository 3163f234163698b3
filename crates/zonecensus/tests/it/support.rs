//! Running the binary, and small zones to run it on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What a run left.
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the binary with arguments separated by blanks, in `dir`.
pub(crate) fn run(dir: &Path, args: &str) -> Output {
    run_with(dir, &args.split_whitespace().collect::<Vec<_>>(), b"")
}

/// As [`run`], with `stdin`.
pub(crate) fn run_with(dir: &Path, args: &[&str], stdin: &[u8]) -> Output {
    let mut child = command(dir, args).stdin(Stdio::piped()).spawn().expect("the binary starts");
    // A program that ends early closes the pipe; that is its own affair.
    let _ = child.stdin.take().expect("piped").write_all(stdin);
    let output = child.wait_with_output().expect("the binary ends");
    Output {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The binary with pipes for its output, not yet started.
pub(crate) fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zonecensus"));
    command.current_dir(dir).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A folder with files in it.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    dir
}

/// A file of the shared data, or None (and a reason on standard error) where it is not there.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let found = path.canonicalize().ok();
    if found.is_none() {
        skip(&format!("{} is not here", path.display()));
    }
    found
}

/// Says on standard error why a test has nothing to test here.
pub(crate) fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {reason}");
}

/// One rate of a table: its key, metric and denominator's name; numerator, denominator.
pub(crate) type Rate = ((String, String, String), (u64, u64));

/// The long form of a table with one key, from its CSV.
pub(crate) fn rates(csv: &str) -> Vec<Rate> {
    let mut lines = csv.lines().map(split_csv);
    let head = lines.next().expect("a header");
    let at = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name} in {head:?}"));
    let (metric, of) = (at("metric"), at("denominator_name"));
    let (numerator, denominator) = (at("numerator"), at("denominator"));
    let count = |cell: &String| cell.parse().expect("a count");
    lines
        .map(|line| {
            let key = if at("row_kind") > 1 { line[1].clone() } else { String::new() };
            ((key, line[metric].clone(), line[of].clone()), (count(&line[numerator]), count(&line[denominator])))
        })
        .collect()
}

/// Numerator and denominator of one rate.
pub(crate) fn rate(csv: &str, key: &str, metric: &str, of: &str) -> Option<(u64, u64)> {
    let wanted = (key.to_owned(), metric.to_owned(), of.to_owned());
    rates(csv).into_iter().find(|(k, _)| *k == wanted).map(|(_, counts)| counts)
}

fn split_csv(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// The names of everything in a folder, at any depth.
pub(crate) fn list(dir: &Path) -> Vec<String> {
    fn walk(dir: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            found.push(path.strip_prefix(root).expect("below").to_string_lossy().into_owned());
            if path.is_dir() {
                walk(&path, root, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found.sort();
    found
}

/// A delegation zone of four names, with answers in it.
pub(crate) const EXAMPLE: &str = "\
$ORIGIN example.
$TTL 1h
@ IN SOA ns1 hostmaster 1 7200 900 1209600 86400
@ NS ns1
ns1 A 192.0.2.1
alpha NS ns1
alpha DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
alpha MX 10 mail.alpha
alpha TXT \"v=spf1 mx -all\"
_dmarc.alpha TXT \"v=DMARC1; p=reject\"
beta NS ns1
beta MX 0 .
beta TXT \"v=spf1 -all\"
gamma NS ns.gamma
ns.gamma A 192.0.2.2
gamma MX 10 mx.provider.test.
Delta NS ns1
";

/// The pipeline that counts every delegated name in one group.
pub(crate) const DELEGATIONS: &str = "zone = \"example\"\nunit = \"delegations\"\n";
