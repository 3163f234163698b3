//! Evidence on disk: past the memory budget, runs are merged into one sorted run and written to a temporary file, which is unlinked
//! from the start and so goes with the process.
//!
//! A spilled run is a sequence of blocks of about [`BLOCK_BYTES`]; the first key and the place of each block stay in memory. A block
//! holds a small [`Run`] with references of its own, [packed](block). Where that pays, the blocks of a run are also compressed with LZ4:
//! text does, bare delegations do not.

mod block;

use crate::error::CensusError;
use crate::merge::{Order, Ref, Sequence, TOGETHER, touch};
use crate::run::{Entry, Places, Run};
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Bytes of a block: one read of a cold disk, and what a question about a single name costs.
const BLOCK_BYTES: usize = 128 << 10;
/// Slots for items that a block may have again.
const PLACES: usize = 1 << 11;
/// Bytes of the runs that blocks are read back into.
const RUN_BYTES: usize = 16 << 20;
/// Partitions put in order at a time while spilling.
const WINDOW: usize = 64;

/// A sorted run in a file.
#[derive(Debug)]
pub(crate) struct SpilledRun {
    file: File,
    /// The folder of the file, for messages.
    dir: PathBuf,
    blocks: Vec<Block>,
}

/// Where a block lies.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    first: Vec<u8>,
    at: u64,
    entries: u32,
    /// Kinds of evidence in it.
    mask: u16,
    /// Bytes of the buffer of its run.
    buffer: u32,
    /// Bytes packed, and on disk: fewer if they are compressed.
    packed: u32,
    stored: u32,
}

impl Block {
    /// Bytes in memory.
    fn bytes(&self) -> usize {
        self.entries as usize * size_of::<Entry>() + self.buffer as usize
    }
}

impl SpilledRun {
    /// Merges `runs` into one on disk, in a file in `dir`.
    pub(crate) fn write(dir: &Path, runs: &[Run]) -> Result<SpilledRun, CensusError> {
        let io = |source| CensusError::Io { path: dir.to_owned(), source };
        let file = tempfile::tempfile_in(dir).map_err(io)?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let mut blocks: Vec<Block> = Vec::new();
        let mut at = 0;
        let order = Order::new(runs);
        let compress = pays(&order, runs).map_err(io)?;
        for first in (0..order.partitions()).step_by(WINDOW) {
            let window = first..order.partitions().min(first + WINDOW);
            let serialise = |partition| serialise(runs, &order.sequence(partition), compress);
            let parts: Result<Vec<_>, _> = window.into_par_iter().map(serialise).collect();
            for (mut block, bytes) in parts.map_err(io)?.into_iter().flatten() {
                block.at = at;
                at += bytes.len() as u64;
                out.write_all(&bytes).map_err(io)?;
                blocks.push(block);
            }
        }
        let file = out.into_inner().map_err(|error| io(error.into_error()))?;
        Ok(SpilledRun { file, dir: dir.to_owned(), blocks })
    }

    /// Kinds of evidence anywhere in the run.
    pub(crate) fn mask(&self) -> u16 {
        self.blocks.iter().fold(0, |all, block| all | block.mask)
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.blocks.iter().map(|block| u64::from(block.stored)).sum()
    }

    /// Number of entries: at least the number of names.
    pub(crate) fn entries(&self) -> u64 {
        self.blocks.iter().map(|block| u64::from(block.entries)).sum()
    }

    /// The blocks that may hold keys from `lo` up to `hi`, as runs of about [`RUN_BYTES`], read side by side. Entries outside the range
    /// may come along.
    pub(crate) fn read(&self, lo: &[u8], hi: Option<&[u8]>) -> Result<Vec<Run>, CensusError> {
        let groups: Vec<&[Block]> = self.blocks(lo, hi).chunks(RUN_BYTES / BLOCK_BYTES).collect();
        groups.into_par_iter().map(|blocks| self.read_blocks(blocks)).collect()
    }

    /// The blocks that may hold keys from `lo` up to `hi`.
    pub(crate) fn blocks(&self, lo: &[u8], hi: Option<&[u8]>) -> &[Block] {
        // Equal keys may lie on both sides of a cut: the block before the first one that starts at `lo` may end with it.
        let start = self.blocks.partition_point(|block| block.first.as_slice() < lo).saturating_sub(1);
        let end = hi.map_or(self.blocks.len(), |hi| self.blocks.partition_point(|block| block.first.as_slice() < hi));
        self.blocks.get(start..end).unwrap_or_default()
    }

