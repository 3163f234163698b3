//! `zonecensus tables` and `zonecensus trend`.

use super::args::{TableArgs, TableFormat, TablesArgs, TrendArgs};
use super::terminal::Terminal;
use super::{Outcome, output};
use std::fmt::Write;
use tables::{RenderOptions, Table, TableDef, escape_text, render};
use zonecensus::{
    Pipeline, SnapshotDate, Store, build_tables, build_trend, recorded_pipeline, select_tables, write_tables,
};

pub(super) fn run(args: &TablesArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.store)?;
    let date = store.find_snapshot(args.snapshot)?;
    let defs = definitions(&args.table, &store, date)?;
    let tables = build_tables(&store, date, &defs)?;
    write_tables(&store, date, &tables)?;
    output::print(show(&tables, &args.table, terminal)?.as_bytes())
}

pub(super) fn run_trend(args: &TrendArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.store)?;
    let last = store.find_snapshot(None)?;
    let defs = definitions(&args.table, &store, last)?;
    let tables = build_trend(&store, &defs)?;
    if args.table.format != TableFormat::Table {
        return output::print(show(&tables, &args.table, terminal)?.as_bytes());
    }
    let options = options(&args.table, terminal);
    let mut text = String::new();
    for table in &tables {
        let wanted = |metric: &&(&str, &str)| args.metric.as_ref().is_none_or(|name| name == metric.0);
        for (metric, denominator) in table.metrics().iter().filter(wanted) {
            let head = format!("{}: {metric}, % of {denominator}", table.title);
            writeln!(text, "{}\n{}", escape_text(&head), table.by_snapshot(metric, denominator).render(options))?;
        }
    }
    for note in tables.first().into_iter().flat_map(|table| &table.notes) {
        writeln!(text, "note: {}", escape_text(note))?;
    }
    output::print(text.as_bytes())
}

/// The definitions asked for: of the pipeline given, or of the one recorded with the snapshot.
fn definitions(args: &TableArgs, store: &Store, date: SnapshotDate) -> anyhow::Result<Vec<TableDef>> {
    let pipeline = match &args.pipeline {
        Some(spec) => Pipeline::load(spec)?,
        None => recorded_pipeline(store, date)?,
    };
    Ok(select_tables(&pipeline.tables, &args.name)?)
}

fn options(args: &TableArgs, terminal: &Terminal) -> RenderOptions {
    RenderOptions { counts: args.counts, colour: terminal.colour_out, ..RenderOptions::default() }
}

fn show(tables: &[Table], args: &TableArgs, terminal: &Terminal) -> anyhow::Result<String> {
    match args.format {
        TableFormat::Table => {
            let texts: Vec<String> = tables.iter().map(|table| render(table, options(args, terminal))).collect();
            Ok(texts.join("\n"))
        }
        TableFormat::Csv => match tables {
            [table] => Ok(table.to_grid().to_csv()?),
            _ => {
                let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
                anyhow::bail!("CSV holds one table; choose with --name: {}", names.join(", "))
            }
        },
        TableFormat::Json => {
            let mut parts = Vec::new();
            for table in tables {
                parts.push(format!(
                    "{}: {}",
                    serde_json::to_string(&table.name)?,
                    table.to_grid().to_json()?.trim_end()
                ));
            }
            Ok(format!("{{\n{}\n}}\n", parts.join(",\n")))
        }
    }
}
