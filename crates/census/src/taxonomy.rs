//! Taxonomies: from the suffix of a name to its registration type.
//!
//! A taxonomy is a tab-separated text. Comment lines start with `#`; three of them are read: `# taxonomy: NAME`, `# version: TEXT` and
//! `# default: TYPE GROUP`. The first other line names the columns:
//!
//! | column | meaning |
//! |---|---|
//! | `registry` | whose names the row is about; informative |
//! | `pattern` | a suffix, matched label by label from the right; a label may be `*`. The suffix itself and every name below it match |
//! | `except` | names, separated by commas, to which the row does not apply (nor to what is below them) |
//! | `suffix` | optional: `yes` if the pattern itself is a public suffix: no registrant's domain, so never counted as one |
//! | `type`, `group` | the answer |
//! | `order` | position of the type in tables |
//! | `pref`, `region` | optional: the answer for geographic types |
//! | `note` | optional: the type in words, for the reader of the file |
//!
//! The longest match wins; of two as long, the one whose rightmost differing label is literal. Labels are compared as A-labels in lower
//! case; patterns may be written in Unicode.

mod read;

use crate::key::key_of;

/// Types names by their longest matching suffix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// Name of the taxonomy, empty if the text gives none.
    pub name: String,
    /// Version of the data, as the text states it.
    pub version: String,
    rules: Vec<Rule>,
    nodes: Vec<Node>,
    default: Option<Type>,
    /// Keys of the patterns that are public suffixes themselves, sorted.
    suffixes: Vec<Vec<u8>>,
}

/// What a taxonomy says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed<'t> {
    /// Registration type.
    pub kind: Option<&'t str>,
    /// Group of types, as published tables fold them.
    pub group: Option<&'t str>,
    /// Prefecture or state.
    pub pref: Option<&'t str>,
    /// Region.
    pub region: Option<&'t str>,
    /// Number of labels of the suffix that matched; 0 if none did.
    pub suffix_labels: usize,
}

/// A type with its place in tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Name of the type.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Position in tables.
    pub order: u32,
}

/// A mistake in a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {field}: {message}")]
pub struct TaxonomyError {
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column of the table.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    kind: Type,
    pref: Option<String>,
    region: Option<String>,
    /// Keys below which the rule does not hold.
    except: Vec<Vec<u8>>,
}

/// The best rule so far for a name.
struct Search<'t> {
    /// Labels of its pattern.
    labels: usize,
    rule: Option<&'t Rule>,
    /// A name below this one may fall under another rule.
    is_open: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    /// Literal labels, sorted, each behind its first bytes, which mostly tell two of them apart.
    children: Vec<(u64, Box<[u8]>, usize)>,
    star: Option<usize>,
    rule: Option<usize>,
}

impl Taxonomy {
    /// The type of the name with this key.
    #[must_use]
    pub fn find(&self, key: &[u8]) -> Typed<'_> {
        self.typed(&self.search(key))
    }

    /// The type of every name below the one with this key, if no rule or exception lies at or below it that could tell them apart.
    pub(crate) fn find_below(&self, key: &[u8]) -> Option<Typed<'_>> {
        let search = self.search(key);
        (!search.is_open).then(|| self.typed(&search))
    }

    /// The type of a name in presentation form.
    #[must_use]
    pub fn find_name(&self, name: &str) -> Typed<'_> {
        self.find(&key_of(name.as_bytes()))
    }

    /// Keys of the names that are public suffixes and so no registrant's domain, in canonical order.
    #[must_use]
    pub fn suffixes(&self) -> &[Vec<u8>] {
        &self.suffixes
    }

    /// The types in their order in tables, each once.
    #[must_use]
    pub fn types(&self) -> Vec<&Type> {
        let mut types: Vec<&Type> = self.rules.iter().map(|rule| &rule.kind).chain(&self.default).collect();
        types.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        types.dedup_by(|a, b| a.name == b.name);
        types
    }

    fn search(&self, key: &[u8]) -> Search<'_> {
        let mut search = Search { labels: 0, rule: None, is_open: false };
        if !self.nodes.is_empty() {
            self.walk(0, key, 0, 0, &mut search);
        }
        search
    }

    fn typed<'t>(&'t self, &Search { labels, rule, .. }: &Search<'t>) -> Typed<'t> {
        let kind = rule.map(|rule| &rule.kind).or(self.default.as_ref());
        Typed {
            kind: kind.map(|k| k.name.as_str()),
            group: kind.map(|k| k.group.as_str()).filter(|g| !g.is_empty()),
            pref: rule.and_then(|rule| rule.pref.as_deref()),
            region: rule.and_then(|rule| rule.region.as_deref()),
            suffix_labels: labels,
        }
    }

    /// Looks for a better rule at a node, which the first `at` bytes of the key led to over `depth` labels, and below it.
    fn walk<'t>(&'t self, node: usize, key: &[u8], at: usize, depth: usize, search: &mut Search<'t>) {
        let node = &self.nodes[node];
        if let Some(rule) = node.rule.map(|at| &self.rules[at]) {
            search.is_open |= rule.except.iter().any(|except| except.starts_with(key));
            if (search.rule.is_none() || depth > search.labels)
                && !rule.except.iter().any(|except| key.starts_with(except))
            {
                (search.labels, search.rule) = (depth, Some(rule));
            }
        }
        if node.children.is_empty() && node.star.is_none() {
            return;
        }
        let Some(len) = key[at..].iter().position(|&b| b == 0) else {
            search.is_open = true;
            return;
        };
        let (label, next) = (&key[at..at + len], at + len + 1);
        if let Ok(child) = node.find(label) {
            self.walk(node.children[child].2, key, next, depth + 1, search);
        }
        if let Some(star) = node.star {
            self.walk(star, key, next, depth + 1, search);
        }
    }
}

impl Node {
    /// The place of a child, or where it would be.
    fn find(&self, label: &[u8]) -> Result<usize, usize> {
        let first = first_bytes(label);
        self.children.binary_search_by(|(own, child, _)| own.cmp(&first).then_with(|| (**child).cmp(label)))
    }
}

/// Numbers that are ordered as the labels are, as far as they tell.
fn first_bytes(label: &[u8]) -> u64 {
    let mut first = [0; 8];
    let len = label.len().min(8);
    first[..len].copy_from_slice(&label[..len]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests;
