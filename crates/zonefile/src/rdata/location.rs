//! LOC: a place on the earth (RFC 1876).

use super::number::{parse_decimal, two_digits, write_decimal};
use super::read::{Read, Reader};
use super::wire::{Fault, Take, Wire, ensure};
use crate::error::{ErrorKind, ParseError};

/// The equator and the prime meridian, in thousandths of a second of arc.
const ZERO_ANGLE: u32 = 1 << 31;
/// 100,000 m below the reference spheroid, in centimetres.
const ZERO_ALTITUDE: i64 = 10_000_000;
const DEGREE: u32 = 3_600_000;

/// Latitude, longitude, altitude, and optionally size and precisions, of which 1 m, 10,000 m and 10 m are the defaults.
pub(super) fn push_location(reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Read<()> {
    let latitude = split_angle(reader, 90, b'N', b'S')?;
    let longitude = split_angle(reader, 180, b'E', b'W')?;
    let altitude = reader.split_with(ErrorKind::BadNumber, parse_altitude)?;
    let mut sizes = [0x12, 0x16, 0x13];
    for size in &mut sizes {
        if !reader.at_end() {
            *size = reader.split_with(ErrorKind::BadNumber, parse_size)?;
        }
    }
    out.push(0);
    out.extend_from_slice(&sizes);
    for value in [latitude, longitude, altitude] {
        out.extend_from_slice(&value.to_be_bytes());
    }
    Ok(())
}

/// Degrees, optionally minutes and seconds, then the letter of the hemisphere.
fn split_angle(reader: &mut Reader<'_>, degrees: u32, positive: u8, negative: u8) -> Read<u32> {
    let start = reader.field_start();
    let mut angle = DEGREE * reader.split_number(u64::from(degrees))? as u32;
    let mut parts = 0;
    loop {
        let word = reader.split_word()?;
        let bad = ParseError::new(ErrorKind::BadNumber, word.at);
        match (word.text, parts) {
            ([letter], _) if letter.to_ascii_uppercase() == positive => {
                return if angle <= degrees * DEGREE {
                    Ok(ZERO_ANGLE + angle)
                } else {
                    Err(ParseError::new(ErrorKind::BadNumber, start))
                };
            }
            ([letter], _) if letter.to_ascii_uppercase() == negative => {
                return if angle <= degrees * DEGREE {
                    Ok(ZERO_ANGLE - angle)
                } else {
                    Err(ParseError::new(ErrorKind::BadNumber, start))
                };
            }
            (text, 0) => angle += 60_000 * parse_decimal(text).filter(|&n| n < 60).ok_or(bad)? as u32,
            (text, 1) => angle += parse_fixed(text, 3).filter(|&n| n < 60_000).ok_or(bad)? as u32,
            _ => return Err(ParseError::new(ErrorKind::BadKeyword, word.at)),
        }
        parts += 1;
    }
}

/// A number with up to `places` decimals, as a whole number of the last place. At most nine digits stand before the point.
fn parse_fixed(text: &[u8], places: usize) -> Option<u64> {
    let point = text.iter().position(|&b| b == b'.').unwrap_or(text.len());
    let whole = parse_decimal(&text[..point]).filter(|&n| n < 1_000_000_000)?;
    let decimals = text.get(point + 1..).unwrap_or_default();
    if decimals.len() > places || (decimals.is_empty() && point < text.len()) {
        return None;
    }
    let fraction = if decimals.is_empty() { 0 } else { parse_decimal(decimals)? };
    let missing = (places - decimals.len()) as u32;
    Some(whole * 10u64.pow(places as u32) + fraction * 10u64.pow(missing))
}

/// Metres, the letter `m` behind them or not, as centimetres.
fn parse_metres(text: &[u8]) -> Option<u64> {
    parse_fixed(text.strip_suffix(b"m").or_else(|| text.strip_suffix(b"M")).unwrap_or(text), 2)
}

fn parse_altitude(text: &[u8]) -> Option<u32> {
    let centimetres = match text.strip_prefix(b"-") {
        Some(depth) => -(parse_metres(depth)? as i64),
        None => parse_metres(text.strip_prefix(b"+").unwrap_or(text))? as i64,
    };
    u32::try_from(centimetres + ZERO_ALTITUDE).ok()
}

/// One significant digit and a power of ten, in centimetres; the digits behind the first are dropped.
fn parse_size(text: &[u8]) -> Option<u8> {
    let mut centimetres = parse_metres(text).filter(|&n| n <= 9_000_000_000)?;
    let mut power = 0;
    while centimetres > 9 {
        centimetres /= 10;
        power += 1;
    }
    Some((centimetres as u8) << 4 | power)
}

/// Writes all seven fields.
pub(super) fn write_location(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    if wire.split_u8()? != 0 {
        return Err(Fault::NoTextForm);
    }
    let sizes: [u8; 3] = wire.split_array()?;
    write_angle(wire.split_u32()?, 90, b'N', b'S', out)?;
    write_angle(wire.split_u32()?, 180, b'E', b'W', out)?;
    let altitude = i64::from(wire.split_u32()?) - ZERO_ALTITUDE;
    if altitude < 0 {
        out.push(b'-');
    }
    write_metres(altitude.unsigned_abs(), true, out);
    for size in sizes {
        let (digit, power) = (size >> 4, size & 15);
        ensure(digit <= 9 && power <= 9 && (digit > 0 || power == 0))?;
        out.push(b' ');
        write_metres(u64::from(digit) * 10u64.pow(u32::from(power)), false, out);
    }
    Ok(())
}

fn write_angle(value: u32, degrees: u32, positive: u8, negative: u8, out: &mut Vec<u8>) -> Take<()> {
    let angle = value.abs_diff(ZERO_ANGLE);
    ensure(angle <= degrees * DEGREE)?;
    write_decimal(u64::from(angle / DEGREE), out);
    out.push(b' ');
    write_decimal(u64::from(angle / 60_000 % 60), out);
    out.push(b' ');
    let thousandths = angle % 1_000;
    write_decimal(u64::from(angle / 1_000 % 60), out);
    out.extend([b'.', b'0' + (thousandths / 100) as u8]);
    out.extend(two_digits(thousandths % 100));
    out.extend([b' ', if value < ZERO_ANGLE { negative } else { positive }, b' ']);
    Ok(())
}

/// Centimetres as metres; whole metres above zero have decimals only if `fixed`.
fn write_metres(centimetres: u64, fixed: bool, out: &mut Vec<u8>) {
    write_decimal(centimetres / 100, out);
    if fixed || centimetres < 100 {
        out.push(b'.');
        out.extend(two_digits((centimetres % 100) as u32));
    }
    out.push(b'm');
}
