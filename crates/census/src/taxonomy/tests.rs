use super::*;

const JP: &str = include_str!("../../../../pipelines/taxonomies/jp.tsv");

fn jp() -> Taxonomy {
    Taxonomy::parse("jp.tsv", JP).unwrap_or_default()
}

#[test]
fn jp_types_follow_the_registry() {
    let jp = jp();
    for (name, kind, suffix) in [
        ("example.co.jp", "CO", 2),
        ("www.example.co.jp.", "CO", 2),
        ("EXAMPLE.AC.JP", "AC", 2),
        ("city.yokosuka.lg.jp", "LG", 2),
        ("pref.aichi.lg.jp", "LG", 2),
        ("example.jp", "GEN", 1),
        ("xn--wgv71a.jp", "GEN", 1),
        ("example.hokkaido.jp", "PREF", 2),
        ("pref.hokkaido.jp", "GEO", 3),
        ("www.pref.hokkaido.jp", "GEO", 3),
        ("metro.tokyo.jp", "GEO", 3),
        ("city.hakodate.hokkaido.jp", "GEO", 3),
        ("shop.hakodate.hokkaido.jp", "GEO", 3),
        ("city.kawasaki.jp", "GEO", 2),
        ("kawasaki.jp", "GEO", 2),
        ("example.kawasaki.jp", "GEO", 3),
        ("example.xn--ehqz56n.jp", "PREF", 2), // 三重.jp
    ] {
        let typed = jp.find_name(name);
        assert_eq!((typed.kind, typed.suffix_labels), (Some(kind), suffix), "{name}");
    }
    assert_eq!(jp.find_name("example.com").kind, None);
}

#[test]
fn jp_has_every_suffix_of_the_registry() {
    let jp = jp();
    let types: Vec<&str> = jp.types().iter().map(|t| t.name.as_str()).collect();
    assert_eq!(types, ["AD", "AC", "CO", "GO", "OR", "NE", "GR", "ED", "LG", "GEO", "PREF", "GEN"]);
    let of_type = |kind: &str| jp.rules.iter().filter(|rule| rule.kind.name == kind).count();
    assert_eq!((of_type("PREF"), of_type("GEO")), (94, 2 * 7 + 2 * 94 + 1673));
    assert_eq!(jp.name, "jp");
    assert!(jp.version.contains("20230209"));
}

#[test]
fn geographic_types_have_prefecture_and_region() {
    let jp = jp();
    for (name, pref, region) in [
        ("city.tsu.mie.jp", Some("Mie"), Some("Kinki")),
        ("city.sapporo.jp", Some("Hokkaido"), Some("Hokkaido")),
        ("a.xn--ehqz56n.jp", Some("Mie"), Some("Kinki")),
        ("example.co.jp", None, None),
    ] {
        let typed = jp.find_name(name);
        assert_eq!((typed.pref, typed.region), (pref, region), "{name}");
    }
}

const SMALL: &str = "# taxonomy: small\n# version: 7\n# default: other rest\n\
pattern\ttype\tgroup\torder\texcept\n\
example\tplain\tg\t3\t\n\
*.example\tstar\tg\t2\tparliament.example, x.y.example\n\
deep.*.example\tdeep\t\t1\t\n";

#[test]
fn stars_exceptions_and_default() {
    let small = Taxonomy::parse("small", SMALL).unwrap_or_default();
    for (name, kind, group) in [
        ("example", "plain", Some("g")),
        ("a.example", "star", Some("g")),
        ("b.a.example", "star", Some("g")),
        ("parliament.example", "plain", Some("g")),
        ("a.parliament.example", "plain", Some("g")),
        ("y.example", "star", Some("g")),
        ("x.y.example", "plain", Some("g")),
        ("deep.a.example", "deep", None),
        ("deep.parliament.example", "deep", None),
        ("nothing", "other", Some("rest")),
    ] {
        let typed = small.find_name(name);
        assert_eq!((typed.kind, typed.group), (Some(kind), group), "{name}");
    }
    assert_eq!((small.name.as_str(), small.version.as_str()), ("small", "7"));
    assert_eq!(Taxonomy::default().find_name("a.jp").kind, None);
}

