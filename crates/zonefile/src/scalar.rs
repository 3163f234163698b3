//! The scalar path: one entry without vector instructions. What it says is right; the fast path gives the same or leaves it to this one.

mod directive;
mod head;

use crate::error::{ErrorKind, ParseError};
use crate::extent::{Extent, find_extent};
use crate::lex::{Tokens, find_line_end};
use crate::name::is_plain_absolute;
use crate::records::{DirectiveAt, Read, Records};
use crate::rtype::{Class, RrType};
use crate::scan::{Line, OwnerAt, OwnerKind, Stated, Tags};
use crate::scope::{Fields, Inherited};
use crate::ttl::parse_ttl;
use head::{Head, PlainHead, read_head};

/// Fields of an SOA's data (RFC 1035 3.3.13).
const SOA_FIELDS: usize = 7;

impl<'s> Records<'s> {
    /// Reads one entry without the fast path; None at the end.
    pub(crate) fn read_scalar(&mut self) -> Option<Result<Read, ParseError>> {
        self.lines.clear();
        let start = self.find_entry()?;
        let plain = PlainHead::find(self.text, start);
        let from = plain.as_ref().map_or(start, |plain| plain.head.rdata);
        let Some(extent) = find_extent(self.text, start, from, self.last) else {
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
        let read = match self.read_entry(start, &extent, plain) {
            Ok(Step::Record(head)) => {
                self.keep_line(start, &extent, &head);
                Ok(Read::Lines)
            }
            Ok(Step::Skip) => Ok(Read::Lines),
            Ok(Step::Include(args)) => Ok(Read::Include(DirectiveAt { start, args: start + args, end: extent.end })),
            Ok(Step::Generate(args)) => Ok(Read::Generate(DirectiveAt { start, args: start + args, end: extent.end })),
            Err(e) => Err(ParseError { record: start, ..e }),
        };
        Some(read)
    }

    /// Keeps a record of the scalar path as if it had been read ahead.
    fn keep_line(&mut self, start: usize, extent: &Extent, head: &Head) {
        let (ttl, class) = (head.ttl.unwrap_or_default(), head.class.unwrap_or(Class::IN));
        let (rdata, end) = ((head.rdata - start) as u32, (extent.end - start) as u32);
        let stated = Stated::new(Some(ttl), true, head.rtype.0, true);
        let tags = Tags::new(class, 0, extent.grouped);
        self.lines.push(Line::new(start, self.owner, self.run, stated, (rdata, end), tags));
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
                    self.lose_origin();
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

    fn read_entry(&mut self, start: usize, extent: &Extent, plain: Option<PlainHead>) -> Result<Step, ParseError> {
        let text = self.text;
        if self.owner.is_relative() {
            // The origin may change here.
            self.settle_owner();
        }
        let mut head = match plain {
            Some(plain) => self.read_plain(start, plain),
            None => {
                let line = &text[start..extent.end];
                if line[0] == b'$' {
                    return self.read_directive(line).map_err(|e| ParseError { at: e.at + start, ..e });
                }
                self.read_tokens(start, line)
            }
        }?;
        head.rdata = skip_blanks(text, head.rdata, extent.end);
        if head.rtype == RrType::SOA {
            self.note_soa_minimum(&text[head.rdata..extent.end]);
        }
        self.apply_head(&mut head, start)?;
        Ok(if self.want.contains(head.rtype) { Step::Record(head) } else { Step::Skip })
    }

    /// Owner and head of the record `line`, which starts at `start`.
    fn read_tokens(&mut self, start: usize, line: &'s [u8]) -> Result<Head, ParseError> {
        let mut tokens = Tokens::new(line);
        if matches!(line[0], b' ' | b'\t') {
            self.inherit_owner(start)?;
        } else {
            self.read_owner(start, &mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        }
        let head = read_head(&mut tokens).map_err(|e| ParseError { at: e.at + start, ..e })?;
        Ok(Head { rdata: start + head.rdata, ..head })
    }

    /// The same for a record whose fields are known.
    fn read_plain(&mut self, start: usize, plain: PlainHead) -> Result<Head, ParseError> {
        if plain.owner_len == 0 {
            self.inherit_owner(start)?;
            return Ok(plain.head);
        }
        self.set.add(Fields::OWNER);
        let owner = &self.text[start..start + plain.owner_len];
        if !(self.owner.is(OwnerKind::Absolute) && self.owner.text(self.text) == owner) {
            self.assign_owner(start, owner).map_err(|e| ParseError { at: e.at + start, ..e })?;
        }
        Ok(plain.head)
    }

    fn inherit_owner(&mut self, at: usize) -> Result<(), ParseError> {
        if !self.set.has(Fields::OWNER) {
            self.uses.add(Fields::OWNER);
        }
        if self.owner.is(OwnerKind::Nowhere) {
            return Err(ParseError::new(ErrorKind::NoOwner, at));
        }
        Ok(())
    }

    fn read_owner(&mut self, line: usize, tokens: &mut Tokens<'s>) -> Result<(), ParseError> {
        self.set.add(Fields::OWNER);
        if self.owner.is(OwnerKind::Absolute) && tokens.split_if(self.owner.text(self.text)) {
            return Ok(());
        }
        let token = tokens.split_word().inspect_err(|_| self.owner = OwnerAt::NOWHERE)?;
        self.assign_owner(line + token.at, token.text).map_err(|e| ParseError { at: e.at + token.at, ..e })
    }

    /// Makes `text`, which stands at `at`, the owner.
    fn assign_owner(&mut self, at: usize, text: &[u8]) -> Result<(), ParseError> {
        self.run += 1;
        if is_plain_absolute(text) {
            self.owner = OwnerAt::new(at, text.len() as u32, OwnerKind::Absolute, 0);
            return Ok(());
        }
        self.note_name(text);
        let parsed = self.scope.assign_owner(text);
        // A bad owner leaves none: records below it must not pass to the name before.
        self.owner = if parsed.is_ok() { OwnerAt::SCOPE } else { OwnerAt::NOWHERE };
        parsed
    }

    /// A name that is not absolute relies on the origin.
    fn note_name(&mut self, text: &[u8]) {
        if !self.set.has(Fields::ORIGIN) && !is_absolute(text) {
            self.uses.add(Fields::ORIGIN);
        }
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
}

enum Step {
    Skip,
    Record(Head),
    /// Offset of the directive's arguments in its line.
    Include(usize),
    Generate(usize),
}

/// True if `text` is a name with a final dot that is not escaped.
fn is_absolute(text: &[u8]) -> bool {
    text.last() == Some(&b'.') && !text.contains(&b'\\')
}

/// Offset of the first byte from `from` to `end` that is no blank, or `end`.
fn skip_blanks(text: &[u8], from: usize, end: usize) -> usize {
    from + text[from..end].iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}
