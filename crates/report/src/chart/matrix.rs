//! From one state to another: a square of counts.

use super::canvas::{Anchor, draw, fit, width_of};
use super::palette::{INK, MUTED, STEPS, TRACK};
use crate::number::grouped;

/// A matrix.
pub(crate) struct Matrix {
    /// What a screen reader says.
    pub(crate) alt: String,
    /// Said above the columns and beside the rows.
    pub(crate) axes: (String, String),
    /// The states, the same for rows and columns.
    pub(crate) states: Vec<String>,
    /// Names by state before and state after.
    pub(crate) counts: Vec<Vec<u64>>,
    /// What is said when a cell is pointed at.
    pub(crate) titles: Vec<Vec<String>>,
}

const HEIGHT: f64 = 32.0;
const WIDTH: f64 = 760.0;

/// Draws it. Names that stayed (the diagonal) have no colour, so that the changes stand out.
pub(crate) fn draw_matrix(matrix: &Matrix) -> String {
    let n = matrix.states.len();
    let longest = matrix.states.iter().map(|state| width_of(state, 12.0)).fold(60.0, f64::max);
    let left = longest.min(180.0) + 16.0;
    let cell = ((WIDTH - left) / n.max(1) as f64).min(110.0);
    let moved = |i: usize, j: usize| if i == j { 0 } else { matrix.counts[i][j] };
    let most = (0..n).flat_map(|i| (0..n).map(move |j| moved(i, j))).max().unwrap_or(0);
    draw((WIDTH, 52.0 + HEIGHT * n as f64), &matrix.alt, |canvas| {
        canvas.text(&matrix.axes.0, (left - 10.0, 36.0), 11.0, MUTED, Anchor::End);
        canvas.text(&matrix.axes.1, (left, 12.0), 11.0, MUTED, Anchor::Start);
        for (i, state) in matrix.states.iter().enumerate() {
            let y = 50.0 + HEIGHT * i as f64;
            canvas.text(&fit(state, left - 14.0, 12.0), (left - 10.0, y + HEIGHT / 2.0), 12.0, INK, Anchor::End);
            let middle = left + cell * (i as f64 + 0.5);
            canvas.text(&fit(state, cell - 6.0, 11.0), (middle, 36.0), 11.0, INK, Anchor::Middle);
            for j in 0..n {
                let at = (left + cell * j as f64, y);
                let count = matrix.counts[i][j];
                let (fill, ink) = if i == j || count == 0 { (TRACK, MUTED) } else { STEPS[step(count, most)] };
                canvas.rect(at, (cell - 2.0, HEIGHT - 2.0), fill);
                if count > 0 {
                    let centre = (at.0 + cell / 2.0 - 1.0, at.1 + HEIGHT / 2.0 - 1.0);
                    canvas.text(&grouped(count), centre, 12.0, ink, Anchor::Middle);
                    canvas.mark(at, (cell - 2.0, HEIGHT - 2.0), &matrix.titles[i][j]);
                }
            }
        }
    })
}

/// Counts differ by orders of magnitude, so steps follow the logarithm.
fn step(count: u64, most: u64) -> usize {
    let share = (count as f64 + 1.0).ln() / (most as f64 + 1.0).ln();
    ((share * STEPS.len() as f64) as usize).min(STEPS.len() - 1)
}
