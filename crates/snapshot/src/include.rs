//! `$INCLUDE`: opened only when asked for, and only below the folder of the zone file.

use crate::piece::{Text, read_range};
use crate::source::{Source, byte_order_mark};
use crate::stream::Decoding;
use bytes::Bytes;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zonefile::{Directive, ErrorKind, Name, ParseError, Scope};

/// How deep files may include files.
const MAX_DEPTH: usize = 8;
/// How many files one directive of the zone file may lead to.
const MAX_FILES: usize = 4096;
/// The most bytes of an included file, plain.
const MAX_INCLUDED: u64 = 1 << 30;
/// Bytes of an included file that are decoded at a time.
const INCLUDED_BUFFER: usize = 1 << 16;

/// An included file, read whole, and the scope in which it starts.
pub(crate) struct Included {
    pub(crate) path: Arc<Path>,
    /// Without a byte-order mark.
    pub(crate) bytes: Bytes,
    /// Offset of the first of them in the file.
    pub(crate) base: u64,
    pub(crate) scope: Scope,
}

/// The files that one directive of a zone file leads to.
#[derive(Default)]
pub(crate) struct Files {
    /// Those being read, each included by the one before.
    open: Vec<Arc<Path>>,
    count: usize,
}

impl Files {
    /// Opens what `directive`, found in the file `from`, names. Nothing outside the folder of the file `zone` is opened, links
    /// followed, and no file within itself. [`Files::close`] must follow when it has been read.
    ///
    /// # Errors
    /// A malformed directive, or [`ErrorKind::IncludeFailed`]; `at` counts from the start of the directive's arguments.
    pub(crate) fn open(
        &mut self,
        directive: &Directive<'_>,
        from: &Path,
        zone: &Path,
        max_ratio: u64,
    ) -> Result<Included, ParseError> {
        let (file, at, scope) = parse_args(directive)?;
        let failed = ParseError { kind: ErrorKind::IncludeFailed, at, record: at };
        let name = std::str::from_utf8(file).map_err(|_| failed)?;
        let path = self.confine(&from.with_file_name("").join(name), zone).ok_or(failed)?;
        let bytes = read_whole(&path, max_ratio).ok_or(failed)?;
        let base = byte_order_mark(&bytes);
        let path: Arc<Path> = path.into();
        self.open.push(path.clone());
        self.count += 1;
        Ok(Included { path, bytes: bytes.slice(base..), base: base as u64, scope })
    }

    /// The file opened last has been read.
    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    fn confine(&self, path: &Path, zone: &Path) -> Option<PathBuf> {
        if self.open.len() >= MAX_DEPTH || self.count >= MAX_FILES {
            return None;
        }
        // Standard input has no folder: it is no file.
        let (real, zone) = (path.canonicalize().ok()?, zone.canonicalize().ok()?);
        let again = real == zone || self.open.iter().any(|open| **open == *real);
        (!again && real.starts_with(zone.parent()?) && real.is_file()).then_some(real)
    }
}

/// The file as written, where it stands in the arguments, and the scope for it: `$INCLUDE FILE [ORIGIN]` (RFC 1035 5.1).
fn parse_args<'r>(directive: &Directive<'r>) -> Result<(&'r [u8], usize, Scope), ParseError> {
    let mut args = directive.args.clone();
    let bad = |at| ParseError { kind: ErrorKind::BadDirective, at, record: at };
    let file = args.split_next()?.ok_or(bad(args.offset()))?;
    let mut scope = directive.scope.clone();
    if let Some(token) = args.split_next()? {
        let origin = Name::parse(token.text, scope.origin.as_ref());
        scope.origin = Some(origin.map_err(|e| ParseError { at: e.at + token.at, ..e })?);
    }
    match args.split_next()? {
        Some(token) => Err(bad(token.at)),
        None => Ok((file.text, file.at, scope)),
    }
}

fn read_whole(path: &Path, max_ratio: u64) -> Option<Bytes> {
    let source = Source::open(path, None).ok()?;
    let decoding = Decoding::new(INCLUDED_BUFFER, 1, max_ratio);
    let opened = source.start(decoding).ok()?;
    match opened.text {
        Text::Memory(bytes) => Some(bytes),
        Text::File(file) => {
            let len = file.len();
            (len <= MAX_INCLUDED).then(|| read_range(&file, 0, len).ok()).flatten()
        }
        Text::Stream(mut chunks) => {
            let mut bytes = Vec::new();
            while let Some(chunk) = chunks.next_chunk().ok()? {
                bytes.extend_from_slice(chunk.as_ref());
                if bytes.len() as u64 > MAX_INCLUDED {
                    return None;
                }
            }
            Some(bytes.into())
        }
    }
}
