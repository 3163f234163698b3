"""Recomputes every shipped table from domains.parquet in DuckDB, and compares every cell with the tables that the census wrote.

usage: tables.py STORE SNAPSHOT     compares all tables of that snapshot
       tables.py --list             prints the tables known here, as PIPELINE/TABLE; PIPELINE is `*` for one of the built-in tables

Written from the definitions in words, not from their expressions: the conditions use other columns than the definitions do wherever
two columns say the same (`dmarc_state` for `dmarc_n`, `len(mx_hosts)` for `accepts_mail`, the `q_` columns for unknown), so that the
columns are checked against each other as well.
"""

import json
import pathlib
import sys

import duckdb

# Each fact as a pair: NAME is true or false, NAME_known says whether the answer is known.
FACTS = """
create view d as select *,
    q_mx in ('ok', 'nodata', 'nxdomain') as mx_known,
    coalesce(mx_class in ('null', 'malformed_root', 'null_mixed', 'normal'), false) as mx,
    mx_known as accepts_known, coalesce(len(mx_hosts) > 0, false) as accepts,
    mx_known as nullmx_known, coalesce(mx_class = 'null', false) as nullmx,
    q_txt in ('ok', 'nodata', 'nxdomain') as spf_known, coalesce(spf_state <> 'none', false) as spf,
    spf_known as spfok_known, coalesce(spf_state = 'valid', false) as spfok,
    spf_known as exact_known, coalesce(spf_exact_fail_all and spf_len = 11, false) as exact,
    spf_known as onlyall_known, coalesce(spf_only_all and spf_all = '-', false) as onlyall,
    q_dmarc in ('ok', 'nodata', 'nxdomain') as dmarc_known, coalesce(dmarc_state <> 'none', false) as dmarc,
    dmarc_enforced is not null as enforced_known, coalesce(dmarc_enforced and dmarc_p_effective in ('quarantine', 'reject'), false) as enforced,
    dmarc_known as rua_known, coalesce(dmarc_rua_n > 0, false) as rua,
    nonsending_level is not null as level_known, nonsending_level as level,
    q_sts in ('ok', 'nodata', 'nxdomain') as sts_known, coalesce(sts_id is not null, false) as sts,
    q_tlsrpt in ('ok', 'nodata', 'nxdomain') as tlsrpt_known, coalesce(tlsrpt_rua_kind is not null, false) as tlsrpt,
    q_bimi in ('ok', 'nodata', 'nxdomain') as bimi_known, coalesce(bimi_state = 'valid', false) as bimi,
    ds_class is not null as ds_known, coalesce(len(ds_algs) > 0, false) as ds,
    n_ns is not null as ns_known, coalesce(ns_set_hash is not null, false) as ns,
    tlsa_hosts_any is not null as tlsaany_known, coalesce(tlsa_hosts_any, false) as tlsaany,
    tlsa_hosts_all is not null as tlsaall_known, coalesce(tlsa_hosts_all, false) as tlsaall,
    (mx_known and ds_known) or (mx_known and not mx) or (ds_known and not ds) as mxds_known, mx and ds as mxds,
    mx or spf or dmarc or ds as record,
    mx or spf or dmarc or ds or (mx_known and spf_known and dmarc_known and ds_known) as record_known
from domains
"""

ALL, WITH_MX, ACCEPTING = "all names", "names with MX", "names that accept mail"

REGIONS = {
    "Hokkaido": "北海道",
    "Tohoku": "青森県 岩手県 宮城県 秋田県 山形県 福島県",
    "Kanto": "茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県",
    "Chubu": "新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県",
    "Kinki": "三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県",
    "Chugoku": "鳥取県 島根県 岡山県 広島県 山口県",
    "Shikoku": "徳島県 香川県 愛媛県 高知県",
    "Kyushu-Okinawa": "福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県",
}
REGION = " ".join(
    f"when list_contains(string_split('{prefectures}', ' '), pref) then '{region}'" for region, prefectures in REGIONS.items()
)


