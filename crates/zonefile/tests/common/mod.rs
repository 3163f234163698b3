//! Parses of whole and of cut texts as plain values, to be compared.
#![allow(dead_code, unreachable_pub)] // each test file uses its part

pub mod text;

use std::fmt::Write;
use zonefile::split::{guess_scope, read_head};
use zonefile::{End, Entry, ErrorKind, Kernel, LineCol, Name, ParseError, Projection, Rdata, Record, Records, Scope};
use zonefile::{generate, rdata};

/// A record or what was lost. Offsets count from the start of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    Record { at: usize, text: String },
    Reject { at: usize, record: usize, kind: ErrorKind },
}

/// What a text holds, and how its parse ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parse {
    pub items: Vec<Item>,
    pub end: End,
}

/// Parses `text`, which stands at offset `base` of its file.
pub fn parse(text: &[u8], base: usize, scope: &Scope, last: bool, kernel: Kernel) -> Parse {
    let mut items = Vec::new();
    let way = Way { want: &Projection::all(), kernel };
    let end = read(text, &At::Base(base), scope, last, &way, &mut items);
    Parse { items, end }
}

/// As [`parse`] of a whole file, but only records of types in `want`.
pub fn parse_wanted(text: &[u8], scope: &Scope, want: &Projection, kernel: Kernel) -> Parse {
    let mut items = Vec::new();
    let end = read(text, &At::Base(0), scope, true, &Way { want, kernel }, &mut items);
    Parse { items, end }
}

/// The items of a whole file.
pub fn parse_whole(text: &[u8], scope: &Scope, kernel: Kernel) -> Vec<Item> {
    parse(text, 0, scope, true, kernel).items
}

/// The items of a file cut at `cuts`, each piece parsed by itself in a guessed scope, then verified and joined.
pub fn parse_pieces(text: &[u8], cuts: &[usize], start: &Scope, kernel: Kernel) -> Vec<Item> {
    let head = read_head(text, start);
    let mut items = Vec::new();
    let (mut actual, mut open, mut from) = (start.clone(), 0, 0);
    for to in cuts.iter().copied().chain([text.len()]) {
        let last = to == text.len();
        let assumed = if from == 0 { start.clone() } else { guess_scope(text, from, &head) };
        let guessed = parse(&text[from..to], from, &assumed, last, kernel);
        let (parsed, base) = if open == from && guessed.end.holds(&assumed, &actual) {
            (guessed, from)
        } else {
            (parse(&text[open..to], open, &actual, last, kernel), open)
        };
        actual = parsed.end.carry(&actual);
        items.extend(parsed.items);
        open = base + parsed.end.consumed;
        from = to;
    }
    items
}

/// Fails with the first item in which the two differ.
pub fn assert_same(expected: &[Item], found: &[Item], way: &str) {
    let differs = (0..expected.len().max(found.len())).find(|&i| expected.get(i) != found.get(i));
    if let Some(i) = differs {
        panic!("{way}: item {i}: expected {:?}, found {:?}", expected.get(i), found.get(i));
    }
}

/// Offsets where a line starts, the first one left out.
pub fn line_starts(text: &[u8]) -> Vec<usize> {
    (1..text.len()).filter(|&i| text[i - 1] == b'\n').collect()
}

/// The items as an expectation file has them: `OFFSET OWNER TTL CLASS TYPE RDATA` and `OFFSET ! LINE:COLUMN KIND`.
pub fn render(text: &[u8], items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        match item {
            Item::Record { at, text } => writeln!(out, "{at} {text}"),
            Item::Reject { at, kind, .. } => {
                let LineCol { line, column } = LineCol::find(text, *at);
                writeln!(out, "{at} ! {line}:{column} {}", kind.code())
            }
        }
        .expect("a string takes everything");
    }
    out
}

/// A scope with this origin.
pub fn scope_at(origin: &str) -> Scope {
    Scope::at_origin(Name::parse(origin.as_bytes(), None).expect("a valid origin"))
}

/// Where the items of a text are said to be.
enum At {
    /// The text starts at this offset.
    Base(usize),
    /// Everything in it comes from the directive at this offset.
    Directive(usize),
}

