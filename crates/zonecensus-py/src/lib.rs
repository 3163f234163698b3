//! The Python package `zonecensus`, its compiled half: the stages of the library as functions, and their results as objects that give
//! out Arrow through the PyCapsule interface. What is shown of them is made in `python/zonecensus`.
//!
//! ```text
//! Scan ── __arrow_c_stream__ ─► a thread runs snapshot::scan ─ bounded channel ─► the consumer pulls batches
//! census, tables, trend, … ─► work::run: a thread of its own; the calling one answers Ctrl-C and calls `progress`
//! ```

// PyO3 hands over what it made of an argument by value.
#![allow(clippy::needless_pass_by_value)]

mod capsule;
mod census;
mod domains;
mod errors;
mod explain;
mod frame;
mod grid;
mod scan;
mod stream;
mod synth;
mod tables;
mod text;
mod work;

use pyo3::prelude::*;

/// The compiled half of the package `zonecensus`.
#[pymodule]
mod _zonecensus {
    #[pymodule_export]
    use crate::census::run_census;
    #[pymodule_export]
    use crate::domains::Domains;
    #[pymodule_export]
    use crate::explain::explain;
    #[pymodule_export]
    use crate::frame::{Batch, Frame};
    #[pymodule_export]
    use crate::scan::Scan;
    #[pymodule_export]
    use crate::synth::write_synthetic;
    #[pymodule_export]
    use crate::tables::{Table, build_diff, build_report, build_tables, build_trend, snapshots};
}
