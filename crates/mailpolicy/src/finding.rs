//! What is wrong or odd in a record: one code for all protocols, each with its RFC section.

use std::fmt;
use std::ops::Deref;

/// How many findings one verdict keeps; [`Findings::total`] counts on.
const KEPT: usize = 8;

/// Whether a finding breaks a rule or only tells something worth counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// A rule of the cited section is broken.
    Error,
    /// Allowed, without effect, or a hint; the verdict does not depend on it.
    Note,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $section:literal, $severity:ident;)*) => {
        /// The kind of a finding. Stable names: [`Code::as_str`]; the rule behind it: [`Code::rfc_section`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in declaration order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The name of the code in output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The document and section that the finding cites.
            #[must_use]
            pub const fn rfc_section(self) -> &'static str {
                match self { $(Code::$name => $section,)* }
            }

            /// Error or note.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// Target `.` with a preference other than 0.
    MxMalformedRoot = "mx_malformed_root", "RFC 7505 3", Error;
    /// Target `.` beside other MX records.
    MxNullMixed = "mx_null_mixed", "RFC 7505 3", Error;
    /// The target is an address, or an address made relative to the owner by a missing dot.
    MxTargetIp = "mx_target_ip", "RFC 5321 5.1", Error;
    /// The target is under no delegated or existing name (found by the census, which knows the names).
    MxTargetDangling = "mx_target_dangling", "RFC 5321 5.1", Error;
    /// The target is the owner itself.
    MxTargetSelf = "mx_target_self", "RFC 5321 5.1", Note;
    /// The target is localhost.
    MxTargetLocalhost = "mx_target_localhost", "RFC 6761 6.3", Error;

    /// Two or more `v=spf1` records.
    SpfMultiple = "spf_multiple", "RFC 7208 4.5", Error;
    /// A TXT record that looks like SPF but is not selected: `v=spf10`, a leading blank or quote, a TAB after the version.
    SpfNearMiss = "spf_near_miss", "RFC 7208 4.5", Note;
    /// A record of the discontinued type SPF (99) (found by the census, which sees the type).
    SpfRr99 = "spf_rr99", "RFC 7208 3.1", Note;
    /// A byte outside %x21-7E in a term.
    SpfByte = "spf_byte", "RFC 7208 4.6.1", Error;
    /// A term that is neither a known mechanism nor `name=value`.
    SpfUnknownMechanism = "spf_unknown_mechanism", "RFC 7208 4.6.1", Error;
    /// A known mechanism without the argument it needs, or with one it cannot take.
    SpfArgument = "spf_argument", "RFC 7208 5", Error;
    /// A domain-spec whose end is neither `.` + toplabel nor a macro.
    SpfDomainSpec = "spf_domain_spec", "RFC 7208 7.1", Error;
    /// A CIDR length out of range, with a leading zero, repeated, or where none is allowed.
    SpfCidr = "spf_cidr", "RFC 7208 12", Error;
    /// `ip4:` without an IPv4 network.
    SpfIp4 = "spf_ip4", "RFC 7208 5.6", Error;
    /// `ip6:` without an IPv6 network.
    SpfIp6 = "spf_ip6", "RFC 7208 5.6", Error;
    /// A bare `%`, an unknown macro letter, `c`, `r`, `t` outside explanation text, or a zero transformer.
    SpfMacro = "spf_macro", "RFC 7208 7.1", Error;
    /// A qualifier before a modifier.
    SpfModifierQualifier = "spf_modifier_qualifier", "RFC 7208 4.6.1", Error;
    /// A modifier name that does not start with a letter.
    SpfModifierName = "spf_modifier_name", "RFC 7208 12", Error;
    /// `redirect=` or `exp=` more than once.
    SpfModifierRepeated = "spf_modifier_repeated", "RFC 7208 6", Error;
    /// Mechanisms after `all`, which are never reached.
    SpfAfterAll = "spf_after_all", "RFC 7208 5.1", Note;
    /// `redirect=` beside `all`: without effect.
    SpfRedirectWithAll = "spf_redirect_with_all", "RFC 7208 6.1", Note;
    /// An unknown modifier named like a mechanism (`ip4=1.2.3.4`): ignored, against the publisher's intent.
    SpfMechanismLikeModifier = "spf_mechanism_like_modifier", "RFC 7208 6", Note;
    /// `v=spf1` again inside the record: by the grammar an unknown modifier named `v`.
    SpfVersionRepeated = "spf_version_repeated", "RFC 7208 6", Note;
    /// The `ptr` mechanism, which SHOULD NOT be published.
    SpfPtr = "spf_ptr", "RFC 7208 5.5", Note;
    /// An `include` whose target publishes no SPF record.
    SpfIncludeNone = "spf_include_none", "RFC 7208 5.2", Error;
    /// A `redirect` whose target publishes no SPF record.
    SpfRedirectNone = "spf_redirect_none", "RFC 7208 6.1", Error;
    /// An include or redirect target with more than one SPF record.
    SpfTargetMultiple = "spf_target_multiple", "RFC 7208 4.5", Error;
    /// An include or redirect target whose SPF record has a syntax error.
    SpfTargetSyntax = "spf_target_syntax", "RFC 7208 5.2", Error;
    /// An include or redirect leads back to a name on its own path.
    SpfLoop = "spf_loop", "RFC 7208 4.6.4", Error;
    /// More than 10 terms that need a lookup over the closure: a message may get permerror.
    SpfLookupLimit = "spf_lookup_limit", "RFC 7208 4.6.4", Error;
    /// More than 2 lookups known to be void.
    SpfVoidLimit = "spf_void_limit", "RFC 7208 4.6.4", Error;

    /// Two or more DMARC records at one name.
    DmarcMultiple = "dmarc_multiple", "RFC 9989 4.10", Error;
    /// A TXT record that looks like DMARC but is not selected: `v=dmarc1`, a leading blank, no `;` after the version.
    DmarcNearMiss = "dmarc_near_miss", "RFC 9989 4.7", Note;
    /// A tag name given twice: the whole list is invalid.
    DmarcDuplicateTag = "dmarc_duplicate_tag", "RFC 6376 3.2", Error;
    /// No `p`. RFC 9989 4.7 reads it as `p=none`, 4.10.1 only where `rua` is valid.
    DmarcPMissing = "dmarc_p_missing", "RFC 9989 4.10.1", Error;
    /// `p` with a value other than none, quarantine, reject.
    DmarcPInvalid = "dmarc_p_invalid", "RFC 9989 4.10.1", Error;
    /// `sp` with a value other than none, quarantine, reject.
    DmarcSpInvalid = "dmarc_sp_invalid", "RFC 9989 4.10.1", Error;
    /// `np` with a value other than none, quarantine, reject.
    DmarcNpInvalid = "dmarc_np_invalid", "RFC 9989 4.10.1", Error;
    /// `p` is not the tag after `v` (RFC 7489 only).
    DmarcPOrder = "dmarc_p_order", "RFC 7489 6.3", Error;
    /// `adkim` with a value other than r, s.
    DmarcAdkimInvalid = "dmarc_adkim_invalid", "RFC 9989 4.8", Error;
    /// `aspf` with a value other than r, s.
    DmarcAspfInvalid = "dmarc_aspf_invalid", "RFC 9989 4.8", Error;
    /// `fo` outside its grammar.
    DmarcFoInvalid = "dmarc_fo_invalid", "RFC 9989 4.8", Error;
    /// `t` with a value other than y, n.
    DmarcTInvalid = "dmarc_t_invalid", "RFC 9989 4.8", Error;
    /// `psd` with a value other than y, n, u.
    DmarcPsdInvalid = "dmarc_psd_invalid", "RFC 9989 4.8", Error;
    /// `pct` that is not a number from 0 to 100; without effect under RFC 9989.
    DmarcPctInvalid = "dmarc_pct_invalid", "RFC 7489 6.3", Note;
    /// Text between two `;` that is not `name=value`.
    DmarcTagSyntax = "dmarc_tag_syntax", "RFC 9989 4.8", Error;
    /// A `rua` or `ruf` entry that is not a URI.
    DmarcUri = "dmarc_uri", "RFC 9989 4.8", Error;
    /// A size limit (`!10m`) on a URI: obsolete, ignored.
    DmarcUriSize = "dmarc_uri_size", "RFC 9989 4.8", Note;
    /// A tag outside the registry: ignored.
    DmarcUnknownTag = "dmarc_unknown_tag", "RFC 9989 4.7", Note;

    /// Two or more MTA-STS records.
    StsMultiple = "sts_multiple", "RFC 8461 3.1", Error;
    /// A TXT record that looks like MTA-STS but does not begin exactly `v=STSv1;`.
    StsNearMiss = "sts_near_miss", "RFC 8461 3.1", Note;
    /// A field outside the grammar, `;;`, or a stray blank.
    StsSyntax = "sts_syntax", "RFC 8461 3.1", Error;
    /// No `id`.
    StsIdMissing = "sts_id_missing", "RFC 8461 3.1", Error;
    /// An `id` that is not 1 to 32 letters and digits.
    StsIdInvalid = "sts_id_invalid", "RFC 8461 3.1", Error;
    /// `id` twice: undefined, counted invalid.
    StsIdRepeated = "sts_id_repeated", "RFC 8461 3.1", Error;

    /// Two or more TLSRPT records.
    TlsrptMultiple = "tlsrpt_multiple", "RFC 8460 3", Error;
    /// A TXT record that looks like TLSRPT but does not begin exactly `v=TLSRPTv1;`.
    TlsrptNearMiss = "tlsrpt_near_miss", "RFC 8460 3", Note;
    /// A field outside the grammar, `;;`, or a stray blank.
    TlsrptSyntax = "tlsrpt_syntax", "RFC 8460 3", Error;
    /// No `rua`, or none with a mailto or https address.
    TlsrptRuaMissing = "tlsrpt_rua_missing", "RFC 8460 3", Error;
    /// A `rua` entry that is not a URI, or carries a bare `!`.
    TlsrptUri = "tlsrpt_uri", "RFC 8460 3", Error;
    /// A `rua` entry with a scheme other than mailto and https: ignored.
    TlsrptScheme = "tlsrpt_scheme", "RFC 8460 3", Note;
    /// `rua` twice: undefined, counted invalid.
    TlsrptRuaRepeated = "tlsrpt_rua_repeated", "RFC 8460 3", Error;

    /// Two or more BIMI records.
    BimiMultiple = "bimi_multiple", "draft-brand-indicators-for-message-identification 7.2", Error;
    /// A tag name given twice.
    BimiDuplicateTag = "bimi_duplicate_tag", "RFC 6376 3.2", Error;
    /// Text between two `;` that is not `name=value`.
    BimiTagSyntax = "bimi_tag_syntax", "draft-brand-indicators-for-message-identification 4.2", Error;
    /// No `l` tag.
    BimiLMissing = "bimi_l_missing", "draft-brand-indicators-for-message-identification 4.2", Error;
    /// `l` that is neither empty nor an https URI.
    BimiLInvalid = "bimi_l_invalid", "draft-brand-indicators-for-message-identification 4.2", Error;
    /// `a` that is neither empty nor an https URI.
    BimiAInvalid = "bimi_a_invalid", "draft-brand-indicators-for-message-identification 4.2", Error;

    /// A TLSA record that SMTP cannot use.
    TlsaUnusable = "tlsa_unusable", "RFC 7672 3.1.3", Error;
    /// One TXT RRset answered at several underscore names.
    WildcardTxt = "wildcard_txt", "RFC 4592 2.1.1", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing found in one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Finding {
    /// What was found.
    pub code: Code,
    /// Byte offset in the joined record; for MX, the index of the record in the RRset.
    pub offset: u32,
}

