//! Gives memory that was freed back to the system.
//!
//! The allocator of glibc keeps what was freed below a block still in use. Between the stages of a census that is a lot: buffers of the scan
//! while rows are written, and all of the evidence while tables are made.
#![allow(unsafe_code)]

/// Returns free pages to the system. Does nothing under another C library.
pub(crate) fn release() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `malloc_trim` has no preconditions; it takes the locks of the allocator and touches only memory that is free.
    unsafe {
        libc::malloc_trim(0);
    }
}
