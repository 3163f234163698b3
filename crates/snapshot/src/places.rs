//! Lines and columns of offsets in an input, which is read again for them.

use crate::error::OpenError;
use crate::lines::Cursor;
use crate::piece::Pieces;
use crate::source::{Source, byte_order_mark};
use crate::stream::Decoding;
use std::io;
use zonefile::LineCol;

/// Bytes looked at at a time.
const STEP: usize = 1 << 20;

/// The place of each of `offsets`, which ascend, in the plain bytes of `source`; those behind its end are left out.
///
/// # Errors
/// The input cannot be read as far as the last of them.
pub fn find_places(source: Source, offsets: &[u64], max_ratio: u64) -> Result<Vec<LineCol>, OpenError> {
    let path = source.path.clone();
    find(source, offsets, max_ratio).map_err(|e| OpenError::io(&*path, e))
}

fn find(source: Source, offsets: &[u64], max_ratio: u64) -> io::Result<Vec<LineCol>> {
    let decoding = Decoding::new(STEP, 1, max_ratio);
    let mut pieces = Pieces::new(source.start(decoding)?.text, STEP);
    let mark = byte_order_mark(&pieces.head(3)?);
    pieces.skip(mark);
    let (mut cursor, mut places) = (Cursor::new(mark as u64), Vec::new());
    let mut offsets = offsets.iter().peekable();
    while offsets.peek().is_some() {
        let Some(cut) = pieces.next_cut()? else { break };
        let piece = cut.load()?;
        let end = piece.base + piece.bytes.len() as u64;
        let first = cursor;
        while let Some(&at) = offsets.next_if(|&&at| at < end) {
            places.push(cursor.find(first, &piece.bytes, piece.base, at.max(piece.base)));
        }
        cursor.pass(&piece.bytes[(cursor.at() - piece.base) as usize..]);
    }
    Ok(places)
}
