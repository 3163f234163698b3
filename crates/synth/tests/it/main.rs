//! Generated snapshots, read back.

mod com;
mod jp;
mod municipalities;
mod output;
mod reader;
