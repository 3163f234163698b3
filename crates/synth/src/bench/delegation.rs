//! A .com-like delegation file: NS, some DS with signatures, NSEC3, glue.

use std::io::{self, Write};

use super::labels::{Labels, base64, distinct_names, ipv4, ipv6, nsec3_hash, pick_hoster, upper_hex};
use super::{Out, XorShift, record};
use crate::profile::Progress;
use crate::truth::Truth;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Unsigned,
    Signed,
    Hash,
}

pub(crate) fn delegation(out: &mut dyn Write, domains: u64, seed: u64, progress: Progress<'_>) -> io::Result<Truth> {
    let mut out = Out::new(out);
    let mut r = XorShift(seed);
    let labels = Labels::new();
    let hosters = labels.hosters(&mut r, "com");
    let names = names(&mut r, &labels, domains);
    push_apex(&mut r, &mut out)?;
    let hashes: Vec<&str> =
        names.iter().filter(|(_, kind)| *kind == Kind::Hash).map(|(name, _)| name.as_str()).collect();
    let mut next = 0;
    for (at, (name, kind)) in names.iter().enumerate() {
        if *kind == Kind::Hash {
            next += 1;
            push_nsec3(&mut r, name, hashes[next % hashes.len()], &mut out)?;
        } else {
            push_domain(&mut r, name, *kind == Kind::Signed, &hosters, &mut out)?;
        }
        if at % 65_536 == 0 {
            progress(at as u64, names.len() as u64);
        }
    }
    progress(names.len() as u64, names.len() as u64);
    Ok(out.into_truth())
}

fn names(r: &mut XorShift, labels: &Labels, count: u64) -> Vec<(String, Kind)> {
    let unsigned = distinct_names(count, |again| {
        let mut name = String::new();
        labels.push(r, &mut name);
        if again && !name.starts_with("xn--") {
            name.push(char::from(b'a' + r.below(26) as u8));
        }
        while name.len() < 6 {
            name.push('x');
        }
        name
    });
    let mut names: Vec<(String, Kind)> = unsigned.into_iter().map(|name| (name, Kind::Unsigned)).collect();
    let mut signed = 0;
    for (_, kind) in &mut names {
        if r.per_mille(42) {
            *kind = Kind::Signed;
            signed += 1;
        }
    }
    names.extend((0..signed).map(|_| (nsec3_hash(r), Kind::Hash)));
    names.sort();
    names.dedup_by(|a, b| a.0 == b.0);
    names
}

fn push_apex(r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
    let soa = "a.gtld-servers.net. nstld.verisign-grs.com. 1770000000 1800 900 604800 900";
    record!(out, "SOA", "com.\t900\tin\tsoa\t{soa}\n")?;
    for server in 'a'..='m' {
        record!(out, "NS", "com.\t172800\tin\tns\t{server}.gtld-servers.net.\n")?;
    }
    record!(out, "DNSKEY", "com.\t86400\tin\tdnskey\t257 3 13 {}\n", base64(r, 86))?;
    record!(out, "NSEC3PARAM", "com.\t86400\tin\tnsec3param\t1 0 0 -\n")
}

fn push_nsec3(r: &mut XorShift, name: &str, next: &str, out: &mut Out<'_>) -> io::Result<()> {
    record!(out, "NSEC3", "{name}.com.\t900\tin\tnsec3\t1 1 0 - {next} NS DS RRSIG\n")?;
    record!(out, "RRSIG", "{name}.com.\t900\tin\trrsig\tNSEC3 13 2 900 {}\n", signature(r))
}

/// Times, key tag, signer and signature.
fn signature(r: &mut XorShift) -> String {
    let (until, from, tag) = (10 + r.below(18), 1 + r.below(8), 10_000 + r.below(50_000));
    format!("202606{until:02}041023 2026060{from}030023 {tag} com. {}Aw==", base64(r, 84))
}

fn push_domain(
    r: &mut XorShift,
    name: &str,
    signed: bool,
    hosters: &[(String, String)],
    out: &mut Out<'_>,
) -> io::Result<()> {
    let in_bailiwick = r.per_mille(35);
    let mut ns = |target: &str| record!(out, "NS", "{name}.com.\t172800\tin\tns\t{target}\n");
    if in_bailiwick {
        ns(&format!("ns1.{name}.com."))?;
        ns(&format!("ns2.{name}.com."))?;
    } else {
        let first = pick_hoster(r, hosters);
        ns(&first.0)?;
        ns(&first.1)?;
        if r.per_mille(120) {
            let second = pick_hoster(r, hosters);
            if second.0 != first.0 {
                ns(&second.0)?;
                ns(&second.1)?;
            }
        }
    }
    if signed {
        let tag = r.below(65_536);
        record!(out, "DS", "{name}.com.\t86400\tin\tds\t{tag} 13 2 {}\n", upper_hex(r, 64))?;
        record!(out, "RRSIG", "{name}.com.\t86400\tin\trrsig\tDS 13 2 86400 {}\n", signature(r))?;
    }
    if in_bailiwick {
        record!(out, "A", "ns1.{name}.com.\t172800\tin\ta\t{}\n", ipv4(r))?;
        record!(out, "A", "ns2.{name}.com.\t172800\tin\ta\t{}\n", ipv4(r))?;
        if r.per_mille(300) {
            record!(out, "AAAA", "ns1.{name}.com.\t172800\tin\taaaa\t{}\n", ipv6(r))?;
        }
    }
    Ok(())
}
