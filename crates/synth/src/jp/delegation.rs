//! The delegation file as a registry exports it: apex, NS, DS, glue, and the records of a signed zone.

use super::operators::{operator_of, push_template, small_hoster};
use crate::emit::{
    BASE32_HEX, BASE64, HEX, LineStyle, push_chars, push_ipv4, push_ipv6, push_number, push_record, push_signature,
};
use crate::rng::Rng;

const NS_TTL: u64 = 86_400;
const DS_TTL: u64 = 7_200;
const NSEC3_TTL: u64 = 900;

/// Writes the records at and for the apex. `serial` is that of the SOA.
pub(crate) fn push_apex(serial: u64, rng: &mut Rng, out: &mut Vec<u8>) {
    let mut rdata = b"z.dns.jp. root.dns.jp. ".to_vec();
    push_number(serial, &mut rdata);
    rdata.extend_from_slice(b" 3600 900 1814400 900");
    let mut push = |owner: &str, ttl, rtype, rdata: &[u8]| {
        push_record(LineStyle::plain(ttl), [b"", owner.as_bytes()], rtype, rdata, None, out);
    };
    push("jp", NS_TTL, "SOA", &rdata);
    for server in 'a'..='h' {
        push("jp", NS_TTL, "NS", format!("{server}.dns.jp.").as_bytes());
    }
    let mut key = b"257 3 8 ".to_vec();
    push_chars(BASE64, 344, rng, &mut key);
    push("jp", NS_TTL, "DNSKEY", &key);
    push("jp", 0, "NSEC3PARAM", b"1 0 8 C0FFEE");
    for server in 'a'..='h' {
        let mut address = Vec::new();
        push_ipv4(rng, &mut address);
        push(&format!("{server}.dns.jp"), NS_TTL, "A", &address);
    }
}

/// The delegation of one name.
pub(crate) struct Delegation<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) ds: bool,
    /// Chooses the operator; the answers use the same stream.
    pub(crate) operator: Rng,
    /// Everything else.
    pub(crate) rng: Rng,
}

impl Delegation<'_> {
    /// Writes NS, DS and glue, and for one name in 64 a piece of the NSEC3 chain.
    pub(crate) fn push(mut self, small_hosters: &[Vec<u8>], rdata: &mut Vec<u8>, out: &mut Vec<u8>) {
        let operator = operator_of(&mut self.operator);
        let mut in_bailiwick = false;
        for template in operator.name_servers {
            in_bailiwick = template.contains('@');
            rdata.clear();
            push_template(template, self.name, &mut self.rng, rdata);
            self.record(b"", NS_TTL, "NS", rdata, out);
        }
        if operator.name_servers.is_empty() {
            let hoster = &small_hosters[small_hoster(&mut self.rng)];
            for server in ["ns1.", "ns2."] {
                rdata.clear();
                rdata.extend_from_slice(server.as_bytes());
                rdata.extend_from_slice(hoster);
                rdata.push(b'.');
                self.record(b"", NS_TTL, "NS", rdata, out);
            }
        }
        if self.ds {
            self.push_ds(rdata, out);
        }
        if in_bailiwick {
            self.push_glue(rdata, out);
        }
        if self.rng.one_in(64) {
            self.push_nsec3(rdata, out);
        }
    }

    fn record(&mut self, prefix: &[u8], ttl: u64, rtype: &str, rdata: &[u8], out: &mut Vec<u8>) {
        // An exporter writes lower case; only a few records keep the case they were registered in.
        let case = if self.rng.one_in(20) { Some(&mut self.rng) } else { None };
        push_record(LineStyle::plain(ttl), [prefix, self.name], rtype, rdata, case, out);
    }

    fn push_ds(&mut self, rdata: &mut Vec<u8>, out: &mut Vec<u8>) {
        let tag = self.rng.below(65_536);
        let algorithm = self.rng.pick(&[8, 8, 8, 13, 7, 5, 10]);
        let digests: &[(u64, usize)] = if self.rng.percent(30) { &[(1, 40), (2, 64)] } else { &[(2, 64)] };
        for &(digest, length) in digests {
            rdata.clear();
            for number in [tag, algorithm, digest] {
                push_number(number, rdata);
                rdata.push(b' ');
            }
            push_chars(HEX, length, &mut self.rng, rdata);
            self.record(b"", DS_TTL, "DS", rdata, out);
        }
        self.push_rrsig(b"", "DS 8 ", DS_TTL, rdata, out);
    }

    fn push_glue(&mut self, rdata: &mut Vec<u8>, out: &mut Vec<u8>) {
        for server in [&b"ns1."[..], b"ns2."] {
            rdata.clear();
            push_ipv4(&mut self.rng, rdata);
            self.record(server, NS_TTL, "A", rdata, out);
        }
        if self.rng.percent(20) {
            rdata.clear();
            push_ipv6(&mut self.rng, rdata);
            self.record(b"ns1.", NS_TTL, "AAAA", rdata, out);
        }
    }

    /// NSEC3 and its signature at a hashed owner: no name anyone registered.
    fn push_nsec3(&mut self, rdata: &mut Vec<u8>, out: &mut Vec<u8>) {
        let mut owner = Vec::with_capacity(35);
        push_chars(BASE32_HEX, 32, &mut self.rng, &mut owner);
        owner.extend_from_slice(b".jp");
        rdata.clear();
        rdata.extend_from_slice(b"1 1 8 C0FFEE ");
        push_chars(BASE32_HEX, 32, &mut self.rng, rdata);
        rdata.extend_from_slice(if self.ds { b" NS DS RRSIG" } else { b" NS" });
        let mut hashed = Delegation { name: &owner, ds: false, operator: self.operator.clone(), rng: self.rng.clone() };
        hashed.record(b"", NSEC3_TTL, "NSEC3", rdata, out);
        hashed.push_rrsig(b"", "NSEC3 8 ", NSEC3_TTL, rdata, out);
    }

    fn push_rrsig(&mut self, prefix: &[u8], covered: &str, ttl: u64, rdata: &mut Vec<u8>, out: &mut Vec<u8>) {
        let labels = self.name.iter().filter(|&&byte| byte == b'.').count() as u64 + 1;
        rdata.clear();
        rdata.extend_from_slice(covered.as_bytes());
        push_number(labels, rdata);
        rdata.push(b' ');
        push_number(ttl, rdata);
        rdata.extend_from_slice(b" 20191201174501 20191101174501 ");
        push_number(1 + self.rng.below(65_535), rdata);
        rdata.extend_from_slice(b" jp. ");
        push_signature(&mut self.rng, rdata);
        self.record(prefix, ttl, "RRSIG", rdata, out);
    }
}
