//! Record batches to merged, typed facts per domain, written as domains.parquet.
