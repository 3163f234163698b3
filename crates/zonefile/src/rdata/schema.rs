//! What the data of each type is made of. The drivers in `encode.rs` and `print.rs` follow these lists.

use super::keywords::{ALGORITHMS, CERT_TYPES, DIGESTS, DSYNC_SCHEMES, KEY_PROTOCOLS, Keywords, WKS_PROTOCOLS};
use crate::rtype::RrType;

/// A field of record data. Those that take "all that is left" stand last.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    /// A domain name, printed as it is held.
    Name,
    /// A domain name of a type listed in RFC 4034 6.2 (as changed by RFC 6840 5.1): printed in lower case.
    LowerName,
    U8,
    U16,
    U32,
    U64,
    /// 32 bits of seconds, units allowed.
    Period,
    /// 32 bits as `YYYYMMDDHHmmSS`.
    Time,
    /// 16 bits, a type mnemonic.
    Type,
    /// 8 bits: a number or a keyword, printed as a number.
    Keyword(Keywords<u8>),
    /// 8 bits: a number or a keyword, printed as the keyword if there is one.
    NamedKeyword(Keywords<u8>),
    /// 16 bits: a number or a keyword, printed as the keyword if there is one.
    NamedKeyword16(Keywords<u16>),
    /// The flags of KEY: a number or keywords joined by `|`.
    KeyFlags,
    Ipv4,
    Ipv6,
    Locator,
    Eui48,
    Eui64,
    Nsap,
    Atma,
    /// One character-string, at most 255 bytes.
    String,
    /// One character-string or none.
    OptionalString,
    /// One character-string or more, all that is left.
    Strings,
    /// A character-string of four digits or more.
    DigitString,
    /// A character-string of letters and digits, printed without quotes.
    Tag,
    /// One string of any length, all that is left.
    Text,
    /// As `Text`, one byte at least.
    NonEmptyText,
    /// Hexadecimal, all that is left, one byte at least.
    Hex,
    /// Hexadecimal, all that is left, as long as the table says for the kind given in the byte before it.
    Digest(Digests),
    /// Base64, all that is left, one byte at least.
    Base64,
    /// Base64, all that is left, perhaps nothing.
    OptionalBase64,
    /// One field of base64, `-` for nothing; all that is left.
    DashedBase64,
    /// Hexadecimal behind a length byte, `-` for nothing.
    Salt,
    /// Base32hex behind a length byte, one byte at least.
    Hash,
    /// Window blocks of types, all that is left.
    Types,
    /// The bitmap of types of NXT, all that is left.
    LowTypes,
    /// The bitmap of ports of WKS, all that is left.
    Ports,
    /// All of a LOC.
    Location,
    /// All of an APL.
    Prefixes,
    /// All of an A6.
    A6,
    /// Type of gateway, algorithm, gateway and key of IPSECKEY.
    IpsecGateway,
    /// Discovery bit, type of relay and relay of AMTRELAY.
    Relay,
    /// All of a HIP.
    HostIdentity,
    /// Service parameters, all that is left.
    Parameters,
}

/// Lengths of the digests that are defined, and the least of the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digests {
    pub(super) known: &'static [(u8, usize)],
    pub(super) least: usize,
}

impl Digests {
    /// True if a digest of kind `kind` may have `length` bytes.
    pub(super) fn allow(&self, kind: u8, length: usize) -> bool {
        match self.known.iter().find(|known| known.0 == kind) {
            Some(known) => known.1 == length,
            None => length >= self.least,
        }
    }
}

/// RFC 4034 5.1.4, RFC 4509 2.1, RFC 6605 2.
pub(super) const DS_DIGESTS: Digests = Digests { known: &[(1, 20), (2, 32), (4, 48)], least: 1 };
/// RFC 4255 3.1.3, RFC 6594 4.1.
const SSHFP_DIGESTS: Digests = Digests { known: &[(1, 20), (2, 32)], least: 1 };
/// RFC 8976 2.2.4.
const ZONEMD_DIGESTS: Digests = Digests { known: &[(1, 48), (2, 64)], least: 12 };

use Field::*;

const SIGNATURE: &[Field] = &[Type, Keyword(ALGORITHMS), U8, Period, Time, Time, U16, LowerName, Base64];
const PUBLIC_KEY: &[Field] = &[U16, Keyword(KEY_PROTOCOLS), Keyword(ALGORITHMS), Base64];

/// The fields of `rtype`; None if only the form of RFC 3597 is defined for it (NULL, UINFO, UID, GID, UNSPEC and unknown types).
pub(super) fn fields(rtype: RrType) -> Option<&'static [Field]> {
    host_fields(rtype).or_else(|| security_fields(rtype)).or_else(|| text_fields(rtype))
}

