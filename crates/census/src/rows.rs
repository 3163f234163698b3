//! From the united evidence of a name to its row.

mod dmarc;
mod dns;
mod mail;
mod policies;
mod spf;

use crate::cohort::Cohort;
use crate::columns::Col;
use crate::cross::{Snapshot, Texts};
use crate::evidence::{Item, Tag, mask, with_tag};
use crate::frame::Frame;
use crate::key::{key_of, label_count, labels, push_name};
use crate::memo::Memo;
use crate::merge::Spot;
use crate::partial::Outcome;
use crate::plan::{Lookup, Plan};
use crate::providers::Role;
use mailpolicy::{Code, Findings};
use std::sync::Arc;

/// Writes rows; shared by all workers.
pub(crate) struct Rows<'a> {
    plan: &'a Plan,
    snapshot: Snapshot<'a>,
    zone: Vec<u8>,
}

/// Buffers and caches of one worker.
pub(crate) struct Scratch<'a> {
    items: Vec<Item<'a>>,
    /// Text of the name of the row.
    name: Vec<u8>,
    codes: u128,
    /// Rows of the cohort that were used.
    pub(crate) cohort_rows: u64,
    spf: Memo<Arc<spf::SpfFacts>>,
    /// DMARC texts of names above counted ones; None if unknown.
    ancestors: Memo<Option<Arc<[&'a [u8]]>>>,
}

impl Scratch<'_> {
    pub(crate) fn new() -> Self {
        Scratch {
            items: Vec::new(),
            name: Vec::new(),
            codes: 0,
            cohort_rows: 0,
            spf: Memo::new(1 << 11),
            ancestors: Memo::new(1 << 6),
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
}

/// What the facts of a row tell each other.
#[derive(Default)]
struct Told {
    mx: Option<mailpolicy::mx::MxClass>,
    spf_only_all: bool,
    dmarc_effective: Option<mailpolicy::dmarc::Policy>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(plan: &'a Plan, snapshot: Snapshot<'a>) -> Self {
        Rows { plan, snapshot, zone: key_of(plan.zone.as_bytes()) }
    }

    /// Appends the row of the name at `spot`.
    pub(crate) fn write(&self, spot: Spot, frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        let key = self.snapshot.merged.key(spot);
        let mut items = std::mem::take(&mut scratch.items);
        self.snapshot.merged.gather(spot, &mut items);
        scratch.codes = 0;
        let evidence = self.snapshot.merged.mask(spot);
        self.write_items(key, evidence, &items, frame, scratch);
        scratch.items = items;
    }

    /// Appends the row of a name for which the snapshot has nothing.
    pub(crate) fn write_unseen(&self, key: &'a [u8], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        scratch.codes = 0;
        self.write_items(key, 0, &[], frame, scratch);
    }

    fn write_items(&self, key: &'a [u8], evidence: u16, items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        let mut told = Told::default();
        let failed = outcomes(items, evidence, frame);
        self.write_identity(key, items, frame, scratch);
        dns::write_ns(self, items, frame, scratch);
        dns::write_ds(items, frame);
        if !failed.contains(&Lookup::Mx) {
            mail::write_mx(self, key, items, frame, scratch, &mut told);
        }
        if !failed.contains(&Lookup::Txt) {
            spf::write(self, key, items, frame, scratch, &mut told);
        }
        if evidence & (mask::DMARC | mask::OTHER | mask::STS | mask::TLSRPT | mask::BIMI | mask::DOMAINKEY) != 0 {
            policies::write_wildcard(items, frame);
        }
        if self.snapshot.collected.has(Lookup::Dmarc) && !failed.contains(&Lookup::Dmarc) {
            dmarc::write(self, key, items, frame, scratch, &mut told);
        }
        if evidence & mask::STS != 0 {
            policies::write_sts(self, items, frame, scratch);
        }
        if evidence & mask::TLSRPT != 0 {
            policies::write_tlsrpt(self, items, frame, scratch);
        }
        if evidence & mask::BIMI != 0 {
            policies::write_bimi(self, items, frame, scratch);
        }
        if evidence & mask::DOMAINKEY != 0 {
            policies::write_domainkey(items, frame);
        }
        write_nonsending(frame, &told);
        write_errors(frame, scratch.codes);
        frame.finish_row();
    }

    fn write_identity(&self, key: &[u8], items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        let name = &mut scratch.name;
        name.clear();
        push_name(key, name);
        frame.text(Col::Name, name);
        let count = label_count(key);
        frame.number(Col::Labels, count);
        if !self.zone.is_empty() && key.starts_with(&self.zone) {
            frame.number(Col::Depth, count - label_count(&self.zone));
        }
        let is_idn = labels(key).any(|label| label.starts_with(b"xn--"));
        frame.flag(Col::IsIdn, is_idn);
        if is_idn && let Ok(text) = std::str::from_utf8(name) {
            let (unicode, result) = idna::domain_to_unicode(text);
            if result.is_ok() {
                frame.text(Col::NameU, unicode.as_bytes());
            }
        }
        self.write_type(key, items, frame, scratch);
    }

    fn write_type(&self, key: &[u8], items: &[Item<'a>], frame: &mut Frame<'_>, scratch: &mut Scratch<'a>) {
        let typed = self.plan.taxonomy.find(key);
        let row = cohort_row(self.plan.cohort.as_ref(), items);
        if row.is_some() {
            scratch.cohort_rows += 1;
        }
        let own = |col| row.and_then(|(cohort, at)| cohort.value(col, at));
        for (col, value) in [
            (Col::Type, own(Col::Type).or(typed.kind)),
            (Col::TypeGroup, own(Col::TypeGroup).or(typed.group)),
            (Col::Region, own(Col::Region).or(typed.region)),
            (Col::Pref, own(Col::Pref).or(typed.pref)),
            (Col::EntityCode, own(Col::EntityCode)),
        ] {
            if let Some(value) = value {
                frame.text(col, value.as_bytes());
            }
        }
        if typed.suffix_labels > 0 {
            let len: usize = labels(key).take(typed.suffix_labels.min(2)).map(|label| label.len() + 1).sum();
            scratch.name.clear();
            push_name(&key[..len], &mut scratch.name);
            frame.text(Col::Sld, &scratch.name);
        }
        if let Some((cohort, at)) = row {
            for (number, extra) in cohort.extras().enumerate() {
                if let Some(Some(value)) = extra.values.get(at) {
                    frame.extra(number, value);
                }
            }
        }
    }

    /// The provider of a host given as text.
    fn provider(&self, role: Role, host: &[u8]) -> Arc<str> {
        String::from_utf8_lossy(self.plan.providers.find(role, host)).into()
    }

    /// The TXT records at a well-known prefix of the name: in its own evidence, or where its CNAME leads. None if that leaves the
    /// snapshot.
    fn texts_at(&self, alias: Tag, texts: Vec<&'a [u8]>, items: &[Item<'a>], lookup: Lookup) -> Option<Vec<&'a [u8]>> {
        match with_tag(items, alias).first() {
            Some((_, target)) if texts.is_empty() => match self.snapshot.texts(&key_of(target), lookup) {
                Texts::Known(texts, _) => Some(texts),
                Texts::Unknown => None,
            },
            _ => Some(texts),
        }
    }
}

