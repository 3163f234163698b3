//! Service parameters of SVCB and HTTPS (RFC 9460 2.1 and appendix A; RFC 9461, RFC 9540): keys, and the rules that hold for text and wire form alike.

mod print;
mod read;

pub(super) use print::write_parameters;
pub(super) use read::push_parameters;

use super::wire::{Take, Wire};

const MANDATORY: u16 = 0;
const ALPN: u16 = 1;
const NO_DEFAULT_ALPN: u16 = 2;
const PORT: u16 = 3;
const IPV4HINT: u16 = 4;
const ECH: u16 = 5;
const IPV6HINT: u16 = 6;
const DOHPATH: u16 = 7;
const OHTTP: u16 = 8;
const TLS_SUPPORTED_GROUPS: u16 = 9;
const DOCPATH: u16 = 10;

/// The registered names, by number.
const KEYS: [&str; 11] = [
    "mandatory",
    "alpn",
    "no-default-alpn",
    "port",
    "ipv4hint",
    "ech",
    "ipv6hint",
    "dohpath",
    "ohttp",
    "tls-supported-groups",
    "docpath",
];

/// Offset in `parameters` before which `key` belongs; None if it is there already.
fn find_place(key: u16, parameters: &[u8]) -> Option<usize> {
    let mut wire = Wire::new(parameters);
    let mut place = 0;
    while let Ok((other, value)) = split_parameter(&mut wire) {
        match other.cmp(&key) {
            std::cmp::Ordering::Less => place += 4 + value.len(),
            std::cmp::Ordering::Equal => return None,
            std::cmp::Ordering::Greater => break,
        }
    }
    Some(place)
}

fn split_parameter<'w>(wire: &mut Wire<'w>) -> Take<(u16, &'w [u8])> {
    let (key, length) = (wire.split_u16()?, wire.split_u16()?);
    Ok((key, wire.split_bytes(usize::from(length))?))
}

fn has(parameters: &[u8], key: u16) -> bool {
    find_place(key, parameters).is_none()
}

/// True if every key is there that `mandatory` names (RFC 9460 8).
fn has_mandatory(parameters: &[u8]) -> bool {
    let first = split_parameter(&mut Wire::new(parameters));
    let mandatory = first.ok().filter(|&(key, _)| key == MANDATORY).map_or(&[][..], |(_, value)| value);
    mandatory.as_chunks().0.iter().all(|&key| has(parameters, u16::from_be_bytes(key)))
}

/// True if `alpn` is there in case `no-default-alpn` is (RFC 9460 7.1.1).
fn has_alpn(parameters: &[u8]) -> bool {
    !has(parameters, NO_DEFAULT_ALPN) || has(parameters, ALPN)
}

/// True if `value` is the wire form of a value of `key`.
fn is_valid_value(key: u16, value: &[u8]) -> bool {
    let len = value.len();
    match key {
        MANDATORY => {
            let (keys, rest) = value.as_chunks::<2>();
            len > 0 && rest.is_empty() && keys.is_sorted_by(|a, b| a < b) && keys[0] != [0, 0]
        }
        ALPN => len > 0 && is_list(value),
        DOCPATH => is_list(value),
        NO_DEFAULT_ALPN | OHTTP => len == 0,
        PORT => len == 2,
        TLS_SUPPORTED_GROUPS => len > 0 && len.is_multiple_of(2),
        IPV4HINT => len > 0 && len.is_multiple_of(4),
        IPV6HINT => len > 0 && len.is_multiple_of(16),
        ECH => len > 0,
        DOHPATH => is_path(value),
        _ => true,
    }
}

fn is_list(value: &[u8]) -> bool {
    let mut wire = Wire::new(value);
    while !wire.is_empty() {
        if !wire.split_counted().is_ok_and(|item| !item.is_empty()) {
            return false;
        }
    }
    true
}

/// A path in UTF-8 (RFC 9461 5).
fn is_path(value: &[u8]) -> bool {
    value.starts_with(b"/") && std::str::from_utf8(value).is_ok()
}
