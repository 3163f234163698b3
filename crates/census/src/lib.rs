//! From batches of DNS records to one row of facts per domain, as Parquet.
//!
//! ```text
//! RecordBatch ─ Partial::fold ─► evidence of one split ─ Census::commit ─► merge by key ─ verdicts ─► part-0.parquet
//!               (one per split, any thread)               (any order)
//! ```
//! * [`Plan`] says what to count: zone, counting unit, taxonomy, cohort, collected lookups. [`wanted_types`] is the projection that
//!   follows from it.
//! * [`Partial`] is a commutative monoid: how records are split, in which order splits come and how often a record is repeated does not
//!   change the file, byte for byte.
//! * [`Col`] is the table of columns; [`columns_markdown`] its documentation.
//!
//! Unknown is not absent: a lookup that was not collected or failed leaves null in every column that depends on it.

mod census;
mod coded;
mod cohort;
pub mod columns;
mod cross;
mod elsewhere;
mod error;
mod evidence;
mod explain;
mod fold;
mod frame;
mod heap;
mod hybrid;
pub mod key;
mod memo;
mod merge;
mod partial;
mod plan;
mod providers;
mod rdata;
mod rows;
mod run;
mod side;
mod spill;
mod taxonomy;
mod words;
mod write;

pub use census::{Census, CensusOptions, ProgressFn, Summary};
pub use cohort::{Cohort, CohortError};
pub use columns::{Col, ColumnDef, DEFINITIONS_VERSION, columns_markdown, known_columns};
pub use cross::MAX_CNAME_CHAIN;
pub use error::CensusError;
pub use explain::{Fact, lookups_of};
pub use partial::{Outcome, Partial};
pub use plan::{Lookup, LookupSet, Plan, Unit, wanted_types};
pub use providers::{Providers, ProvidersError, Role, host_domain};
pub use side::{Outcomes, SideError, StsPolicies};
pub use taxonomy::{Taxonomy, TaxonomyError, Type, Typed};
