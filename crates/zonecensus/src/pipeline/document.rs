//! A TOML text that knows where each key stands, so that a mistake can be shown in place.

use std::fmt;
use std::ops::Range;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, from_str};

use serde::de::DeserializeOwned;

/// A mistake in a pipeline file: where it stands, which key it is about, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipelineError {
    /// The file as the user named it, or `bundled pipeline NAME`.
    pub file: String,
    /// Line and column of the mistake, from 1; columns count characters. None if it is about the whole file.
    pub position: Option<(usize, usize)>,
    /// The key, dotted from the top (`table.1.by`); empty where no key is at fault.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// The line of the mistake as written.
    pub line: Option<String>,
    /// Number of characters that the mistake covers on that line.
    pub width: usize,
}

impl std::error::Error for PipelineError {}

impl fmt::Display for PipelineError {
    /// `FILE:LINE:COL: key KEY: MESSAGE`, then the line with a marker below the mistake. Control characters are escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tables::escape_text(&self.file))?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": key `{}`", tables::escape_text(&self.key))?;
        }
        let message: Vec<String> = self.message.lines().map(tables::escape_text).collect();
        write!(f, ": {}", message.join("\n  "))?;
        let (Some((number, column)), Some(line)) = (self.position, &self.line) else { return Ok(()) };
        let (before, marked) = (line.chars().take(column - 1), line.chars().skip(column - 1).take(self.width));
        let pad = " ".repeat(tables::escape_text(&before.collect::<String>()).chars().count());
        let marker = "^".repeat(tables::escape_text(&marked.collect::<String>()).chars().count().max(1));
        write!(f, "\n  {number} | {}", tables::escape_text(line))?;
        write!(f, "\n  {} | {pad}{marker}", " ".repeat(number.to_string().len()))
    }
}

/// A parsed TOML file.
pub(crate) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Document<'a> {
    /// Parses `text`, which comes from `file`.
    pub(crate) fn parse(file: &'a str, text: &'a str) -> Result<Self, PipelineError> {
        match DeTable::parse(text) {
            Ok(root) => Ok(Document { file, text, root }),
            Err(e) => Err(place(file, text, e.span(), String::new(), e.message().to_owned())),
        }
    }

    /// Reads the whole document as a `T`, with a suggestion where a word is close to one that would do.
    pub(crate) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, PipelineError> {
        from_str(self.text).map_err(|e: toml::de::Error| {
            // A key that is missing from the top stands nowhere.
            let missing = e.message().strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
            let span = e.span().filter(|span| missing.is_none() || span.start > 0);
            let key = match missing {
                Some(missing) => missing.to_owned(),
                None => span.as_ref().map(|span| self.find_key(span)).unwrap_or_default(),
            };
            place(self.file, self.text, span, key, suggest(e.message()))
        })
    }

    /// A mistake at the value under `path`, or at the deepest part of the path that the file has.
    pub(crate) fn error(&self, path: &[&str], message: impl Into<String>) -> PipelineError {
        place(self.file, self.text, self.find_span(path), path.join("."), message.into())
    }

    fn find_span(&self, path: &[&str]) -> Option<Range<usize>> {
        let (first, rest) = path.split_first()?;
        let (key, mut value) = self.root.get_ref().iter().find(|(key, _)| key.get_ref() == first)?;
        let mut span = if rest.is_empty() { value.span() } else { key.span() };
        for (depth, step) in rest.iter().enumerate() {
            let found = match value.get_ref() {
                DeValue::Array(items) => step.parse().ok().and_then(|i: usize| items.get(i)).map(|v| (v.span(), v)),
                DeValue::Table(table) => {
                    table.iter().find(|(key, _)| key.get_ref() == step).map(|(key, v)| (key.span(), v))
                }
                _ => None,
            };
            let Some((at, inner)) = found else { break };
            span = if depth + 1 == rest.len() { inner.span() } else { at };
            value = inner;
        }
        Some(span)
    }

    /// The dotted path of the innermost key or value that covers `span`.
    fn find_key(&self, span: &Range<usize>) -> String {
        let mut path = Vec::new();
        find_in_table(self.root.get_ref(), span, &mut path);
        path.join(".")
    }
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn find_in_table(table: &DeTable<'_>, span: &Range<usize>, path: &mut Vec<String>) -> bool {
    table.iter().any(|(key, value)| {
        path.push(key.get_ref().to_string());
        let found = find_in_value(value, span, path) || covers(&key.span(), span) || covers(&value.span(), span);
        if !found {
            path.pop();
        }
        found
    })
}

fn find_in_value(value: &Spanned<DeValue<'_>>, span: &Range<usize>, path: &mut Vec<String>) -> bool {
    match value.get_ref() {
        DeValue::Table(table) => find_in_table(table, span, path),
        DeValue::Array(items) => items.iter().enumerate().any(|(i, item)| {
            path.push(i.to_string());
            let found = find_in_value(item, span, path);
            if !found {
                path.pop();
            }
            found
        }),
        _ => false,
    }
}

fn place(file: &str, text: &str, span: Option<Range<usize>>, key: String, message: String) -> PipelineError {
    let mut error = PipelineError { file: file.to_owned(), position: None, key, message, line: None, width: 1 };
    let Some(span) = span.filter(|span| text.is_char_boundary(span.start)) else { return error };
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let column = text[start..span.start].chars().count();
    let end = span.end.min(start + line.len()).max(span.start);
    error.position = Some((text[..start].matches('\n').count() + 1, column + 1));
    error.width = text.get(span.start..end).map_or(1, |marked| marked.chars().count().max(1));
    error.line = Some(line.to_owned());
    error
}

/// Adds "did you mean" to a message of serde's that names a wrong word and those expected.
fn suggest(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let wrong = words.next().filter(|_| message.starts_with("unknown "));
    let Some(wrong) = wrong else { return message.to_owned() };
    let expected: Vec<&str> = words.collect();
    match nearest(wrong, expected.iter().copied()) {
        Some(word) => format!("{}; did you mean `{word}`?", message.split(", expected").next().unwrap_or(message)),
        None => message.to_owned(),
    }
}

/// The word of `known` that `word` most probably stands for.
pub(crate) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let lower = word.to_lowercase();
    let scored = known.map(|k| (strsim::jaro_winkler(&lower, &k.to_lowercase()), k));
    scored.filter(|(score, _)| *score > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, k)| k)
}
