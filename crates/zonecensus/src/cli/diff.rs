//! `zonecensus diff`.

use super::args::{DiffArgs, DiffPart, TableFormat};
use super::terminal::Terminal;
use super::{Outcome, output};
use std::fmt::Write;
use tables::{Grid, RenderOptions, escape_text, render_grid};
use zonecensus::{Pipeline, Store, build_diff, recorded_pipeline};

pub(super) fn run(args: &DiffArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.store)?;
    let pipeline = match &args.pipeline {
        Some(spec) => Pipeline::load(spec)?,
        None => recorded_pipeline(&store, store.find_snapshot(Some(args.after))?)?,
    };
    let Some(def) = &pipeline.diff else { anyhow::bail!("the pipeline has no [diff]: it says which states to follow") };
    let diff = build_diff(&store, args.before, args.after, def)?;
    let parts = [(DiffPart::Balances, diff.balances_grid()), (DiffPart::Transitions, diff.transitions_grid())];
    let wanted: Vec<&(DiffPart, Grid)> =
        parts.iter().filter(|(part, _)| args.part.is_none_or(|wanted| wanted == *part)).collect();
    let mut text = String::new();
    match (args.format, wanted.as_slice()) {
        (TableFormat::Csv, [(_, grid)]) => text = grid.to_csv()?,
        (TableFormat::Csv, _) => anyhow::bail!("CSV holds one part; choose with --part balances or --part transitions"),
        (TableFormat::Json, parts) => {
            let mut objects = Vec::new();
            for (_, grid) in parts {
                objects.push(format!("{}: {}", serde_json::to_string(&grid.name)?, grid.to_json()?.trim_end()));
            }
            writeln!(text, "{{\n{}\n}}", objects.join(",\n"))?;
        }
        (TableFormat::Table, parts) => {
            let options = RenderOptions { colour: terminal.colour_out, ..RenderOptions::default() };
            for (_, grid) in parts {
                writeln!(text, "{} {} to {}", escape_text(&grid.name), diff.snapshot_a, diff.snapshot_b)?;
                writeln!(text, "{}", render_grid(grid, options))?;
            }
            for note in &diff.notes {
                writeln!(text, "note: {}", escape_text(note))?;
            }
        }
    }
    output::print(text.as_bytes())
}
