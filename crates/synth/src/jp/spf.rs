//! SPF records as published, right and wrong, with their verdict by RFC 7208.

use super::operators::{Mail, push_template};
use crate::emit::{push_ipv4, push_ipv6, push_number};
use crate::rng::Rng;
use crate::truth::{SpfAll, SpfState};

/// The record that says "this name sends no mail".
pub(crate) const ONLY_ALL: &[u8] = b"v=spf1 -all";

/// What a name's SPF record came out as.
#[derive(Clone, Copy)]
pub(crate) struct Spf {
    pub(crate) state: SpfState,
    /// Of a valid record.
    pub(crate) all: Option<SpfAll>,
}

/// Appends the text of a record: one in 80 has a syntax error.
pub(crate) fn push_spf(mail: &Mail, name: &[u8], rng: &mut Rng, text: &mut Vec<u8>) -> Spf {
    // The version is the one part that compares without regard to case.
    text.extend_from_slice(if rng.one_in(300) { b"V=SPF1" } else { b"v=spf1" });
    if rng.percent(2) {
        text.extend_from_slice(b" redirect=");
        push_template(rng.pick(&["_spf.@", "spf.securemx.jp", "_spf.sender.ne.jp"]), name, rng, text);
        return Spf { state: SpfState::Valid, all: Some(SpfAll::Redirect) };
    }
    push_extras(name, rng, text);
    text.push(b' ');
    push_template(mail.spf, name, rng, text);
    if rng.one_in(80) {
        push_template(rng.pick(SYNTAX_ERRORS), name, rng, text);
        return Spf { state: SpfState::PermerrorSyntax, all: None };
    }
    if rng.one_in(60) {
        push_template(rng.pick(RARE_BUT_VALID), name, rng, text);
    }
    Spf { state: SpfState::Valid, all: Some(push_all(rng, text)) }
}

/// Terms that make the record a permerror. Each begins with its blank, or is glued to the term before on purpose.
const SYNTAX_ERRORS: &[&str] = &[
    " ipv4:* ~all",
    " ip4:*/33 -all",
    " include: spf.example.ne.jp ~all",
    " include:localhost ~all",
    " ip4:* ip:* -all",
    " ~all.",
    " a:mail.@/24/64 ~all",
    " redirect=_spf.@ redirect=spf.@",
    " -redirect=_spf.@",
    " ip6:*::1 ~all",
    " all~",
];

/// Terms that look wrong and are not: an unknown modifier, macros, blanks in a row, a mechanism in upper case.
const RARE_BUT_VALID: &[&str] =
    &[" ip4=*", " exists:%{i}._spf.@", "   ip4:*", " IP4:* A:www.@", " exp=explain._spf.@", " ptr:@", " mx/28 a//64"];

fn push_extras(name: &[u8], rng: &mut Rng, text: &mut Vec<u8>) {
    if rng.percent(15) {
        text.extend_from_slice(rng.pick(&[" a", " mx", " +a +mx", " a mx"]).as_bytes());
    }
    let addresses = [0, 0, 0, 1, 1, 2, 3][rng.below(7) as usize];
    for _ in 0..addresses {
        text.extend_from_slice(b" ip4:");
        push_ipv4(rng, text);
        if rng.percent(20) {
            text.push(b'/');
            push_number(24 + rng.below(8), text);
        }
    }
    if rng.percent(3) {
        text.extend_from_slice(b" ip6:");
        push_ipv6(rng, text);
        text.extend_from_slice(b"/64");
    }
    if rng.percent(8) {
        let services = &[" include:amazonses.com", " include:sendgrid.net", " include:spf.haihaimail.jp", " a:form.@"];
        push_template(rng.pick(services), name, rng, text);
    }
}

fn push_all(rng: &mut Rng, text: &mut Vec<u8>) -> SpfAll {
    let (all, term) = match rng.below(100) {
        0..=61 => (SpfAll::SoftFail, " ~all"),
        62..=81 => (SpfAll::Fail, " -all"),
        82..=92 => (SpfAll::Neutral, " ?all"),
        93 => (SpfAll::Pass, " +all"),
        94 => (SpfAll::Pass, " all"),
        95 => (SpfAll::SoftFail, " ~ALL"),
        96 => (SpfAll::SoftFail, " ~all a"), // terms after `all` are ignored
        _ => (SpfAll::Missing, ""),
    };
    text.extend_from_slice(term.as_bytes());
    all
}

/// Texts that resemble SPF and are none: RFC 7208 4.5 selects `v=spf1` followed by a blank or the end, at the very start.
pub(crate) const LOOKALIKES: &[&[u8]] = &[
    b"v=spf10 include:_spf.google.com ~all",
    b" v=spf1 a mx ~all",
    b"v=spf1\tmx -all",
    b"\"v=spf1 mx -all\"",
    b"spf2.0/pra ?all",
    b"v=spf1;a mx ~all",
    b"v=spf2 mx -all",
    b"spf1 a mx ~all",
    b"v-spf1 a mx -all",
    b"v=spf1.0 mx ~all",
];

/// Rdata of two bare tokens: joined, they read `v=spf1-all`, which is no SPF record.
pub(crate) const BARE_TOKENS: &[u8] = b"v=spf1 -all";
