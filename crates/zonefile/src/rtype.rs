//! RR types and classes as numbers with their registered mnemonics (IANA "DNS Parameters", RFC 6895; RFC 3597 for the rest).

use crate::keys;
use std::fmt;

/// An RR type number. Types without a mnemonic print as `TYPEnnn` (RFC 3597 5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RrType(pub u16);

/// An RR class number. Classes without a mnemonic print as `CLASSnnn` (RFC 3597 5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Class(pub u16);

impl Class {
    /// The Internet.
    pub const IN: Class = Class(1);
    /// CSNET (obsolete).
    pub const CS: Class = Class(2);
    /// CHAOS.
    pub const CH: Class = Class(3);
    /// Hesiod.
    pub const HS: Class = Class(4);

    /// The class named by `text` in any letter case, `CLASSnnn` included.
    pub fn parse(text: &[u8]) -> Option<Class> {
        match text.len() {
            2 => match &[text[0] | 0x20, text[1] | 0x20] {
                b"in" => Some(Class::IN),
                b"cs" => Some(Class::CS),
                b"ch" => Some(Class::CH),
                b"hs" => Some(Class::HS),
                _ => None,
            },
            6.. => parse_numbered(b"CLASS", text).map(Class),
            _ => None,
        }
    }

    /// True for the classes that stand in queries and updates alone, NONE (254) and ANY (255), and for those that RFC 6895 3.2
    /// reserves, 0 and 65535.
    pub fn is_meta(self) -> bool {
        matches!(self.0, 0 | 254 | 255 | 65535)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Class::IN => f.write_str("IN"),
            Class::CS => f.write_str("CS"),
            Class::CH => f.write_str("CH"),
            Class::HS => f.write_str("HS"),
            Class(n) => write!(f, "CLASS{n}"),
        }
    }
}

macro_rules! rr_types {
    ($($name:ident $text:literal $number:literal),* $(,)?) => {
        impl RrType {
            $(#[doc = concat!("Type ", $text, " (", $number, ").")] pub const $name: RrType = RrType($number);)*

            /// The registered mnemonic, or None.
            pub fn mnemonic(self) -> Option<&'static str> {
                match self.0 { $($number => Some($text),)* _ => None }
            }
        }
        /// Every data type with a mnemonic, by number.
        pub const RR_TYPES: &[(RrType, &str)] = &[$((RrType($number), $text)),*];
    };
}

rr_types! {
    A "A" 1, NS "NS" 2, MD "MD" 3, MF "MF" 4, CNAME "CNAME" 5, SOA "SOA" 6, MB "MB" 7, MG "MG" 8, MR "MR" 9, NULL "NULL" 10,
    WKS "WKS" 11, PTR "PTR" 12, HINFO "HINFO" 13, MINFO "MINFO" 14, MX "MX" 15, TXT "TXT" 16, RP "RP" 17, AFSDB "AFSDB" 18,
    X25 "X25" 19, ISDN "ISDN" 20, RT "RT" 21, NSAP "NSAP" 22, NSAP_PTR "NSAP-PTR" 23, SIG "SIG" 24, KEY "KEY" 25, PX "PX" 26,
    GPOS "GPOS" 27, AAAA "AAAA" 28, LOC "LOC" 29, NXT "NXT" 30, EID "EID" 31, NIMLOC "NIMLOC" 32, SRV "SRV" 33, ATMA "ATMA" 34,
    NAPTR "NAPTR" 35, KX "KX" 36, CERT "CERT" 37, A6 "A6" 38, DNAME "DNAME" 39, SINK "SINK" 40, APL "APL" 42, DS "DS" 43,
    SSHFP "SSHFP" 44, IPSECKEY "IPSECKEY" 45, RRSIG "RRSIG" 46, NSEC "NSEC" 47, DNSKEY "DNSKEY" 48, DHCID "DHCID" 49,
    NSEC3 "NSEC3" 50, NSEC3PARAM "NSEC3PARAM" 51, TLSA "TLSA" 52, SMIMEA "SMIMEA" 53, HIP "HIP" 55, NINFO "NINFO" 56,
    RKEY "RKEY" 57, TALINK "TALINK" 58, CDS "CDS" 59, CDNSKEY "CDNSKEY" 60, OPENPGPKEY "OPENPGPKEY" 61, CSYNC "CSYNC" 62,
    ZONEMD "ZONEMD" 63, SVCB "SVCB" 64, HTTPS "HTTPS" 65, DSYNC "DSYNC" 66, HHIT "HHIT" 67, BRID "BRID" 68,
    SPF "SPF" 99, UINFO "UINFO" 100, UID "UID" 101, GID "GID" 102, UNSPEC "UNSPEC" 103, NID "NID" 104, L32 "L32" 105,
    L64 "L64" 106, LP "LP" 107, EUI48 "EUI48" 108, EUI64 "EUI64" 109, NXNAME "NXNAME" 128, URI "URI" 256, CAA "CAA" 257,
    AVC "AVC" 258, DOA "DOA" 259, AMTRELAY "AMTRELAY" 260, RESINFO "RESINFO" 261, WALLET "WALLET" 262, CLA "CLA" 263,
    IPN "IPN" 264, TA "TA" 32768, DLV "DLV" 32769,
}

impl RrType {
    /// The type named by `text` in any letter case, `TYPEnnn` included.
    pub fn parse(text: &[u8]) -> Option<RrType> {
        let named = match text.len() {
            0 => None,
            1..=8 => keys::find_type(keys::upper(keys::word_of(text))),
            _ => RR_TYPES.iter().find(|(_, name)| text.eq_ignore_ascii_case(name.as_bytes())).map(|&(rtype, _)| rtype),
        };
        named.or_else(|| parse_numbered(b"TYPE", text).map(RrType))
    }

    /// True for the numbers that stand in questions and messages, never in a zone (OPT, TKEY … ANY; RFC 6895 3.1).
    pub fn is_meta(self) -> bool {
        matches!(self.0, 0 | 41 | 128..=255)
    }
}

impl fmt::Display for RrType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mnemonic() {
            Some(name) => f.write_str(name),
            None => write!(f, "TYPE{}", self.0),
        }
    }
}

fn parse_numbered(prefix: &[u8], text: &[u8]) -> Option<u16> {
    let (head, digits) = text.split_at_checked(prefix.len())?;
    if !head.eq_ignore_ascii_case(prefix) || digits.is_empty() || digits.len() > 5 {
        return None;
    }
    digits
        .iter()
        .try_fold(0u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
        .and_then(|n| u16::try_from(n).ok())
}
