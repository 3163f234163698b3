//! Names as sortable keys, and which name a record's owner speaks for.
//!
//! A key is the lower-cased labels from right to left, each followed by a zero byte, so that comparing two keys as bytes gives the
//! canonical DNS order (RFC 4034 6.1) and an ancestor is a prefix of its descendants. Octets 0 and 1 inside a label are written as
//! `01 01` and `01 02`. The key of the root is empty.

use crate::words::{Spelling, contains_either, spelling};

/// What a record's owner is to the name it speaks for: the name itself, or a well-known prefix of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Place {
    /// The name itself.
    Own = 0,
    /// `_dmarc.NAME` (RFC 9989 4.5).
    Dmarc = 1,
    /// `_mta-sts.NAME` (RFC 8461 3.1).
    Sts = 2,
    /// `_smtp._tls.NAME` (RFC 8460 3).
    Tlsrpt = 3,
    /// `default._bimi.NAME`.
    Bimi = 4,
    /// `_domainkey.NAME` (RFC 6376 3.6.2.1).
    Domainkey = 5,
    /// `*.NAME`.
    Wildcard = 6,
    /// `_25._tcp.HOST` (RFC 7672 3).
    Tlsa = 7,
    /// `SELECTOR._domainkey.NAME`.
    Selector = 8,
    /// `POLICY-DOMAIN._report._dmarc.NAME` (RFC 9990).
    Report = 9,
}

/// The owner of a record, resolved: `key[..base]` is the key of the name it speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Length of the base key.
    pub base: usize,
    /// End of the labels between the base and the well-known prefix (`_domainkey`, `_report._dmarc`); the selector or policy domain
    /// is what follows in the key.
    pub argument: usize,
    /// The role of the owner.
    pub place: Place,
}

/// Appends the key of the absolute presentation name `owner` to `key`. Escapes are resolved (RFC 1035 5.1); a missing final dot is
/// taken as present; a broken escape stands for itself.
pub fn push_key(owner: &[u8], key: &mut Vec<u8>) {
    push_owner(owner, key);
}

/// As [`push_key`]; tells whether the labels stand in the key as they do in `owner`, letter case aside, each with its dot as a zero byte.
pub(crate) fn push_owner(owner: &[u8], key: &mut Vec<u8>) -> bool {
    let Spelling { is_odd, has_upper } = spelling(owner);
    if is_odd {
        push_escaped_key(owner, key);
        return false;
    }
    let body = owner.strip_suffix(b".").unwrap_or(owner);
    key.reserve(body.len() + 1);
    let start = key.len();
    let mut end = body.len();
    while let Some(dot) = body[..end].iter().rposition(|&b| b == b'.') {
        push_label(&body[dot + 1..end], key);
        end = dot;
    }
    push_label(&body[..end], key);
    if has_upper {
        key[start..].make_ascii_lowercase();
    }
    body.len() < owner.len() && key.len() - start == owner.len()
}

/// Makes `key`, that of `last`, the key of `owner`, if the labels behind the first one are those of `last` or of a name above it, and the
/// first one is in lower case: most names of a zone. [`push_owner`] must have been content with `last`, and is with `owner` then.
pub(crate) fn change_first_label(key: &mut Vec<u8>, last: &[u8], owner: &[u8]) -> bool {
    let Some(end) = owner.iter().position(|&b| !LOWER[usize::from(b)]) else { return false };
    let (label, parent) = owner.split_at(end + 1);
    let is_above = last.strip_suffix(parent).is_some_and(|first| first.last().is_none_or(|&b| b == b'.'));
    if label[end] != b'.' || end == 0 || !is_above {
        return false;
    }
    key.truncate(parent.len());
    key.extend_from_slice(label);
    key[parent.len() + end] = 0;
    true
}

/// The key of a presentation name, as an owned vector.
#[must_use]
pub fn key_of(name: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 1);
    push_key(name, &mut key);
    key
}

/// Appends the presentation form of `key` without the final dot; canonical escapes. The root gives `.`.
pub fn push_name(key: &[u8], name: &mut Vec<u8>) {
    if key.is_empty() {
        return name.push(b'.');
    }
    let Some(body) = key.strip_suffix(&[0]) else { return };
    if body.iter().all(|&b| b == 0 || PLAIN[usize::from(b)]) {
        name.reserve(body.len());
        let mut end = body.len();
        while let Some(zero) = body[..end].iter().rposition(|&b| b == 0) {
            name.extend_from_slice(&body[zero + 1..end]);
            name.push(b'.');
            end = zero;
        }
        return name.extend_from_slice(&body[..end]);
    }
    let start = name.len();
    for label in labels(key).rev() {
        if name.len() > start {
            name.push(b'.');
        }
        push_escaped_label(label, name);
    }
}

/// The presentation form of a key, without the final dot.
#[must_use]
pub fn name_of(key: &[u8]) -> String {
    let mut name = Vec::with_capacity(key.len());
    push_name(key, &mut name);
    String::from_utf8_lossy(&name).into_owned()
}

