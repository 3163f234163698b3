"""SPF and DMARC of every delegated name of a zone in Python: dnspython reads it, checkdmarc judges, nothing is asked of the network.

    dnspython_checkdmarc.py ZONE-FILE ORIGIN
"""

import sys

import checkdmarc.dmarc
import checkdmarc.spf
import dns.name
import dns.resolver
import dns.zone

zone = dns.zone.from_file(sys.argv[1], origin=sys.argv[2], relativize=False)


def answer(name, rdtype, quoted_txt_segments=False, **_):
    """The answers of the zone, in the form in which checkdmarc takes them."""
    found = zone.get_rdataset(dns.name.from_text(name), rdtype)
    if found is None:
        raise dns.resolver.NXDOMAIN
    if rdtype == "TXT" and not quoted_txt_segments:
        return [b"".join(rdata.strings).decode() for rdata in found]
    return [rdata.to_text() for rdata in found]


checkdmarc.spf.query_dns = checkdmarc.dmarc.query_dns = answer


def verdict(check):
    try:
        return check()
    except Exception as error:
        return type(error).__name__


for name, _ in sorted(zone.iterate_rdatasets("NS")):
    if name == zone.origin:
        continue
    name = name.to_text(omit_final_dot=True)

    def spf():
        record = checkdmarc.spf.query_spf_record(name)["record"]
        checkdmarc.spf.parse_spf_record(record, name)
        return "valid"

    def dmarc():
        record = checkdmarc.dmarc.query_dmarc_record(name)["record"]
        checkdmarc.dmarc.parse_dmarc_record(record, name)
        return "valid"

    print(f"{name:13} {verdict(spf):22} {verdict(dmarc)}")
