//! How the bytes of an input are wrapped.

/// How the bytes of an input are wrapped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Container {
    /// Not at all.
    Plain,
    /// gzip, one member or several (RFC 1952).
    Gzip,
    /// Zstandard, one frame or several, skippable ones included (RFC 8878).
    Zstd,
}

impl Container {
    /// The container that begins with `magic`; what a file is called does not matter.
    pub fn detect(magic: &[u8]) -> Container {
        match magic {
            [0x1f, 0x8b, ..] => Container::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Container::Zstd,
            _ => Container::Plain,
        }
    }
}
