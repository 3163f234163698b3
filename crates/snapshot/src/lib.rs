//! Opens the files of a zone snapshot and yields Arrow batches of records in file order, parsed in parallel.
//!
//! ```text
//! path ─ Source::open ─► map or decoder ─ pieces ─► workers: Records → BatchBuilder → fold   (scope assumed)
//!                                                     │
//!                              in input order: scope verified, piece parsed again if the guess was wrong ─► commit
//! ```
//! A batch has one row per record ([`batch::schema`]); owner and rdata are views into the file where the text can stand as
//! it is. What cannot be read becomes a [`Reject`] and costs one record.

pub mod batch;
mod decode;
mod error;
mod include;
mod lines;
mod map;
mod piece;
mod reject;
mod scan;
mod source;
mod worker;

pub use error::OpenError;
pub use reject::{Reject, reject_batch, reject_schema};
pub use scan::{Policy, ScanError, ScanOptions, Scanned, scan};
pub use source::{Container, Source, find_sources};
