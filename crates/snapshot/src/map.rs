//! A stretch of a file as memory, and what happens if somebody cuts the file off meanwhile. The one file of this crate with unsafe code.
//!
//! ```text
//! map(file, at, len)   one map per piece, gone with the last batch that points into it: memory does not grow with the file
//! file truncated       SIGBUS ─► the address lies in a map of ours: a page of zeros takes its place, and the parse goes on;
//!                      PlainFile::check_unchanged then makes an error of it, with a name
//! ```
#![allow(unsafe_code)]

use bytes::Bytes;
use memmap2::{Mmap, MmapOptions};
use std::fs::File;
use std::io;

/// `len` bytes of `file` from offset `at`, which the file must have. None where no more maps can be watched: read the file then.
///
/// # Errors
/// The file cannot be mapped.
pub(crate) fn map(file: &File, at: u64, len: usize) -> io::Result<Option<Bytes>> {
    let Some(watch) = watch::Watch::new()? else { return Ok(None) };
    // SAFETY: the map is read-only and private to this process, and nobody here writes to the file. Another process that changes it
    // meanwhile can change what is parsed: every byte is validated after it is read, and none is read twice on trust. One that
    // truncates it makes reads fault, which `watch` catches.
    let map = unsafe { MmapOptions::new().offset(at).len(len).populate().map(file)? };
    watch.over(&map);
    Ok(Some(Bytes::from_owner(Watched { watch, map })))
}

/// A map and its watch, which must end first.
struct Watched {
    watch: watch::Watch,
    map: Mmap,
}

impl AsRef<[u8]> for Watched {
    fn as_ref(&self) -> &[u8] {
        &self.map
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watch.end();
    }
}

#[cfg(unix)]
mod watch {
    use memmap2::Mmap;
    use std::io;
    use std::mem::MaybeUninit;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// Most maps at a time.
    const SLOTS: usize = 1024;

    /// Addresses of a map, whole pages.
    struct Slot {
        taken: AtomicBool,
        start: AtomicUsize,
        end: AtomicUsize,
    }

    static MAPS: [Slot; SLOTS] =
        [const { Slot { taken: AtomicBool::new(false), start: AtomicUsize::new(0), end: AtomicUsize::new(0) } }; SLOTS];
    /// What was done about SIGBUS before; set before the handler is.
    static BEFORE: OnceLock<libc::sigaction> = OnceLock::new();
    static PAGE: OnceLock<usize> = OnceLock::new();
    static INSTALLED: OnceLock<Result<(), i32>> = OnceLock::new();

    /// A place in the list of maps.
    pub(super) struct Watch(&'static Slot);

    impl Watch {
        /// None if all places are taken.
        pub(super) fn new() -> io::Result<Option<Watch>> {
            INSTALLED.get_or_init(install).map_err(io::Error::from_raw_os_error)?;
            Ok(MAPS.iter().find(|slot| !slot.taken.swap(true, Ordering::AcqRel)).map(Watch))
        }

        pub(super) fn over(&self, map: &Mmap) {
            let page = PAGE.get().copied().unwrap_or(4096);
            let start = map.as_ptr() as usize;
            // The end comes last: until then the slot covers nothing.
            self.0.start.store(start / page * page, Ordering::Release);
            self.0.end.store((start + map.len()).next_multiple_of(page), Ordering::Release);
        }

        pub(super) fn end(&self) {
            self.0.end.store(0, Ordering::Release);
        }
    }

    impl Drop for Watch {
        fn drop(&mut self) {
            self.end();
            self.0.taken.store(false, Ordering::Release);
        }
    }

    fn install() -> Result<(), i32> {
        let mut before = MaybeUninit::<libc::sigaction>::uninit();
        // SAFETY: `sysconf` only reads. `sigaction` is given a fully initialised action whose handler has the signature that
        // SA_SIGINFO asks for, and memory to write the old one to, which is read only after it succeeded.
        unsafe {
            PAGE.get_or_init(|| usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).unwrap_or(4096));
            if libc::sigaction(libc::SIGBUS, std::ptr::null(), before.as_mut_ptr()) != 0 {
                return Err(io::Error::last_os_error().raw_os_error().unwrap_or(0));
            }
            BEFORE.get_or_init(|| before.assume_init());
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_fault as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigemptyset(&raw mut action.sa_mask);
            if libc::sigaction(libc::SIGBUS, &raw const action, std::ptr::null_mut()) != 0 {
                return Err(io::Error::last_os_error().raw_os_error().unwrap_or(0));
            }
        }
        Ok(())
    }

    /// Puts zeros where a file was cut off; leaves any other fault to whoever was there before.
    extern "C" fn on_fault(_: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
        // SAFETY: the kernel hands over a valid `info`. Only atomics are read, and `mmap` and `sigaction` are system calls that need no
        // lock of ours. The page replaced lies in a live map of this crate, since its slot says so and a slot is emptied before
        // its map goes; the thread that faulted holds that map. Later the map's own `munmap` covers the page too.
        unsafe {
            let address = (*info).si_addr() as usize;
            let is_ours = |slot: &Slot| {
                let end = slot.end.load(Ordering::Acquire);
                slot.start.load(Ordering::Acquire) <= address && address < end
            };
            let page = PAGE.get().copied().unwrap_or(4096);
            if MAPS.iter().any(is_ours) {
                let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED;
                let at = (address / page * page) as *mut libc::c_void;
                if libc::mmap(at, page, libc::PROT_READ, flags, -1, 0) != libc::MAP_FAILED {
                    return;
                }
            }
            if let Some(before) = BEFORE.get() {
                libc::sigaction(libc::SIGBUS, before, std::ptr::null_mut());
            }
        }
    }
}

/// Where truncating a mapped file is refused by the system, nothing needs to be watched.
#[cfg(not(unix))]
mod watch {
    pub(super) struct Watch;

    impl Watch {
        pub(super) fn new() -> std::io::Result<Option<Watch>> {
            Ok(Some(Watch))
        }

        pub(super) fn over(&self, _: &memmap2::Mmap) {}

        pub(super) fn end(&self) {}
    }
}

#[cfg(all(test, unix))]
mod tests;
