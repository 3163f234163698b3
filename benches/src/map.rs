//! Memory maps. The one file of this crate with unsafe code.
#![allow(unsafe_code)]

use memmap2::{Advice, Mmap, UncheckedAdvice};
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

/// The contents of the file at `path`, mapped.
pub(crate) fn map_file(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the map is read-only and private. A benchmark input does not change while it is measured; if somebody changes it
    // nevertheless, engines read other bytes or the process ends with SIGBUS, and no number comes of it.
    let map = unsafe { Mmap::map(&file)? };
    // Only a hint.
    let _ = map.advise(Advice::Sequential);
    Ok(map)
}

/// Brings the pages of a part of a map into the address space at once, not fault by fault.
pub(crate) fn fetch(map: &Mmap, range: Range<usize>) {
    // Only a hint.
    let _ = map.advise_range(Advice::PopulateRead, range.start, range.len());
}

/// Takes the pages of a part of a map out of the address space, which the thread that read it does sooner than the end of the process.
pub(crate) fn release(map: &Mmap, range: Range<usize>) {
    // SAFETY: the map is of a file and never written to: whoever reads these pages again gets the same bytes from the file.
    let _ = unsafe { map.unchecked_advise_range(UncheckedAdvice::DontNeed, range.start, range.len()) };
}
