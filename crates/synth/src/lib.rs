//! A profile to a deterministic synthetic snapshot with its planted truth.
