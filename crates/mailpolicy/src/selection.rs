//! What is left of a TXT RRset once the records of other protocols are discarded.

/// The outcome of picking the records of one protocol out of a TXT RRset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Selection<'a> {
    /// No record of this protocol.
    None,
    /// Exactly one, borrowed from the RRset.
    One(&'a [u8]),
    /// Two or more; no protocol here defines a choice between them.
    Multiple(u16),
}

impl<'a> Selection<'a> {
    /// Picks from `txts` the records for which `is_candidate` holds.
    pub(crate) fn of(txts: &[&'a [u8]], is_candidate: impl Fn(&[u8]) -> bool) -> Self {
        let mut found = Selection::None;
        for txt in txts {
            if is_candidate(txt) {
                found = match found {
                    Selection::None => Selection::One(txt),
                    Selection::One(_) => Selection::Multiple(2),
                    Selection::Multiple(n) => Selection::Multiple(n.saturating_add(1)),
                };
            }
        }
        found
    }

    /// Number of records of this protocol in the RRset.
    #[must_use]
    pub fn count(&self) -> u16 {
        match self {
            Selection::None => 0,
            Selection::One(_) => 1,
            Selection::Multiple(n) => *n,
        }
    }
}

/// The state of a record of which a name must have exactly one: MTA-STS (RFC 8461 3.1) and TLSRPT (RFC 8460 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// No record begins with the version.
    None,
    /// Exactly one, within the grammar.
    Valid,
    /// Exactly one, outside the grammar: as if not implemented.
    Invalid,
    /// Two or more: as if not implemented.
    Multiple,
}

impl State {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::None => "none",
            State::Valid => "valid",
            State::Invalid => "invalid",
            State::Multiple => "multiple",
        }
    }
}
