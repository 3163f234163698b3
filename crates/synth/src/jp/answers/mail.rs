//! MX, SPF, and the other texts of a name.

use super::{Answers, MX, OTHER_TXT, SPF};
use crate::emit::{BASE64, HEX, TxtForm, push_chars, push_number, push_record, push_txt};
use crate::jp::operators::{Mail, push_template};
use crate::jp::spf::{self, Spf, push_spf};
use crate::truth::{MxClass, SpfAll, SpfState};

impl Answers<'_> {
    pub(super) fn push_mx(&mut self, mail: &Mail, has_address: bool) -> MxClass {
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

    pub(super) fn push_spf(&mut self, mail: &Mail) -> Spf {
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

    pub(super) fn push_other_txt(&mut self) {
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
}
