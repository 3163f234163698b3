//! Keywords that may stand for numbers.

/// Keywords in upper case and their numbers.
pub(super) type Keywords<T> = &'static [(&'static str, T)];

/// The number `text` stands for, in any letter case.
pub(super) fn find_number<T: Copy>(keywords: Keywords<T>, text: &[u8]) -> Option<T> {
    keywords.iter().find(|(name, _)| text.eq_ignore_ascii_case(name.as_bytes())).map(|&(_, number)| number)
}

/// The keyword of `number`.
pub(super) fn find_keyword<T: Copy + PartialEq>(keywords: Keywords<T>, number: T) -> Option<&'static str> {
    keywords.iter().find(|keyword| keyword.1 == number).map(|keyword| keyword.0)
}

/// DNSSEC algorithms (RFC 4034 A.1 and the IANA registry).
pub(super) const ALGORITHMS: Keywords<u8> = &[
    ("RSAMD5", 1),
    ("DH", 2),
    ("DSA", 3),
    ("ECC", 4),
    ("RSASHA1", 5),
    ("DSA-NSEC3-SHA1", 6),
    ("NSEC3DSA", 6),
    ("RSASHA1-NSEC3-SHA1", 7),
    ("NSEC3RSASHA1", 7),
    ("RSASHA256", 8),
    ("RSASHA512", 10),
    ("ECC-GOST", 12),
    ("ECCGOST", 12),
    ("ECDSAP256SHA256", 13),
    ("ECDSA256", 13),
    ("ECDSAP384SHA384", 14),
    ("ECDSA384", 14),
    ("ED25519", 15),
    ("ED448", 16),
    ("SM2SM3", 17),
    ("ECC-GOST12", 23),
    ("INDIRECT", 252),
    ("PRIVATEDNS", 253),
    ("PRIVATEOID", 254),
];

/// Digest algorithms of DS.
pub(super) const DIGESTS: Keywords<u8> = &[
    ("SHA-1", 1),
    ("SHA1", 1),
    ("SHA-256", 2),
    ("SHA256", 2),
    ("GOST", 3),
    ("SHA-384", 4),
    ("SHA384", 4),
    ("GOST12", 5),
    ("SM3", 6),
];

/// Types of certificates (RFC 4398 2.1).
pub(super) const CERT_TYPES: Keywords<u16> = &[
    ("PKIX", 1),
    ("SPKI", 2),
    ("PGP", 3),
    ("IPKIX", 4),
    ("ISPKI", 5),
    ("IPGP", 6),
    ("ACPKIX", 7),
    ("IACPKIX", 8),
    ("URI", 253),
    ("OID", 254),
];

/// Protocols of keys (RFC 2535 3.1.3).
pub(super) const KEY_PROTOCOLS: Keywords<u8> =
    &[("NONE", 0), ("TLS", 1), ("EMAIL", 2), ("DNSSEC", 3), ("IPSEC", 4), ("ALL", 255)];

/// Schemes of DSYNC (RFC 9859 6.2).
pub(super) const DSYNC_SCHEMES: Keywords<u8> = &[("NOTIFY", 1)];

/// Flags of KEY (RFC 2535 7.1).
const KEY_FLAGS: Keywords<u16> = &[
    ("NOCONF", 0x4000),
    ("NOAUTH", 0x8000),
    ("NOKEY", 0xc000),
    ("FLAG2", 0x2000),
    ("EXTEND", 0x1000),
    ("FLAG4", 0x0800),
    ("FLAG5", 0x0400),
    ("USER", 0x0000),
    ("ZONE", 0x0100),
    ("HOST", 0x0200),
    ("NTYP3", 0x0300),
    ("FLAG8", 0x0080),
    ("FLAG9", 0x0040),
    ("FLAG10", 0x0020),
    ("FLAG11", 0x0010),
    ("SIG0", 0),
    ("SIG1", 1),
    ("SIG2", 2),
    ("SIG3", 3),
    ("SIG4", 4),
    ("SIG5", 5),
    ("SIG6", 6),
    ("SIG7", 7),
    ("SIG8", 8),
    ("SIG9", 9),
    ("SIG10", 10),
    ("SIG11", 11),
    ("SIG12", 12),
    ("SIG13", 13),
    ("SIG14", 14),
    ("SIG15", 15),
];

/// Flags of a KEY as keywords joined by `|`.
pub(super) fn parse_key_flags(text: &[u8]) -> Option<u16> {
    text.split(|&b| b == b'|').try_fold(0, |flags, word| Some(flags | find_number(KEY_FLAGS, word)?))
}

/// IP protocols that a WKS may name.
pub(super) const WKS_PROTOCOLS: Keywords<u8> =
    &[("ICMP", 1), ("IGMP", 2), ("GGP", 3), ("TCP", 6), ("EGP", 8), ("PUP", 12), ("UDP", 17), ("HMP", 20), ("RDP", 27)];

/// Services that a WKS may name (RFC 1010 and those in common use since).
pub(super) const SERVICES: Keywords<u16> = &[
    ("RJE", 5),
    ("ECHO", 7),
    ("DISCARD", 9),
    ("SYSTAT", 11),
    ("USERS", 11),
    ("DAYTIME", 13),
    ("NETSTAT", 15),
    ("QUOTE", 17),
    ("QOTD", 17),
    ("CHARGEN", 19),
    ("FTP-DATA", 20),
    ("FTP", 21),
    ("SSH", 22),
    ("TELNET", 23),
    ("SMTP", 25),
    ("TIME", 37),
    ("RLP", 39),
    ("GRAPHICS", 41),
    ("NAMESERVER", 42),
    ("NICNAME", 43),
    ("WHOIS", 43),
    ("LOGIN", 49),
    ("DOMAIN", 53),
    ("BOOTPS", 67),
    ("BOOTPC", 68),
    ("TFTP", 69),
    ("GOPHER", 70),
    ("FINGER", 79),
    ("HTTP", 80),
    ("KERBEROS", 88),
    ("HOSTNAME", 101),
    ("HOSTNAMES", 101),
    ("ISO-TSAP", 102),
    ("X400", 103),
    ("X400-SND", 104),
    ("CSNET-NS", 105),
    ("POP2", 109),
    ("POP3", 110),
    ("SUNRPC", 111),
    ("AUTH", 113),
    ("SFTP", 115),
    ("UUCP-PATH", 117),
    ("NNTP", 119),
    ("NTP", 123),
    ("NETBIOS-NS", 137),
    ("NETBIOS-DGM", 138),
    ("NETBIOS-SSN", 139),
    ("IMAP", 143),
    ("SNMP", 161),
    ("BGP", 179),
    ("IRC", 194),
    ("HTTPS", 443),
];
