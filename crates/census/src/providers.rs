//! Who operates a host: names of operators by host suffix.
//!
//! Rules are a tab-separated text with the columns `kind`, `suffix`, `provider`; `kind` is `ns`, `mx`, `spf`, `rua` or `any`. A host
//! that no rule covers is attributed to its own domain, see [`host_domain`].

use crate::key::{key_of, labels, name_of, parent};

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
    /// Per role: key of the suffix and name of the provider, sorted by key.
    rules: [Vec<(Vec<u8>, String)>; 4],
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
            providers.add(line).map_err(|message| ProvidersError { file: file.to_owned(), line: index + 1, message })?;
        }
        Ok(providers)
    }

    /// The provider of a host given by its key: a rule's name, or else the host's own domain.
    #[must_use]
    pub fn find(&self, role: Role, host: &[u8]) -> String {
        let rules = &self.rules[role as usize];
        let mut suffix = Some(host).filter(|_| !rules.is_empty());
        while let Some(key) = suffix {
            if let Ok(at) = rules.binary_search_by(|(k, _)| k.as_slice().cmp(key)) {
                return rules[at].1.clone();
            }
            suffix = parent(key);
        }
        name_of(host_domain(host))
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
        let key = key_of(suffix.as_bytes());
        for role in roles {
            let rules = &mut self.rules[*role];
            match rules.binary_search_by(|(k, _)| k.cmp(&key)) {
                Ok(_) => return Err(format!("`{suffix}` is given twice for this kind")),
                Err(at) => rules.insert(at, (key.clone(), provider.to_owned())),
            }
        }
        Ok(())
    }
}

/// Second-level labels under two-letter top-level domains that registries use as suffixes.
const SHARED: [&[u8]; 20] = [
    b"ac", b"ad", b"co", b"com", b"ed", b"edu", b"go", b"gob", b"gov", b"gr", b"lg", b"me", b"mil", b"ne", b"net", b"nom", b"or", b"org",
    b"gouv", b"govt",
];

/// The key of the domain a host is attributed to: two labels, or three where the top-level domain has two letters and the label below
/// it is one that registries share out (`co`, `ne`, `com` ...). A rule of thumb, good for counting operators, never for typing names.
#[must_use]
pub fn host_domain(host: &[u8]) -> &[u8] {
    let mut parts = labels(host);
    let (Some(top), Some(second)) = (parts.next(), parts.next()) else { return host };
    let two = top.len() + second.len() + 2;
    match parts.next() {
        Some(third) if top.len() == 2 && SHARED.contains(&second) => &host[..two + third.len() + 1],
        _ => &host[..two],
    }
}

#[cfg(test)]
mod tests;
