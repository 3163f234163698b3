//! Sections over several snapshots: the trend, and what changed since the one before.

use super::views::heads;
use super::{Block, Cell, Context, Line, Section, TableView};
use crate::chart::{Lines, Matrix, Series, draw_lines, draw_matrix};
use crate::csv_text;
use crate::data::{Diff, Flow, Row, Table, Transition};
use crate::number::{find_days, grouped};
use crate::pivot::{Counts, Head, Pivot};
use crate::strings::{Text, qualified};
use std::collections::BTreeMap;

/// Lines that can be told apart.
const MOST_LINES: usize = 13;
/// The state of a name that was not looked up.
const UNKNOWN: &str = "(unknown)";
/// States that a matrix has room for.
const MOST_STATES: usize = 9;

/// The rates that are followed: table and metric.
const FOLLOWED: &[(&str, &str)] =
    &[("adoption", "DMARC"), ("adoption", "SPF"), ("adoption", "MX"), ("dmarc_enforced", "enforced"), ("dnssec", "DS")];

/// A chart per rate, with a line per group; one chart of all rates where there are no groups.
pub(super) fn trend(c: &Context<'_>) -> Section {
    let mut blocks = Vec::new();
    let followed: Vec<(&Table, Head)> =
        FOLLOWED.iter().filter_map(|(table, metric)| followed(c, table, metric)).collect();
    let is_grouped =
        followed.iter().any(|(table, head)| Pivot::over_time(table, head, &c.data.snapshots).lines.len() > 1);
    if c.data.snapshots.len() > 1 && is_grouped {
        blocks.extend(followed.iter().filter_map(|(table, head)| trend_of(c, table, head)));
    } else if c.data.snapshots.len() > 1 {
        blocks.extend(trend_of_all(c, &followed));
    }
    let notes = followed.first().map(|(table, _)| table.notes.clone()).unwrap_or_default();
    if let Some(block) = blocks.first_mut() {
        block.notes.extend(notes.iter().map(|note| c.note(note)));
    }
    let lead = if is_grouped { Text::TrendLead } else { Text::TrendLeadAll };
    c.section("trend", Text::Trend, lead, blocks)
}

/// The table and column of a rate, if the last snapshot has it.
fn followed<'a>(c: &Context<'a>, table: &str, metric: &str) -> Option<(&'a Table, Head)> {
    let table = c.table(table)?;
    let head = Pivot::of(table, c.last).heads.into_iter().find(|head| head.metric == metric)?;
    Some((table, head))
}

fn metric_label(c: &Context<'_>, head: &Head) -> String {
    if head.metric == "enforced" { c.label("DMARC enforced") } else { c.label(&head.metric) }
}

/// Every rate over all names, a line each.
fn trend_of_all(c: &Context<'_>, followed: &[(&Table, Head)]) -> Option<Block> {
    let title = c.text(Text::TrendAll).to_owned();
    let (mut series, mut lines, mut csv) = (Vec::new(), Vec::new(), Vec::new());
    for (table, head) in followed {
        let pivot = Pivot::over_time(table, head, &c.data.snapshots);
        let Some(line) = pivot.lines.first() else { continue };
        let metric = metric_label(c, head);
        let percent = line.cells.iter().rev().flatten().next().map(|counts| counts.percent()).unwrap_or_default();
        series.push(Series {
            label: format!("{metric} {percent}"),
            is_total: false,
            points: points(c, line, head, &metric),
        });
        let cells = line.cells.iter().map(|counts| Cell::rate(*counts, c.lang));
        let name = format!("{metric}, {}", c.of(&head.denominator));
        lines.push(Line { is_total: false, cells: std::iter::once(Cell::Text(name)).chain(cells).collect() });
        let is_followed = |r: &&Row| r.metric == head.metric && r.denominator_name == head.denominator;
        csv.extend(table.rows.iter().filter(is_followed));
    }
    series.retain(|series| !series.points.is_empty());
    let dates: Vec<&str> = c.data.snapshots.iter().map(String::as_str).collect();
    let table = followed.first()?.0;
    (!series.is_empty()).then(|| Block {
        id: "trend".to_owned(),
        svg: Some(draw_lines(&Lines { alt: c.alt(&title), series })),
        title,
        notes: Vec::new(),
        table: TableView::new(heads(&[c.text(Text::Rate)], &dates), lines),
        csv: csv_text::of_rows(table, csv.into_iter()),
        is_folded: false,
    })
}

/// A line's points, with what is said of each.
fn points(c: &Context<'_>, line: &crate::pivot::Line, head: &Head, label: &str) -> Vec<(i32, f64, String)> {
    let point = |(counts, snapshot): (&Option<Counts>, &String)| {
        let counts = (*counts)?;
        let title = format!("{label} · {snapshot} · {}", counts.explain(&head.denominator, c.lang));
        Some((find_days(snapshot)?, counts.rate()?, title))
    };
    line.cells.iter().zip(&c.data.snapshots).filter_map(point).collect()
}

