//! A drawing area in CSS pixels, and what every chart needs on it.

use super::palette::{INK, PAPER};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Write as _;

/// plotters places in whole units; four of them make a pixel, so that lines run smoothly.
pub(super) const SCALE: f64 = 4.0;
/// plotters divides font sizes by this.
const FONT_FACTOR: f64 = 1.24;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What is drawn on. Drawing into memory does not fail, so errors of the backend are dropped.
pub(super) struct Canvas<'a> {
    pub(super) area: Area<'a>,
    marks: String,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Draws a chart of this size in pixels; `alt` is what a screen reader says.
pub(super) fn draw(size: (f64, f64), alt: &str, paint: impl FnOnce(&mut Canvas<'_>)) -> String {
    let (width, height) = (units(size.0), units(size.1));
    let mut drawn = String::new();
    let marks = {
        let area = SVGBackend::with_string(&mut drawn, (width as u32, height as u32)).into_drawing_area();
        let mut canvas = Canvas { area, marks: String::new() };
        canvas.rect((0.0, 0.0), size, PAPER);
        paint(&mut canvas);
        let _ = canvas.area.present();
        canvas.marks
    };
    let body = drawn.split_once('>').map_or("", |(_, rest)| rest);
    let body = body.trim_end().strip_suffix("</svg>").unwrap_or(body);
    let body = shorten(body);
    let font = "Helvetica, Arial, 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', Meiryo, sans-serif";
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{}\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{font}\">{body}<g fill=\"none\" pointer-events=\"all\">{marks}</g></svg>",
        escape(alt),
        size.0,
        size.1,
    )
}

/// Without the attributes that say nothing, or that every element repeats.
fn shorten(body: &str) -> String {
    // The last is what remains of a font size that plotters has divided by 1.24.
    let mut out = body.replace('\n', "").replace(" \"/>", "\"/>").replace(".00000000000001\"", "\"");
    for noise in [
        " opacity=\"1\"",
        " font-family=\"sans-serif\"",
        " stroke=\"none\"",
        " text-anchor=\"start\"",
        " stroke-width=\"1\"",
    ] {
        out = out.replace(noise, "");
    }
    out
}

impl Canvas<'_> {
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), colour: RGBColor) {
        let corners = [point(at), point((at.0 + size.0, at.1 + size.1))];
        let _ = self.area.draw(&Rectangle::new(corners, colour.filled()));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: RGBColor, width: f64) {
        let style = colour.stroke_width(units(width) as u32);
        let _ = self.area.draw(&PathElement::new(vec![point(from), point(to)], style));
    }

    /// A text whose middle is at height `at.1`.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), size: f64, colour: RGBColor, anchor: Anchor) {
        self.styled_text(text, at, size, colour, anchor, FontStyle::Normal);
    }

    /// As [`Canvas::text`], bold.
    pub(super) fn strong(&mut self, text: &str, at: (f64, f64), size: f64, anchor: Anchor) {
        self.styled_text(text, at, size, INK, anchor, FontStyle::Bold);
    }

    fn styled_text(
        &mut self,
        text: &str,
        at: (f64, f64),
        size: f64,
        colour: RGBColor,
        anchor: Anchor,
        font: FontStyle,
    ) {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = font_of(size).style(font).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        // Drawn at a third of the height above the base line, which centres digits and capitals.
        let _ = self.area.draw(&Text::new(text.to_owned(), point(at), style));
    }

    /// An invisible rectangle that shows `title` when pointed at.
    pub(super) fn mark(&mut self, at: (f64, f64), size: (f64, f64), title: &str) {
        let (x, y, width, height) = (units(at.0), units(at.1), units(size.0), units(size.1));
        let title = escape(title);
        let _ = write!(
            self.marks,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{title}</title></rect>"
        );
    }

    /// Begins a group of points of one colour; each has a wide invisible rim, to be pointed at with ease.
    pub(super) fn open_points(&mut self, RGBColor(r, g, b): RGBColor) {
        let rim = units(8.0);
        let _ = write!(self.marks, "<g fill=\"#{r:02X}{g:02X}{b:02X}\" stroke=\"transparent\" stroke-width=\"{rim}\">");
    }

    /// Ends the group.
    pub(super) fn close_points(&mut self) {
        self.marks.push_str("</g>");
    }

    /// A point of the group at a place in units, a disc or a square, that shows `title` when pointed at.
    pub(super) fn point(&mut self, (x, y): (i32, i32), radius: f64, is_square: bool, title: &str) {
        let (r, title) = (units(radius), escape(title));
        let _ = match is_square {
            true => write!(self.marks, "<path d=\"M{} {}h{}v{}h-{}z\">", x - r, y - r, 2 * r, 2 * r, 2 * r),
            false => write!(self.marks, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\">"),
        };
        let _ = write!(self.marks, "<title>{title}</title></{}>", if is_square { "path" } else { "circle" });
    }
}

/// The font at a size in pixels.
pub(super) fn font_of(size: f64) -> FontDesc<'static> {
    FontDesc::new(FontFamily::SansSerif, size * SCALE * FONT_FACTOR, FontStyle::Normal)
}

pub(super) fn units(pixels: f64) -> i32 {
    (pixels * SCALE).round() as i32
}

pub(super) fn point(at: (f64, f64)) -> (i32, i32) {
    (units(at.0), units(at.1))
}

/// About how wide a text is in pixels: nobody knows the reader's fonts.
pub(super) fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if (c as u32) < 0x1100 { 0.62 } else { 1.0 }).sum::<f64>() * size
}

/// The text, cut with `…` where it is wider than `width` pixels.
pub(super) fn fit(text: &str, width: f64, size: f64) -> String {
    if width_of(text, size) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if width_of(&out, size) > width - size {
            break;
        }
    }
    out.push('…');
    out
}

/// Text for an attribute or an element; control characters do not get here (see [`crate::clean`]).
fn escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map(|safe| safe.to_string()).unwrap_or_default()
}
