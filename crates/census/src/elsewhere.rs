//! Evidence outside the range that is being written, by name: on disk, or in runs that were kept.

use crate::error::CensusError;
use crate::merge::Reach;
use crate::run::{Places, Run};
use crate::spill::SpilledRun;
use elsa::sync::FrozenMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What was not kept in memory, and what was asked of it.
#[derive(Default)]
pub(crate) struct Elsewhere {
    spilled: Vec<SpilledRun>,
    /// Which of the runs in memory to look into.
    kept: Reach,
    /// Names asked for so far; an empty run where there is none.
    found: FrozenMap<Vec<u8>, Box<Run>>,
    /// Bytes of these.
    bytes: AtomicUsize,
    failure: Mutex<Option<CensusError>>,
}

/// Bytes of a name asked for beside its key and its evidence.
const OVERHEAD: usize = 128;

impl Elsewhere {
    pub(crate) fn new(spilled: Vec<SpilledRun>, kept: Reach) -> Self {
        Elsewhere { spilled, kept, ..Elsewhere::default() }
    }

    pub(crate) fn spilled(&self) -> &[SpilledRun] {
        &self.spilled
    }

    /// The entries of a name. A read that fails gives None and is kept for [`Elsewhere::check`].
    pub(crate) fn find(&self, key: &[u8], kept: &[Run]) -> Option<&Run> {
        if self.spilled.is_empty() {
            return None;
        }
        let known = self.found.get(key);
        let run = known.unwrap_or_else(|| {
            let run = self.read(key, kept);
            self.bytes.fetch_add(OVERHEAD + key.len() + run.bytes(), Ordering::Relaxed);
            self.found.insert(key.to_vec(), Box::new(run))
        });
        (run.len() > 0).then_some(run)
    }

    /// The first failure to read.
    pub(crate) fn check(&self) -> Result<(), CensusError> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    /// Forgets what was asked for, if that is more than so many bytes.
    pub(crate) fn forget(&mut self, bytes: usize) {
        if *self.bytes.get_mut() > bytes {
            self.found = FrozenMap::default();
            self.bytes = AtomicUsize::new(0);
        }
    }

    fn read(&self, key: &[u8], kept: &[Run]) -> Run {
        let mut found = Run::default();
        let next = [key, b"\0"].concat();
        let mut take = |run: &Run| {
            run.range(key, Some(&next)).for_each(|index| found.push(run, index, &mut Places::default()));
        };
        self.kept.holding(kept, key, Some(&next)).for_each(|run| take(&kept[run]));
        for spilled in &self.spilled {
            match spilled.read_blocks(spilled.blocks(key, Some(&next))) {
                Ok(run) => take(&run),
                Err(error) => {
                    self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            }
        }
        found
    }
}
