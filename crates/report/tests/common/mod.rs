//! A report's data: the rates published for .jp in 2019 over assumed numbers of names, and the hostile kind.

#![allow(dead_code)]

mod tables;

use report::{Diff, Flow, Input, Key, ReportData, Row, RunFacts, Table, Transition};

/// Monthly dates ending in 2019-11.
pub(crate) fn dates(count: usize) -> Vec<String> {
    (0..count).rev().map(|back| 2019 * 12 + 10 - back).map(|m| format!("{:04}-{:02}-01", m / 12, m % 12 + 1)).collect()
}

/// A report over so many monthly snapshots.
pub(crate) fn example(snapshots: usize) -> ReportData {
    let dates = dates(snapshots);
    let tables = tables::all(&dates);
    let runs = dates.iter().map(|date| run(date)).collect();
    let diff = (snapshots > 1).then(|| diff(&dates));
    ReportData { title: ".jp".to_owned(), snapshots: dates, tables, diff, runs }
}

/// The example with hostile text wherever data comes from outside.
pub(crate) fn hostile() -> ReportData {
    let texts = [
        "<script>window.hacked=1</script>.example.jp",
        "\"><img src=x onerror=window.hacked=1>",
        "</style></pre></script><svg onload=window.hacked=1>",
        "moc.\u{202e}gpj.live",
        "nul\u{0}bell\u{7}esc\u{1b}[2J\u{200b}",
        "=HYPERLINK(\"http://example.com/\")",
        "'><a href=javascript:window.hacked=1>x</a>",
        "{{ 7*7 }} {% raw %} ${7*7} &amp; &#x3c;",
    ];
    let mut data = example(3);
    data.title = texts[0].to_owned();
    for (i, text) in texts.iter().cycle().take(24).enumerate() {
        let text = format!("{text}{}", if i < 8 { "" } else { "!" });
        let date = data.snapshots[2].clone();
        for table in &mut data.tables {
            let last = table.rows.last().expect("rows").clone();
            let keys = vec![Key::Value(text.clone())];
            table.rows.push(Row { keys, snapshot: date.clone(), unknown: 3, ..last.clone() });
            if i < 2 {
                table.rows.push(Row { metric: text.clone(), denominator_name: text.clone(), ..last });
            }
            table.notes.push(text.clone());
        }
        data.tables.push(Table {
            name: text.clone(),
            title: text.clone(),
            keys: vec![text.clone()],
            ..data.tables[0].clone()
        });
        let run = data.runs.last_mut().expect("runs");
        run.inputs.push(Input { path: text.clone(), blake3: Some(text.clone()), ..Input::default() });
        run.rejects_by_kind.push((text.clone(), 3));
        run.versions.push((text.clone(), text.clone()));
        let diff = data.diff.as_mut().expect("a diff");
        diff.notes.push(text.clone());
        diff.transitions.push(Transition {
            state: text.clone(),
            flow: Flow::Moved,
            from: text.clone(),
            to: "b".to_owned(),
            names: 1,
        });
    }
    data
}

fn run(date: &str) -> RunFacts {
    let input = |name: &str, bytes| Input {
        path: format!("{name}-{date}.zone.zst"),
        bytes: Some(bytes),
        blake3: Some("0123456789abcdef".repeat(4)),
        records: bytes / 40,
        rejects: 3,
    };
    RunFacts {
        snapshot: date.to_owned(),
        pipeline: "jp (.jp)".to_owned(),
        inputs: vec![input("jp", 95_000_000), input("answers", 340_000_000)],
        domains: 1_566_647,
        suffixes: 0,
        records: 12_345_678,
        rejects: 6,
        rejects_by_kind: vec![("name too long".to_owned(), 4), ("TTL out of range".to_owned(), 2)],
        collected: ["MX", "TXT", "_dmarc"].map(str::to_owned).to_vec(),
        versions: vec![("zonecensus".to_owned(), "0.1.0".to_owned()), ("definitions".to_owned(), "1".to_owned())],
        started: format!("{date}T01:00:00Z"),
        finished: format!("{date}T01:00:21Z"),
        spilled_bytes: 0,
    }
}

fn diff(dates: &[String]) -> Diff {
    let flows = [
        (Flow::Kept, "(no record)", "(no record)", 1_540_000),
        (Flow::Kept, "none", "none", 11_200),
        (Flow::Kept, "reject", "reject", 1_600),
        (Flow::Kept, "quarantine", "quarantine", 1_150),
        (Flow::Moved, "(no record)", "none", 640),
        (Flow::Moved, "(no record)", "reject", 120),
        (Flow::Moved, "none", "quarantine", 75),
        (Flow::Moved, "none", "reject", 48),
        (Flow::Moved, "quarantine", "reject", 31),
        (Flow::Moved, "none", "(no record)", 90),
        (Flow::Entered, "", "(no record)", 14_200),
        (Flow::Entered, "", "none", 210),
        (Flow::Left, "(no record)", "", 9_800),
        (Flow::Left, "none", "", 60),
    ];
    let states = ["dmarc_policy", "mx", "spf", "dmarc", "ds"];
    let transition = |state: &str, (flow, from, to, names): (Flow, &str, &str, u64)| Transition {
        state: state.to_owned(),
        flow,
        from: from.to_owned(),
        to: to.to_owned(),
        names,
    };
    let [.., from, to] = dates else { panic!("two dates") };
    Diff {
        from: from.clone(),
        to: to.clone(),
        transitions: states.iter().flat_map(|state| flows.map(|flow| transition(state, flow))).collect(),
        notes: Vec::new(),
    }
}
