//! Where to cut a text, and what to assume behind a cut. Both are guesses: [`crate::End`] tells whether they were right.

use crate::lex::find_line_end;
use crate::name::Name;
use crate::projection::Projection;
use crate::records::Records;
use crate::scope::Scope;
use crate::ttl::parse_ttl;

/// How far a guess looks around a cut, in bytes.
const WINDOW: usize = 1 << 16;

/// The start of the first line at or behind `near` that begins like a record with an owner; the end of the text if there is none.
pub fn find_cut(text: &[u8], near: usize) -> usize {
    if near == 0 || near >= text.len() {
        return near.min(text.len());
    }
    let first = (find_line_end(text, near - 1) + 1).min(text.len());
    let (mut at, stop) = (first, first.saturating_add(WINDOW).min(text.len()));
    while at < stop {
        if !matches!(text[at], b' ' | b'\t' | b')' | b'\n' | b'\r' | b'"' | b';') {
            return at;
        }
        at = (find_line_end(text, at) + 1).min(text.len());
    }
    first
}

/// The scope that probably holds at `cut`: `head`, changed by the last `$ORIGIN` and `$TTL` within 64 KiB before it.
pub fn guess_scope(text: &[u8], cut: usize, head: &Scope) -> Scope {
    let mut scope = Scope { owner: None, ..head.clone() };
    let (mut origin, mut ttl) = (None, None);
    let window = &text[cut.saturating_sub(WINDOW)..cut];
    let mut end = window.len();
    while let Some(at) = memchr::memrchr(b'$', &window[..end]) {
        end = at;
        let at_line_start = if at == 0 { cut == window.len() } else { window[at - 1] == b'\n' };
        if at_line_start {
            let line = &window[at..find_line_end(window, at)];
            let mut fields = line.split(|b| matches!(b, b' ' | b'\t' | b'\r' | b';')).filter(|f| !f.is_empty());
            match (fields.next().map(<[u8]>::to_ascii_uppercase).as_deref(), fields.next()) {
                (Some(b"$ORIGIN"), Some(name)) if origin.is_none() => origin = Name::parse(name, None).ok(),
                (Some(b"$TTL"), Some(text)) if ttl.is_none() => ttl = parse_ttl(text).ok(),
                _ => {}
            }
        }
        if origin.is_some() && ttl.is_some() {
            break;
        }
    }
    scope.origin = origin.or(scope.origin);
    scope.default_ttl = ttl.or(scope.default_ttl);
    scope
}

/// The scope behind the directives and the first record at the head of a file: what [`guess_scope`] starts from.
pub fn read_head(text: &[u8], start: &Scope) -> Scope {
    let head = &text[..text.len().min(WINDOW)];
    let last = head.len() == text.len();
    let everything = Projection::all();
    let mut records = Records::new(head, start, &everything, last);
    let _ = records.next();
    records.finish().carry(start)
}
