//! The tile map of Japan: one square per prefecture, coloured by its rate.

use super::canvas::{Anchor, Canvas, draw};
use super::palette::{GRID, INK, MUTED, STEPS, TRACK};
use crate::japan::{PREFECTURES, SIZE};
use crate::number::axis_percent;
use crate::strings::{Lang, Text, text};

/// A map.
pub(crate) struct Map {
    /// What a screen reader says.
    pub(crate) alt: String,
    /// Names of places are in this language.
    pub(crate) lang: Lang,
    /// By position in [`PREFECTURES`]; none where nothing is known.
    pub(crate) tiles: Vec<Option<Tile>>,
    /// What the colours mean.
    pub(crate) legend: String,
}

/// A prefecture's rate (or its region's).
pub(crate) struct Tile {
    /// In per cent.
    pub(crate) value: f64,
    /// As text.
    pub(crate) shown: String,
    /// What is said when it is pointed at.
    pub(crate) title: String,
}

const SIDE: f64 = 52.0;
const MARGIN: f64 = 8.0;

/// Draws it.
pub(crate) fn draw_map(map: &Map) -> String {
    let size = (f64::from(SIZE.0) * SIDE + 2.0 * MARGIN, f64::from(SIZE.1) * SIDE + 2.0 * MARGIN);
    let scale = Scale::of(map.tiles.iter().flatten().map(|tile| tile.value));
    draw(size, &map.alt, |canvas| {
        draw_legend(canvas, map, &scale);
        for (prefecture, tile) in PREFECTURES.iter().zip(&map.tiles) {
            let (column, row) = prefecture.tile;
            let at = (MARGIN + f64::from(column) * SIDE, MARGIN + f64::from(row) * SIDE);
            let (fill, ink) = tile.as_ref().map_or((TRACK, MUTED), |tile| STEPS[scale.step(tile.value)]);
            canvas.rect(at, (SIDE - 3.0, SIDE - 3.0), fill);
            let centre = at.0 + (SIDE - 3.0) / 2.0;
            let (name, font) = match map.lang {
                Lang::En => (prefecture.name, (66.0 / prefecture.name.len() as f64).clamp(7.2, 10.0)),
                Lang::Ja => (prefecture.japanese, 12.0),
            };
            canvas.text(name, (centre, at.1 + 17.0), font, ink, Anchor::Middle);
            if let Some(tile) = tile {
                canvas.text(&tile.shown, (centre, at.1 + 34.0), 11.0, ink, Anchor::Middle);
                canvas.mark(at, (SIDE - 3.0, SIDE - 3.0), &tile.title);
            }
        }
    })
}

/// Five equal steps between round numbers.
struct Scale {
    from: f64,
    step: f64,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Scale {
        let (low, high) = (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max));
        if low > high {
            return Scale { from: 0.0, step: 1.0 };
        }
        let least = ((high - low) / 5.0).max(high * 0.002).max(1e-6);
        let power = 10f64.powf(least.log10().floor());
        // Starting at a multiple of the step may leave the highest value out: then the next step is tried.
        let fits = |step: &f64| *step >= least && (low / step).floor() * step + 5.0 * step >= high;
        let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 20.0].map(|step| step * power);
        let step = steps.into_iter().find(fits).unwrap_or(20.0 * power);
        Scale { from: (low / step).floor() * step, step }
    }

    fn step(&self, value: f64) -> usize {
        (((value - self.from) / self.step) as usize).min(STEPS.len() - 1)
    }
}

fn draw_legend(canvas: &mut Canvas<'_>, map: &Map, scale: &Scale) {
    let (x, y) = (MARGIN, MARGIN + 10.0);
    canvas.strong(&map.legend, (x, y), 13.0, Anchor::Start);
    for (i, (fill, _)) in STEPS.iter().enumerate() {
        let at = (x, y + 20.0 + 20.0 * i as f64);
        canvas.rect(at, (26.0, 16.0), *fill);
        let (low, high) = (scale.from + scale.step * i as f64, scale.from + scale.step * (i + 1) as f64);
        let range = format!("{} – {}", axis_percent(low), axis_percent(high));
        canvas.text(&range, (x + 36.0, at.1 + 8.0), 12.0, INK, Anchor::Start);
    }
    if map.tiles.iter().any(Option::is_none) {
        let at = (x, y + 20.0 + 20.0 * STEPS.len() as f64);
        canvas.rect(at, (26.0, 16.0), GRID);
        canvas.rect((at.0 + 1.0, at.1 + 1.0), (24.0, 14.0), TRACK);
        canvas.text(text(Text::NoData, map.lang), (x + 36.0, at.1 + 8.0), 12.0, INK, Anchor::Start);
    }
}
