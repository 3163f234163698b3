//! `$INCLUDE`: what is opened, in which scope, and where its rejects are said to be.

mod common;

use common::{Found, gzip, name, pieces_of, scan_all};
use snapshot::{Reject, ScanOptions, Source};
use std::path::{Path, PathBuf};
use zonefile::ErrorKind;

/// A folder `zone` of files, in a folder of its own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a temporary folder"));
        std::fs::create_dir(folder.path("")).expect("a folder");
        for (file, text) in files {
            let path = folder.path(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("the file can be written");
        }
        folder
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join("zone").join(file)
    }

    /// What the file `main` leads to, the same for every piece size.
    fn scan(&self) -> Found {
        let scan = |piece_bytes| {
            let source = Source::open(&self.path("main"), Some(name("example."))).expect("the file can be opened");
            scan_all(vec![source], &ScanOptions { include: true, ..pieces_of(piece_bytes) })
        };
        let found = scan(1 << 20);
        for size in [1, 20, 50] {
            assert_eq!(found, scan(size), "in pieces of {size}");
        }
        found
    }

    /// The kinds of the rejects of `main`, which consists of one directive and a record that must be found.
    fn kinds(&self) -> Vec<ErrorKind> {
        let found = self.scan();
        assert!(found.records.last().is_some_and(|line| line.contains("last.example.")), "{found:?}");
        found.rejects.iter().map(|reject| reject.kind).collect()
    }
}

const LAST: &str = "\nlast 60 A 192.0.2.9\n";

fn main_with(directive: &str) -> Vec<u8> {
    [directive, LAST].concat().into_bytes()
}

#[test]
fn is_refused_unless_asked_for() {
    let folder = Folder::new(&[("main", &main_with("$INCLUDE other")), ("other", b"a 60 A 192.0.2.1\n")]);
    let source = Source::open(&folder.path("main"), Some(name("example."))).expect("the file can be opened");
    let found = scan_all(vec![source], &ScanOptions::default());
    assert_eq!(found.records, ["15 last.example. 60 IN A 192.0.2.9"]);
    assert_eq!(found.reject_lines(0), ["0 ! 1:1 include_refused"]);
}

#[test]
fn records_stand_at_the_directive_and_the_scope_comes_back() {
    let folder = Folder::new(&[
        ("main", b"$TTL 60\na A 192.0.2.1\n$INCLUDE sub/other other.\n  A 192.0.2.2\nb A 192.0.2.3\n"),
        ("sub/other", b"  A 192.0.2.4\nc A 192.0.2.5\n$TTL 99\n$ORIGIN deep\nd A 192.0.2.6\n$INCLUDE third\n"),
        ("sub/third", b"e 7 A 192.0.2.7\n@ A 192.0.2.8"),
    ]);
    let found = folder.scan();
    let expected = [
        "8 a.example. 60 IN A 192.0.2.1",
        "22 a.example. 60 IN A 192.0.2.4",
        "22 c.other. 60 IN A 192.0.2.5",
        "22 d.deep.other. 99 IN A 192.0.2.6",
        "22 e.deep.other. 7 IN A 192.0.2.7",
        "22 deep.other. 99 IN A 192.0.2.8",
        "48 a.example. 60 IN A 192.0.2.2",
        "62 b.example. 60 IN A 192.0.2.3",
    ];
    assert_eq!(found.records, expected);
    assert_eq!(found.rejects, []);
}

#[test]
fn rejects_name_the_included_file() {
    let other = b"\xef\xbb\xbfa 60 A 192.0.2.1\n\nb 60 A nothing\n$GENERATE 1-2 c$ 60 A 192.0.2.x$\nd 60 XYZ\n";
    let folder = Folder::new(&[("main", &main_with("; first\n$INCLUDE other")), ("other", other)]);
    let found = folder.scan();
    assert_eq!(found.records, ["8 a.example. 60 IN A 192.0.2.1", "23 last.example. 60 IN A 192.0.2.9"]);
    let file = folder.path("other").canonicalize().expect("the file is there");
    let places: Vec<_> = found.rejects.iter().map(|r: &Reject| (r.line, r.column, r.byte, r.kind)).collect();
    let expected = [
        (3, 8, 28, ErrorKind::BadAddress),
        (4, 1, 36, ErrorKind::BadAddress),
        (4, 1, 36, ErrorKind::BadAddress),
        (5, 6, 74, ErrorKind::UnknownType),
    ];
    assert_eq!(places, expected);
    assert!(found.rejects.iter().all(|reject| *reject.file == *file));
    let texts: Vec<_> = found.rejects.iter().map(|reject| reject.text.as_slice()).collect();
    assert_eq!(texts, [&b"b 60 A nothing"[..], b"c1 60 A 192.0.2.x1", b"c2 60 A 192.0.2.x2", b"d 60 XYZ"]);
}

#[test]
fn containers_are_found_by_their_bytes() {
    let folder = Folder::new(&[("main", &main_with("$INCLUDE \"other\"")), ("other", &gzip(b"a 60 A 192.0.2.1\n", 2))]);
    assert_eq!(folder.scan().records[0], "0 a.example. 60 IN A 192.0.2.1");
}

