use super::{write, write_case};
use crate::definitions::{Definitions, Metric};
use crate::host::Host;
use crate::record::Entry;
use crate::statistics::Times;

fn entry(at: &str, engine: &str, seconds: f64, ratio: f64) -> Entry {
    let text = String::from;
    Entry {
        at: text(at),
        host: Host {
            name: text("box-2"),
            cpu: text("Box"),
            cores: 2,
            kernel: text("6.1"),
            rustc: text("rustc 1.95"),
            commit: text("abc"),
        },
        case: text("decode-mail"),
        input: text("mail"),
        engine: text(engine),
        bytes: 1_000_000_000,
        count: 1,
        rounds: 3,
        wall_seconds: Times { best: seconds, median: 2.0 * seconds },
        cpu_seconds: Times { best: seconds, median: seconds },
        max_rss: 5_000_000,
        metric: Metric::Cpu,
        baseline: Some(text("simdzone")),
        ratio: Some(ratio),
        ratio_of_best: Some(ratio),
        target: (engine == "avx512").then_some(1.3),
        instructions_per_byte: (engine == "avx512").then_some(4.25),
        instructions_target: Some(4.0),
    }
}

fn text_of(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_case_is_a_table() {
    let now = [entry("2026-02-01T00:00:00Z", "simdzone", 1.0, 1.0), entry("2026-02-01T00:00:00Z", "avx512", 0.5, 2.0)];
    let before = [entry("2026-01-01T00:00:00Z", "avx512", 0.75, 1.2)];
    let table = text_of(|out| write_case(&now, &before, out).unwrap());
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    assert!(lines[0].contains("MB/s CPU") && lines[0].contains("× simdzone (best)"));
    let cells: Vec<&str> = lines[3].split('|').map(str::trim).collect();
    assert_eq!(
        cells[1..10],
        [
            "avx512",
            "2000",
            "2.00 (2.00)",
            "1.30 met",
            "1.000 (0.500)",
            "0.500 (0.500)",
            "4.25 (≤ 4.00 missed)",
            "5",
            "1.50"
        ]
    );
    let widths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
}

#[test]
fn the_report_keeps_runs_apart_and_shows_the_last() {
    let recorded = [
        entry("2026-01-01T00:00:00Z", "avx512", 0.75, 1.2),
        entry("2026-01-01T00:00:00Z", "domain", 7.0, 0.1),
        entry("2026-02-01T00:00:00Z", "avx512", 0.5, 2.0),
    ];
    let report = text_of(|out| write(&Definitions::read().unwrap(), &recorded, out).unwrap());
    assert_eq!(report.matches("### decode-mail").count(), 2, "{report}");
    assert!(report.contains("1.30 met") && !report.contains("1.30 missed"), "{report}");
    assert!(report.contains("Decodes all rdata"));
}
