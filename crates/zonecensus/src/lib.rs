//! The stages of a census, as functions that return values: read a pipeline, count a snapshot into a store, build its tables and its
//! report, explain a domain. The command line and the Python package drive them; nothing here prints.
//!
//! ```text
//! Pipeline::load ─► Store::stage ─► run_census ─► Staging::commit ─► build_tables, build_report, explain, …
//! ```

mod demo;
mod error;
mod explain;
mod facts;
mod hash;
mod input;
mod memory;
mod pipeline;
mod records;
mod report;
mod run;
mod store;
mod tabulate;

pub use demo::{Figure, PublishedRow, TruthCheck, check_truth, compare_published};
pub use error::{Error, Result};
pub use explain::{Evidence, Explanation, explain_files, explain_store};
pub use facts::{CohortFacts, Counts, PipelineFacts, RunFacts, RunState, SideFileFacts, Times};
pub use input::{InputFacts, Inputs};
pub use pipeline::{CohortSpec, PIPELINES, PROVIDERS, Pipeline, PipelineError, TAXONOMIES};
pub use records::{Format, Summary, canonical_batch, schema as record_schema, write_records};
pub use report::{build_report, write_figures};
pub use run::{Progress, Run, RunOptions, run_census};
pub use store::{SnapshotDate, Staging, Store};
pub use tabulate::{build_diff, build_tables, build_trend, recorded_pipeline, select_tables, write_tables};

/// The time now, RFC 3339, UTC, in whole seconds.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