impl At {
    fn place(&self, at: usize) -> usize {
        match self {
            At::Base(base) => base + at,
            At::Directive(directive) => *directive,
        }
    }
}

/// What is asked for, and how it is read.
struct Way<'w> {
    want: &'w Projection,
    kernel: Kernel,
}

fn read(text: &[u8], place: &At, scope: &Scope, last: bool, way: &Way<'_>, items: &mut Vec<Item>) -> End {
    let mut records = Records::with_kernel(text, scope, way.want, last, way.kernel);
    let mut runs = Runs::default();
    while let Some(entry) = records.next() {
        let failed = match entry {
            Ok(Entry::Record(record)) => {
                runs.check(&record);
                match write_record(&record) {
                    Ok(text) => {
                        items.push(Item::Record { at: place.place(record.at), text });
                        continue;
                    }
                    Err(e) => ParseError { record: record.at, ..e },
                }
            }
            Ok(Entry::Include(directive)) => {
                ParseError { kind: ErrorKind::IncludeRefused, at: directive.at, record: directive.at }
            }
            Ok(Entry::Generate(directive)) => {
                let mut lines = Vec::new();
                match generate::expand(&directive.args, generate::DEFAULT_LIMIT, &mut lines) {
                    Ok(_) => {
                        let inside = At::Directive(place.place(directive.at));
                        read(&lines, &inside, &directive.scope, true, way, items);
                        continue;
                    }
                    Err(e) => ParseError { at: e.at + directive.args_at, record: directive.at, ..e },
                }
            }
            Err(e) => e,
        };
        assert!(failed.at <= text.len() && failed.record <= text.len(), "{failed:?} lies outside the text");
        items.push(Item::Reject { at: place.place(failed.at), record: place.place(failed.record), kind: failed.kind });
    }
    records.finish()
}

/// `OWNER TTL CLASS TYPE RDATA`, the data in canonical form.
fn write_record(record: &Record<'_>) -> Result<String, ParseError> {
    let mut owner = Vec::new();
    record.owner.write_text(&mut owner);
    assert_eq!(owner, canonical_name(&owner), "the text of an owner is canonical");
    let data = canonical(&record.rdata)?;
    let owner = String::from_utf8(owner).expect("canonical names are ASCII");
    Ok(format!("{owner} {} {} {} {data}", record.ttl, record.class, record.rtype))
}

fn canonical_name(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Name::parse(text, None).expect("the owner is absolute and valid").write_text(&mut out);
    out
}

/// The canonical data, which must be the same by way of the wire and of [`Rdata::one_line`].
fn canonical(data: &Rdata<'_>) -> Result<String, ParseError> {
    let (mut wire, mut text, mut scratch, mut copy) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let encoded = data.encode(&mut wire);
    let line = data.one_line(&mut scratch, &mut copy);
    let fault = |e: ParseError| (e.kind, e.at);
    assert_eq!(encoded.err().map(fault), line.err().map(fault), "both ways find the same fault");
    encoded?;
    let line = line?.unwrap_or(&copy);
    assert!(!line.contains(&b'\n'), "one line");
    let (mut wire_again, mut text_again) = (Vec::new(), Vec::new());
    rdata::encode(data.rtype, line, None, &mut wire_again).expect("the line can be read without an origin");
    rdata::write_text(data.rtype, &wire, &mut text);
    rdata::write_text(data.rtype, &wire_again, &mut text_again);
    assert_eq!(text, text_again, "the line means the same");
    Ok(String::from_utf8(text).expect("canonical data is ASCII"))
}

/// Checks that records of one run have one owner.
#[derive(Default)]
struct Runs {
    run: Option<u64>,
    owner: Vec<u8>,
}

impl Runs {
    fn check(&mut self, record: &Record<'_>) {
        let mut owner = Vec::new();
        record.owner.write_text(&mut owner);
        if self.run == Some(record.run) {
            assert_eq!(owner, self.owner, "one run, one owner");
        }
        (self.run, self.owner) = (Some(record.run), owner);
    }
}
