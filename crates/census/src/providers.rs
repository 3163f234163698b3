//! Who operates a host: names of operators by host suffix.
//!
//! Rules are a tab-separated text with the columns `kind`, `suffix`, `provider`; `kind` is some of `ns`, `mx`, `spf`, `rua` separated by
//! commas, or `any`. The first label of a suffix may end in `*`: `awsdns-*.com`. Of the comment lines, `# providers: NAME` and `# version: TEXT` are read. A host
//! that no rule covers is attributed to its own domain, see [`host_domain`].

mod japan;

use crate::fold::FoldMap;
use memchr::memrchr;

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

/// Provider rules: the suffix of most labels wins, one without `*` before one with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Providers {
    /// Name of the rules, empty if the text gives none.
    pub name: String,
    /// Version of the rules, as the text states it.
    pub version: String,
    /// Per role: rules by the last two labels of their suffix, or by the last one where the others have a `*` or are not there.
    rules: [FoldMap<Vec<Rule>>; 4],
}

/// One line for one role.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// Lower case, without dots around it.
    suffix: Vec<u8>,
    /// Where its `*` is.
    star: Option<usize>,
    provider: String,
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
    /// Reads rules; `file` is only used in errors. Other comments and a header line `kind suffix provider` are passed over.
    ///
    /// # Errors
    /// A line without three fields, with an unknown kind, with a suffix given twice for a role, or with a `*` elsewhere than at the
    /// end of its first label.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProvidersError> {
        let mut providers = Providers::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if let Some(comment) = line.strip_prefix('#') {
                providers.note(comment.trim());
            } else if !line.is_empty() && !line.starts_with("kind\t") {
                providers.add(line).map_err(|message| ProvidersError {
                    file: file.to_owned(),
                    line: index + 1,
                    message,
                })?;
            }
        }
        for rules in providers.rules.iter_mut().flat_map(FoldMap::values_mut) {
            rules.sort_by_key(Rule::order);
        }
        Ok(providers)
    }

    /// The provider of a host, lower-case text with or without its final dot: a rule's name, or else the host's own domain.
    #[must_use]
    pub fn find<'p>(&'p self, role: Role, host: &'p [u8]) -> &'p [u8] {
        let host = host.strip_suffix(b".").unwrap_or(host);
        let rules = &self.rules[role as usize];
        if !rules.is_empty() {
            for tail in tails(host).into_iter().flatten() {
                if let Some(rule) = rules.get(tail).and_then(|rules| rules.iter().find(|rule| rule.covers(host))) {
                    return rule.provider.as_bytes();
                }
            }
        }
        host_domain(host)
    }

    fn note(&mut self, comment: &str) {
        if let Some(name) = comment.strip_prefix("providers:") {
            name.trim().clone_into(&mut self.name);
        } else if let Some(version) = comment.strip_prefix("version:") {
            version.trim().clone_into(&mut self.version);
        }
    }

    fn add(&mut self, line: &str) -> Result<(), String> {
        let mut fields = line.split('\t').map(str::trim);
        let (Some(kind), Some(suffix), Some(provider)) = (fields.next(), fields.next(), fields.next()) else {
            return Err("needs three fields separated by tabs: kind, suffix, provider".to_owned());
        };
        let roles = parse_kinds(kind)?;
        let name = suffix.trim_matches('.').to_ascii_lowercase().into_bytes();
        if name.is_empty() || provider.is_empty() {
            return Err("suffix and provider must not be empty".to_owned());
        }
        let star = name.iter().position(|&b| b == b'*');
        let rule = Rule { suffix: name, star, provider: provider.to_owned() };
        if !rule.is_well_formed() {
            return Err(format!("`{suffix}`: a `*` may stand only at the end of the first of several labels"));
        }
        for role in roles {
            let known = self.rules[role as usize].entry(rule.tail().to_vec()).or_default();
            if known.iter().any(|other| other.suffix == rule.suffix) {
                return Err(format!("`{suffix}` is given twice for this kind"));
            }
            known.push(rule.clone());
        }
        Ok(())
    }
}