def metric(name, of, base, hit, value=None):
    """A rate: names of `base` for which the fact `hit` (or the condition `value` on it) holds."""
    base_known, base = ("true", "true") if base is None else (f"{base}_known", base)
    hit_known, hit = ("true", "true") if hit is None else (f"{hit}_known", value or hit)
    return f"""'{name}' as metric, '{of}' as denominator_name,
        count(*) filter (where {base_known} and {base} and {hit_known} and coalesce({hit}, false)) as numerator,
        count(*) filter (where {base_known} and {base} and {hit_known}) as denominator,
        count(*) filter (where not {base_known} or ({base} and not {hit_known})) as unknown"""


def grouped(key, metrics, where="true", total="total"):
    """Rates by group, with the total of all groups. The values of several keys are joined by ` | `."""
    parts = []
    for m in metrics:
        parts.append(f"select {key} as k, 'group' as row_kind, {m} from d where {where} group by 1")
        parts.append(f"select '{total}' as k, 'total' as row_kind, {m} from d where {where}")
    return " union all ".join(parts)


def ranked(element, name, of, base, top):
    """Names by one element each, the rest beyond `top` as other."""
    return f"""
        with named as (select {element} as e from d where {base}_known and {base}),
        missing as (select count(*) as n from d where not {base}_known),
        sized as (select e, count(*) as n, row_number() over (order by count(*) desc, e) as place from named group by e)
        select case when place <= {top} then e else 'other' end as k, case when place <= {top} then 'group' else 'other' end as row_kind,
            '{name}' as metric, '{of}' as denominator_name, sum(n)::bigint as numerator, (select count(*) from named) as denominator,
            (select n from missing) as unknown
        from sized group by all"""


def ranked_list(elements, name, of, base, top):
    """Names by each element of a list, once per element; other: names with an element beyond `top`."""
    return f"""
        with named as (select name, {elements} as es from d where {base}_known and {base}),
        missing as (select count(*) as n from d where not {base}_known),
        pairs as (select distinct name, unnest(es) as e from named),
        sized as (select e, count(*) as n, row_number() over (order by count(*) desc, e) as place from pairs group by e)
        select e as k, 'group' as row_kind, '{name}' as metric, '{of}' as denominator_name, n as numerator,
            (select count(*) from named) as denominator, (select n from missing) as unknown
        from sized where place <= {top}
        union all
        select 'other', 'other', '{name}', '{of}', count(distinct name), (select count(*) from named), (select n from missing)
        from pairs join sized using (e) where place > {top} having count(*) > 0"""


def largest(element, name, of, base):
    """Names with one of the k largest values."""
    return f"""
        with named as (select {element} as e, {base}_known as known from d where not {base}_known or {base}),
        sized as (select e, count(*) as n, row_number() over (order by count(*) desc, e) as place
            from named where known and e is not null group by e)
        select 'top ' || k as k, 'cumulative' as row_kind, '{name}' as metric, '{of}' as denominator_name,
            sum(n) filter (where place <= k)::bigint as numerator,
            (select count(*) from named where known and e is not null) as denominator,
            (select count(*) from named where not known or e is null) as unknown
        from sized, (select unnest([1, 3, 5, 10]) as k) group by 1, k"""


LEVELS = [(f"level {n}", "level", f"level = {n}") for n in range(4)]
NONSENDING = [("Null MX", "nullmx", None), ("v=spf1 -all", "exact", None), ("SPF -all only", "onlyall", None), *LEVELS]
MIX = [("fail (-all)", "-"), ("softfail (~all)", "~"), ("neutral (?all)", "?"), ("pass (+all)", "+"), ("redirect", "redirect"), ("none", "missing")]
TLS = [("MTA-STS", "sts"), ("TLSRPT", "tlsrpt"), ("BIMI", "bimi")]
ADOPTION = [metric("MX", ALL, None, "mx"), metric("SPF", WITH_MX, "mx", "spf"), metric("DMARC", WITH_MX, "mx", "dmarc")]
BODIES = [
    metric("MX", "bodies", None, "mx"),
    metric("SPF", "bodies with MX", "mx", "spf"),
    metric("DMARC", "bodies with MX", "mx", "dmarc"),
    metric("DMARC enforced", "bodies with MX", "mx", "enforced"),
]
REGISTRATION = """case type when 'GEO' then 'geographic' when 'PREF' then 'geographic' when 'GEN' then 'general' else type end"""

