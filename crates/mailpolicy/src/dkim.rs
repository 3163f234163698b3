//! What the answer at `_domainkey.<name>` tells about DKIM keys below it (RFC 8020; selectors cannot be listed).

/// Outcome of the lookup at `_domainkey.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// NXDOMAIN: nothing exists at or below the name (RFC 8020).
    Nxdomain,
    /// NOERROR with or without data: something exists at or below it.
    Noerror,
    /// SERVFAIL, timeout or truncation.
    Error,
    /// Never asked.
    NotCollected,
}

/// What the census can say about DKIM without knowing selectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DkimHint {
    /// No key can exist.
    Absent,
    /// Something exists below `_domainkey`, or a probed selector was found.
    Possible,
    /// The answer proves nothing.
    Undetermined,
}

impl DkimHint {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DkimHint::Absent => "absent",
            DkimHint::Possible => "possible",
            DkimHint::Undetermined => "undetermined",
        }
    }
}

/// Reads the outcome at `_domainkey`. `synthesised` is true where the servers of the zone answer NOERROR for names that do not
/// exist (a wildcard, NSEC black lies) or NXDOMAIN for empty non-terminals; `selector_found` where a probed selector has a key.
#[must_use]
pub fn hint(outcome: Outcome, synthesised: bool, selector_found: bool) -> DkimHint {
    if selector_found {
        return DkimHint::Possible;
    }
    match outcome {
        _ if synthesised => DkimHint::Undetermined,
        Outcome::Nxdomain => DkimHint::Absent,
        Outcome::Noerror => DkimHint::Possible,
        Outcome::Error | Outcome::NotCollected => DkimHint::Undetermined,
    }
}
