//! Colours. Told apart by lightness as well as hue, so that they work for colour-blind readers and in print.
//!
//! `assets/report.css` names each colour of the first group to map it to the theme; a test keeps the two together.

use plotters::style::RGBColor;

/// Text and the line of the average.
pub(crate) const INK: RGBColor = RGBColor(0x1C, 0x27, 0x33);
/// Secondary text.
pub(crate) const MUTED: RGBColor = RGBColor(0x55, 0x62, 0x70);
/// Grid lines.
pub(crate) const GRID: RGBColor = RGBColor(0xD8, 0xDE, 0xE5);
/// The track behind a bar.
pub(crate) const TRACK: RGBColor = RGBColor(0xED, 0xF0, 0xF4);
/// Background.
pub(crate) const PAPER: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Bars.
pub(crate) const BAR: RGBColor = RGBColor(0x1F, 0x5F, 0xA8);
/// Bars of totals.
pub(crate) const BAR_TOTAL: RGBColor = RGBColor(0x3C, 0x4A, 0x5A);
/// Lines of a trend: blue, orange, green, purple, ochre, teal.
pub(crate) const SERIES: [RGBColor; 6] = [
    RGBColor(0x1E, 0x60, 0xA9),
    RGBColor(0xC2, 0x50, 0x0A),
    RGBColor(0x0B, 0x7A, 0x5C),
    RGBColor(0x9B, 0x4F, 0x96),
    RGBColor(0x94, 0x70, 0x00),
    RGBColor(0x1B, 0x8A, 0xA6),
];

/// A fill that keeps its colour in every theme, with the colour of text on it.
pub(crate) type Fill = (RGBColor, RGBColor);

const DARK_TEXT: RGBColor = RGBColor(0x14, 0x1C, 0x25);
const LIGHT_TEXT: RGBColor = RGBColor(0xFD, 0xFE, 0xFF);
const GREY: Fill = (RGBColor(0xC6, 0xCF, 0xD9), DARK_TEXT);
const BLUE: Fill = (RGBColor(0x1F, 0x5A, 0x9C), LIGHT_TEXT);
const AMBER: Fill = (RGBColor(0xE3, 0xA3, 0x3A), DARK_TEXT);
const PLUM: Fill = (RGBColor(0x84, 0x44, 0x72), LIGHT_TEXT);

/// Steps from little to much.
pub(crate) const STEPS: [Fill; 5] = [
    (RGBColor(0xE3, 0xEE, 0xF8), DARK_TEXT),
    (RGBColor(0xB5, 0xD3, 0xEC), DARK_TEXT),
    (RGBColor(0x79, 0xB0, 0xDC), DARK_TEXT),
    (RGBColor(0x2F, 0x74, 0xB5), LIGHT_TEXT),
    (RGBColor(0x13, 0x42, 0x7A), LIGHT_TEXT),
];
/// Parts of a DMARC policy mix: none, quarantine, reject, missing or invalid.
pub(crate) const POLICIES: &[Fill] = &[GREY, AMBER, BLUE, PLUM];
/// Parts of an SPF mix: fail, softfail, neutral, pass, redirect, none.
pub(crate) const ALL_MIX: &[Fill] = &[
    BLUE,
    (RGBColor(0x7F, 0xB3, 0xDF), DARK_TEXT),
    GREY,
    (RGBColor(0xB2, 0x3B, 0x2E), LIGHT_TEXT),
    (RGBColor(0x2B, 0x75, 0x64), LIGHT_TEXT),
    AMBER,
];
/// Levels 0 to 3.
pub(crate) const LEVELS: &[Fill] = &[GREY, STEPS[1], STEPS[2], STEPS[4]];
