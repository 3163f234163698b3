//! Writes the report of an example: `cargo run -p report --example report -- report.html [en|ja] [SNAPSHOTS]`.

#[path = "../tests/common/mod.rs"]
mod common;

use report::{Lang, render};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| "report.html".to_owned());
    let lang = if arguments.next().as_deref() == Some("ja") { Lang::Ja } else { Lang::En };
    let snapshots = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(20);
    std::fs::write(path, render(&common::example(snapshots), lang))
}
