//! The record iterator.
//!
//! ```text
//! per line:  blank or comment line        -> step over
//!            $ORIGIN, $TTL                -> change the scope
//!            $INCLUDE, $GENERATE          -> handed to the caller: they need files or memory
//!            otherwise                    -> find the extent of the record, then read owner, TTL, class, type;
//!                                            give the record out if its type is wanted
//! on error:  one ParseError, go on behind the record's extent
//! ```
//! Whoever changes this: the state that passes from record to record is [`Scope`] and nothing else, and each read of it
//! that the split did not set itself is noted in `uses`. That is what lets splits be parsed in any order ([`crate::End`]).

use crate::error::{ErrorKind, ParseError};
use crate::extent::{Extent, find_extent};
use crate::lex::{Token, Tokens, find_line_end};
use crate::name::Name;
use crate::projection::Projection;
use crate::record::{Owner, Rdata, Record};
use crate::rtype::{Class, RrType};
use crate::scope::{End, Fields, Scope};
use crate::ttl::parse_ttl;

/// What the parser gives out.
#[derive(Debug)]
pub enum Entry<'r> {
    /// A record of a wanted type.
    Record(Record<'r>),
    /// `$INCLUDE`: the caller opens the file, or refuses.
    Include(Directive<'r>),
    /// `$GENERATE`: the caller expands it with [`crate::generate::expand`].
    Generate(Directive<'r>),
}

/// A directive that the parser does not carry out itself.
#[derive(Debug)]
pub struct Directive<'r> {
    /// The fields behind the keyword.
    pub args: Tokens<'r>,
    /// Offset of the text of `args` in the text being parsed.
    pub args_at: usize,
    /// The scope at the directive, for the records that it stands for.
    pub scope: Scope,
    /// Offset of the `$` in the text being parsed.
    pub at: usize,
}

/// Iterates over the records of a stretch of a zone file. It lends: a record lives until the next call.
#[derive(Debug)]
pub struct Records<'s> {
    text: &'s [u8],
    pos: usize,
    /// True if the zone ends where the text does.
    last: bool,
    want: &'s Projection,
    scope: Scope,
    owner_text: Option<&'s [u8]>,
    run: u64,
    set: Fields,
    uses: Fields,
    open: Option<usize>,
}

impl<'s> Records<'s> {
    /// The records of `text`, whose first byte is the first of a line. `last` is false if the zone goes on behind `text`, which
    /// then ends in a line feed: a record still open there is left to the next split.
    pub fn new(text: &'s [u8], scope: &Scope, want: &'s Projection, last: bool) -> Self {
        let scope = scope.clone();
        let none = Fields::default();
        Records { text, pos: 0, last, want, scope, owner_text: None, run: 0, set: none, uses: none, open: None }
    }

