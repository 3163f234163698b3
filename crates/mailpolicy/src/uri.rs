//! Report addresses: comma-separated URIs (RFC 3986, RFC 9989 4.8, RFC 8460 3).

use crate::text::{find_byte, trim_end_wsp, trim_start_wsp};

/// Scheme of a report URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `mailto:`
    Mailto,
    /// `https:`
    Https,
    /// `http:`
    Http,
    /// Any other.
    Other,
}

/// A syntactically valid report URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uri<'a> {
    /// The URI as written, an obsolete size limit left out.
    pub text: &'a [u8],
    /// Scheme.
    pub scheme: Scheme,
    /// Domain of the mailbox, or host of the authority, as written. `None` for other schemes.
    pub domain: Option<&'a [u8]>,
    /// Obsolete size limit without its `!` (`10m`), RFC 7489 6.2.
    pub size: Option<&'a [u8]>,
}

/// Entries of a comma-separated list, each `Ok` or the byte offset, inside the list, of an entry that is not a URI.
#[derive(Debug, Clone)]
pub struct Uris<'a> {
    list: &'a [u8],
    at: usize,
}

/// The entries of `list`, the value of a `rua` or `ruf` tag. An empty list has one (bad) entry.
#[must_use]
pub fn uris(list: &[u8]) -> Uris<'_> {
    Uris { list, at: 0 }
}

impl<'a> Uris<'a> {
    /// No entries: for a tag that is absent.
    pub(crate) fn none() -> Self {
        Uris { list: &[], at: 1 }
    }

    /// The valid entries only.
    pub fn valid(self) -> impl Iterator<Item = Uri<'a>> {
        self.flatten()
    }
}

impl<'a> Iterator for Uris<'a> {
    type Item = Result<Uri<'a>, usize>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.list.get(start..)?;
        let len = find_byte(rest, b',').unwrap_or(rest.len());
        self.at = start + len + 1;
        let (text, skip) = trim_start_wsp(&rest[..len]);
        Some(parse(trim_end_wsp(text)).ok_or(start + skip))
    }
}

/// Parses one report URI: a scheme, only characters that RFC 3986 allows, at most one `!` and that before a size; `mailto:` needs
/// `local@domain`, `http(s):` a host.
#[must_use]
#[inline]
pub fn parse(entry: &[u8]) -> Option<Uri<'_>> {
    let colon = find_byte(entry, b':')?;
    let (scheme, rest) = (parse_scheme(&entry[..colon])?, &entry[colon + 1..]);
    let Extent { len, path, mark } = Extent::of(rest)?;
    let size = if len < rest.len() { Some(parse_size(&rest[len + 1..])?) } else { None };
    let text = &entry[..colon + 1 + len];
    let domain = match scheme {
        Scheme::Mailto => {
            let at = mark.filter(|&at| at > 0 && at + 1 < path && rest[at] == b'@')?;
            Some(&rest[at + 1..path])
        }
        Scheme::Https | Scheme::Http => Some(authority_host(&rest[..len])?),
        Scheme::Other => None,
    };
    Some(Uri { text, scheme, domain, size })
}

/// RFC 3986 3.1.
#[inline]
fn parse_scheme(scheme: &[u8]) -> Option<Scheme> {
    if scheme.eq_ignore_ascii_case(b"mailto") {
        return Some(Scheme::Mailto);
    }
    if scheme.eq_ignore_ascii_case(b"https") {
        return Some(Scheme::Https);
    }
    if scheme.eq_ignore_ascii_case(b"http") {
        return Some(Scheme::Http);
    }
    let is_scheme = scheme.first()?.is_ascii_alphabetic()
        && scheme.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then_some(Scheme::Other)
}

/// What one look at the bytes behind the scheme tells.
struct Extent {
    /// Where the URI ends: at `!`, or with the text.
    len: usize,
    /// Where header fields (`?`) or a fragment begin, or else the URI ends.
    path: usize,
    /// The last byte before that which no host has, so that a domain must begin behind it.
    mark: Option<usize>,
}

impl Extent {
    /// `None` if a byte is there that RFC 3986 2 does not allow.
    #[inline]
    fn of(rest: &[u8]) -> Option<Self> {
        let (mut path, mut mark) = (None, None);
        let mut at = 0;
        loop {
            at += rest[at..].iter().take_while(|&&b| CLASSES[usize::from(b)] == Class::Host).count();
            let Some(&byte) = rest.get(at) else { break };
            match CLASSES[usize::from(byte)] {
                Class::Bang => break,
                Class::Bad => return None,
                Class::End => _ = path.get_or_insert(at),
                class => {
                    if path.is_none() {
                        mark = Some(at);
                    }
                    if class == Class::Percent {
                        rest.get(at + 1..at + 3).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit))?;
                        at += 2;
                    }
                }
            }
            at += 1;
        }
        Some(Extent { len: at, path: path.unwrap_or(at), mark })
    }
}

/// The size behind a `!`: 1*DIGIT [k m g t].
fn parse_size(size: &[u8]) -> Option<&[u8]> {
    let digits = size.iter().take_while(|b| b.is_ascii_digit()).count();
    let has_unit = |b: &u8| matches!(b.to_ascii_lowercase(), b'k' | b'm' | b'g' | b't');
    let is_size =
        digits > 0 && (digits == size.len() || (digits + 1 == size.len() && size.last().is_some_and(has_unit)));
    is_size.then_some(size)
}

/// The host after `//`, without user information and port.
fn authority_host(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"//")?;
    let end = rest.iter().position(|&b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = &rest[..end];
    let host_at = authority.iter().rposition(|&b| b == b'@').map_or(0, |i| i + 1);
    let host = &authority[host_at..];
    let host = if host.starts_with(b"[") {
        host.iter().position(|&b| b == b']').map(|end| &host[..=end])?
    } else {
        host.split(|&b| b == b':').next()?
    };
    (!host.is_empty()).then_some(host)
}

/// What a byte is to a URI.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Letter, digit, `-`, `.` or `_`.
    Host,
    /// Another unreserved or reserved character.
    Mark,
    /// `?` and `#`.
    End,
    Percent,
    Bang,
    Bad,
}

/// RFC 3986 2.2 and 2.3; the comma, the semicolon and `!` must be encoded (RFC 9989 4.8).
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Bad; 256];
    let mut byte = 0;
    while byte < 128u8 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => Class::Host,
            b'~' | b':' | b'/' | b'[' | b']' | b'@' | b'$' | b'&' => Class::Mark,
            b'\'' | b'(' | b')' | b'*' | b'+' | b'=' => Class::Mark,
            b'?' | b'#' => Class::End,
            b'%' => Class::Percent,
            b'!' => Class::Bang,
            _ => Class::Bad,
        };
        byte += 1;
    }
    classes
};
