//! Who operates a host: names of operators by host suffix.
//!
//! Rules are a tab-separated text with the columns `kind`, `suffix`, `provider`; `kind` is `ns`, `mx`, `spf`, `rua` or `any`. A host
//! that no rule covers is attributed to its own domain, see [`host_domain`].

use std::collections::HashMap;

/// For which role a host is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Role {
    /// Name server.
    Ns = 0,
    /// Mail exchange.
    Mx = 1,
    /// Target of an SPF include or redirect.
    Spf = 2,
    /// Domain of a DMARC or TLSRPT report address.
    Rua = 3,
}

/// Provider rules, the longest suffix wins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Providers {
    /// Per role: suffix in lower case without dots around it, and name of the provider.
    rules: [HashMap<Vec<u8>, String>; 4],
}

/// A mistake in a provider rule file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct ProvidersError {
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Providers {
    /// Reads rules; `file` is only used in errors. Lines starting with `#` and a header line `kind suffix provider` are passed over.
    ///
    /// # Errors
    /// A line without three fields, with an unknown kind, or with a suffix given twice for a role.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProvidersError> {
        let mut providers = Providers::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') || line.starts_with("kind\t") {
                continue;
            }
            providers.add(line).map_err(|message| ProvidersError {
                file: file.to_owned(),
                line: index + 1,
                message,
            })?;
        }
        Ok(providers)
    }

    /// The provider of a host, lower-case text with or without its final dot: a rule's name, or else the host's own domain.
    #[must_use]
    pub fn find<'p>(&'p self, role: Role, host: &'p [u8]) -> &'p [u8] {
        let host = host.strip_suffix(b".").unwrap_or(host);
        let rules = &self.rules[role as usize];
        let mut suffix = Some(host).filter(|_| !rules.is_empty());
        while let Some(name) = suffix {
            if let Some(provider) = rules.get(name) {
                return provider.as_bytes();
            }
            suffix = name.iter().position(|&b| b == b'.').map(|dot| &name[dot + 1..]);
        }
        host_domain(host)
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let mut fields = line.split('\t').map(str::trim);
        let (Some(kind), Some(suffix), Some(provider)) = (fields.next(), fields.next(), fields.next()) else {
            return Err("needs three fields separated by tabs: kind, suffix, provider".to_owned());
        };
        let roles: &[usize] = match kind {
            "ns" => &[0],
            "mx" => &[1],
            "spf" => &[2],
            "rua" => &[3],
            "any" => &[0, 1, 2, 3],
            other => return Err(format!("unknown kind `{other}`; known are ns, mx, spf, rua, any")),
        };
        if suffix.is_empty() || provider.is_empty() {
            return Err("suffix and provider must not be empty".to_owned());
        }
        let name = suffix.trim_matches('.').to_ascii_lowercase().into_bytes();
        for role in roles {
            if self.rules[*role].insert(name.clone(), provider.to_owned()).is_some() {
                return Err(format!("`{suffix}` is given twice for this kind"));
            }
        }
        Ok(())
    }
}

/// Second-level labels under two-letter top-level domains that registries use as suffixes.
const SHARED: [&[u8]; 20] = [
    b"ac", b"ad", b"co", b"com", b"ed", b"edu", b"go", b"gob", b"gov", b"gr", b"lg", b"me", b"mil", b"ne", b"net",
    b"nom", b"or", b"org", b"gouv", b"govt",
];

/// The domain that a host (text without final dot) is attributed to: two labels, or three where the top-level domain has two letters
/// and the label below it is one that registries share out (`co`, `ne`, `com` ...). A rule of thumb, good for counting operators, never
/// for typing names.
#[must_use]
pub fn host_domain(host: &[u8]) -> &[u8] {
    let dot_before = |end: usize| host[..end].iter().rposition(|&b| b == b'.');
    let Some(top) = dot_before(host.len()) else { return host };
    let Some(second) = dot_before(top) else { return host };
    if host.len() - top == 3 && SHARED.contains(&&host[second + 1..top]) {
        return dot_before(second).map_or(host, |third| &host[third + 1..]);
    }
    &host[second + 1..]
}

#[cfg(test)]
mod tests;
