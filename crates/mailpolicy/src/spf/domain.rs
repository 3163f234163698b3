//! `domain-spec` and `macro-string` (RFC 7208 7.1).

use crate::text::{find_byte, offset};
use crate::{Code, Finding};

/// The domain a term names, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DomainSpec<'a> {
    /// Text as written: any letter case, with or without a trailing dot.
    pub text: &'a [u8],
    /// Contains a macro, so the name asked for depends on the message.
    pub has_macro: bool,
    /// Byte offset of the text in the record.
    pub offset: u32,
}

/// Parses `macro-string domain-end`. The end must be `.` + toplabel (letters and digits with a letter or an inner hyphen among them),
/// with an optional dot, or a macro.
#[inline]
pub(super) fn parse(text: &[u8], at: usize) -> Result<DomainSpec<'_>, Finding> {
    let last_macro_end = check_macro_string(text, at)?;
    if last_macro_end != text.len() || text.is_empty() {
        check_domain_end(text, at)?;
    }
    Ok(DomainSpec { text, has_macro: last_macro_end > 0, offset: offset(at) })
}

/// Checks a `macro-string`; gives the end of its last macro-expand, 0 if there is none.
#[inline]
pub(super) fn check_macro_string(text: &[u8], at: usize) -> Result<usize, Finding> {
    let mut last_end = 0;
    let mut i = 0;
    while let Some(step) = find_byte(&text[i..], b'%') {
        let start = i + step;
        let len = macro_expand_len(&text[start..]).ok_or(Finding::new(Code::SpfMacro, at + start))?;
        last_end = start + len;
        i = last_end;
    }
    Ok(last_end)
}

/// Length of the macro-expand that `text` starts with, if it is one.
fn macro_expand_len(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'%' | b'_' | b'-' => return Some(2),
        b'{' => {}
        _ => return None,
    }
    // c, r and t are macro letters too, but only in explanation text (7.2), which is not part of the record.
    if !matches!(text.get(2)?.to_ascii_lowercase(), b's' | b'l' | b'o' | b'd' | b'i' | b'p' | b'h' | b'v') {
        return None;
    }
    let mut i = 3;
    let digits = text[i..].iter().take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 && text[i..i + digits].iter().all(|&b| b == b'0') {
        return None;
    }
    i += digits;
    if text.get(i)?.eq_ignore_ascii_case(&b'r') {
        i += 1;
    }
    i += text[i..].iter().take_while(|b| matches!(b, b'.' | b'-' | b'+' | b',' | b'/' | b'_' | b'=')).count();
    (*text.get(i)? == b'}').then_some(i + 1)
}

fn check_domain_end(text: &[u8], at: usize) -> Result<(), Finding> {
    let bare = text.strip_suffix(b".").unwrap_or(text);
    let dot = bare.iter().rposition(|&b| b == b'.').ok_or_else(|| end_error(text, 0, at))?;
    let label = &bare[dot + 1..];
    if is_toplabel(label) { Ok(()) } else { Err(end_error(label, dot + 1, at)) }
}

/// The end is wrong; a slash in it was meant as a CIDR length, which is told apart.
fn end_error(label: &[u8], label_at: usize, at: usize) -> Finding {
    match label.iter().position(|&b| b == b'/') {
        Some(slash) => Finding::new(Code::SpfCidr, at + label_at + slash),
        None => Finding::new(Code::SpfDomainSpec, at + label_at),
    }
}

fn is_toplabel(label: &[u8]) -> bool {
    let (Some(first), Some(last)) = (label.first(), label.last()) else {
        return false;
    };
    let mut has_letter = false;
    let mut has_hyphen = false;
    for b in label {
        match b {
            b'0'..=b'9' => {}
            b'-' => has_hyphen = true,
            _ if b.is_ascii_alphabetic() => has_letter = true,
            _ => return false,
        }
    }
    *first != b'-' && *last != b'-' && (has_letter || has_hyphen)
}
