"""Judges record texts with checkdmarc and with this crate, and lists every disagreement.

usage: differential.py VERDICTS [FILE…]

VERDICTS is the built example `verdicts` of this crate. FILE holds `KIND<TAB>TEXT` a line (KIND: spf, dmarc, sts, tlsrpt, bimi; `\\DDD` is a
byte), or, with a name that ends in .gz, `COUNT<TAB>SPF` a line; without a file the hard strings below are judged. checkdmarc's DNS
questions are answered here, always with one good record, so that only the text decides. Neither library is right by itself: the
disagreements are argued in DIFFERENCES.md. The exit status is 0 unless something cannot be run.

    python3 -m venv venv && venv/bin/pip install checkdmarc==6.0.4
    cargo build --release -p mailpolicy --example verdicts
    venv/bin/python crates/mailpolicy/tests/oracle/differential.py target/release/examples/verdicts
"""

import gzip
import re
import subprocess
import sys
import warnings

import checkdmarc.bimi
import checkdmarc.dmarc
import checkdmarc.mta_sts
import checkdmarc.smtp_tls_reporting
import checkdmarc.spf

# One string for each class of DIFFERENCES.md, and for each class that both libraries know.
HARD = """
spf V=SPF1 -all
spf v=spf1 -all
spf v=spf1\\009-all
spf  v=spf1 -all
spf v=spf10 -all
spf v=spf1
spf v=spf1 ip:192.0.2.1 -all
spf v=spf1 ipv4:192.0.2.1 -all
spf v=spf1 includ:a.example -all
spf v=spf1 192.0.2.1 -all
spf v=spf1 -all moo
spf v=spf1 -all ip4:192.0.2.1.
spf v=spf1 a:192.0.2.1 -all
spf v=spf1 include:foo -all
spf v=spf1 include:a.example~all
spf v=spf1 include:a.example/32 -all
spf v=spf1 ptr:a.example/24 -all
spf v=spf1 a/33 -all
spf v=spf1 a/024 -all
spf v=spf1 a/24/64 -all
spf v=spf1 a/24//64 -all
spf v=spf1 ip4:192.0.2.0/33 -all
spf v=spf1 a:x/24.com -all
spf v=spf1 ip6:192.0.2.1 -all
spf v=spf1 ip6:2001:db8::/32 -all
spf v=spf1 ip4:192.0.02.1 -all
spf v=spf1 a\\194\\160-all
spf v=spf1 ip4=192.0.2.1 -all
spf v=spf1 include=a.example -all
spf v=spf1 foo= -all
spf v=spf1 ~foo=bar -all
spf v=spf1 1foo=bar -all
spf v=spf1 foo=100% -all
spf v=spf1 exp=%{t}.x.org -all
spf v=spf1 exists:%{i}._spf.a.example -all
spf v=spf1 exists:%{d0}.a.example -all
spf v=spf1 redirect=a.example redirect=b.example
spf v=spf1 redirect=a.example
spf v=spf1 a mx ptr include:a.example exists:b.example ?all
dmarc v=DMARC1; p=none
dmarc v=dmarc1; p=none
dmarc  v=DMARC1; p=none
dmarc ;v=DMARC1; p=none
dmarc v=DMARC1; p=none; p=reject
dmarc v=DMARC1; p=none; foo=1; FOO=2
dmarc v=DMARC1;; p=none
dmarc v=DMARC1; junk; p=none
dmarc v=DMARC1; p=none; x_y=z
dmarc v=DMARC1; p=none; rua=a@b.example
dmarc v=DMARC1; p=none; rua=mailto:a@b.example mailto:c@d.example
dmarc v=DMARC1; p=none; ruf=mailto:a!b@c.example
dmarc v=DMARC1; p=none; adkim=x
dmarc v=DMARC1; p=none; fo=2
dmarc v=DMARC1; p=none; t=yes
dmarc v=DMARC1; p=monitor; rua=mailto:a@b.example
dmarc v=DMARC1; p=reject; sp=monitor; rua=mailto:a@b.example
dmarc v=DMARC1
dmarc v=DMARC1; sp=reject
dmarc v = DMARC1 ; p = NONE
dmarc v=DMARC1; rua=mailto:a@b.example; p=reject
sts v=STSv1; id=20160831085700Z;
sts v=STSv1 ; id=1
sts v=STSv1; id=1\\032
sts v=STSv1; id=1; id=1
sts v=STSv1;; id=1
sts v=STSv1; id=2019-01-01
sts v=STSv1; ID=1
sts v=STSv1; id=1; x=a
tlsrpt v=TLSRPTv1; rua=mailto:a@b.example
tlsrpt v=TLSRPTv1 ; rua=mailto:a@b.example
tlsrpt v=TLSRPTv1; rua=mailto:a@b.example!10m
tlsrpt v=TLSRPTv1; rua=mailto:a@b.example,http://b.example
tlsrpt v=TLSRPTv1; RUA=mailto:a@b.example
tlsrpt v=TLSRPTv1;
bimi v=BIMI1; l=https://a.example/l.svg
bimi v=BIMI1; l=; a=
bimi v=BIMI1; l=http://a.example/l.svg
bimi v=BIMI1;
"""


