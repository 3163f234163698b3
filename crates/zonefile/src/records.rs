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
use crate::scan::{self, Heads, Kernel, Line, Lines, OwnerAt, OwnerKind};
use crate::scope::{End, Fields, Inherited, Scope};
use crate::ttl::parse_ttl;

/// Fields of an SOA's data (RFC 1035 3.3.13).
const SOA_FIELDS: usize = 7;

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
    pub(crate) text: &'s [u8],
    pub(crate) pos: usize,
    /// True if the zone ends where the text does.
    last: bool,
    pub(crate) want: &'s Projection,
    pub(crate) kernel: Kernel,
    /// Owner, last TTL and class are those behind the last line read ahead.
    pub(crate) scope: Scope,
    pub(crate) owner: OwnerAt,
    pub(crate) run: u64,
    /// The run whose relative owner `scope.owner` holds completed.
    completed: u64,
    pub(crate) set: Fields,
    pub(crate) uses: Fields,
    open: Option<usize>,
    pub(crate) lines: Box<Lines>,
    pub(crate) heads: Box<Heads>,
}

impl<'s> Records<'s> {
    /// The records of `text`, whose first byte is the first of a line. `last` is false if the zone goes on behind `text`, which
    /// then ends in a line feed: a record still open there is left to the next split.
    pub fn new(text: &'s [u8], scope: &Scope, want: &'s Projection, last: bool) -> Self {
        Self::with_kernel(text, scope, want, last, Kernel::detect())
    }

    /// As [`Records::new`], with the kernel chosen; one that this processor cannot run is replaced by the scalar one.
    pub fn with_kernel(text: &'s [u8], scope: &Scope, want: &'s Projection, last: bool, kernel: Kernel) -> Self {
        let kernel = if kernel.is_available() { kernel } else { Kernel::Scalar };
        let scope = scope.clone();
        let owner = if scope.owner.is_some() { OwnerAt::SCOPE } else { OwnerAt::NOWHERE };
        let (set, uses, open) = (Fields::default(), Fields::default(), None);
        let lines = Box::new(Lines::new());
        let heads = Box::new(Heads::new());
        Records { heads, text, pos: 0, last, want, kernel, scope, owner, run: 0, completed: 0, set, uses, open, lines }
    }

