//! Opens the files of a zone snapshot and yields Arrow batches of records in file order, parsed in parallel.
//!
//! ```text
//! path ─ Source::open ─► file or stream ─ pieces ─► workers: Records → BatchBuilder → fold   (scope assumed)
//!                        (decoded on threads of its own)        │
//!                              in input order: scope verified, piece parsed again if the guess was wrong ─► commit
//! ```
//! A batch has one row per record ([`batch::schema`]); owner and rdata are views into the piece where the text can stand
//! as it is. What cannot be read becomes a [`Reject`] and costs one record.

pub mod batch;
mod buffer;
mod container;
mod error;
mod feed;
mod include;
mod lines;
mod map;
mod piece;
mod places;
mod plain;
mod reject;
mod scan;
mod source;
mod stream;
mod worker;

pub use container::Container;
pub use error::OpenError;
pub use places::find_places;
pub use reject::{Reject, reject_batch, reject_schema};
pub use scan::{DEFAULT_MAX_RATIO, Policy, ScanError, ScanOptions, Scanned, scan};
pub use source::{Source, Tap, find_sources};
