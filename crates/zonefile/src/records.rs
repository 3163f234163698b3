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

use crate::error::ParseError;
use crate::lex::Tokens;
use crate::name::Name;
use crate::projection::Projection;
use crate::rdata::plain::Encoders;
use crate::record::{Owner, Rdata, Record};
use crate::rtype::RrType;
use crate::scan::{self, Heads, Kernel, Line, Lines, OriginAt, OwnerAt, OwnerKind};
use crate::scope::{End, Fields, Scope};

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
    pub(crate) last: bool,
    pub(crate) want: &'s Projection,
    pub(crate) kernel: Kernel,
    encoders: &'static Encoders,
    /// Owner, last TTL and class are those behind the last line read ahead.
    pub(crate) scope: Scope,
    pub(crate) owner: OwnerAt,
    pub(crate) run: u64,
    /// The run whose relative owner `scope.owner` holds completed.
    completed: u64,
    pub(crate) set: Fields,
    pub(crate) uses: Fields,
    pub(crate) open: Option<usize>,
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
        let encoders = kernel.encoders();
        let (pos, run, completed) = (0, 0, 0);
        Records { heads, text, pos, last, want, kernel, encoders, scope, owner, run, completed, set, uses, open, lines }
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
                Read::Include(at) => return Some(Ok(Entry::Include(self.lend_directive(&at)))),
                Read::Generate(at) => return Some(Ok(Entry::Generate(self.lend_directive(&at)))),
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
                record(taker, self.lend_line(i));
            }
            self.lines.clear();
            match self.read_on() {
                None => return,
                Some(Read::Lines) => {}
                Some(Read::Include(at)) => other(taker, Ok(Entry::Include(self.lend_directive(&at)))),
                Some(Read::Generate(at)) => other(taker, Ok(Entry::Generate(self.lend_directive(&at)))),
                Some(Read::Bad(e)) => other(taker, Err(e)),
            }
        }
    }

    /// How the split ended, once [`Records::next`] has returned None.
    pub fn finish(mut self) -> End {
        self.settle_origin();
        self.settle_owner();
        let consumed = self.open.unwrap_or(self.text.len());
        End { scope: self.scope, set: self.set, uses: self.uses, consumed }
    }

    /// Reads on when no line is left that was read ahead: many lines with the fast path, or one entry without it. None at the end.
    #[inline(never)]
    fn read_on(&mut self) -> Option<Read> {
        loop {
            let filled = self.kernel != Kernel::Scalar && scan::fill(self);
            let read = if filled { Ok(Read::Lines) } else { self.read_scalar()? };
            // Data may be relative.
            self.uses.add(Fields::ORIGIN.without(self.set));
            match read {
                Ok(Read::Lines) if self.lines.rest().is_empty() => {}
                Ok(read) => return Some(read),
                Err(e) => return Some(Read::Bad(e)),
            }
        }
    }

    /// Line `i` of those read ahead as a record.
    #[inline(always)]
    fn lend_line(&mut self, i: usize) -> Record<'_> {
        // Field by field: a copy of the whole would pass through memory.
        let line = self.lines.get(i);
        let (at, run) = (line.at, line.run);
        if line.has_owner(OwnerKind::Relative) && self.completed != run {
            let owner = line.owner();
            self.complete_owner(owner, run);
        }
        let line = self.lines.get(i);
        let (data_at, len) = (at + line.rdata as usize, (line.end - line.rdata) as usize);
        let (ttl, class, rtype) = (line.ttl(), line.class(), RrType(line.rtype()));
        let (ahead, encoders, origin) = (&self.text[data_at..], self.encoders, self.origin(line.origin()));
        let rdata =
            Rdata { rtype, text: &ahead[..len], origin, at: data_at, grouped: line.is_grouped(), ahead, encoders };
        Record { owner: self.lend_owner(line), run, ttl, class, rtype, rdata, at }
    }

    #[inline(always)]
    fn lend_owner<'r>(&'r self, line: &Line) -> Owner<'r> {
        if let Some(text) = line.absolute_owner(self.text) {
            return Owner::Text(text);
        }
        let in_scope = !line.has_owner(OwnerKind::Origin);
        let name = if in_scope { self.scope.owner.as_ref() } else { self.origin(line.owner_origin()) };
        Owner::Name(name.unwrap_or(&Name::ROOT))
    }

    #[inline(always)]
    fn origin(&self, at: OriginAt) -> Option<&Name> {
        if at == 0 { self.scope.origin.as_ref() } else { self.lines.origin(at) }
    }

    /// Completes a relative owner that the fast path has checked.
    #[inline(always)]
    fn complete_owner(&mut self, owner: OwnerAt, run: u64) {
        self.completed = run;
        scan::complete_owner(self, owner);
    }

    /// [`scan::complete_owner`] where text or name are too long or short for that.
    #[cold]
    #[inline(never)]
    pub(crate) fn complete_long_owner(&mut self, owner: OwnerAt) {
        let Records { text, lines, scope, .. } = self;
        let origin = if owner.origin() == 0 { scope.origin.as_ref() } else { lines.origin(owner.origin()) };
        // It is good, so nothing is lost.
        let _ = scope.owner.get_or_insert(Name::ROOT).assign(owner.text(text), origin);
    }

    /// A directive takes the whole scope along, so it depends on every field that the split did not set.
    fn lend_directive(&mut self, directive: &DirectiveAt) -> Directive<'_> {
        self.settle_owner();
        self.uses.add(Fields::ALL.without(self.set));
        let &DirectiveAt { start, args, end } = directive;
        let text = self.text;
        Directive { args: Tokens::new(&text[args..end]), scope: self.scope.clone(), args_at: args, at: start }
    }

    /// Turns an owner held in the text into the name that the scope carries on.
    pub(crate) fn settle_owner(&mut self) {
        let owner = self.owner;
        if owner.is(OwnerKind::Absolute) {
            // It has been checked.
            let _ = self.scope.assign_owner(owner.text(self.text));
        } else if owner.is(OwnerKind::Origin) {
            self.scope.owner = self.origin(owner.origin()).copied();
        } else if owner.is(OwnerKind::Relative) && self.completed != self.run {
            self.complete_owner(owner, self.run);
        } else if owner.is(OwnerKind::Nowhere) {
            self.scope.owner = None;
            return;
        }
        self.owner = OwnerAt::SCOPE;
    }

    /// Makes the last origin set between the lines that were read ahead, and have been given out, that of the scope.
    pub(crate) fn settle_origin(&mut self) {
        let last = self.lines.last_origin();
        if last == 0 {
            return;
        }
        if self.owner.is_relative() && self.owner.origin() != last {
            self.settle_owner();
        }
        self.owner = self.owner.at_scope();
        self.scope.origin = self.lines.origin(last).copied();
        self.lines.clear_origins();
    }
}

/// What [`Records::read_on`] has read.
pub(crate) enum Read {
    /// Lines that wait in `Records::lines`, or an entry that is not given out.
    Lines,
    Include(DirectiveAt),
    Generate(DirectiveAt),
    Bad(ParseError),
}

/// Offsets of a directive for the caller, of its arguments, and of their end.
pub(crate) struct DirectiveAt {
    pub(crate) start: usize,
    pub(crate) args: usize,
    pub(crate) end: usize,
}
