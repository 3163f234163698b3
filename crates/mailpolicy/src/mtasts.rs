//! The MTA-STS record at `_mta-sts.<name>` (RFC 8461 3.1). The policy itself is served by HTTPS and not judged here.

use crate::tags::Fields;
use crate::text::strip_prefix_nocase;
use crate::{Code, Finding, Findings, Selection};

pub use crate::selection::State;

const VERSION: &[u8] = b"v=STSv1";

/// The verdict on the TXT RRset of `_mta-sts.<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MtaSts<'a> {
    /// Says nothing on the policy file.
    pub state: State,
    /// Number of records beginning with `v=STSv1;`.
    pub count: u16,
    /// The record, where there is exactly one.
    pub record: Option<&'a [u8]>,
    /// The policy id, if valid.
    pub id: Option<&'a [u8]>,
    /// Findings in the one record, or the near miss where there is none.
    pub findings: Findings,
}

/// Whether a TXT record begins exactly `v=STSv1;`, letter case included.
#[must_use]
pub fn is_mtasts(txt: &[u8]) -> bool {
    txt.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with(b";"))
}

/// Selects and judges the MTA-STS record in a TXT RRset.
#[must_use]
pub fn select<'a>(txts: &[&'a [u8]]) -> MtaSts<'a> {
    let selection = Selection::of(txts, is_mtasts);
    let mut sts =
        MtaSts { state: State::None, count: selection.count(), record: None, id: None, findings: Findings::default() };
    match selection {
        Selection::None => {
            if txts.iter().any(|txt| strip_prefix_nocase(txt.trim_ascii(), VERSION).is_some()) {
                sts.findings.push(Finding::new(Code::StsNearMiss, 0));
            }
        }
        Selection::Multiple(_) => {
            sts.state = State::Multiple;
            sts.findings.push(Finding::new(Code::StsMultiple, 0));
        }
        Selection::One(record) => {
            sts.record = Some(record);
            read(&mut sts, record);
            sts.state = if sts.findings.has_errors() { State::Invalid } else { State::Valid };
        }
    }
    sts
}

fn read<'a>(sts: &mut MtaSts<'a>, record: &'a [u8]) {
    let mut ids = 0;
    for field in Fields::new(record, VERSION.len()) {
        let Ok(field) = field.and_then(|f| if f.name == b"id" { Ok(f) } else { f.check_extension() }) else {
            let at = field.map_or_else(|at| at, |f| f.at);
            sts.findings.push(Finding::new(Code::StsSyntax, at));
            continue;
        };
        if field.name != b"id" {
            continue;
        }
        ids += 1;
        if ids > 1 {
            sts.findings.push(Finding::new(Code::StsIdRepeated, field.at));
        } else if (1..=32).contains(&field.value.len()) && field.value.iter().all(u8::is_ascii_alphanumeric) {
            sts.id = Some(field.value);
        } else {
            sts.findings.push(Finding::new(Code::StsIdInvalid, field.value_at));
        }
    }
    if ids == 0 {
        sts.findings.push(Finding::new(Code::StsIdMissing, record.len()));
    }
}
