//! What the rows of a column hold that do not set it.

use crate::coded::NULL;
use crate::columns::{Absent, Col, Kind};
use crate::plan::{LookupSet, Plan};

/// What a row holds that does not set the column.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fill {
    Null,
    /// Position in the words of the enumeration; 0 or 1 for a boolean.
    Code(u16),
    Zero,
    Empty,
    Text(String),
}

impl Fill {
    pub(super) fn code(&self) -> u16 {
        match self {
            Fill::Code(code) => *code,
            Fill::Zero | Fill::Text(_) => 0,
            Fill::Null | Fill::Empty => NULL,
        }
    }
}

/// What a column holds of a name without records.
pub(super) fn fill_of(col: Col, plan: &Plan, collected: LookupSet) -> Fill {
    let def = col.def();
    match (col, def.kind) {
        (Col::Zone, _) => return Fill::Text(plan.zone.clone()),
        (Col::SnapshotDate, _) => return Fill::Code(0),
        _ => {}
    }
    if !collected.has_all(def.needs) {
        return match def.kind {
            Kind::Enum(words) if def.name.starts_with("q_") => code_of(words, "not_collected"),
            _ => Fill::Null,
        };
    }
    match def.absent {
        Absent::Null => Fill::Null,
        Absent::False | Absent::First => Fill::Code(0),
        Absent::Zero => Fill::Zero,
        Absent::Empty => Fill::Empty,
    }
}

/// The place of a word among those of an enumeration; null if it is none of them.
pub(super) fn code_of(words: &[&str], word: &str) -> Fill {
    let at = words.iter().position(|known| *known == word);
    at.and_then(|at| u16::try_from(at).ok()).map_or(Fill::Null, Fill::Code)
}
