//! Pieces of presentation format, appended to a buffer.

use crate::rng::Rng;

pub(crate) fn push_number(number: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let (mut at, mut left) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

pub(crate) fn push_ipv4(rng: &mut Rng, out: &mut Vec<u8>) {
    let value = rng.next();
    push_number(1 + value % 222, out);
    for shift in [16, 32] {
        out.push(b'.');
        push_number((value >> shift) & 255, out);
    }
    out.push(b'.');
    push_number(1 + (value >> 48) % 254, out);
}

/// A global unicast address, shortened where it ends in zeros.
pub(crate) fn push_ipv6(rng: &mut Rng, out: &mut Vec<u8>) {
    out.extend_from_slice(rng.pick(&["2001:db8", "2400:8500", "2403:3a00", "2606:4700"]).as_bytes());
    let groups = 1 + rng.below(2);
    for _ in 0..groups {
        out.push(b':');
        push_hex_group(rng.below(0x1_0000), out);
    }
    out.extend_from_slice(b"::");
    push_hex_group(1 + rng.below(0xffff), out);
}

/// A signature of 128 bytes in base64.
pub(crate) fn push_signature(rng: &mut Rng, out: &mut Vec<u8>) {
    push_chars(BASE64, 170, rng, out);
    // The last character before the padding carries four bits only.
    push_chars(b"AEIMQUYcgkosw048", 1, rng, out);
    out.push(b'=');
}

fn push_hex_group(value: u64, out: &mut Vec<u8>) {
    let mut started = false;
    for shift in [12, 8, 4, 0] {
        let digit = (value >> shift) & 15;
        started |= digit > 0 || shift == 0;
        if started {
            out.push(b"0123456789abcdef"[digit as usize]);
        }
    }
}

/// `count` characters out of 64 or fewer.
pub(crate) fn push_chars(alphabet: &[u8], count: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    for _ in 0..count {
        out.push(rng.pick(alphabet));
    }
}

pub(crate) const HEX: &[u8; 16] = b"0123456789ABCDEF";
pub(crate) const BASE32_HEX: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
pub(crate) const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How a text is written as TXT rdata. All forms mean the same string.
#[derive(Clone, Copy)]
pub(crate) enum TxtForm {
    /// One quoted string.
    Quoted,
    /// Two quoted strings, cut anywhere: they are joined with nothing between.
    Split,
    /// One bare token with escapes for blanks and specials.
    Bare,
    /// One quoted string with escapes that nobody needs.
    Escaped,
}

impl TxtForm {
    /// Mostly the plain form.
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        match rng.below(100) {
            0..=89 => Self::Quoted,
            90..=95 => Self::Split,
            96..=98 => Self::Bare,
            _ => Self::Escaped,
        }
    }
}

/// The longest character-string (RFC 1035 3.3).
const LONGEST: usize = 255;

/// Appends `text` as TXT rdata.
pub(crate) fn push_txt(text: &[u8], form: TxtForm, rng: &mut Rng, out: &mut Vec<u8>) {
    let cut = match form {
        TxtForm::Split => rng.below(text.len() as u64 + 1) as usize,
        _ => text.len(),
    };
    let (head, tail) = text.split_at(cut);
    let bare = matches!(form, TxtForm::Bare) && (1..=LONGEST).contains(&text.len());
    if bare {
        text.iter().for_each(|&byte| push_bare(byte, out));
        return;
    }
    let mut first = true;
    for part in [head, tail].into_iter().filter(|part| !part.is_empty()).flat_map(|part| part.chunks(LONGEST)) {
        if !first {
            out.push(b' ');
        }
        first = false;
        out.push(b'"');
        for &byte in part {
            let needless = matches!(form, TxtForm::Escaped) && (byte == b';' || rng.one_in(16));
            push_quoted(byte, needless, out);
        }
        out.push(b'"');
    }
    if first {
        out.extend_from_slice(b"\"\"");
    }
}

fn push_quoted(byte: u8, needless: bool, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
        b';' if needless => out.extend_from_slice(b"\\;"),
        b' '..=b'~' if !needless => out.push(byte),
        _ => push_decimal(byte, out),
    }
}

fn push_bare(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' | b';' | b'(' | b')' | b'@' | b'$' => out.extend_from_slice(&[b'\\', byte]),
        b'!'..=b'~' => out.push(byte),
        _ => push_decimal(byte, out),
    }
}

/// `\DDD`.
fn push_decimal(byte: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'\\', b'0' + byte / 100, b'0' + byte / 10 % 10, b'0' + byte % 10]);
}

/// How one name's records are written.
#[derive(Clone, Copy)]
pub(crate) struct LineStyle {
    separator: u8,
    class: &'static str,
    lower_type: bool,
    ttl: u64,
}

impl LineStyle {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        Self {
            separator: if rng.one_in(20) { b' ' } else { b'\t' },
            class: if rng.one_in(40) { "in" } else { "IN" },
            lower_type: rng.one_in(30),
            ttl: rng.pick(&[60, 300, 900, 3_600, 3_600, 3_600, 7_200, 14_400, 86_400]),
        }
    }

    /// Tabs, and the TTL given.
    pub(crate) const fn plain(ttl: u64) -> Self {
        Self { separator: b'\t', class: "IN", lower_type: false, ttl }
    }

    pub(crate) const fn with_class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

/// Appends one record on one line: owner (a prefix and a name), type, rdata.
/// With a stream for `case`, one owner in 50 comes in another letter case.
pub(crate) fn push_record(
    style: LineStyle,
    owner: [&[u8]; 2],
    rtype: &str,
    rdata: &[u8],
    case: Option<&mut Rng>,
    out: &mut Vec<u8>,
) {
    let start = out.len();
    out.extend_from_slice(owner[0]);
    out.extend_from_slice(owner[1]);
    if let Some(rng) = case
        && rng.one_in(50)
    {
        change_case(&mut out[start..], rng);
    }
    out.extend_from_slice(&[b'.', style.separator]);
    push_number(style.ttl, out);
    out.push(style.separator);
    out.extend_from_slice(style.class.as_bytes());
    out.push(style.separator);
    if style.lower_type {
        out.extend(rtype.bytes().map(|b| b.to_ascii_lowercase()));
    } else {
        out.extend_from_slice(rtype.as_bytes());
    }
    out.push(style.separator);
    out.extend_from_slice(rdata);
    out.push(b'\n');
}

fn change_case(owner: &mut [u8], rng: &mut Rng) {
    match rng.below(3) {
        0 => owner.make_ascii_uppercase(),
        1 => owner[..1].make_ascii_uppercase(),
        _ => owner.iter_mut().filter(|_| rng.one_in(2)).for_each(u8::make_ascii_uppercase),
    }
}
