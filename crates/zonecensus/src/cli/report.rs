//! `zonecensus report`.

use super::args::{Language, ReportArgs};
use super::terminal::Terminal;
use super::{Outcome, output};
use ::report::{Lang, figures, render};
use ::tables::escape_text;
use serde_json::json;
use std::path::Path;
use zonecensus::{Pipeline, Store, build_report, recorded_pipeline, write_figures};

pub(super) fn run(args: &ReportArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let lang = match args.lang {
        Language::En => Lang::En,
        Language::Ja => Lang::Ja,
    };
    let store = Store::open(&args.store)?;
    let date = store.find_snapshot(args.snapshot)?;
    let pipeline = match &args.pipeline {
        Some(spec) => Pipeline::load(spec)?,
        None => recorded_pipeline(&store, date)?,
    };
    let data = build_report(&store, date, &pipeline)?;
    if let Some(folder) = &args.figures {
        let figures = figures(&data, lang);
        write_figures(&figures, folder)?;
        let charts = figures.iter().filter(|figure| figure.svg.is_some()).count();
        let path = folder.to_string_lossy();
        let text = format!("{charts} charts and {} tables in {}", figures.len(), escape_text(&path));
        terminal.info("figures", &text, json!({ "folder": path, "charts": charts, "tables": figures.len() }));
    }
    write_page(&render(&data, lang), &args.output)?;
    if args.output != Path::new("-") {
        let path = args.output.to_string_lossy();
        terminal.info("report", &format!("report: {}", escape_text(&path)), json!({ "file": path }));
    }
    Ok(Outcome::Clean)
}

/// Writes the page to a file, which appears when it is complete, or to standard output.
pub(super) fn write_page(page: &str, path: &Path) -> anyhow::Result<()> {
    let path = (path != Path::new("-")).then_some(path);
    output::write_to(path, |out| Ok(out.write_all(page.as_bytes())?))
}
