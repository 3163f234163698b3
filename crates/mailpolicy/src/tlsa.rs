//! TLSA records of MX hosts, as SMTP uses them (RFC 7672).

/// The numbers of one TLSA record, and how many bytes of certificate association data it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tlsa {
    /// Certificate usage: 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE.
    pub usage: u8,
    /// Selector: 0 whole certificate, 1 public key.
    pub selector: u8,
    /// Matching type: 0 full data, 1 SHA-256, 2 SHA-512.
    pub matching: u8,
    /// Length of the association data in bytes (decoded, not hexadecimal digits).
    pub data_len: usize,
}

/// Whether SMTP can use a record: usage 2 or 3 (RFC 7672 3.1), a known selector and matching type, and data of the length of the
/// digest. Usages 0 and 1 are unusable for SMTP (3.1.3).
#[must_use]
pub fn is_usable(tlsa: Tlsa) -> bool {
    matches!(tlsa.usage, 2 | 3)
        && tlsa.selector <= 1
        && match tlsa.matching {
            0 => tlsa.data_len > 0,
            1 => tlsa.data_len == 32,
            2 => tlsa.data_len == 64,
            _ => false,
        }
}

/// Whether a TLSA RRset holds at least one record that SMTP can use.
#[must_use]
pub fn usable(rrs: &[Tlsa]) -> bool {
    rrs.iter().any(|rr| is_usable(*rr))
}

/// Any and all over the MX hosts of a domain, three-valued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hosts {
    /// Some host has it; `None` if no host is known to and one is unknown, or there is no host.
    pub any: Option<bool>,
    /// Every host has it; `None` if no host is known not to and one is unknown, or there is no host.
    pub all: Option<bool>,
}

/// Combines one answer per MX host (`None`: not collected). Give the hosts of lowest preference for the "primary" figure, all of
/// them for the strict one.
#[must_use]
pub fn hosts(answers: impl IntoIterator<Item = Option<bool>>) -> Hosts {
    let (mut yes, mut no, mut unknown) = (0usize, 0usize, 0usize);
    for answer in answers {
        match answer {
            Some(true) => yes += 1,
            Some(false) => no += 1,
            None => unknown += 1,
        }
    }
    let nothing = yes + no + unknown == 0;
    Hosts {
        any: if yes > 0 { Some(true) } else { (unknown == 0 && !nothing).then_some(false) },
        all: if no > 0 { Some(false) } else { (unknown == 0 && !nothing).then_some(true) },
    }
}
