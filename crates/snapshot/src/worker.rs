//! Parses one piece: records into batches, batches into the caller's value, the rest into rejects.

use crate::batch::BatchBuilder;
use crate::include::{self, MAX_DEPTH};
use crate::piece::Piece;
use crate::reject::{MAX_TEXT, Reject};
use crate::scan::ScanOptions;
use arrow::record_batch::RecordBatch;
use std::path::Path;
use std::sync::Arc;
use zonefile::{Directive, End, Entry, ErrorKind, LineCol, ParseError, Records, Scope, generate};

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

/// The texts that one piece leads to: itself, expanded `$GENERATE` lines, included files.
enum Place<'a> {
    Piece,
    /// Lines that the directive at this offset of the piece stands for.
    Generated(usize),
    /// A file included by the directive at this offset of the piece.
    Included(usize, &'a Arc<Path>),
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
    let base = piece.base;
    let mut worker = Worker { builder, base, file, options, value, fold, records: 0, rejects: Vec::new() };
    let text = piece.bytes.clone();
    let end = worker.read_text(&text, &assumed, piece.last, &Place::Piece, 0);
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
    records: u64,
    rejects: Vec<Found>,
}

impl<T, F: Fn(&mut T, &RecordBatch)> Worker<'_, T, F> {
    fn read_text(&mut self, text: &[u8], scope: &Scope, last: bool, place: &Place<'_>, depth: usize) -> End {
        let mut records = Records::new(text, scope, &self.options.want, last);
        self.builder.start_text();
        while let Some(entry) = records.next() {
            let done = match entry {
                Ok(Entry::Record(record)) => {
                    let at = match *place {
                        Place::Piece => record.at,
                        Place::Generated(at) | Place::Included(at, _) => at,
                    };
                    let pushed = self.builder.push(&record, self.base + at as u64);
                    self.records += u64::from(pushed.is_ok());
                    pushed.map_err(|e| ParseError { record: record.at, ..e })
                }
                Ok(Entry::Generate(directive)) => self.expand(&directive, place, depth),
                Ok(Entry::Include(directive)) => self.include(&directive, place, depth),
                Err(e) => Err(e),
            };
            if let Err(e) = done {
                self.reject(text, e, place);
            }
            if self.builder.is_full() {
                self.flush();
            }
        }
        records.finish()
    }

    fn expand(&mut self, directive: &Directive<'_>, place: &Place<'_>, depth: usize) -> Result<(), ParseError> {
        let mut lines = Vec::new();
        let located = |e: ParseError| ParseError { at: e.at + directive.args_at, record: directive.at, ..e };
        if depth > MAX_DEPTH {
            return Err(located(ParseError { kind: ErrorKind::BadGenerate, at: 0, record: 0 }));
        }
        generate::expand(&directive.args, self.options.generate_limit, &mut lines).map_err(located)?;
        let inner = match *place {
            Place::Piece => Place::Generated(directive.at),
            Place::Generated(at) => Place::Generated(at),
            Place::Included(at, file) => Place::Included(at, file),
        };
        self.read_text(&lines, &directive.scope, true, &inner, depth + 1);
        self.builder.start_text();
        Ok(())
    }

    fn include(&mut self, directive: &Directive<'_>, place: &Place<'_>, depth: usize) -> Result<(), ParseError> {
        let refuse = |kind| ParseError { kind, at: directive.at, record: directive.at };
        let located = |e: ParseError| ParseError { at: e.at + directive.args_at, record: directive.at, ..e };
        let (from, at) = match *place {
            Place::Piece => (self.file, directive.at),
            Place::Generated(_) => return Err(refuse(ErrorKind::IncludeRefused)),
            Place::Included(at, file) => (file, at),
        };
        if !self.options.include {
            return Err(refuse(ErrorKind::IncludeRefused));
        }
        let root = include::root_of(self.file).filter(|_| depth < MAX_DEPTH);
        let root = root.ok_or(refuse(ErrorKind::IncludeFailed))?;
        let included = include::open(directive, from, &root).map_err(located)?;
        self.read_text(&included.bytes, &included.scope, true, &Place::Included(at, &included.path), depth + 1);
        self.builder.start_text();
        Ok(())
    }

    fn reject(&mut self, text: &[u8], e: ParseError, place: &Place<'_>) {
        let line = &text[e.record.min(text.len())..];
        let line = line.split(|&b| b == b'\n').next().unwrap_or_default();
        let snippet = line[..line.len().min(MAX_TEXT)].to_vec();
        let found = match *place {
            Place::Piece => Found::Here { at: e.at, kind: e.kind, text: snippet },
            Place::Generated(at) => Found::Here { at, kind: e.kind, text: snippet },
            Place::Included(_, file) => {
                let LineCol { line, column } = LineCol::find(text, e.at);
                let (file, byte) = (file.clone(), e.at as u64);
                Found::Elsewhere(Reject { file, line, column, byte, kind: e.kind, text: snippet })
            }
        };
        self.rejects.push(found);
    }

    fn flush(&mut self) {
        if self.builder.is_empty() {
            return;
        }
        let batch = self.builder.flush().expect("the views were made from these buffers");
        (self.fold)(&mut self.value, &batch);
    }
}
