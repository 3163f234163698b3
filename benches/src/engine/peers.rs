//! Zone-file readers of other crates, as their documentation says to use them.

use super::Outcome;
use anyhow::{Context, anyhow};
use domain::zonefile::inplace::{Entry, Zonefile};
use hickory_proto::rr::Name;
use hickory_proto::serialize::txt::Parser;
use std::hint::black_box;

/// The `domain` crate. It works on a copy of the text.
pub(super) fn domain(text: &[u8]) -> anyhow::Result<Outcome> {
    let mut zone = Zonefile::from(text);
    let (mut count, mut errors) = (0, 0);
    while let Some(entry) = zone.next_entry().map_err(|e| anyhow!("domain: {e}"))? {
        match entry {
            Entry::Record(record) => {
                black_box(&record);
                count += 1;
            }
            Entry::Include { .. } => errors += 1,
        }
    }
    Ok(Outcome { count, errors, ..Outcome::default() })
}

/// The `hickory-proto` crate. It keeps all records.
pub(super) fn hickory(text: &[u8]) -> anyhow::Result<Outcome> {
    let text = std::str::from_utf8(text).context("hickory-proto reads UTF-8 only")?;
    let parser = Parser::new(text, None, Some(Name::root()));
    let (_, sets) = parser.parse().map_err(|e| anyhow!("hickory-proto: {e}"))?;
    let count = sets.values().map(|set| set.records_count() as u64).sum();
    Ok(Outcome { count, ..Outcome::default() })
}
