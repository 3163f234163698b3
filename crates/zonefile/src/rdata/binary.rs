//! Hexadecimal, base64 and base32hex (RFC 4648): text to bytes in blocks, and bytes to text.

/// Appends the bytes written in `digits`. An odd digit waits in `half` for the next field. False if a byte is no digit.
pub(super) fn decode_hex(mut digits: &[u8], half: &mut Option<u8>, out: &mut Vec<u8>) -> bool {
    if let (Some(high), Some((&first, rest))) = (*half, digits.split_first()) {
        let Ok(low) = u8::try_from(hex_value(first)) else { return false };
        out.push(high << 4 | low);
        *half = None;
        digits = rest;
    }
    let at = out.len();
    out.resize(at + digits.len() / 2, 0);
    let (pairs, odd) = digits.as_chunks::<2>();
    let mut bad = 0;
    for (byte, &[high, low]) in out[at..].iter_mut().zip(pairs) {
        let value = hex_value(high) << 4 | hex_value(low);
        *byte = value as u8;
        bad |= value;
    }
    if let Some(&digit) = odd.first() {
        let value = hex_value(digit);
        bad |= value;
        *half = Some(value as u8);
    }
    bad >> 8 == 0
}

/// The value of a hexadecimal digit; more than a byte can hold for others, even shifted by four.
#[inline]
pub(super) fn hex_value(digit: u8) -> u16 {
    HEX[usize::from(digit)]
}

/// Base64 that may be cut into fields at any place.
#[derive(Default)]
pub(super) struct Base64 {
    /// Bits of an unfinished group of four, and how many characters it has.
    bits: u32,
    count: u8,
    /// Padding characters seen.
    padding: u8,
}

impl Base64 {
    /// Appends the bytes written in `text`; false if it is not base64.
    pub(super) fn decode(&mut self, text: &[u8], out: &mut Vec<u8>) -> bool {
        if self.count != 0 || self.padding != 0 {
            return self.decode_slowly(text, out);
        }
        let at = out.len();
        let padding = text.iter().rev().take_while(|&&byte| byte == b'=').count();
        let groups = (text.len() - padding) / 4;
        let (body, tail) = text.split_at(groups * 4);
        out.resize(at + groups * 3, 0);
        decode_groups(body, &mut out[at..]) && self.decode_slowly(tail, out)
    }

    /// True if nothing of a group is missing.
    pub(super) fn is_complete(&self) -> bool {
        self.count == 0
    }

    fn decode_slowly(&mut self, text: &[u8], out: &mut Vec<u8>) -> bool {
        text.iter().all(|&byte| self.push(byte, out))
    }

    fn push(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        let value = match BASE64[usize::from(byte)] {
            value @ 0..64 if self.padding == 0 => value,
            _ if byte == b'=' => {
                self.padding += 1;
                0
            }
            _ => return false,
        };
        self.bits = self.bits << 6 | u32::from(value);
        self.count += 1;
        if self.count < 4 {
            return self.padding == 0 || self.count > 2;
        }
        let bytes = self.bits.to_be_bytes();
        out.extend_from_slice(&bytes[1..4 - usize::from(self.padding)]);
        let unused = &bytes[4 - usize::from(self.padding)..];
        (self.bits, self.count) = (0, 0);
        unused.iter().all(|&b| b == 0)
    }
}

