"""Counts .gov by registry type with dnspython and Python's csv, and compares with the tables that the census wrote.

usage: gov.py ZONE CSV TABLE.csv

TABLE.csv is `zonecensus tables STORE --name dnssec --format csv`: names and names with DS, per type of the registry's list.
"""

import collections
import csv
import sys

import dns.rdatatype
import dns.zone


def main():
    zone_path, list_path, table_path = sys.argv[1:]
    zone = dns.zone.from_file(zone_path, origin="gov.", relativize=False, check_origin=False)
    with open(list_path, newline="", encoding="utf-8-sig") as file:
        types = {row["Domain name"].strip().lower().rstrip("."): row["Domain type"] for row in csv.DictReader(file)}
    names, signed = collections.Counter(), collections.Counter()
    for owner, node in zone.nodes.items():
        if node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.NS) is None or owner == zone.origin:
            continue
        kind = types.get(owner.to_text().lower().rstrip("."), "(none)")
        names[kind] += 1
        signed[kind] += node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.DS) is not None
    names["total"], signed["total"] = sum(names.values()), sum(signed.values())
    counted = {}
    with open(table_path, newline="") as file:
        for row in csv.DictReader(file):
            if row["metric"] == "DS":
                kind = "total" if row["row_kind"] == "total" else row["type"] or "(none)"
                counted[kind] = (int(row["denominator"]), int(row["numerator"]))
    expected = {kind: (names[kind], signed[kind]) for kind in names}
    for kind in sorted(set(expected) | set(counted)):
        if expected.get(kind) != counted.get(kind):
            print(f"{kind}: dnspython {expected.get(kind)}, zonecensus {counted.get(kind)}")
    print(f"{names['total']} names, {signed['total']} with DS, {len(expected) - 1} types")
    sys.exit(0 if expected == counted else 1)


main()
