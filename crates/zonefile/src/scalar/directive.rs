//! `$ORIGIN` and `$TTL`; `$INCLUDE` and `$GENERATE` are left to the caller.

use super::{Step, is_absolute};
use crate::error::{ErrorKind, ParseError};
use crate::lex::Tokens;
use crate::name::Name;
use crate::records::Records;
use crate::scope::Fields;
use crate::ttl::parse_ttl;

impl Records<'_> {
    /// Carries out the directive `line`, or says which one the caller is to carry out.
    pub(super) fn read_directive(&mut self, line: &[u8]) -> Result<Step, ParseError> {
        let mut tokens = Tokens::new(line);
        let mut keyword = [0; 9];
        let word = tokens.split_word()?.text;
        keyword.iter_mut().zip(word).for_each(|(to, from)| *to = from.to_ascii_uppercase());
        match keyword.get(..word.len()).unwrap_or_default() {
            b"$ORIGIN" => self.read_origin(&mut tokens).inspect_err(|_| self.lose_origin()).map(|()| Step::Skip),
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

    fn read_origin(&mut self, tokens: &mut Tokens<'_>) -> Result<(), ParseError> {
        let token = tokens.split_word().map_err(as_directive_error)?;
        self.note_name(token.text);
        self.set_origin(token.text).map_err(|e| ParseError { at: e.at + token.at, ..e })?;
        tokens.parse_end().map_err(as_directive_error)
    }

    /// Sets the origin to what `text` says. A bad one leaves none: names below must not be completed with the origin before.
    pub(crate) fn set_origin(&mut self, text: &[u8]) -> Result<(), ParseError> {
        self.settle_owner();
        self.set.add(Fields::ORIGIN);
        let before = if is_absolute(text) { None } else { self.scope.origin.take() };
        let set = self.scope.origin.get_or_insert(Name::ROOT).assign(text, before.as_ref());
        if set.is_err() {
            self.scope.origin = None;
        }
        set
    }

    pub(super) fn lose_origin(&mut self) {
        self.settle_owner();
        self.scope.origin = None;
        self.set.add(Fields::ORIGIN);
    }
}

fn as_directive_error(e: ParseError) -> ParseError {
    match e.kind {
        ErrorKind::MissingField | ErrorKind::TrailingData => ParseError::new(ErrorKind::BadDirective, e.at),
        _ => e,
    }
}
