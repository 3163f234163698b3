//! The reader of wire-form record data.

use crate::name;

/// Why wire data has no text of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// It does not fit its type.
    Malformed,
    /// It fits, but has a version or a family that no presentation form is defined for.
    NoTextForm,
}

pub(super) type Take<T> = Result<T, Fault>;

/// What is left of the record data, and what was before it.
pub(super) struct Wire<'w> {
    bytes: &'w [u8],
    pos: usize,
}

impl<'w> Wire<'w> {
    pub(super) fn new(bytes: &'w [u8]) -> Self {
        Wire { bytes, pos: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pos == self.bytes.len()
    }

    /// The byte before the next one; 0 at the start.
    pub(super) fn last_byte(&self) -> u8 {
        self.pos.checked_sub(1).map_or(0, |at| self.bytes[at])
    }

    pub(super) fn split_bytes(&mut self, count: usize) -> Take<&'w [u8]> {
        let taken = self.bytes[self.pos..].get(..count).ok_or(Fault::Malformed)?;
        self.pos += count;
        Ok(taken)
    }

    pub(super) fn split_array<const N: usize>(&mut self) -> Take<[u8; N]> {
        let taken = self.bytes[self.pos..].first_chunk().ok_or(Fault::Malformed)?;
        self.pos += N;
        Ok(*taken)
    }

    pub(super) fn split_rest(&mut self) -> &'w [u8] {
        let rest = &self.bytes[self.pos..];
        self.pos = self.bytes.len();
        rest
    }

    pub(super) fn split_u8(&mut self) -> Take<u8> {
        self.split_array().map(|[byte]| byte)
    }

    pub(super) fn split_u16(&mut self) -> Take<u16> {
        self.split_array().map(u16::from_be_bytes)
    }

    pub(super) fn split_u32(&mut self) -> Take<u32> {
        self.split_array().map(u32::from_be_bytes)
    }

    /// As many bytes as the length byte in front of them says.
    pub(super) fn split_counted(&mut self) -> Take<&'w [u8]> {
        let count = self.split_u8()?;
        self.split_bytes(usize::from(count))
    }

    /// An uncompressed name, its final zero byte included.
    pub(super) fn split_name(&mut self) -> Take<&'w [u8]> {
        let length = name::wire_len(&self.bytes[self.pos..]).ok_or(Fault::Malformed)?;
        self.split_bytes(length)
    }
}

/// `Ok` if `condition` holds, malformed data else.
pub(super) fn ensure(condition: bool) -> Take<()> {
    if condition { Ok(()) } else { Err(Fault::Malformed) }
}
