//! `$INCLUDE`: opened only when asked for, and only below the folder of the zone file that names it.

use crate::source::{Body, Source};
use bytes::Bytes;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zonefile::{Directive, ErrorKind, Name, ParseError, Scope};

/// How deep files may include files.
pub(crate) const MAX_DEPTH: usize = 8;
/// The most plain bytes of an included file.
const MAX_INCLUDED: u64 = 1 << 30;

/// An included file, read whole, and the scope in which it starts.
pub(crate) struct Included {
    pub(crate) path: Arc<Path>,
    pub(crate) bytes: Bytes,
    pub(crate) scope: Scope,
}

/// Opens what `directive`, found in the file `from`, names. Nothing outside the folder `root` is opened, links followed.
///
/// # Errors
/// A malformed directive, or [`ErrorKind::IncludeFailed`]; `at` counts from the start of the directive's arguments.
pub(crate) fn open(directive: &Directive<'_>, from: &Path, root: &Path) -> Result<Included, ParseError> {
    let mut args = directive.args.clone();
    let file = args.split_required()?;
    let mut scope = directive.scope.clone();
    if let Some(token) = args.split_next()? {
        let origin = Name::parse(token.text, scope.origin.as_ref());
        scope.origin = Some(origin.map_err(|e| ParseError { at: e.at + token.at, ..e })?);
    }
    args.parse_end()?;
    let failed = ParseError { kind: ErrorKind::IncludeFailed, at: file.at, record: file.at };
    let name = std::str::from_utf8(file.text).map_err(|_| failed)?;
    let path = confine(&from.with_file_name("").join(name), root).ok_or(failed)?;
    let bytes = read_whole(&path).ok_or(failed)?;
    Ok(Included { path: path.into(), bytes, scope })
}

/// The folder that includes of `zone` may not leave; None for standard input.
pub(crate) fn root_of(zone: &Path) -> Option<PathBuf> {
    zone.canonicalize().ok()?.parent().map(Path::to_path_buf)
}

fn confine(path: &Path, root: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    (real.starts_with(root) && real.is_file()).then_some(real)
}

fn read_whole(path: &Path) -> Option<Bytes> {
    match Source::open(path, None).ok()?.body {
        Body::Map(bytes) => Some(bytes),
        Body::Stream(reader) => {
            let mut bytes = Vec::new();
            let read = reader.take(MAX_INCLUDED + 1).read_to_end(&mut bytes).ok()?;
            (read as u64 <= MAX_INCLUDED).then(|| bytes.into())
        }
    }
}
