//! Counts the records of a zone file with `domain` or `hickory-proto`: rust-readers CRATE FILE.

use domain::zonefile::inplace::{Entry, Zonefile};
use hickory_proto::rr::Name;
use hickory_proto::serialize::txt::Parser;

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let (Some(reader), Some(path)) = (args.next(), args.next()) else { return Err("rust-readers CRATE FILE".into()) };
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
    let count = if reader == "domain" { domain(&text) } else { hickory(text) }?;
    println!("{count} records");
    Ok(())
}

fn domain(text: &str) -> Result<usize, String> {
    let mut zone = Zonefile::from(text.as_bytes());
    let mut count = 0;
    while let Some(entry) = zone.next_entry().map_err(|e| format!("{e}, after {count} records"))? {
        count += usize::from(matches!(entry, Entry::Record(_)));
    }
    Ok(count)
}

fn hickory(text: String) -> Result<usize, String> {
    let parser = Parser::new(text, None, Some(Name::root()));
    let (_, sets) = parser.parse().map_err(|e| e.to_string())?;
    Ok(sets.values().map(|set| set.records_count()).sum())
}
