//! From the united evidence of a name to its row.

mod alias;
mod dmarc;
mod dns;
mod mail;
mod name;
mod policies;
mod scratch;
mod spf;

use crate::columns::Col;
use crate::cross::{Snapshot, Texts, push_texts};
use crate::evidence::{Item, Tag, Tagged, mask};
use crate::frame::Frame;
use crate::key::{Place, key_of, label_count, labels, push_name};
use crate::merge::Spot;
use crate::partial::Outcome;
use crate::plan::{Lookup, Plan};
use mailpolicy::dkim::DkimHint;
use mailpolicy::dmarc::Policy;
use mailpolicy::mx::MxClass;
use mailpolicy::{Code, Findings};
use name::RowName;
pub(crate) use scratch::Scratch;

/// Writes rows; shared by all workers.
pub(crate) struct Rows<'a> {
    plan: &'a Plan,
    snapshot: Snapshot<'a>,
    zone: Vec<u8>,
    zone_labels: usize,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(plan: &'a Plan, snapshot: Snapshot<'a>) -> Self {
        let zone = key_of(plan.zone.as_bytes());
        Rows { plan, snapshot, zone_labels: label_count(&zone), zone }
    }

    /// Appends the row of the name at `spot`.
    pub(crate) fn write(&self, spot: Spot, frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        let mut items = std::mem::take(&mut scratch.items);
        let mut evidence = self.snapshot.merged.gather(spot, &mut items);
        if evidence & mask::CNAME != 0 {
            evidence |= self.add_aliased(&mut items, evidence, spot);
        }
        let mut tagged = Tagged::new(&items);
        tagged.mark();
        self.row(self.snapshot.merged.key(spot), &tagged, frame, scratch).write(evidence, Some(spot));
        scratch.items = items;
    }

    /// Appends the row of a name for which the snapshot has nothing.
    pub(crate) fn write_unseen(&self, key: &'a [u8], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        self.row(key, &Tagged::new(&[]), frame, scratch).write(0, None);
    }

    #[inline(always)]
    fn row<'r, 'l>(
        &'r self,
        key: &'a [u8],
        items: &'r Tagged<'r, 'a>,
        frame: &'r mut Frame<'l>,
        scratch: &'r mut Scratch<'a>,
    ) -> Row<'r, 'l, 'a> {
        scratch.name.set(key);
        Row {
            rows: self,
            frame,
            scratch,
            key,
            items,
            near: None,
            suffix_labels: 0,
            codes: 0,
            mx_class: MxClass::None,
            spf_only_all: false,
            dmarc_effective: None,
        }
    }
}

/// A row being written. The parts in the sub-modules each write the columns of one lookup.
struct Row<'r, 'l, 'a> {
    rows: &'r Rows<'a>,
    frame: &'r mut Frame<'l>,
    scratch: &'r mut Scratch<'a>,
    key: &'a [u8],
    /// Distinct evidence, sorted.
    items: &'r Tagged<'r, 'a>,
    /// Where to begin when looking for names near this one.
    near: Option<Spot>,
    /// Labels of the suffix that the taxonomy matched.
    suffix_labels: usize,
    /// Findings so far, one bit per code.
    codes: u128,
    mx_class: MxClass,
    spf_only_all: bool,
    dmarc_effective: Option<Policy>,
}

impl<'a> Row<'_, '_, 'a> {
    fn write(mut self, evidence: u16, near: Option<Spot>) {
        self.near = near;
        let failed = self.write_outcomes(evidence);
        let asked = |lookup| !failed.contains(&lookup);
        self.write_identity();
        self.write_type();
        self.write_ns();
        self.write_ds();
        // A delegation says nothing of mail, and most names of a registry are nothing else.
        let has_more = evidence & mask::ANY_RECORD & !(mask::NS | mask::DS) != 0;
        if has_more && asked(Lookup::Mx) {
            self.write_mx();
        }
        if has_more && asked(Lookup::Txt) {
            self.write_spf();
        }
        let prefixes = evidence & (mask::DMARC | mask::STS | mask::TLSRPT | mask::BIMI);
        if evidence & mask::OTHER != 0 || prefixes.count_ones() > 1 {
            self.write_wildcard();
        }
        if asked(Lookup::Dmarc) && self.rows.snapshot.collected.has(Lookup::Dmarc) {
            self.write_dmarc();
        }
        if evidence & mask::STS != 0 {
            self.write_sts();
        }
        self.write_sts_mode();
        if evidence & mask::TLSRPT != 0 {
            self.write_tlsrpt();
        }
        if evidence & mask::BIMI != 0 {
            self.write_bimi();
        }
        if evidence & mask::DOMAINKEY != 0 {
            self.write_domainkey();
        }
        self.write_nonsending();
        self.write_errors();
        self.frame.finish_row();
    }

    fn write_identity(&mut self) {
        let RowName { text, labels, is_idn, .. } = &self.scratch.name;
        self.frame.text(Col::Name, text);
        self.frame.number(Col::Labels, *labels);
        let zone = &self.rows.zone;
        if !zone.is_empty() && self.key.starts_with(zone) {
            self.frame.number(Col::Depth, labels - self.rows.zone_labels);
        }
        self.frame.flag(Col::IsIdn, *is_idn);
        if *is_idn && let Ok(text) = std::str::from_utf8(text) {
            let (unicode, result) = idna::domain_to_unicode(text);
            if result.is_ok() {
                self.frame.text(Col::NameU, unicode.as_bytes());
            }
        }
    }

