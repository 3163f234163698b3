//! Report addresses: comma-separated URIs (RFC 3986, RFC 9989 4.8, RFC 8460 3).

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
        let len = rest.iter().position(|&b| b == b',').unwrap_or(rest.len());
        self.at = start + len + 1;
        let (text, skip) = crate::text::trim_start_wsp(&rest[..len]);
        Some(parse(crate::text::trim_end_wsp(text)).ok_or(start + skip))
    }
}

/// Parses one report URI: a scheme, only characters that RFC 3986 allows, at most one `!` and that before a size; `mailto:` needs
/// `local@domain`, `http(s):` a host.
#[must_use]
#[inline]
pub fn parse(entry: &[u8]) -> Option<Uri<'_>> {
    let (text, size) = split_size(entry)?;
    let colon = text.iter().position(|&b| b == b':')?;
    let (scheme, rest) = (&text[..colon], &text[colon + 1..]);
    if !scheme.first()?.is_ascii_alphabetic()
        || !scheme.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    {
        return None;
    }
    if !is_uri_text(rest) {
        return None;
    }
    let (scheme, domain) = if scheme.eq_ignore_ascii_case(b"mailto") {
        (Scheme::Mailto, Some(mail_domain(rest)?))
    } else if scheme.eq_ignore_ascii_case(b"https") {
        (Scheme::Https, Some(authority_host(rest)?))
    } else if scheme.eq_ignore_ascii_case(b"http") {
        (Scheme::Http, Some(authority_host(rest)?))
    } else {
        (Scheme::Other, None)
    };
    Some(Uri { text, scheme, domain, size })
}

/// Splits `!` 1*DIGIT [k m g t] off the end. `None` if a `!` stands anywhere else.
#[inline]
fn split_size(entry: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let Some(bang) = entry.iter().position(|&b| b == b'!') else {
        return Some((entry, None));
    };
    let size = &entry[bang + 1..];
    let digits = size.iter().take_while(|b| b.is_ascii_digit()).count();
    let has_unit = |b: &u8| matches!(b.to_ascii_lowercase(), b'k' | b'm' | b'g' | b't');
    let is_size =
        digits > 0 && (digits == size.len() || (digits + 1 == size.len() && size.last().is_some_and(has_unit)));
    is_size.then_some((&entry[..bang], Some(size)))
}

/// The part after the `@` of the (one) address, without header fields.
#[inline]
fn mail_domain(rest: &[u8]) -> Option<&[u8]> {
    let end = rest.iter().position(|&b| matches!(b, b'?' | b'#')).unwrap_or(rest.len());
    let address = &rest[..end];
    let at = address.iter().rposition(|&b| b == b'@')?;
    let domain = &address[at + 1..];
    let is_domain =
        !domain.is_empty() && domain.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    (at > 0 && is_domain).then_some(domain)
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

/// Unreserved and reserved characters of RFC 3986 2.2 and 2.3; the comma, the semicolon and `!` must be encoded (RFC 9989 4.8).
const IS_URI_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        let is_mark = matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b':'
                | b'/'
                | b'?'
                | b'#'
                | b'['
                | b']'
                | b'@'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b'='
        );
        table[byte as usize] = byte.is_ascii_alphanumeric() || is_mark;
        byte += 1;
    }
    table
};

/// Unreserved, reserved and percent-encoded characters of RFC 3986 2.
#[inline]
fn is_uri_text(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        match text[i] {
            b'%' => {
                if !text.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                    return false;
                }
                i += 3;
            }
            b if IS_URI_BYTE[usize::from(b)] => i += 1,
            _ => return false,
        }
    }
    true
}
