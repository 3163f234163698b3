//! Sections that show the last snapshot: bars and mixes.

use super::{Block, Context, Section, TableView};
use crate::chart::{Bar, Bars, Stack, StackLine, draw_bars, draw_stack, fills};
use crate::data::{Key, Table};
use crate::pivot::{Counts, Head, Line, Pivot};
use crate::strings::Text;

/// Groups that a chart can show; tables show more.
const MOST_LINES: usize = 24;
/// Panels side by side that stay readable.
const MOST_PANELS: usize = 3;

/// Tables with a place in one of the sections.
const PLACED: &[&str] = &[
    "adoption",
    "adoption_all",
    "adoption_accepts_mail",
    "spf_valid",
    "spf_all",
    "dmarc_enforced",
    "dmarc_policy",
    "nonsending",
    "nonsending_without_mail",
    "transport",
    "dnssec",
    "ds_algorithms",
    "dane",
    "mx_providers",
    "spf_providers",
    "dmarc_rua_providers",
    "ns_providers",
    "mx_concentration",
    "ns_concentration",
    "errors",
];

/// By type, as such surveys are published.
pub(super) fn adoption(c: &Context<'_>) -> Section {
    let mut blocks: Vec<Block> = panels(c, "adoption").into_iter().collect();
    blocks.extend(["adoption_all", "adoption_accepts_mail"].iter().filter_map(|name| folded(c, name)));
    c.section("adoption", Text::Adoption, Text::AdoptionLead, blocks)
}

/// What DMARC records ask for.
pub(super) fn policy(c: &Context<'_>) -> Section {
    let mix = mix(c, "dmarc_policy", fills::POLICIES, |_| true);
    let blocks = mix.into_iter().chain(panels(c, "dmarc_enforced")).collect();
    c.section("policy", Text::Policy, Text::PolicyLead, blocks)
}

/// How SPF records end.
pub(super) fn spf(c: &Context<'_>) -> Section {
    let mix = mix(c, "spf_all", fills::ALL_MIX, |_| true);
    let blocks = mix.into_iter().chain(panels(c, "spf_valid")).collect();
    c.section("spf", Text::Spf, Text::SpfLead, blocks)
}

/// How names that send nothing say so.
pub(super) fn non_sending(c: &Context<'_>) -> Section {
    let levels = |name| mix(c, name, fills::LEVELS, |head: &Head| head.metric.starts_with("level "));
    let blocks = ["nonsending", "nonsending_without_mail"].into_iter().filter_map(levels).collect();
    c.section("nonsending", Text::NonSending, Text::NonSendingLead, blocks)
}

/// MTA-STS, TLSRPT, BIMI, DANE, DS: rare, so one bar per rate over all names.
pub(super) fn transport(c: &Context<'_>) -> Section {
    let mut blocks: Vec<Block> = ["transport", "dane", "dnssec"].iter().filter_map(|name| totals(c, name)).collect();
    blocks.extend(panels(c, "ds_algorithms"));
    c.section("transport", Text::Transport, Text::TransportLead, blocks)
}

/// Shares of providers.
pub(super) fn providers(c: &Context<'_>) -> Section {
    let names = [
        "mx_providers",
        "spf_providers",
        "dmarc_rua_providers",
        "ns_providers",
        "mx_concentration",
        "ns_concentration",
    ];
    let blocks = names.iter().filter_map(|name| panels(c, name)).collect();
    c.section("providers", Text::Providers, Text::ProvidersLead, blocks)
}

/// The error census, most frequent first.
pub(super) fn errors(c: &Context<'_>) -> Section {
    let by_count =
        |line: &Line| std::cmp::Reverse(line.cells.first().copied().flatten().map_or(0, |counts| counts.numerator));
    let block = c.table("errors").and_then(|table| {
        let mut pivot = c.pivot("errors");
        pivot.lines.sort_by_key(|line| (line.is_total(), by_count(line)));
        let mut block = panels_of(c, table, &pivot)?;
        block.table = TableView::of_pivot(&with_codes(&pivot, c), &c.keys_label(table), c.lang);
        Some(block)
    });
    c.section("errors", Text::Errors, Text::ErrorsLead, block.into_iter().collect())
}

/// The lines called by what was found and its code, by which a reader finds the names.
fn with_codes(pivot: &Pivot, c: &Context<'_>) -> Pivot {
    let name = |key: &Key| match key {
        Key::Value(code) if c.label(code) != *code => Key::Value(format!("{} ({code})", c.label(code))),
        key => key.clone(),
    };
    let line = |line: &Line| Line { keys: line.keys.iter().map(name).collect(), cells: line.cells.clone() };
    Pivot { heads: pivot.heads.clone(), lines: pivot.lines.iter().map(line).collect() }
}

/// Tables that no section knows: with a chart where it has room for every group.
pub(super) fn others(c: &Context<'_>) -> Section {
    let is_other = |table: &&Table| !PLACED.contains(&table.name.as_str()) && !super::places::is_map(table);
    let block = |table: &Table| match Pivot::of(table, c.last) {
        pivot if pivot.is_empty() => None,
        pivot if pivot.lines.len() <= MOST_LINES => panels_of(c, table, &pivot),
        pivot => Some(Block { is_folded: true, ..c.block(table, &pivot) }),
    };
    let blocks = c.data.tables.iter().filter(is_other).filter_map(block).collect();
    c.section("others", Text::OtherTables, Text::OtherTablesLead, blocks)
}

