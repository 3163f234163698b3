//! Sections over several snapshots: the trend, and what changed since the one before.

use super::views::heads;
use super::{Block, Cell, Context, Line, Section, TableView};
use crate::chart::{Lines, Matrix, Series, draw_lines, draw_matrix};
use crate::csv_text;
use crate::data::{Diff, Flow, Table, Transition};
use crate::number::{find_days, grouped};
use crate::pivot::{Counts, Head, Pivot};
use crate::strings::Text;
use std::collections::BTreeMap;

/// Lines that can be told apart.
const MOST_LINES: usize = 13;
/// States that a matrix has room for.
const MOST_STATES: usize = 9;

/// Lines for DMARC, SPF and MX by type, and for enforced policies.
pub(super) fn trend(c: &Context<'_>) -> Section {
    let mut blocks = Vec::new();
    if c.data.snapshots.len() > 1 {
        for (table, metric) in
            [("adoption", "DMARC"), ("adoption", "SPF"), ("adoption", "MX"), ("dmarc_enforced", "enforced")]
        {
            let Some(table) = c.table(table) else { continue };
            let head = Pivot::of(table, c.last).heads.into_iter().find(|head| head.metric == metric);
            blocks.extend(head.and_then(|head| trend_of(c, table, &head)));
        }
    }
    let mut section = c.section("trend", Text::Trend, Text::TrendLead, blocks);
    let notes = c.table("adoption").map(|table| table.notes.clone()).unwrap_or_default();
    if let Some(block) = section.blocks.first_mut() {
        block.notes.extend(notes);
    }
    section
}

fn trend_of(c: &Context<'_>, table: &Table, head: &Head) -> Option<Block> {
    let pivot = Pivot::over_time(table, head, &c.data.snapshots);
    let metric = if head.metric == "enforced" { c.label("DMARC enforced") } else { c.label(&head.metric) };
    let title = c.text(Text::TrendOf).replace("{m}", &metric).replace("{d}", &c.of(&head.denominator));
    let title = title.replace("分母：分母：", "分母：");
    let total = pivot.lines.iter().filter(|line| line.is_total()).take(1);
    let shown = pivot.lines.iter().filter(|line| !line.is_total()).take(MOST_LINES - 1).chain(total);
    let series = |line: &crate::pivot::Line| {
        let label = if line.is_total() { c.text(Text::Average).to_owned() } else { line.label(c.lang) };
        let point = |(counts, snapshot): (&Option<Counts>, &String)| {
            let counts = (*counts)?;
            let title = format!("{label} · {snapshot} · {metric} {}", counts.explain(&head.denominator, c.lang));
            Some((find_days(snapshot)?, counts.rate()?, title))
        };
        let points = line.cells.iter().zip(&c.data.snapshots).filter_map(point).collect();
        Series { label: label.clone(), is_total: line.is_total(), points }
    };
    let series: Vec<Series> = shown.map(series).filter(|series| !series.points.is_empty()).collect();
    if series.is_empty() {
        return None;
    }
    let rows = table.rows.iter().filter(|r| r.metric == head.metric && r.denominator_name == head.denominator);
    let view = TableView::of_pivot(&pivot, &c.keys_label(table), c.lang);
    Some(Block {
        id: format!("trend-{}", super::slug(&head.metric.to_ascii_lowercase())),
        svg: Some(draw_lines(&Lines { alt: c.alt(&title), series })),
        title,
        notes: Vec::new(),
        table: view,
        csv: csv_text::of_rows(table, rows),
        is_folded: true,
    })
}

/// A matrix and a balance per state that was followed.
pub(super) fn transitions(c: &Context<'_>) -> Section {
    let mut blocks = Vec::new();
    if let Some(diff) = &c.data.diff {
        let mut states: Vec<&str> = Vec::new();
        for transition in &diff.transitions {
            if !states.contains(&transition.state.as_str()) {
                states.push(&transition.state);
            }
        }
        blocks.extend(states.iter().flat_map(|state| blocks_of(c, diff, state)));
        if let Some(block) = blocks.first_mut() {
            block.notes.extend(diff.notes.iter().cloned());
        }
    }
    let mut section = c.section("transitions", Text::Transitions, Text::TransitionsLead, blocks);
    if let Some(diff) = &c.data.diff {
        section.lead.push_str(&format!(" {} → {}", diff.from, diff.to));
    }
    section
}

/// Stock and flow of one state.
#[derive(Default)]
struct Balance {
    before: u64,
    moved_in: u64,
    entered: u64,
    moved_out: u64,
    left: u64,
    after: u64,
}

