//! One input of a snapshot: where it is, how it is wrapped, and the scope in which it starts.

use crate::container::Container;
use crate::error::OpenError;
use crate::piece::Text;
use crate::plain::{PlainFile, Stamp};
use crate::stream::{Chunks, Decoding, Raw};
use bytes::Bytes;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zonefile::{Entry, Name, Projection, Records, RrType, Scope};

/// How much of an input is looked at to find its origin, in bytes.
pub(crate) const HEAD: usize = 1 << 16;

/// A file of at most this many bytes is read when it is opened: a folder may hold more zones than a process may have open files.
const SMALL: u64 = 1 << 16;

/// Sees the bytes of an input as they are on disk, in order.
pub type Tap = Box<dyn FnMut(&Bytes) + Send>;

/// An input, opened.
pub struct Source {
    /// As the user named it; `-` is standard input.
    pub path: Arc<Path>,
    /// How it is wrapped.
    pub container: Container,
    /// Its size on disk in bytes; None where that is not known.
    pub size: Option<u64>,
    pub(crate) origin: Option<Name>,
    pub(crate) tap: Option<Tap>,
    body: Body,
}

/// Where the bytes come from.
enum Body {
    Memory(Bytes),
    File(PlainFile),
    Stream { reader: Box<dyn Read + Send>, watch: Option<Watch> },
}

/// A second handle on a file that is read as a stream.
struct Watch(File, Stamp);

/// What a source leads to when its turn comes.
pub(crate) struct Opened {
    pub(crate) text: Text,
    pub(crate) end: Ending,
}

/// What is to be known of a source while it is read and behind its end.
pub(crate) struct Ending {
    kind: Kind,
    /// Sees the pieces; a compressed stream shows its bytes itself.
    pub(crate) tap: Option<Tap>,
}

enum Kind {
    Memory,
    File(Arc<PlainFile>),
    Stream { compressed: Option<Arc<AtomicU64>>, watch: Option<Watch> },
}

impl Source {
    /// Opens `path`. `origin` completes relative names; without it a zone's SOA or its file name does.
    ///
    /// # Errors
    /// The file is missing, unreadable or a folder.
    pub fn open(path: &Path, origin: Option<Name>) -> Result<Source, OpenError> {
        let fail = |e| OpenError::io(path, e);
        if path == Path::new("-") {
            let mut input = BufReader::new(io::stdin());
            let container = Container::detect(input.fill_buf().map_err(fail)?);
            let body = Body::Stream { reader: Box::new(input), watch: None };
            return Ok(Source { path: path.into(), container, size: None, origin, tap: None, body });
        }
        let mut file = File::open(path).map_err(fail)?;
        let kind = file.metadata().map_err(fail)?;
        if !kind.is_file() {
            let mut input = BufReader::new(file);
            let container = Container::detect(input.fill_buf().map_err(fail)?);
            let body = Body::Stream { reader: Box::new(input), watch: None };
            return Ok(Source { path: path.into(), container, size: None, origin, tap: None, body });
        }
        let mut magic = [0; 4];
        let read = read_up_to(&mut file, &mut magic).map_err(fail)?;
        let container = Container::detect(&magic[..read]);
        file.rewind().map_err(fail)?;
        let body = match container {
            Container::Plain if kind.len() <= SMALL => {
                let mut bytes = Vec::with_capacity(kind.len() as usize + 1);
                file.read_to_end(&mut bytes).map_err(fail)?;
                Body::Memory(bytes.into())
            }
            Container::Plain => Body::File(PlainFile::new(file, &kind)),
            Container::Gzip | Container::Zstd => {
                let watch = Watch(file.try_clone().map_err(fail)?, Stamp::of(&kind));
                Body::Stream { reader: Box::new(file), watch: Some(watch) }
            }
        };
        Ok(Source { path: path.into(), container, size: Some(kind.len()), origin, tap: None, body })
    }

    /// An input whose plain bytes are in memory, for tests and callers that have them.
    pub fn from_bytes(path: &Path, bytes: impl Into<Bytes>, origin: Option<Name>) -> Source {
        let body = Body::Memory(bytes.into());
        Source { path: path.into(), container: Container::Plain, size: None, origin, tap: None, body }
    }

    /// An input whose plain bytes come from a reader.
    pub fn from_reader(path: &Path, reader: impl Read + Send + 'static, origin: Option<Name>) -> Source {
        let body = Body::Stream { reader: Box::new(reader), watch: None };
        Source { path: path.into(), container: Container::Plain, size: None, origin, tap: None, body }
    }

    /// Shows the bytes of the input to `tap` as they are on disk, compressed or not, each once and in order. What comes behind the
    /// place where a scan has stopped is not shown.
    #[must_use]
    pub fn with_tap(self, tap: Tap) -> Source {
        Source { tap: Some(tap), ..self }
    }

    /// Starts to read. `decoding` is told the container.
    pub(crate) fn start(self, decoding: Decoding) -> io::Result<Opened> {
        let Source { container, tap, body, .. } = self;
        let (text, kind, tap) = match body {
            Body::Memory(bytes) => (Text::Memory(bytes), Kind::Memory, tap),
            Body::File(file) => {
                let file = Arc::new(file);
                (Text::File(file.clone()), Kind::File(file), tap)
            }
            Body::Stream { reader, watch } => {
                let read = Arc::new(AtomicU64::new(0));
                let is_plain = container == Container::Plain;
                let (of_pieces, of_stream) = if is_plain { (tap, None) } else { (None, tap) };
                let raw = Raw { reader, read: read.clone(), tap: of_stream };
                let chunks = Chunks::start(raw, Decoding { container, ..decoding })?;
                let kind = Kind::Stream { compressed: (!is_plain).then_some(read), watch };
                (Text::Stream(chunks), kind, of_pieces)
            }
        };
        Ok(Opened { text, end: Ending { kind, tap } })
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

impl Ending {
    /// Bytes on disk that have been read, when `plain` bytes have been dealt with.
    pub(crate) fn read(&self, plain: u64) -> u64 {
        match &self.kind {
            Kind::Stream { compressed: Some(read), .. } => read.load(Ordering::Relaxed),
            _ => plain,
        }
    }

    /// # Errors
    /// The file has been written to since it was opened.
    pub(crate) fn check_unchanged(&self) -> io::Result<()> {
        match &self.kind {
            Kind::File(file) => file.check_unchanged(),
            Kind::Stream { watch: Some(Watch(file, stamp)), .. } => stamp.check(file),
            Kind::Memory | Kind::Stream { .. } => Ok(()),
        }
    }
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