/// Bars by group, a panel per rate.
fn panels(c: &Context<'_>, name: &str) -> Option<Block> {
    panels_of(c, c.table(name)?, &c.pivot(name))
}

fn panels_of(c: &Context<'_>, table: &Table, pivot: &Pivot) -> Option<Block> {
    if pivot.is_empty() {
        return None;
    }
    let mut block = c.block(table, pivot);
    let panels: Vec<usize> = (0..pivot.heads.len().min(MOST_PANELS)).collect();
    let shown = most_important(&pivot.select(&panels));
    let line = |line: &Line| {
        let cells = line.cells.iter().zip(&shown.heads);
        let bars = cells.map(|(counts, head)| bar(c, &line.label(c.lang), *counts, head)).collect();
        (line.label(c.lang), line.is_total(), bars)
    };
    let bars = Bars {
        alt: c.alt(&block.title),
        panels: shown.heads.iter().map(|head| (c.label(&head.metric), c.of(&head.denominator))).collect(),
        lines: shown.lines.iter().map(line).collect(),
    };
    if bars.panels.len() > 1 {
        block.notes.push(c.text(Text::ScaleNote).to_owned());
    }
    block.notes.extend(note_cut(c, shown.lines.len(), pivot.lines.len()));
    block.svg = Some(draw_bars(&bars));
    block.is_folded = pivot.lines.len() > 15;
    Some(block)
}

/// A bar per rate over all names; the table is by group.
fn totals(c: &Context<'_>, name: &str) -> Option<Block> {
    let (table, pivot) = (c.table(name)?, c.pivot(name));
    if pivot.is_empty() {
        return None;
    }
    let mut block = c.block(table, &pivot);
    if let Some(total) = pivot.total() {
        let line = |(counts, head): (&Option<Counts>, &Head)| {
            let label = format!("{}, {}", c.label(&head.metric), c.of(&head.denominator));
            (label.clone(), false, vec![bar(c, &c.label(&head.metric), *counts, head)])
        };
        let lines = total.cells.iter().zip(&pivot.heads).map(line).collect();
        let bars =
            Bars { alt: c.alt(&block.title), panels: vec![(c.text(Text::Total).to_owned(), String::new())], lines };
        block.svg = Some(draw_bars(&bars));
    }
    block.is_folded = block.svg.is_some();
    Some(block)
}

fn bar(c: &Context<'_>, label: &str, counts: Option<Counts>, head: &Head) -> Option<Bar> {
    let counts = counts?;
    Some(Bar {
        value: counts.rate()?,
        shown: counts.percent(),
        title: format!("{label} · {} {}", c.label(&head.metric), counts.explain(&head.denominator, c.lang)),
    })
}

/// Divided bars by group: the parts are the rates that `is_part`, over one denominator.
fn mix(c: &Context<'_>, name: &str, fills: &[fills::Fill], is_part: impl Fn(&Head) -> bool) -> Option<Block> {
    let (table, pivot) = (c.table(name)?, c.pivot(name));
    if pivot.is_empty() {
        return None;
    }
    let mut block = c.block(table, &pivot);
    let denominator = pivot.heads.iter().find(|head| is_part(head)).map(|head| head.denominator.clone());
    let parts = pivot.columns(|head| is_part(head) && Some(&head.denominator) == denominator.as_ref());
    if parts.is_empty() {
        return Some(block);
    }
    let shown = most_important(&parts);
    let line = |line: &Line| {
        let label = line.label(c.lang);
        let part = |(counts, head): (&Option<Counts>, &Head)| {
            let counts = (*counts)?;
            let title = format!("{label} · {} {}", c.label(&head.metric), counts.explain(&head.denominator, c.lang));
            Some((counts.rate()?, title))
        };
        let all: Option<Vec<_>> = line.cells.iter().zip(&shown.heads).map(part).collect();
        StackLine { label: label.clone(), is_total: line.is_total(), parts: all.unwrap_or_default() }
    };
    let stack = Stack {
        alt: c.alt(&block.title),
        parts: shown.heads.iter().map(|head| c.label(&head.metric)).zip(fills.iter().cycle().copied()).collect(),
        lines: shown.lines.iter().map(line).collect(),
    };
    block.svg = Some(draw_stack(&stack));
    block.notes.extend(note_cut(c, shown.lines.len(), pivot.lines.len()));
    block.is_folded = true;
    Some(block)
}

/// The table alone, opened on demand.
fn folded(c: &Context<'_>, name: &str) -> Option<Block> {
    let (table, pivot) = (c.table(name)?, c.pivot(name));
    (!pivot.is_empty()).then(|| Block { is_folded: true, ..c.block(table, &pivot) })
}

/// The first groups, and the sums.
fn most_important(pivot: &Pivot) -> Pivot {
    let is_sum = |line: &&Line| line.keys.iter().any(|key| matches!(key, Key::Total | Key::Other));
    let sums = pivot.lines.iter().filter(is_sum).count();
    let groups = pivot.lines.iter().filter(|line| !is_sum(line)).take(MOST_LINES.saturating_sub(sums));
    let lines = groups.chain(pivot.lines.iter().filter(is_sum).take(MOST_LINES)).cloned().collect();
    Pivot { heads: pivot.heads.clone(), lines }
}

fn note_cut(c: &Context<'_>, shown: usize, all: usize) -> Option<String> {
    let note = || c.text(Text::MoreLines).replace("{n}", &shown.to_string()).replace("{m}", &all.to_string());
    (shown < all).then(note)
}
