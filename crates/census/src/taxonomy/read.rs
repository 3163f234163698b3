//! Taxonomies from their text.

use super::{Node, Rule, Taxonomy, TaxonomyError, Type, first_bytes};
use crate::key::{key_of, labels};

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