#[test]
fn what_cannot_be_opened_is_one_reject() {
    for directive in
        ["$INCLUDE missing", "$INCLUDE sub", "$INCLUDE .", "$INCLUDE \"\"", "$INCLUDE main", "$INCLUDE ./sub/../main"]
    {
        let folder = Folder::new(&[("main", &main_with(directive)), ("sub/x", b"")]);
        assert_eq!(folder.kinds(), [ErrorKind::IncludeFailed], "{directive}");
    }
}

#[test]
fn malformed_directives_are_one_reject() {
    let cases = [
        ("$INCLUDE", ErrorKind::BadDirective),
        ("$INCLUDE ; nothing", ErrorKind::BadDirective),
        ("$INCLUDE other a. b.", ErrorKind::BadDirective),
        ("$INCLUDE other a..b", ErrorKind::EmptyLabel),
        ("$INCLUDE \"other", ErrorKind::UnclosedQuote),
    ];
    for (directive, kind) in cases {
        let folder = Folder::new(&[("main", &main_with(directive)), ("other", b"a 60 A 192.0.2.1\n")]);
        assert_eq!(folder.kinds(), [kind], "{directive}");
    }
}

#[test]
fn nothing_outside_the_folder_is_opened() {
    let folder = Folder::new(&[("main", b""), ("sub/x", b"a 60 A 192.0.2.1\n")]);
    let outside = folder.path("../outside");
    std::fs::write(&outside, b"secret 60 A 192.0.2.1\n").expect("the file can be written");
    std::os::unix::fs::symlink(&outside, folder.path("link")).expect("a link");
    std::os::unix::fs::symlink(folder.0.path(), folder.path("up")).expect("a link");
    std::os::unix::fs::symlink(folder.path("sub"), folder.path("down")).expect("a link");
    std::fs::create_dir(folder.0.path().join("zone2")).expect("a folder");
    std::fs::write(folder.0.path().join("zone2/x"), b"secret 60 A 192.0.2.1\n").expect("the file can be written");
    let absolute = outside.to_str().expect("a path in UTF-8");
    let paths =
        ["../outside", "link", "up/outside", "sub/../../outside", "../zone2/x", absolute, "/dev/zero", "/etc/hostname"];
    for path in paths {
        std::fs::write(folder.path("main"), main_with(&format!("$INCLUDE {path}"))).expect("the file can be written");
        assert_eq!(folder.kinds(), [ErrorKind::IncludeFailed], "{path}");
    }
    let inside = folder.path("sub/x");
    for path in ["down/x", "sub/../sub/x", inside.to_str().expect("a path in UTF-8")] {
        std::fs::write(folder.path("main"), main_with(&format!("$INCLUDE {path}"))).expect("the file can be written");
        assert_eq!(folder.kinds(), [], "{path}");
    }
}

#[test]
fn included_files_stay_in_the_folder_of_the_zone() {
    // Relative to the including file, confined to the folder of the first one.
    let folder = Folder::new(&[
        ("main", &main_with("$INCLUDE sub/x")),
        ("sub/x", b"$INCLUDE ../y\n$INCLUDE ../../outside\n"),
        ("y", b"y 60 A 192.0.2.1\n"),
    ]);
    std::fs::write(folder.path("../outside"), b"secret 60 A 192.0.2.1\n").expect("the file can be written");
    assert_eq!(folder.kinds(), [ErrorKind::IncludeFailed]);
    assert_eq!(folder.scan().records[0], "0 y.example. 60 IN A 192.0.2.1");
}

#[test]
fn loops_end() {
    let folder = Folder::new(&[
        ("main", &main_with("$INCLUDE a")),
        ("a", b"a 60 A 192.0.2.1\n$INCLUDE a\n$INCLUDE b\n$INCLUDE main\n"),
        ("b", b"b 60 A 192.0.2.2\n$INCLUDE a\n"),
    ]);
    assert_eq!(folder.kinds(), [ErrorKind::IncludeFailed; 3]);
    assert_eq!(folder.scan().records.len(), 3);
}

#[test]
fn depth_is_limited() {
    let names: Vec<_> = (0..10).map(|i| i.to_string()).collect();
    let texts: Vec<_> = (0..10).map(|i| format!("r{i} 60 A 192.0.2.1\n$INCLUDE {}\n", i + 1).into_bytes()).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(texts.iter().map(Vec::as_slice)).collect();
    let main = main_with("$INCLUDE 0");
    files.push(("main", &main));
    let folder = Folder::new(&files);
    assert_eq!(folder.kinds(), [ErrorKind::IncludeFailed]);
    assert_eq!(folder.scan().records.len(), 8 + 1, "eight files deep");
}

#[test]
fn files_of_one_directive_are_limited() {
    let many = "$INCLUDE one\n".repeat(5000).into_bytes();
    let folder = Folder::new(&[("main", &main_with("$INCLUDE many")), ("many", &many), ("one", b"a 60 A 192.0.2.1\n")]);
    let source = Source::open(&folder.path("main"), Some(name("example."))).expect("the file can be opened");
    let found = scan_all(vec![source], &ScanOptions { include: true, ..ScanOptions::default() });
    assert_eq!((found.records.len(), found.rejects.len()), (4095 + 1, 905));
}

#[test]
fn memory_and_standard_input_have_no_folder() {
    let source = Source::from_bytes(Path::new("-"), main_with("$INCLUDE Cargo.toml"), Some(name("example.")));
    let found = scan_all(vec![source], &ScanOptions { include: true, ..ScanOptions::default() });
    assert_eq!(found.reject_lines(0), ["9 ! 1:10 include_failed"]);
}
