//! `zonecensus records`.

use super::args::{RecordFormat, RecordsArgs};
use super::terminal::Terminal;
use super::{Outcome, output, scan_options, with_threads};
use serde_json::json;
use zonecensus::{Format, Inputs, write_records};
use zonefile::Projection;

pub(super) fn run(args: &RecordsArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let inputs = Inputs::find(&args.inputs, args.reading.origin)?;
    let mut options = scan_options(&args.reading);
    if !args.types.is_empty() {
        options.want = Projection::of(args.types.iter().copied());
    }
    let format = match args.format {
        RecordFormat::Text => Format::Text,
        RecordFormat::Parquet => Format::Parquet,
        RecordFormat::Arrow => Format::Arrow,
    };
    if format != Format::Text && args.output.is_none() && output::is_terminal() {
        anyhow::bail!("this format is not for a terminal: add -o FILE, or a pipe");
    }
    let summary = with_threads(&args.reading, || {
        output::write_to(args.output.as_deref(), |out| {
            Ok(write_records(&inputs, &options, format, out, |reject| terminal.reject(reject))?)
        })
    })??;
    if let Some(path) = &args.output {
        let text = format!("{} records in {}", summary.records, tables::escape_text(&path.to_string_lossy()));
        terminal.info("records", &text, json!({ "records": summary.records, "rejects": summary.rejects }));
    }
    Ok(if summary.rejects == 0 { Outcome::Clean } else { Outcome::Rejects })
}