    fn write_type(&mut self) {
        let plan = self.rows.plan;
        let above = &mut self.scratch.name.above;
        let shared = above.typed.get_or_insert_with(|| plan.taxonomy.find_below(above.key));
        let typed = shared.unwrap_or_else(|| plan.taxonomy.find(self.key));
        self.suffix_labels = typed.suffix_labels;
        let cohort = plan.cohort.as_ref().zip(cohort_row(self.items.with(Tag::Cohort)));
        let own = |col| cohort.and_then(|(cohort, row)| cohort.value(col, row));
        for (col, value) in [
            (Col::Type, own(Col::Type).or(typed.kind)),
            (Col::TypeGroup, own(Col::TypeGroup).or(typed.group)),
            (Col::Region, own(Col::Region).or(typed.region)),
            (Col::Pref, own(Col::Pref).or(typed.pref)),
            (Col::EntityCode, own(Col::EntityCode)),
        ] {
            if let Some(value) = value {
                self.frame.text(col, value.as_bytes());
            }
        }
        if typed.suffix_labels > 0 {
            let suffix = first_labels(self.key, typed.suffix_labels.min(2));
            let above = &self.scratch.name.above;
            if above.key == suffix {
                self.frame.text(Col::Sld, above.text());
            } else {
                self.scratch.other.clear();
                push_name(suffix, &mut self.scratch.other);
                self.frame.text(Col::Sld, &self.scratch.other);
            }
        }
        if let Some((cohort, row)) = cohort {
            self.scratch.cohort_rows += 1;
            for (number, extra) in cohort.extras().enumerate() {
                if let Some(Some(value)) = extra.values.get(row) {
                    self.frame.extra(number, value);
                }
            }
        }
    }

    /// Lookups that gave no answer, as told by the collector; one of which a record was seen is not among them. Notes NXDOMAIN.
    fn write_outcomes(&mut self, evidence: u16) -> Vec<Lookup> {
        let mut failed = Vec::new();
        for (_, payload) in self.items.with(Tag::Outcome) {
            let &[lookup, outcome] = *payload else { continue };
            let Some(lookup) = Lookup::ALL.get(usize::from(lookup)).copied() else { continue };
            if evidence & lookup.mask() != 0 {
                continue;
            }
            if outcome != Outcome::Nxdomain as u8 {
                let word = if outcome == alias::LOST { "not_collected" } else { "error" };
                self.frame.null_lookup(lookup, word);
                failed.push(lookup);
            } else if let Some(col) = outcome_column(lookup) {
                self.frame.word(col, "nxdomain");
                // Nothing exists below a name that does not (RFC 8020).
                if lookup == Lookup::Domainkey && self.frame.knows(Col::DkimHint) {
                    self.frame.word(Col::DkimHint, DkimHint::Absent.as_str());
                }
            }
        }
        failed
    }

    fn write_nonsending(&mut self) {
        let level = mailpolicy::nonsending_level(self.mx_class, self.spf_only_all, self.dmarc_effective);
        if level > 0 && self.frame.knows(Col::NonsendingLevel) && !self.frame.is_set(Col::NonsendingLevel) {
            self.frame.number(Col::NonsendingLevel, level);
        }
    }

    fn write_errors(&mut self) {
        if self.codes != 0 {
            let codes = Code::ALL.iter().filter(|code| self.codes & (1 << **code as u8) != 0);
            self.frame.texts(Col::Errors, codes.map(|code| code.as_str()));
        }
    }

    fn note(&mut self, code: Code) {
        self.codes |= 1 << code as u8;
    }

    fn note_all(&mut self, findings: &Findings) {
        for finding in findings.iter() {
            self.note(finding.code);
        }
    }

    /// The TXT records worth judging at a well-known prefix of the name, and whether there are others: in its own evidence, or where
    /// its CNAME leads. None if that leaves the snapshot. Give the buffer back to the scratch.
    fn take_texts(&mut self, place: Place, lookup: Lookup) -> Option<(Vec<&'a [u8]>, bool)> {
        let mut texts = std::mem::take(&mut self.scratch.texts);
        texts.clear();
        let others = push_texts(|tag| self.items.with(tag), place, &mut texts);
        if !texts.is_empty() || others {
            return Some((texts, others));
        }
        let Some((_, target)) = Tag::alias(place).and_then(|tag| self.items.with(tag).first()) else {
            return Some((texts, false));
        };
        match self.rows.snapshot.texts(&key_of(target), lookup, self.near) {
            Texts::Known(texts, others) => Some((texts, others)),
            Texts::Unknown => None,
        }
    }
}

/// The key of the first `count` labels from the top.
fn first_labels(key: &[u8], count: usize) -> &[u8] {
    let len: usize = labels(key).take(count).map(|label| label.len() + 1).sum();
    &key[..len]
}

/// The row of a name in the cohort, from the items that tell it. Should two spellings of a name meet here, the first row counts.
fn cohort_row(items: &[Item<'_>]) -> Option<usize> {
    let (_, payload) = items.first()?;
    Some(u32::from_le_bytes(payload.first_chunk().copied()?) as usize)
}

/// The column that tells the outcome of a lookup.
fn outcome_column(lookup: Lookup) -> Option<Col> {
    Some(match lookup {
        Lookup::Mx => Col::QMx,
        Lookup::Txt => Col::QTxt,
        Lookup::Dmarc => Col::QDmarc,
        Lookup::Sts => Col::QSts,
        Lookup::Tlsrpt => Col::QTlsrpt,
        Lookup::Bimi => Col::QBimi,
        Lookup::Tlsa => Col::QTlsa,
        Lookup::Domainkey => Col::QDomainkey,
        Lookup::Ns | Lookup::Ds | Lookup::Address => return None,
    })
}
