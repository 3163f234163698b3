use super::{Definitions, TEXT};

#[test]
fn shipped_definitions_hold_together() {
    let definitions = Definitions::read().unwrap();
    for case in &definitions.cases {
        let input = definitions.input(&case.input).unwrap();
        assert!(input.test.is_some(), "case {} could not be tested", case.name);
    }
}

fn fails_with(from: &str, to: &str, message: &str) {
    assert!(TEXT.contains(from), "the definitions no longer hold {from}");
    let error = Definitions::parse(&TEXT.replacen(from, to, 1)).unwrap_err();
    assert!(format!("{error:#}").contains(message), "{error:#}");
}

#[test]
fn mistakes_are_named() {
    fails_with("input = \"mail\"", "input = \"male\"", "no input is called `male`");
    fails_with("\"MX\"", "\"XM\"", "no RR type `XM`");
    fails_with("test = \"mail-1\"", "test = \"mail-0\"", "input `mail`: no input is called `mail-0`");
    fails_with("baseline = \"domain\"", "baseline = \"pages\"", "`pages` is not among the engines");
    fails_with("\"avx512@1\"", "\"pages@1\"", "`pages@1` cannot do this operation");
    fails_with("\"avx512@1\"", "\"avx512@0\"", "avx512@0");
    fails_with("domains = 897_183, tokens", "tokens", "does not state the count");
    fails_with("metric = \"cpu\"", "metric = \"cpu\"\nrounds = 3", "unknown field");
}

#[test]
fn cases_are_found_by_what_they_begin_with() {
    let definitions = Definitions::read().unwrap();
    let find = |name: &str| definitions.find_cases(&[name.to_owned()]).map(|cases| cases.len());
    assert_eq!(find("census-mail").unwrap(), 1);
    assert!(find("census").unwrap() > 1);
    assert!(find("sensus").unwrap_err().to_string().contains("census-mail"));
    assert_eq!(definitions.find_cases(&[]).unwrap().len(), definitions.cases.len());
}
