//! Zone-file bytes to splits to records: the parse core.
//!
//! ```
//! use zonefile::{Entry, Name, Projection, Records, RrType, Scope};
//!
//! let zone = b"$TTL 1h\n@ IN NS ns1\nwww A 192.0.2.1 ; not asked for\n";
//! let origin = Name::parse(b"example.", None)?;
//! let wanted = Projection::of([RrType::NS]);
//! let mut records = Records::new(zone, &Scope::at_origin(origin), &wanted, true);
//! while let Some(entry) = records.next() {
//!     if let Entry::Record(record) = entry? {
//!         let mut owner = Vec::new();
//!         record.owner.write_text(&mut owner);
//!         assert_eq!((owner.as_slice(), record.ttl, record.rtype), (&b"example."[..], 3600, RrType::NS));
//!     }
//! }
//! # Ok::<(), zonefile::ParseError>(())
//! ```
//!
//! The crate does no I/O, starts no threads and does not panic on input. Which choices it makes where the RFCs leave one is
//! written in docs/FORMAT.md.

mod error;
mod extent;
pub mod generate;
#[cfg(feature = "hickory")]
pub mod hickory;
mod keys;
mod lex;
mod line;
pub mod name;
mod one_line;
mod projection;
pub mod rdata;
mod record;
mod records;
mod rtype;
mod scalar;
mod scan;
mod scope;
pub mod split;
mod ttl;

pub use error::{ErrorKind, ParseError};
pub use extent::MAX_RECORD;
pub use lex::{Token, Tokens};
pub use line::LineCol;
pub use name::Name;
pub use one_line::join_strings;
pub use projection::Projection;
pub use record::{Owner, Rdata, Record};
pub use records::{Directive, Entry, Records};
pub use rtype::{Class, RR_TYPES, RrType};
pub use scan::Kernel;
pub use scope::{End, Fields, Scope};
pub use ttl::{MAX_TTL, parse_ttl};

/// The example of the README is run with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
