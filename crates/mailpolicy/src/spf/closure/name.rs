//! A name to ask for, on the stack.

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
    /// `None` if a label is empty or longer than 63 bytes, or the name too long.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let bare = text.strip_suffix(b".").unwrap_or(text);
        if bare.len() + 1 > MAX_NAME {
            return None;
        }
        let mut label = 0;
        for byte in bare {
            match (*byte == b'.', label) {
                (true, 0) | (false, 63) => return None,
                (true, _) => label = 0,
                (false, _) => label += 1,
            }
        }
        if label == 0 {
            return None;
        }
        let mut name = Name { len: bare.len() + 1, ..Name::default() };
        name.bytes[..bare.len()].copy_from_slice(bare);
        name.bytes[..bare.len()].make_ascii_lowercase();
        name.bytes[bare.len()] = b'.';
        Some(name)
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}
