//! Memory maps. The one file of this crate with unsafe code.
#![allow(unsafe_code)]

use memmap2::{Advice, Mmap};
use std::fs::File;
use std::io;
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
