//! Where the origin comes from, whatever the piece size and the container.

mod common;

use common::{name, pieces_of, scan_all};
use snapshot::{Source, find_sources};
use std::path::Path;
use zonefile::Name;

/// The owner of the last record of `text` in a file of this name.
fn last_owner(file: &str, text: &str, origin: Option<Name>) -> Option<String> {
    let scan = |source, size| {
        let found = scan_all(vec![source], &pieces_of(size));
        found.records.last().map(|line| line.split(' ').nth(1).unwrap_or_default().to_owned())
    };
    let map = |origin| Source::from_bytes(Path::new(file), text.as_bytes().to_vec(), origin);
    let stream = |origin| {
        let reader = std::io::Cursor::new(text.as_bytes().to_vec());
        Source::from_reader(Path::new(file), reader, origin)
    };
    let owner = scan(map(origin), 1 << 20);
    for size in [1, 10, 100] {
        assert_eq!(owner, scan(map(origin), size), "{file} in pieces of {size}");
        assert_eq!(owner, scan(stream(origin), size), "{file} as a stream in pieces of {size}");
    }
    owner
}

fn owner_in(file: &str, text: &str) -> Option<String> {
    last_owner(file, text, None)
}

#[test]
fn the_given_origin_comes_first() {
    let text = "@ 60 A 192.0.2.1\n";
    assert_eq!(last_owner("a.zone", text, Some(name("given."))).as_deref(), Some("given."));
    let text = "a.example. 60 SOA a. b. 1 2 3 4 5\nx A 192.0.2.1\n";
    assert_eq!(last_owner("a.zone", text, Some(name("given."))).as_deref(), Some("x.given."));
}

#[test]
fn an_soa_that_comes_first_gives_it() {
    let soa = "; a comment\n\n$TTL 60\nExample.COM. IN SOA ns (\n admin\n 1 2 3 4\n 5 )\nwww A 192.0.2.1\n";
    assert_eq!(owner_in("other.zone", soa).as_deref(), Some("www.Example.COM."));
    let escaped = "a\\.b.example. 60 SOA a. b. 1 2 3 4 5\nwww 60 A 192.0.2.1\n";
    assert_eq!(owner_in("other.zone", escaped).as_deref(), Some("www.a\\.b.example."));
    let behind_garbage = "garbage\n)\nexample. 60 SOA a. b. 1 2 3 4 5\nwww 60 A 192.0.2.1\n";
    assert_eq!(owner_in("zone", behind_garbage).as_deref(), Some("www.example."));
}

#[test]
fn the_file_name_gives_it_if_the_zone_begins_with_a_relative_name() {
    let text = "; x\n$TTL 60\n@ A 192.0.2.1\n";
    for file in [
        "example.com.zone",
        "example.com.db",
        "example.com.txt",
        "db.example.com",
        "example.com.zone.gz",
        "d/example.com..zone.zst",
    ] {
        assert_eq!(owner_in(file, text).as_deref(), Some("example.com."), "{file}");
    }
    for file in ["example.com", "zone", "-", "..zone", "db.", ".zone"] {
        assert_eq!(owner_in(file, text), None, "{file}");
    }
    for text in
        ["www 60 A 192.0.2.1\n", "$GENERATE 1-1 www 60 A 192.0.2.$\n", "x\\. 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n"]
    {
        assert_eq!(owner_in("example.com.zone", text).as_deref(), Some("www.example.com."), "{text}");
    }
    let relative_origin = "$ORIGIN sub\nwww 60 A 192.0.2.1\n";
    assert_eq!(owner_in("example.com.zone", relative_origin).as_deref(), Some("www.sub.example.com."));
}

#[test]
fn otherwise_there_is_none() {
    let text = "a.example. 60 NS b.example.\nwww 60 A 192.0.2.1\n";
    assert_eq!(owner_in("example.com.zone", text).as_deref(), Some("a.example."));
    let text = "$ORIGIN x.\n$TTL 60\nwww A 192.0.2.1\n";
    assert_eq!(owner_in("example.com.zone", text).as_deref(), Some("www.x."));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_zone() {
    let text = "\u{feff}$TTL 60\n@ SOA a. b. 1 2 3 4 5\nwww A 192.0.2.1\n";
    assert_eq!(owner_in("example.com.zone", text).as_deref(), Some("www.example.com."));
    assert_eq!(
        owner_in("zone", "\u{feff}example. 60 SOA a. b. 1 2 3 4 5\nwww A 192.0.2.1").as_deref(),
        Some("www.example.")
    );
}

#[test]
fn only_the_first_64_kibibytes_are_looked_at() {
    let comment = ";".repeat((1 << 16) - 40) + "\n";
    let soa = "example. 60 SOA a. b. 1 2 3 4 5\nwww A 192.0.2.1\n";
    assert_eq!(owner_in("zone", &(comment.clone() + soa)).as_deref(), Some("www.example."));
    assert_eq!(owner_in("zone", &(comment + "; one more line\n" + soa)).as_deref(), Some("example."));
}

#[test]
fn a_folder_gives_its_zone_files_in_order() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in ["b.zone", "a.zone.gz", "db.c", "d.txt", "README", ".hidden.zone", "e.zone.bak", "f.csv"] {
        std::fs::write(folder.path().join(file), b"").expect("the file can be written");
    }
    std::fs::create_dir(folder.path().join("g.zone")).expect("a folder");
    let found = find_sources(folder.path()).expect("the folder has zones");
    let names: Vec<_> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    assert_eq!(names, ["a.zone.gz", "b.zone", "d.txt", "db.c"]);
    let empty = tempfile::tempdir().expect("a temporary folder");
    assert!(find_sources(empty.path()).is_err());
}
