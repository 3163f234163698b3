//! The records of one name: how many there are, and each by its place.

use std::collections::BTreeMap;

use crate::bench::labels::hosters_of;
use crate::emit::{BASE32_HEX, BASE64, HEX, LineStyle, push_chars, push_ipv4, push_ipv6, push_number, push_record};
use crate::rng::Rng;

/// Most records of a name: two or four NS, two or three of glue, four of a signed name.
pub(super) const PLACES: u64 = 9;

/// Which records a name has.
pub(super) struct Shape {
    /// Hosters by number; none when the name servers lie below the name itself.
    first: Option<usize>,
    second: Option<usize>,
    has_ipv6_glue: bool,
    is_signed: bool,
}

/// A kind of record, with what tells two of it apart.
#[derive(Clone, Copy)]
enum Record {
    Ns(usize),
    Ds,
    DsSignature,
    Ipv4Glue(usize),
    Ipv6Glue,
    Hash,
    HashSignature,
}

const GLUE: [Record; 2] = [Record::Ipv4Glue(0), Record::Ipv4Glue(1)];
const SIGNED: [Record; 4] = [Record::Ds, Record::DsSignature, Record::Hash, Record::HashSignature];

impl Shape {
    pub(super) fn draw(is_signed: bool, rng: &mut Rng) -> Self {
        let is_own = rng.below(1_000) < 35;
        let first = (!is_own).then(|| hoster(rng));
        let second = (!is_own && rng.below(1_000) < 120).then(|| hoster(rng)).filter(|second| Some(*second) != first);
        Self { first, second, has_ipv6_glue: is_own && rng.below(1_000) < 300, is_signed }
    }

    pub(super) const fn records(&self) -> u64 {
        let ns = if self.second.is_some() { 4 } else { 2 };
        let glue = if self.first.is_some() { 0 } else { 2 + self.has_ipv6_glue as u64 };
        ns + glue + if self.is_signed { 4 } else { 0 }
    }

    /// The record at a place below [`Shape::records`].
    fn record(&self, place: u64) -> Record {
        let ns = if self.second.is_some() { 4 } else { 2 };
        let place = place as usize;
        let Some(place) = place.checked_sub(ns) else { return Record::Ns(place) };
        let signed: &[Record] = if self.is_signed { &SIGNED } else { &[] };
        let glue: &[Record] = if self.first.is_some() { &[] } else { &GLUE };
        signed.iter().chain(glue).nth(place).copied().unwrap_or(Record::Ipv6Glue)
    }
}

/// One of the hosters, the first ones most often.
fn hoster(rng: &mut Rng) -> usize {
    let bound = hosters_of(rng.below(1_000));
    rng.below(bound) as usize
}

/// Writes records of a name.
pub(super) struct Writer<'a> {
    /// Without a dot at its end.
    pub(super) name: &'a [u8],
    /// Pairs of name servers.
    pub(super) hosters: &'a [(String, String)],
    pub(super) rdata: &'a mut Vec<u8>,
    pub(super) text: &'a mut Vec<u8>,
    pub(super) counts: &'a mut BTreeMap<&'static str, u64>,
}

impl Writer<'_> {
    pub(super) fn push(&mut self, shape: &Shape, place: u64, mut rng: Rng) {
        self.rdata.clear();
        let rng = &mut rng;
        match shape.record(place) {
            Record::Ns(at) => {
                self.push_server(shape, at);
                self.record(172_800, b"", "NS");
            }
            Record::Ds => {
                push_number(rng.below(65_536), self.rdata);
                self.rdata.extend_from_slice(b" 13 2 ");
                push_chars(HEX, 64, rng, self.rdata);
                self.record(86_400, b"", "DS");
            }
            Record::DsSignature => {
                self.push_signature("DS 13 2 86400", rng);
                self.record(86_400, b"", "RRSIG");
            }
            Record::Ipv4Glue(at) => {
                push_ipv4(rng, self.rdata);
                self.record(172_800, [b"ns1.", b"ns2."][at], "A");
            }
            Record::Ipv6Glue => {
                push_ipv6(rng, self.rdata);
                self.record(172_800, b"ns1.", "AAAA");
            }
            Record::Hash => {
                self.rdata.extend_from_slice(b"1 1 0 - ");
                push_chars(BASE32_HEX, 32, rng, self.rdata);
                self.rdata.extend_from_slice(b" NS DS RRSIG");
                self.record_at_hash("NSEC3");
            }
            Record::HashSignature => {
                self.push_signature("NSEC3 13 2 900", rng);
                self.record_at_hash("RRSIG");
            }
        }
    }

    fn push_server(&mut self, shape: &Shape, at: usize) {
        let hoster = if at < 2 { shape.first } else { shape.second };
        match hoster.and_then(|hoster| self.hosters.get(hoster)) {
            Some((first, second)) => {
                let server = if at.is_multiple_of(2) { first } else { second };
                self.rdata.extend_from_slice(server.as_bytes());
            }
            None => {
                self.rdata.extend_from_slice([b"ns1.", b"ns2."][at & 1]);
                self.rdata.extend_from_slice(self.name);
                self.rdata.push(b'.');
            }
        }
    }

    /// What is covered, times, key tag, signer and signature.
    fn push_signature(&mut self, covered: &str, rng: &mut Rng) {
        self.rdata.extend_from_slice(covered.as_bytes());
        self.rdata.extend_from_slice(b" 20260615041023 20260607030023 ");
        push_number(1 + rng.below(65_535), self.rdata);
        self.rdata.extend_from_slice(b" com. ");
        push_chars(BASE64, 84, rng, self.rdata);
        self.rdata.extend_from_slice(b"Aw==");
    }

    fn record(&mut self, ttl: u64, prefix: &[u8], rtype: &'static str) {
        *self.counts.entry(rtype).or_default() += 1;
        let style = LineStyle::plain(ttl).with_class("in");
        push_record(style, [prefix, self.name], rtype, self.rdata, None, self.text);
    }

    /// A record at the name's hash, which is drawn from the name alone: no name that anyone registered.
    fn record_at_hash(&mut self, rtype: &'static str) {
        *self.counts.entry(rtype).or_default() += 1;
        let seed = self
            .name
            .iter()
            .fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3));
        let mut owner = Vec::with_capacity(36);
        push_chars(BASE32_HEX, 32, &mut Rng::new(seed), &mut owner);
        owner.extend_from_slice(b".com");
        push_record(LineStyle::plain(900).with_class("in"), [b"", &owner], rtype, self.rdata, None, self.text);
    }
}
