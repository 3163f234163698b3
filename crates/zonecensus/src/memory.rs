//! How much memory a run may take if nobody says.

use sysinfo::System;

/// The least: with a few megabytes, evidence of a large zone would go to disk in thousands of runs.
const LEAST: u64 = 256 << 20;

/// Half of what is to spare on the machine, or of what its container allows in all, if that is less; none if the system does not tell.
/// What a container has free is no measure: the files that it has read count as used.
pub(crate) fn spare() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory();
    let limit = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    let spare = system.available_memory().min(limit);
    (spare > 0).then_some((spare / 2).max(LEAST))
}
