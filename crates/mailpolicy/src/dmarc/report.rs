//! Reports that go to another organisation, and its consent (RFC 7489 7.1, RFC 9990).

use super::{Spec, is_dmarc};
use crate::name;

/// Whether reports for `policy_domain` sent to `rua_domain` leave the organisation. `org_domain` gives the organisational domain of a
/// name, by the public suffix list or the tree walk.
#[must_use]
pub fn is_external<'a>(
    policy_domain: &'a [u8],
    rua_domain: &'a [u8],
    org_domain: impl Fn(&'a [u8]) -> &'a [u8],
) -> bool {
    !name::is_same(policy_domain, rua_domain) && !name::is_same(org_domain(policy_domain), org_domain(rua_domain))
}

/// The name whose TXT RRset shows consent: `<policy_domain>._report._dmarc.<rua_domain>`, without a trailing dot. Allocates.
#[must_use]
pub fn authorisation_owner(policy_domain: &[u8], rua_domain: &[u8]) -> Vec<u8> {
    [name::strip_root(policy_domain), b"._report._dmarc.", name::strip_root(rua_domain)].concat()
}

/// Whether the TXT RRset at that name shows consent: at least one record beginning with the version.
#[must_use]
pub fn is_authorised(txts: &[&[u8]]) -> bool {
    txts.iter().any(|txt| is_dmarc(txt, Spec::Rfc9989))
}
