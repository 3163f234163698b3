//! A file that is not compressed. Its pieces are mapped, each on its own, so that what has been read does not stay in memory; the few bytes
//! around a cut are read at offsets.

use crate::map::map;
use bytes::Bytes;
use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

/// The file and what it looked like when it was opened.
pub(crate) struct PlainFile {
    file: File,
    stamp: Stamp,
}

/// What changes when a file is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp { len: metadata.len(), modified: metadata.modified().ok() }
    }

    /// # Errors
    /// `file` has been written to since the stamp was taken.
    pub(crate) fn check(self, file: &File) -> io::Result<()> {
        if Stamp::of(&file.metadata()?) == self { Ok(()) } else { Err(changed()) }
    }
}

impl PlainFile {
    pub(crate) fn new(file: File, metadata: &Metadata) -> PlainFile {
        PlainFile { file, stamp: Stamp::of(metadata) }
    }

    /// Its length when it was opened, in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.stamp.len
    }

    /// `len` bytes from offset `at`, as memory that is theirs as long as the bytes live. None where they must be read.
    ///
    /// # Errors
    /// The file has become shorter, or cannot be mapped.
    pub(crate) fn map(&self, at: u64, len: usize) -> io::Result<Option<Bytes>> {
        if self.file.metadata()?.len() < at + len as u64 {
            return Err(changed());
        }
        if len == 0 { Ok(Some(Bytes::new())) } else { map(&self.file, at, len) }
    }

    /// Fills `buffer` from offset `at`.
    ///
    /// # Errors
    /// The file has become shorter, or cannot be read.
    pub(crate) fn read_at(&self, mut at: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            match read_some(&self.file, buffer, at) {
                Ok(0) => return Err(changed()),
                Ok(n) => {
                    buffer = &mut buffer[n..];
                    at += n as u64;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// # Errors
    /// The file has been written to since it was opened.
    pub(crate) fn check_unchanged(&self) -> io::Result<()> {
        self.stamp.check(&self.file)
    }
}

#[cfg(unix)]
fn read_some(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_some(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

fn changed() -> io::Error {
    io::Error::other("the file was changed while it was read")
}
