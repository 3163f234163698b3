//! Bars of 100 %, divided: the mix of each group.

use super::canvas::{Anchor, Canvas, draw, fit, width_of};
use super::palette::{Fill, INK, MUTED, TRACK};

/// A chart of mixes.
pub(crate) struct Stack {
    /// What a screen reader says.
    pub(crate) alt: String,
    /// The parts and their colours.
    pub(crate) parts: Vec<(String, Fill)>,
    /// The groups.
    pub(crate) lines: Vec<StackLine>,
}

/// A bar of a [`Stack`].
pub(crate) struct StackLine {
    /// The group.
    pub(crate) label: String,
    /// Whether it is a total.
    pub(crate) is_total: bool,
    /// Per cent and what is said when it is pointed at, by part; empty where nothing is to be shared.
    pub(crate) parts: Vec<(f64, String)>,
}

const WIDTH: f64 = 760.0;
const STEP: f64 = 28.0;
const BAR_HEIGHT: f64 = 20.0;

/// Draws them.
pub(crate) fn draw_stack(stack: &Stack) -> String {
    let longest = stack.lines.iter().map(|line| width_of(&line.label, 13.0)).fold(60.0, f64::max);
    let left = longest.min(200.0) + 14.0;
    let (legend, top) = place_legend(stack, left);
    draw((WIDTH, top + STEP * stack.lines.len() as f64 + 6.0), &stack.alt, |canvas| {
        for ((label, (fill, _)), at) in stack.parts.iter().zip(&legend) {
            canvas.rect((at.0, at.1 - 6.0), (12.0, 12.0), *fill);
            canvas.text(label, (at.0 + 18.0, at.1), 12.0, INK, Anchor::Start);
        }
        for (i, line) in stack.lines.iter().enumerate() {
            let y = top + STEP * (i as f64 + 0.5);
            let label = fit(&line.label, left - 13.0, 13.0);
            if line.is_total {
                canvas.strong(&label, (left - 12.0, y), 13.0, Anchor::End);
            } else {
                canvas.text(&label, (left - 12.0, y), 13.0, INK, Anchor::End);
            }
            draw_mix(canvas, line, &stack.parts, (left, y - BAR_HEIGHT / 2.0));
        }
    })
}

/// Corners of the legend's entries, and the height below which bars begin.
fn place_legend(stack: &Stack, left: f64) -> (Vec<(f64, f64)>, f64) {
    let (mut at, mut places) = ((left, 12.0), Vec::new());
    for (label, _) in &stack.parts {
        let width = 18.0 + width_of(label, 12.0) + 20.0;
        if at.0 > left && at.0 + width > WIDTH {
            at = (left, at.1 + 20.0);
        }
        places.push(at);
        at.0 += width;
    }
    (places, at.1 + 18.0)
}

fn draw_mix(canvas: &mut Canvas<'_>, line: &StackLine, parts: &[(String, Fill)], at: (f64, f64)) {
    let width = WIDTH - at.0;
    if line.parts.is_empty() {
        canvas.rect(at, (width, BAR_HEIGHT), TRACK);
        canvas.text("–", (at.0 + width / 2.0, at.1 + BAR_HEIGHT / 2.0), 11.0, MUTED, Anchor::Middle);
    }
    let mut x = at.0;
    for ((value, title), (_, (fill, ink))) in line.parts.iter().zip(parts) {
        let length = width * value / 100.0;
        if length > 0.0 {
            // A hair of paper between the parts tells them apart without colour.
            canvas.rect((x, at.1), ((length - 1.0).max(length * 0.6), BAR_HEIGHT), *fill);
            let text = share(*value);
            if length > width_of(&text, 11.0) + 8.0 {
                canvas.text(&text, (x + length / 2.0, at.1 + BAR_HEIGHT / 2.0), 11.0, *ink, Anchor::Middle);
            }
            canvas.mark((x, at.1), (length.max(3.0), BAR_HEIGHT), title);
        }
        x += length;
    }
}

/// In whole per cent; what is not all is not called 100 %.
fn share(value: f64) -> String {
    if (99.5..100.0).contains(&value) { ">99%".to_owned() } else { format!("{value:.0}%") }
}
