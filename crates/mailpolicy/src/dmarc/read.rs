//! One pass over the tags of a record.

use super::values::{Alignment, FailureOptions, Policy, Psd, Value, parse_pct, parse_yes_no};
use super::{Dmarc, Spec, State};
use crate::tags::{Part, Parts, Seen, Tag};
use crate::uri::uris;
use crate::{Code, Finding, Findings};

/// Longest name of a registered tag (`adkim`).
const NAME_MAX: usize = 5;

/// Reads a record that begins with the version.
pub(super) fn read(record: &[u8], spec: Spec) -> Dmarc<'_> {
    let mut dmarc = empty(record, spec);
    let mut reading = Reading { dmarc: &mut dmarc, seen: Seen::default(), is_duplicate: false };
    for (index, part) in Parts::new(record).enumerate() {
        match part {
            Part::Tag(tag) => reading.note(index, &tag),
            Part::Junk(at) => reading.flag(Code::DmarcTagSyntax, at),
        }
    }
    reading.finish();
    dmarc
}

fn empty(record: &[u8], spec: Spec) -> Dmarc<'_> {
    Dmarc {
        record,
        spec,
        state: State::Valid,
        p: Value::ABSENT,
        sp: Value::ABSENT,
        np: Value::ABSENT,
        adkim: Value::ABSENT,
        aspf: Value::ABSENT,
        fo: Value::ABSENT,
        pct: Value::ABSENT,
        t: Value::ABSENT,
        psd: Value::ABSENT,
        rua: None,
        ruf: None,
        rua_valid: 0,
        findings: Findings::default(),
    }
}

struct Reading<'r, 'a> {
    dmarc: &'r mut Dmarc<'a>,
    seen: Seen<'a>,
    is_duplicate: bool,
}

impl<'a> Reading<'_, 'a> {
    /// Takes the `index`-th part of the record; part 0 is the version.
    fn note(&mut self, index: usize, tag: &Tag<'a>) {
        if self.seen.is_repeat(tag.name) {
            self.is_duplicate = true;
            return self.flag(Code::DmarcDuplicateTag, tag.name_at);
        }
        if index > 0 && !self.note_registered(index, tag) {
            self.flag(Code::DmarcUnknownTag, tag.name_at);
        }
    }

    /// False if the tag is none of the registry's.
    fn note_registered(&mut self, index: usize, tag: &Tag<'a>) -> bool {
        let mut lower = [0; NAME_MAX];
        let Some(name) = lower.get_mut(..tag.name.len()) else {
            return false;
        };
        name.copy_from_slice(tag.name);
        name.make_ascii_lowercase();
        let is_old = self.dmarc.spec == Spec::Rfc7489;
        match &*name {
            b"p" => {
                self.dmarc.p = self.value(tag, Policy::parse, Code::DmarcPInvalid);
                if is_old && index != 1 {
                    self.flag(Code::DmarcPOrder, tag.name_at);
                }
            }
            b"sp" => self.dmarc.sp = self.value(tag, Policy::parse, Code::DmarcSpInvalid),
            b"adkim" => self.dmarc.adkim = self.value(tag, Alignment::parse, Code::DmarcAdkimInvalid),
            b"aspf" => self.dmarc.aspf = self.value(tag, Alignment::parse, Code::DmarcAspfInvalid),
            b"fo" => self.dmarc.fo = self.value(tag, |v| FailureOptions::parse(v, is_old), Code::DmarcFoInvalid),
            b"pct" => self.dmarc.pct = self.value(tag, parse_pct, Code::DmarcPctInvalid),
            b"rua" => self.note_rua(tag),
            b"ruf" => {
                self.dmarc.ruf = Some(tag.value);
                self.count_uris(tag);
            }
            b"rf" | b"ri" => {}
            b"np" => self.dmarc.np = self.new_value(tag, Policy::parse, Code::DmarcNpInvalid),
            b"t" => self.dmarc.t = self.new_value(tag, parse_yes_no, Code::DmarcTInvalid),
            b"psd" => self.dmarc.psd = self.new_value(tag, Psd::parse, Code::DmarcPsdInvalid),
            _ => return false,
        }
        true
    }

    fn value<T>(&mut self, tag: &Tag<'a>, parse: impl Fn(&[u8]) -> Option<T>, code: Code) -> Value<'a, T> {
        let parsed = parse(tag.value);
        if parsed.is_none() {
            self.flag(code, tag.value_at);
        }
        Value { raw: Some(tag.value), parsed }
    }

    /// A tag that RFC 7489 does not know: kept, but never an error there.
    fn new_value<T>(&mut self, tag: &Tag<'a>, parse: impl Fn(&[u8]) -> Option<T>, code: Code) -> Value<'a, T> {
        match self.dmarc.spec {
            Spec::Rfc9989 => self.value(tag, parse, code),
            Spec::Rfc7489 => Value { raw: Some(tag.value), parsed: parse(tag.value) },
        }
    }

    fn note_rua(&mut self, tag: &Tag<'a>) {
        self.dmarc.rua = Some(tag.value);
        self.dmarc.rua_valid = self.count_uris(tag);
    }

    /// Number of valid entries; the others become findings.
    fn count_uris(&mut self, tag: &Tag<'a>) -> u16 {
        let mut valid = 0u16;
        for entry in uris(tag.value) {
            match entry {
                Ok(uri) => {
                    valid = valid.saturating_add(1);
                    if uri.size.is_some() && self.dmarc.spec == Spec::Rfc9989 {
                        self.flag(Code::DmarcUriSize, tag.value_at);
                    }
                }
                Err(at) => self.flag(Code::DmarcUri, tag.value_at + at),
            }
        }
        valid
    }

    fn flag(&mut self, code: Code, at: usize) {
        self.dmarc.findings.push(Finding::new(code, at));
    }

    fn finish(mut self) {
        let dmarc = &*self.dmarc;
        let bad_np = dmarc.np.is_invalid() && dmarc.spec == Spec::Rfc9989;
        let policy_stands = dmarc.p.parsed.is_some() && !dmarc.sp.is_invalid() && !bad_np;
        if dmarc.p.raw.is_none() {
            self.flag(Code::DmarcPMissing, 0);
        }
        self.dmarc.state = if self.is_duplicate {
            State::DuplicateTag
        } else if !policy_stands {
            if self.dmarc.rua_valid > 0 { State::FallbackNone } else { State::NoPolicy }
        } else if self.dmarc.findings.has_errors() {
            State::ValidWithErrors
        } else {
            State::Valid
        };
    }
}
