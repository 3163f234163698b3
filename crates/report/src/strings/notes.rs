//! Notes of tables, which are written in English, in Japanese.

use super::{Lang, part_label};

/// Notes as they are written and in Japanese; `{}` is any text, in the same order. The first that fits counts.
pub(super) const NOTES: &[(&str, &str)] = &[
    ("two snapshots of {}", "{}の調査が2つあります。"),
    ("no snapshot from {} to {} ({} months)", "{}から{}まで（{}か月間）は調査がありません。"),
    ("no snapshot in {}", "{}は調査がありません。"),
    ("{} to {}: {} changed from {} to {}", "{}から{}までの間に、{}が「{}」から「{}」に変わりました。"),
    (
        "only {} is shown, because the tables do not suit an earlier snapshot: {}",
        "{}の調査だけを示します。以前の調査からは表を作れません：{}",
    ),
    ("the two snapshots cannot be compared: {}", "2回の調査は比較できません：{}"),
];

/// A note in a language; one that is not known stays as it is.
pub(crate) fn note(raw: &str, lang: Lang) -> String {
    let fits = |(en, ja): &(&str, &str)| find_holes(en, raw).map(|holes| fill(ja, &holes));
    match lang {
        Lang::En => raw.to_owned(),
        Lang::Ja => NOTES.iter().find_map(fits).unwrap_or_else(|| raw.to_owned()),
    }
}

/// What stands in the holes of `pattern` in `text`, as little as possible in each but the last.
fn find_holes<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut holes = Vec::new();
    for part in parts {
        let (hole, behind) = if part.is_empty() { (rest, "") } else { rest.split_once(part)? };
        holes.push(hole);
        rest = behind;
    }
    rest.is_empty().then_some(holes)
}

fn fill(pattern: &str, holes: &[&str]) -> String {
    let mut parts = pattern.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (hole, part) in holes.iter().zip(parts) {
        text.push_str(&if matches!(*hole, "" | "(none)") { "なし".to_owned() } else { part_label(hole, Lang::Ja) });
        text.push_str(part);
    }
    text
}
