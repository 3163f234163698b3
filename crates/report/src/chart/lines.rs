//! Lines over time.

use super::canvas::{Anchor, Canvas, SCALE, draw, fit, font_of, units, width_of};
use super::palette::{GRID, INK, MUTED, SERIES};
use crate::number::{axis_percent, nice_ceiling};
use plotters::prelude::*;

/// A chart of lines.
pub(crate) struct Lines {
    /// What a screen reader says.
    pub(crate) alt: String,
    /// The lines, in order.
    pub(crate) series: Vec<Series>,
}

/// A line.
pub(crate) struct Series {
    /// Its label.
    pub(crate) label: String,
    /// Whether it is the average.
    pub(crate) is_total: bool,
    /// Day since 1970, per cent, and what is said when it is pointed at; in order of days.
    pub(crate) points: Vec<(i32, f64, String)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
const RIGHT: (f64, f64) = (110.0, 240.0);
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 30.0;

/// Draws them.
pub(crate) fn draw_lines(lines: &Lines) -> String {
    draw((WIDTH, HEIGHT), &lines.alt, |canvas| {
        let points = || lines.series.iter().flat_map(|series| &series.points);
        let (first, last) = (points().map(|p| p.0).min().unwrap_or(0), points().map(|p| p.0).max().unwrap_or(1));
        let top = nice_ceiling(points().map(|p| p.1).fold(0.0, f64::max));
        let margin = ((last - first) / 60).max(1);
        let longest = lines.series.iter().map(|series| width_of(&series.label, 12.0)).fold(0.0, f64::max);
        let right = (longest + 26.0).clamp(RIGHT.0, RIGHT.1);
        let frame = Frame { days: (first - margin, last + margin), top, right };
        let places = frame.draw(canvas, lines);
        draw_labels(canvas, lines, &places, right);
    })
}

/// What the axes span.
struct Frame {
    days: (i32, i32),
    top: f64,
    /// Room for labels on the right.
    right: f64,
}

impl Frame {
    /// Axes, lines and points. Returns where each line ends, in units.
    fn draw(&self, canvas: &mut Canvas<'_>, lines: &Lines) -> Vec<Option<(i32, i32)>> {
        let area = canvas.area.clone();
        let days = (self.days.0..self.days.1).with_key_points(year_ticks(self.days));
        let built = ChartBuilder::on(&area)
            .margin_top(units(14.0))
            .margin_right(units(self.right))
            .x_label_area_size(units(BOTTOM))
            .y_label_area_size(units(LEFT))
            .build_cartesian_2d(days, 0.0..self.top);
        let Ok(mut chart) = built else { return Vec::new() };
        let label = font_of(12.0).color(&MUTED);
        let _ = chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID.stroke_width(SCALE as u32))
            .axis_style(GRID.stroke_width(SCALE as u32))
            .label_style(label)
            .x_label_formatter(&|day| date_label(*day, self.days))
            .y_label_formatter(&|value| axis_percent(*value))
            .y_labels(6)
            .set_all_tick_mark_size(units(6.0))
            .draw();
        let mut ends = Vec::new();
        // The average is drawn last, over the others.
        let order = |is_total: bool| lines.series.iter().enumerate().filter(move |(_, s)| s.is_total == is_total);
        for (i, series) in order(false).chain(order(true)) {
            let colour = colour_of(i, series);
            let width = if series.is_total { 3.0 } else { 1.6 };
            let style = colour.stroke_width(units(width) as u32);
            let _ = chart.draw_series(LineSeries::new(series.points.iter().map(|p| (p.0, p.1)), style));
            let radius = if series.points.len() > 12 { 2.2 } else { 3.0 };
            canvas.open_points(colour);
            for (day, value, title) in &series.points {
                // Squares tell the second round of colours from the first.
                let is_square = (i / SERIES.len()) % 2 == 1 && !series.is_total;
                canvas.point(chart.backend_coord(&(*day, *value)), radius, is_square, title);
            }
            canvas.close_points();
            let end = series.points.last().map(|p| chart.backend_coord(&(p.0, p.1)));
            ends.push((i, end));
        }
        ends.sort_by_key(|(i, _)| *i);
        ends.into_iter().map(|(_, end)| end).collect()
    }
}

/// Writes each line's label beside its end, moved apart where they would overlap.
fn draw_labels(canvas: &mut Canvas<'_>, lines: &Lines, ends: &[Option<(i32, i32)>], right: f64) {
    const STEP: f64 = 16.0;
    let mut labels: Vec<(f64, f64, usize)> = Vec::new();
    for (i, end) in ends.iter().enumerate() {
        labels.extend(end.map(|(_, y)| (f64::from(y) / SCALE, f64::from(y) / SCALE, i)));
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut lowest = 0.0f64;
    for label in &mut labels {
        label.1 = label.0.max(lowest + STEP);
        lowest = label.1;
    }
    // What has been pushed beyond the frame is pushed back up.
    let mut highest = HEIGHT - BOTTOM + STEP / 2.0;
    for label in labels.iter_mut().rev() {
        label.1 = label.1.min(highest - STEP / 2.0);
        highest = label.1 - STEP / 2.0;
    }
    let x = WIDTH - right;
    for (end, y, i) in labels {
        let series = &lines.series[i];
        canvas.line((x + 2.0, end), (x + 16.0, y), colour_of(i, series), 1.0);
        let text = fit(&series.label, right - 22.0, 12.0);
        if series.is_total {
            canvas.strong(&text, (x + 20.0, y), 12.0, Anchor::Start);
        } else {
            canvas.text(&text, (x + 20.0, y), 12.0, colour_of(i, series), Anchor::Start);
        }
    }
}

fn colour_of(index: usize, series: &Series) -> RGBColor {
    if series.is_total { INK } else { SERIES[index % SERIES.len()] }
}

/// Where the days are labelled: years; quarters below three years; months below eight months.
fn year_ticks((first, last): (i32, i32)) -> Vec<i32> {
    let step = match last - first {
        ..245 => 1,
        245..1098 => 3,
        _ => 12,
    };
    let starts = |year: i32| {
        (1..=12).step_by(step).filter_map(move |m| crate::number::find_days(&format!("{year:04}-{m:02}-01")))
    };
    let years = 1970 + first / 366..=1971 + last / 365;
    let ticks: Vec<i32> = years.flat_map(starts).filter(|day| (first..last).contains(day)).collect();
    if ticks.is_empty() { vec![first + (last - first) / 2] } else { ticks }
}

fn date_label(day: i32, (first, last): (i32, i32)) -> String {
    let year = (1970 + first / 366..=1971 + last / 365).rev();
    let start = |year: i32| crate::number::find_days(&format!("{year:04}-01-01")).unwrap_or(i32::MAX);
    let Some(year) = year.into_iter().find(|y| start(*y) <= day) else { return String::new() };
    let month =
        (1..=12).rev().find(|m| crate::number::find_days(&format!("{year:04}-{m:02}-01")).is_some_and(|d| d <= day));
    match month {
        Some(month) if last - first < 1098 => format!("{year}-{month:02}"),
        _ => year.to_string(),
    }
}
