use super::palette::{BAR, BAR_TOTAL, GRID, INK, MUTED, PAPER, SERIES, TRACK};
use super::{Bar, Bars, Lines, Series, draw_bars, draw_lines};
use plotters::style::RGBColor;

fn hex(RGBColor(r, g, b): RGBColor) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

#[test]
fn the_style_sheet_knows_every_themed_colour() {
    let style = include_str!("../../assets/report.css");
    for colour in [INK, MUTED, GRID, TRACK, PAPER, BAR, BAR_TOTAL].into_iter().chain(SERIES) {
        assert!(style.contains(&format!("=\"{}\"]", hex(colour))), "{}", hex(colour));
    }
    for colour in SERIES.into_iter().chain([INK]) {
        assert!(style.contains(&format!("svg [stroke=\"{}\"]", hex(colour))), "{}", hex(colour));
    }
}

#[test]
fn text_in_charts_is_escaped() {
    let bar = Bar { value: 3.0, shown: "3.0%".to_owned(), title: "\"><script>".to_owned() };
    let bars = Bars {
        alt: "a \" onload=\"x".to_owned(),
        panels: vec![("</svg>".to_owned(), String::new())],
        lines: vec![("<b>".to_owned(), false, vec![Some(bar)])],
    };
    let svg = draw_bars(&bars);
    assert!(!svg.contains("<script>") && !svg.contains("<b>") && !svg.contains("\" onload=\""));
    assert_eq!(svg.matches("</svg>").count(), 1);
}

#[test]
fn a_line_of_one_day_and_no_lines_are_drawn() {
    let point = |day| (day, 0.0, "0".to_owned());
    let one = Series { label: "a".to_owned(), is_total: false, points: vec![point(18_000)] };
    assert!(draw_lines(&Lines { alt: String::new(), series: vec![one] }).contains("<circle"));
    assert!(draw_lines(&Lines { alt: String::new(), series: Vec::new() }).ends_with("</svg>"));
}

#[test]
fn the_longest_label_is_whole() {
    for n in 1..40 {
        let label = "awsdns-06.co.uk".chars().cycle().take(n).collect::<String>();
        let bar = |_| Some(Bar { value: 1.0, shown: "1.0%".to_owned(), title: String::new() });
        let bars = Bars {
            alt: String::new(),
            panels: vec![("NS".to_owned(), String::new())],
            lines: vec![(label.clone(), false, vec![bar(0)]), ("a".to_owned(), false, vec![bar(1)])],
        };
        assert!(draw_bars(&bars).contains(&format!(">{label}</text>")), "{label}");
    }
}
