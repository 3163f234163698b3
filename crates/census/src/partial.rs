//! The fold: record batches to the partial facts of one split.
//!
//! For every record: find out which name its owner speaks for (once per run of equal owners), then append what the census wants of
//! its data to the entry of that name. Consecutive records of one name, also under different prefixes, share an entry. Nothing is
//! looked up, locked or counted across records; uniting the entries of a name is the merge's business.

mod text;

use crate::error::CensusError;
use crate::evidence::{Item, Tag, mask, push_item};
use crate::key::{Place, Subject, change_first_label, parent, push_key, push_name, push_owner, subject};
use crate::plan::{Lookup, rtype};
use crate::rdata::{self, TextData};
use crate::run::{Run, RunBuilder};
use arrow::array::{Array, BinaryViewArray, RecordBatch, UInt16Array};
use mailpolicy::dmarc;
use text::push_txt_item;

/// Evidence bytes after which a new run is begun: offsets stay small and sorting stays in the cache.
const RUN_BYTES: usize = 32 << 20;

/// What a lookup gave that gave no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Outcome {
    /// The name does not exist.
    Nxdomain = 0,
    /// No answer: SERVFAIL, timeout, truncation. The facts of the lookup are unknown.
    Error = 1,
}

/// The facts of one split, before the merge. A commutative monoid: any split of the records into partials, folded and merged in any
/// order, gives the same census.
#[derive(Debug, Clone, Default)]
pub struct Partial {
    builder: RunBuilder,
    /// Key of the owner.
    key: Vec<u8>,
    /// Whether the owner is written as [`change_first_label`] wants it.
    is_plain: bool,
    /// Key of the target of the last CNAME.
    target: Vec<u8>,
    subject: Option<Subject>,
    /// Length of the key of the open entry, if that is a prefix of `key`.
    open: Option<usize>,
    text: TextData,
    pub(crate) runs: Vec<Run>,
    pub(crate) apexes: Vec<Vec<u8>>,
    pub(crate) records: u64,
    pub(crate) malformed: u64,
}

impl Partial {
    /// Adds the records of a batch (columns `owner`, `class`, `rtype`, `rdata`; others are not read). Records of a class other than IN
    /// and of types the census does not know are passed over.
    ///
    /// # Errors
    /// The batch does not have these columns.
    pub fn fold(&mut self, batch: &RecordBatch) -> Result<(), CensusError> {
        let owners: &BinaryViewArray = column(batch, "owner")?;
        let rdatas: &BinaryViewArray = column(batch, "rdata")?;
        let classes: &UInt16Array = column(batch, "class")?;
        let types: &UInt16Array = column(batch, "rtype")?;
        let (mut last_view, mut last): (_, &[u8]) = (None, b"");
        let rows = owners.views().iter().zip(classes.values()).zip(types.values()).enumerate();
        for (row, ((view, _), rtype)) in rows.filter(|(_, ((_, class), _))| **class == 1) {
            if last_view != Some(view) {
                let owner = owners.value(row);
                self.set_owner(owner, last);
                (last_view, last) = (Some(view), owner);
            }
            self.fold_record(*rtype, rdatas.value(row));
        }
        self.records += batch.num_rows() as u64;
        Ok(())
    }

    /// Takes in the facts of another partial.
    pub fn merge(&mut self, mut other: Partial) {
        self.seal();
        other.seal();
        self.runs.append(&mut other.runs);
        self.apexes.append(&mut other.apexes);
        self.records += other.records;
        self.malformed += other.malformed;
    }

    /// Closes and sorts what was folded so far.
    pub fn seal(&mut self) {
        if self.builder.bytes() > 0 {
            let run = self.builder.take_sorted();
            if run.len() > 0 {
                self.runs.push(run);
            }
        }
        self.subject = None;
        self.open = None;
    }

