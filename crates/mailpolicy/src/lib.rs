//! One RRset to one typed verdict: MX, SPF, DMARC, MTA-STS, TLSRPT, BIMI, TLSA, DS.
//!
//! Every function here is pure: no I/O, no clock, no global state, no panic on any bytes, and no allocation (the two exceptions,
//! [`dmarc::authorisation_owner`] and [`spf::parse_terms`], say so). Verdicts borrow from the record they judge.
//!
//! # Inputs
//! * An RRset is a slice of records **without duplicates** (RFC 2181 5 removes them before any policy is read).
//! * TXT: one `&[u8]` per record, its character-strings joined with no separator (RFC 7208 3.3, 9989 4.5, 8461 3.1), escapes undone.
//! * Names are presentation text. Where a trailing dot matters it is said; elsewhere names with and without it are equal.
//!
//! # Shape
//! | RRset | call | verdict |
//! |---|---|---|
//! | MX of a name | [`mx::classify`] | [`mx::MxVerdict`]: class, `accepts_mail`, hosts, flags |
//! | TXT of a name | [`spf::evaluate`] = [`spf::select`] + [`spf::parse`] | [`spf::Verdict`] with [`spf::Spf`] |
//! | SPF over a snapshot | [`spf::closure`] | [`spf::Closure`]: lookups, loop, voids, effective `all` |
//! | TXT of `_dmarc` | [`dmarc::evaluate`] = [`dmarc::select`] + [`dmarc::parse`] | [`dmarc::Verdict`] with [`dmarc::Dmarc`] |
//! | DMARC over a snapshot | [`dmarc::discover`] (tree walk) | [`dmarc::Effective`] |
//! | TXT of `_mta-sts`, `_smtp._tls`, `default._bimi` | [`mtasts::select`], [`tlsrpt::select`], [`bimi::select`] | state, id, report addresses, certificate |
//! | DS at a delegation | [`ds::classify`] | [`ds::DsClass`] |
//! | TLSA of the MX hosts | [`tlsa::usable`], [`tlsa::hosts`] | any / all, three-valued |
//! | outcome at `_domainkey` | [`dkim::hint`] | [`dkim::DkimHint`] |
//! | TXT of several underscore names | [`wildcard::suspect`] | one answer for all of them |
//!
//! Every state enum has `as_str()` giving the name used in `domains.parquet`. Findings ([`Finding`]) carry a [`Code`], which names
//! its RFC section, and the byte offset in the joined record (for MX: the index of the record in the RRset).
//! Unknown stays unknown: a verdict that needs data nobody collected is `None` or carries `complete = false`, never `false`.

pub mod bimi;
pub mod dkim;
pub mod dmarc;
pub mod ds;
mod finding;
pub mod mtasts;
pub mod mx;
pub mod name;
mod selection;
pub mod spf;
mod tags;
mod text;
pub mod tlsa;
pub mod tlsrpt;
pub mod uri;
pub mod wildcard;

pub use finding::{Code, Finding, Findings, Severity};
pub use selection::Selection;

/// How firmly a domain says that it sends and receives no mail, 0 to 3: one point each for Null MX (RFC 7505), an SPF record that
/// only says `-all` (RFC 7208 10.1.2), and an effective DMARC policy of `reject` (RFC 9989 4.7).
#[must_use]
pub fn nonsending_level(mx: mx::MxClass, spf_only_all: bool, dmarc_effective: Option<dmarc::Policy>) -> u8 {
    u8::from(mx == mx::MxClass::Null)
        + u8::from(spf_only_all)
        + u8::from(dmarc_effective == Some(dmarc::Policy::Reject))
}
