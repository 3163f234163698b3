"""Counts a folder of zones with dnspython, and compares with the domains that the census wrote.

usage: moj.py FOLDER DOMAINS.parquet

Each file is one zone whose apex is a row. The verdicts are the plain ones of the RFCs' selection rules, written again here:
MX (RFC 5321, 7505), SPF (RFC 7208 4.5), DMARC (RFC 9989 4.7), CNAMEs at _dmarc followed within the folder.
"""

import sys

import dns.name
import dns.rdatatype
import duckdb
from zones import DMARC, SPF, load, select, texts


def facts(records, apexes, apex):
    mx = records.get((apex, dns.rdatatype.MX), [])
    null = len(mx) == 1 and mx[0].preference == 0 and mx[0].exchange == dns.name.root
    spf = select(texts(records, apexes, apex), SPF)
    dmarc = select(texts(records, apexes, dns.name.from_text("_dmarc", apex)), DMARC) or []
    policy = None
    if len(dmarc) == 1:
        tags = dict(part.split(b"=", 1) for part in dmarc[0].replace(b" ", b"").split(b";") if b"=" in part)
        policy = tags.get(b"p", b"").decode().lower() or None
    return (bool(mx), null, len(spf), spf == [b"v=spf1 -all"], len(dmarc), policy)


def main():
    folder, parquet = sys.argv[1:]
    records, apexes = load(folder)
    expected = {apex.to_text().lower().rstrip("."): facts(records, apexes, apex) for apex in apexes}
    query = """select name, coalesce(mx_rr_present, false), mx_class = 'null', coalesce(spf_n, 0), coalesce(spf_exact_fail_all, false),
        coalesce(dmarc_n, 0), dmarc_p from read_parquet(?)"""
    counted = {row[0]: row[1:] for row in duckdb.execute(query, [parquet]).fetchall()}
    wrong = 0
    for name in sorted(set(expected) | set(counted)):
        if expected.get(name) != counted.get(name):
            wrong += 1
            print(f"{name}: dnspython {expected.get(name)}, zonecensus {counted.get(name)}")
    total = [sum(bool(row[i]) for row in expected.values()) for i in range(5)]
    print(f"{len(expected)} zones: MX {total[0]}, null MX {total[1]}, SPF {total[2]}, exact -all {total[3]}, DMARC {total[4]}")
    sys.exit(1 if wrong or not expected else 0)


main()
