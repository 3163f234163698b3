//! Memory maps. The one file of this crate with unsafe code.
#![allow(unsafe_code)]

use bytes::Bytes;
use memmap2::{Advice, Mmap};
use std::fs::File;
use std::io;

/// The contents of `file` as a map that lives as long as the bytes do.
pub(crate) fn map_file(file: &File) -> io::Result<Bytes> {
    if file.metadata()?.len() == 0 {
        return Ok(Bytes::new());
    }
    // SAFETY: the map is private to this process and read-only, and nobody here writes to the file. Another process that
    // changes it meanwhile can change what is parsed (every byte is validated after it is read, none twice), and one that
    // truncates it makes the read fail with SIGBUS, which ends the run before anything appears in the store.
    let map = unsafe { Mmap::map(file)? };
    // Only a hint: a kernel that does not know it reads ahead less.
    let _ = map.advise(Advice::Sequential);
    Ok(Bytes::from_owner(map))
}