    /// The next record or directive, or what is wrong with it; None at the end. After an error the next call goes on behind
    /// the bad record.
    #[allow(clippy::should_implement_trait)] // lends, which Iterator cannot
    pub fn next(&mut self) -> Option<Result<Entry<'_>, ParseError>> {
        loop {
            let start = self.find_entry()?;
            let Some(extent) = find_extent(self.text, start, self.last) else {
                self.open = Some(start);
                self.pos = self.text.len();
                return None;
            };
            self.pos = extent.next;
            if let Some((kind, at)) = extent.error {
                if kind == ErrorKind::UnclosedParen && !self.skip_broken_lines() {
                    self.open = Some(start);
                    return None;
                }
                return Some(Err(ParseError { kind, at, record: start }));
            }
            match self.read_entry(start, &extent) {
                Ok(Step::Skip) => {}
                Ok(step) => return Some(Ok(self.lend(start, &extent, step))),
                Err(e) => return Some(Err(ParseError { record: start, ..e })),
            }
        }
    }

    /// How the split ended, once [`Records::next`] has returned None.
    pub fn finish(mut self) -> End {
        self.resolve_owner();
        let consumed = self.open.unwrap_or(self.text.len());
        End { scope: self.scope, set: self.set, uses: self.uses, consumed }
    }

    /// Offset of the next byte to be read.
    pub fn offset(&self) -> usize {
        self.pos
    }

    /// Steps over blank and comment lines; the start of the first line that holds an entry.
    fn find_entry(&mut self) -> Option<usize> {
        while let Some(&first) = self.text.get(self.pos) {
            match first {
                b'\n' => self.pos += 1,
                b' ' | b'\t' | b'\r' | b';' => {
                    let line = &self.text[self.pos..];
                    let blanks = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
                    match &line[blanks..] {
                        [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..] | [b';', ..] => {
                            self.pos = (find_line_end(self.text, self.pos) + 1).min(self.text.len());
                        }
                        _ => return Some(self.pos),
                    }
                }
                _ => return Some(self.pos),
            }
        }
        None
    }

    /// Behind a record given up at an unclosed parenthesis: the indented lines that are no records belong to it.
    /// False if the text ends first and the zone goes on.
    fn skip_broken_lines(&mut self) -> bool {
        while let Some(b' ' | b'\t') = self.text.get(self.pos) {
            let line_end = find_line_end(self.text, self.pos);
            let mut tokens = Tokens::new(&self.text[self.pos..line_end]);
            if read_head(&mut tokens).is_ok() {
                return true;
            }
            self.pos = (line_end + 1).min(self.text.len());
        }
        self.last || self.pos < self.text.len()
    }

    fn read_entry(&mut self, start: usize, extent: &Extent) -> Result<Step, ParseError> {
        let text = self.text;
        let line = &text[start..extent.end];
        if line[0] == b'$' {
            return self.read_directive(line).map_err(|e| ParseError { at: e.at + start, ..e });
        }
        let mut tokens = Tokens::new(line);
        if matches!(line[0], b' ' | b'\t') {
            self.inherit_owner(start)?;
        } else {
            self.read_owner(&mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        }
        let mut head = read_head(&mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        head.rdata += start;
        if head.rtype == RrType::SOA {
            self.note_soa_minimum(&text[head.rdata..extent.end]);
        }
        self.apply_class(&mut head);
        self.apply_ttl(&mut head, start)?;
        Ok(if self.want.contains(head.rtype) { Step::Record(head) } else { Step::Skip })
    }

    fn inherit_owner(&mut self, at: usize) -> Result<(), ParseError> {
        if !self.set.has(Fields::OWNER) {
            self.uses.add(Fields::OWNER);
        }
        let known = self.owner_text.is_some() || self.scope.owner.is_some();
        known.then_some(()).ok_or(ParseError::new(ErrorKind::NoOwner, at))
    }

    fn read_owner(&mut self, tokens: &mut Tokens<'s>) -> Result<(), ParseError> {
        let token = tokens.split_word()?;
        self.set.add(Fields::OWNER);
        if self.owner_text == Some(token.text) {
            return Ok(());
        }
        self.run += 1;
        if is_plain_absolute(token.text) {
            self.owner_text = Some(token.text);
            return Ok(());
        }
        let parsed = self.read_name(token);
        // A bad owner leaves none: records below it must not pass to the name before.
        self.owner_text = None;
        self.scope.owner = parsed.as_ref().ok().copied();
        parsed.map(|_| ())
    }

    /// A name, completed with the origin in force.
    fn read_name(&mut self, token: Token<'_>) -> Result<Name, ParseError> {
        if token.text.last() != Some(&b'.') && !self.set.has(Fields::ORIGIN) {
            self.uses.add(Fields::ORIGIN);
        }
        Name::parse(token.text, self.scope.origin.as_ref()).map_err(|e| ParseError { at: e.at + token.at, ..e })
    }

    fn apply_class(&mut self, head: &mut Head) {
        match head.class {
            Some(class) => {
                self.scope.class = class;
                self.set.add(Fields::CLASS);
            }
            None => {
                if !self.set.has(Fields::CLASS) {
                    self.uses.add(Fields::CLASS);
                }
                head.class = Some(self.scope.class);
            }
        }
    }

    fn apply_ttl(&mut self, head: &mut Head, at: usize) -> Result<(), ParseError> {
        if let Some(ttl) = head.ttl {
            self.scope.last_ttl = Some(ttl);
            self.set.add(Fields::LAST_TTL);
            return Ok(());
        }
        let sources = [
            (Fields::DEFAULT_TTL, self.scope.default_ttl),
            (Fields::LAST_TTL, self.scope.last_ttl),
            (Fields::SOA_MINIMUM, self.scope.soa_minimum),
        ];
        for (field, ttl) in sources {
            if !self.set.has(field) {
                self.uses.add(field);
            }
            if ttl.is_some() {
                head.ttl = ttl;
                return Ok(());
            }
        }
        Err(ParseError::new(ErrorKind::NoTtl, at))
    }

    /// The last field of an SOA is the TTL of records that state none (RFC 1035 3.3.13).
    fn note_soa_minimum(&mut self, rdata: &[u8]) {
        let (mut tokens, mut last) = (Tokens::new(rdata), None);
        while let Ok(Some(token)) = tokens.split_next() {
            last = Some(token.text);
        }
        if let Some(minimum) = last.and_then(|text| parse_ttl(text).ok()) {
            self.scope.soa_minimum = Some(minimum);
            self.set.add(Fields::SOA_MINIMUM);
        }
    }

    fn read_directive(&mut self, line: &[u8]) -> Result<Step, ParseError> {
        let mut tokens = Tokens::new(line);
        let keyword = tokens.split_word()?.text.to_ascii_uppercase();
        match keyword.as_slice() {
            b"$ORIGIN" => {
                let token = tokens.split_word().map_err(as_directive_error)?;
                let origin = self.read_name(token)?;
                tokens.parse_end().map_err(as_directive_error)?;
                self.scope.origin = Some(origin);
                self.set.add(Fields::ORIGIN);
                Ok(Step::Skip)
            }
            b"$TTL" => {
                let token = tokens.split_word().map_err(as_directive_error)?;
                let ttl = parse_ttl(token.text).map_err(|kind| ParseError::new(kind, token.at))?;
                tokens.parse_end().map_err(as_directive_error)?;
                self.scope.default_ttl = Some(ttl);
                self.set.add(Fields::DEFAULT_TTL);
                Ok(Step::Skip)
            }
            b"$INCLUDE" => Ok(Step::Include(tokens.offset())),
            b"$GENERATE" => Ok(Step::Generate(tokens.offset())),
            _ => Err(ParseError::new(ErrorKind::UnknownDirective, 0)),
        }
    }

    fn lend(&mut self, start: usize, extent: &Extent, step: Step) -> Entry<'_> {
        let head = match step {
            Step::Include(args) => return Entry::Include(self.directive(start, start + args, extent)),
            Step::Generate(args) => return Entry::Generate(self.directive(start, start + args, extent)),
            Step::Record(head) => head,
            Step::Skip => unreachable!("next() keeps skipped entries to itself"),
        };
        let owner = match (self.owner_text, &self.scope.owner) {
            (Some(text), _) => Owner::Text(text),
            (None, Some(name)) => Owner::Name(name),
            (None, None) => Owner::Name(&Name::ROOT),
        };
        if !self.set.has(Fields::ORIGIN) {
            self.uses.add(Fields::ORIGIN);
        }
        let text = &self.text[head.rdata..extent.end];
        let origin = self.scope.origin.as_ref();
        let rdata = Rdata { rtype: head.rtype, text, origin, at: head.rdata, grouped: extent.grouped };
        let (ttl, class) = (head.ttl.unwrap_or_default(), head.class.unwrap_or(Class::IN));
        Entry::Record(Record { owner, run: self.run, ttl, class, rtype: head.rtype, rdata, at: start })
    }

    /// A directive takes the whole scope along, so it depends on every field that the split did not set.
    fn directive(&mut self, at: usize, args: usize, extent: &Extent) -> Directive<'s> {
        self.resolve_owner();
        self.uses.add(Fields::ALL.without(self.set));
        let text = self.text;
        Directive { args: Tokens::new(&text[args..extent.end]), scope: self.scope.clone(), args_at: args, at }
    }

    /// Turns an owner held as text into the name that the scope carries on.
    fn resolve_owner(&mut self) {
        if let Some(text) = self.owner_text.take() {
            self.scope.owner = Name::parse(text, None).ok();
        }
    }
}

