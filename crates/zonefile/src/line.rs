//! Lines and columns, counted only when an error is shown.

/// A place in a text, for people: both numbers start at 1, columns count bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineCol {
    /// The line.
    pub line: u64,
    /// The byte in the line.
    pub column: u64,
}

impl LineCol {
    /// Where `offset` lies in `text`.
    pub fn find(text: &[u8], offset: usize) -> LineCol {
        let before = &text[..offset.min(text.len())];
        let lines = memchr::memchr_iter(b'\n', before).count();
        let start = memchr::memrchr(b'\n', before).map_or(0, |n| n + 1);
        LineCol { line: lines as u64 + 1, column: (before.len() - start) as u64 + 1 }
    }
}
