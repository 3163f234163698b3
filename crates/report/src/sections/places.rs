//! Regions and prefectures: tables whose only key is a place of Japan.

use super::{Block, Context, Section};
use crate::chart::{Map, Tile, draw_map};
use crate::data::{Key, Table};
use crate::japan::{PREFECTURES, Prefecture};
use crate::pivot::{Head, Pivot};
use crate::strings::Text;

/// Whether a table is drawn on the map.
pub(super) fn is_map(table: &Table) -> bool {
    let values = || table.rows.iter().filter_map(|row| row.keys.first());
    let is_place = |key: &Key| matches!(key, Key::Value(value) if PREFECTURES.iter().any(|p| p.is_called(value) || p.is_in(value)));
    table.keys.len() == 1 && table.name != "adoption" && values().any(is_place)
}

/// A map per rate, and the table.
pub(super) fn regions(c: &Context<'_>) -> Section {
    let blocks = c.data.tables.iter().filter(|table| is_map(table)).flat_map(|table| maps(c, table)).collect();
    c.section("regions", Text::Regions, Text::RegionsLead, blocks)
}

fn maps(c: &Context<'_>, table: &Table) -> Vec<Block> {
    let pivot = Pivot::of(table, c.last);
    if pivot.is_empty() {
        return Vec::new();
    }
    let by_region = is_by_region(&pivot);
    let mut blocks = vec![Block { is_folded: pivot.lines.len() > 15, ..c.block(table, &pivot) }];
    for (column, head) in pivot.heads.iter().enumerate().take(4) {
        let rows = |row: &&crate::data::Row| {
            row.snapshot == c.last && row.metric == head.metric && row.denominator_name == head.denominator
        };
        let texts = [
            ("{m}", c.label(&head.metric)),
            ("{k}", c.keys_label(table).to_lowercase()),
            ("{d}", c.of(&head.denominator)),
        ];
        let title = texts.iter().fold(c.text(Text::MapOf).to_owned(), |title, (hole, text)| title.replace(hole, text));
        let view = pivot.select(&[column]);
        blocks.push(Block {
            id: format!("{}-map-{column}", super::slug(&table.name)),
            svg: Some(draw_map(&map(c, &pivot, column, head, by_region, c.alt(&title)))),
            title,
            notes: Vec::new(),
            table: super::TableView::of_pivot(&view, &c.keys_label(table), c.lang),
            csv: crate::csv_text::of_rows(table, table.rows.iter().filter(rows)),
            is_folded: true,
        });
    }
    blocks
}

/// Hokkaido is both; more other regions than prefectures make it a table by region.
fn is_by_region(pivot: &Pivot) -> bool {
    let values = || {
        pivot.lines.iter().filter_map(|line| match line.keys.first() {
            Some(Key::Value(value)) => Some(value.as_str()),
            _ => None,
        })
    };
    let regions = values().filter(|value| PREFECTURES.iter().any(|p| p.is_in(value))).count();
    let prefectures = values().filter(|value| PREFECTURES.iter().any(|p| p.is_called(value))).count();
    regions > prefectures
}

fn map(c: &Context<'_>, pivot: &Pivot, column: usize, head: &Head, by_region: bool, alt: String) -> Map {
    let is_here = |prefecture: &Prefecture, key: &Key| match key {
        Key::Value(value) if by_region => prefecture.is_in(value),
        Key::Value(value) => prefecture.is_called(value),
        _ => false,
    };
    let tile = |prefecture: &Prefecture| {
        let line = pivot.lines.iter().find(|line| line.keys.first().is_some_and(|key| is_here(prefecture, key)))?;
        let counts = line.cells[column]?;
        Some(Tile {
            value: counts.rate()?,
            shown: counts.percent(),
            title: format!(
                "{} · {} {}",
                line.label(c.lang),
                c.label(&head.metric),
                counts.explain(&head.denominator, c.lang)
            ),
        })
    };
    Map { alt, lang: c.lang, tiles: PREFECTURES.iter().map(tile).collect(), legend: c.label(&head.metric) }
}