enum Step {
    Skip,
    Record(Head),
    /// Offset of the directive's arguments in its line.
    Include(usize),
    Generate(usize),
}

/// TTL, class and type of a record, and where its data starts.
struct Head {
    ttl: Option<u32>,
    class: Option<Class>,
    rtype: RrType,
    rdata: usize,
}

/// `[TTL] [class] type`, the first two in either order (RFC 1035 5.1).
fn read_head(tokens: &mut Tokens<'_>) -> Result<Head, ParseError> {
    let (mut ttl, mut class) = (None, None);
    loop {
        let token = tokens.split_word().map_err(|e| match e.kind {
            ErrorKind::MissingField => ParseError::new(ErrorKind::NoType, e.at),
            _ => e,
        })?;
        if ttl.is_none() && token.text[0].is_ascii_digit() {
            ttl = Some(parse_ttl(token.text).map_err(|kind| ParseError::new(kind, token.at))?);
        } else if let Some(rtype) = RrType::parse(token.text) {
            if rtype.is_meta() {
                return Err(ParseError::new(ErrorKind::MetaType, token.at));
            }
            return Ok(Head { ttl, class, rtype, rdata: tokens.offset() });
        } else {
            let found = if class.is_none() { Class::parse(token.text) } else { None };
            class = Some(found.ok_or(ParseError::new(ErrorKind::UnknownType, token.at))?);
        }
    }
}

fn as_directive_error(e: ParseError) -> ParseError {
    match e.kind {
        ErrorKind::MissingField | ErrorKind::TrailingData => ParseError::new(ErrorKind::BadDirective, e.at),
        _ => e,
    }
}

/// True for an absolute name without escapes whose labels have legal lengths.
pub(crate) fn is_plain_absolute(text: &[u8]) -> bool {
    let mut label = 0;
    for &byte in text {
        match byte {
            b'\\' => return false,
            b'.' if label == 0 => return text.len() == 1,
            b'.' => label = 0,
            _ if label == crate::name::MAX_LABEL => return false,
            _ => label += 1,
        }
    }
    label == 0 && !text.is_empty() && text.len() < crate::name::MAX_NAME
}
