//! The facts of one name as a list, for people.

use crate::columns::Col;
use crate::error::CensusError;
use crate::plan::Lookup;
use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};

/// One fact of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Name of the column.
    pub column: String,
    /// The value as text; lists in brackets.
    pub value: String,
    /// What it says.
    pub definition: String,
    /// Document and section, empty for none.
    pub rfc: String,
    /// Lookups whose records it comes from, empty for facts of the name itself.
    pub lookups: Vec<Lookup>,
}

/// The facts of the only row of `batch`, null ones left out.
pub(crate) fn facts_of(batch: &RecordBatch) -> Result<Vec<Fact>, CensusError> {
    let options = FormatOptions::default();
    let mut facts = Vec::new();
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        if array.is_null(0) {
            continue;
        }
        let metadata = |key: &str| field.metadata().get(key).cloned().unwrap_or_default();
        facts.push(Fact {
            column: field.name().clone(),
            value: ArrayFormatter::try_new(array, &options)?.value(0).try_to_string()?,
            definition: metadata("definition"),
            rfc: metadata("rfc"),
            lookups: Col::find(field.name()).map_or_else(Vec::new, |col| col.def().needs.to_vec()),
        });
    }
    Ok(facts)
}

/// The lookups of the name that a record of this owner (presentation form) answers: `_dmarc.example.jp` speaks for `example.jp`
/// through the DMARC lookup, and a CNAME at the name itself through those of MX and TXT. `rtype` is the IANA number.
#[must_use]
pub fn lookups_of(owner: &[u8], rtype: u16, name: &str) -> &'static [Lookup] {
    use crate::key::{Place, key_of, subject};
    use crate::plan::rtype as types;
    let (owner, key) = (key_of(owner), key_of(name.as_bytes()));
    let at = subject(&owner);
    let own = owner == key;
    match (at.place, rtype) {
        (_, types::NS) if own => &[Lookup::Ns],
        (_, types::DS) if own => &[Lookup::Ds],
        (_, types::MX) if own => &[Lookup::Mx],
        (_, types::A | types::AAAA) if own => &[Lookup::Address],
        (Place::Own, types::CNAME) if own => &[Lookup::Mx, Lookup::Txt],
        (Place::Own, types::TXT | types::SPF) if own => &[Lookup::Txt],
        (_, types::TXT | types::CNAME | types::TLSA) if owner[..at.base] == key[..] => match at.place {
            Place::Own => &[],
            Place::Wildcard => &[Lookup::Txt],
            Place::Dmarc | Place::Report => &[Lookup::Dmarc],
            Place::Sts => &[Lookup::Sts],
            Place::Tlsrpt => &[Lookup::Tlsrpt],
            Place::Bimi => &[Lookup::Bimi],
            Place::Tlsa => &[Lookup::Tlsa],
            Place::Domainkey | Place::Selector => &[Lookup::Domainkey],
        },
        _ => &[],
    }
}