fn trend_of(c: &Context<'_>, table: &Table, head: &Head) -> Option<Block> {
    let pivot = Pivot::over_time(table, head, &c.data.snapshots);
    let metric = metric_label(c, head);
    let title = c.text(Text::TrendOf).replace("{m}", &metric).replace("{d}", &c.of(&head.denominator));
    let title = title.replace("分母：分母：", "分母：");
    let total = pivot.lines.iter().filter(|line| line.is_total()).take(1);
    let shown = pivot.lines.iter().filter(|line| !line.is_total()).take(MOST_LINES - 1).chain(total);
    let series = |line: &crate::pivot::Line| {
        let label = if line.is_total() { c.text(Text::Average).to_owned() } else { line.label(c.lang) };
        let points = points(c, line, head, &format!("{label} · {metric}"));
        Series { label, is_total: line.is_total(), points }
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
        let (known, unknown): (Vec<&str>, Vec<&str>) = states.iter().partition(|state| is_known(diff, state));
        blocks.extend(known.iter().flat_map(|state| blocks_of(c, diff, state)));
        if let Some(block) = blocks.first_mut() {
            block.notes.extend(diff.notes.iter().map(|note| c.note(note)));
            let labels: Vec<String> = unknown.iter().map(|state| c.label(state)).collect();
            if !labels.is_empty() {
                block.notes.push(c.text(Text::UnknownStates).replace("{}", &labels.join(", ")));
            }
        }
    }
    let mut section = c.section("transitions", Text::Transitions, Text::TransitionsLead, blocks);
    if let Some(diff) = &c.data.diff {
        // No line breaks within the dates.
        let dates = format!(" {}\u{a0}→\u{a0}{}", diff.from, diff.to).replace('-', "\u{2011}");
        section.lead.push_str(&dates);
    }
    section
}

/// Whether any name's state is known in one of the two snapshots.
fn is_known(diff: &Diff, state: &str) -> bool {
    let is_unknown = |t: &Transition| {
        let before = t.flow == Flow::Entered || t.from == UNKNOWN;
        before && (t.flow == Flow::Left || t.to == UNKNOWN)
    };
    diff.transitions.iter().any(|t| t.state == state && !is_unknown(t))
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

/// Names by state before and state after.
type Pairs<'a> = BTreeMap<(&'a str, &'a str), u64>;

/// The names of a state before that are still there.
fn stock(pairs: &Pairs<'_>, from: &str) -> u64 {
    pairs.iter().filter(|((f, _), _)| *f == from).map(|(_, n)| n).sum()
}

/// The matrix of the most frequent states, and a table of all flows, what changed first.
fn matrix_block(c: &Context<'_>, state: &str, order: &[(&str, &Balance)], pairs: &Pairs<'_>) -> Block {
    let title = c.text(Text::TransitionsOf).replace("{}", &c.label(state));
    let shown: Vec<&str> = order.iter().take(MOST_STATES).map(|(state, _)| *state).collect();
    let label = |value: &str| c.label(&qualified(state, value));
    let mut flows: Vec<(&(&str, &str), &u64)> = pairs.iter().collect();
    flows.sort_by_key(|((from, to), n)| (from == to, std::cmp::Reverse(**n)));
    let line = |((from, to), n): &(&(&str, &str), &u64)| {
        let counts = Counts { numerator: **n, denominator: stock(pairs, from), unknown: 0 };
        let rate = Cell::rate(Some(counts), c.lang);
        Line { is_total: false, cells: vec![Cell::Text(label(from)), Cell::Text(label(to)), rate] }
    };
    let lines = flows.iter().map(line).collect();
    let mut heads = heads(&[c.text(Text::Before), c.text(Text::After)], &[c.text(Text::Names)]);
    heads[2].of = c.of(c.text(Text::Before));
    let csv_line = |((from, to), n): (&(&str, &str), &u64)| {
        vec![(*from).to_owned(), (*to).to_owned(), n.to_string(), stock(pairs, from).to_string()]
    };
    let csv_head = ["from", "to", "names", "names_in_from_and_still_there"].map(str::to_owned).to_vec();
    Block {
        id: format!("transitions-{}", super::slug(state)),
        svg: Some(draw_matrix(&matrix(c, state, &title, &shown, pairs))),
        title,
        notes: Vec::new(),
        table: TableView::new(heads, lines),
        csv: csv_text::write(std::iter::once(csv_head).chain(flows.into_iter().map(csv_line))),
        is_folded: true,
    }
}

fn matrix(c: &Context<'_>, state: &str, title: &str, shown: &[&str], pairs: &Pairs<'_>) -> Matrix {
    let label = |value: &str| c.label(&qualified(state, value));
    let count = |from: &str, to: &str| pairs.get(&(from, to)).copied().unwrap_or(0);
    let explain = |from: &str, to: &str| {
        let counts = Counts { numerator: count(from, to), denominator: stock(pairs, from), unknown: 0 };
        format!(
            "{} → {}: {} = {} / {} {}",
            label(from),
            label(to),
            counts.percent(),
            grouped(counts.numerator),
            grouped(counts.denominator),
            c.text(Text::Names)
        )
    };
    Matrix {
        alt: c.alt(title),
        axes: (format!("{} ↓", c.text(Text::Before)), format!("{} →", c.text(Text::After))),
        states: shown.iter().map(|value| label(value)).collect(),
        counts: shown.iter().map(|from| shown.iter().map(|to| count(from, to)).collect()).collect(),
        titles: shown.iter().map(|from| shown.iter().map(|to| explain(from, to)).collect()).collect(),
    }
}

fn balance_block(c: &Context<'_>, state: &str, order: &[(&str, &Balance)]) -> Block {
    let numbers = |b: &Balance| [b.before, b.moved_in, b.entered, b.moved_out, b.left, b.after];
    let line = |(value, balance): &(&str, &Balance)| {
        let counts = numbers(balance).into_iter().map(Cell::Count);
        Line {
            is_total: false,
            cells: std::iter::once(Cell::Text(c.label(&qualified(state, value)))).chain(counts).collect(),
        }
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