impl Finding {
    /// A finding at byte `at`.
    #[inline]
    pub(crate) fn new(code: Code, at: usize) -> Self {
        Finding { code, offset: crate::text::offset(at) }
    }
}

/// The first findings of a record, in the order found, without allocation. Dereferences to a slice.
#[derive(Clone, Copy)]
pub struct Findings {
    kept: [Finding; KEPT],
    total: u16,
    errors: u16,
}

impl Findings {
    /// Number of findings, those beyond the kept ones included.
    #[must_use]
    pub fn total(&self) -> u16 {
        self.total
    }

    /// Whether any finding, kept or not, is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether a kept finding has this code.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.iter().any(|f| f.code == code)
    }

    #[inline]
    pub(crate) fn push(&mut self, finding: Finding) {
        if let Some(slot) = self.kept.get_mut(usize::from(self.total)) {
            *slot = finding;
        }
        self.total = self.total.saturating_add(1);
        if finding.code.severity() == Severity::Error {
            self.errors = self.errors.saturating_add(1);
        }
    }
}

impl Default for Findings {
    fn default() -> Self {
        let unused = Finding { code: Code::MxMalformedRoot, offset: 0 };
        Findings { kept: [unused; KEPT], total: 0, errors: 0 }
    }
}

impl Deref for Findings {
    type Target = [Finding];

    fn deref(&self) -> &[Finding] {
        &self.kept[..usize::from(self.total).min(KEPT)]
    }
}

impl PartialEq for Findings {
    fn eq(&self, other: &Self) -> bool {
        **self == **other && self.total == other.total
    }
}

impl Eq for Findings {}

impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