def hard():
    return [tuple(line.split(" ", 1)) for line in HARD.strip("\n").splitlines()]


def read(path):
    if path.endswith(".gz"):
        lines = gzip.open(path, "rt", encoding="utf-8", errors="surrogateescape").read().split("\n")
        return [("spf", line.split("\t", 1)[1]) for line in lines if "\t" in line]
    lines = open(path, encoding="utf-8", errors="surrogateescape").read().split("\n")
    return [tuple(line.split("\t", 1)) for line in lines if "\t" in line]


def as_bytes(text):
    raw = text.encode("utf-8", "surrogateescape")
    return re.sub(rb"\\(\d{3})", lambda match: bytes([int(match[1])]), raw)


def answer():
    """Answers every question of checkdmarc with one good record."""
    spf, dmarc = checkdmarc.spf, checkdmarc.dmarc
    spf.get_a_records = lambda *args, **kwargs: ["192.0.2.1"]
    spf.get_mx_records = lambda *args, **kwargs: [{"preference": 10, "hostname": "mx.example.com"}]
    spf.get_reverse_dns = lambda *args, **kwargs: ["host.example.com"]
    spf.get_txt_records = lambda *args, **kwargs: ["explanation"]
    spf.query_spf_record = lambda *args, **kwargs: {"record": "v=spf1 ip4:192.0.2.1 -all", "warnings": []}
    dmarc.get_mx_records = lambda *args, **kwargs: [{"preference": 10, "hostname": "mx.example.com"}]
    dmarc.verify_dmarc_report_destination = lambda *args, **kwargs: None
    dmarc.query_dns = lambda *args, **kwargs: ["v=DMARC1"]
    # No logo is fetched: that it cannot be had is a warning, not a verdict on the text.
    requests = checkdmarc.bimi.requests

    def refuse(*args, **kwargs):
        raise requests.RequestException("not fetched")

    requests.Session.get = refuse


def judge(kind, text):
    """checkdmarc's verdict: whether the text is a valid record, the first `all`, the lookups."""
    try:
        text = as_bytes(text).decode("utf-8", "surrogateescape")
        if kind == "spf":
            if not checkdmarc.spf._is_spf_record(text):
                return False, None, None
            parsed = checkdmarc.spf.parse_spf_record(text, "example.com", ignore_too_many_lookups=True)
            return True, parsed["parsed"].get("all"), parsed["dns_lookups"]
        if kind == "dmarc":
            checkdmarc.dmarc.parse_dmarc_record(text, "example.com")
        elif kind == "sts":
            checkdmarc.mta_sts.parse_mta_sts_record(text)
        elif kind == "tlsrpt":
            checkdmarc.smtp_tls_reporting.parse_smtp_tls_reporting_record(text)
        else:
            checkdmarc.bimi.parse_bimi_record(text, domain="example.com")
        return True, None, None
    except Exception:  # whatever it raises, to a reader of its report the record is bad
        return False, None, None


GOOD = {"valid", "valid_with_errors", "fallback_none", "declined"}
ALL = {"fail": "-", "softfail": "~", "neutral": "?", "pass": "+"}


def main():
    verdicts, *files = sys.argv[1:]
    warnings.simplefilter("ignore")
    answer()
    texts = [row for path in files for row in read(path)] or hard()
    lines = b"".join(kind.encode() + b"\t" + "".join(f"\\{byte:03}" for byte in as_bytes(text)).encode() + b"\n" for kind, text in texts)
    printed = subprocess.run([verdicts], input=lines, capture_output=True, check=True).stdout.decode().splitlines()
    assert len(printed) == len(texts), "a verdict for each text"
    agreed, differing, terms = {}, {}, 0
    for (kind, text), row in zip(texts, printed):
        state, qualifier, lookups = row.split("\t")
        valid, other, count = judge(kind, text)
        if (state in GOOD) != valid:
            differing[kind] = differing.get(kind, 0) + 1
            shown = as_bytes(text).decode("utf-8", "backslashreplace")
            print(f"{kind}\t{'valid' if valid else 'bad'} there, {state} here\t{shown!r}")
            continue
        agreed[kind] = agreed.get(kind, 0) + 1
        # Without an `all`, checkdmarc gives the default or that of the redirect.
        if kind == "spf" and valid and qualifier in ALL.values() and (ALL.get(other, other), count) != (qualifier, int(lookups)):
            terms += 1
            print(f"spf\tall {other}, {count} lookups there; {qualifier}, {lookups} here\t{text!r}")
    for kind in sorted(set(agreed) | set(differing)):
        print(f"{kind}: {agreed.get(kind, 0)} judged alike, {differing.get(kind, 0)} not")
    print(f"spf: {terms} of those judged alike differ in all or lookups")


main()
