//! A profile to a deterministic synthetic snapshot with its planted truth.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let profile = synth::Profile::jp();
//! let (mut zone, mut answers) = (Vec::new(), Vec::new());
//! let outputs = synth::Outputs { zone: &mut zone, answers: &mut answers, domains: None };
//! let truth = profile.generate(1_000, synth::DEFAULT_SEED, 1, outputs, &mut |_done, _total| {})?;
//! let mx = truth.find("CO", "mx_rr_present", "names").expect("a row of the published table");
//! assert_eq!(synth::tenths_of_percent(mx.numerator, mx.denominator), 938);
//! # Ok(())
//! # }
//! ```
//!
//! The same profile, size and seed give the same bytes, whatever the number of threads. Rows of the truth follow the
//! project's semantics: TXT strings joined with nothing between, SPF selected by RFC 7208 4.5, DMARC candidates by RFC 9989
//! 4.10, and a record repeated line by line counted once (RFC 2181 5). What the profiles `jp` and
//! `jp-municipalities` plant is told in [`PUBLISHED`] and [`REGIONS`]; every name and record text is invented.

mod bench;
mod blocks;
mod com;
mod dir;
mod emit;
mod idn;
mod jp;
mod model;
mod permute;
mod places;
mod profile;
mod punycode;
mod rng;
mod share;
mod truth;
mod words;

pub use com::Order;
pub use dir::{Options, write_dir, write_dir_with};
pub use jp::figures::{PUBLISHED, Published};
pub use jp::municipalities::{PublishedRegion, REGIONS};
pub use profile::{Outputs, Profile, Progress};
pub use share::tenths_of_percent;
pub use truth::{Truth, TruthRow};

/// The seed of the standard snapshots and benchmark inputs.
pub const DEFAULT_SEED: u64 = 20_260_808;
