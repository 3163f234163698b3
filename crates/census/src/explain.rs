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

/// Whether a record of this owner (presentation form) speaks for the name, and through which lookup: `_dmarc.example.jp` for
/// `example.jp` gives the DMARC lookup. `rtype` is the IANA number.
#[must_use]
pub fn lookup_of(owner: &[u8], rtype: u16, name: &str) -> Option<Lookup> {
    use crate::key::{Place, key_of, subject};
    use crate::plan::rtype as types;
    let (owner, key) = (key_of(owner), key_of(name.as_bytes()));
    let at = subject(&owner);
    let own = owner == key;
    match (at.place, rtype) {
        (_, types::NS) if own => Some(Lookup::Ns),
        (_, types::DS) if own => Some(Lookup::Ds),
        (_, types::MX) if own => Some(Lookup::Mx),
        (_, types::A | types::AAAA) if own => Some(Lookup::Address),
        (Place::Own, types::TXT | types::CNAME | types::SPF) if own => Some(Lookup::Txt),
        (_, types::TXT | types::CNAME | types::TLSA) if owner[..at.base] == key[..] => match at.place {
            Place::Own => None,
            Place::Wildcard => Some(Lookup::Txt),
            Place::Dmarc | Place::Report => Some(Lookup::Dmarc),
            Place::Sts => Some(Lookup::Sts),
            Place::Tlsrpt => Some(Lookup::Tlsrpt),
            Place::Bimi => Some(Lookup::Bimi),
            Place::Tlsa => Some(Lookup::Tlsa),
            Place::Domainkey | Place::Selector => Some(Lookup::Domainkey),
        },
        _ => None,
    }
}
