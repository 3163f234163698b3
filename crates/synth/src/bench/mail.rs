//! A .jp-like file of delegations and answers, one tab-separated record a line.

use std::io::{self, Write};

use super::labels::{Labels, SYLLABLES, base64, distinct_names, hex, ipv4, ipv6, pick_hoster, upper_hex};
use super::{Out, XorShift, record};
use crate::profile::Progress;
use crate::truth::Truth;

const SUFFIXES: &[&str] = &[
    "co.jp", "co.jp", "co.jp", "co.jp", "or.jp", "ne.jp", "ac.jp", "go.jp", "ed.jp", "gr.jp", "lg.jp", "ad.jp", "jp",
    "jp", "jp", "jp", "jp", "jp", "jp", "jp",
];

pub(crate) fn mail(out: &mut dyn Write, domains: u64, seed: u64, progress: Progress<'_>) -> io::Result<Truth> {
    let mut out = Out::new(out);
    let mut r = XorShift(seed);
    let labels = Labels::new();
    let hosters = labels.hosters(&mut r, "jp");
    let names = names(&mut r, &labels, domains);
    record!(out, "SOA", "jp.\t900\tIN\tSOA\tz.dns.jp. root.dns.jp. 1770000000 3600 900 1814400 900\n")?;
    for server in 'a'..='h' {
        record!(out, "NS", "jp.\t86400\tIN\tNS\t{server}.dns.jp.\n")?;
    }
    for (at, name) in names.iter().enumerate() {
        let ttl = r.pick(&["300", "3600", "3600", "86400", "900"]);
        let hoster = pick_hoster(&mut r, &hosters);
        let domain = Domain { name, bare: name.trim_end_matches('.'), ttl };
        domain.push_delegation(&mut r, hoster, &mut out)?;
        domain.push_addresses(&mut r, &mut out)?;
        let has_mx = domain.push_mx(&mut r, &mut out)?;
        domain.push_txt(&mut r, has_mx, &mut out)?;
        domain.push_dmarc(&mut r, has_mx, &mut out)?;
        domain.push_policies(&mut r, &mut out)?;
        domain.push_rest(&mut r, &mut out)?;
        if at % 16_384 == 0 {
            progress(at as u64, domains);
        }
    }
    progress(domains, domains);
    Ok(out.into_truth())
}

fn names(r: &mut XorShift, labels: &Labels, count: u64) -> Vec<String> {
    distinct_names(count, |again| {
        let mut name = String::new();
        labels.push(r, &mut name);
        if !again {
            while name.len() < 5 {
                name.push('x');
            }
        } else if !name.starts_with("xn--") {
            name.push(char::from(b'a' + r.below(26) as u8));
            name.push_str("x1");
        }
        name.push('.');
        name.push_str(r.pick(SUFFIXES));
        name.push('.');
        name
    })
}

struct Domain<'a> {
    name: &'a str,
    /// Without the final dot.
    bare: &'a str,
    ttl: &'a str,
}

