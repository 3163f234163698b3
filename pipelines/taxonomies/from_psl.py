#!/usr/bin/env python3
"""Writes taxonomies of registries from a Public Suffix List: its ICANN part only.

    python3 from_psl.py LIST uk > uk.tsv      one registry of registries.toml
    python3 from_psl.py LIST --all            all of them, beside this script
    python3 from_psl.py LIST --check          compares what is beside this script with what would be written

LIST is https://publicsuffix.org/list/public_suffix_list.dat, or /usr/share/publicsuffix/public_suffix_list.dat of the package
`publicsuffix`. The list gives the suffixes, registries.toml what they mean. The version of the list becomes the version of the taxonomy:
the list states it since 2024, for an older one it is that of the package, or --version "TEXT". A trend over years needs one version.

--check passes over a taxonomy made from another version than LIST, and says so. Exit status: 0 good or passed over, 1 different or a
mistake. Needs Python 3.11 and nothing else.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = "registry pattern except suffix type group order pref region note".split()


def main():
    parser = argparse.ArgumentParser(description="Writes taxonomies from the ICANN part of a Public Suffix List.")
    parser.add_argument("list", type=Path, help="public_suffix_list.dat")
    parser.add_argument("registry", nargs="?", help="a table of registries.toml")
    parser.add_argument("--all", action="store_true", help="write every taxonomy beside this script")
    parser.add_argument("--check", action="store_true", help="compare every taxonomy beside this script")
    parser.add_argument("--version", help="version of the list, if neither the list nor a package tells it")
    args = parser.parse_args()
    if (args.registry is not None) + args.all + args.check != 1:
        parser.error("give one registry, --all or --check")
    registries = tomllib.loads((HERE / "registries.toml").read_text(encoding="utf-8"))
    if args.check and not args.list.is_file():
        print(f"skipped: there is no {args.list} (package publicsuffix)")
        return
    text = args.list.read_text(encoding="utf-8")
    version = args.version or find_version(args.list, text)
    rules = icann_rules(text)
    if args.check:
        sys.exit(check(registries, rules, version))
    for tld in registries if args.all else [args.registry]:
        if tld not in registries:
            sys.exit(f"{tld}: no such table in registries.toml; there are {', '.join(registries)}")
        taxonomy = "".join(line + "\n" for line in render(tld, registries[tld], rules, version))
        if args.all:
            (HERE / f"{tld}.tsv").write_text(taxonomy, encoding="utf-8")
        else:
            sys.stdout.reconfigure(encoding="utf-8")
            sys.stdout.write(taxonomy)


def check(registries, rules, version):
    """Compares the committed taxonomies; 1 if one of this version differs, else 0."""
    status = 0
    for tld, registry in registries.items():
        committed = (HERE / f"{tld}.tsv").read_text(encoding="utf-8").splitlines()
        made_from = next((line.removeprefix("# version: ") for line in committed if line.startswith("# version: ")), "no version")
        if made_from != version:
            print(f"{tld}: skipped: made from {made_from}, but this list is {version}")
            continue
        fresh = render(tld, registry, rules, version)
        if fresh == committed:
            print(f"{tld}: same, {sum(not line.startswith('#') for line in fresh) - 1} rules")
            continue
        line = next((i for i, (a, b) in enumerate(zip(fresh, committed)) if a != b), min(len(fresh), len(committed))) + 1
        print(f"{tld}: {tld}.tsv:{line} is not what this script writes; run it with --all, or undo the edit")
        status = 1
    return status


def find_version(path, text):
    """`Public Suffix List YYYY-MM-DD (package publicsuffix V)`, as far as known; exits if the date is not."""
    package = ""
    query = ["dpkg-query", "--show", "--showformat=${Version}", "publicsuffix"]
    try:
        owner = subprocess.run(["dpkg-query", "--search", str(path.resolve())], capture_output=True, text=True, check=True).stdout
        if owner.startswith("publicsuffix:"):
            package = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pass  # no such tool, or a file of no package
    stated = re.search(r"^// VERSION: (\d{4})-(\d{2})-(\d{2})", text, re.MULTILINE)
    dated = stated or re.match(r"(\d{4})(\d{2})(\d{2})\b", package)
    if not dated:
        sys.exit(f"{path}: neither the list nor a package tells its version; give --version")
    suffix = f" (package publicsuffix {package})" if package else ""
    return "Public Suffix List " + "-".join(dated.groups()) + suffix


def icann_rules(text):
    """The rules of the ICANN part, in order: labels from the right, and whether the rule is an exception."""
    rules, icann = [], False
    for line in map(str.strip, text.splitlines()):
        if "===BEGIN ICANN" in line:
            icann = True
        elif "===END ICANN" in line:
            icann = False
        elif icann and line and not line.startswith("//"):
            # As the list's own format says: a rule ends at the first blank.
            rule = line.split()[0]
            rules.append((tuple(rule.lstrip("!").split(".")[::-1]), rule.startswith("!")))
    if not rules:
        sys.exit("the list has no ICANN part")
    return rules


def render(tld, registry, rules, version):
    """The lines of a taxonomy."""
    own = [(labels, exception) for labels, exception in rules if labels[0] == tld and len(labels) > 1]
    groups = list_types(tld, registry)
    listed = {labels[1] for labels, _ in own}
    if unknown := sorted(listed - {label for label, *_ in groups}):
        sys.exit(f"{tld}: registries.toml does not say what these suffixes of the list are: {', '.join(unknown)}")
    places = {}
    for region, pref, suffixes in registry.get("places", []):
        places |= {tuple(suffix.split(".")[::-1]): (pref, region) for suffix in suffixes.split()}
    rows, order = [], {}
    for label, kind, group, note in groups:
        if label not in listed:
            continue  # the list is older or newer than what registries.toml knows
        for labels, except_, below, listed_itself in suffixes_under(label, kind, own, registry):
            own_kind, own_note = registry.get("below", {}).get(kind, (kind, note)) if below else (kind, note)
            number = order.setdefault(own_kind, len(order) + 1)
            suffix = "yes" if listed_itself else ""
            rows.append((labels, except_, suffix, own_kind, group, number, find_place(places, labels), own_note))
    kind, group, note = registry.get("direct", (tld, "general", f"directly below .{tld}"))
    rows.append(((), "", "yes", kind, group, len(order) + 1, ("", ""), note))
    lines = [
        f"# Registration types of .{tld} ({registry['registry']}).",
        f"# taxonomy: {tld}",
        f"# version: {version}",
        "# Made by from_psl.py from the ICANN part of the Public Suffix List (https://publicsuffix.org, MPL 2.0) and registries.toml;",
        "# do not edit. Longest match wins.",
        "\t".join(HEADER),
    ]
    for labels, except_, suffix, kind, group, number, place, note in rows:
        lines.append("\t".join([tld, pattern(tld, labels), except_, suffix, kind, group, str(number), *place, note]))
    return lines


def list_types(tld, registry):
    """One row per second-level label: the label, its type, group and note, in the order of the registry."""
    rows = []
    for labels, group, note, *kind in registry["types"]:
        rows += [(label, kind[0] if kind else f"{label}.{tld}", group, note) for label in labels.split()]
    return rows


def suffixes_under(label, kind, own, registry):
    """A second-level label and all that the list, or the registry by reservation, has below it.

    Yields labels from the right without the top-level domain, the exceptions of a wildcard, whether the suffix gets the type that the
    registry states for what is below, and whether a name like it is a public suffix. Reserved labels are registrants' own names, and of
    the names that a wildcard matches the list does not say which are there to register below.
    """
    yield (label,), "", False, True
    for reserved in registry.get("reserved", {}).get(kind, "").split():
        yield (label, reserved), "", True, False
    for labels, exception in own:
        if labels[1] == label and len(labels) > 2 and not exception:
            except_ = [pattern(labels[0], e[1:]) for e, is_exception in own if is_exception and e[:-1] == labels[:-1]]
            yield labels[1:], ",".join(except_ if labels[-1] == "*" else []), True, labels[-1] != "*"


def find_place(places, labels):
    """Prefecture or state, and region, of the longest suffix that has them."""
    return next((places[labels[:n]] for n in range(len(labels), 0, -1) if labels[:n] in places), ("", ""))


def pattern(tld, labels):
    """A suffix in A-labels."""
    return ".".join(label.encode("idna").decode("ascii") for label in (tld, *labels)[::-1])


main()
