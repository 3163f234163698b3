"""Zones read with dnspython, and the plain selection rules of the RFCs; shared by the scripts of this folder."""

import pathlib
import re

import dns.name
import dns.rdatatype
import dns.zone

DMARC = re.compile(rb"v[ \t]*=[ \t]*DMARC1[ \t]*(;|$)")
SPF = re.compile(rb"(?i:v=spf1)( |$)")


def load(folder):
    """Owner and type to [rdata], and the apexes: every `*.zone` of the folder is one zone."""
    records, apexes = {}, []
    for path in sorted(pathlib.Path(folder).glob("*.zone")):
        zone = dns.zone.from_file(str(path), relativize=False, check_origin=False)
        apexes.append(zone.origin)
        for owner, node in zone.nodes.items():
            for rdataset in node.rdatasets:
                records.setdefault((owner, rdataset.rdtype), []).extend(rdataset)
    return records, apexes


def texts(records, apexes, owner):
    """The joined TXT records at `owner`, CNAMEs followed; None where they lead out of the folder."""
    for _ in range(8):
        found = records.get((owner, dns.rdatatype.TXT))
        if found:
            return [b"".join(rdata.strings) for rdata in found]
        alias = records.get((owner, dns.rdatatype.CNAME))
        if not alias:
            return [] if any(owner.is_subdomain(apex) for apex in apexes) else None
        owner = alias[0].target
    return None


def select(found, pattern):
    """The texts that are records of the kind, None if it is not known which texts there are."""
    return None if found is None else [text for text in found if pattern.match(text)]
