//! Charts as SVG, drawn by plotters.
//!
//! A chart is drawn for a light background, in the colours of [`palette`], as attributes; the page's style sheet maps these colours
//! to those of its theme. Over the drawing lie invisible marks whose titles tell the counts behind what one points at.

mod bars;
mod canvas;
mod lines;
mod matrix;
mod palette;
mod stack;
mod tiles;

pub(crate) use bars::{Bar, Bars, draw_bars};
pub(crate) use lines::{Lines, Series, draw_lines};
pub(crate) use matrix::{Matrix, draw_matrix};
pub(crate) use stack::{Stack, StackLine, draw_stack};
pub(crate) use tiles::{Map, Tile, draw_map};

/// Colours of mixes.
pub(crate) mod fills {
    pub(crate) use super::palette::{ALL_MIX, Fill, LEVELS, POLICIES};
}

#[cfg(test)]
mod tests;
