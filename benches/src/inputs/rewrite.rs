//! Inputs made from other inputs, for readers that cannot read those.

use crate::definitions::Rewrite;
use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use zonefile::parse_ttl;

/// The types that every reader takes from a file.
const PLAIN_TYPES: [&str; 8] = ["SOA", "NS", "A", "AAAA", "CNAME", "MX", "TXT", "CAA"];

/// Copies `from` line by line.
pub(super) fn copy(rewrite: Rewrite, mut from: impl BufRead, to: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let line_out = match rewrite {
            Rewrite::SimpleTtls => Some(simplify_ttls(&line)),
            Rewrite::SecondsTtls => Some(spell_out_ttls(&line)),
            Rewrite::PlainRecords => is_plain(&line).then_some(Cow::Borrowed(line.as_str())),
        };
        if let Some(line_out) = line_out {
            to.write_all(line_out.as_bytes())?;
        }
        line.clear();
    }
    Ok(())
}

/// The first TTL of each kind on a line that mixes units, in one unit.
fn simplify_ttls(line: &str) -> Cow<'_, str> {
    const SIMPLE: [(&str, &str); 4] = [("1h30m10s", "5410"), ("1h30m", "90m"), ("1d12h", "36h"), ("1w2d", "9d")];
    let mut simple = Cow::Borrowed(line);
    for (compound, replacement) in SIMPLE {
        if simple.contains(compound) {
            simple = Cow::Owned(simple.replacen(compound, replacement, 1));
        }
    }
    simple
}

/// Each field that is a TTL with units, in seconds. The inputs have no other field of that form.
fn spell_out_ttls(line: &str) -> Cow<'_, str> {
    let mut seconds = String::with_capacity(line.len());
    for piece in line.split_inclusive([' ', '\t', '\n']) {
        let field = piece.trim_end_matches([' ', '\t', '\n']);
        let has_units =
            field.starts_with(|c: char| c.is_ascii_digit()) && !field.ends_with(|c: char| c.is_ascii_digit());
        match parse_ttl(field.as_bytes()) {
            Ok(ttl) if has_units => seconds.push_str(&(ttl.to_string() + &piece[field.len()..])),
            _ => seconds.push_str(piece),
        }
    }
    Cow::Owned(seconds)
}

/// True for a record of a plain type without internationalized names.
fn is_plain(line: &str) -> bool {
    let rtype = line.split('\t').nth(3).unwrap_or_default();
    !line.contains("xn--") && PLAIN_TYPES.iter().any(|plain| plain.eq_ignore_ascii_case(rtype))
}

#[cfg(test)]
mod tests;
