"""Counts the records and the NS records of a file, taking any number of columns: duckdb_lenient.py FILE."""

import sys

import duckdb

QUERY = r"""
select count(*), count_if(column3 = 'NS')
from read_csv($file, delim = '\t', header = false, quote = '', all_varchar = true, null_padding = true)
"""
print(*duckdb.execute(QUERY, {"file": sys.argv[1]}).fetchall()[0])
