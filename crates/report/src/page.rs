//! The page: both languages, one shown, in one file that asks the network for nothing.

use crate::data::ReportData;
use crate::sections::{Cell, KeyFigure, Missing, Section, build, key_figures, missing};
use crate::strings::{Lang, Text, label, text};
use askama::Template;
use base64::Engine;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

#[derive(Template)]
#[template(path = "report.html", whitespace = "suppress")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    script: &'a str,
    lang: &'static str,
    title: String,
    views: Vec<View>,
    /// Id and text, in no language.
    csvs: Vec<(String, String)>,
}

/// The page in one language.
struct View {
    lang: Lang,
    title: String,
    is_shown: bool,
    snapshots: String,
    figures: Vec<KeyFigure>,
    sections: Vec<Section>,
    missing: Vec<Missing>,
}

/// A page with both languages may be this long.
const MOST_BYTES: usize = 1_000_000;

/// The report as HTML. The data has no characters left that [`crate::clean`] takes out.
///
/// Both languages are in the page, with a switch, unless that makes it too long: then only `lang` is.
pub(crate) fn render(data: &ReportData, lang: Lang) -> String {
    let both = render_in(data, lang, &Lang::ALL);
    if both.len() <= MOST_BYTES { both } else { render_in(data, lang, &[lang]) }
}

fn render_in(data: &ReportData, lang: Lang, langs: &[Lang]) -> String {
    let views: Vec<View> = langs.iter().map(|each| View::new(data, *each, *each == lang)).collect();
    let blocks = views.first().into_iter().flat_map(|view| &view.sections).flat_map(|section| &section.blocks);
    let csvs = blocks.map(|block| (block.id.clone(), block.csv.clone())).collect();
    let page = Page {
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        lang: lang.tag(),
        title: format!("{} · {}", label(&data.title, lang), text(Text::Census, lang)),
        views,
        csvs,
    };
    // Formatting into a String does not fail.
    page.render().unwrap_or_default()
}

/// Allows the two inline blocks, by hash, and pictures made in the page; nothing else.
fn policy() -> String {
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data: blob:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT),
    )
}

impl View {
    fn new(data: &ReportData, lang: Lang, is_shown: bool) -> View {
        let snapshots = match data.snapshots.as_slice() {
            [] => String::new(),
            [only] => format!("{} {only}", text(Text::Snapshot, lang)),
            [first, .., last] => text(Text::SnapshotsFromTo, lang)
                .replace("{n}", &data.snapshots.len().to_string())
                .replace("{a}", first)
                .replace("{b}", last),
        };
        let (figures, sections) = (key_figures(data, lang), build(data, lang));
        let missing = missing(data, lang, &sections);
        View { lang, title: label(&data.title, lang), is_shown, snapshots, figures, sections, missing }
    }

    /// A text of the page; the template names it as in `Text`.
    fn text(&self, key: Text) -> &'static str {
        text(key, self.lang)
    }

    fn download(&self, title: &str) -> String {
        self.text(Text::Download).replace("{}", title)
    }

    fn caption(&self, title: &str) -> String {
        format!("{title}. {}", self.text(Text::SortHint))
    }

    fn more(&self, more: &usize) -> String {
        self.text(Text::MoreRows).replace("{n}", &more.to_string())
    }

    fn of(&self, figure: &KeyFigure) -> String {
        self.text(Text::Of).replace("{}", &figure.denominator)
    }

    fn fraction(&self, figure: &KeyFigure) -> String {
        figure.counts.fraction(self.lang)
    }

    fn explain(&self, figure: &KeyFigure) -> String {
        figure.counts.explain(&figure.denominator, self.lang)
    }
}