/// The labels of a key, from the top down, still with their key escapes.
pub fn labels(key: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> + Clone {
    key.strip_suffix(&[0]).into_iter().flat_map(|body| body.split(|&b| b == 0))
}

/// The number of labels of a key.
#[must_use]
pub fn label_count(key: &[u8]) -> usize {
    key.iter().filter(|&&b| b == 0).count()
}

/// The key of the parent name, None for the root.
#[must_use]
pub fn parent(key: &[u8]) -> Option<&[u8]> {
    let body = key.strip_suffix(&[0])?;
    Some(&key[..body.iter().rposition(|&b| b == 0).map_or(0, |at| at + 1)])
}

/// Which name the owner with this key speaks for, and as what.
#[must_use]
pub fn subject(key: &[u8]) -> Subject {
    let own = Subject { base: key.len(), argument: key.len(), place: Place::Own };
    if !contains_either(key, b'_', b'*') {
        return own;
    }
    let Some(first) = parent(key) else { return own };
    let leaf = &key[first.len()..];
    match leaf {
        b"_dmarc\0" => return prefix(first.len(), Place::Dmarc),
        b"_mta-sts\0" => return prefix(first.len(), Place::Sts),
        b"_domainkey\0" => return prefix(first.len(), Place::Domainkey),
        _ => {}
    }
    if let Some(second) = parent(first) {
        let place = match (leaf, &first[second.len()..]) {
            (b"_smtp\0", b"_tls\0") => Some(Place::Tlsrpt),
            (b"default\0", b"_bimi\0") => Some(Place::Bimi),
            (b"_25\0", b"_tcp\0") => Some(Place::Tlsa),
            _ => None,
        };
        if let Some(place) = place {
            return prefix(second.len(), place);
        }
    }
    inner_subject(key).unwrap_or(match leaf {
        b"*\0" => prefix(first.len(), Place::Wildcard),
        _ => own,
    })
}

/// `SELECTOR._domainkey.NAME` and `POLICY-DOMAIN._report._dmarc.NAME`, where any number of labels stands before the marker.
fn inner_subject(key: &[u8]) -> Option<Subject> {
    let mut end = key.len();
    let mut found = None;
    while let Some(up) = parent(&key[..end]) {
        let label = &key[up.len()..end];
        if end < key.len() {
            if label == b"_domainkey\0" {
                found = Some(Subject { base: up.len(), argument: end, place: Place::Selector });
            } else if label == b"_report\0" && up.ends_with(b"_dmarc\0") {
                let base = parent(up)?.len();
                found = Some(Subject { base, argument: end, place: Place::Report });
            }
        }
        if found.is_some() {
            return found;
        }
        end = up.len();
    }
    None
}

fn prefix(base: usize, place: Place) -> Subject {
    Subject { base, argument: base, place }
}

/// Appends a label; an empty one, which no valid name has, is left out.
fn push_label(label: &[u8], key: &mut Vec<u8>) {
    if !label.is_empty() {
        key.extend_from_slice(label);
        key.push(0);
    }
}

/// Bytes that stand for themselves in a key, within a label.
const LOWER: [bool; 256] = {
    let mut lower = [true; 256];
    let mut byte = 0;
    while byte <= b'\\' {
        lower[byte as usize] = !(byte < 2 || byte.is_ascii_uppercase() || byte == b'.' || byte == b'\\');
        byte += 1;
    }
    lower
};

/// Bytes that stand for themselves in presentation form.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x21;
    while byte <= 0x7eu8 {
        plain[byte as usize] = !matches!(byte, b'.' | b'\\' | b'"' | b';' | b'(' | b')' | b'@' | b'$');
        byte += 1;
    }
    plain
};

#[cold]
fn push_escaped_key(owner: &[u8], key: &mut Vec<u8>) {
    let mut labels: Vec<Vec<u8>> = vec![Vec::new()];
    let mut rest = owner;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let octet = match byte {
            b'.' => {
                labels.push(Vec::new());
                continue;
            }
            b'\\' => split_escape(&mut rest),
            plain => plain,
        };
        if let Some(label) = labels.last_mut() {
            match octet.to_ascii_lowercase() {
                low @ (0 | 1) => label.extend([1, low + 1]),
                other => label.push(other),
            }
        }
    }
    for label in labels.iter().rev().filter(|label| !label.is_empty()) {
        key.extend_from_slice(label);
        key.push(0);
    }
}

/// The octet that the escape in front of `rest` (after its backslash) stands for.
pub(crate) fn split_escape(rest: &mut &[u8]) -> u8 {
    let digits = rest.get(..3).filter(|d| d.iter().all(u8::is_ascii_digit));
    let value = digits.and_then(|d| d.iter().try_fold(0u8, |n, &b| n.checked_mul(10)?.checked_add(b - b'0')));
    if let Some(value) = value {
        *rest = &rest[3..];
        return value;
    }
    match rest.split_first() {
        Some((&byte, tail)) => {
            *rest = tail;
            byte
        }
        None => b'\\',
    }
}

fn push_escaped_label(label: &[u8], name: &mut Vec<u8>) {
    let mut octets = label.iter();
    while let Some(&byte) = octets.next() {
        let octet = if byte == 1 { octets.next().map_or(1, |&b| b.saturating_sub(1)) } else { byte };
        match octet {
            byte if PLAIN[usize::from(byte)] => name.push(byte),
            0x21..=0x7e => name.extend([b'\\', octet]),
            _ => name.extend([b'\\', b'0' + octet / 100, b'0' + octet / 10 % 10, b'0' + octet % 10]),
        }
    }
}

#[cfg(test)]
mod tests;
