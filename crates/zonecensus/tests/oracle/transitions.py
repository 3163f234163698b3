"""Counts two snapshots and what changed between them with dnspython, and compares with `tables`, `trend` and `diff`.

usage: transitions.py KIND BEFORE AFTER DATE DATE TREND.csv TRANSITIONS.csv BALANCES.csv
       KIND apexes: BEFORE and AFTER are folders of zones, one apex each
       KIND gov:    BEFORE and AFTER are ZONE,REGISTRY.csv

TREND.csv is `trend STORE --name TABLE --format csv` with a table that has the metrics counted here; TRANSITIONS.csv and BALANCES.csv
are the two parts of `diff STORE DATE DATE --format csv`. The states are those of the test's pipelines (tests/it/oracle.rs); names of a
group are those of the later snapshot, as `diff` has them.
"""

import collections
import csv
import re
import sys

import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.zone
from zones import DMARC, SPF, load, select, texts

STS = re.compile(rb"v=STSv1;\s*id=[A-Za-z0-9]{1,32}\s*;?$")
TLSRPT = re.compile(rb"v=TLSRPTv1;")
AMAZON = re.compile(r"\.awsdns-[^.]*\.(com|net|org|co\.uk)\.$")
ABSENT, UNKNOWN, NONE = "(absent)", "(unknown)", "(no record)"


def number(found):
    """None, one or several."""
    if found is None:
        return UNKNOWN
    return NONE if not found else "one" if len(found) == 1 else "several"


def mx_state(rdatas):
    named = [mx for mx in rdatas if mx.exchange != dns.name.root]
    if named:
        return "normal" if len(named) == len(rdatas) else "null_mixed"
    if not rdatas:
        return NONE
    return "null" if len(rdatas) == 1 and rdatas[0].preference == 0 else "malformed_root"


def policy(found):
    if found is None or len(found) != 1:
        return number(found)
    tags = [part.partition(b"=") for part in found[0].split(b";")]
    values = [value.strip().decode().lower() for name, _, value in tags if name.strip() == b"p"]
    return values[0] if values else "missing"


def read_apexes(folder):
    """Name to (operator of its name servers, {state name: state})."""
    records, apexes = load(folder)
    names = {}
    for apex in apexes:
        at = lambda prefix: texts(records, apexes, dns.name.from_text(prefix, apex))
        spf = select(texts(records, apexes, apex), SPF)
        hosts = [rdata.target.to_text().lower() for rdata in records.get((apex, dns.rdatatype.NS), [])]
        amazon = sum(AMAZON.search(host) is not None for host in hosts)
        states = {
            "mx": mx_state(records.get((apex, dns.rdatatype.MX), [])),
            "spf": "exact" if spf == [b"v=spf1 -all"] else number(spf),
            "dmarc": policy(select(at("_dmarc"), DMARC)),
            "sts": number(select(at("_mta-sts"), STS)),
            "tlsrpt": number(select(at("_smtp._tls"), TLSRPT)),
        }
        # Most hosts decide; of two operators with as many, the first by name, and "Amazon" stands before all domain names.
        names[apex.to_text().lower().rstrip(".")] = ("Amazon" if hosts and 2 * amazon >= len(hosts) else "other", states)
    return names


def ds_state(rdatas):
    if not rdatas:
        return NONE
    deprecated = [ds.algorithm in (1, 3, 5, 6, 7, 12) or ds.digest_type in (1, 3) for ds in rdatas]
    return "weak" if all(deprecated) else "strong"


def read_gov(files):
    """Name to (type by the registry's list, {state name: state})."""
    zone_path, list_path = files.split(",")
    zone = dns.zone.from_file(zone_path, origin="gov.", relativize=False, check_origin=False)
    with open(list_path, newline="", encoding="utf-8-sig") as file:
        types = {row["Domain name"].strip().lower().rstrip("."): row["Domain type"] for row in csv.DictReader(file)}
    names = {}
    for owner, node in zone.nodes.items():
        if owner != zone.origin and node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.NS) is not None:
            ds = node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.DS)
            name = owner.to_text().lower().rstrip(".")
            names[name] = (types.get(name, "(none)"), {"ds": ds_state(list(ds or []))})
    return names


def is_present(states, metric):
    """What the metrics of the adoption tables count."""
    return states[metric.lower()] not in (NONE, UNKNOWN)


