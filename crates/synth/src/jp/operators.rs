//! Who runs name servers and mail for .jp names: shares assumed, roughly zipf-like, with a long tail of small hosters.
//!
//! Templates: `@` the name, `^` the name with hyphens for dots, `#` a number, `*` an IPv4 address.

use crate::emit::{push_ipv4, push_number};
use crate::rng::Rng;

/// An operator's name servers and mail hosts.
pub(crate) struct Operator {
    weight: u64,
    pub(crate) name_servers: &'static [&'static str],
    pub(crate) mail: &'static Mail,
}

/// Mail hosts with preferences, and the mechanisms that the operator tells its customers to publish.
pub(crate) struct Mail {
    pub(crate) hosts: &'static [(u64, &'static str)],
    pub(crate) spf: &'static str,
}

const GOOGLE: Mail = Mail {
    hosts: &[
        (1, "aspmx.l.google.com."),
        (5, "alt1.aspmx.l.google.com."),
        (5, "alt2.aspmx.l.google.com."),
        (10, "alt3.aspmx.l.google.com."),
        (10, "alt4.aspmx.l.google.com."),
    ],
    spf: "include:_spf.google.com",
};
const MICROSOFT: Mail =
    Mail { hosts: &[(0, "^.mail.protection.outlook.com.")], spf: "include:spf.protection.outlook.com" };
const OWN: Mail = Mail { hosts: &[(10, "mail.@.")], spf: "mx ip4:*" };
const OWN_PAIR: Mail = Mail { hosts: &[(10, "mx1.@."), (20, "mx2.@.")], spf: "ip4:*/29 mx" };
const ITSELF: Mail = Mail { hosts: &[(10, "@.")], spf: "a mx ip4:*" };
const SAKURA: Mail = Mail { hosts: &[(10, "@.")], spf: "a:www#.sakura.ne.jp mx" };
const XSERVER: Mail = Mail { hosts: &[(0, "@.")], spf: "+a:sv#.xserver.jp +a:@ +mx include:spf.sender.xserver.jp" };
const LOLIPOP: Mail = Mail { hosts: &[(50, "mx01.lolipop.jp.")], spf: "include:_spf.lolipop.jp" };
const HETEML: Mail = Mail { hosts: &[(50, "mx01.heteml.jp.")], spf: "include:_spf.heteml.jp" };
const ONAMAE: Mail = Mail { hosts: &[(10, "mail#.onamae.ne.jp.")], spf: "include:spf-bl#.gmoserver.jp" };
const GMO: Mail =
    Mail { hosts: &[(10, "mx1.gmoserver.jp."), (10, "mx2.gmoserver.jp.")], spf: "include:spf.gmoserver.jp" };
const KDDI: Mail = Mail {
    hosts: &[(10, "mx1.kddi-webcommunications.ne.jp."), (20, "mx2.kddi-webcommunications.ne.jp.")],
    spf: "ip4:*/24 include:spf.cpi.ad.jp",
};
const OCN: Mail = Mail { hosts: &[(10, "mfgw#.ocn.ad.jp."), (20, "mfgw#.ocn.ad.jp.")], spf: "include:spf.ocn.ne.jp" };
const NTT: Mail = Mail { hosts: &[(10, "mx.bizmw.com.")], spf: "include:spf.bizmw.com" };
const IIJ: Mail = Mail { hosts: &[(10, "mx.securemx.jp.")], spf: "include:spf.securemx.jp" };
const KAGOYA: Mail = Mail { hosts: &[(10, "dmail.kagoya.net.")], spf: "include:kagoya.net" };
const WADAX: Mail = Mail { hosts: &[(10, "mail.@.")], spf: "ip4:* a:wadax-sv#.wadax.ne.jp" };
const ALPHA: Mail = Mail { hosts: &[(10, "mx#.alpha-prm.jp.")], spf: "include:_spf.alpha-prm.jp" };
const PROOFPOINT: Mail = Mail {
    hosts: &[(10, "mxa-00#.gslb.pphosted.com."), (10, "mxb-00#.gslb.pphosted.com.")],
    spf: "include:spf-00#.pphosted.com include:spf.protection.outlook.com",
};
const TREND: Mail = Mail { hosts: &[(10, "^.in.tmes.trendmicro.com.")], spf: "include:spf.tmes.trendmicro.com mx" };
const ZOHO: Mail = Mail { hosts: &[(10, "mx.zoho.com."), (20, "mx2.zoho.com.")], spf: "include:zoho.com" };

const fn operator(weight: u64, name_servers: &'static [&'static str], mail: &'static Mail) -> Operator {
    Operator { weight, name_servers, mail }
}

