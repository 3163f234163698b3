//! Every file of the corpus against its expectation, over kernels and cuts. `UPDATE_EXPECT=1` writes the expectations anew:
//! read the difference before it is committed.
//!
//! The origin is `example.`; files whose name begins with `no-origin` have none. A byte-order mark is left to the caller of the
//! parser, so it is stepped over here.

mod common;

use common::{Item, assert_same, line_starts, parse_pieces, parse_whole, render, scope_at};
use std::path::{Path, PathBuf};
use zonefile::split::find_cut;
use zonefile::{Kernel, Scope};

/// From this size on, in bytes, a file is cut in few ways.
const LONG: usize = 1 << 12;

#[test]
fn good_files_have_no_rejects() {
    let files = corpus("ok");
    assert!(files.len() >= 60, "{} files", files.len());
    for file in files {
        let items = check(&file);
        assert!(items.iter().all(|item| matches!(item, Item::Record { .. })), "{} has rejects", file.display());
    }
}

#[test]
fn bad_files_have_rejects() {
    let files = corpus("err");
    assert!(files.len() >= 60, "{} files", files.len());
    for file in files {
        let items = check(&file);
        assert!(items.iter().any(|item| matches!(item, Item::Reject { .. })), "{} has no reject", file.display());
    }
}

/// Parses the file in every way; what it holds.
fn check(file: &Path) -> Vec<Item> {
    let text = std::fs::read(file).expect("the file can be read");
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let scope = scope_of(file);
    let items = parse_whole(text, &scope, Kernel::Scalar);
    compare_expectation(file, &render(text, &items));
    // A vector kernel leaves the last lines of a text to the scalar one.
    let padded = [text, b"\n", "; padding\n".repeat(30).as_bytes()].concat();
    for kernel in Kernel::available() {
        let way = format!("{}: {}", file.display(), kernel.name());
        assert_same(&items, &parse_whole(text, &scope, kernel), &way);
        assert_same(&items, &parse_whole(&padded, &scope, kernel), &format!("{way}, padded"));
        for cuts in ways_to_cut(text) {
            assert_same(&items, &parse_pieces(&padded, &cuts, &scope, kernel), &format!("{way}, cut at {cuts:?}"));
        }
    }
    items
}

/// One cut at every line start, all of them, and pieces of several sizes as a scan makes them. Long files get fewer cuts.
fn ways_to_cut(text: &[u8]) -> Vec<Vec<usize>> {
    let starts = line_starts(text);
    let sizes: &[usize] = if text.len() < LONG { &[1, 2, 3, 7, 16, 33, 64, 100, 1000] } else { &[10_000, 50_000] };
    let mut ways: Vec<_> = sizes.iter().map(|&size| find_cuts(text, size)).collect();
    if text.len() < LONG {
        ways.extend(starts.iter().map(|&cut| vec![cut]));
        ways.push(starts);
    }
    ways
}

fn find_cuts(text: &[u8], size: usize) -> Vec<usize> {
    let first = find_cut(text, size);
    std::iter::successors(Some(first), |&cut| Some(find_cut(text, cut + size)))
        .take_while(|&cut| cut < text.len())
        .collect()
}

fn scope_of(file: &Path) -> Scope {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.starts_with("no-origin") { Scope::default() } else { scope_at("example.") }
}

fn corpus(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(kind);
    let entries = std::fs::read_dir(&folder).expect("the corpus is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a folder entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|suffix| suffix == "zone"));
    files.sort();
    files
}

fn compare_expectation(file: &Path, found: &str) {
    let expectation = file.with_extension("expect");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&expectation, found).expect("the expectation can be written");
    }
    let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
    assert!(expected == found, "{}:\nexpected\n{expected}\nfound\n{found}", file.display());
}
