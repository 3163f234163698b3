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

use crate::key::{key_of, labels};

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
    /// Reads a taxonomy; `file` is only used in errors.
    ///
    /// # Errors
    /// A row with a missing column, an empty or broken field, or a pattern given twice.
    pub fn parse(file: &str, text: &str) -> Result<Self, TaxonomyError> {
        let mut taxonomy = Taxonomy { nodes: vec![Node::default()], ..Taxonomy::default() };
        let mut header: Option<Vec<&str>> = None;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            let fail =
                |field, message: String| TaxonomyError { file: file.to_owned(), line: index + 1, field, message };
            if let Some(comment) = line.strip_prefix('#') {
                taxonomy.note(comment.trim());
            } else if line.trim().is_empty() {
            } else if let Some(header) = &header {
                taxonomy.add_row(&Row { header, cells: line.split('\t').collect() }).map_err(|(f, m)| fail(f, m))?;
            } else {
                let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
                check_header(&columns).map_err(|(f, m)| fail(f, m))?;
                header = Some(columns);
            }
        }
        taxonomy.suffixes.sort_unstable();
        Ok(taxonomy)
    }

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

    fn note(&mut self, comment: &str) {
        if let Some(name) = comment.strip_prefix("taxonomy:") {
            name.trim().clone_into(&mut self.name);
        } else if let Some(version) = comment.strip_prefix("version:") {
            version.trim().clone_into(&mut self.version);
        } else if let Some(default) = comment.strip_prefix("default:") {
            let mut words = default.split_whitespace().map(str::to_owned);
            self.default =
                words.next().map(|name| Type { name, group: words.next().unwrap_or_default(), order: u32::MAX });
        }
    }

    fn add_row(&mut self, row: &Row<'_>) -> Result<(), (&'static str, String)> {
        let pattern = row.required("pattern")?;
        let order = row.required("order")?;
        let kind = Type {
            name: row.required("type")?.to_owned(),
            group: row.cell("group").unwrap_or_default().to_owned(),
            order: order.parse().map_err(|_| ("order", format!("`{order}` is not a whole number")))?,
        };
        let mut except = Vec::new();
        for name in row.cell("except").unwrap_or_default().split(',').map(str::trim).filter(|n| !n.is_empty()) {
            except.push(key_of(to_ascii(name).map_err(|m| ("except", m))?.as_bytes()));
        }
        let own = |column| row.cell(column).map(str::to_owned);
        let rule = Rule { kind, pref: own("pref"), region: own("region"), except };
        let key = key_of(to_ascii(pattern).map_err(|m| ("pattern", m))?.as_bytes());
        let mut node = 0;
        for label in labels(&key) {
            node = self.child(node, label);
        }
        if self.nodes[node].rule.is_some() {
            return Err(("pattern", format!("`{pattern}` is given twice")));
        }
        self.nodes[node].rule = Some(self.rules.len());
        self.rules.push(rule);
        match row.cell("suffix") {
            None => {}
            Some("yes") if pattern.contains('*') => {
                return Err(("suffix", format!("`{pattern}` has a `*`: say which names are suffixes")));
            }
            Some("yes") => self.suffixes.push(key),
            Some(other) => return Err(("suffix", format!("`{other}` is neither `yes` nor empty"))),
        }
        Ok(())
    }

    fn child(&mut self, node: usize, label: &[u8]) -> usize {
        let fresh = self.nodes.len();
        let found = if label == b"*" {
            *self.nodes[node].star.get_or_insert(fresh)
        } else {
            match self.nodes[node].find(label) {
                Ok(at) => self.nodes[node].children[at].2,
                Err(at) => {
                    self.nodes[node].children.insert(at, (first_bytes(label), label.into(), fresh));
                    fresh
                }
            }
        };
        if found == fresh {
            self.nodes.push(Node::default());
        }
        found
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

struct Row<'a> {
    header: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell of a column, None if empty or if there is no such column.
    fn cell(&self, column: &str) -> Option<&'a str> {
        let at = self.header.iter().position(|name| *name == column)?;
        self.cells.get(at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn required(&self, column: &'static str) -> Result<&'a str, (&'static str, String)> {
        self.cell(column).ok_or_else(|| (column, "must not be empty".to_owned()))
    }
}

const COLUMNS: [&str; 10] =
    ["registry", "pattern", "except", "suffix", "type", "group", "order", "pref", "region", "note"];

fn check_header(columns: &[&str]) -> Result<(), (&'static str, String)> {
    if let Some(unknown) = columns.iter().find(|column| !COLUMNS.contains(column)) {
        return Err(("header", format!("unknown column `{unknown}`; known are {}", COLUMNS.join(", "))));
    }
    for required in ["pattern", "type", "order"] {
        if !columns.contains(&required) {
            return Err((required, "column is missing".to_owned()));
        }
    }
    Ok(())
}

/// A-labels of a pattern, `*` kept.
fn to_ascii(pattern: &str) -> Result<String, String> {
    if pattern.is_ascii() {
        return Ok(pattern.to_ascii_lowercase());
    }
    let labels: Result<Vec<String>, _> = pattern
        .split('.')
        .map(|label| if label == "*" { Ok("*".to_owned()) } else { idna::domain_to_ascii(label) })
        .collect();
    labels.map(|labels| labels.join(".")).map_err(|_| format!("`{pattern}` is not a domain name"))
}

#[cfg(test)]
mod tests;
