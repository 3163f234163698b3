//! Has memory that was freed go back to the system, where the allocator of glibc would keep it. Under another C library nothing is done.
//!
//! Between the stages of a census that is a lot: buffers of the scan while rows are written, and all of the evidence while tables are made.
#![allow(unsafe_code)]

/// Returns free pages to the system.
pub(crate) fn release() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `malloc_trim` has no preconditions; it takes the locks of the allocator and touches only memory that is free.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// While this lives, a large block is a map of its own, which goes when it is freed, in the whole process. Otherwise glibc has the limit
/// grow with what is freed: buffers of rows, which come and go, and column chunks, which stay until their row group is complete, then share
/// heaps and leave holes in them. It costs some page faults, too many for a scan of compressed input.
pub(crate) struct LargeApart(());

impl LargeApart {
    pub(crate) fn begin() -> Self {
        /// Columns of a chunk of rows and most pages are smaller.
        const LARGE: i32 = 512 << 10;
        /// Free memory that may stay at the end of a heap.
        const SLACK: i32 = 1 << 20;
        set(LARGE, SLACK);
        LargeApart(())
    }
}

impl Drop for LargeApart {
    fn drop(&mut self) {
        /// The most that glibc's own limits grow to (`DEFAULT_MMAP_THRESHOLD_MAX`, and twice that).
        const LARGEST: i32 = 32 << 20;
        set(LARGEST, 2 * LARGEST);
    }
}

/// Sets from what size on a block is a map of its own, and how much may be free at the end of a heap.
fn set(large: i32, slack: i32) {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` has no preconditions; it takes the lock of the allocator and changes two of its numbers.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, large);
        libc::mallopt(libc::M_TRIM_THRESHOLD, slack);
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    let _ = (large, slack);
}