/// The roles of a cell such as `mx,spf`.
fn parse_kinds(kinds: &str) -> Result<Vec<Role>, String> {
    let mut roles = Vec::new();
    for kind in kinds.split(',') {
        match kind.trim() {
            "ns" => roles.push(Role::Ns),
            "mx" => roles.push(Role::Mx),
            "spf" => roles.push(Role::Spf),
            "rua" => roles.push(Role::Rua),
            "any" => roles.extend([Role::Ns, Role::Mx, Role::Spf, Role::Rua]),
            other => return Err(format!("unknown kind `{other}`; known are ns, mx, spf, rua, any")),
        }
    }
    Ok(roles)
}

impl Rule {
    /// Whether a `*` stands nowhere but at the end of the first of several labels.
    fn is_well_formed(&self) -> bool {
        let mut labels = self.suffix.split(|&b| b == b'.');
        let first = labels.next().unwrap_or_default();
        let has_more = self.suffix.contains(&b'.');
        let stars = first.strip_suffix(b"*").filter(|_| has_more).unwrap_or(first).contains(&b'*');
        !stars && !labels.any(|label| label.contains(&b'*'))
    }

    /// Under what the rule is kept.
    fn tail(&self) -> &[u8] {
        let [two, one] = tails(&self.suffix);
        two.filter(|tail| !tail.contains(&b'*')).or(one).unwrap_or(&self.suffix)
    }

    /// Most labels first, then those without `*`, then the longer text.
    fn order(&self) -> impl Ord + use<> {
        let labels = self.suffix.iter().filter(|&&b| b == b'.').count();
        std::cmp::Reverse((labels, self.star.is_none(), self.suffix.len()))
    }

    fn covers(&self, host: &[u8]) -> bool {
        let Some(star) = self.star else {
            return host.strip_suffix(&*self.suffix).is_some_and(|above| above.is_empty() || above.ends_with(b"."));
        };
        let (start, end) = (&self.suffix[..star], &self.suffix[star + 1..]);
        let Some(rest) = host.strip_suffix(end) else { return false };
        let label = rest.rsplit(|&b| b == b'.').next().unwrap_or(rest);
        label.starts_with(start)
    }
}

/// The last two labels of a name (None where it has one), and the last one.
fn tails(name: &[u8]) -> [Option<&[u8]>; 2] {
    let dot_before = |end: usize| memrchr(b'.', &name[..end]);
    let Some(first) = dot_before(name.len()) else { return [None, Some(name)] };
    let two = dot_before(first).map_or(name, |second| &name[second + 1..]);
    [Some(two), Some(&name[first + 1..])]
}

/// Second-level labels under two-letter top-level domains that registries use as suffixes.
fn is_shared(label: &[u8]) -> bool {
    matches!(label, b"ac" | b"ad" | b"co" | b"ed" | b"go" | b"gr" | b"lg" | b"me" | b"ne" | b"or")
        || matches!(label, b"com" | b"edu" | b"gob" | b"gov" | b"mil" | b"net" | b"nom" | b"org" | b"gouv" | b"govt")
}

/// The domain that a host (text without final dot) is attributed to: two labels, or three where the top-level domain has two letters
/// and the label below it is one that registries share out (`co`, `ne`, `com` ...), or where it is a place under .jp; four for the hall
/// of a municipality there (`city.chiyoda.tokyo.jp`). A rule of thumb, good for counting operators, never for typing names.
#[must_use]
pub fn host_domain(host: &[u8]) -> &[u8] {
    let dot_before = |end: usize| memrchr(b'.', &host[..end]);
    let Some(top) = dot_before(host.len()) else { return host };
    let Some(second) = dot_before(top) else { return host };
    if host.len() - top != 3 {
        return &host[second + 1..];
    }
    let label = &host[second + 1..top];
    let is_place = &host[top + 1..] == b"jp" && japan::is_place(label);
    if !is_place && !is_shared(label) {
        return &host[second + 1..];
    }
    let Some(third) = dot_before(second) else { return host };
    let fourth = dot_before(third).map_or(0, |dot| dot + 1);
    let is_hall = is_place && matches!(&host[fourth..third], b"city" | b"town" | b"vill");
    &host[if is_hall { fourth } else { third + 1 }..]
}

#[cfg(test)]
mod tests;
