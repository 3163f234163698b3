//! `zonecensus demo`.

use super::args::DemoArgs;
use super::terminal::Terminal;
use super::{Outcome, census, interrupt, output, report};
use anyhow::Context;
use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tables::escape_text;
use tempfile::TempDir;
use zonecensus::{
    Figure, Inputs, Pipeline, PublishedRow, RunOptions, SnapshotDate, Store, TruthCheck, build_report, check_truth,
    compare_published,
};

pub(super) fn run(args: &DemoArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let clock = Instant::now();
    let make = || tempfile::Builder::new().prefix("zonecensus-demo-").tempdir();
    let temporary = interrupt::guard(make, TempDir::path)?;
    let shown = demo(args, temporary.path(), terminal);
    let path = temporary.path().to_owned();
    interrupt::complete(&path, || temporary.close())?;
    let (mut text, report) = shown?;
    let _ = writeln!(text, "{:.1} s in all", clock.elapsed().as_secs_f64());
    let _ = writeln!(text, "report: {}", escape_text(&report.to_string_lossy()));
    output::print(text.as_bytes())
}

fn demo(args: &DemoArgs, temporary: &Path, terminal: &Terminal) -> anyhow::Result<(String, PathBuf)> {
    let profile = synth::Profile::jp();
    let date: SnapshotDate = profile.date().unwrap_or_default().parse().map_err(anyhow::Error::msg)?;
    let zones = temporary.join("zones");
    let bar = terminal.progress_of_names("generating", args.domains);
    let truth = synth::write_dir(&profile, args.domains, args.seed, &zones, &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    let truth = truth.with_context(|| zones.display().to_string())?;

    let mut pipeline = Pipeline::load("jp")?;
    // Answers were generated for every name, also where none came out positive.
    pipeline.collected = census_lookups();
    let named: Vec<PathBuf> = profile.files().iter().map(|name| zones.join(name)).collect();
    let inputs = Inputs::find(&named, None)?;
    let store = Store::create(args.store.as_deref().unwrap_or(&temporary.join("store")))?;
    let staging = census::stage(&store, date, args.store.is_some())?;
    let run = census::count(&pipeline, &inputs, staging, &RunOptions::default(), terminal)?;

    let mut text = show_published(&compare_published(&store, date)?, args.domains, terminal);
    text.push('\n');
    text.push_str(&show_check(&check_truth(&store, date, &truth)?));
    writeln!(text, "{}", census::summary(&run))?;
    if let Some(path) = &args.store {
        let path = escape_text(&path.to_string_lossy());
        writeln!(text, "next: zonecensus tables {path}")?;
    }
    Ok((text, write_report(args, &store, date, &pipeline)?))
}

/// The report of the store: in it, or in a temporary file that stays where the store does not.
fn write_report(args: &DemoArgs, store: &Store, date: SnapshotDate, pipeline: &Pipeline) -> anyhow::Result<PathBuf> {
    let page = ::report::render(&build_report(store, date, pipeline)?, ::report::Lang::En);
    if args.store.is_some() {
        let path = store.root().join("report.html");
        report::write_page(&page, &path)?;
        return Ok(path);
    }
    let mut file = tempfile::Builder::new().prefix("zonecensus-demo-").suffix(".html").tempfile()?;
    file.write_all(page.as_bytes())?;
    Ok(file.into_temp_path().keep()?)
}

fn census_lookups() -> Vec<::census::Lookup> {
    use ::census::Lookup::{Bimi, Dmarc, Ds, Mx, Ns, Sts, Tlsrpt, Txt};
    vec![Ns, Ds, Mx, Txt, Dmarc, Sts, Tlsrpt, Bimi]
}

/// Per metric: published, measured, difference in points; a mark where they differ.
fn show_published(rows: &[PublishedRow], domains: u64, terminal: &Terminal) -> String {
    let (bold, reset) = if terminal.colour_out { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let mut text = format!(
        "{bold}.jp by registration type on 2019-11-01: published survey, and the census of a synthetic snapshot of {domains} names{reset}\n"
    );
    let _ = writeln!(text, "{:<12}{:>28}{:>28}{:>28}", "", "MX % of all", "SPF % of MX", "DMARC % of MX");
    let head = format!("{:>9}{:>9}{:>8}  ", "publ.", "measured", "diff");
    let _ = writeln!(text, "{bold}{:<12}{head}{head}{}{reset}", "type", head.trim_end());
    for row in rows {
        let cells: String = row.figures.iter().map(show_figure).collect();
        let _ = writeln!(text, "{:<12}{}", row.group, cells.trim_end());
    }
    let differing = rows.iter().flat_map(|row| &row.figures).filter(|f| f.measured != Some(f.published)).count();
    let of = rows.len() * 3;
    let _ = match differing {
        0 => writeln!(text, "all {of} figures agree to the printed digit"),
        n => writeln!(
            text,
            "{n} of {of} figures differ (*): a group of n names moves in steps of 1/n; --domains 1600000 is the size of the registry"
        ),
    };
    text
}

fn show_figure(figure: &Figure) -> String {
    let tenths = |n: u64| format!("{}.{}", n / 10, n % 10);
    let (measured, difference, mark) = match figure.measured {
        None => ("-".to_owned(), "-".to_owned(), "*"),
        Some(n) if n == figure.published => (tenths(n), "0.0".to_owned(), " "),
        Some(n) => {
            let sign = if n > figure.published { '+' } else { '-' };
            (tenths(n), format!("{sign}{}", tenths(n.abs_diff(figure.published))), "*")
        }
    };
    format!("{:>9}{measured:>9}{difference:>8}{mark} ", tenths(figure.published))
}

fn show_check(check: &TruthCheck) -> String {
    let mut text = match check.different.len() {
        0 => format!("truth: all {} planted counts found exactly\n", check.compared),
        n => format!("truth: {n} of {} planted counts differ\n", check.compared),
    };
    for (planted, counted) in check.different.iter().take(20) {
        let counted = counted.map_or_else(|| "nothing".to_owned(), |(n, d)| format!("{n}/{d}"));
        let _ = writeln!(
            text,
            "  {} {} of {}: planted {}/{}, counted {counted}",
            planted.group, planted.metric, planted.denominator_name, planted.numerator, planted.denominator
        );
    }
    text
}
