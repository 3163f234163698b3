//! How much memory a run may take if nobody says.

use sysinfo::System;

/// Half of what is to spare on the machine, or of what its container allows; none if the system does not tell.
pub(crate) fn spare() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory();
    let free = match system.cgroup_limits() {
        Some(limits) => limits.free_memory.min(system.available_memory()),
        None => system.available_memory(),
    };
    (free > 0).then_some(free / 2)
}
