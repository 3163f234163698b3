//! The rows of the column table.

use super::Absent::{Empty, False, First, Null, Zero};
use super::Kind::{Bool, Date, Enum, Text, TextList, U8, U8List, U16, U16List, U64};
use super::{ColumnDef, Lookup};
use Lookup::{Bimi, Dmarc, Domainkey, Ds, Mx, Ns, Sts, Tlsa, Tlsrpt, Txt};

const Q: &[&str] = &["nodata", "ok", "nxdomain", "error", "not_collected"];
const ALL_MECHANISM: &[&str] = &["+", "-", "~", "?", "missing", "redirect", "unknown"];
const POLICY: &[&str] = &["none", "quarantine", "reject"];
const POLICY_TAG: &[&str] = &["none", "quarantine", "reject", "invalid"];
const ALIGNMENT: &[&str] = &["r", "s", "invalid"];
const RECORD_STATE: &[&str] = &["none", "valid", "invalid", "multiple"];

/// How sets of records come together.
const UNION: &str = "union of distinct RRs";
const ONE_NAME: &str = "from the name";
const CONSTANT: &str = "same in every row";
const JOIN: &str = "joined on the name";
const SNAPSHOT: &str = "over the merged snapshot";

macro_rules! columns {
    ($($id:ident $name:literal, $kind:expr, $needs:expr, $absent:ident, $definition:literal, $unit:literal, $rfc:literal, $merge:ident;)*) => {
        /// A column of `domains.parquet`, in the order of the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(usize)]
        pub enum Col { $(#[doc = $definition] $id,)* }

        impl Col {
            /// Every column, in order.
            pub const ALL: &'static [Col] = &[$(Col::$id,)*];

            /// The definition of the column.
            #[must_use]
            pub const fn def(self) -> &'static ColumnDef {
                &TABLE[self as usize]
            }
        }

        const TABLE: &[ColumnDef] = &[$(ColumnDef {
            name: $name,
            kind: $kind,
            needs: &$needs,
            absent: $absent,
            definition: $definition,
            unit: $unit,
            rfc: $rfc,
            merge: $merge,
        },)*];
    };
}

#[rustfmt::skip]
columns! {
    SnapshotDate "snapshot_date", Date, [], Null, "Date of the snapshot.", "", "", CONSTANT;
    Zone "zone", Text, [], Null, "The zone or registry the census is about, empty if there is no single one.", "", "", CONSTANT;
    Name "name", Text, [], Null, "The domain name as A-labels, lower case, without the final dot; escapes as in RFC 1035 5.1.", "", "RFC 5890 2.3.2.1", ONE_NAME;
    NameU "name_u", Text, [], Null, "The name as U-labels; null unless is_idn and every label decodes.", "", "RFC 5891 5", ONE_NAME;
    Labels "labels", U8, [], Null, "Number of labels of the name.", "labels", "RFC 1034 3.1", ONE_NAME;
    Depth "depth", U8, [], Null, "Labels below the zone; null for names outside it or without a single zone.", "labels", "", ONE_NAME;
    IsIdn "is_idn", Bool, [], Null, "Some label is an A-label (begins with xn--).", "", "RFC 5890 2.3.2.1", ONE_NAME;
    Type "type", Text, [], Null, "Registration type by the cohort, else by the taxonomy.", "", "", ONE_NAME;
    TypeGroup "type_group", Text, [], Null, "Group of types, as published tables fold them.", "", "", ONE_NAME;
    Sld "sld", Text, [], Null, "The suffix that the taxonomy matched, cut to two labels.", "", "", ONE_NAME;
    Region "region", Text, [], Null, "Region by the cohort, else by the taxonomy.", "", "", ONE_NAME;
    Pref "pref", Text, [], Null, "Prefecture or state by the cohort, else by the taxonomy.", "", "", ONE_NAME;
    EntityCode "entity_code", Text, [], Null, "Code of the organisation, from the cohort.", "", "", JOIN;
    OrgDomain "org_domain", Text, [Dmarc], Null, "Organisational domain by the DNS tree walk; null if a name on the walk is unknown.", "", "RFC 9989 4.10.2", SNAPSHOT;
    OrgMethod "org_method", Enum(&["walk", "psl"]), [Dmarc], Null, "How org_domain was found.", "", "RFC 9989 4.10.2", SNAPSHOT;

    NNs "n_ns", U8, [Ns], Zero, "Number of distinct NS records (255 for more).", "records", "RFC 1035 3.3.11", UNION;
    NsSetHash "ns_set_hash", U64, [Ns], Null, "XXH3 (64 bits) of the sorted lower-case NS hosts, each with its final dot: equal sets, equal hashes.", "", "", UNION;
    NsProvider "ns_provider", Text, [Ns], Null, "Provider of most NS hosts, the first by name among equals: by rule, else the host's own domain.", "", "", UNION;
    NsMultiProvider "ns_multi_provider", Bool, [Ns], Null, "The NS hosts belong to two providers or more.", "", "", UNION;
    DsCount "ds_count", U8, [Ds], Zero, "Number of distinct DS records.", "records", "RFC 4034 5", UNION;
    DsKeyTags "ds_key_tags", U16List, [Ds], Empty, "Key tags of the DS records, ascending, distinct.", "", "RFC 4034 5.1.1", UNION;
    DsAlgs "ds_algs", U8List, [Ds], Empty, "Algorithm numbers of the DS records, ascending, distinct.", "", "RFC 4034 5.1.2", UNION;
    DsDigests "ds_digests", U8List, [Ds], Empty, "Digest type numbers of the DS records, ascending, distinct.", "", "RFC 4034 5.1.3", UNION;
    DsClass "ds_class", Enum(&["none", "strong", "weak", "unknown"]), [Ds], First, "strong: some DS has an algorithm and a digest in good standing; weak: all are deprecated. Says nothing on validation.", "", "RFC 9904, RFC 9905", UNION;
    CdsDelete "cds_delete", Bool, [], Null, "A CDS record is the delete sentinel; null without CDS records.", "", "RFC 8078 4", UNION;

    QMx "q_mx", Enum(Q), [Mx], First, "Outcome of the MX lookup; a CNAME at the name is followed within the snapshot.", "", "", UNION;
    QTxt "q_txt", Enum(Q), [Txt], First, "Outcome of the TXT lookup at the name; a CNAME is followed within the snapshot.", "", "", UNION;
    QDmarc "q_dmarc", Enum(Q), [Dmarc], First, "Outcome of the lookup at _dmarc.", "", "", UNION;
    QSts "q_sts", Enum(Q), [Sts], First, "Outcome of the lookup at _mta-sts.", "", "", UNION;
    QTlsrpt "q_tlsrpt", Enum(Q), [Tlsrpt], First, "Outcome of the lookup at _smtp._tls.", "", "", UNION;
    QBimi "q_bimi", Enum(Q), [Bimi], First, "Outcome of the lookup at default._bimi.", "", "", UNION;
    QTlsa "q_tlsa", Enum(Q), [Tlsa], First, "Outcome of the TLSA lookups of the MX hosts, CNAMEs followed within the snapshot: ok if one of them has TLSA.", "", "", SNAPSHOT;
    QDomainkey "q_domainkey", Enum(Q), [Domainkey], First, "Outcome of the lookup at _domainkey.", "", "", UNION;

    MxRrPresent "mx_rr_present", Bool, [Mx], False, "At least one MX record, Null MX included.", "", "RFC 5321 5.1", UNION;
    MxClass "mx_class", Enum(&["none", "implicit", "null", "malformed_root", "null_mixed", "normal"]), [Mx], First, "Class of the MX RRset. implicit is only told apart from none where addresses were read.", "", "RFC 7505 3", UNION;
    AcceptsMail "accepts_mail", Bool, [Mx], False, "Some MX record names a host; an implicit MX does not count.", "", "RFC 5321 5.1", UNION;
    MxHosts "mx_hosts", TextList, [Mx], Empty, "MX hosts by preference, then by name, lower case, without final dot; the root is left out.", "", "RFC 5321 5.1", UNION;
    MxMinPref "mx_min_pref", U16, [Mx], Null, "Lowest preference among the named hosts.", "", "RFC 5321 5.1", UNION;
    MxProvider "mx_provider", Text, [Mx], Null, "Provider of the most preferred MX host, the first by name among equals.", "", "", UNION;
    MxInBailiwick "mx_in_bailiwick", Bool, [Mx], Null, "Some MX host is at or below the name; null without a named host.", "", "", UNION;

    SpfN "spf_n", U8, [Txt], Zero, "Number of SPF records.", "records", "RFC 7208 4.5", UNION;
    SpfState "spf_state", Enum(&["none", "valid", "permerror_syntax", "permerror_multiple", "permerror_include"]), [Txt], First, "Verdict on the SPF record; permerror_include where a target within the snapshot has no valid record.", "", "RFC 7208 4.5, 4.6, 5.2", SNAPSHOT;
    SpfAll "spf_all", Enum(ALL_MECHANISM), [Txt], Null, "Qualifier of the first all; redirect or missing without one.", "", "RFC 7208 5.1, 4.7", UNION;
    SpfAllEffective "spf_all_effective", Enum(ALL_MECHANISM), [Txt], Null, "The same with redirect followed within the snapshot; unknown where it leads out of it or to an error.", "", "RFC 7208 6.1", SNAPSHOT;
    SpfOnlyAll "spf_only_all", Bool, [Txt], False, "Valid, and the only term besides unknown modifiers and exp= is -all.", "", "RFC 7208 10.1.2", UNION;
    SpfExactFailAll "spf_exact_fail_all", Bool, [Txt], False, "The record is byte for byte v=spf1 -all.", "", "RFC 7208 10.1.2", UNION;
    SpfRawSha "spf_raw_sha", U64, [Txt], Null, "First 64 bits (big endian) of the SHA-256 of the joined record.", "", "", UNION;
    SpfLen "spf_len", U16, [Txt], Null, "Length of the joined record.", "bytes", "RFC 7208 3.4", UNION;
    SpfTxtStrings "spf_txt_strings", U8, [Txt], Null, "Number of character-strings of the record.", "strings", "RFC 7208 3.3", UNION;
    SpfIncludes "spf_includes", TextList, [Txt], Empty, "Targets of include in the order of the record, as written in lower case.", "", "RFC 7208 5.2", UNION;
    SpfProviders "spf_providers", TextList, [Txt], Empty, "Providers of the include and redirect targets, distinct, by name; targets with macros left out.", "", "", UNION;
    SpfRedirect "spf_redirect", Text, [Txt], Null, "Target of redirect=, as written in lower case.", "", "RFC 7208 6.1", UNION;
    SpfIp4Addrs "spf_ip4_addrs", U64, [Txt], Null, "IPv4 addresses that pass by ip4, overlaps counted twice.", "addresses", "RFC 7208 5.6", UNION;
    SpfIp6PrefixMin "spf_ip6_prefix_min", U8, [Txt], Null, "Shortest prefix among the ip6 networks that pass.", "bits", "RFC 7208 5.6", UNION;
    SpfLookupMax "spf_lookup_max", U16, [Txt], Null, "Terms that need a lookup over the include and redirect closure; more than 10 may permerror. A floor unless complete.", "lookups", "RFC 7208 4.6.4", SNAPSHOT;
    SpfLookupComplete "spf_lookup_complete", Bool, [Txt], Null, "Every target of the closure was in the snapshot and without macros.", "", "RFC 7208 4.6.4", SNAPSHOT;
    SpfVoidMin "spf_void_min", U8, [Txt], Null, "Lookups of the closure known to be void.", "lookups", "RFC 7208 4.6.4", SNAPSHOT;
    SpfLoop "spf_loop", Bool, [Txt], Null, "An include or redirect leads back to a name on its own path.", "", "RFC 7208 4.6.4", SNAPSHOT;
    SpfUsesPtr "spf_uses_ptr", Bool, [Txt], Null, "The record has a ptr mechanism.", "", "RFC 7208 5.5", UNION;
    SpfUsesMacro "spf_uses_macro", Bool, [Txt], Null, "Some domain-spec of the record has a macro.", "", "RFC 7208 7", UNION;
    SpfRr99 "spf_rr99", Bool, [Txt], False, "A record of the discontinued type SPF (99) is there.", "", "RFC 7208 3.1", UNION;

    DmarcN "dmarc_n", U8, [Dmarc], Zero, "Number of DMARC records at _dmarc, CNAME followed within the snapshot.", "records", "RFC 9989 4.10", UNION;
    DmarcState "dmarc_state", Enum(&["none", "valid", "valid_with_errors", "fallback_none", "no_policy", "duplicate_tag", "multiple"]), [Dmarc], First, "Verdict on the name's own DMARC record.", "", "RFC 9989 4.8, 4.10.1", UNION;
    DmarcP "dmarc_p", Enum(POLICY_TAG), [Dmarc], Null, "p as published, in lower case; null where it is not.", "", "RFC 9989 4.7", UNION;
    DmarcSp "dmarc_sp", Enum(POLICY_TAG), [Dmarc], Null, "sp as published.", "", "RFC 9989 4.7", UNION;
    DmarcNp "dmarc_np", Enum(POLICY_TAG), [Dmarc], Null, "np as published.", "", "RFC 9989 4.7", UNION;
    DmarcAdkim "dmarc_adkim", Enum(ALIGNMENT), [Dmarc], Null, "adkim as published.", "", "RFC 9989 4.7", UNION;
    DmarcAspf "dmarc_aspf", Enum(ALIGNMENT), [Dmarc], Null, "aspf as published.", "", "RFC 9989 4.7", UNION;
    DmarcFo "dmarc_fo", Text, [Dmarc], Null, "fo as published.", "", "RFC 9989 4.7", UNION;
    DmarcPct "dmarc_pct", U8, [Dmarc], Null, "pct as published; null where absent or invalid.", "percent", "RFC 7489 6.3", UNION;
    DmarcT "dmarc_t", Enum(&["y", "n", "invalid"]), [Dmarc], Null, "t as published.", "", "RFC 9989 4.7", UNION;
    DmarcPsd "dmarc_psd", Enum(&["y", "n", "u", "invalid"]), [Dmarc], Null, "psd as published.", "", "RFC 9989 4.7", UNION;
    DmarcPEffective "dmarc_p_effective", Enum(POLICY), [Dmarc], Null, "Policy in effect for the name by discovery, t=y one step down; null where no record applies or it gives none.", "", "RFC 9989 4.10.1", SNAPSHOT;
    DmarcSource "dmarc_source", Enum(&["none", "own", "org", "psd"]), [Dmarc], First, "Whose record gives the policy in effect.", "", "RFC 9989 4.10.1", SNAPSHOT;
    DmarcSourceName "dmarc_source_name", Text, [Dmarc], Null, "The name, without _dmarc, whose record that is.", "", "RFC 9989 4.10.1", SNAPSHOT;
    DmarcEnforced "dmarc_enforced", Bool, [Dmarc], False, "The policy in effect is quarantine or reject, t is not y, pct is absent or 100.", "", "RFC 9989 4.7", SNAPSHOT;
    DmarcRuaN "dmarc_rua_n", U8, [Dmarc], Zero, "Valid addresses in rua of the own record.", "addresses", "RFC 9989 4.8", UNION;
    DmarcRuaProviders "dmarc_rua_providers", TextList, [Dmarc], Empty, "Providers of those addresses, distinct, by name.", "", "", UNION;
    DmarcRuaExternal "dmarc_rua_external", Bool, [Dmarc], Null, "Some rua address lies outside the organisational domain.", "", "RFC 9990 4", SNAPSHOT;
    DmarcRuaAuthorised "dmarc_rua_authorised", Enum(&["yes", "no", "not_collected"]), [Dmarc], Null, "Every external rua domain agrees by a record at NAME._report._dmarc; no where one known not to; null without an external one.", "", "RFC 9990 4", SNAPSHOT;

    StsState "sts_state", Enum(RECORD_STATE), [Sts], First, "Verdict on the MTA-STS record. Only valid means implemented; the policy file is not looked at.", "", "RFC 8461 3.1", UNION;
    StsId "sts_id", Text, [Sts], Null, "id of the valid record.", "", "RFC 8461 3.1", UNION;
    StsMode "sts_mode", Enum(&["enforce", "testing", "none"]), [Sts], Null, "Mode of the policy file, from a side file; null where none was given.", "", "RFC 8461 3.2", JOIN;
    TlsrptState "tlsrpt_state", Enum(RECORD_STATE), [Tlsrpt], First, "Verdict on the TLSRPT record.", "", "RFC 8460 3", UNION;
    TlsrptRuaKind "tlsrpt_rua_kind", Enum(&["mailto", "https", "mailto+https"]), [Tlsrpt], Null, "Kinds of addresses in rua.", "", "RFC 8460 3", UNION;
    BimiState "bimi_state", Enum(&["none", "valid", "declined", "invalid", "multiple"]), [Bimi], First, "Verdict on the BIMI record of the default selector.", "", "draft-brand-indicators-for-message-identification 4", UNION;
    BimiVmc "bimi_vmc", Bool, [Bimi], Null, "The record names a mark certificate.", "", "draft-brand-indicators-for-message-identification 4.2", UNION;
    BimiEligible "bimi_eligible", Bool, [Bimi, Dmarc], False, "The own DMARC policy is one that BIMI asks for: quarantine or reject, pct 100, sp not none.", "", "draft-brand-indicators-for-message-identification 7.1", UNION;
    TlsaHostsAll "tlsa_hosts_all", Bool, [Tlsa, Mx], Null, "Every MX host of lowest preference has a TLSA record that SMTP can use; null if unknown. Whether the zone is signed is not known here.", "", "RFC 7672 2.2.1, 3.1", SNAPSHOT;
    TlsaHostsAny "tlsa_hosts_any", Bool, [Tlsa, Mx], Null, "Some MX host of lowest preference has one.", "", "RFC 7672 2.2.1, 3.1", SNAPSHOT;
    TlsaUsages "tlsa_usages", U8List, [Tlsa, Mx], Empty, "Usages in the TLSA records of the MX hosts, ascending, distinct.", "", "RFC 7672 3.1", SNAPSHOT;
    DkimHint "dkim_hint", Enum(&["undetermined", "absent", "possible"]), [Domainkey], First, "possible: something is at or below _domainkey; absent: firmly nothing (NXDOMAIN); undetermined otherwise.", "", "RFC 8020 2", UNION;
    DkimSelectorsFound "dkim_selectors_found", TextList, [Domainkey], Empty, "Selectors seen below _domainkey, by name: a lower bound.", "", "RFC 6376 3.6.2.1", UNION;
    WildcardTxt "wildcard_txt", Bool, [Txt], False, "A wildcard TXT answers for the name: one is in the zone, or two underscore names have equal RRsets.", "", "RFC 4592 2", UNION;
    NonsendingLevel "nonsending_level", U8, [Mx, Txt, Dmarc], Zero, "One point each for Null MX, an SPF record that only says -all, an effective DMARC policy of reject.", "points", "RFC 7505, RFC 7208 10.1.2, RFC 9989 4.7", SNAPSHOT;
    Errors "errors", TextList, [], Empty, "Codes of all findings in the name's records, distinct, in the order of the code list.", "", "", SNAPSHOT;
}
