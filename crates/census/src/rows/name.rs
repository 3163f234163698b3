//! The name of a row as text, made from the name above it: names follow in canonical order, so that most have the same parent as the
//! one before.

use crate::key::{label_count, labels, parent, push_key, push_name};
use crate::taxonomy::Typed;

/// The name of the row being written.
#[derive(Default)]
pub(super) struct RowName<'a> {
    /// Presentation form without the final dot.
    pub(super) text: Vec<u8>,
    pub(super) labels: usize,
    /// Some label begins with `xn--`.
    pub(super) is_idn: bool,
    pub(super) above: Above<'a>,
}

/// The name above that of the row.
#[derive(Default)]
pub(super) struct Above<'a> {
    pub(super) key: &'a [u8],
    /// Presentation form behind a dot; nothing for the root.
    dot_text: Vec<u8>,
    labels: usize,
    is_idn: bool,
    /// Whether no DMARC record is there or above, once that is known.
    pub(super) is_bare: Option<bool>,
    /// The type that all names below it are of, if there is one, once that is known.
    pub(super) typed: Option<Option<Typed<'a>>>,
}

impl<'a> RowName<'a> {
    /// Goes to the name with this key.
    pub(super) fn set(&mut self, key: &'a [u8]) {
        let RowName { text, labels, is_idn, above } = self;
        text.clear();
        if let Some(label) = above.split_child(key).filter(|label| is_plain(label)) {
            text.extend_from_slice(label);
            text.extend_from_slice(&above.dot_text);
            *labels = above.labels + 1;
            *is_idn = above.is_idn || label.starts_with(b"xn--");
            return;
        }
        push_name(key, text);
        *labels = label_count(key);
        *is_idn = has_idn(key);
        *above = Above::new(parent(key).unwrap_or_default());
    }
}

impl RowName<'_> {
    /// Makes the key of a host, lower-case text with its final dot; mostly it is one label below the name, which has the key `own`.
    pub(super) fn set_host_key(&self, own: &[u8], host: &[u8], key: &mut Vec<u8>) {
        key.clear();
        let child = || host.strip_suffix(b".")?.strip_suffix(&*self.text)?.strip_suffix(b".");
        match child().filter(|label| !label.is_empty() && is_plain(label)) {
            Some(label) => {
                key.extend_from_slice(own);
                key.extend_from_slice(label);
                key.push(0);
            }
            None => push_key(host, key),
        }
    }
}

impl<'a> Above<'a> {
    fn new(key: &'a [u8]) -> Self {
        let mut dot_text = Vec::new();
        if !key.is_empty() {
            dot_text.push(b'.');
            push_name(key, &mut dot_text);
        }
        Above { key, dot_text, labels: label_count(key), is_idn: has_idn(key), is_bare: None, typed: None }
    }

    /// Presentation form, without a final dot.
    pub(super) fn text(&self) -> &[u8] {
        self.dot_text.strip_prefix(b".").unwrap_or(b".")
    }

    /// What is left of the key of a name below this one: its label, if there is just one.
    fn split_child<'k>(&self, key: &'k [u8]) -> Option<&'k [u8]> {
        key.strip_prefix(self.key)?.strip_suffix(&[0]).filter(|label| !label.is_empty())
    }
}

fn has_idn(key: &[u8]) -> bool {
    labels(key).any(|label| label.starts_with(b"xn--"))
}

/// Whether the bytes are those of one label without escapes, as nearly all are.
fn is_plain(label: &[u8]) -> bool {
    label.iter().all(|&b| IS_PLAIN[usize::from(b)])
}

/// Lower-case letters, digits, `-` and `_`.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        plain[byte as usize] = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        byte += 1;
    }
    plain
};

#[cfg(test)]
mod tests;
