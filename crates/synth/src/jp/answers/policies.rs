//! What stands below a name: DMARC, MTA-STS, TLSRPT and BIMI.

use super::{Answers, DMARC, TLS};
use crate::jp::dmarc::{self, Dmarc, push_dmarc};
use crate::truth::DmarcState;

impl Answers<'_> {
    pub(super) fn push_dmarc(&mut self) -> Dmarc {
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

    pub(super) fn push_tls(&mut self) {
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

    pub(super) fn push_bimi(&mut self) {
        if self.draw.bimi {
            self.txt_template(b"default._bimi.", "v=BIMI1; l=https://www.@/bimi/logo.svg");
        } else if self.rng.one_in(50_000) {
            self.txt_template(b"default._bimi.", "BIMI1; l=https://www.@/logo.svg");
        }
    }
}
