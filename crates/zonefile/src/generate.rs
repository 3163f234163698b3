//! `$GENERATE`, BIND's counter loop: `$GENERATE start-stop[/step] owner [TTL] [class] type rdata`.

use crate::error::{ErrorKind, ParseError};
use crate::lex::{Token, Tokens};

/// How many records one directive may stand for by default.
pub const DEFAULT_LIMIT: u64 = 65_536;

/// Appends the records that a directive stands for to `out`, one a line, and returns their number.
///
/// In the owner and the data `$` stands for the counter, `${offset,width,base}` for a changed one (base `d`, `o`, `x`, `X`, `n` or
/// `N`), `\$` and `$$` for a dollar.
///
/// # Errors
/// A malformed range or template, a range of more than `limit` values; `at` counts from the start of the text of `args`.
pub fn expand(args: &Tokens<'_>, limit: u64, out: &mut Vec<u8>) -> Result<u64, ParseError> {
    let mut args = args.clone();
    let range = args.split_word()?;
    let bad = ParseError::new(ErrorKind::BadGenerate, range.at);
    let (start, stop, step) = parse_range(range.text).ok_or(bad)?;
    let count = (stop - start) / step + 1;
    if count > limit {
        return Err(ParseError::new(ErrorKind::GenerateTooLarge, range.at));
    }
    let mut fields = Vec::new();
    while let Some(token) = args.split_next()? {
        fields.push(token);
    }
    if fields.len() < 3 {
        return Err(ParseError::new(ErrorKind::BadDirective, args.offset()));
    }
    for value in (start..=stop).step_by(step as usize) {
        write_line(&fields, value, out)?;
    }
    Ok(count)
}

fn write_line(fields: &[Token<'_>], value: u64, out: &mut Vec<u8>) -> Result<(), ParseError> {
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            out.push(b' ');
        }
        if field.quoted {
            out.push(b'"');
        }
        substitute(field.text, value, out).ok_or(ParseError::new(ErrorKind::BadGenerate, field.at))?;
        if field.quoted {
            out.push(b'"');
        }
    }
    out.push(b'\n');
    Ok(())
}

fn parse_range(text: &[u8]) -> Option<(u64, u64, u64)> {
    let text = std::str::from_utf8(text).ok()?;
    let (range, step) = text.split_once('/').unwrap_or((text, "1"));
    let (start, stop) = range.split_once('-')?;
    let number =
        |s: &str| s.bytes().all(|b| b.is_ascii_digit()).then(|| s.parse::<u32>().ok()).flatten().map(u64::from);
    let (start, stop, step) = (number(start)?, number(stop)?, number(step)?);
    (start <= stop && step > 0).then_some((start, stop, step))
}

fn substitute(template: &[u8], value: u64, out: &mut Vec<u8>) -> Option<()> {
    let mut i = 0;
    while let Some(&byte) = template.get(i) {
        match (byte, template.get(i + 1)) {
            (b'\\', Some(b'$')) | (b'$', Some(b'$')) => {
                out.push(b'$');
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
    let offset: i64 = parts.next()?.parse().ok()?;
    let width: usize = parts.next().map_or(Some(0), |w| w.parse().ok())?;
    let base = parts.next().unwrap_or("d");
    if width > 255 || parts.next().is_some() {
        return None;
    }
    let value = u64::try_from(i64::try_from(value).ok()?.checked_add(offset)?).ok()?;
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

/// Hexadecimal digits from the last to the first with dots between, as names under ip6.arpa need them; `width` counts the dots.
fn nibbles(hex: &str, width: usize) -> String {
    let digits = hex.bytes().rev().chain(std::iter::repeat(b'0'));
    let wanted = hex.len().max(width.div_ceil(2));
    let mut text = String::with_capacity(wanted * 2);
    for digit in digits.take(wanted) {
        if !text.is_empty() {
            text.push('.');
        }
        text.push(char::from(digit));
    }
    text
}