/// Types that lead to names and addresses.
fn host_fields(rtype: RrType) -> Option<&'static [Field]> {
    Some(match rtype {
        RrType::A => &[Ipv4],
        RrType::AAAA => &[Ipv6],
        RrType::NS
        | RrType::MD
        | RrType::MF
        | RrType::CNAME
        | RrType::MB
        | RrType::MG
        | RrType::MR
        | RrType::PTR
        | RrType::DNAME => &[LowerName],
        RrType::NSAP_PTR => &[Name],
        RrType::SOA => &[LowerName, LowerName, U32, Period, Period, Period, Period],
        RrType::MX | RrType::AFSDB | RrType::RT | RrType::KX => &[U16, LowerName],
        RrType::LP => &[U16, Name],
        RrType::MINFO | RrType::RP => &[LowerName, LowerName],
        RrType::TALINK => &[Name, Name],
        RrType::PX => &[U16, LowerName, LowerName],
        RrType::SRV => &[U16, U16, U16, LowerName],
        RrType::NAPTR => &[U16, U16, String, String, String, LowerName],
        RrType::SVCB | RrType::HTTPS => &[U16, Name, Parameters],
        RrType::DSYNC => &[Type, NamedKeyword(DSYNC_SCHEMES), U16, Name],
        RrType::WKS => &[Ipv4, Keyword(WKS_PROTOCOLS), Ports],
        RrType::NSAP => &[Nsap],
        RrType::ATMA => &[Atma],
        RrType::NID | RrType::L64 => &[U16, Locator],
        RrType::L32 => &[U16, Ipv4],
        RrType::EUI48 => &[Eui48],
        RrType::EUI64 => &[Eui64],
        RrType::A6 => &[A6],
        RrType::APL => &[Prefixes],
        RrType::LOC => &[Location],
        RrType::AMTRELAY => &[U8, Relay],
        _ => return None,
    })
}

/// Types that hold keys, signatures and digests.
fn security_fields(rtype: RrType) -> Option<&'static [Field]> {
    Some(match rtype {
        RrType::DS | RrType::CDS | RrType::DLV | RrType::TA => {
            &[U16, Keyword(ALGORITHMS), Keyword(DIGESTS), Digest(DS_DIGESTS)]
        }
        RrType::DNSKEY | RrType::CDNSKEY | RrType::RKEY => PUBLIC_KEY,
        RrType::KEY => &[KeyFlags, Keyword(KEY_PROTOCOLS), Keyword(ALGORITHMS), OptionalBase64],
        RrType::RRSIG | RrType::SIG => SIGNATURE,
        RrType::NSEC => &[Name, Types],
        RrType::NXT => &[LowerName, LowTypes],
        RrType::NSEC3 => &[U8, U8, U16, Salt, Hash, Types],
        RrType::NSEC3PARAM => &[U8, U8, U16, Salt],
        RrType::CSYNC => &[U32, U16, Types],
        RrType::ZONEMD => &[U32, U8, U8, Digest(ZONEMD_DIGESTS)],
        RrType::SSHFP => &[U8, U8, Digest(SSHFP_DIGESTS)],
        RrType::TLSA | RrType::SMIMEA => &[U8, U8, U8, Hex],
        RrType::CERT => &[NamedKeyword16(CERT_TYPES), U16, Keyword(ALGORITHMS), Base64],
        RrType::IPSECKEY => &[U8, IpsecGateway],
        RrType::HIP => &[HostIdentity],
        RrType::DHCID | RrType::OPENPGPKEY | RrType::HHIT | RrType::BRID => &[Base64],
        _ => return None,
    })
}

/// Types that hold text, numbers and data of applications.
fn text_fields(rtype: RrType) -> Option<&'static [Field]> {
    Some(match rtype {
        RrType::TXT | RrType::SPF | RrType::NINFO | RrType::AVC | RrType::RESINFO | RrType::WALLET | RrType::CLA => {
            &[Strings]
        }
        RrType::HINFO => &[String, String],
        RrType::X25 => &[DigitString],
        RrType::ISDN => &[String, OptionalString],
        RrType::GPOS => &[String, String, String],
        RrType::URI => &[U16, U16, NonEmptyText],
        RrType::CAA => &[U8, Tag, Text],
        RrType::EID | RrType::NIMLOC => &[Hex],
        RrType::SINK => &[U8, U8, U8, OptionalBase64],
        RrType::DOA => &[U32, U32, U8, String, DashedBase64],
        RrType::IPN => &[U64],
        _ => return None,
    })
}
