//! The built binary, run as a user would.

mod census;
mod data;
mod demo;
mod explain;
mod oracle;
mod pipeline;
mod records;
mod store;
mod support;
