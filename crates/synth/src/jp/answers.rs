//! The answers file: what a collector wrote down for each name, a record a line, with the defects of real ones.
//!
//! Defects: letter case of owners and types, repeated lines, TXT in several strings, bare or over-escaped, texts that resemble a
//! record and are none, records of another class, two records where one is allowed.

mod mail;
mod policies;

use super::operators::{mail_of, operator_of, push_template};
use super::plan::Draw;
use crate::emit::{LineStyle, TxtForm, push_ipv4, push_ipv6, push_record, push_txt};
use crate::rng::{Rng, mix2};
use crate::truth::Facts;

/// Reusable buffers of one worker.
#[derive(Default)]
pub(crate) struct Scratch {
    text: Vec<u8>,
    rdata: Vec<u8>,
}

/// The answers of one name being written.
pub(crate) struct Answers<'a> {
    name: &'a [u8],
    draw: Draw,
    key: u64,
    style: LineStyle,
    rng: Rng,
    text: &'a mut Vec<u8>,
    rdata: &'a mut Vec<u8>,
    out: &'a mut Vec<u8>,
}

// Streams by aspect: what one writes leaves the others alone, so a name looks the same in every month.
const STYLE: u64 = 1;
const ADDRESS: u64 = 2;
const MX: u64 = 3;
const SPF: u64 = 4;
const OTHER_TXT: u64 = 5;
const DMARC: u64 = 6;
const TLS: u64 = 7;

/// Writes all answers of one name and tells what is true of it.
/// `operator` is the stream that also chose its name servers; `key` is the name's own.
pub(crate) fn push_answers(
    name: &[u8],
    draw: Draw,
    operator: Rng,
    key: u64,
    scratch: &mut Scratch,
    out: &mut Vec<u8>,
) -> Facts {
    let Scratch { text, rdata } = scratch;
    let mut rng = Rng::new(mix2(key, STYLE));
    let style = LineStyle::draw(&mut rng);
    let mut answers = Answers { name, draw, key, style, rng, text, rdata, out };
    let mut operator = operator;
    let mail = mail_of(operator_of(&mut operator), &mut operator);
    let has_address = answers.push_addresses();
    let mx = answers.push_mx(mail, has_address);
    let spf = answers.push_spf(mail);
    answers.push_other_txt();
    let dmarc = answers.push_dmarc();
    answers.push_tls();
    answers.push_bimi();
    Facts {
        mx,
        spf: spf.state,
        spf_all: spf.all,
        spf_only_all: draw.only_all,
        dmarc: dmarc.state,
        policy: dmarc.policy,
        mta_sts: draw.mta_sts,
        tlsrpt: draw.tlsrpt,
        bimi: draw.bimi,
        ds: draw.ds,
    }
}

impl Answers<'_> {
    fn begin(&mut self, aspect: u64) {
        self.rng = Rng::new(mix2(self.key, aspect));
    }

    /// Writes the record whose rdata is in the buffer; one in 400 lines comes twice.
    fn record(&mut self, prefix: &[u8], rtype: &str) {
        let start = self.out.len();
        push_record(self.style, [prefix, self.name], rtype, self.rdata, Some(&mut self.rng), self.out);
        if self.rng.one_in(400) {
            self.out.extend_from_within(start..);
        }
    }

    fn record_of(&mut self, prefix: &[u8], rtype: &str, rdata: &[u8]) {
        self.rdata.clear();
        self.rdata.extend_from_slice(rdata);
        self.record(prefix, rtype);
    }

    /// Writes the text in the buffer as TXT.
    fn txt(&mut self, prefix: &[u8]) {
        let form = TxtForm::draw(&mut self.rng);
        self.txt_as(prefix, form);
    }

    fn txt_as(&mut self, prefix: &[u8], form: TxtForm) {
        self.rdata.clear();
        push_txt(self.text, form, &mut self.rng, self.rdata);
        self.record(prefix, "TXT");
    }

    fn txt_of(&mut self, prefix: &[u8], text: &[u8]) {
        self.text.clear();
        self.text.extend_from_slice(text);
        self.txt(prefix);
    }

    fn txt_template(&mut self, prefix: &[u8], template: &str) {
        self.text.clear();
        push_template(template, self.name, &mut self.rng, self.text);
        self.txt(prefix);
    }

    /// A template in which `/@` is an at sign and the name.
    fn txt_address(&mut self, prefix: &[u8], template: &str) {
        self.text.clear();
        let (head, has_address) = match template.strip_suffix("/@") {
            Some(head) => (head, true),
            None => (template, false),
        };
        push_template(head, self.name, &mut self.rng, self.text);
        if has_address {
            self.text.push(b'@');
            self.text.extend_from_slice(self.name);
        }
        self.txt(prefix);
    }

    fn push_addresses(&mut self) -> bool {
        self.begin(ADDRESS);
        let has_address = self.rng.percent(85);
        if has_address {
            self.push_a(b"");
        }
        if self.rng.percent(6) {
            self.rdata.clear();
            push_ipv6(&mut self.rng, self.rdata);
            self.record(b"", "AAAA");
            return true;
        }
        has_address
    }

    fn push_a(&mut self, prefix: &[u8]) {
        self.rdata.clear();
        push_ipv4(&mut self.rng, self.rdata);
        self.record(prefix, "A");
    }
}
