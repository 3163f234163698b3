use std::cmp::Ordering;

use super::*;

#[test]
fn names_sort_as_in_rfc_4034_6_1() {
    // The RFC's own list, without the root dot.
    let sorted = [
        "example",
        "a.example",
        "yljkjljk.a.example",
        "z.a.example",
        "zabc.a.example",
        "z.example",
        r"\001.z.example",
        "*.z.example",
        r"\200.z.example",
    ];
    for (i, a) in sorted.iter().enumerate() {
        for (j, b) in sorted.iter().enumerate() {
            assert_eq!(compare_names(a, b), i.cmp(&j), "{a} {b}");
        }
    }
}

#[test]
fn an_escaped_dot_does_not_end_a_label() {
    assert_eq!(compare_names(r"a\.b.jp", "b.jp"), Ordering::Less);
    assert_eq!(compare_names(r"a\.b.jp", r"a\046b.jp"), Ordering::Equal);
    assert_eq!(compare_names(r"x\\.jp", "x.jp"), Ordering::Greater);
    assert_eq!(compare_names(r"\", r"\999"), compare_names(r"\", r"\999"));
}

#[test]
fn numbers_sort_by_value_and_before_text() {
    let mut values = ["b", "10", "", "9", "a", "007"];
    values.sort_by(|a, b| compare_values(a, b));
    assert_eq!(values, ["007", "9", "10", "", "a", "b"]);
}

#[test]
fn dates_are_days_since_1970() {
    let known = [
        ("1970-01-01", Some(0)),
        ("2019-11-01", Some(18_201)),
        ("2000-02-29", Some(11_016)),
        ("1969-12-31", Some(-1)),
        ("2019-02-29", None),
        ("2019-13-01", None),
        ("2019-1-01", None),
        ("19-11-2001", None),
        ("+019-11-01", None),
        ("2019-11-01x", None),
    ];
    for (text, days) in known {
        assert_eq!(parse_date(text), days, "{text}");
    }
}