/// The cohort row of a name. Should two spellings of a name meet here, the first row counts.
fn cohort_row<'c>(cohort: Option<&'c Cohort>, items: &[Item<'_>]) -> Option<(&'c Cohort, usize)> {
    let (_, payload) = with_tag(items, Tag::Cohort).first()?;
    let row = u32::from_le_bytes(payload.first_chunk().copied()?) as usize;
    cohort.map(|cohort| (cohort, row))
}

/// Lookups that gave no answer, or NXDOMAIN, as told by the collector. A lookup of which a record was seen is not among them.
fn outcomes(items: &[Item<'_>], evidence: u16, frame: &mut Frame<'_>) -> Vec<Lookup> {
    let mut failed = Vec::new();
    for (_, payload) in with_tag(items, Tag::Outcome) {
        let &[lookup, outcome] = *payload else { continue };
        let Some(lookup) = Lookup::ALL.get(usize::from(lookup)).copied() else { continue };
        if evidence & lookup.mask() != 0 {
            continue;
        }
        if outcome == Outcome::Error as u8 {
            frame.null_lookup(lookup, "error");
            failed.push(lookup);
        } else if let Some(col) = outcome_column(lookup) {
            frame.word(col, "nxdomain");
        }
    }
    failed
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

fn write_nonsending(frame: &mut Frame<'_>, told: &Told) {
    let level = mailpolicy::nonsending_level(
        told.mx.unwrap_or(mailpolicy::mx::MxClass::None),
        told.spf_only_all,
        told.dmarc_effective,
    );
    if level > 0 && frame.knows(Col::NonsendingLevel) && !frame.is_set(Col::NonsendingLevel) {
        frame.number(Col::NonsendingLevel, level);
    }
}

fn write_errors(frame: &mut Frame<'_>, codes: u128) {
    if codes != 0 {
        let codes = Code::ALL.iter().filter(|code| codes & (1 << **code as u8) != 0);
        frame.texts(Col::Errors, codes.map(|code| code.as_str()));
    }
}
