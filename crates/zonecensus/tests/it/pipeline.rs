//! Pipeline files and `check`.

use crate::support::{EXAMPLE, folder, run};

fn check(toml: &str) -> (i32, String) {
    let dir = folder(&[("my.toml", toml)]);
    let out = run(dir.path(), "check my.toml");
    (out.status, format!("{}{}", out.stdout, out.stderr))
}

#[track_caller]
fn refuses(toml: &str, parts: &[&str]) {
    let (status, text) = check(toml);
    assert_eq!(status, 1, "{text}");
    for part in parts {
        assert!(text.contains(part), "no `{part}` in:\n{text}");
    }
}

#[test]
fn a_unit_is_enough() {
    let (status, text) = check("unit = \"apexes\"\n");
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("unit       apexes") && text.contains("adoption") && text.ends_with("ok\n"), "{text}");
}

#[test]
fn bundled_pipelines_are_good() {
    let dir = folder(&[]);
    for name in ["jp", "gov"] {
        let out = run(dir.path(), &format!("check {name}"));
        assert_eq!(out.status, 0, "{}", out.stderr);
    }
}

#[test]
fn an_unknown_key_is_shown_in_place() {
    refuses(
        "unit = \"apexes\"\n\ntaxnomy = \"jp\"\n",
        &[
            "my.toml:3:1: key `taxnomy`: unknown field `taxnomy`; did you mean `taxonomy`?",
            "3 | taxnomy = \"jp\"",
            "  | ^^^^^^^",
        ],
    );
}

#[test]
fn mistakes_name_line_and_key() {
    refuses("unit = \"delegation\"\n", &["my.toml:1:8: key `unit`", "did you mean `delegations`?"]);
    refuses("zone = \"jp\"\n", &["my.toml", "unit"]);
    refuses("unit = \"apexes\"\nsuffixes = [\"jp\"]\n", &["my.toml:2:12: key `suffixes`", "unit = \"names\""]);
    refuses("unit = \"names\"\n", &["my.toml:1:8: key `unit`", "suffixes"]);
    refuses("unit = \"list\"\n", &["my.toml:1:8: key `unit`", "names = \"FILE\""]);
    refuses("unit = \"list\"\nnames = \"no.txt\"\n", &["my.toml:2:9: key `names`", "no.txt"]);
    refuses("unit = \"apexes\"\ntaxonomy = \"jq\"\n", &["my.toml:2:12: key `taxonomy`", "there are: jp"]);
    refuses(
        "unit = \"apexes\"\nproviders = \"comon\"\n",
        &["my.toml:2:13: key `providers`", "did you mean `common`?", "or name a file"],
    );
    refuses("unit = \"apexes\"\nproviders = \"no.tsv\"\n", &["my.toml:2:13: key `providers`", "no.tsv"]);
    refuses("unit = \"apexes\"\ncollected = [\"MX\", \"MTA\"]\n", &["my.toml:2:20: key `collected.1`", "_mta-sts"]);
    refuses("unit = \"apexes\"\ndmarc = \"rfc7498\"\n", &["my.toml:2:9: key `dmarc`", "did you mean `rfc7489`?"]);
    refuses(
        "unit = \"apexes\"\ntables = [\"adoptoin\"]\n",
        &["my.toml:2:11: key `tables.0`", "did you mean `adoption`?"],
    );
    refuses("unit = apexes\n", &["my.toml:1:"]);
}

#[test]
fn a_cohort_cannot_set_a_measured_fact() {
    let cohort = "unit = \"apexes\"\n[cohort]\nkey = \"Domain\"\n";
    refuses(
        &format!("{cohort}columns = {{ spf_state = \"SPF\" }}\n"),
        &["my.toml:4:25: key `cohort.columns.spf_state`"],
    );
    refuses(&format!("{cohort}columns = {{ State = \"State\" }}\n"), &["my.toml:4:21: key `cohort.columns.State`"]);
    refuses(&format!("file = \"x\"\n{cohort}columns = {{}}\n"), &["my.toml:1:1: key `file`"]);
    refuses(
        &format!("{cohort}columns = {{}}\nfile = \"none.csv\"\n"),
        &["my.toml:5:8: key `cohort.file`", "no such file"],
    );
}

#[test]
fn a_column_that_no_fact_provides_fails_before_anything_is_read() {
    let pipeline = "unit = \"delegations\"\n\n[[table]]\nname = \"mine\"\nmetrics = [\n  { name = \"SPF\", \
                    numerator = \"spf_stat = 'valid'\", denominator_name = \"all\" },\n]\n";
    let place = "my.toml:6:31: key `table.0.metrics.0.numerator`";
    refuses(pipeline, &[place, "`spf_stat`", "did you mean `spf_state`?"]);
    let dir = folder(&[("my.toml", pipeline), ("example.zone", EXAMPLE)]);
    let out = run(dir.path(), "census my.toml example.zone --store store --snapshot 2024-01-01");
    assert_eq!(out.status, 1);
    assert!(out.stderr.contains(place), "{}", out.stderr);
    assert!(!dir.path().join("store").exists(), "the store was made before the plan was good");
}

#[test]
fn an_unknown_pipeline_is_told_what_there_is() {
    let dir = folder(&[]);
    let out = run(dir.path(), "check jpp");
    assert_eq!(out.status, 1);
    assert!(out.stderr.contains("hint: did you mean `jp`?"), "{}", out.stderr);
    let out = run(dir.path(), "check missing.toml");
    assert!(out.status == 1 && out.stderr.contains("missing.toml"), "{}", out.stderr);
}

#[test]
fn hostile_text_in_a_pipeline_is_escaped() {
    let (_, text) = check("unit = \"apexes\"\ntitle = \"a\u{202e}b\"\ntaxonomy = \"\u{85}\u{202e}x\"\n");
    assert!(text.contains("\\u{202e}") && !text.contains('\u{202e}') && !text.contains('\u{85}'), "{text}");
}
