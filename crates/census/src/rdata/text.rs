//! TXT records: the character-strings.

use super::generic_wire;
use crate::evidence::{Item, Tag};
use crate::key::split_escape;
use crate::words::contains_either;
use memchr::{memchr2, memchr3};

/// Whether an item is that of a TXT record with this text, one string without escapes. Not every one is recognised.
pub(crate) fn is_text_item((tag, payload): Item<'_>, of: Tag, rdata: &[u8]) -> bool {
    let [b'"', string @ .., b'"'] = rdata else { return false };
    tag == of as u8 && payload.strip_prefix(&[1, 0]) == Some(string) && is_plain(string)
}

/// Whether what stands between two quotes is one string without escapes.
fn is_plain(string: &[u8]) -> bool {
    !contains_either(string, b'"', b'\\')
}

/// Room for the strings of a TXT record, reused from record to record.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextData {
    joined: Vec<u8>,
    lengths: Vec<u8>,
}

/// Character-strings of a TXT record, joined, and the length of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strings<'a> {
    pub(crate) joined: &'a [u8],
    pub(crate) lengths: &'a [u8],
}

impl TextData {
    /// Reads the strings of `rdata`, quoted or not.
    pub(crate) fn read<'a>(&'a mut self, rdata: &'a [u8]) -> Option<Strings<'a>> {
        self.joined.clear();
        self.lengths.clear();
        if let [b'"', string @ .., b'"'] = rdata
            && is_plain(string)
        {
            self.lengths.push(u8::try_from(string.len()).ok()?);
            return Some(Strings { joined: string, lengths: &self.lengths });
        }
        if let Some(wire) = generic_wire(rdata) {
            self.read_wire(&wire)?;
        } else {
            self.read_strings(rdata)?;
        }
        Some(Strings { joined: &self.joined, lengths: &self.lengths })
    }

    fn read_strings(&mut self, rdata: &[u8]) -> Option<()> {
        let mut rest = rdata;
        loop {
            rest = rest.trim_ascii_start();
            let Some((&first, tail)) = rest.split_first() else { return Some(()) };
            let quoted = first == b'"';
            if quoted {
                rest = tail;
            }
            let at = self.joined.len();
            split_string(&mut self.joined, &mut rest, quoted);
            self.lengths.push(u8::try_from(self.joined.len() - at).ok()?);
        }
    }

    fn read_wire(&mut self, wire: &[u8]) -> Option<()> {
        let mut rest = wire;
        while let Some((&len, tail)) = rest.split_first() {
            let (string, tail) = tail.split_at_checked(usize::from(len))?;
            self.joined.extend_from_slice(string);
            self.lengths.push(len);
            rest = tail;
        }
        Some(())
    }
}

/// Appends the string in front of `rest` to `out`, up to its closing quote or the next blank.
fn split_string(out: &mut Vec<u8>, rest: &mut &[u8], quoted: bool) {
    loop {
        let end = if quoted { memchr2(b'"', b'\\', rest) } else { memchr3(b' ', b'\t', b'\\', rest) };
        let (plain, tail) = rest.split_at(end.unwrap_or(rest.len()));
        out.extend_from_slice(plain);
        *rest = tail.get(1..).unwrap_or_default();
        match tail.first() {
            Some(b'\\') => out.push(split_escape(rest)),
            _ => return,
        }
    }
}