#[test]
fn errors_name_line_and_field() {
    for (text, error) in [
        ("pattern\ttype\norder", "t.tsv:1: order: column is missing"),
        (
            "pattern\ttype\torder\tcolour",
            "t.tsv:1: header: unknown column `colour`; known are registry, pattern, except, suffix, type, group, order, pref, region, note",
        ),
        ("pattern\ttype\torder\n\n#\njp\t\t1", "t.tsv:4: type: must not be empty"),
        ("pattern\ttype\torder\njp\tx\tfirst", "t.tsv:2: order: `first` is not a whole number"),
        ("pattern\ttype\torder\njp\tx\t1\nJP\ty\t2", "t.tsv:3: pattern: `JP` is given twice"),
        ("pattern\ttype\torder\njp\tx", "t.tsv:2: order: must not be empty"),
    ] {
        assert_eq!(Taxonomy::parse("t.tsv", text).map_err(|e| e.to_string()), Err(error.to_owned()));
    }
}

#[test]
fn public_suffixes_are_those_that_the_rows_say() {
    let jp = jp();
    let is_suffix = |name: &str| jp.suffixes().contains(&key_of(name.as_bytes()));
    for name in ["jp", "co.jp", "kawasaki.jp", "tokyo.jp", "xn--ehqz56n.jp", "hakodate.hokkaido.jp"] {
        assert!(is_suffix(name), "{name}");
    }
    for name in ["city.kawasaki.jp", "chuo.kobe.jp", "pref.hokkaido.jp", "metro.tokyo.jp", "example.jp", "*.kobe.jp"] {
        assert!(!is_suffix(name), "{name}");
    }
    // All but the wildcards and the reserved labels.
    assert_eq!(jp.suffixes().len(), jp.rules.len() - 7 - 2 * 94);
    assert!(jp.suffixes().is_sorted());
}

#[test]
fn a_suffix_is_yes_or_nothing_and_no_wildcard() {
    let parse = |row: &str| Taxonomy::parse("t", &format!("pattern\ttype\torder\tsuffix\n{row}"));
    assert_eq!(parse("b.a\tA\t1\t").map(|t| t.suffixes().len()), Ok(0));
    assert_eq!(parse("B.a\tA\t1\tyes").map(|t| t.suffixes().to_vec()), Ok(vec![b"a\0b\0".to_vec()]));
    for row in ["b.a\tA\t1\tno", "*.a\tA\t1\tyes"] {
        assert_eq!(parse(row).map_err(|e| (e.line, e.field)), Err((2, "suffix")), "{row}");
    }
}

#[test]
fn names_below_one_are_typed_together_where_no_rule_can_tell_them_apart() {
    let text =
        "pattern\texcept\ttype\torder\njp\t\tGEN\t1\nco.jp\t\tCO\t2\nac.jp\todd.ac.jp\tAC\t3\n*.tokyo.jp\t\tPREF\t4\n";
    let taxonomy = Taxonomy::parse("t.tsv", text).unwrap_or_default();
    let below = |name: &str| taxonomy.find_below(&key_of(name.as_bytes()));
    for open in ["", "jp", "ac.jp", "odd.ac.jp", "tokyo.jp"] {
        assert_eq!(below(open), None, "{open}");
    }
    for closed in ["co.jp", "a.jp", "a.co.jp", "a.ac.jp", "a.tokyo.jp", "com", "example.com"] {
        let child = format!("child.{closed}");
        assert_eq!(below(closed), Some(taxonomy.find_name(&child)), "{closed}");
    }
    assert_eq!(Taxonomy::default().find_below(b""), Some(Taxonomy::default().find(b"jp\0")));
}
