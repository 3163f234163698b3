//! A hand-written zone: directives, relative names, omitted fields, parentheses, comments, quotes.

use std::io::{self, Write};

use super::labels::{Labels, base64, hex, ipv4, ipv6};
use super::{Out, XorShift, record};
use crate::profile::Progress;
use crate::truth::Truth;

pub(crate) fn handwritten(out: &mut dyn Write, customers: u64, seed: u64, progress: Progress<'_>) -> io::Result<Truth> {
    let mut out = Out::new(out);
    let mut r = XorShift(seed);
    let labels = Labels::new();
    push_head(&mut out)?;
    for number in 1..=customers {
        let mut label = String::new();
        labels.push(&mut r, &mut label);
        let origin = if label.starts_with("xn--") { format!("c{number}.{label}") } else { format!("{label}-{number}") };
        push_directives(&mut r, number, &label, &origin, &mut out)?;
        push_apex(&mut r, &mut out)?;
        push_hosts(&mut r, &origin, &mut out)?;
        push_rare(&mut r, &mut out)?;
        if number % 16_384 == 0 {
            progress(number, customers);
        }
    }
    progress(customers, customers);
    Ok(out.into_truth())
}

fn push_head(out: &mut Out<'_>) -> io::Result<()> {
    out.text(format_args!("; synthetic hand-written zone\n$TTL 1h30m\n$ORIGIN example.\n"))?;
    let times =
        "\t\t\t3h         ; refresh\n\t\t\t1h         ; retry\n\t\t\t1w2d       ; expire\n\t\t\t1h )       ; minimum";
    record!(out, "SOA", "@\t\tIN\tSOA\tns1 hostmaster.example. (\n\t\t\t2026010101 ; serial\n{times}\n")?;
    record!(out, "NS", "\t\tIN NS\tns1\n")?;
    record!(out, "NS", "\t\tNS\tns2 ; second server\n")?;
    record!(out, "A", "ns1\t\tA\t192.0.2.1\n")?;
    record!(out, "A", "ns2\t\tA\t192.0.2.2\n")
}

fn push_directives(r: &mut XorShift, number: u64, label: &str, origin: &str, out: &mut Out<'_>) -> io::Result<()> {
    if r.per_mille(300) {
        let rule = ";;; ------------------------------------------------------------------";
        let contact = format!("ops@{label}.example (do not edit; \"generated\")");
        out.text(format_args!("\n{rule}\n;;; customer {number} contact: {contact}\n{rule}\n"))?;
    }
    out.text(format_args!("$ORIGIN {origin}.example.\n"))?;
    if r.per_mille(300) {
        out.text(format_args!("$TTL {}\n", r.pick(&["1h", "30m", "1d12h", "3600", "2w", "1h30m10s"])))?;
    }
    Ok(())
}

fn push_apex(r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
    let class = r.pick(&["IN", "in", "In", ""]);
    let ttl = r.pick(&["", "", "3600", "1h30m", "5m", "1D"]);
    let class_and_ttl = match r.below(2) {
        0 => format!("{class} {ttl}"),
        _ => format!("{ttl} {class}"),
    };
    let rtype = r.pick(&["A", "a"]);
    record!(out, "A", "@   {class_and_ttl}  {rtype}   {}\n", ipv4(r))?;
    let rtype = r.pick(&["AAAA", "aaaa", "IN AAAA"]);
    record!(out, "AAAA", "    {rtype} {}\n", ipv6(r))?;
    record!(out, "MX", "\t\tMX\t10 mail\n")?;
    if r.per_mille(500) {
        record!(out, "MX", "        MX      20 mail.backup-mx.example.net.  ; backup\n")?;
    }
    match r.below(3) {
        0 => record!(out, "TXT", "\tTXT \"v=spf1 mx -all\"\n"),
        1 => {
            let (a, b) = (ipv4(r), ipv4(r));
            let first = format!("\tIN TXT ( \"v=spf1 ip4:{a} \"  ; first part");
            record!(out, "TXT", "{first}\n\t\t\"ip4:{b} \"\n\t\t\"-all\" )\n")
        }
        _ => {
            let ttl = r.pick(&["60", "10m", "2h"]);
            record!(out, "TXT", "\t{ttl} IN TXT \"semi;colon (paren) \\\"quote\\\" \\009tab\"\n")
        }
    }
}

fn push_hosts(r: &mut XorShift, origin: &str, out: &mut Out<'_>) -> io::Result<()> {
    let blank = if r.per_mille(500) { "\t" } else { "    " };
    let class = if r.per_mille(300) { "IN" } else { "" };
    record!(out, "A", "mail{blank}{class}\tA\t{}\n", ipv4(r))?;
    record!(out, "CNAME", "www\tCNAME\t@\n")?;
    if r.per_mille(400) {
        record!(out, "CNAME", "ftp    3600 IN CNAME www.{origin}.example.   ; absolute\n")?;
    }
    if r.per_mille(300) {
        record!(out, "SRV", "_sip._tcp   SRV 10 60 5060 sip\n")?;
        record!(out, "A", "sip\tA {}\n", ipv4(r))?;
    }
    Ok(())
}

fn push_rare(r: &mut XorShift, out: &mut Out<'_>) -> io::Result<()> {
    if r.per_mille(250) {
        let (head, tail) = (hex(r, 32), hex(r, 32));
        record!(out, "TLSA", "_443._tcp.www2 IN TLSA ( 3 1 1\n        {head}\n        {tail} )\n")?;
    }
    if r.per_mille(200) {
        let (head, tail) = (base64(r, 44), base64(r, 44));
        let tail = &tail[..41];
        record!(out, "DNSKEY", "key  DNSKEY 256 3 13 (\n\t{head}\n\t{tail}w== ) ; zsk\n")?;
    }
    if r.per_mille(150) {
        record!(out, "CAA", "@ 1d CAA 0 issue \"letsencrypt.org\"\n")?;
    }
    if r.per_mille(100) {
        record!(out, "TXT", "_dmarc TXT \"v=DMARC1; p={}\" ; policy\n", r.pick(&["none", "reject"]))?;
    }
    Ok(())
}
