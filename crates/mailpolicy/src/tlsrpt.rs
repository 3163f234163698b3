//! The TLSRPT record at `_smtp._tls.<name>` (RFC 8460 3).

use crate::tags::Fields;
use crate::text::strip_prefix_nocase;
use crate::uri::{Scheme, Uris, uris};
use crate::{Code, Finding, Findings, Selection};

pub use crate::selection::State;

const VERSION: &[u8] = b"v=TLSRPTv1";

/// How reports are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuaKind {
    /// By mail only.
    Mailto,
    /// By HTTPS only.
    Https,
    /// By both.
    Both,
}

impl RuaKind {
    /// The name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RuaKind::Mailto => "mailto",
            RuaKind::Https => "https",
            RuaKind::Both => "mailto+https",
        }
    }
}

/// The verdict on the TXT RRset of `_smtp._tls.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlsrpt<'a> {
    /// Valid needs a mailto or https address.
    pub state: State,
    /// Number of records beginning with `v=TLSRPTv1;`.
    pub count: u16,
    /// The record, where there is exactly one.
    pub record: Option<&'a [u8]>,
    /// Report addresses as written.
    pub rua: Option<&'a [u8]>,
    /// Kinds of the addresses that a sender can use.
    pub rua_kind: Option<RuaKind>,
    /// Findings in the one record, or the near miss where there is none.
    pub findings: Findings,
}

impl<'a> Tlsrpt<'a> {
    /// Entries of `rua`.
    #[must_use]
    pub fn rua_uris(&self) -> Uris<'a> {
        self.rua.map_or_else(Uris::none, uris)
    }
}

/// Whether a TXT record begins exactly `v=TLSRPTv1;`, letter case included.
#[must_use]
pub fn is_tlsrpt(txt: &[u8]) -> bool {
    txt.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with(b";"))
}

/// Selects and judges the TLSRPT record in a TXT RRset.
#[must_use]
pub fn select<'a>(txts: &[&'a [u8]]) -> Tlsrpt<'a> {
    let selection = Selection::of(txts, is_tlsrpt);
    let mut verdict = Tlsrpt {
        state: State::None,
        count: selection.count(),
        record: None,
        rua: None,
        rua_kind: None,
        findings: Findings::default(),
    };
    match selection {
        Selection::None => {
            if txts.iter().any(|txt| strip_prefix_nocase(txt.trim_ascii(), VERSION).is_some()) {
                verdict.findings.push(Finding::new(Code::TlsrptNearMiss, 0));
            }
        }
        Selection::Multiple(_) => {
            verdict.state = State::Multiple;
            verdict.findings.push(Finding::new(Code::TlsrptMultiple, 0));
        }
        Selection::One(record) => {
            verdict.record = Some(record);
            read(&mut verdict, record);
            verdict.state = if verdict.findings.has_errors() { State::Invalid } else { State::Valid };
        }
    }
    verdict
}

fn read<'a>(verdict: &mut Tlsrpt<'a>, record: &'a [u8]) {
    for field in Fields::new(record, VERSION.len()) {
        let Ok(field) = field.and_then(|f| if f.name == b"rua" { Ok(f) } else { f.check_extension() }) else {
            let at = field.map_or_else(|at| at, |f| f.at);
            verdict.findings.push(Finding::new(Code::TlsrptSyntax, at));
            continue;
        };
        if field.name != b"rua" {
            continue;
        }
        if verdict.rua.is_some() {
            verdict.findings.push(Finding::new(Code::TlsrptRuaRepeated, field.at));
        } else {
            verdict.rua = Some(field.value);
            read_rua(verdict, field.value, field.value_at);
        }
    }
    if verdict.rua_kind.is_none() {
        verdict.findings.push(Finding::new(Code::TlsrptRuaMissing, record.len()));
    }
}

fn read_rua(verdict: &mut Tlsrpt<'_>, list: &[u8], at: usize) {
    let (mut mail, mut https) = (false, false);
    for entry in uris(list) {
        match entry {
            Ok(uri) if uri.size.is_some() => verdict.findings.push(Finding::new(Code::TlsrptUri, at)),
            Ok(uri) => match uri.scheme {
                Scheme::Mailto => mail = true,
                Scheme::Https => https = true,
                Scheme::Http | Scheme::Other => verdict.findings.push(Finding::new(Code::TlsrptScheme, at)),
            },
            Err(skip) => verdict.findings.push(Finding::new(Code::TlsrptUri, at + skip)),
        }
    }
    verdict.rua_kind = match (mail, https) {
        (true, true) => Some(RuaKind::Both),
        (true, false) => Some(RuaKind::Mailto),
        (false, true) => Some(RuaKind::Https),
        (false, false) => None,
    };
}