fn blocks_of(c: &Context<'_>, diff: &Diff, state: &str) -> Vec<Block> {
    let transitions: Vec<&Transition> = diff.transitions.iter().filter(|t| t.state == state).collect();
    let mut balances: BTreeMap<&str, Balance> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for t in &transitions {
        let n = t.names;
        if t.flow != Flow::Entered {
            let balance = balances.entry(&t.from).or_default();
            balance.before += n;
            match t.flow {
                Flow::Moved => balance.moved_out += n,
                Flow::Left => balance.left += n,
                _ => {}
            }
        }
        if t.flow != Flow::Left {
            let balance = balances.entry(&t.to).or_default();
            balance.after += n;
            match t.flow {
                Flow::Moved => balance.moved_in += n,
                Flow::Entered => balance.entered += n,
                _ => {}
            }
        }
        if matches!(t.flow, Flow::Kept | Flow::Moved) {
            *pairs.entry((&t.from, &t.to)).or_default() += n;
        }
    }
    let mut order: Vec<(&str, &Balance)> = balances.iter().map(|(state, balance)| (*state, balance)).collect();
    order.sort_by_key(|(_, balance)| std::cmp::Reverse(balance.before + balance.after));
    vec![matrix_block(c, state, &order, &pairs), balance_block(c, state, &order)]
}

fn matrix_block(
    c: &Context<'_>,
    state: &str,
    order: &[(&str, &Balance)],
    pairs: &BTreeMap<(&str, &str), u64>,
) -> Block {
    let title = c.text(Text::TransitionsOf).replace("{}", &c.label(state));
    let shown: Vec<&str> = order.iter().take(MOST_STATES).map(|(state, _)| *state).collect();
    let count = |from: &str, to: &str| pairs.get(&(from, to)).copied().unwrap_or(0);
    let stock = |from: &str| pairs.iter().filter(|((f, _), _)| *f == from).map(|(_, n)| n).sum::<u64>();
    let explain = |from: &str, to: &str| {
        let counts = Counts { numerator: count(from, to), denominator: stock(from), unknown: 0 };
        format!(
            "{} → {}: {} = {} / {} {}",
            c.label(from),
            c.label(to),
            counts.percent(),
            grouped(counts.numerator),
            grouped(counts.denominator),
            c.text(Text::Names)
        )
    };
    let matrix = Matrix {
        alt: c.alt(&title),
        axes: (format!("{} ↓", c.text(Text::Before)), format!("{} →", c.text(Text::After))),
        states: shown.iter().map(|state| c.label(state)).collect(),
        counts: shown.iter().map(|from| shown.iter().map(|to| count(from, to)).collect()).collect(),
        titles: shown.iter().map(|from| shown.iter().map(|to| explain(from, to)).collect()).collect(),
    };
    let mut flows: Vec<(&(&str, &str), &u64)> = pairs.iter().collect();
    flows.sort_by_key(|((from, to), n)| (from == to, std::cmp::Reverse(**n)));
    let line = |((from, to), n): &(&(&str, &str), &u64)| {
        let counts = Counts { numerator: **n, denominator: stock(from), unknown: 0 };
        let rate = Cell::rate(Some(counts), c.lang);
        Line { is_total: false, cells: vec![Cell::Text(c.label(from)), Cell::Text(c.label(to)), rate] }
    };
    let lines = flows.iter().map(line).collect();
    let mut heads = heads(&[c.text(Text::Before), c.text(Text::After)], &[c.text(Text::Names)]);
    heads[2].of = c.of(c.text(Text::Before));
    let csv_line = |((from, to), n): (&(&str, &str), &u64)| {
        vec![(*from).to_owned(), (*to).to_owned(), n.to_string(), stock(from).to_string()]
    };
    let csv_head = ["from", "to", "names", "names_in_from_and_still_there"].map(str::to_owned).to_vec();
    Block {
        id: format!("transitions-{}", super::slug(state)),
        svg: Some(draw_matrix(&matrix)),
        title,
        notes: Vec::new(),
        table: TableView::new(heads, lines),
        csv: csv_text::write(std::iter::once(csv_head).chain(flows.into_iter().map(csv_line))),
        is_folded: true,
    }
}

fn balance_block(c: &Context<'_>, state: &str, order: &[(&str, &Balance)]) -> Block {
    let numbers = |b: &Balance| [b.before, b.moved_in, b.entered, b.moved_out, b.left, b.after];
    let line = |(value, balance): &(&str, &Balance)| {
        let counts = numbers(balance).into_iter().map(Cell::Count);
        Line { is_total: false, cells: std::iter::once(Cell::Text(c.label(value))).chain(counts).collect() }
    };
    let columns = [Text::Before, Text::MovedIn, Text::EnteredNames, Text::MovedOut, Text::LeftNames, Text::After];
    let heads = heads(&[c.text(Text::State)], &columns.map(|key| c.text(key)));
    let csv_head = ["state", "stock_before", "moved_in", "entered", "moved_out", "left", "stock_after"]
        .map(str::to_owned)
        .to_vec();
    let csv_line = |(value, balance): &(&str, &Balance)| {
        std::iter::once((*value).to_owned()).chain(numbers(balance).map(|n| n.to_string())).collect()
    };
    Block {
        id: format!("balance-{}", super::slug(state)),
        title: c.text(Text::BalanceOf).replace("{}", &c.label(state)),
        svg: None,
        notes: Vec::new(),
        table: TableView::new(heads, order.iter().map(line).collect()),
        csv: csv_text::write(std::iter::once(csv_head).chain(order.iter().map(csv_line))),
        is_folded: false,
    }
}
