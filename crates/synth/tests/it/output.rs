//! Bytes: the same for the same seed, whatever the threads, writers and folders; and the fixed formats of bench inputs.

use std::io::{self, Write};

use crate::reader::generate;
use synth::{DEFAULT_SEED, Options, Outputs, Profile, write_dir, write_dir_with};

/// Takes three bytes at a time.
struct Slow(Vec<u8>);

impl Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = &bytes[..bytes.len().min(3)];
        self.0.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Full after some bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(|| io::Error::from(io::ErrorKind::StorageFull))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn bytes_do_not_depend_on_threads_or_writers() {
    let one = generate(Profile::jp(), 20_000, 1);
    let three = generate(Profile::jp(), 20_000, 3);
    assert!(one.zone == three.zone && one.answers == three.answers && one.domains == three.domains);
    assert_eq!(one.truth, three.truth);
    let (mut zone, mut answers) = (Slow(Vec::new()), Slow(Vec::new()));
    let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: None };
    Profile::jp().generate(20_000, DEFAULT_SEED, 2, outputs, &mut |_, _| {}).expect("memory takes all");
    assert!(one.zone.as_bytes() == zone.0 && one.answers.as_bytes() == answers.0);
}

#[test]
fn seeds_differ() {
    let (mut zone, mut answers) = (Vec::new(), Vec::new());
    let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: None };
    let truth = Profile::jp().generate(2_000, 1, 1, outputs, &mut |_, _| {}).expect("memory takes all");
    let other = generate(Profile::jp(), 2_000, 1);
    assert!(zone != other.zone.as_bytes());
    let mx = |truth: &synth::Truth| truth.find("CO", "mx_rr_present", "names").map(|row| row.numerator);
    assert_eq!(mx(&truth), mx(&other.truth));
}

#[test]
fn a_full_disk_ends_the_run() {
    let (mut zone, mut answers) = (Full(1_000_000), Vec::new());
    let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: None };
    let error = Profile::jp().generate(100_000, 1, 2, outputs, &mut |_, _| {}).expect_err("it does not fit");
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}

#[test]
fn impossible_sizes_are_refused() {
    for domains in [0, u64::MAX] {
        let (mut zone, mut answers) = (Vec::new(), Vec::new());
        let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: None };
        let error = Profile::jp().generate(domains, 1, 1, outputs, &mut |_, _| {}).expect_err("refused");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }
}

#[test]
fn progress_ends_at_the_total() {
    for name in Profile::NAMES {
        let profile = Profile::find(name).expect("a listed name");
        assert_eq!(profile.name(), name);
        let mut last = (0, 0);
        let (mut zone, mut answers) = (io::sink(), io::sink());
        let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: None };
        profile.generate(6_000, 1, 1, outputs, &mut |done, total| last = (done, total)).expect("a sink takes all");
        assert!(last.0 == last.1 && last.0 >= 6_000, "{name}: {last:?}");
    }
    assert_eq!(Profile::find("nonsense"), None);
}

#[test]
fn a_folder_holds_the_files_and_the_truth() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join("new");
    let options = Options { threads: 1, domain_truth: true };
    let truth = write_dir_with(&Profile::jp(), 3_000, 7, &place, options, &mut |_, _| {}).expect("writable");
    let read = |name: &str| std::fs::read_to_string(place.join(name)).expect(name);
    assert!(read("jp.zone").starts_with("jp.\t86400\tIN\tSOA\tz.dns.jp."));
    assert!(read("answers.zone").contains("\tMX\t"));
    assert_eq!(read("truth-domains.tsv").lines().count(), 3_001);
    assert_eq!(read("truth.tsv").lines().count(), truth.rows.len() + 1);
    write_dir(&Profile::Handwritten, 10, 7, dir.path(), &mut |_, _| {}).expect("writable");
    assert!(dir.path().join("handwritten.zone").is_file() && !dir.path().join("answers.zone").exists());
}

/// FNV-1a.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// `text` with the Japanese labels, the one part that is not that of the standard inputs, replaced by `XN`.
fn masked(text: &str) -> String {
    let mut parts = text.split("xn--");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str("XN");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    }
    out
}

/// Recorded benchmark results refer to these bytes: digests and record counts of the generator that made the first ones.
#[test]
fn bench_formats_are_fixed() {
    let cases = [
        (Profile::Delegation, 13_333, 32_849, 0xcca2_62ee_ee33_c768),
        (Profile::Mail, 2_816, 23_650, 0xd431_0522_68db_b8b1),
        (Profile::Handwritten, 4_910, 40_230, 0xf477_4682_0a33_8d0e),
    ];
    for (profile, domains, records, expected) in cases {
        let made = generate(profile, domains, 1);
        let row = made.truth.find("all", "records", "records").expect("a row");
        assert_eq!(row.numerator, records, "{}", profile.name());
        assert_eq!(digest(&masked(&made.zone)), expected, "{}", profile.name());
        assert!(made.zone.contains("xn--") && made.answers.is_empty() && made.domains.is_empty());
    }
}
