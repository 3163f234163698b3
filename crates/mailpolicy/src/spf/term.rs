//! The terms of a record: directives and modifiers (RFC 7208 4.6.1, 12).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::domain::{self, DomainSpec};
use super::network::{self, DualCidr};
use crate::text::find_byte;
use crate::{Code, Finding};

/// The result that a matching mechanism gives (4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `+`, also where none is written.
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

impl Qualifier {
    /// The sign.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Qualifier::Pass => "+",
            Qualifier::Fail => "-",
            Qualifier::SoftFail => "~",
            Qualifier::Neutral => "?",
        }
    }

    fn of(byte: u8) -> Option<Self> {
        Some(match byte {
            b'+' => Qualifier::Pass,
            b'-' => Qualifier::Fail,
            b'~' => Qualifier::SoftFail,
            b'?' => Qualifier::Neutral,
            _ => return None,
        })
    }
}

/// One term and the byte of the record where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term<'a> {
    /// Byte offset of the term, its qualifier included.
    pub offset: u32,
    /// What it is.
    pub kind: Kind<'a>,
}

/// Directive or modifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A mechanism and its qualifier.
    Directive(Qualifier, Mechanism<'a>),
    /// `name=value`.
    Modifier(Modifier<'a>),
}

impl<'a> Kind<'a> {
    /// The domain-spec of the term, if it has one.
    #[must_use]
    pub fn domain_spec(&self) -> Option<DomainSpec<'a>> {
        match *self {
            Kind::Directive(_, mechanism) => match mechanism {
                Mechanism::Include(d) | Mechanism::Exists(d) => Some(d),
                Mechanism::A(d, _) | Mechanism::Mx(d, _) | Mechanism::Ptr(d) => d,
                Mechanism::All | Mechanism::Ip4 { .. } | Mechanism::Ip6 { .. } => None,
            },
            Kind::Modifier(Modifier::Redirect(d) | Modifier::Explanation(d)) => Some(d),
            Kind::Modifier(Modifier::Unknown { .. }) => None,
        }
    }
}

/// The eight mechanisms of section 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism<'a> {
    /// `all`
    All,
    /// `include:domain`
    Include(DomainSpec<'a>),
    /// `a[:domain][/cidr]`
    A(Option<DomainSpec<'a>>, DualCidr),
    /// `mx[:domain][/cidr]`
    Mx(Option<DomainSpec<'a>>, DualCidr),
    /// `ptr[:domain]`
    Ptr(Option<DomainSpec<'a>>),
    /// `ip4:network`
    Ip4 {
        /// The address, host bits as written.
        address: Ipv4Addr,
        /// Prefix length, 32 where none is written.
        prefix: u8,
    },
    /// `ip6:network`
    Ip6 {
        /// The address, host bits as written.
        address: Ipv6Addr,
        /// Prefix length, 128 where none is written.
        prefix: u8,
    },
    /// `exists:domain`
    Exists(DomainSpec<'a>),
}

impl Mechanism<'_> {
    /// Whether the mechanism counts against the limit of 10 (4.6.4).
    #[must_use]
    pub fn costs_lookup(&self) -> bool {
        !matches!(self, Mechanism::All | Mechanism::Ip4 { .. } | Mechanism::Ip6 { .. })
    }

    /// Whether `name` is the name of a mechanism, in any letter case.
    #[must_use]
    pub fn is_name(name: &[u8]) -> bool {
        Name::of(name).is_some()
    }
}

/// `name=value` terms (section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier<'a> {
    /// `redirect=domain`
    Redirect(DomainSpec<'a>),
    /// `exp=domain`
    Explanation(DomainSpec<'a>),
    /// Any other name: ignored, but its value must be a macro-string.
    Unknown {
        /// Name as written.
        name: &'a [u8],
        /// Value as written.
        value: &'a [u8],
    },
}

/// The terms of a record, one by one.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    record: &'a [u8],
    at: usize,
    /// Every byte is in %x20-7E.
    is_clean: bool,
}

impl<'a> Terms<'a> {
    pub(super) fn new(record: &'a [u8], at: usize) -> Self {
        // Without an early end, the loop runs over many bytes at once.
        let is_clean = record.iter().fold(true, |clean, b| clean & matches!(b, b' '..=0x7e));
        Terms { record, at, is_clean }
    }
}

impl<'a> Iterator for Terms<'a> {
    type Item = Result<Term<'a>, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.record.get(self.at..)?;
        let start = self.at + rest.iter().position(|&b| b != b' ')?;
        let rest = &self.record[start..];
        let len = find_byte(rest, b' ').unwrap_or(rest.len());
        let bad = if self.is_clean { None } else { rest[..len].iter().position(|b| !matches!(b, 0x21..=0x7e)) };
        self.at = start + len;
        let kind = match bad {
            Some(bad) => Err(Finding::new(Code::SpfByte, start + bad)),
            None => parse_term(&rest[..len], start),
        };
        Some(kind.map(|kind| Term { offset: crate::text::offset(start), kind }))
    }
}

/// `term` is not empty and holds no blank and no byte outside %x21-7E.
fn parse_term(term: &[u8], at: usize) -> Result<Kind<'_>, Finding> {
    let qualifier = term.first().copied().and_then(Qualifier::of);
    let sign = usize::from(qualifier.is_some());
    let body = &term[sign..];
    let name_len = body.iter().position(|&b| !IS_NAME_BYTE[usize::from(b)]).unwrap_or(body.len());
    let (name, rest) = body.split_at(name_len);
    if let Some(value) = rest.strip_prefix(b"=") {
        if qualifier.is_some() {
            return Err(Finding::new(Code::SpfModifierQualifier, at));
        }
        return parse_modifier(name, value, at).map(Kind::Modifier);
    }
    let mechanism = parse_mechanism(name, rest, at + sign)?;
    Ok(Kind::Directive(qualifier.unwrap_or(Qualifier::Pass), mechanism))
}

fn parse_modifier<'a>(name: &'a [u8], value: &'a [u8], at: usize) -> Result<Modifier<'a>, Finding> {
    let value_at = at + name.len() + 1;
    if !name.first().is_some_and(u8::is_ascii_alphabetic) {
        return Err(Finding::new(Code::SpfModifierName, at));
    }
    if name.eq_ignore_ascii_case(b"redirect") {
        return domain::parse(value, value_at).map(Modifier::Redirect);
    }
    if name.eq_ignore_ascii_case(b"exp") {
        return domain::parse(value, value_at).map(Modifier::Explanation);
    }
    domain::check_macro_string(value, value_at)?;
    Ok(Modifier::Unknown { name, value })
}

#[derive(Clone, Copy)]
enum Name {
    All,
    Include,
    A,
    Mx,
    Ptr,
    Ip4,
    Ip6,
    Exists,
}

impl Name {
    #[inline]
    fn of(name: &[u8]) -> Option<Self> {
        let mut lower = [0; 7];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"a" => Name::A,
            b"mx" => Name::Mx,
            b"all" => Name::All,
            b"ip4" => Name::Ip4,
            b"ip6" => Name::Ip6,
            b"ptr" => Name::Ptr,
            b"exists" => Name::Exists,
            b"include" => Name::Include,
            _ => return None,
        })
    }
}