    pub(crate) fn read_blocks(&self, blocks: &[Block]) -> Result<Run, CensusError> {
        let mut run = Run::default();
        run.buf.reserve(blocks.iter().map(|block| block.buffer as usize).sum());
        run.entries.reserve(blocks.iter().map(|block| block.entries as usize).sum());
        let mut scratch = Scratch::default();
        for block in blocks {
            self.read_block(block, &mut run, &mut scratch)
                .map_err(|source| CensusError::Io { path: self.dir.clone(), source })?;
        }
        Ok(run)
    }

    fn read_block(&self, block: &Block, run: &mut Run, Scratch { stored, packed }: &mut Scratch) -> io::Result<()> {
        stored.resize(block.stored as usize, 0);
        self.file.read_exact_at(stored, block.at)?;
        let mut bytes = &*stored;
        if block.stored < block.packed {
            packed.resize(block.packed as usize, 0);
            let size = i32::try_from(block.packed).map_err(io::Error::other)?;
            if lz4::block::decompress_to_buffer(stored, Some(size), packed)? != packed.len() {
                return Err(damaged());
            }
            bytes = packed;
        }
        let (entries, buffer) = (run.entries.len(), run.buf.len());
        block::unpack(bytes, run).ok_or_else(damaged)?;
        let is_whole =
            (run.entries.len() - entries, run.buf.len() - buffer) == (block.entries as usize, block.buffer as usize);
        is_whole.then_some(()).ok_or_else(damaged)
    }
}

/// Keys that cut spilled runs into ranges of about `bytes` each.
pub(crate) fn cuts(spilled: &[SpilledRun], bytes: usize) -> Vec<Vec<u8>> {
    let mut blocks: Vec<&Block> = spilled.iter().flat_map(|run| &run.blocks).collect();
    blocks.sort_unstable_by(|a, b| a.first.cmp(&b.first));
    let mut cuts: Vec<Vec<u8>> = Vec::new();
    let mut sum = 0;
    for block in blocks {
        if sum >= bytes && cuts.last() != Some(&block.first) {
            cuts.push(block.first.clone());
            sum = 0;
        }
        sum += block.bytes();
    }
    cuts
}

/// Buffers for a block as stored, and packed.
#[derive(Default)]
struct Scratch {
    stored: Vec<u8>,
    packed: Vec<u8>,
}

/// Whether compression halves the blocks of an order, by one of them.
fn pays(order: &Order<'_>, runs: &[Run]) -> io::Result<bool> {
    let blocks = serialise(runs, &order.sequence(order.partitions() / 2), true)?;
    Ok(blocks.first().is_some_and(|(block, _)| block.stored < block.packed / 2))
}

/// Entries in order to blocks.
fn serialise(runs: &[Run], entries: &Sequence, compress: bool) -> io::Result<Vec<(Block, Vec<u8>)>> {
    let mut blocks = Vec::new();
    let (mut block, mut places) = (Run::default(), Places::new(PLACES));
    let entries: Vec<Ref> = entries.iter().collect();
    for some in entries.chunks(TOGETHER) {
        touch(runs, some);
        for (run, index) in some {
            if block.buf.len() > BLOCK_BYTES {
                blocks.push(finish(&block, compress)?);
                block.buf.clear();
                block.entries.clear();
                places.clear();
            }
            block.push(&runs[*run], *index, &mut places);
        }
    }
    if block.len() > 0 {
        blocks.push(finish(&block, compress)?);
    }
    Ok(blocks)
}

fn finish(run: &Run, compress: bool) -> io::Result<(Block, Vec<u8>)> {
    let mut bytes = Vec::with_capacity(run.buf.len());
    block::pack(run, &mut bytes);
    let packed = bytes.len();
    if compress {
        let mut compressed = vec![0; lz4::block::compress_bound(packed)?];
        let len = lz4::block::compress_to_buffer(&bytes, None, false, &mut compressed)?;
        if len < packed {
            compressed.truncate(len);
            bytes = compressed;
        }
    }
    let block = Block {
        first: run.key(0).to_vec(),
        at: 0,
        entries: run.entries.len() as u32,
        mask: run.entries.iter().fold(0, |all, entry| all | entry.mask),
        buffer: run.buf.len() as u32,
        packed: packed as u32,
        stored: bytes.len() as u32,
    };
    Ok((block, bytes))
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "spilled evidence is not what was written")
}
