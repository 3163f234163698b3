//! `$GENERATE`, BIND's counter loop: `$GENERATE start-stop[/step] owner [TTL] [class] type rdata`.

use crate::error::{ErrorKind, ParseError};
use crate::extent::MAX_RECORD;
use crate::lex::{Token, Tokens};
use crate::rtype::Class;

/// How many records one directive may stand for by default.
pub const DEFAULT_LIMIT: u64 = 65_536;

/// Bytes of text that each of the records allowed may take on average: a small template can ask for very long lines.
const MEAN_LINE: usize = 1024;
/// The most digits of a counter (BIND's limit).
const MAX_WIDTH: usize = 127;

/// Appends the records that a directive stands for to `out`, one a line, and returns their number.
///
/// In the owner and the data `$` stands for the counter, `${offset,width,base}` for a changed one (base `d`, `o`, `x`, `X`, `n` or
/// `N`), `\$` and `$$` for a dollar. As in BIND, data that is one quoted string is the text between the quotes.
///
/// # Errors
/// A malformed range or template, a range of more than `limit` values; `at` counts from the start of the text of `args`.
pub fn expand(args: &Tokens<'_>, limit: u64, out: &mut Vec<u8>) -> Result<u64, ParseError> {
    let mut args = args.clone();
    let short = |at| ParseError::new(ErrorKind::BadDirective, at);
    let range = args.split_next()?.ok_or(short(args.offset()))?;
    let (start, stop, step) = parse_range(range.text).ok_or(ParseError::new(ErrorKind::BadGenerate, range.at))?;
    let count = (stop - start) / step + 1;
    let too_large = ParseError::new(ErrorKind::GenerateTooLarge, range.at);
    if count > limit {
        return Err(too_large);
    }
    let mut fields = Vec::new();
    while let Some(token) = args.split_next()? {
        fields.push(token);
    }
    let rdata = find_rdata(&fields).ok_or(short(args.offset()))?;
    let bare = fields.len() == rdata + 1 && fields[rdata].quoted;
    let room = usize::try_from(limit).unwrap_or(usize::MAX).saturating_mul(MEAN_LINE).max(MAX_RECORD);
    let room = room.saturating_add(out.len());
    for value in (start..=stop).step_by(step as usize) {
        write_line(&fields, bare, value, out)?;
        if out.len() > room {
            return Err(too_large);
        }
    }
    Ok(count)
}

/// Which of `owner [TTL] [class] type rdata…` is the first of the data. None if there is none.
fn find_rdata(fields: &[Token<'_>]) -> Option<usize> {
    let (mut ttl, mut class) = (false, false);
    let rtype = (1..fields.len()).find(|&i| {
        let text = fields[i].text;
        if text.first().is_some_and(u8::is_ascii_digit) {
            std::mem::replace(&mut ttl, true)
        } else {
            Class::parse(text).is_none() || std::mem::replace(&mut class, true)
        }
    })?;
    (rtype + 1 < fields.len()).then_some(rtype + 1)
}

/// One record. `bare`: the last field goes without its quotes.
fn write_line(fields: &[Token<'_>], bare: bool, value: u64, out: &mut Vec<u8>) -> Result<(), ParseError> {
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        let (bare, bad) = (bare && i + 1 == fields.len(), ParseError::new(ErrorKind::BadGenerate, field.at));
        let quotes: &[u8] = if field.quoted && !bare { b"\"" } else { b"" };
        out.extend_from_slice(quotes);
        substitute(field.text, bare, value, out).ok_or(bad)?;
        out.extend_from_slice(quotes);
    }
    out.push(b'\n');
    Ok(())
}

fn parse_range(text: &[u8]) -> Option<(u64, u64, u64)> {
    let text = std::str::from_utf8(text).ok()?;
    let (range, step) = text.split_once('/').unwrap_or((text, "1"));
    let (start, stop) = range.split_once('-')?;
    let number = |s: &str| {
        let parsed = if s.bytes().all(|b| b.is_ascii_digit()) { s.parse::<i32>().ok() } else { None };
        parsed.and_then(|n| u64::try_from(n).ok())
    };
    let (start, stop, step) = (number(start)?, number(stop)?, number(step)?);
    (start <= stop && step > 0).then_some((start, stop, step))
}

fn substitute(template: &[u8], bare: bool, value: u64, out: &mut Vec<u8>) -> Option<()> {
    let mut i = 0;
    while let Some(&byte) = template.get(i) {
        match (byte, template.get(i + 1)) {
            // The backslash stays: a line that begins with a bare dollar would be a directive.
            (b'$', Some(b'$')) => {
                out.extend(b"\\$");
                i += 2;
            }
            (b'\\', Some(b'"')) if bare => {
                out.push(b'"');
                i += 2;
            }
            (b'\\', Some(&next)) => {
                out.extend([byte, next]);
                i += 2;
            }
            (b'$', Some(b'{')) => {
                let len = memchr::memchr(b'}', &template[i..])?;
                write_modified(&template[i + 2..i + len], value, out)?;
                i += len + 1;
            }
            (b'$', _) => {
                out.extend_from_slice(value.to_string().as_bytes());
                i += 1;
            }
            _ => {
                out.push(byte);
                i += 1;
            }
        }
    }
    Some(())
}

/// `offset[,width[,base]]`.
fn write_modified(modifier: &[u8], value: u64, out: &mut Vec<u8>) -> Option<()> {
    let mut parts = std::str::from_utf8(modifier).ok()?.split(',');
    let offset: i32 = parts.next()?.parse().ok()?;
    let width: usize = parts.next().map_or(Some(0), |w| w.parse().ok())?;
    let base = parts.next().unwrap_or("d");
    if width > MAX_WIDTH || parts.next().is_some() {
        return None;
    }
    let value = i32::try_from(value).ok()?.checked_add(offset)?;
    let text = match base {
        "d" => format!("{value:0width$}"),
        "o" => format!("{value:0width$o}"),
        "x" => format!("{value:0width$x}"),
        "X" => format!("{value:0width$X}"),
        "n" => nibbles(&format!("{value:x}"), width),
        "N" => nibbles(&format!("{value:X}"), width),
        _ => return None,
    };
    out.extend_from_slice(text.as_bytes());
    Some(())
}

/// Hexadecimal digits from the last to the first with dots between, as names under ip6.arpa need them. `width` counts digits and
/// dots, so an even one ends in a dot.
fn nibbles(hex: &str, width: usize) -> String {
    let mut digits = hex.bytes().rev();
    let mut text = String::with_capacity(width.max(hex.len() * 2));
    while text.len() < width || digits.len() > 0 {
        text.push(digits.next().map_or('0', char::from));
        if text.len() < width || digits.len() > 0 {
            text.push('.');
        }
    }
    text
}
