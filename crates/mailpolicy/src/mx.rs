//! MX and Null MX (RFC 5321 5.1, RFC 7505 3).

use crate::name;
use crate::text::parse_decimal;
use crate::{Code, Finding, Findings};

/// One MX record. `exchange` is absolute lower-case presentation text with its trailing dot, `.` for the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mx<'a> {
    /// Preference, lowest first.
    pub preference: u16,
    /// Target host.
    pub exchange: &'a [u8],
}

/// What an MX RRset says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MxClass {
    /// No MX record, and no address known.
    None,
    /// No MX record, but an address: the name itself is the implicit MX (RFC 5321 5.1).
    Implicit,
    /// Exactly `0 .` (RFC 7505 3): takes no mail.
    Null,
    /// Nothing but `.`, alone, with a preference other than 0.
    MalformedRoot,
    /// `.` beside other records, which RFC 7505 3 forbids.
    NullMixed,
    /// One named host or more, and no `.`.
    Normal,
}

impl MxClass {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MxClass::None => "none",
            MxClass::Implicit => "implicit",
            MxClass::Null => "null",
            MxClass::MalformedRoot => "malformed_root",
            MxClass::NullMixed => "null_mixed",
            MxClass::Normal => "normal",
        }
    }
}

/// The verdict on an MX RRset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MxVerdict {
    /// Class of the RRset.
    pub class: MxClass,
    /// At least one MX record is there, Null MX included.
    pub mx_rr_present: bool,
    /// At least one MX record names a host. An implicit MX does not count.
    pub accepts_mail: bool,
    /// MX records that name a host.
    pub hosts: u16,
    /// Of those, how many name a host at or below the owner.
    pub hosts_in_bailiwick: u16,
    /// Lowest preference among the records that name a host.
    pub min_preference: Option<u16>,
    /// Some target is an address literal, also one completed with the owner by a missing dot.
    pub target_ip: bool,
    /// Some target is the owner itself.
    pub target_self: bool,
    /// Some target is localhost.
    pub target_localhost: bool,
    /// Findings; offsets are indices into the RRset.
    pub findings: Findings,
}

/// Judges the MX RRset `rrs` of `owner`. `has_address` says whether `owner` has A or AAAA; with `None` (not collected) an empty
/// RRset is [`MxClass::None`], which then only says that there is no MX record.
#[must_use]
pub fn classify(owner: &[u8], rrs: &[Mx<'_>], has_address: Option<bool>) -> MxVerdict {
    let mut verdict = MxVerdict {
        class: MxClass::None,
        mx_rr_present: !rrs.is_empty(),
        accepts_mail: false,
        hosts: 0,
        hosts_in_bailiwick: 0,
        min_preference: None,
        target_ip: false,
        target_self: false,
        target_localhost: false,
        findings: Findings::default(),
    };
    let mut root = None;
    for (index, mx) in rrs.iter().enumerate() {
        if name::strip_root(mx.exchange).is_empty() {
            root.get_or_insert((index, mx.preference));
        } else {
            note_host(&mut verdict, owner, mx, index);
        }
    }
    verdict.accepts_mail = verdict.hosts > 0;
    verdict.class = match root {
        None if rrs.is_empty() && has_address == Some(true) => MxClass::Implicit,
        None if rrs.is_empty() => MxClass::None,
        None => MxClass::Normal,
        Some((_, 0)) if rrs.len() == 1 => MxClass::Null,
        Some((at, _)) if rrs.len() == 1 => {
            verdict.findings.push(Finding::new(Code::MxMalformedRoot, at));
            MxClass::MalformedRoot
        }
        Some((at, _)) => {
            verdict.findings.push(Finding::new(Code::MxNullMixed, at));
            MxClass::NullMixed
        }
    };
    verdict
}

fn note_host(verdict: &mut MxVerdict, owner: &[u8], mx: &Mx<'_>, index: usize) {
    verdict.hosts = verdict.hosts.saturating_add(1);
    verdict.min_preference = Some(verdict.min_preference.map_or(mx.preference, |p| p.min(mx.preference)));
    let is_own = name::is_at_or_below(mx.exchange, owner);
    if is_own {
        verdict.hosts_in_bailiwick = verdict.hosts_in_bailiwick.saturating_add(1);
    }
    if is_address_literal(mx.exchange, owner) {
        verdict.target_ip = true;
        verdict.findings.push(Finding::new(Code::MxTargetIp, index));
    }
    if is_own && name::is_same(mx.exchange, owner) {
        verdict.target_self = true;
        verdict.findings.push(Finding::new(Code::MxTargetSelf, index));
    }
    if is_localhost(mx.exchange) {
        verdict.target_localhost = true;
        verdict.findings.push(Finding::new(Code::MxTargetLocalhost, index));
    }
}

/// Whether a target is an address: `192.0.2.1.`, `[192.0.2.1].`, `2001:db8::1.`, or the first completed with the owner
/// (`192.0.2.1.example.jp.`), as zone files without the final dot make it.
fn is_address_literal(exchange: &[u8], owner: &[u8]) -> bool {
    let host = name::strip_root(exchange);
    let first = host.first().copied().unwrap_or_default();
    let may_be_one = first.is_ascii_digit()
        || matches!(first, b'[' | b'\\')
        || host.iter().find(|b| !b.is_ascii_hexdigit()) == Some(&b':');
    if !may_be_one {
        return false;
    }
    let owner = name::strip_root(owner);
    let relative = if host.len() > owner.len() && !owner.is_empty() && name::is_at_or_below(host, owner) {
        &host[..host.len() - owner.len() - 1]
    } else {
        host
    };
    [host, relative].into_iter().any(|text| {
        let bare = unbracket(text);
        is_ip4(bare) || (bare.contains(&b':') && bare.iter().all(|b| b.is_ascii_hexdigit() || *b == b':'))
    })
}

/// `text` without the brackets of an address literal, escaped or not.
fn unbracket(text: &[u8]) -> &[u8] {
    let text = text.strip_prefix(b"\\").unwrap_or(text);
    let Some(inner) = text.strip_prefix(b"[") else {
        return text;
    };
    let inner = inner.strip_suffix(b"]").unwrap_or(inner);
    inner.strip_suffix(b"\\").unwrap_or(inner)
}

fn is_ip4(text: &[u8]) -> bool {
    let mut parts = text.split(|&b| b == b'.');
    (0..4).all(|_| parts.next().is_some_and(|p| p.len() <= 3 && parse_decimal(p, 255).is_some()))
        && parts.next().is_none()
}

fn is_localhost(exchange: &[u8]) -> bool {
    let host = name::strip_root(exchange);
    match host.last() {
        Some(b't' | b'T') => name::is_at_or_below(host, b"localhost"),
        Some(b'n' | b'N') => name::is_at_or_below(host, b"localhost.localdomain"),
        _ => false,
    }
}
