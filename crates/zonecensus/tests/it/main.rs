//! The built binary, run as a user would.

mod census;
mod data;
mod demo;
mod explain;
mod faults;
mod oracle;
mod pipeline;
mod published;
mod records;
mod report;
mod side;
mod sql;
mod store;
mod support;
