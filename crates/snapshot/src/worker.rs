//! Parses one piece: records into batches, batches into the caller's value, the rest into rejects.

use crate::batch::BatchBuilder;
use crate::include::Files;
use crate::lines::Cursor;
use crate::piece::Piece;
use crate::reject::{MAX_TEXT, Reject};
use crate::scan::ScanOptions;
use arrow::record_batch::RecordBatch;
use std::path::Path;
use std::sync::Arc;
use zonefile::{Directive, End, Entry, ErrorKind, LineCol, ParseError, Record, Records, Scope, generate};

/// What became of a piece when its first line was read in the scope `assumed`.
pub(crate) struct Outcome<T> {
    pub(crate) piece: Piece,
    pub(crate) assumed: Scope,
    pub(crate) end: End,
    pub(crate) value: T,
    pub(crate) records: u64,
    pub(crate) rejects: Vec<Found>,
}

/// A reject before its line is known.
pub(crate) enum Found {
    /// In the piece itself, at an offset in it.
    Here { at: usize, kind: ErrorKind, text: Vec<u8> },
    /// In an included file.
    Elsewhere(Reject),
}

/// A text that a piece leads to: itself, expanded `$GENERATE` lines, an included file.
struct Text<'a> {
    bytes: &'a [u8],
    place: Place<'a>,
    /// Offset of its first byte in the file, behind a byte-order mark.
    base: u64,
    cursor: Cursor,
}

/// Where the records and rejects of a text are said to be.
#[derive(Clone, Copy)]
enum Place<'a> {
    Piece,
    /// Lines that the directive at this offset of the piece stands for.
    Generated(usize),
    /// A file included by the directive at offset `at` of the piece.
    Included {
        at: usize,
        file: &'a Arc<Path>,
    },
    /// Lines that a directive in such a file stands for.
    GeneratedInside {
        at: usize,
        file: &'a Arc<Path>,
        spot: Spot,
    },
}

/// A place in an included file.
#[derive(Clone, Copy)]
struct Spot {
    place: LineCol,
    byte: u64,
}

impl<'a> Text<'a> {
    fn new(bytes: &'a [u8], place: Place<'a>, base: u64) -> Self {
        Text { bytes, place, base, cursor: Cursor::new(base) }
    }

    fn spot(&mut self, at: usize) -> Spot {
        let byte = self.base + at as u64;
        Spot { place: self.cursor.find(Cursor::new(self.base), self.bytes, self.base, byte), byte }
    }
}

/// Parses `piece` from the scope `assumed` on.
pub(crate) fn parse_piece<T>(
    piece: Piece,
    assumed: Scope,
    file: &Arc<Path>,
    options: &ScanOptions,
    value: T,
    fold: &(impl Fn(&mut T, &RecordBatch) + Sync),
) -> Outcome<T> {
    let builder = BatchBuilder::new(piece.bytes.clone());
    let (base, files, rejects) = (piece.base, Files::default(), Vec::new());
    let mut worker = Worker { builder, base, file, options, value, fold, files, records: 0, rejects };
    let bytes = piece.bytes.clone();
    let end = worker.read_text(&mut Text::new(&bytes, Place::Piece, base), &assumed, piece.last);
    worker.flush();
    let Worker { value, records, rejects, .. } = worker;
    Outcome { piece, assumed, end, value, records, rejects }
}

struct Worker<'a, T, F> {
    builder: BatchBuilder,
    base: u64,
    file: &'a Arc<Path>,
    options: &'a ScanOptions,
    value: T,
    fold: &'a F,
    files: Files,
    records: u64,
    rejects: Vec<Found>,
}

