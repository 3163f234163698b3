//! The census of a DNS zone: the command line and the stages it drives.
