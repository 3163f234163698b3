//! Tables as aligned plain text for a terminal.

use unicode_width::UnicodeWidthStr;

use crate::grid::{Cell, CellKind, Grid};
use crate::percent::percent;
use crate::table::{Table, Wide, WideCell};

/// How to show a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Digits after the decimal point of percentages.
    pub decimals: u32,
    /// Show numerator and denominator beside each percentage.
    pub counts: bool,
    /// Use ANSI bold for heads and totals.
    pub colour: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { decimals: 1, counts: false, colour: false }
    }
}

/// A table as text: title, one line per group, one column per metric in per cent, then what each is a rate of, how many
/// names were left out as unknown, and the notes. Ends with a line feed.
///
/// Text from the data has its control, format and bidirectional characters escaped.
pub fn render(table: &Table, options: RenderOptions) -> String {
    let title = match table.rows.first() {
        Some(first) if table.rows.iter().all(|row| row.snapshot == first.snapshot) => {
            format!("{} — {}", table.title, first.snapshot)
        }
        _ => table.title.clone(),
    };
    let mut out = format!("{}\n", bold(&escape_text(&title), options));
    let wide = table.wide();
    out.push_str(&wide.render(options));
    out.push_str(&legend(&wide));
    for note in &table.notes {
        out.push_str(&format!("note: {}\n", escape_text(note)));
    }
    out
}

impl Wide {
    /// The lines alone, with a head.
    pub fn render(&self, options: RenderOptions) -> String {
        let mut lines: Vec<Vec<String>> = Vec::new();
        let labels = distinct_heads(self);
        lines.push(self.keys.iter().chain(&labels).map(|head| escape_text(head)).collect());
        for row in &self.rows {
            let keys = row.keys.iter().map(|key| escape_text(key));
            lines.push(keys.chain(row.cells.iter().map(|cell| show(cell.as_ref(), options))).collect());
        }
        let is_strong = |line: usize| line == 0 || self.rows[line - 1].is_total;
        align(&lines, self.keys.len(), is_strong, options)
    }
}

/// Any grid as text, numbers to the right; only its shape and cells, without a title.
pub fn render_grid(grid: &Grid, options: RenderOptions) -> String {
    let texts = grid.columns.iter().take_while(|(_, kind)| matches!(kind, CellKind::Text | CellKind::Date)).count();
    let mut lines: Vec<Vec<String>> = vec![grid.columns.iter().map(|(name, _)| escape_text(name)).collect()];
    lines.extend(grid.rows.iter().map(|row| {
        let cells = row.iter().zip(&grid.columns).map(|(cell, (_, kind))| match (cell, kind) {
            (Cell::Null, CellKind::Text) => "(none)".to_owned(),
            (Cell::Null, _) => "-".to_owned(),
            (Cell::Text(text), _) => escape_text(text),
            (Cell::Count(n), _) => n.to_string(),
            (Cell::Rate(rate), _) => format!("{rate:.6}"),
        });
        cells.collect()
    }));
    align(&lines, texts, |line| line == 0, options)
}

/// `text` with every character escaped (`\u{202e}`) that could move the cursor, colour, hide or reorder other text.
pub fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Heads, with the denominator's name added where the same metric is shown over several.
fn distinct_heads(wide: &Wide) -> Vec<String> {
    let repeated = |head: &String| wide.heads.iter().filter(|h| *h == head).count() > 1;
    let pairs = wide.heads.iter().zip(&wide.denominator_names);
    pairs.map(|(head, of)| if repeated(head) { format!("{head} / {of}") } else { head.clone() }).collect()
}

fn show(cell: Option<&WideCell>, options: RenderOptions) -> String {
    let Some(cell) = cell else { return String::new() };
    let rate = percent(cell.numerator, cell.denominator, options.decimals);
    if options.counts { format!("{}/{}  {rate}", cell.numerator, cell.denominator) } else { rate }
}

/// "MX: % of all names; SPF, DMARC: % of names with MX", and the unknown names of each metric.
fn legend(wide: &Wide) -> String {
    let mut by_name: Vec<(&str, Vec<&str>)> = Vec::new();
    for (head, name) in wide.heads.iter().zip(&wide.denominator_names) {
        match by_name.iter_mut().find(|(known, _)| known == name) {
            Some((_, heads)) => heads.push(head),
            None => by_name.push((name, vec![head])),
        }
    }
    let parts: Vec<String> = by_name.iter().map(|(name, heads)| format!("{}: % of {name}", heads.join(", "))).collect();
    let mut out = if parts.is_empty() { String::new() } else { format!("{}\n", escape_text(&parts.join("; "))) };
    let unknown: Vec<String> = distinct_heads(wide)
        .iter()
        .enumerate()
        .map(|(i, head)| (head, unknown_in_column(wide, i)))
        .filter(|(_, n)| *n > 0)
        .map(|(head, n)| format!("{head} {n}"))
        .collect();
    if !unknown.is_empty() {
        out.push_str(&format!("left out as unknown: {}\n", escape_text(&unknown.join(", "))));
    }
    out
}

/// The names left out of a column: those of the total where there is one, else of the lines added up (of the line with
/// most where lines share names).
fn unknown_in_column(wide: &Wide, column: usize) -> u64 {
    let cells = |is_total| {
        let rows = wide.rows.iter().filter(move |row| row.is_total == is_total);
        rows.filter_map(move |row| row.cells[column]).map(|cell| cell.unknown)
    };
    cells(true).max().unwrap_or_else(|| cells(false).sum())
}

/// Pads columns to equal width: the first `texts` to the left, the others to the right.
fn align(lines: &[Vec<String>], texts: usize, is_strong: impl Fn(usize) -> bool, options: RenderOptions) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| lines.iter().map(|line| line[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        let mut text = String::new();
        for (column, cell) in line.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.width());
            text.push_str(if column == 0 { "" } else { "  " });
            let (left, right) = if column < texts { ("", padding.as_str()) } else { (padding.as_str(), "") };
            text.push_str(&format!("{left}{cell}{right}"));
        }
        let text = text.trim_end();
        let text = if is_strong(index) { bold(text, options) } else { text.to_owned() };
        out.push_str(&text);
        out.push('\n');
    }
    out
}

fn bold(text: &str, options: RenderOptions) -> String {
    if options.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
