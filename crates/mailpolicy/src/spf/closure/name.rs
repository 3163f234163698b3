//! A name to ask for, on the stack.

use crate::text::find_byte;

/// Longest name in presentation text with its trailing dot.
const MAX_NAME: usize = 254;

/// A domain name, lower case with a trailing dot.
pub(super) struct Name {
    bytes: [u8; MAX_NAME],
    len: usize,
}

impl Default for Name {
    fn default() -> Self {
        Name { bytes: [0; MAX_NAME], len: 0 }
    }
}

impl Name {
    /// Becomes the name that `text` says. False, and the name is empty, if a label is empty or longer than 63 bytes, or the name too long.
    pub(super) fn set(&mut self, text: &[u8]) -> bool {
        self.len = 0;
        let bare = text.strip_suffix(b".").unwrap_or(text);
        if bare.len() + 1 > MAX_NAME || !has_good_labels(bare) {
            return false;
        }
        self.bytes[..bare.len()].copy_from_slice(bare);
        self.bytes[..bare.len()].make_ascii_lowercase();
        self.bytes[bare.len()] = b'.';
        self.len = bare.len() + 1;
        true
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

fn has_good_labels(name: &[u8]) -> bool {
    let mut rest = name;
    loop {
        let len = find_byte(rest, b'.').unwrap_or(rest.len());
        if !(1..=63).contains(&len) {
            return false;
        }
        let Some(below) = rest.get(len + 1..) else { return true };
        rest = below;
    }
}
