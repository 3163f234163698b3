//! DS records by the strength of their algorithms (IANA DNSSEC registries as set by RFC 9904 and RFC 9905).

/// The numbers of one DS record that its class depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ds {
    /// Key tag of the DNSKEY meant.
    pub key_tag: u16,
    /// DNSSEC algorithm number.
    pub algorithm: u8,
    /// Digest type number.
    pub digest_type: u8,
}

/// Class of a DS RRset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DsClass {
    /// No DS: the delegation is unsigned.
    None,
    /// At least one DS whose algorithm and digest are both assigned and not deprecated.
    Strong,
    /// Every DS has a deprecated algorithm (1, 3, 5, 6, 7, 12) or a deprecated digest (1, 3).
    Weak,
    /// None is strong, and at least one number is unassigned, reserved or private.
    Unknown,
}

impl DsClass {
    /// The state name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DsClass::None => "none",
            DsClass::Strong => "strong",
            DsClass::Weak => "weak",
            DsClass::Unknown => "unknown",
        }
    }
}

/// Class of the DS RRset of a delegation. Says nothing on whether the chain validates: that needs the child's DNSKEY.
#[must_use]
pub fn classify(rrs: &[Ds]) -> DsClass {
    let mut class = DsClass::None;
    for ds in rrs {
        match class_of(*ds) {
            DsClass::Strong => return DsClass::Strong,
            DsClass::Unknown => class = DsClass::Unknown,
            one => {
                if class == DsClass::None {
                    class = one;
                }
            }
        }
    }
    class
}

/// Class of one DS record, never [`DsClass::None`].
#[must_use]
pub fn class_of(ds: Ds) -> DsClass {
    if matches!(ds.algorithm, 1 | 3 | 5 | 6 | 7 | 12) || matches!(ds.digest_type, 1 | 3) {
        DsClass::Weak
    } else if matches!(ds.algorithm, 8 | 10 | 13..=17 | 23) && matches!(ds.digest_type, 2 | 4..=6) {
        DsClass::Strong
    } else {
        DsClass::Unknown
    }
}

/// Whether a CDS or CDNSKEY record is the delete sentinel: algorithm 0 (RFC 8078 4).
#[must_use]
pub fn is_delete_sentinel(cds: Ds) -> bool {
    cds.algorithm == 0 && cds.digest_type == 0 && cds.key_tag == 0
}