    /// Bytes of evidence held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.builder.bytes() + self.runs.iter().map(Run::bytes).sum::<usize>()
    }

    /// Notes that a lookup of `name` gave no record, where the collector tells why. A record of the lookup, from any file, outweighs it.
    pub fn fold_outcome(&mut self, name: &[u8], lookup: Lookup, outcome: Outcome) {
        self.mark(name, mask::OTHER, Tag::Outcome, &[lookup as u8, outcome as u8]);
    }

    /// Adds a marker item to a name that need not have any record.
    pub(crate) fn mark(&mut self, name: &[u8], bits: u16, tag: Tag, payload: &[u8]) {
        self.set_owner(name, b"");
        self.open(self.key.len());
        self.put(bits, tag, payload);
    }

    /// `last` is the owner before, or empty.
    fn set_owner(&mut self, owner: &[u8], last: &[u8]) {
        if self.builder.bytes() > RUN_BYTES {
            self.seal();
        }
        if !self.is_plain || !change_first_label(&mut self.key, last, owner) {
            self.key.clear();
            self.is_plain = push_owner(owner, &mut self.key);
        }
        self.subject = Some(subject(&self.key));
        self.open = None;
    }

    fn open(&mut self, len: usize) {
        if self.open != Some(len) {
            self.builder.open(&self.key[..len]);
            self.open = Some(len);
        }
    }

    fn add(&mut self, bits: u16, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) {
        if !self.builder.add(bits, write) {
            self.malformed += 1;
        }
    }

    /// Adds an item that other names may have too: see [`RunBuilder::add_common`].
    fn add_common(
        &mut self,
        bits: u16,
        data: &[u8],
        is_same: impl FnOnce(Item<'_>) -> bool,
        write: impl FnOnce(&mut Vec<u8>) -> Option<()>,
    ) {
        if !self.builder.add_common(bits, data, is_same, write) {
            self.malformed += 1;
        }
    }

    /// Adds an item whose payload is at hand.
    fn put(&mut self, bits: u16, tag: Tag, payload: &[u8]) {
        self.add(bits, |buf| {
            push_item(buf, tag, payload);
            Some(())
        });
    }

    fn fold_record(&mut self, rtype: u16, data: &[u8]) {
        let Some(subject) = self.subject else { return };
        let own = self.key.len();
        match rtype {
            rtype::NS => {
                self.open(own);
                self.add_common(
                    mask::NS,
                    data,
                    |item| rdata::is_name_item(item, Tag::Ns, data),
                    |buf| rdata::push_name_item(buf, Tag::Ns, data),
                );
                if subject.place == Place::Domainkey {
                    self.open(subject.base);
                    self.put(mask::DOMAINKEY, Tag::DomainkeyOther, b"");
                }
            }
            rtype::TXT => self.fold_text(subject, data),
            rtype::MX => {
                self.open(own);
                let is_same = |item: Item<'_>| rdata::is_mx_item(item, data);
                self.add_common(mask::MX, data, is_same, |buf| rdata::push_mx_item(buf, data));
            }
            rtype::DS => {
                self.open(own);
                self.add(mask::DS, |buf| rdata::push_ds_item(buf, data));
            }
            rtype::SOA => {
                self.open(own);
                self.put(mask::SOA, Tag::Soa, b"");
                if self.apexes.last() != Some(&self.key) {
                    self.apexes.push(self.key.clone());
                }
            }
            rtype::CNAME => self.fold_alias(subject, data),
            rtype::TLSA if subject.place == Place::Tlsa => {
                self.open(subject.base);
                self.add(mask::TLSA, |buf| rdata::push_tlsa_item(buf, Tag::Tlsa, data));
            }
            rtype::TLSA => {
                self.open(own);
                self.add(mask::OTHER, |buf| rdata::push_tlsa_item(buf, Tag::OwnTlsa, data));
            }
            rtype::A | rtype::AAAA => {
                self.open(own);
                if !self.builder.has(mask::ADDRESS) {
                    self.put(mask::ADDRESS, Tag::Address, b"");
                }
            }
            rtype::SPF => {
                self.open(own);
                self.put(mask::OTHER, Tag::SpfType, b"");
            }
            rtype::CDS => {
                self.open(own);
                self.add(mask::OTHER, |buf| rdata::push_cds_item(buf, data));
            }
            _ => {}
        }
    }

    fn fold_text(&mut self, subject: Subject, data: &[u8]) {
        let (place, bits) = (subject.place, mask::of_place(subject.place));
        self.open(subject.base);
        let mut text = std::mem::take(&mut self.text);
        if let (Some(tag), Some(other)) = (Tag::text(place), Tag::other(place)) {
            let is_same = |item: Item<'_>| rdata::is_text_item(item, tag, data);
            self.add_common(bits, data, is_same, |buf| {
                push_txt_item(buf, place, (tag, other), text.read(data)?);
                Some(())
            });
        } else {
            match text.read(data) {
                None => self.malformed += 1,
                Some(_) if place == Place::Selector => self.add_argument(subject, Tag::Selector),
                Some(text) if place == Place::Report && dmarc::is_dmarc(text.joined, dmarc::Spec::Rfc9989) => {
                    self.add_argument(subject, Tag::Report);
                }
                Some(_) => {}
            }
        }
        self.text = text;
    }

    fn fold_alias(&mut self, subject: Subject, data: &[u8]) {
        self.open(subject.base);
        match Tag::alias(subject.place) {
            Some(Tag::Cname) => self.fold_own_alias(data),
            Some(tag) => self.add(mask::of_place(subject.place), |buf| rdata::push_name_item(buf, tag, data)),
            None if subject.place == Place::Selector => self.add_argument(subject, Tag::Selector),
            None => {}
        }
    }

    /// Adds a CNAME at the name itself. That of `www.NAME` to `NAME` is every third record of some zones: it is kept without a target.
    fn fold_own_alias(&mut self, data: &[u8]) {
        let bits = mask::OTHER | mask::CNAME;
        self.target.clear();
        push_key(data, &mut self.target);
        if parent(&self.key) == Some(&self.target) {
            self.put(bits, Tag::Cname, b"");
        } else {
            self.add(bits, |buf| rdata::push_name_item(buf, Tag::Cname, data));
        }
    }

    /// Adds the labels before the marker of the owner (a selector, a policy domain) as an item.
    fn add_argument(&mut self, subject: Subject, tag: Tag) {
        let mut text = Vec::new();
        push_name(&self.key[subject.argument..], &mut text);
        self.put(mask::of_place(subject.place), tag, &text);
    }
}

fn column<'a, T: Array + 'static>(batch: &'a RecordBatch, name: &'static str) -> Result<&'a T, CensusError> {
    batch
        .column_by_name(name)
        .and_then(|array| array.as_any().downcast_ref())
        .ok_or(CensusError::Batch { column: name })
}