/// Name-server operators. The last one stands for the long tail.
const OPERATORS: [Operator; 24] = [
    operator(150, &["01.dnsv.jp.", "02.dnsv.jp.", "03.dnsv.jp.", "04.dnsv.jp."], &ONAMAE),
    operator(120, &["ns1.xserver.jp.", "ns2.xserver.jp.", "ns3.xserver.jp."], &XSERVER),
    operator(100, &["ns1.dns.ne.jp.", "ns2.dns.ne.jp."], &SAKURA),
    operator(70, &["dns01.muumuu-domain.com.", "dns02.muumuu-domain.com."], &LOLIPOP),
    operator(60, &["ns1.value-domain.com.", "ns2.value-domain.com.", "ns3.value-domain.com."], &ITSELF),
    operator(50, &["uns01.lolipop.jp.", "uns02.lolipop.jp."], &LOLIPOP),
    operator(45, &["ns-#.awsdns-#.com.", "ns-#.awsdns-#.net.", "ns-#.awsdns-#.org.", "ns-#.awsdns-#.co.uk."], &GOOGLE),
    operator(40, &["ns-kg001.ocn.ad.jp.", "ns-kn001.ocn.ad.jp."], &OCN),
    operator(38, &["dns1.onamae.com.", "dns2.onamae.com."], &ONAMAE),
    operator(32, &["ns10.secure.ne.jp.", "ns11.secure.ne.jp."], &KDDI),
    operator(28, &["ns1.gmoserver.jp.", "ns2.gmoserver.jp."], &GMO),
    operator(24, &["dns#.heteml.jp.", "dns0.heteml.jp."], &HETEML),
    operator(22, &["dns1.alpha-plt.jp.", "dns2.alpha-plt.jp."], &ALPHA),
    operator(20, &["ns1.wadax.ne.jp.", "ns2.wadax.ne.jp."], &WADAX),
    operator(18, &["ns#.kagoya.net.", "ns0.kagoya.net."], &KAGOYA),
    operator(16, &["dns-a.iij.ad.jp.", "dns-b.iij.ad.jp."], &IIJ),
    operator(15, &["dns#.bit-drive.ne.jp.", "dns0.bit-drive.ne.jp."], &NTT),
    operator(14, &["ada.ns.cloudflare.com.", "bob.ns.cloudflare.com."], &MICROSOFT),
    operator(12, &["ns2.wixdns.net.", "ns3.wixdns.net."], &GOOGLE),
    operator(10, &["ns1-0#.azure-dns.com.", "ns2-0#.azure-dns.net.", "ns3-0#.azure-dns.org."], &MICROSOFT),
    operator(8, &["ns-cloud-a1.googledomains.com.", "ns-cloud-a2.googledomains.com."], &GOOGLE),
    operator(8, &["ns1.parkingcrew.net.", "ns2.parkingcrew.net."], &ITSELF),
    operator(30, &["ns1.@.", "ns2.@."], &OWN_PAIR),
    operator(70, &[], &OWN),
];
const OPERATORS_TOTAL: u64 = 1_000;
pub(crate) const SMALL_HOSTERS: u64 = 4_000;

/// Mail services that a name may use instead of its operator's.
const SERVICES: [(u64, &Mail); 8] =
    [(40, &GOOGLE), (28, &MICROSOFT), (15, &OWN), (5, &IIJ), (4, &PROOFPOINT), (3, &TREND), (3, &NTT), (2, &ZOHO)];

/// The operator of a name, from a stream of its own: the same one for the delegation and for the answers.
pub(crate) fn operator_of(rng: &mut Rng) -> &'static Operator {
    rng.weighted(&OPERATORS, OPERATORS_TOTAL, |operator| operator.weight)
}

/// The mail service of a name: its operator's in six cases of ten.
pub(crate) fn mail_of(operator: &Operator, rng: &mut Rng) -> &'static Mail {
    if rng.percent(60) { operator.mail } else { rng.weighted(&SERVICES, 100, |service| service.0).1 }
}

/// A small hoster out of the tail, the first ones with most names.
pub(crate) fn small_hoster(rng: &mut Rng) -> usize {
    let bound = rng.pick(&[10, 100, 1_000, SMALL_HOSTERS]);
    rng.below(bound) as usize
}

/// Appends `template` filled in.
pub(crate) fn push_template(template: &str, name: &[u8], rng: &mut Rng, out: &mut Vec<u8>) {
    for &byte in template.as_bytes() {
        match byte {
            b'@' => out.extend_from_slice(name),
            b'^' => out.extend(name.iter().map(|&b| if b == b'.' { b'-' } else { b })),
            b'#' => push_number(1 + rng.below(99), out),
            b'*' => push_ipv4(rng, out),
            _ => out.push(byte),
        }
    }
}