    /// The next record or directive, or what is wrong with it; None at the end. After an error the next call goes on behind
    /// the bad record.
    #[allow(clippy::should_implement_trait)] // lends, which Iterator cannot
    #[inline]
    pub fn next(&mut self) -> Option<Result<Entry<'_>, ParseError>> {
        loop {
            if let Some(line) = self.lines.split_first() {
                return Some(Ok(Entry::Record(self.lend_line(line))));
            }
            // The answer is lent, so it is looked at only where it is given out.
            match self.read_on()? {
                Read::Lines => {}
                Read::Directive(step, start, extent) => return Some(Ok(self.lend_directive(&step, start, &extent))),
                Read::Bad(e) => return Some(Err(e)),
            }
        }
    }

    /// Calls `record` with every record that is left and `other` with every directive and error, in their order: [`Records::next`]
    /// to the end, and faster, since a record is not put together in memory to be handed over.
    #[inline]
    pub fn for_each<T>(
        &mut self,
        taker: &mut T,
        mut record: impl FnMut(&mut T, Record<'_>),
        mut other: impl FnMut(&mut T, Result<Entry<'_>, ParseError>),
    ) {
        loop {
            for i in self.lines.rest() {
                let line = self.lines.get(i);
                record(taker, self.lend_line(line));
            }
            self.lines.clear();
            match self.read_on() {
                None => return,
                Some(Read::Lines) => {}
                Some(Read::Directive(step, start, extent)) => {
                    other(taker, Ok(self.lend_directive(&step, start, &extent)));
                }
                Some(Read::Bad(e)) => other(taker, Err(e)),
            }
        }
    }

    /// How the split ended, once [`Records::next`] has returned None.
    pub fn finish(mut self) -> End {
        self.settle_owner();
        let consumed = self.open.unwrap_or(self.text.len());
        End { scope: self.scope, set: self.set, uses: self.uses, consumed }
    }

    /// Reads on when no line is left that was read ahead: many lines with the fast path, or one entry without it. None at the end.
    #[inline(never)]
    fn read_on(&mut self) -> Option<Read> {
        loop {
            let read = if scan::fill(self) { Ok(Read::Lines) } else { self.read_scalar()? };
            // Data may be relative.
            self.uses.add(Fields::ORIGIN.without(self.set));
            match read {
                Ok(Read::Lines) if self.lines.rest().is_empty() => {}
                Ok(read) => return Some(read),
                Err(e) => return Some(Read::Bad(e)),
            }
        }
    }

    /// Reads one entry without the fast path; None at the end.
    fn read_scalar(&mut self) -> Option<Result<Read, ParseError>> {
        let start = self.find_entry()?;
        let Some(extent) = find_extent(self.text, start, self.last) else {
            self.open = Some(start);
            self.pos = self.text.len();
            return None;
        };
        self.pos = extent.next;
        if let Some((kind, at)) = extent.error {
            let goes_on = matches!(kind, ErrorKind::UnclosedParen | ErrorKind::UnclosedQuote);
            if goes_on && !self.skip_broken_lines() {
                self.open = Some(start);
                return None;
            }
            self.note_lost(start, extent.end);
            return Some(Err(ParseError { kind, at, record: start }));
        }
        let read = match self.read_entry(start, &extent) {
            Ok(Step::Record(head)) => {
                self.keep_line(start, &extent, &head);
                Ok(Read::Lines)
            }
            Ok(Step::Skip) => Ok(Read::Lines),
            Ok(step) => Ok(Read::Directive(step, start, extent)),
            Err(e) => Err(ParseError { record: start, ..e }),
        };
        Some(read)
    }

    /// Keeps a record of the scalar path as if it had been read ahead.
    fn keep_line(&mut self, start: usize, extent: &Extent, head: &Head) {
        let (ttl, class) = (head.ttl.unwrap_or_default(), head.class.unwrap_or(Class::IN));
        let (rdata, end) = ((head.rdata - start) as u32, (extent.end - start) as u32);
        let (owner, run, grouped) = (self.owner, self.run, extent.grouped);
        self.lines.push(Line { at: start, owner, run, rdata, end, ttl, class, rtype: head.rtype.0, grouped });
    }

    /// A line read ahead as a record.
    #[inline(always)]
    fn lend_line(&mut self, line: Line) -> Record<'_> {
        let text = self.text;
        if line.owner.kind == OwnerKind::Relative && self.completed != line.run {
            self.complete_owner(line.owner.text(text), line.run);
        }
        let owner = self.lend_owner(line.owner);
        let (rtype, origin, at) = (RrType(line.rtype), self.scope.origin.as_ref(), line.at + line.rdata as usize);
        let rdata = Rdata { rtype, text: &text[at..line.at + line.end as usize], origin, at, grouped: line.grouped };
        Record { owner, run: line.run, ttl: line.ttl, class: line.class, rtype, rdata, at: line.at }
    }

    #[inline(always)]
    fn lend_owner(&self, owner: OwnerAt) -> Owner<'_> {
        match &self.scope.owner {
            _ if owner.kind == OwnerKind::Absolute => Owner::Text(owner.text(self.text)),
            Some(name) => Owner::Name(name),
            None => Owner::Name(&Name::ROOT),
        }
    }

    /// Completes a relative owner that the fast path has checked.
    fn complete_owner(&mut self, owner: &[u8], run: u64) {
        self.scope.owner = Name::parse(owner, self.scope.origin.as_ref()).ok();
        self.completed = run;
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

    /// What an entry with unbalanced quotes or parentheses, at `start..end`, means for those below it. Lines without an owner
    /// still belong to the one written here if the entry begins like a record, and to none if it does not. A lost `$ORIGIN`
    /// leaves none.
    fn note_lost(&mut self, start: usize, end: usize) {
        let mut tokens = Tokens::new(&self.text[start..end]);
        match self.text[start] {
            b' ' | b'\t' => {}
            b'$' => {
                if tokens.split_word().is_ok_and(|token| token.text.eq_ignore_ascii_case(b"$ORIGIN")) {
                    self.set_origin(None);
                }
            }
            _ => {
                if self.read_owner(start, &mut tokens).is_ok() && read_head(&mut tokens).is_err() {
                    self.owner = OwnerAt::NOWHERE;
                }
            }
        }
    }

    /// Behind a record given up at an unclosed quote or parenthesis: the indented lines that are no records belong to it, and so
    /// do those that begin with a closing parenthesis. False if the text ends first and the zone goes on.
    fn skip_broken_lines(&mut self) -> bool {
        while let Some(b' ' | b'\t' | b')') = self.text.get(self.pos) {
            let line_end = find_line_end(self.text, self.pos);
            let mut tokens = Tokens::new(&self.text[self.pos..line_end]);
            if self.text[self.pos] != b')' && read_head(&mut tokens).is_ok() {
                return true;
            }
            self.pos = (line_end + 1).min(self.text.len());
        }
        self.last || self.pos < self.text.len()
    }

    fn read_entry(&mut self, start: usize, extent: &Extent) -> Result<Step, ParseError> {
        let text = self.text;
        let line = &text[start..extent.end];
        if self.owner.kind == OwnerKind::Relative {
            // The origin may change here.
            self.settle_owner();
        }
        if line[0] == b'$' {
            return self.read_directive(line).map_err(|e| ParseError { at: e.at + start, ..e });
        }
        let mut tokens = Tokens::new(line);
        if matches!(line[0], b' ' | b'\t') {
            self.inherit_owner(start)?;
        } else {
            self.read_owner(start, &mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        }
        let mut head = read_head(&mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        head.rdata += start;
        if head.rtype == RrType::SOA {
            self.note_soa_minimum(&text[head.rdata..extent.end]);
        }
        self.apply_head(&mut head, start)?;
        Ok(if self.want.contains(head.rtype) { Step::Record(head) } else { Step::Skip })
    }

    fn inherit_owner(&mut self, at: usize) -> Result<(), ParseError> {
        if !self.set.has(Fields::OWNER) {
            self.uses.add(Fields::OWNER);
        }
        (self.owner.kind != OwnerKind::Nowhere).then_some(()).ok_or(ParseError::new(ErrorKind::NoOwner, at))
    }

    fn read_owner(&mut self, line: usize, tokens: &mut Tokens<'s>) -> Result<(), ParseError> {
        self.set.add(Fields::OWNER);
        let token = tokens.split_word().inspect_err(|_| self.owner = OwnerAt::NOWHERE)?;
        if self.owner.kind == OwnerKind::Absolute && self.owner.text(self.text) == token.text {
            return Ok(());
        }
        self.run += 1;
        if is_plain_absolute(token.text) {
            let (start, len) = (line + token.at, token.text.len() as u32);
            self.owner = OwnerAt { start, len, kind: OwnerKind::Absolute };
            return Ok(());
        }
        let parsed = self.read_name(token);
        // A bad owner leaves none: records below it must not pass to the name before.
        self.owner = if parsed.is_ok() { OwnerAt::SCOPE } else { OwnerAt::NOWHERE };
        self.scope.owner = parsed.as_ref().ok().copied();
        parsed.map(|_| ())
    }

    /// A name, completed with the origin in force.
    fn read_name(&mut self, token: Token<'_>) -> Result<Name, ParseError> {
        // A final dot may be escaped.
        let absolute = token.text.last() == Some(&b'.') && !token.text.contains(&b'\\');
        if !absolute && !self.set.has(Fields::ORIGIN) {
            self.uses.add(Fields::ORIGIN);
        }
        Name::parse(token.text, self.scope.origin.as_ref()).map_err(|e| ParseError { at: e.at + token.at, ..e })
    }

    /// Fills in the TTL and class that the head does not state, and keeps those that it states.
    fn apply_head(&mut self, head: &mut Head, at: usize) -> Result<(), ParseError> {
        let mut inherited = Inherited::new(&self.scope, self.set, self.uses);
        if let Some(class) = head.class {
            inherited.state_class(class);
        }
        head.class = Some(inherited.class());
        match head.ttl {
            Some(ttl) => inherited.state_ttl(ttl),
            None => head.ttl = inherited.ttl(),
        }
        (self.set, self.uses) = inherited.store(&mut self.scope);
        head.ttl.map(|_| ()).ok_or(ParseError::new(ErrorKind::NoTtl, at))
    }

    /// The last field of an SOA is the TTL of records that state none (RFC 1035 3.3.13).
    fn note_soa_minimum(&mut self, rdata: &[u8]) {
        let (mut tokens, mut last, mut count) = (Tokens::new(rdata), None, 0);
        while let Ok(Some(token)) = tokens.split_next() {
            last = Some(token.text);
            count += 1;
        }
        if let Some(minimum) = last.filter(|_| count == SOA_FIELDS).and_then(|text| parse_ttl(text).ok()) {
            self.scope.soa_minimum = Some(minimum);
            self.set.add(Fields::SOA_MINIMUM);
        }
    }

    fn read_origin(&mut self, tokens: &mut Tokens<'_>) -> Result<Name, ParseError> {
        let token = tokens.split_word().map_err(as_directive_error)?;
        let origin = self.read_name(token)?;
        tokens.parse_end().map_err(as_directive_error)?;
        Ok(origin)
    }

    fn set_origin(&mut self, origin: Option<Name>) {
        self.settle_owner();
        self.scope.origin = origin;
        self.set.add(Fields::ORIGIN);
    }

    fn read_directive(&mut self, line: &[u8]) -> Result<Step, ParseError> {
        let mut tokens = Tokens::new(line);
        let mut keyword = [0; 9];
        let word = tokens.split_word()?.text;
        keyword.iter_mut().zip(word).for_each(|(to, from)| *to = from.to_ascii_uppercase());
        match keyword.get(..word.len()).unwrap_or_default() {
            b"$ORIGIN" => {
                let origin = self.read_origin(&mut tokens);
                // A bad one leaves none: names below must not be completed with the origin before.
                self.set_origin(origin.as_ref().ok().copied());
                origin.map(|_| Step::Skip)
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

    fn lend_directive(&mut self, step: &Step, start: usize, extent: &Extent) -> Entry<'_> {
        match *step {
            Step::Include(args) => Entry::Include(self.directive(start, start + args, extent)),
            Step::Generate(args) => Entry::Generate(self.directive(start, start + args, extent)),
            Step::Skip | Step::Record(_) => unreachable!("read_on gives out directives alone"),
        }
    }

    /// A directive takes the whole scope along, so it depends on every field that the split did not set.
    fn directive(&mut self, at: usize, args: usize, extent: &Extent) -> Directive<'s> {
        self.settle_owner();
        self.uses.add(Fields::ALL.without(self.set));
        let text = self.text;
        Directive { args: Tokens::new(&text[args..extent.end]), scope: self.scope.clone(), args_at: args, at }
    }

    /// Turns an owner held in the text into the name that the scope carries on.
    fn settle_owner(&mut self) {
        let text = self.text;
        match self.owner.kind {
            OwnerKind::Absolute => self.scope.owner = Name::parse(self.owner.text(text), None).ok(),
            OwnerKind::Relative if self.completed != self.run => {
                self.complete_owner(self.owner.text(text), self.run);
            }
            OwnerKind::Relative | OwnerKind::Scope => {}
            OwnerKind::Nowhere => self.scope.owner = None,
        }
        if self.owner.kind != OwnerKind::Nowhere {
            self.owner = OwnerAt::SCOPE;
        }
    }
}

/// What [`Records::read_on`] has read.
enum Read {
    /// Lines that wait in `Records::lines`, or an entry that is not given out.
    Lines,
    /// A directive for the caller, where it starts and its extent.
    Directive(Step, usize, Extent),
    Bad(ParseError),
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

/// True for an absolute name whose labels have legal lengths and whose text is canonical: no escapes, and no byte that
/// [`Name::write_text`] would escape.
pub(crate) fn is_plain_absolute(text: &[u8]) -> bool {
    let mut label = 0;
    for &byte in text {
        match byte {
            b'\\' | b'@' | b'$' | 0..=b' ' | 0x7f.. => return false,
            b'.' if label == 0 => return text.len() == 1,
            b'.' => label = 0,
            _ if label == crate::name::MAX_LABEL => return false,
            _ => label += 1,
        }
    }
    label == 0 && !text.is_empty() && text.len() < crate::name::MAX_NAME
}