impl Domain<'_> {
    fn push_delegation(&self, r: &mut XorShift, hoster: &(String, String), out: &mut Out<'_>) -> io::Result<()> {
        let name = self.name;
        record!(out, "NS", "{name}\t86400\tIN\tNS\t{}\n", hoster.0)?;
        record!(out, "NS", "{name}\t86400\tIN\tNS\t{}\n", hoster.1)?;
        if r.per_mille(60) {
            let (tag, algorithm) = (r.below(65_536), r.pick(&["8", "13"]));
            record!(out, "DS", "{name}\t7200\tIN\tDS\t{tag} {algorithm} 2 {}\n", upper_hex(r, 64))?;
        }
        Ok(())
    }

    fn push_addresses(&self, r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
        let Self { name, ttl, .. } = self;
        if r.per_mille(850) {
            let count = 1 + r.below(2);
            for _ in 0..count {
                record!(out, "A", "{name}\t{ttl}\tIN\tA\t{}\n", ipv4(r))?;
            }
        }
        if r.per_mille(300) {
            record!(out, "AAAA", "{name}\t{ttl}\tIN\tAAAA\t{}\n", ipv6(r))?;
        }
        Ok(())
    }

    /// Tells whether the name takes mail.
    fn push_mx(&self, r: &mut XorShift, out: &mut Out<'_>) -> io::Result<bool> {
        let Self { name, ttl, bare } = self;
        let mut mx = |rdata: &str| record!(out, "MX", "{name}\t{ttl}\tIN\tMX\t{rdata}\n");
        match r.below(10) {
            0 => return Ok(false),
            1 => {
                mx("0 .")?;
                return Ok(false);
            }
            2 | 3 => {
                for host in ["1 aspmx", "5 alt1.aspmx", "5 alt2.aspmx", "10 alt3.aspmx", "10 alt4.aspmx"] {
                    mx(&format!("{host}.l.google.com."))?;
                }
            }
            4 | 5 => mx(&format!("0 {}.mail.protection.outlook.com.", bare.replace('.', "-")))?,
            _ => {
                mx(&format!("10 mail.{name}"))?;
                if r.per_mille(300) {
                    mx(&format!("20 mx2.{name}"))?;
                }
            }
        }
        Ok(true)
    }

    fn push_txt(&self, r: &mut XorShift, has_mx: bool, out: &mut Out<'_>) -> io::Result<()> {
        let Self { name, ttl, .. } = self;
        let mut txt = |rdata: &str| record!(out, "TXT", "{name}\t{ttl}\tIN\tTXT\t{rdata}\n");
        if r.per_mille(if has_mx { 820 } else { 400 }) {
            txt(&spf(r, name))?;
        }
        if r.per_mille(350) {
            txt(&format!("\"google-site-verification={}\"", base64(r, 43)))?;
        }
        if r.per_mille(180) {
            txt(&format!("\"MS=ms{:08}\"", r.below(100_000_000)))?;
        }
        if r.per_mille(40) {
            let text = r#""note \"quoted\" text; tab\009here semi\;colon back\\slash "#;
            txt(&format!("{text}{}\"", r.below(1_000_000)))?;
        }
        if r.per_mille(30) {
            txt(&format!("unquoted-token-{} second\\032token", r.below(1_000_000)))?;
        }
        Ok(())
    }

    fn push_dmarc(&self, r: &mut XorShift, has_mx: bool, out: &mut Out<'_>) -> io::Result<()> {
        let Self { name, ttl, bare } = self;
        if !r.per_mille(if has_mx { 430 } else { 200 }) {
            return Ok(());
        }
        let policy = r.pick(&["none", "none", "none", "quarantine", "reject"]);
        let rdata = match r.below(5) {
            0 => format!("\"v=DMARC1; p={policy}\""),
            1 => format!("\"v=DMARC1; p={policy}; rua=mailto:dmarc@{bare}\""),
            2 => {
                let percent = 1 + r.below(100);
                let reports = format!("rua=mailto:rua@{bare};ruf=mailto:ruf@{bare};fo=1");
                format!("\"v=DMARC1;p={policy};sp=none;pct={percent};{reports}\"")
            }
            3 => {
                let head = format!("\"v=DMARC1\\; p={policy}\\; adkim=r\\; aspf=r\\; ");
                format!("{head}rua=mailto:{}@dmarc-report.example.com\"", hex(r, 10))
            }
            _ => {
                let head = format!("\"v=DMARC1; p={policy}; rua=mailto:{}@rua.powerdmarc.com; \"", hex(r, 8));
                format!("{head} \"ruf=mailto:{}@ruf.powerdmarc.com; fo=1;\"", hex(r, 8))
            }
        };
        record!(out, "TXT", "_dmarc.{name}\t{ttl}\tIN\tTXT\t{rdata}\n")
    }

    fn push_policies(&self, r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
        let Self { name, ttl, bare } = self;
        let mut txt = |prefix: &str, text: &str| record!(out, "TXT", "{prefix}.{name}\t{ttl}\tIN\tTXT\t\"{text}\"\n");
        if r.per_mille(8) {
            txt("_mta-sts", &format!("v=STSv1; id=2026{:010}Z;", r.below(1 << 31)))?;
        }
        if r.per_mille(12) {
            txt("_smtp._tls", &format!("v=TLSRPTv1; rua=mailto:tlsrpt@{bare}"))?;
        }
        if r.per_mille(6) {
            let text = format!("v=BIMI1; l=https://{bare}/bimi/logo.svg; a=https://{bare}/bimi/vmc.pem");
            txt("default._bimi", &text)?;
        }
        Ok(())
    }

    fn push_rest(&self, r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
        let Self { name, ttl, .. } = self;
        if r.per_mille(100) {
            record!(out, "CAA", "{name}\t{ttl}\tIN\tCAA\t0 issue \"letsencrypt.org\"\n")?;
        }
        if r.per_mille(500) {
            record!(out, "CNAME", "www.{name}\t{ttl}\tIN\tCNAME\t{name}\n")?;
        } else {
            record!(out, "A", "www.{name}\t{ttl}\tIN\tA\t{}\n", ipv4(r))?;
        }
        if r.per_mille(90) {
            let key = base64(r, 392);
            let (head, tail) = key.split_at(216);
            let rdata = format!("\"v=DKIM1; k=rsa; p={head}\" \"{tail}\"");
            record!(out, "TXT", "google._domainkey.{name}\t{ttl}\tIN\tTXT\t{rdata}\n")?;
        }
        Ok(())
    }
}

fn spf(r: &mut XorShift, name: &str) -> String {
    let all = r.pick(&["-all", "~all", "~all", "?all", "-all", "+all"]);
    match r.below(9) {
        0 => format!("\"v=spf1 include:_spf.google.com {all}\""),
        1 => format!("\"v=spf1 include:spf.protection.outlook.com {all}\""),
        2 => {
            let (a, b) = (ipv4(r), ipv4(r));
            format!("\"v=spf1 a mx ip4:{a} ip4:{b}/24 {all}\"")
        }
        3 => "\"v=spf1 -all\"".into(),
        4 => {
            let (a, b) = (r.pick(SYLLABLES), r.pick(SYLLABLES));
            format!("\"v=spf1 a:mail.{name} mx include:_spf.{a}.ne.jp include:spf.{b}.com {all}\"")
        }
        5 => {
            let (a, b, c, d) = (ipv4(r), ipv4(r), ipv4(r), ipv6(r));
            let head = format!("\"v=spf1 ip4:{a} ip4:{b} ip4:{c} ip6:{d}/64 include:_spf.sendgrid.net \"");
            format!("{head} \"include:amazonses.com include:mailgun.org {all}\"")
        }
        6 => format!("\"v=spf1 +a:www{}.sakura.ne.jp +mx {all}\"", r.below(3_000)),
        7 => format!("\"v=spf1 redirect=_spf.{name}\""),
        _ => format!("\"v=spf1 mx include:_spf.mlsend.com exists:%{{i}}._spf.{name} {all}\""),
    }
}