/// Whole groups of four characters without padding; `bytes` has three for each.
fn decode_groups(text: &[u8], bytes: &mut [u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<8>();
    let (block_bytes, rest_bytes) = bytes.as_chunks_mut::<6>();
    let mut bad = 0;
    for (&[a, b, c, d, e, f, g, h], bytes) in blocks.iter().zip(block_bytes) {
        let (high, low) = (decode_group([a, b, c, d]), decode_group([e, f, g, h]));
        bad |= high | low;
        bytes.copy_from_slice(&(u64::from(high) << 24 | u64::from(low)).to_be_bytes()[2..]);
    }
    for (&group, bytes) in rest.as_chunks::<4>().0.iter().zip(rest_bytes.as_chunks_mut::<3>().0) {
        let bits = decode_group(group);
        bad |= bits;
        bytes.copy_from_slice(&bits.to_be_bytes()[1..]);
    }
    bad >> 24 == 0
}

/// The 24 bits of four characters. The high byte is not zero if one is not of the alphabet.
#[inline]
pub(super) fn decode_group(text: [u8; 4]) -> u32 {
    let [a, b, c, d] = text.map(usize::from);
    BASE64_SHIFTED[0][a] | BASE64_SHIFTED[1][b] | BASE64_SHIFTED[2][c] | BASE64_SHIFTED[3][d]
}

/// Appends the bytes written in base32hex without padding (RFC 4648 7), one at least; false if it is not that.
pub(super) fn decode_base32(text: &[u8], out: &mut Vec<u8>) -> bool {
    let at = out.len();
    let (groups, tail) = text.as_chunks();
    out.resize(at + groups.len() * 5, 0);
    let mut bad = 0;
    for (&group, bytes) in groups.iter().zip(out[at..].as_chunks_mut::<5>().0) {
        let (bits, bad_here) = decode_base32_group(group);
        bad |= bad_here;
        bytes.copy_from_slice(&bits.to_be_bytes()[3..]);
    }
    let (whole, spare) = (tail.len() * 5 / 8, tail.len() * 5 % 8);
    let mut last = [b'0'; 8];
    last[..tail.len()].copy_from_slice(tail);
    let (bits, bad_here) = decode_base32_group(last);
    let bits = bits.to_be_bytes();
    let (bytes, unused) = bits[3..].split_at(whole);
    out.extend_from_slice(bytes);
    bad | bad_here == 0 && spare < 5 && unused.iter().all(|&byte| byte == 0) && !text.is_empty()
}

/// The 40 bits of eight characters, and a number that is not zero if one is not of the alphabet.
#[inline]
fn decode_base32_group(text: [u8; 8]) -> (u64, u64) {
    let values = u64::from_be_bytes(text.map(|byte| BASE32[usize::from(byte)]));
    let tens = (values & 0x1f00_1f00_1f00_1f00) >> 3 | (values & 0x001f_001f_001f_001f);
    let twenties = (tens & 0x03ff_0000_03ff_0000) >> 6 | (tens & 0x0000_03ff_0000_03ff);
    let forty = (twenties & 0x000f_ffff_0000_0000) >> 12 | (twenties & 0x0000_0000_000f_ffff);
    (forty, values & 0xe0e0_e0e0_e0e0_e0e0)
}

/// Appends upper-case hexadecimal digits.
pub(super) fn write_hex(bytes: &[u8], out: &mut Vec<u8>) {
    write_pairs(bytes, HEX_UPPER, out);
}

/// Appends lower-case hexadecimal digits.
pub(super) fn write_hex_lower(bytes: &[u8], out: &mut Vec<u8>) {
    write_pairs(bytes, b"0123456789abcdef", out);
}

const HEX_UPPER: &[u8; 16] = b"0123456789ABCDEF";

fn write_pairs(bytes: &[u8], digits: &[u8; 16], out: &mut Vec<u8>) {
    let at = out.len();
    out.resize(at + bytes.len() * 2, 0);
    for (pair, &byte) in out[at..].as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]];
    }
}

/// Appends base64 with padding and without blanks.
pub(super) fn write_base64(bytes: &[u8], out: &mut Vec<u8>) {
    let at = out.len();
    out.resize(at + bytes.len().div_ceil(3) * 4, b'=');
    let (groups, tail) = bytes.as_chunks::<3>();
    let text = out[at..].as_chunks_mut::<4>().0;
    for (text, group) in text.iter_mut().zip(groups) {
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        *text = [18, 12, 6, 0].map(|shift| BASE64_ALPHABET[(bits >> shift & 63) as usize]);
    }
    if let (Some(text), [first, rest @ ..]) = (text.last_mut(), tail) {
        let second = rest.first().copied();
        let bits = u32::from_be_bytes([0, *first, second.unwrap_or(0), 0]);
        let used = if second.is_some() { 3 } else { 2 };
        for (byte, shift) in text.iter_mut().zip([18, 12, 6]).take(used) {
            *byte = BASE64_ALPHABET[(bits >> shift & 63) as usize];
        }
    }
}

/// Appends base32hex in upper case without padding.
pub(super) fn write_base32(bytes: &[u8], out: &mut Vec<u8>) {
    for group in bytes.chunks(5) {
        let mut padded = [0u8; 8];
        padded[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(padded);
        let text = [35, 30, 25, 20, 15, 10, 5, 0].map(|shift| BASE32_ALPHABET[(bits >> shift & 31) as usize]);
        out.extend_from_slice(&text[..(group.len() * 8).div_ceil(5)]);
    }
}

const BASE64_ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";

/// The value of each character, 256 for others.
static HEX: [u16; 256] = {
    let (bytes, mut table) = (values(HEX_UPPER, true), [0x100; 256]);
    let mut byte = 0;
    while byte < 256 {
        if bytes[byte] < 16 {
            table[byte] = bytes[byte] as u16;
        }
        byte += 1;
    }
    table
};

/// The value of each character at each of the four places of a group; the high byte is set for others.
static BASE64_SHIFTED: [[u32; 256]; 4] = {
    let (bytes, mut tables) = (values(BASE64_ALPHABET, false), [[0xff00_0000; 256]; 4]);
    let mut at = 0;
    while at < 1024 {
        let (place, byte) = (at / 256, at % 256);
        if bytes[byte] < 64 {
            tables[place][byte] = (bytes[byte] as u32) << (18 - 6 * place);
        }
        at += 1;
    }
    tables
};

/// The value of each character, 255 for others.
static BASE64: [u8; 256] = values(BASE64_ALPHABET, false);
static BASE32: [u8; 256] = values(BASE32_ALPHABET, true);

const fn values(alphabet: &[u8], any_case: bool) -> [u8; 256] {
    let mut table = [255; 256];
    let mut value = 0;
    while value < alphabet.len() {
        table[alphabet[value] as usize] = value as u8;
        if any_case {
            table[alphabet[value].to_ascii_lowercase() as usize] = value as u8;
        }
        value += 1;
    }
    table
}
