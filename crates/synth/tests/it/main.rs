//! Generated snapshots, read back.

mod jp;
mod municipalities;
mod output;
mod reader;
