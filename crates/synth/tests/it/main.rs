//! Generated snapshots, read back.

mod jp;
mod output;
mod reader;
