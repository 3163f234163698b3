//! `zonecensus check`.

use super::args::CheckArgs;
use super::{Outcome, output};
use std::fmt::Write;
use tables::escape_text;
use zonecensus::Pipeline;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let pipeline = Pipeline::load(&args.pipeline)?;
    let cohort = pipeline.cohort_file(args.cohort.as_deref());
    if cohort.is_some() || args.cohort.is_some() {
        pipeline.read_cohort(args.cohort.as_deref())?;
    }
    output::print(describe(&pipeline, cohort.map(|p| p.to_string_lossy()).as_deref()).as_bytes())
}

fn describe(pipeline: &Pipeline, cohort: Option<&str>) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name:10} {}", escape_text(value));
        }
    };
    line("title", &pipeline.title);
    line("zone", &pipeline.zone);
    line("unit", pipeline.unit.as_str());
    line("taxonomy", format!("{} {}", pipeline.taxonomy.name, pipeline.taxonomy.version).trim());
    line("providers", format!("{} {}", pipeline.providers.name, pipeline.providers.version).trim());
    let collected: Vec<&str> = pipeline.collected.iter().map(|lookup| lookup.as_str()).collect();
    line("collected", &if collected.is_empty() { "what the inputs hold".to_owned() } else { collected.join(", ") });
    if let Some(spec) = &pipeline.cohort {
        let columns: Vec<&str> = spec.columns.iter().map(|(_, name)| name.as_str()).collect();
        line("cohort", &format!("{}: {}", cohort.unwrap_or("to be given with --cohort"), columns.join(", ")));
    }
    let tables: Vec<&str> = pipeline.tables.iter().map(|table| table.name.as_str()).collect();
    line("tables", &tables.join(", "));
    text.push_str("ok\n");
    text
}