TABLES = {
    "*/adoption": grouped("type", ADOPTION),
    "*/adoption_all": grouped(
        "type",
        [
            metric("MX", ALL, None, "mx"),
            metric("accepts mail", ALL, None, "accepts"),
            metric("SPF", ALL, None, "spf"),
            metric("DMARC", ALL, None, "dmarc"),
            metric("DMARC enforced", ALL, None, "enforced"),
        ],
    ),
    "*/adoption_accepts_mail": grouped(
        "type",
        [metric("SPF", ACCEPTING, "accepts", "spf"), metric("DMARC", ACCEPTING, "accepts", "dmarc"), metric("DMARC enforced", ACCEPTING, "accepts", "enforced")],
    ),
    "*/spf_valid": grouped("type", [metric("SPF valid", WITH_MX, "mx", "spfok"), metric("SPF valid", "names with SPF", "spf", "spfok")]),
    "*/spf_all": grouped("type", [metric(name, "names with valid SPF", "spfok", "spf", f"spf_all = '{word}'") for name, word in MIX]),
    "*/dmarc_enforced": grouped("type", [metric("enforced", WITH_MX, "mx", "enforced"), metric("enforced", "names with DMARC", "dmarc", "enforced")]),
    "*/dmarc_policy": grouped(
        "type",
        [metric(p, "names with DMARC", "dmarc", "dmarc", f"dmarc_p = '{p}'") for p in ("none", "quarantine", "reject")]
        + [metric("missing or invalid", "names with DMARC", "dmarc", "dmarc", "coalesce(dmarc_p, 'invalid') not in ('none', 'quarantine', 'reject')")],
    ),
    "*/nonsending": grouped("type", [metric(name, ALL, None, hit, value) for name, hit, value in NONSENDING]),
    "*/nonsending_without_mail": grouped(
        "type", [metric(name, "names that accept no mail", None, hit, value) for name, hit, value in NONSENDING], "accepts_known and not accepts"
    ),
    "*/transport": grouped("type", [metric(name, of, base, hit) for of, base in ((WITH_MX, "mx"), (ALL, None)) for name, hit in TLS]),
    "*/dnssec": grouped(
        "type",
        [metric("DS", ALL, None, "ds")]
        + [metric(c, "names with DS", "ds", "ds", f"ds_class = '{c}'") for c in ("strong", "weak", "unknown")],
    ),
    "*/ds_algorithms": ranked_list("ds_algs", "DS", "names with DS", "ds", 1000),
    "*/dane": grouped(
        "type",
        [metric(name, of, base, hit) for of, base in ((WITH_MX, "mx"), ("names with MX and DS", "mxds")) for name, hit in (("any host", "tlsaany"), ("all hosts", "tlsaall"))],
    ),
    "*/mx_providers": ranked("coalesce(mx_provider, '(no host)')", "MX", WITH_MX, "mx", 20),
    "*/spf_providers": ranked_list("spf_providers", "SPF", "names with valid SPF", "spfok", 20),
    "*/dmarc_rua_providers": ranked_list("dmarc_rua_providers", "DMARC rua", "names with rua", "rua", 20),
    "*/ns_providers": ranked("ns_provider", "NS", "names with NS", "ns", 20),
    "*/mx_concentration": largest("mx_provider", "MX", ACCEPTING, "accepts"),
    "*/ns_concentration": largest("ns_provider", "NS", "names with NS", "ns"),
    "*/errors": ranked_list("errors", "names", "names with MX, SPF, DMARC or DS", "record", 1000),
    "jp/adoption": grouped(REGISTRATION, ADOPTION),
    "jp/rare": grouped(
        "type",
        [
            metric(name, of, base, hit)
            for name, hit in (("Null MX", "nullmx"), ("v=spf1 -all", "exact"), ("MTA-STS", "sts"), ("DS", "ds"), ("BIMI", "bimi"))
            for of, base in ((ALL, None), (WITH_MX, "mx"))
        ],
    ),
    "jp-municipalities/regions": grouped(f"case {REGION} end", BODIES),
    "jp-municipalities/prefectures": grouped("pref", BODIES),
    "jp-municipalities/kinds": grouped("kind", BODIES),
    "br/adoption_groups": grouped("type_group", ADOPTION),
    "br/adoption_states": grouped(
        "coalesce(region, '(Union)') || ' | ' || coalesce(pref, '(Union)')", ADOPTION, "coalesce(type = 'gov.br', false)", "total | total"
    ),
    "gov/states": grouped("state", [metric("DS", ALL, None, "ds")]),
}


