//! Results as Markdown tables, which read well on a terminal too.

use crate::definitions::Definitions;
use crate::record::{Entry, find_previous};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A table of the results of one case, in their order; `recorded` are those to compare with.
pub(crate) fn write_case(entries: &[Entry], recorded: &[Entry], out: &mut impl Write) -> io::Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let baseline = entries.iter().find_map(|entry| entry.baseline.as_deref());
    let over = baseline.map_or_else(|| "×".to_owned(), |name| format!("× {name}"));
    let metric = first.metric.name();
    let mut rows = vec![
        [
            "engine",
            &format!("MB/s {metric}"),
            &format!("{over} (best)"),
            "target",
            "wall s (best)",
            "CPU s (best)",
            "instr/B",
            "RSS MB",
            "× last",
        ]
        .map(str::to_owned),
    ];
    rows.extend(entries.iter().map(|entry| row(entry, find_previous(recorded, entry))));
    write_rows(&rows, out)
}

fn row(entry: &Entry, previous: Option<&Entry>) -> [String; 9] {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let ratio = entry.ratio.zip(entry.ratio_of_best).map(|(median, best)| format!("{median:.2} ({best:.2})"));
    let target = entry.target.map(|target| {
        let met = entry.ratio.map(|ratio| if ratio >= target { " met" } else { " missed" });
        format!("{target:.2}{}", met.unwrap_or_default())
    });
    let instructions = entry.instructions_per_byte.map(|count| match entry.instructions_target {
        Some(most) => format!("{count:.2} (≤ {most:.2} {})", if count <= most { "met" } else { "missed" }),
        None => format!("{count:.2}"),
    });
    [
        entry.engine.clone(),
        format!("{:.0}", entry.megabytes_per_second()),
        or_dash(ratio),
        or_dash(target),
        format!("{:.3} ({:.3})", entry.wall_seconds.median, entry.wall_seconds.best),
        format!("{:.3} ({:.3})", entry.cpu_seconds.median, entry.cpu_seconds.best),
        or_dash(instructions),
        format!("{:.0}", entry.max_rss as f64 / 1e6),
        or_dash(previous.map(|old| format!("{:.2}", old.times().median / entry.times().median))),
    ]
}

/// Aligned, so that it can be read unrendered.
fn write_rows<const N: usize>(rows: &[[String; N]], out: &mut impl Write) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    for (at, row) in rows.iter().enumerate() {
        for (text, width) in row.iter().zip(widths) {
            write!(out, "| {text:width$} ")?;
        }
        writeln!(out, "|")?;
        if at == 0 {
            for width in widths {
                write!(out, "|{:-<1$}", "", width + 2)?;
            }
            writeln!(out, "|")?;
        }
    }
    Ok(())
}

/// The last recorded result of every host, case and engine, and what the numbers do not say.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(definitions: &Definitions, recorded: &[Entry], out: &mut impl Write) -> anyhow::Result<()> {
    if recorded.is_empty() {
        writeln!(out, "Nothing is recorded; `benches run --record` does.")?;
        return Ok(());
    }
    let hosts: BTreeSet<&str> = recorded.iter().map(|entry| entry.host.name.as_str()).collect();
    for host in hosts {
        let of_host = recorded.iter().filter(|entry| entry.host.name == host);
        let last: BTreeMap<_, _> = of_host.clone().map(|entry| ((&entry.case, &entry.engine), &entry.at)).collect();
        let newest: Vec<&Entry> =
            of_host.filter(|entry| last.get(&(&entry.case, &entry.engine)) == Some(&&entry.at)).collect();
        let Some(Entry { host: facts, .. }) = newest.last() else { continue };
        writeln!(out, "## {host}\n")?;
        writeln!(out, "{}, {} cores, Linux {}, {}.", facts.cpu, facts.cores, facts.kernel, facts.rustc)?;
        for case in &definitions.cases {
            let of_case = newest.iter().filter(|entry| entry.case == case.name);
            let entries: Vec<Entry> = of_case.map(|entry| (*entry).clone()).collect();
            write_recorded(&entries, recorded, out)?;
        }
    }
    writeln!(out, "\n## What the numbers do not say\n")?;
    for (engine, bias) in &definitions.bias {
        writeln!(out, "* `{engine}`: {bias}")?;
    }
    Ok(())
}

/// One table for each run that the entries of a case come from: ratios of different runs do not compare.
fn write_recorded(entries: &[Entry], recorded: &[Entry], out: &mut impl Write) -> io::Result<()> {
    let runs: BTreeSet<&str> = entries.iter().map(|entry| entry.at.as_str()).collect();
    for at in runs {
        let run: Vec<Entry> = entries.iter().filter(|entry| entry.at == at).cloned().collect();
        let Entry { case, input, bytes, rounds, host, .. } = &run[0];
        let size = *bytes as f64 / 1e6;
        writeln!(out, "\n### {case}\n\n{input}, {size:.0} MB; {rounds} rounds, {at}, commit {}\n", host.commit)?;
        write_case(&run, recorded, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
