"""The whole job of `job-mail` in polars, streaming, on two threads: rows GROUP NAMES MX NULL_MX SPF DMARC.

It works because the file has one record a line, five tab-separated fields, absolute names.
"""

import os
import sys

os.environ.setdefault("POLARS_MAX_THREADS", "2")
import polars as pl
from polars import col

FIELDS = {name: pl.String for name in ["owner", "ttl", "class", "rtype", "data"]}
FACTS = ["ns", "mx", "null_mx", "spf", "dmarc"]

records = pl.scan_csv(sys.argv[1], separator="\t", has_header=False, quote_char=None, schema=FIELDS).select(
    owner=col("owner").str.to_lowercase(), rtype=col("rtype").str.to_uppercase(), data=col("data")
)
is_mx, is_txt, is_null = col("rtype") == "MX", col("rtype") == "TXT", col("data") == "0 ."
facts = records.filter(col("rtype").is_in(["NS", "MX", "TXT"])).select(
    name=col("owner").str.strip_prefix("_dmarc."),
    ns=col("rtype") == "NS",
    mx=is_mx & ~is_null,
    null_mx=is_mx & is_null,
    spf=is_txt & ~col("owner").str.starts_with("_") & col("data").str.starts_with('"v=spf1'),
    dmarc=is_txt & col("owner").str.starts_with("_dmarc.") & col("data").str.starts_with('"v=DMARC1'),
)
names = facts.group_by("name").agg(col(FACTS).any()).filter(col("ns") & (col("name") != "jp."))
table = (
    names.with_columns(type=col("name").str.extract(r"\.(co|or|ne|ac|ad|go|ed|gr|lg)\.jp\.$").fill_null("general"))
    .group_by("type")
    .agg(pl.len(), col(FACTS[1:]).sum())
    .sort("type")
)
for row in table.collect(engine="streaming").rows():
    print(*row)
