//! Records as hickory-proto has them, by way of the wire form. Feature `hickory`.
//!
//! ```
//! use hickory_proto::rr::{RData, Record};
//! use zonefile::{Entry, Projection, Records, Scope, hickory};
//!
//! let zone = b"example. 3600 IN MX 10 mail.example.\n";
//! let everything = Projection::all();
//! let mut records = Records::new(zone, &Scope::default(), &everything, true);
//! let Some(Ok(Entry::Record(record))) = records.next() else { panic!("a record") };
//! let theirs = Record::try_from(&record)?;
//! let RData::MX(mx) = &theirs.data else { panic!("an MX") };
//! assert_eq!(mx.preference, 10);
//!
//! let mut line = Vec::new();
//! hickory::write_line(&theirs, &mut line)?;
//! assert_eq!(line, zone);
//! # Ok::<(), hickory::HickoryError>(())
//! ```

use crate::error::ParseError;
use crate::name::Name;
use crate::record::Record;
use crate::rtype::{Class, RrType};
use crate::{MAX_TTL, rdata};
use hickory_proto::ProtoError;
use hickory_proto::rr::{self, DNSClass, RData, RecordType};
use hickory_proto::serialize::binary::{
    BinDecodable, BinDecoder, BinEncodable, BinEncoder, DecodeError, NameEncoding, Restrict,
};
use std::fmt;

/// Why a record has no form on the other side.
#[derive(Debug)]
pub enum HickoryError {
    /// The data is not that of its type; offsets count in the text being parsed.
    Data(ParseError),
    /// hickory-proto does not take the wire form.
    Decode(DecodeError),
    /// hickory-proto has no wire form for what it holds.
    Encode(ProtoError),
    /// Its type cannot stand in a zone, or its TTL is out of range.
    NotInZone,
}

impl fmt::Display for HickoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HickoryError::Data(e) => e.fmt(f),
            HickoryError::Decode(e) => e.fmt(f),
            HickoryError::Encode(e) => e.fmt(f),
            HickoryError::NotInZone => f.write_str("a record of this type or TTL cannot stand in a zone"),
        }
    }
}

impl std::error::Error for HickoryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            HickoryError::Data(e) => Some(e),
            HickoryError::Decode(e) => Some(e),
            HickoryError::Encode(e) => Some(e),
            HickoryError::NotInZone => None,
        }
    }
}

impl From<ParseError> for HickoryError {
    fn from(e: ParseError) -> Self {
        HickoryError::Data(e)
    }
}

impl From<DecodeError> for HickoryError {
    fn from(e: DecodeError) -> Self {
        HickoryError::Decode(e)
    }
}

impl From<ProtoError> for HickoryError {
    fn from(e: ProtoError) -> Self {
        HickoryError::Encode(e)
    }
}

impl TryFrom<&Record<'_>> for rr::Record {
    type Error = HickoryError;

    /// Decodes the data of a record.
    fn try_from(record: &Record<'_>) -> Result<Self, HickoryError> {
        let mut wire = Vec::new();
        record.rdata.encode(&mut wire)?;
        let owner = rr::Name::from_bytes(record.owner.to_name().wire())?;
        let mut theirs = rr::Record::from_rdata(owner, record.ttl, decode_data(record.rtype, &wire)?);
        theirs.dns_class = DNSClass::from(record.class.0);
        Ok(theirs)
    }
}

/// The wire form `wire` of the data of a record of type `rtype`, decoded.
///
/// # Errors
/// hickory-proto is stricter than this crate about some types.
pub fn decode_data(rtype: RrType, wire: &[u8]) -> Result<RData, DecodeError> {
    // The data of a record has at most 65,535 bytes.
    let length = u16::try_from(wire.len()).unwrap_or(u16::MAX);
    RData::read(&mut BinDecoder::new(wire), RecordType::from(rtype.0), Restrict::new(length))
}

/// Appends `record` as a line of a zone file: absolute names, canonical data, everything stated.
///
/// # Errors
/// What cannot be encoded, and what cannot stand in a zone.
pub fn write_line(record: &rr::Record, out: &mut Vec<u8>) -> Result<(), HickoryError> {
    let rtype = RrType(u16::from(record.record_type()));
    if rtype.is_meta() || record.ttl > MAX_TTL {
        return Err(HickoryError::NotInZone);
    }
    let owner = Name::from_wire(&encode(&record.name)?).ok_or(HickoryError::NotInZone)?;
    let data = encode(&record.data)?;
    owner.write_text(out);
    let class = Class(u16::from(record.dns_class));
    out.extend_from_slice(format!(" {} {class} {rtype} ", record.ttl).as_bytes());
    rdata::write_text(rtype, &data, out);
    out.push(b'\n');
    Ok(())
}

/// The uncompressed wire form.
fn encode(part: &impl BinEncodable) -> Result<Vec<u8>, ProtoError> {
    let mut wire = Vec::new();
    let mut encoder = BinEncoder::new(&mut wire);
    encoder.set_name_encoding(NameEncoding::Uncompressed);
    part.emit(&mut encoder)?;
    Ok(wire)
}
