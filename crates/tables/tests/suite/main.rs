//! Tests of the public API; one binary, since linking polars takes longer than the tests.

mod common;
mod counts;
mod definitions;
mod elements;
mod output;
mod random;
mod time;
