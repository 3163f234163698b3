//! Records as Arrow record batches.

use arrow::array::{ArrayRef, BinaryViewArray, UInt16Array, UInt32Array, UInt64Array, make_view};
use arrow::buffer::{Buffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use std::sync::{Arc, LazyLock};
use zonefile::{Owner, ParseError, Record};

/// Rows of a full batch: its columns stay in the second-level cache.
pub const BATCH_ROWS: usize = 4096;

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("owner", DataType::BinaryView, false),
        Field::new("ttl", DataType::UInt32, false),
        Field::new("class", DataType::UInt16, false),
        Field::new("rtype", DataType::UInt16, false),
        Field::new("rdata", DataType::BinaryView, false),
        Field::new("at", DataType::UInt64, false),
    ]))
});

/// The columns of a batch, one row per record:
/// `owner` (absolute name with its final dot, letter case as written; the rows of one run hold the identical view),
/// `ttl` (seconds), `class`, `rtype` (IANA numbers), `rdata` (checked; one line of text with absolute names, without comments and
/// parentheses), `at` (offset of the record in its input, in bytes).
pub fn schema() -> SchemaRef {
    SCHEMA.clone()
}

/// Collects records into batches. Text that can stand as written is not copied.
pub(crate) struct BatchBuilder {
    /// The piece that the records come from: buffer 0 of the views.
    piece: Bytes,
    /// Text that is not in the piece: buffer 1.
    scratch: Vec<u8>,
    wire: Vec<u8>,
    owners: Vec<u128>,
    ttls: Vec<u32>,
    classes: Vec<u16>,
    types: Vec<u16>,
    rdatas: Vec<u128>,
    offsets: Vec<u64>,
    /// The run of the last row.
    run: Option<u64>,
}

impl BatchBuilder {
    pub(crate) fn new(piece: Bytes) -> Self {
        BatchBuilder {
            piece,
            scratch: Vec::new(),
            wire: Vec::new(),
            owners: Vec::with_capacity(BATCH_ROWS),
            ttls: Vec::with_capacity(BATCH_ROWS),
            classes: Vec::with_capacity(BATCH_ROWS),
            types: Vec::with_capacity(BATCH_ROWS),
            rdatas: Vec::with_capacity(BATCH_ROWS),
            offsets: Vec::with_capacity(BATCH_ROWS),
            run: None,
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.owners.len() >= BATCH_ROWS
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// The rows that follow come from another text, whose runs are numbered anew.
    pub(crate) fn start_text(&mut self) {
        self.run = None;
    }

    /// Adds a row. `at` is the offset to report.
    ///
    /// # Errors
    /// The data of the record is not valid; nothing has been added.
    pub(crate) fn push(&mut self, record: &Record<'_>, at: u64) -> Result<(), ParseError> {
        let start = self.scratch.len();
        let rdata = match record.rdata.one_line(&mut self.wire, &mut self.scratch) {
            Ok(Some(text)) => self.view(text),
            Ok(None) => self.scratch_view(start),
            Err(e) => {
                self.scratch.truncate(start);
                return Err(e);
            }
        };
        let owner = match self.owners.last() {
            Some(&view) if self.run == Some(record.run) => view,
            _ => self.owner_view(record.owner),
        };
        self.run = Some(record.run);
        self.owners.push(owner);
        self.ttls.push(record.ttl);
        self.classes.push(record.class.0);
        self.types.push(record.rtype.0);
        self.rdatas.push(rdata);
        self.offsets.push(at);
        Ok(())
    }

    /// The rows collected so far as a batch; the builder is empty afterwards.
    ///
    /// # Errors
    /// Only if a view does not lie in its buffer, which would be a mistake here.
    pub(crate) fn flush(&mut self) -> Result<RecordBatch, ArrowError> {
        let buffers = vec![Buffer::from(self.piece.clone()), Buffer::from_vec(std::mem::take(&mut self.scratch))];
        let views = |views: &mut Vec<u128>| -> Result<ArrayRef, ArrowError> {
            let views = ScalarBuffer::from(std::mem::replace(views, Vec::with_capacity(BATCH_ROWS)));
            Ok(Arc::new(BinaryViewArray::try_new(views, buffers.clone(), None)?))
        };
        let owners = views(&mut self.owners)?;
        let rdatas = views(&mut self.rdatas)?;
        self.run = None;
        let columns: Vec<ArrayRef> = vec![
            owners,
            Arc::new(UInt32Array::from(take(&mut self.ttls))),
            Arc::new(UInt16Array::from(take(&mut self.classes))),
            Arc::new(UInt16Array::from(take(&mut self.types))),
            rdatas,
            Arc::new(UInt64Array::from(take(&mut self.offsets))),
        ];
        RecordBatch::try_new(schema(), columns)
    }

    fn owner_view(&mut self, owner: Owner<'_>) -> u128 {
        match owner {
            Owner::Text(text) => self.view(text),
            Owner::Name(name) => {
                let start = self.scratch.len();
                name.write_text(&mut self.scratch);
                self.scratch_view(start)
            }
        }
    }

    /// A view of `text`, which is copied only if it is not part of the piece.
    #[inline]
    fn view(&mut self, text: &[u8]) -> u128 {
        let offset = (text.as_ptr() as usize).wrapping_sub(self.piece.as_ptr() as usize);
        // A line can be longer than a view can count.
        let reach = self.piece.len().min(u32::MAX as usize);
        if offset.checked_add(text.len()).is_some_and(|end| end <= reach) {
            return make_view(text, 0, offset as u32);
        }
        let start = self.scratch.len();
        self.scratch.extend_from_slice(text);
        self.scratch_view(start)
    }

    fn scratch_view(&self, start: usize) -> u128 {
        make_view(&self.scratch[start..], 1, start as u32)
    }
}

fn take<T>(column: &mut Vec<T>) -> Vec<T> {
    std::mem::replace(column, Vec::with_capacity(BATCH_ROWS))
}
