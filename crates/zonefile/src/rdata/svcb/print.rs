//! Service parameters, wire form to text.

use super::{
    ALPN, DOCPATH, ECH, IPV4HINT, IPV6HINT, KEYS, MANDATORY, PORT, TLS_SUPPORTED_GROUPS, has_alpn, has_mandatory,
    is_valid_value, split_parameter,
};
use crate::rdata::binary::write_base64;
use crate::rdata::print::write_quoted;
use crate::rdata::wire::{Take, Wire, ensure};
use crate::rdata::{address, number};

/// Writes the parameters up to the end, a blank behind each.
pub(crate) fn write_parameters(wire: &mut Wire<'_>, out: &mut Vec<u8>) -> Take<()> {
    let parameters = wire.split_rest();
    let mut wire = Wire::new(parameters);
    let mut last = None;
    while !wire.is_empty() {
        let (key, value) = split_parameter(&mut wire)?;
        ensure(last < Some(key) && is_valid_value(key, value))?;
        last = Some(key);
        write_key(key, out);
        if !value.is_empty() {
            out.push(b'=');
            write_value(key, value, out);
        }
        out.push(b' ');
    }
    ensure(has_mandatory(parameters) && has_alpn(parameters))
}

fn write_key(key: u16, out: &mut Vec<u8>) {
    match KEYS.get(usize::from(key)) {
        Some(name) => out.extend_from_slice(name.as_bytes()),
        None => {
            out.extend_from_slice(b"key");
            number::write_decimal(u64::from(key), out);
        }
    }
}

fn write_value(key: u16, value: &[u8], out: &mut Vec<u8>) {
    match key {
        MANDATORY => write_each(value, out, |key: [u8; 2], out| write_key(u16::from_be_bytes(key), out)),
        PORT | TLS_SUPPORTED_GROUPS => {
            write_each(value, out, |n: [u8; 2], out| number::write_decimal(u64::from(u16::from_be_bytes(n)), out));
        }
        IPV4HINT => write_each(value, out, address::write_ipv4),
        IPV6HINT => write_each(value, out, address::write_ipv6),
        ECH => write_base64(value, out),
        ALPN | DOCPATH => write_list(value, out),
        _ => write_quoted(value, out),
    }
}

/// Items of `N` bytes with commas between them.
fn write_each<const N: usize>(value: &[u8], out: &mut Vec<u8>, write: impl Fn([u8; N], &mut Vec<u8>)) {
    for (i, &item) in value.as_chunks::<N>().0.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(item, out);
    }
}

fn write_list(value: &[u8], out: &mut Vec<u8>) {
    let mut wire = Wire::new(value);
    let mut text = Vec::with_capacity(value.len());
    while let Ok(item) = wire.split_counted() {
        for &byte in item {
            if matches!(byte, b',' | b'\\') {
                text.push(b'\\');
            }
            text.push(byte);
        }
        text.push(b',');
    }
    text.pop();
    write_quoted(&text, out);
}
