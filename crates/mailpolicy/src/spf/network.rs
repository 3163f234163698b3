//! Networks and CIDR lengths (RFC 7208 5.3, 5.6, 12).

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::text::parse_decimal;
use crate::{Code, Finding};

/// `["/" ip4] ["//" ip6]`, the lengths that `a` and `mx` take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct DualCidr {
    /// IPv4 prefix length, if written.
    pub ip4: Option<u8>,
    /// IPv6 prefix length, if written.
    pub ip6: Option<u8>,
}

/// Splits a dual-cidr-length off the end of `text`, which starts at byte `at` of the record.
pub(super) fn split_dual_cidr(text: &[u8], at: usize) -> Result<(&[u8], DualCidr), Finding> {
    let mut cidr = DualCidr::default();
    let mut head = text;
    let (before, digits) = split_digits(head);
    if before.ends_with(b"//") {
        cidr.ip6 = Some(parse_length(digits, 128, at + before.len())?);
        head = &before[..before.len() - 2];
    }
    let (before, digits) = split_digits(head);
    if before.ends_with(b"/") && !before.ends_with(b"//") {
        cidr.ip4 = Some(parse_length(digits, 32, at + before.len())?);
        head = &before[..before.len() - 1];
    }
    Ok((head, cidr))
}

/// `ip4-network [ip4-cidr-length]`; a missing length is 32.
#[inline]
pub(super) fn parse_ip4(text: &[u8], at: usize) -> Result<(Ipv4Addr, u8), Finding> {
    let (address, length) = split_length(text);
    let address = parse_address4(address).ok_or(Finding::new(Code::SpfIp4, at))?;
    Ok((address, parse_optional(length, 32, at)?))
}

/// `ip6-network [ip6-cidr-length]`; a missing length is 128.
pub(super) fn parse_ip6(text: &[u8], at: usize) -> Result<(Ipv6Addr, u8), Finding> {
    let (address, length) = split_length(text);
    let address = parse_groups(address)
        .or_else(|| std::str::from_utf8(address).ok()?.parse().ok())
        .ok_or(Finding::new(Code::SpfIp6, at))?;
    Ok((address, parse_optional(length, 128, at)?))
}

/// `qnum "." qnum "." qnum "." qnum`.
#[inline]
fn parse_address4(text: &[u8]) -> Option<Ipv4Addr> {
    let mut octets = [0u8; 4];
    let mut parts = text.split(|&b| b == b'.');
    for octet in &mut octets {
        *octet = u8::try_from(parse_decimal(parts.next()?, 255)?).ok()?;
    }
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

/// An IPv6 address without an IPv4 one at its end, as nearly all are: what the general parser takes, in fewer steps.
fn parse_groups(text: &[u8]) -> Option<Ipv6Addr> {
    let (mut groups, mut len, mut gap) = ([0u16; 8], 0, None);
    let mut rest = text;
    if let Some(after) = text.strip_prefix(b"::") {
        (rest, gap) = (after, Some(0));
    }
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        if digits == 0 || digits > 4 {
            return None;
        }
        let value = rest[..digits].iter().fold(0, |value, b| value << 4 | hex(*b));
        *groups.get_mut(len)? = value;
        len += 1;
        rest = &rest[digits..];
        if let Some(after) = rest.strip_prefix(b"::") {
            if gap.replace(len).is_some() {
                return None;
            }
            rest = after;
        } else if !rest.is_empty() {
            rest = rest.strip_prefix(b":").filter(|after| !after.is_empty())?;
        }
    }
    match gap {
        Some(at) if len < 8 => groups[at..].rotate_right(8 - len),
        None if len == 8 => {}
        _ => return None,
    }
    Some(Ipv6Addr::from(groups))
}

fn hex(digit: u8) -> u16 {
    match digit {
        b'0'..=b'9' => u16::from(digit - b'0'),
        _ => u16::from((digit | 0x20) - b'a') + 10,
    }
}

/// Text before the first slash, and the byte index and text after it.
fn split_length(text: &[u8]) -> (&[u8], Option<(usize, &[u8])>) {
    match text.iter().position(|&b| b == b'/') {
        Some(slash) => (&text[..slash], Some((slash + 1, &text[slash + 1..]))),
        None => (text, None),
    }
}

fn parse_optional(length: Option<(usize, &[u8])>, max: u8, at: usize) -> Result<u8, Finding> {
    length.map_or(Ok(max), |(skip, digits)| parse_length(digits, max, at + skip))
}

fn parse_length(digits: &[u8], max: u8, at: usize) -> Result<u8, Finding> {
    parse_decimal(digits, u32::from(max)).and_then(|n| u8::try_from(n).ok()).ok_or(Finding::new(Code::SpfCidr, at))
}

fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let start = text.iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |i| i + 1);
    text.split_at(start)
}
