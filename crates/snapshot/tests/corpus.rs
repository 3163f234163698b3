//! The corpus of the zonefile crate as a scan sees it: every piece size, number of threads and container gives the same records
//! and the same rejects.

mod common;

use common::{Drip, Found, gzip, in_memory, name, pieces_of, pool, scan_all, zstd};
use snapshot::Source;
use std::io::Cursor;
use std::path::{Path, PathBuf};

const SIZES: [usize; 10] = [1, 2, 3, 7, 16, 33, 64, 100, 1000, 1 << 20];

#[test]
fn pieces_and_threads_change_nothing() {
    let pools = [pool(1), pool(3)];
    for case in corpus() {
        let whole = case.scan(in_memory(&case.text, case.origin), 1 << 20);
        case.compare(&whole);
        for size in SIZES.into_iter().filter(|&size| size >= 1000 || case.text.len() < 1 << 13) {
            for pool in &pools {
                let found = pool.install(|| case.scan(in_memory(&case.text, case.origin), size));
                assert_eq!(whole, found, "{} in pieces of {size}", case.file.display());
                let drip = Drip(Cursor::new(case.text.clone()));
                let source = Source::from_reader(Path::new("zone"), drip, case.origin.map(name));
                let found = pool.install(|| case.scan(source, size));
                assert_eq!(whole, found, "{} as a stream in pieces of {size}", case.file.display());
            }
        }
    }
}

#[test]
fn containers_change_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("zone");
    for case in corpus() {
        let mut whole = case.scan(in_memory(&case.text, case.origin), 1 << 20);
        whole.rejects.iter_mut().for_each(|reject| reject.file = path.as_path().into());
        let text = &case.text;
        for bytes in [text.clone(), gzip(text, 1), gzip(text, 3), zstd(text, 1), zstd(text, 4)] {
            std::fs::write(&path, bytes).expect("the file can be written");
            for size in [3, 100, 1 << 20] {
                let source = Source::open(&path, case.origin.map(name)).expect("the file can be opened");
                let container = source.container;
                let found = case.scan(source, size);
                assert_eq!(whole, found, "{} as {container:?} in pieces of {size}", case.file.display());
            }
        }
    }
}

struct Case {
    file: PathBuf,
    text: Vec<u8>,
    origin: Option<&'static str>,
}

impl Case {
    fn scan(&self, source: Source, piece_bytes: usize) -> Found {
        scan_all(vec![source], &pieces_of(piece_bytes))
    }

    /// Compares with the expectation, whose offsets leave a byte-order mark out.
    fn compare(&self, found: &Found) {
        let expected = std::fs::read_to_string(self.file.with_extension("expect")).expect("an expectation");
        let (rejects, records): (Vec<&str>, Vec<&str>) =
            expected.lines().partition(|line| line.split(' ').nth(1) == Some("!"));
        let mark = if self.text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let shifted = records.iter().map(|line| {
            let (at, rest) = line.split_once(' ').expect("an offset");
            format!("{} {rest}", at.parse::<u64>().expect("an offset") + mark)
        });
        assert_eq!(shifted.collect::<Vec<_>>(), found.records, "{}", self.file.display());
        assert_eq!(rejects, found.reject_lines(mark), "{}", self.file.display());
    }
}

fn corpus() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../zonefile/tests/corpus");
    let mut files: Vec<_> = ["ok", "err"].iter().flat_map(|kind| zones(&folder.join(kind))).collect();
    files.sort();
    assert!(files.len() >= 120, "{} files", files.len());
    files.into_iter().map(read_case).collect()
}

fn zones(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the corpus is there");
    let files = entries.map(|entry| entry.expect("a folder entry").path());
    files.filter(|file| file.extension().is_some_and(|suffix| suffix == "zone")).collect()
}

fn read_case(file: PathBuf) -> Case {
    let text = std::fs::read(&file).expect("the file can be read");
    let rootless = file.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("no-origin"));
    Case { file, text, origin: (!rootless).then_some("example.") }
}
