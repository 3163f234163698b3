//! Values of the DMARC tags (RFC 9989 4.7, 4.8). All compare without letter case.

use crate::text::{parse_decimal, trim_end_wsp, trim_start_wsp};

/// A tag's value as published and as understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a, T> {
    /// The text, blanks around it removed; `None` if the tag is absent.
    pub raw: Option<&'a [u8]>,
    /// Its meaning; `None` if the tag is absent or the text invalid.
    pub parsed: Option<T>,
}

impl<T> Value<'_, T> {
    pub(super) const ABSENT: Self = Value { raw: None, parsed: None };

    /// Whether the tag is there with a value outside its grammar.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.raw.is_some() && self.parsed.is_none()
    }
}

/// What the domain owner asks for messages that fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Policy {
    /// No preference.
    None,
    /// Suspicious.
    Quarantine,
    /// Not valid.
    Reject,
}

impl Policy {
    /// The word in the record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Policy::None => "none",
            Policy::Quarantine => "quarantine",
            Policy::Reject => "reject",
        }
    }

    /// The policy one level below, which `t=y` puts in effect.
    #[must_use]
    pub const fn step_down(self) -> Self {
        match self {
            Policy::Reject => Policy::Quarantine,
            Policy::Quarantine | Policy::None => Policy::None,
        }
    }

    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        [Policy::None, Policy::Quarantine, Policy::Reject]
            .into_iter()
            .find(|p| text.eq_ignore_ascii_case(p.as_str().as_bytes()))
    }
}

/// Identifier alignment mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// `r`
    Relaxed,
    /// `s`
    Strict,
}

impl Alignment {
    /// The letter in the record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Alignment::Relaxed => "r",
            Alignment::Strict => "s",
        }
    }

    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        match text {
            b"r" | b"R" => Some(Alignment::Relaxed),
            b"s" | b"S" => Some(Alignment::Strict),
            _ => None,
        }
    }
}

/// Whether the name is a public suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Psd {
    /// `y`: it is.
    Yes,
    /// `n`: it is not, and it is an organisational domain.
    No,
    /// `u`: not said.
    Unspecified,
}

impl Psd {
    /// The letter in the record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Psd::Yes => "y",
            Psd::No => "n",
            Psd::Unspecified => "u",
        }
    }

    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        match text {
            b"y" | b"Y" => Some(Psd::Yes),
            b"n" | b"N" => Some(Psd::No),
            b"u" | b"U" => Some(Psd::Unspecified),
            _ => None,
        }
    }
}

/// Failure reporting options, `fo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FailureOptions {
    /// `0`: all mechanisms failed.
    pub all: bool,
    /// `1`: any mechanism failed.
    pub any: bool,
    /// `d`: a DKIM signature failed.
    pub dkim: bool,
    /// `s`: SPF failed.
    pub spf: bool,
}

impl FailureOptions {
    /// A colon-separated list of `0`, `1`, `d`, `s`. RFC 9989 allows each once and not both `0` and `1`; RFC 7489 (`old`) any, with blanks.
    pub(super) fn parse(text: &[u8], old: bool) -> Option<Self> {
        let mut options = FailureOptions::default();
        for item in text.split(|&b| b == b':') {
            let item = if old { trim_end_wsp(trim_start_wsp(item).0) } else { item };
            let flag = match item {
                b"0" => &mut options.all,
                b"1" => &mut options.any,
                b"d" | b"D" => &mut options.dkim,
                b"s" | b"S" => &mut options.spf,
                _ => return None,
            };
            if std::mem::replace(flag, true) && !old {
                return None;
            }
        }
        (old || !(options.all && options.any)).then_some(options)
    }
}

/// `y` or `n`.
pub(super) fn parse_yes_no(text: &[u8]) -> Option<bool> {
    match text {
        b"y" | b"Y" => Some(true),
        b"n" | b"N" => Some(false),
        _ => None,
    }
}

/// 0 to 100, 1 to 3 digits (RFC 7489 6.4), leading zeros allowed.
pub(super) fn parse_pct(text: &[u8]) -> Option<u8> {
    if text.len() > 3 {
        return None;
    }
    let zeros = text.iter().take_while(|&&b| b == b'0').count().min(text.len().saturating_sub(1));
    parse_decimal(&text[zeros..], 100).and_then(|n| u8::try_from(n).ok())
}
