//! TXT records: which are kept with their text.

use crate::evidence::{Tag, finish_item, push_item, push_text, start_item};
use crate::key::Place;
use crate::rdata::Strings;
use twox_hash::XxHash3_64;

/// Appends the item of a TXT record: with its text under the first tag if that is worth judging, or else under the second one.
pub(super) fn push_txt_item(buf: &mut Vec<u8>, place: Place, (tag, other): (Tag, Tag), text: Strings<'_>) {
    if is_worth_judging(text.joined) {
        let at = start_item(buf, tag);
        push_text(buf, text.lengths, text.joined);
        finish_item(buf, at);
    } else if place == Place::Own {
        push_item(buf, other, b"");
    } else {
        let hash = XxHash3_64::oneshot_with_seed(XxHash3_64::oneshot(text.lengths), text.joined);
        push_item(buf, other, &hash.to_le_bytes());
    }
}

/// Whether a TXT record belongs to, or was probably meant for, one of the protocols the census judges: past leading blanks and
/// quotes it begins like a version tag. Everything else is kept as a hash.
fn is_worth_judging(text: &[u8]) -> bool {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\');
    let start = text.iter().position(|b| !blank(b)).unwrap_or(text.len());
    let text = &text[start..];
    match text.first().map(u8::to_ascii_lowercase) {
        Some(b'v') => {
            let Some(version) = text[1..].trim_ascii_start().strip_prefix(b"=") else { return false };
            let version = version.trim_ascii_start();
            [&b"spf"[..], b"dmarc", b"stsv", b"tlsrpt", b"bimi"].iter().any(|v| starts_with_nocase(version, v))
        }
        Some(b's') => starts_with_nocase(text, b"spf"),
        Some(b'd') => starts_with_nocase(text, b"dmarc1"),
        _ => false,
    }
}

fn starts_with_nocase(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
