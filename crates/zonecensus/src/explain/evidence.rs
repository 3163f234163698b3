//! The records that speak for a domain: its own, and those that its CNAMEs lead to within the inputs.

use crate::error::{Error, Result};
use crate::input::Inputs;
use crate::records::{Columns, write_rdata};
use arrow::array::RecordBatch;
use census::{Fact, Lookup, MAX_CNAME_CHAIN, lookups_of};
use snapshot::{ScanOptions, Scanned, Source, find_places, scan};
use std::path::{Path, PathBuf};
use zonefile::{Class, LineCol, RrType};

/// A record and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The input.
    pub file: PathBuf,
    /// Offset in the plain bytes of the input.
    pub byte: u64,
    /// Line and column in its plain bytes; None for standard input.
    pub position: Option<LineCol>,
    /// Owner, TTL, class, type and canonical rdata, separated by blanks.
    pub text: String,
    /// The lookups that it is an answer to; several for a CNAME at the name itself.
    pub lookups: Vec<Lookup>,
    /// The target of a CNAME, lower case, without final dot.
    target: Option<String>,
}

impl Evidence {
    /// Whether the fact comes from this record.
    #[must_use]
    pub fn supports(&self, fact: &Fact) -> bool {
        self.lookups.iter().any(|lookup| fact.lookups.contains(lookup))
    }
}

/// The records that speak for `name`, with their places; then those that CNAMEs among them lead to.
pub(super) fn find_records(inputs: &Inputs, options: &ScanOptions, name: &str) -> Result<Vec<Evidence>> {
    let own = |owner: &[u8], rtype: RrType| {
        let is_below =
            owner.len().checked_sub(name.len()).is_some_and(|at| owner[at..].eq_ignore_ascii_case(name.as_bytes()));
        if is_below { lookups_of(owner, rtype.0, name).to_vec() } else { Vec::new() }
    };
    let mut records = find(inputs, options, &own)?;
    let mut last = 0;
    for _ in 0..MAX_CNAME_CHAIN {
        let aliases: Vec<(String, Vec<Lookup>)> =
            records[last..].iter().filter_map(|alias| Some((alias.target.clone()?, alias.lookups.clone()))).collect();
        if aliases.is_empty() {
            break;
        }
        let followed = |owner: &[u8], rtype: RrType| {
            let here = aliases.iter().filter(|(target, _)| owner.eq_ignore_ascii_case(target.as_bytes()));
            here.flat_map(|(_, lookups)| lookups).copied().filter(|lookup| is_answer(*lookup, rtype)).collect()
        };
        last = records.len();
        let mut fresh = find(inputs, options, &followed)?;
        // A chain that goes round leads to records already there.
        fresh.retain(|new| !records.iter().any(|old| (&old.file, old.byte) == (&new.file, new.byte)));
        records.append(&mut fresh);
    }
    Ok(records)
}

/// Whether a record of this type, at the end of a CNAME or on its way, answers the lookup.
fn is_answer(lookup: Lookup, rtype: RrType) -> bool {
    match lookup {
        // Whatever is at a selector: that it is there was the question.
        Lookup::Domainkey => false,
        Lookup::Mx => matches!(rtype.0, CNAME | MX),
        Lookup::Tlsa => matches!(rtype.0, CNAME | TLSA),
        _ => matches!(rtype.0, CNAME | TXT),
    }
}

const CNAME: u16 = 5;
const MX: u16 = 15;
const TXT: u16 = 16;
const TLSA: u16 = 52;

/// A record before its line is known.
struct Found {
    at: u64,
    text: String,
    lookups: Vec<Lookup>,
    target: Option<String>,
}

/// The records for which `pick` names a lookup: it is given the owner without its final dot, and the type.
fn find(
    inputs: &Inputs,
    options: &ScanOptions,
    pick: &(dyn Fn(&[u8], RrType) -> Vec<Lookup> + Sync),
) -> Result<Vec<Evidence>> {
    let mut records = Vec::new();
    let read = |found: &mut Vec<Found>, batch: &RecordBatch| pick_records(batch, pick, found);
    scan(inputs.sources(), options, Vec::new, read, |done: Scanned<Vec<Found>>| {
        let file = &inputs.paths[done.source];
        records.extend(done.value.into_iter().map(|Found { at, text, lookups, target }| Evidence {
            file: file.clone(),
            byte: at,
            position: None,
            text,
            lookups,
            target,
        }));
        Ok::<(), Error>(())
    })?;
    for of_file in records.chunk_by_mut(|a, b| a.file == b.file) {
        locate(of_file, options)?;
    }
    Ok(records)
}

fn pick_records(batch: &RecordBatch, pick: &dyn Fn(&[u8], RrType) -> Vec<Lookup>, found: &mut Vec<Found>) {
    let records = Columns::of(batch);
    let (mut wire, mut rdata) = (Vec::new(), Vec::new());
    for row in 0..batch.num_rows() {
        let owner = records.owner.value(row);
        let (class, rtype) = (Class(records.class[row]), RrType(records.rtype[row]));
        let lookups = pick(owner.strip_suffix(b".").unwrap_or(owner), rtype);
        if lookups.is_empty() {
            continue;
        }
        rdata.clear();
        if write_rdata(rtype, records.rdata.value(row), &mut wire, &mut rdata).is_err() {
            rdata = records.rdata.value(row).to_vec();
        }
        let (owner, data) = (String::from_utf8_lossy(owner).to_ascii_lowercase(), String::from_utf8_lossy(&rdata));
        let target = (rtype.0 == CNAME).then(|| data.trim_end_matches('.').to_ascii_lowercase());
        let text = format!("{owner} {} {class} {rtype} {data}", records.ttl[row]);
        found.push(Found { at: records.at[row], text, lookups, target });
    }
}

/// Sets the positions of records of one file, which are in its order.
fn locate(records: &mut [Evidence], options: &ScanOptions) -> Result<()> {
    let Some(file) = records.first().map(|record| record.file.clone()) else { return Ok(()) };
    if file == Path::new("-") {
        return Ok(());
    }
    let offsets: Vec<u64> = records.iter().map(|record| record.byte).collect();
    let places = find_places(Source::open(&file, None)?, &offsets, options.max_ratio)?;
    for (record, place) in records.iter_mut().zip(places) {
        record.position = Some(place);
    }
    Ok(())
}
