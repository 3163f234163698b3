//! The answers file: what a collector wrote down for each name, a record a line, with the defects of real ones.
//!
//! Defects: letter case of owners and types, repeated lines, TXT in several strings, bare or over-escaped, texts that resemble a
//! record and are none, records of another class, two records where one is allowed.

use super::dmarc::{self, Dmarc, push_dmarc};
use super::operators::{Mail, mail_of, operator_of, push_template};
use super::plan::Draw;
use super::spf::{self, Spf, push_spf};
use crate::emit::{
    BASE64, HEX, LineStyle, TxtForm, push_chars, push_ipv4, push_ipv6, push_number, push_record, push_txt,
};
use crate::rng::{Rng, mix2};
use crate::truth::{DmarcState, Facts, MxClass, SpfAll, SpfState};

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

    fn push_mx(&mut self, mail: &Mail, has_address: bool) -> MxClass {
        self.begin(MX);
        if !self.draw.mx {
            return if has_address { MxClass::Implicit } else { MxClass::None };
        }
        if self.draw.null_mx {
            self.record_of(b"", "MX", b"0 .");
            return MxClass::Null;
        }
        match self.rng.below(12_000) {
            0..=3 => {
                self.record_of(b"", "MX", b"10 .");
                return MxClass::MalformedRoot;
            }
            4..=9 => {
                self.record_of(b"", "MX", b"0 .");
                self.push_hosts(mail);
                return MxClass::NullMixed;
            }
            10..=19 => self.push_odd_host("10 *."),
            20..=29 => self.push_odd_host("0 localhost."),
            30..=39 => self.push_odd_host("10 mail.@.@."),
            _ => self.push_hosts(mail),
        }
        MxClass::Normal
    }

    fn push_hosts(&mut self, mail: &Mail) {
        for &(preference, host) in mail.hosts {
            self.rdata.clear();
            push_number(preference, self.rdata);
            self.rdata.push(b' ');
            push_template(host, self.name, &mut self.rng, self.rdata);
            self.record(b"", "MX");
        }
        if mail.hosts[0].1.starts_with("mail.@") {
            self.push_a(b"mail.");
        }
    }

    fn push_odd_host(&mut self, template: &str) {
        self.rdata.clear();
        push_template(template, self.name, &mut self.rng, self.rdata);
        self.record(b"", "MX");
    }

    fn push_spf(&mut self, mail: &Mail) -> Spf {
        self.begin(SPF);
        let none = Spf { state: SpfState::None, all: None };
        if !self.draw.spf {
            match self.rng.below(300) {
                0 => {
                    let text = self.rng.pick(spf::LOOKALIKES);
                    self.txt_of(b"", text);
                }
                1 => self.record_of(b"", "TXT", spf::BARE_TOKENS),
                2 if self.rng.one_in(4) => self.record_of(b"", "SPF", b"\"v=spf1 a mx ~all\""),
                3 if self.rng.one_in(8) => self.push_spf_of_class_ch(),
                _ => {}
            }
            return none;
        }
        if self.draw.only_all {
            self.txt_of(b"", spf::ONLY_ALL);
            return Spf { state: SpfState::Valid, all: Some(SpfAll::Fail) };
        }
        self.text.clear();
        let spf = push_spf(mail, self.name, &mut self.rng, self.text);
        self.txt(b"");
        if self.rng.one_in(500) {
            self.push_wildcard_copies();
        }
        if self.rng.one_in(150) {
            self.push_second_spf();
            return Spf { state: SpfState::PermerrorMultiple, all: None };
        }
        spf
    }

    /// The census counts class IN only.
    fn push_spf_of_class_ch(&mut self) {
        let style = self.style.with_class("CH");
        push_record(style, [b"", self.name], "TXT", b"\"v=spf1 -all\"", None, self.out);
    }

    /// Another record, or the same text cut into other strings, which is another record too.
    fn push_second_spf(&mut self) {
        if self.rng.one_in(4) {
            self.rdata.clear();
            let (head, tail) = self.text.split_at(3);
            push_txt(head, TxtForm::Quoted, &mut self.rng, self.rdata);
            self.rdata.push(b' ');
            push_txt(tail, TxtForm::Quoted, &mut self.rng, self.rdata);
            self.rdata.extend_from_slice(b" \"\"");
            self.record(b"", "TXT");
        } else {
            self.txt_template(b"", "v=spf1 include:spf.second.ne.jp ip4:* ~all");
        }
    }

    /// A wildcard answers below the name too: the SPF text where other records are looked up.
    fn push_wildcard_copies(&mut self) {
        for prefix in [&b"_dmarc."[..], b"_mta-sts.", b"_smtp._tls.", b"default._bimi."] {
            self.txt_as(prefix, TxtForm::Quoted);
        }
    }

    fn push_other_txt(&mut self) {
        self.begin(OTHER_TXT);
        let choice = self.rng.below(100);
        self.text.clear();
        match choice {
            0..=13 => {
                self.text.extend_from_slice(b"google-site-verification=");
                push_chars(BASE64, 43, &mut self.rng, self.text);
            }
            14..=22 => {
                self.text.extend_from_slice(b"MS=ms");
                push_number(10_000_000 + self.rng.below(89_999_999), self.text);
            }
            23..=24 => {
                self.text.extend_from_slice(b"MS=");
                push_chars(HEX, 40, &mut self.rng, self.text);
            }
            25 => self.text.extend_from_slice("お問い合わせは本社まで".as_bytes()),
            26 => self.text.extend_from_slice(b"owner \"web team\"; see C:\\dns\\readme (internal)"),
            27 => self.text.extend_from_slice(b"apple-domain-verification=Zb1kQ7"),
            28 if self.rng.one_in(3) => {}
            _ => return,
        }
        self.txt(b"");
        if self.rng.one_in(100) {
            self.txt_as(b"", TxtForm::Quoted);
        }
    }

    fn push_dmarc(&mut self) -> Dmarc {
        self.begin(DMARC);
        if !self.draw.dmarc {
            if self.rng.one_in(1_500) {
                self.text.clear();
                dmarc::push_lookalike(self.name, &mut self.rng, self.text);
                self.txt(b"_dmarc.");
            }
            return Dmarc { state: DmarcState::None, policy: None };
        }
        self.text.clear();
        let dmarc = push_dmarc(self.name, &mut self.rng, self.text);
        self.txt(b"_dmarc.");
        match self.rng.below(100) {
            0 => {
                self.txt_template(b"_dmarc.", "v=DMARC1; p=none; rua=mailto:second+#");
                return Dmarc { state: DmarcState::Multiple, policy: None };
            }
            1 => self.txt_of(b"_dmarc.", b"v=spf1 -all"), // beside the record, and no candidate
            _ => {}
        }
        dmarc
    }

    fn push_tls(&mut self) {
        self.begin(TLS);
        if self.draw.mta_sts {
            self.txt_template(b"_mta-sts.", "v=STSv1; id=2019#T#;");
        } else if self.rng.one_in(4_000) {
            self.push_invalid_sts();
        }
        if self.draw.tlsrpt {
            let template = self.rng.pick(&[
                "v=TLSRPTv1; rua=mailto:tlsrpt/@",
                "v=TLSRPTv1;rua=mailto:tls-reports/@",
                "v=TLSRPTv1; rua=https://tlsrpt.@/v1",
            ]);
            self.txt_address(b"_smtp._tls.", template);
        } else if self.rng.one_in(6_000) {
            let template =
                self.rng.pick(&["v=TLSRPTv1;", "v=TLSRPTv1", "v=tlsrptv1; rua=mailto:tls/@", "rua=mailto:tls/@"]);
            self.txt_address(b"_smtp._tls.", template);
        }
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

    /// RFC 8461 3.1: one record that begins `v=STSv1;` and has an id, or MTA-STS is not implemented.
    fn push_invalid_sts(&mut self) {
        match self.rng.below(5) {
            0 => {
                self.txt_template(b"_mta-sts.", "v=STSv1; id=2019010#;");
                self.txt_template(b"_mta-sts.", "v=STSv1; id=2018120#Z;");
            }
            1 => self.txt_template(b"_mta-sts.", "v=STSv1; mode=enforce"),
            2 => self.txt_template(b"_mta-sts.", "v=stsv1; id=2019#;"),
            3 => self.txt_template(b"_mta-sts.", "v=STSv1; id=2019-07-#;"),
            _ => self.txt_template(b"_mta-sts.", "v=STSv1"),
        }
    }

    fn push_bimi(&mut self) {
        if self.draw.bimi {
            self.txt_template(b"default._bimi.", "v=BIMI1; l=https://www.@/bimi/logo.svg");
        } else if self.rng.one_in(50_000) {
            self.txt_template(b"default._bimi.", "BIMI1; l=https://www.@/logo.svg");
        }
    }
}