def check_trend(path, snapshots):
    """Counts by group of every snapshot, in each the total; how many rates were compared, and how many are wrong."""
    compared = wrong = 0
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            names = snapshots[row["snapshot"]].values()
            key = list(row)[1]
            if key != "row_kind" and row["row_kind"] != "total":
                names = [name for name in names if name[0] == row[key]]
            if row["metric"] not in ("MX", "SPF", "DMARC", "DS"):
                continue
            of = [states for _, states in names if row["denominator_name"].startswith("all") or is_present(states, "MX")]
            known = [states for states in of if states[row["metric"].lower()] != UNKNOWN]
            expected = (sum(is_present(states, row["metric"]) for states in known), len(known))
            counted = (int(row["numerator"]), int(row["denominator"]))
            compared += 1
            if counted != expected:
                wrong += 1
                print(f"{row}: dnspython {expected}")
    return compared, wrong


def changes(before, after):
    """Names by (group, state name, flow, from, to)."""
    counts = collections.Counter()
    for name in set(before) | set(after):
        old, new = before.get(name), after.get(name)
        group = (new or old)[0]
        for state in (new or old)[1]:
            a, b = old[1][state] if old else ABSENT, new[1][state] if new else ABSENT
            flow = "entered" if old is None else "left" if new is None else "kept" if a == b else "moved"
            counts[group, state, flow, a, b] += 1
    return counts


def check_transitions(path, expected):
    counted = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            group = row[list(row)[2]]
            counted[group, row["state"], row["flow"], row["from"], row["to"]] = int(row["names"])
    return differences("transitions", counted, expected)


def check_balances(path, expected, before, after):
    """The flows are those of the transitions; the stocks are counted in each snapshot by itself, by state over all groups."""
    flows, stocks, wrong = {}, collections.Counter(), 0
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            key = (row[list(row)[2]], row["state"], row["value"])
            stock_a, moved_in, entered, moved_out, left, stock_b = (
                int(row[name]) for name in ("stock_a", "moved_in", "entered", "moved_out", "left", "stock_b")
            )
            if stock_a + moved_in + entered - moved_out - left != stock_b:
                wrong += 1
                print(f"{key} does not reconcile")
            flows[key] = (moved_in, entered, moved_out, left)
            stocks[row["state"], row["value"], 0] += stock_a
            stocks[row["state"], row["value"], 1] += stock_b
    wanted = collections.defaultdict(lambda: [0, 0, 0, 0])
    for (group, state, flow, a, b), names in expected.items():
        if flow != "entered":
            wanted[group, state, a][{"kept": 3, "moved": 2, "left": 3}[flow]] += 0 if flow == "kept" else names
        if flow != "left":
            wanted[group, state, b][{"kept": 1, "moved": 0, "entered": 1}[flow]] += 0 if flow == "kept" else names
    compared, differing = differences("balances", flows, {key: tuple(value) for key, value in wanted.items()})
    counted = collections.Counter()
    for place, snapshot in enumerate((before, after)):
        for _, states in snapshot.values():
            counted.update((state, value, place) for state, value in states.items())
    more, others = differences("stocks", {key: n for key, n in stocks.items() if n}, dict(counted))
    return compared + more, wrong + differing + others


def differences(what, counted, expected):
    wrong = 0
    for key in sorted(set(counted) | set(expected)):
        if counted.get(key) != expected.get(key):
            wrong += 1
            print(f"{what} {key}: zonecensus {counted.get(key)}, dnspython {expected.get(key)}")
    return len(expected), wrong


def main():
    kind, old, new, date_a, date_b, trend, transitions, balances = sys.argv[1:]
    read = {"apexes": read_apexes, "gov": read_gov}[kind]
    before, after = read(old), read(new)
    expected = changes(before, after)
    checks = [
        check_trend(trend, {date_a: before, date_b: after}),
        check_transitions(transitions, expected),
        check_balances(balances, expected, before, after),
    ]
    entered, left = len(set(after) - set(before)), len(set(before) - set(after))
    compared, wrong = sum(n for n, _ in checks), sum(n for _, n in checks)
    print(f"{len(before)} names, {entered} entered, {left} left, {len(after)} names; {compared} counts compared, {wrong} differ")
    sys.exit(1 if wrong or not all(n for n, _ in checks) else 0)


main()
