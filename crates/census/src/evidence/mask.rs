//! Which kinds of evidence an entry holds, so that the merge can decide on a name without reading it.

pub(crate) const NS: u16 = 1;
pub(crate) const SOA: u16 = 1 << 1;
pub(crate) const DS: u16 = 1 << 2;
pub(crate) const MX: u16 = 1 << 3;
pub(crate) const TXT: u16 = 1 << 4;
pub(crate) const DMARC: u16 = 1 << 5;
pub(crate) const STS: u16 = 1 << 6;
pub(crate) const TLSRPT: u16 = 1 << 7;
pub(crate) const BIMI: u16 = 1 << 8;
pub(crate) const DOMAINKEY: u16 = 1 << 9;
pub(crate) const TLSA: u16 = 1 << 10;
pub(crate) const ADDRESS: u16 = 1 << 11;
/// Anything else that a record said: CNAME, CDS, report authorisation, wildcard.
pub(crate) const OTHER: u16 = 1 << 12;
pub(crate) const LISTED: u16 = 1 << 13;
pub(crate) const COHORT: u16 = 1 << 14;
/// A CNAME at the name itself; [`OTHER`] goes with it.
pub(crate) const CNAME: u16 = 1 << 15;
/// Anything that comes from a record of the snapshot.
pub(crate) const ANY_RECORD: u16 = (1 << 13) - 1;

use crate::key::Place;

/// The bit of TXT and CNAME records at a place.
pub(crate) fn of_place(place: Place) -> u16 {
    match place {
        Place::Own => TXT,
        Place::Dmarc => DMARC,
        Place::Sts => STS,
        Place::Tlsrpt => TLSRPT,
        Place::Bimi => BIMI,
        Place::Domainkey | Place::Selector => DOMAINKEY,
        Place::Tlsa => TLSA,
        Place::Wildcard | Place::Report => OTHER,
    }
}
