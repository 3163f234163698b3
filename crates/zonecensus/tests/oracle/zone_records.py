"""Compares `zonecensus records` with named-compilezone on one zone.

usage: zone_records.py ZONECENSUS NAMED_COMPILEZONE ORIGIN FILE

Both print one record a line; a record is (owner, TTL, class, type, rdata). Accepted differences, taken out on both sides: letter
case (BIND keeps it in owners and in names of rdata, zonecensus prints owners in lower case) and blanks inside hexadecimal and
base64 data. A zone loader joins repeated records, so the multisets are compared as sets after counting repeats on our side.
"""

import collections
import subprocess
import sys


def normal(owner, ttl, cls, rtype, rdata):
    if rtype not in ("TXT", "SPF", "CAA", "NAPTR", "HINFO"):
        rdata = rdata.lower()
        fields = rdata.split()
        keep = {"ds": 3, "dnskey": 3, "rrsig": 8, "tlsa": 3, "zonemd": 3, "cdnskey": 3, "cds": 3, "sshfp": 2}.get(rtype.lower(), None)
        if keep is not None:
            fields = fields[:keep] + ["".join(fields[keep:])]
        rdata = " ".join(fields)
    return owner.lower(), int(ttl), cls, rtype, rdata


def main():
    ours_program, bind, origin, path = sys.argv[1:]
    ours = collections.Counter()
    out = subprocess.run([ours_program, "records", path], capture_output=True, check=True, text=True).stdout
    for line in out.splitlines():
        ours[normal(*line.split("\t", 4))] += 1
    command = [bind, "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-M", "ignore", "-S", "ignore"]
    command += ["-s", "full", "-F", "text", "-o", "-", origin, path]
    theirs = collections.Counter()
    for line in subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines():
        if line.startswith(";") or not line.strip():
            continue
        owner, ttl, cls, rtype, rdata = line.split(None, 4)
        theirs[normal(owner, ttl, cls, rtype, rdata)] += 1
    repeated = sum(n - 1 for n in ours.values())
    only_ours, only_theirs = set(ours) - set(theirs), set(theirs) - set(ours)
    for record in sorted(only_ours)[:5]:
        print("only ours:", record)
    for record in sorted(only_theirs)[:5]:
        print("only theirs:", record)
    print(f"{sum(ours.values())} records, {repeated} repeated, {len(only_ours)} only ours, {len(only_theirs)} only theirs")
    sys.exit(1 if only_ours or only_theirs or not ours else 0)


main()
