"""The whole job of `job-mail` in ClickHouse (chdb) on two threads: rows GROUP NAMES MX NULL_MX SPF DMARC.

It works because the file has one record a line, five tab-separated fields, absolute names.
"""

import sys

import chdb

QUERY = r"""
with facts as (
    select if(startsWith(owner, '_dmarc.'), substring(owner, 8), owner) as name,
        rtype = 'NS' as ns,
        rtype = 'MX' and data <> '0 .' as mx,
        rtype = 'MX' and data = '0 .' as null_mx,
        rtype = 'TXT' and not startsWith(owner, '_') and startsWith(data, '"v=spf1') as spf,
        rtype = 'TXT' and startsWith(owner, '_dmarc.') and startsWith(data, '"v=DMARC1') as dmarc
    from (
        select lower(owner) as owner, upper(rtype) as rtype, data
        from file('%s', 'TSVRaw', 'owner String, ttl String, class String, rtype String, data String')
    )
    where rtype in ('NS', 'MX', 'TXT')
), names as (
    select name, max(mx) as has_mx, max(null_mx) as has_null_mx, max(spf) as has_spf, max(dmarc) as has_dmarc
    from facts group by name having max(ns) = 1 and name <> 'jp.'
), typed as (
    select extract(name, '\\.(co|or|ne|ac|ad|go|ed|gr|lg)\\.jp\\.$') as label, * from names
)
select if(label = '', 'general', label) as type,
    count(), sum(has_mx), sum(has_null_mx), sum(has_spf), sum(has_dmarc)
from typed group by type order by type settings max_threads = 2
"""

print(str(chdb.query(QUERY % sys.argv[1].replace("'", "\\'"), "TSV")).replace("\t", " "), end="")
