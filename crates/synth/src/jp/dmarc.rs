//! DMARC records as published, right and wrong, with their verdict by RFC 9989.

use super::operators::push_template;
use crate::rng::Rng;
use crate::truth::{DmarcState, Policy};

/// What a name's DMARC record came out as.
#[derive(Clone, Copy)]
pub(crate) struct Dmarc {
    pub(crate) state: DmarcState,
    /// Of a valid record.
    pub(crate) policy: Option<Policy>,
}

/// Records that are candidates and have no valid policy of their own.
const FLAWED: &[(DmarcState, &str)] = &[
    (DmarcState::FallbackNone, "v=DMARC1; rua=mailto:dmarc@@"),
    (DmarcState::FallbackNone, "v=DMARC1; p=no; rua=mailto:dmarc@@"),
    (DmarcState::FallbackNone, "v=DMARC1; p=monitor; rua=mailto:postmaster@@; ruf=mailto:postmaster@@"),
    (DmarcState::NoPolicy, "v=DMARC1;"),
    (DmarcState::NoPolicy, "v=DMARC1; ruf=mailto:dmarc@@"),
    (DmarcState::NoPolicy, "v=DMARC1; p=blok"),
    (DmarcState::DuplicateTag, "v=DMARC1; p=none; p=none; rua=mailto:dmarc@@"),
    (DmarcState::DuplicateTag, "v=DMARC1; p=reject; rua=mailto:a@@; rua=mailto:b@@"),
];

/// Appends the text of a record: one in 25 is flawed.
pub(crate) fn push_dmarc(name: &[u8], rng: &mut Rng, text: &mut Vec<u8>) -> Dmarc {
    if rng.one_in(25) {
        let (state, template) = rng.pick(FLAWED);
        push_record_template(template, name, text);
        return Dmarc { state, policy: None };
    }
    let policy = match rng.below(100) {
        0..=74 => Policy::None,
        75..=87 => Policy::Quarantine,
        _ => Policy::Reject,
    };
    let value = match policy {
        Policy::None => rng.pick(&["none", "none", "none", "none", "none", "none", "NONE"]),
        _ => policy.as_str(),
    };
    let forms = [
        "v=DMARC1; p=$",
        "v=DMARC1; p=$; rua=mailto:dmarc@@",
        "v=DMARC1; p=$; rua=mailto:dmarc@@",
        "v=DMARC1; p=$; rua=mailto:rua@@; ruf=mailto:ruf@@; fo=1",
        "v=DMARC1;p=$;sp=none;pct=100;rua=mailto:dmarc-report@@;ri=86400",
        "v=DMARC1; p=$; adkim=r; aspf=r; rua=mailto:postmaster@@",
        "v = DMARC1 ; p = $ ; rua = mailto:dmarc@@ ;",
        "v=DMARC1; p=$; rua=mailto:re+4f1c@dmarc.report.ne.jp,mailto:dmarc@@; pct=20",
        "v=DMARC1; rua=mailto:dmarc@@; p=$",
    ];
    let form = rng.pick(&forms);
    let (head, tail) = form.split_once('$').unwrap_or((form, ""));
    push_record_template(head, name, text);
    text.extend_from_slice(value.as_bytes());
    push_record_template(tail, name, text);
    Dmarc { state: DmarcState::Valid, policy: Some(policy) }
}

/// In these templates `@@` is an at sign and the name.
fn push_record_template(template: &str, name: &[u8], text: &mut Vec<u8>) {
    let mut parts = template.split("@@");
    text.extend_from_slice(parts.next().unwrap_or("").as_bytes());
    for part in parts {
        text.push(b'@');
        text.extend_from_slice(name);
        text.extend_from_slice(part.as_bytes());
    }
}

/// Texts at `_dmarc` that are no DMARC record: the version is case-sensitive, first, and ends at a semicolon.
const LOOKALIKES: &[&str] = &[
    "v=dmarc1; p=none",
    " v=DMARC1; p=none; rua=mailto:dmarc.@",
    "v=DMARC1 p=none",
    "v=DMARC12; p=none",
    "p=none; v=DMARC1",
    "v=spf1 include:_spf.google.com ~all",
    "\"v=DMARC1; p=none\"",
    "DMARC1; p=reject",
    "v=DKIM1; k=rsa; p=",
];

/// Appends one of them.
pub(crate) fn push_lookalike(name: &[u8], rng: &mut Rng, text: &mut Vec<u8>) {
    push_template(rng.pick(LOOKALIKES), name, rng, text);
}