/// `rest` is what follows the name: empty, or from the first byte that cannot belong to a name.
fn parse_mechanism<'a>(name: &[u8], rest: &'a [u8], at: usize) -> Result<Mechanism<'a>, Finding> {
    let Some(known) = Name::of(name) else {
        return Err(Finding::new(Code::SpfUnknownMechanism, at));
    };
    let rest_at = at + name.len();
    let argument = match rest.first() {
        None | Some(b'/') => None,
        Some(b':') => Some(&rest[1..]),
        Some(_) => return Err(Finding::new(Code::SpfUnknownMechanism, at)),
    };
    let needed = argument.ok_or(Finding::new(Code::SpfArgument, rest_at));
    let no_cidr =
        || if argument.is_none() && !rest.is_empty() { Err(Finding::new(Code::SpfCidr, rest_at)) } else { Ok(()) };
    match known {
        Name::All if rest.is_empty() => Ok(Mechanism::All),
        Name::All => Err(Finding::new(Code::SpfArgument, rest_at)),
        Name::Include => domain::parse(needed?, rest_at + 1).map(Mechanism::Include),
        Name::Exists => domain::parse(needed?, rest_at + 1).map(Mechanism::Exists),
        Name::Ip4 => {
            let (address, prefix) = network::parse_ip4(needed?, rest_at + 1)?;
            Ok(Mechanism::Ip4 { address, prefix })
        }
        Name::Ip6 => {
            let (address, prefix) = network::parse_ip6(needed?, rest_at + 1)?;
            Ok(Mechanism::Ip6 { address, prefix })
        }
        Name::Ptr => {
            no_cidr()?;
            argument.map(|text| domain::parse(text, rest_at + 1)).transpose().map(Mechanism::Ptr)
        }
        Name::A => parse_host(rest, rest_at).map(|(target, cidr)| Mechanism::A(target, cidr)),
        Name::Mx => parse_host(rest, rest_at).map(|(target, cidr)| Mechanism::Mx(target, cidr)),
    }
}

/// `[":" domain-spec] [dual-cidr-length]` of `a` and `mx`.
fn parse_host(rest: &[u8], at: usize) -> Result<(Option<DomainSpec<'_>>, DualCidr), Finding> {
    let (head, cidr) = network::split_dual_cidr(rest, at)?;
    match head.split_first() {
        None => Ok((None, cidr)),
        Some((b':', text)) => Ok((Some(domain::parse(text, at + 1)?), cidr)),
        Some(_) => Err(Finding::new(Code::SpfCidr, at)),
    }
}

/// Bytes of `name` (section 12): ALPHA, DIGIT, `-`, `_`, `.`.
const IS_NAME_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        byte += 1;
    }
    table
};
