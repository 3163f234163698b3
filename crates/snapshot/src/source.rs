//! One input of a snapshot: where it is, how it is wrapped, and the scope in which it starts.

pub use crate::decode::Container;
use crate::decode::{decode_file, decode_stdin};
use crate::error::OpenError;
use crate::map::map_file;
use bytes::Bytes;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zonefile::{Entry, Name, Projection, Records, RrType, Scope};

/// How much of an input is looked at to find its origin, in bytes.
pub(crate) const HEAD: usize = 1 << 16;

/// A file of at most this many bytes is read rather than mapped: a folder may hold more zones than a process may have maps.
const SMALL: u64 = 1 << 16;

/// An input, opened.
pub struct Source {
    /// As the user named it; `-` is standard input.
    pub path: Arc<Path>,
    /// How it is wrapped; standard input counts as plain.
    pub container: Container,
    /// Its size on disk in bytes; None where that is not known.
    pub size: Option<u64>,
    pub(crate) origin: Option<Name>,
    pub(crate) body: Body,
}

/// Where the plain bytes come from.
pub(crate) enum Body {
    Map(Bytes),
    Stream(Box<dyn Read + Send>),
}

impl Source {
    /// Opens `path`. `origin` completes relative names; without it a zone's SOA or its file name does.
    ///
    /// # Errors
    /// The file is missing, unreadable, a folder, or starts like a container that cannot be decoded.
    pub fn open(path: &Path, origin: Option<Name>) -> Result<Source, OpenError> {
        let fail = |e| OpenError::io(path, e);
        if path == Path::new("-") {
            let body = Body::Stream(decode_stdin().map_err(fail)?);
            return Ok(Source { path: path.into(), container: Container::Plain, size: None, origin, body });
        }
        let mut file = File::open(path).map_err(fail)?;
        let kind = file.metadata().map_err(fail)?;
        let mut magic = [0; 4];
        let container = if kind.is_file() {
            let read = read_up_to(&mut file, &mut magic).map_err(fail)?;
            file.rewind().map_err(fail)?;
            Container::detect(&magic[..read])
        } else {
            Container::Plain
        };
        let body = match (container, kind.is_file()) {
            (Container::Plain, true) if kind.len() <= SMALL => {
                let mut bytes = Vec::with_capacity(kind.len() as usize);
                file.read_to_end(&mut bytes).map_err(fail)?;
                Body::Map(bytes.into())
            }
            (Container::Plain, true) => Body::Map(map_file(&file).map_err(fail)?),
            _ => Body::Stream(decode_file(file, container).map_err(fail)?),
        };
        Ok(Source { path: path.into(), container, size: kind.is_file().then_some(kind.len()), origin, body })
    }

    /// An input whose plain bytes are in memory, for tests and callers that have them.
    pub fn from_bytes(path: &Path, bytes: impl Into<Bytes>, origin: Option<Name>) -> Source {
        let body = Body::Map(bytes.into());
        Source { path: path.into(), container: Container::Plain, size: None, origin, body }
    }

    /// An input whose plain bytes come from a reader.
    pub fn from_reader(path: &Path, reader: impl Read + Send + 'static, origin: Option<Name>) -> Source {
        let body = Body::Stream(Box::new(reader));
        Source { path: path.into(), container: Container::Plain, size: None, origin, body }
    }

    /// The scope at the first byte, of which `head` are the first bytes: the given origin; else the owner of an SOA that comes
    /// first; else, for a zone that begins with a relative owner, the name of the file (`example.com.zone` → `example.com.`).
    pub(crate) fn scope_of(origin: Option<Name>, path: &Path, head: &[u8]) -> Scope {
        let origin = origin.or_else(|| match first_owner(&head[..head.len().min(HEAD)]) {
            First::Soa(name) => Some(name),
            First::Relative => origin_from_file_name(path),
            First::Other => None,
        });
        Scope { origin, ..Scope::default() }
    }
}

/// The inputs named by `path`: itself, or for a folder its zone files in the order of their names.
///
/// # Errors
/// The folder cannot be read, or has no zone file in it.
pub fn find_sources(path: &Path) -> Result<Vec<PathBuf>, OpenError> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|e| OpenError::io(path, e))? {
        let file = entry.map_err(|e| OpenError::io(path, e))?.path();
        if file.is_file() && is_zone_file_name(&file) {
            found.push(file);
        }
    }
    if found.is_empty() {
        return Err(OpenError::EmptyFolder { path: path.to_path_buf() });
    }
    found.sort();
    Ok(found)
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// Length of the UTF-8 byte-order mark at the start of `text`: it is no part of the zone.
pub(crate) fn byte_order_mark(text: &[u8]) -> usize {
    if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

/// The file name without the suffix of a container.
fn plain_file_name(path: &Path) -> &str {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    [".gz", ".zst"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

fn is_zone_file_name(path: &Path) -> bool {
    let name = plain_file_name(path);
    let by_suffix = [".zone", ".db", ".txt"].iter().any(|suffix| name.ends_with(suffix));
    !name.starts_with('.') && (by_suffix || name.starts_with("db."))
}

fn origin_from_file_name(path: &Path) -> Option<Name> {
    let name = plain_file_name(path);
    let zone =
        [".zone", ".db", ".txt"].iter().find_map(|s| name.strip_suffix(s)).or_else(|| name.strip_prefix("db."))?;
    let zone = zone.trim_end_matches('.');
    if zone.is_empty() { None } else { Name::parse(format!("{zone}.").as_bytes(), None).ok() }
}

#[allow(clippy::large_enum_variant)] // made once per input
enum First {
    Soa(Name),
    Relative,
    Other,
}

/// What the first record that can be read says of the origin. A name that no zone has stands in for it while looking.
fn first_owner(head: &[u8]) -> First {
    // A line that is cut short says nothing.
    let whole = head.len() < HEAD;
    let head = if whole { head } else { &head[..memchr::memrchr(b'\n', head).map_or(0, |at| at + 1)] };
    let Some(stand_in) = Name::from_wire(&[1, 0, 0]) else { return First::Other };
    let scope = Scope { default_ttl: Some(0), ..Scope::at_origin(stand_in) };
    let everything = Projection::all();
    let mut records = Records::new(head, &scope, &everything, whole);
    while let Some(entry) = records.next() {
        let (name, soa) = match entry {
            Ok(Entry::Record(record)) => (Some(record.owner.to_name()), record.rtype == RrType::SOA),
            Ok(Entry::Include(directive) | Entry::Generate(directive)) => (directive.scope.origin, false),
            Err(_) => continue,
        };
        match name {
            Some(name) if name.is_under(&stand_in) => return First::Relative,
            Some(name) if soa => return First::Soa(name),
            _ => return First::Other,
        }
    }
    First::Other
}
