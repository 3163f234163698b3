"""The whole job of `job-mail` in DuckDB on two threads: rows GROUP NAMES MX NULL_MX SPF DMARC.

It works because the file has one record a line, five tab-separated fields, absolute names.
"""

import sys

import duckdb

QUERY = r"""
with facts as (
    select case when starts_with(owner, '_dmarc.') then substr(owner, 8) else owner end as name,
        rtype = 'NS' as ns,
        rtype = 'MX' and data <> '0 .' as mx,
        rtype = 'MX' and data = '0 .' as null_mx,
        rtype = 'TXT' and not starts_with(owner, '_') and starts_with(data, '"v=spf1') as spf,
        rtype = 'TXT' and starts_with(owner, '_dmarc.') and starts_with(data, '"v=DMARC1') as dmarc
    from (
        select lower(owner) as owner, upper(rtype) as rtype, data
        from read_csv($file, delim = '\t', header = false, quote = '', escape = '', auto_detect = false, max_line_size = 1000000,
            columns = {'owner': 'VARCHAR', 'ttl': 'VARCHAR', 'class': 'VARCHAR', 'rtype': 'VARCHAR', 'data': 'VARCHAR'})
    )
    where rtype in ('NS', 'MX', 'TXT')
), names as (
    select name, bool_or(mx) as mx, bool_or(null_mx) as null_mx, bool_or(spf) as spf, bool_or(dmarc) as dmarc
    from facts group by name having bool_or(ns) and name <> 'jp.'
)
select coalesce(nullif(regexp_extract(name, '\.(co|or|ne|ac|ad|go|ed|gr|lg)\.jp\.$', 1), ''), 'general') as type,
    count(*), count_if(mx), count_if(null_mx), count_if(spf), count_if(dmarc)
from names group by type order by type
"""

connection = duckdb.connect()
connection.execute("set threads = 2")
for row in connection.execute(QUERY, {"file": sys.argv[1]}).fetchall():
    print(*row)