def written(path):
    """Whether a table has a key, and its rows as the census wrote them: key, kind, metric, denominator name, counts, rate."""
    columns = [row[0] for row in duckdb.execute("describe select * from read_parquet(?)", [path]).fetchall()]
    keys = columns[1 : columns.index("row_kind")]
    key = " || ' | ' || ".join(f'"{name}"' for name in keys) or "null"
    query = f"select {key}::varchar, row_kind, metric, denominator_name, numerator, denominator, unknown, rate from read_parquet(?)"
    return bool(keys), duckdb.execute(query, [path]).fetchall()


def recomputed(sql, has_key):
    """The same rows by SQL, without the rate. Where names have no types, a table by type is one group: that of all names."""
    if not has_key:
        sql = f"select null as k, 'group' as row_kind, * exclude (k, row_kind) from ({sql}) where row_kind = 'total'"
    return duckdb.execute(f"select k::varchar, row_kind, metric, denominator_name, numerator, denominator, unknown from ({sql})").fetchall()


def compare(name, ours, theirs):
    """Prints what differs; the number of cells compared and of rows that differ."""
    wrong = 0
    left = {row[:4]: row[4:] for row in ours}
    right = {}
    for *key, numerator, denominator, unknown in theirs:
        rate = numerator / denominator if denominator else None
        right[tuple(key)] = (numerator, denominator, unknown, rate)
    if len(left) != len(ours) or len(right) != len(theirs):
        print(f"{name}: a row stands twice")
        wrong += 1
    for key in sorted(set(left) | set(right), key=str):
        if left.get(key) != right.get(key):
            wrong += 1
            print(f"{name} {key}: zonecensus {left.get(key)}, DuckDB {right.get(key)}")
    return 4 * len(right), wrong


def ranks_descend(name, rows):
    sizes = [row[4] for row in rows if row[1] == "group"]
    if ("providers" in name) and sizes != sorted(sizes, reverse=True):
        print(f"{name}: not from the largest to the smallest")
        return False
    return True


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(TABLES))
        return
    store, date = pathlib.Path(sys.argv[1]), sys.argv[2]
    pipeline = json.loads((store / "runs" / f"{date}.json").read_text())["pipeline"]["name"]
    duckdb.execute(f"create view domains as select * from read_parquet('{store}/domains/snapshot={date}/*.parquet', hive_partitioning = false)")
    duckdb.execute(FACTS)
    cells = wrong = tables = 0
    for path in sorted((store / "tables").glob(f"*/snapshot={date}/table.parquet")):
        name = path.parent.parent.name
        sql = TABLES.get(f"{pipeline}/{name}") or TABLES.get(f"*/{name}")
        if sql is None:
            print(f"{name}: no SQL for it here")
            wrong += 1
            continue
        has_key, ours = written(str(path))
        theirs = recomputed(sql, has_key)
        compared, differing = compare(name, ours, theirs)
        cells, wrong, tables = cells + compared, wrong + differing + (not ranks_descend(name, ours)), tables + 1
    print(f"{pipeline} {date}: {tables} tables, {cells} cells, {wrong} differ")
    sys.exit(1 if wrong or not cells else 0)


main()
