//! Horizontal bars: a line per group, one or more panels side by side, each with a scale of its own.

use super::canvas::{Anchor, Canvas, draw, fit, width_of};
use super::palette::{BAR, BAR_TOTAL, INK, MUTED, TRACK};
use crate::number::{axis_percent, nice_ceiling};

/// A chart of bars.
pub(crate) struct Bars {
    /// What a screen reader says.
    pub(crate) alt: String,
    /// Heads of the panels: what is measured, and of what. Empty texts leave the head out.
    pub(crate) panels: Vec<(String, String)>,
    /// Label, whether it is a total, and one bar per panel.
    pub(crate) lines: Vec<(String, bool, Vec<Option<Bar>>)>,
}

/// A bar.
pub(crate) struct Bar {
    /// Its value in per cent.
    pub(crate) value: f64,
    /// The value as text.
    pub(crate) shown: String,
    /// What is said when it is pointed at.
    pub(crate) title: String,
}

const WIDTH: f64 = 760.0;
const STEP: f64 = 25.0;
const BAR_HEIGHT: f64 = 13.0;
const GAP: f64 = 22.0;

/// Draws them.
pub(crate) fn draw_bars(bars: &Bars) -> String {
    let longest = bars.lines.iter().map(|(label, ..)| width_of(label, 13.0)).fold(60.0, f64::max);
    let left = longest.min(if bars.panels.len() == 1 { 340.0 } else { 230.0 }) + 14.0;
    let top = if bars.panels.iter().all(|(metric, of)| metric.is_empty() && of.is_empty()) { 6.0 } else { 46.0 };
    let height = top + STEP * bars.lines.len() as f64 + 6.0;
    let width = (WIDTH - left - GAP * (bars.panels.len() as f64 - 1.0)) / bars.panels.len() as f64;
    draw((WIDTH, height), &bars.alt, |canvas| {
        for (i, (label, is_total, _)) in bars.lines.iter().enumerate() {
            let at = (left - 12.0, top + STEP * (i as f64 + 0.5));
            let label = fit(label, left - 13.0, 13.0);
            if *is_total {
                canvas.strong(&label, at, 13.0, Anchor::End);
            } else {
                canvas.text(&label, at, 13.0, INK, Anchor::End);
            }
        }
        for panel in 0..bars.panels.len() {
            draw_panel(canvas, bars, panel, (left + panel as f64 * (width + GAP), top), width);
        }
    })
}

fn draw_panel(canvas: &mut Canvas<'_>, bars: &Bars, panel: usize, at: (f64, f64), width: f64) {
    let cells = || bars.lines.iter().filter_map(|(_, _, cells)| cells.get(panel)?.as_ref());
    let scale = nice_ceiling(cells().map(|bar| bar.value).fold(0.0, f64::max));
    let value = cells().map(|bar| width_of(&bar.shown, 12.0)).fold(40.0, f64::max);
    let track = width - value - 14.0;
    if at.1 > 20.0 {
        let (metric, of) = &bars.panels[panel];
        canvas.strong(&fit(metric, track, 13.0), (at.0, 12.0), 13.0, Anchor::Start);
        canvas.text(&fit(of, width + GAP - 4.0, 11.0), (at.0, 30.0), 11.0, MUTED, Anchor::Start);
        canvas.text(&axis_percent(scale), (at.0 + track, 12.0), 11.0, MUTED, Anchor::End);
    }
    for (i, (_, is_total, cells)) in bars.lines.iter().enumerate() {
        let y = at.1 + STEP * (i as f64 + 0.5);
        let corner = (at.0, y - BAR_HEIGHT / 2.0);
        canvas.rect(corner, (track, BAR_HEIGHT), TRACK);
        let Some(bar) = cells.get(panel).and_then(Option::as_ref) else {
            canvas.text("–", (at.0 + track + 8.0, y), 12.0, MUTED, Anchor::Start);
            continue;
        };
        let length = track * (bar.value / scale).clamp(0.0, 1.0);
        if length > 0.0 {
            canvas.rect(corner, (length.max(1.0), BAR_HEIGHT), if *is_total { BAR_TOTAL } else { BAR });
        }
        canvas.text(&bar.shown, (at.0 + track + 8.0, y), 12.0, INK, Anchor::Start);
        canvas.mark((at.0, y - STEP / 2.0), (width, STEP), &bar.title);
    }
}