impl<T, F: Fn(&mut T, &RecordBatch)> Worker<'_, T, F> {
    fn read_text(&mut self, text: &mut Text<'_>, scope: &Scope, last: bool) -> End {
        let (bytes, place, options) = (text.bytes, text.place, self.options);
        let mut records = Records::new(bytes, scope, &options.want, last);
        self.builder.start_text();
        let take = |taker: &mut (&mut Self, &mut Text<'_>), record: Record<'_>| {
            let (worker, text) = taker;
            if let Err(e) = worker.push(&record, place) {
                worker.reject(text, e);
            }
        };
        records.for_each(&mut (&mut *self, text), take, |(worker, text), entry| worker.read_other(text, entry));
        records.finish()
    }

    /// A directive or an error.
    fn read_other(&mut self, text: &mut Text<'_>, entry: Result<Entry<'_>, ParseError>) {
        let done = match entry {
            Ok(Entry::Record(record)) => self.push(&record, text.place),
            Ok(Entry::Generate(directive)) => self.expand(&directive, text),
            Ok(Entry::Include(directive)) => self.include(&directive, text.place),
            Err(e) => Err(e),
        };
        if let Err(e) = done {
            self.reject(text, e);
        }
    }

    fn push(&mut self, record: &Record<'_>, place: Place<'_>) -> Result<(), ParseError> {
        let at = match place {
            Place::Piece => record.at,
            Place::Generated(at) | Place::Included { at, .. } | Place::GeneratedInside { at, .. } => at,
        };
        self.builder.push(record, self.base + at as u64).map_err(|e| ParseError { record: record.at, ..e })?;
        self.records += 1;
        if self.builder.is_full() {
            self.flush();
        }
        Ok(())
    }

    fn expand(&mut self, directive: &Directive<'_>, text: &mut Text<'_>) -> Result<(), ParseError> {
        let located = |e: ParseError| ParseError { at: e.at + directive.args_at, record: directive.at, ..e };
        let place = match text.place {
            Place::Piece => Place::Generated(directive.at),
            Place::Included { at, file } => Place::GeneratedInside { at, file, spot: text.spot(directive.at) },
            // The lines of a `$GENERATE` are records.
            Place::Generated(_) | Place::GeneratedInside { .. } => {
                return Err(ParseError { kind: ErrorKind::BadGenerate, at: directive.at, record: directive.at });
            }
        };
        let mut lines = Vec::new();
        generate::expand(&directive.args, self.options.generate_limit, &mut lines).map_err(located)?;
        self.read_text(&mut Text::new(&lines, place, 0), &directive.scope, true);
        self.builder.start_text();
        Ok(())
    }

    fn include(&mut self, directive: &Directive<'_>, place: Place<'_>) -> Result<(), ParseError> {
        let (at, from) = match place {
            Place::Piece => {
                self.files = Files::default();
                (directive.at, self.file)
            }
            Place::Included { at, file } => (at, file),
            Place::Generated(_) | Place::GeneratedInside { .. } => return Err(refuse_include(directive)),
        };
        if !self.options.include {
            return Err(refuse_include(directive));
        }
        let located = |e: ParseError| ParseError { at: e.at + directive.args_at, record: directive.at, ..e };
        let included = self.files.open(directive, from, self.file, self.options.max_ratio).map_err(located)?;
        let place = Place::Included { at, file: &included.path };
        self.read_text(&mut Text::new(&included.bytes, place, included.base), &included.scope, true);
        self.files.close();
        self.builder.start_text();
        Ok(())
    }

    fn reject(&mut self, text: &mut Text<'_>, e: ParseError) {
        let line = &text.bytes[e.record.min(text.bytes.len())..];
        let line = &line[..line.len().min(MAX_TEXT)];
        let snippet = line.split(|&b| b == b'\n').next().unwrap_or_default().to_vec();
        let kind = e.kind;
        let (file, Spot { place: LineCol { line, column }, byte }) = match text.place {
            Place::Piece => return self.rejects.push(Found::Here { at: e.at, kind, text: snippet }),
            Place::Generated(at) => return self.rejects.push(Found::Here { at, kind, text: snippet }),
            Place::Included { file, .. } => (file, text.spot(e.at)),
            Place::GeneratedInside { file, spot, .. } => (file, spot),
        };
        self.rejects.push(Found::Elsewhere(Reject { file: file.clone(), line, column, byte, kind, text: snippet }));
    }

    fn flush(&mut self) {
        if self.builder.is_empty() {
            return;
        }
        let batch = self.builder.flush().expect("the views were made from these buffers");
        (self.fold)(&mut self.value, &batch);
    }
}

fn refuse_include(directive: &Directive<'_>) -> ParseError {
    ParseError { kind: ErrorKind::IncludeRefused, at: directive.at, record: directive.at }
}
