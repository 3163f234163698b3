//! Wrong definitions are refused with their place, from the column list alone.

use std::collections::BTreeSet;

use tables::{Column, DiffDef, Kind, State, TableDef, columns_used, fit, validate, validate_diff};

use crate::common::*;

fn refusal(def: &TableDef) -> String {
    validate(def, &census_columns()).unwrap_err().to_string()
}

fn with_numerator(numerator: &str) -> TableDef {
    table_def(&["type"], vec![metric("m", numerator, "")])
}

#[test]
fn bundled_tables_suit_the_columns_of_the_census() {
    let definitions = defaults();
    let names: BTreeSet<_> = definitions.table.iter().map(|def| &def.name).collect();
    assert_eq!(names.len(), definitions.table.len());
    for def in &definitions.table {
        validate(def, &census_columns()).unwrap();
    }
    assert!(!definitions.diff.unwrap().states.is_empty());
}

#[test]
fn fit_keeps_what_the_columns_can_feed() {
    let only = |names: &[&str]| -> Vec<Column> {
        census_columns().into_iter().filter(|c| names.contains(&c.name.as_str())).collect()
    };
    let names = |defs: Vec<TableDef>| defs.into_iter().map(|def| def.name).collect::<Vec<_>>();
    let all = defaults().table;
    assert_eq!(fit(&all, &census_columns()), all);
    assert_eq!(names(fit(&all, &only(&["name", "type", "ds_count", "ds_class"]))), ["dnssec"]);
    let untyped = fit(&all, &only(&["mx_rr_present", "spf_n", "dmarc_n"]));
    assert_eq!(untyped.len(), 1);
    assert!(untyped[0].by.is_empty());
    assert!(fit(&all, &[]).is_empty());
}

#[test]
fn an_unknown_column_is_named_with_its_place_and_a_suggestion() {
    assert_eq!(
        refusal(&with_numerator("spf_m >= 1")),
        "table `t`, metric `m`, key `numerator`: no fact provides the column `spf_m`; did you mean `spf_n`?"
    );
    let mut def = with_numerator("mx_rr_present");
    def.filter = Some("frobnicated = 'x'".into());
    assert_eq!(refusal(&def), "table `t`, key `filter`: no fact provides the column `frobnicated`");
    def.filter = None;
    def.by = vec!["Region".into()];
    assert_eq!(refusal(&def), "table `t`, key `by`: no fact provides the column `Region`; did you mean `region`?");
}

#[test]
fn expressions_must_be_conditions_on_one_name() {
    let refused = [
        ("spf_n", None), // numbers are added up
        ("spf_n >= 'x'", Some("numerator")),
        ("mx_class", Some("must be true or false, or a whole number")),
        ("COUNT(*) > 1", Some("for each name by itself")),
        ("spf_n > AVG(spf_n)", Some("for each name by itself")),
        ("MAX(spf_n) = 1", Some("for each name by itself")),
        ("ROW_NUMBER() OVER (ORDER BY name) < 10", Some("for each name by itself")),
        ("LAG(spf_n) OVER (ORDER BY name) = 1", Some("for each name by itself")),
        ("name IN (SELECT name FROM read_parquet('x'))", Some("table `t`")),
        ("*", Some("numerator")),
        ("spf_n >= 1; DROP TABLE x", Some("numerator")),
        ("spf_n >=", Some("numerator")),
        (" ", Some("numerator")),
        ("NO_SUCH_FUNCTION(spf_n)", Some("numerator")),
        ("spf_n IN (1, 2)", None),
        ("name LIKE '%.go.jp' OR name ~ '^[0-9]'", None),
        ("ARRAY_CONTAINS(spf_providers, 'google')", None),
        ("CASE WHEN spf_n > 1 THEN mx_rr_present ELSE NULL END", None),
        ("LENGTH(name) > 20 AND spf_ip4_addrs BETWEEN 1 AND 65536", None),
        ("snapshot_date >= CAST('2019-01-01' AS DATE)", None),
    ];
    for (text, part) in refused {
        let result = validate(&with_numerator(text), &census_columns());
        match part {
            None => result.unwrap_or_else(|e| panic!("{text}: {e}")),
            Some(part) => {
                let message = result.expect_err(text).to_string();
                assert!(message.contains(part) && !message.contains('\n'), "{text}: {message}");
            }
        }
    }
}

#[test]
fn keys_need_names_of_their_own_and_single_values() {
    let by = |keys: &[&str]| refusal(&table_def(keys, vec![metric("m", "", "")]));
    assert!(by(&["UPPER(type)"]).contains("needs a name"));
    assert!(by(&["type", "UPPER(type) AS type"]).contains("cannot be named `type`"));
    assert!(by(&["type AS numerator"]).contains("cannot be named `numerator`"));
    assert!(by(&["spf_providers"]).contains("use it as `explode`"));
}

#[test]
fn shapes_that_contradict_themselves_are_refused() {
    let change = |change: &dyn Fn(&mut TableDef)| {
        let mut def = with_numerator("");
        change(&mut def);
        refusal(&def)
    };
    assert!(change(&|def| def.name = "../x".into()).contains("key `name`"));
    assert!(change(&|def| def.metrics.clear()).contains("at least one metric"));
    assert!(change(&|def| def.metrics.push(metric("m", "", ""))).contains("two metrics `m`"));
    assert!(change(&|def| def.cumulative = vec![1]).contains("needs `explode`"));
    assert!(change(&|def| def.top = Some(0)).contains("at least 1"));
    let mut filter = with_numerator("");
    filter.filter = Some("spf_n + 1".into());
    assert!(refusal(&filter).contains("must be true or false"));
}

#[test]
fn unknown_keys_of_a_definition_are_refused() {
    let text = "[[table]]\nname = 'x'\nmetric = []\nmetrics = []";
    let error = toml::from_str::<tables::Definitions>(text).unwrap_err().to_string();
    assert!(error.contains("unknown field `metric`"), "{error}");
}

#[test]
fn columns_used_come_once_each() {
    let mut def = table_def(
        &["CASE WHEN type = 'pref' THEN 'geo' ELSE type END AS type", "region"],
        vec![metric("m", "spf_n >= 1 AND mx_rr_present", "mx_rr_present")],
    );
    def.filter = Some("is_idn".into());
    def.explode = Some("errors".into());
    let used = columns_used(&def).unwrap();
    assert_eq!(used, ["type", "region", "is_idn", "errors", "spf_n", "mx_rr_present"]);
    assert_eq!(Column::new("x", Kind::Bool).kind, Kind::Bool);
}

#[test]
fn what_diff_follows_is_checked_before_anything_is_read() {
    let state = |name: &str, state: &str| State { name: name.into(), state: state.into() };
    let refusal = |def: &DiffDef| validate_diff(def, &census_columns()).unwrap_err().to_string();
    let def = DiffDef { states: vec![state("spf", "spf_state")], ..DiffDef::default() };
    validate_diff(&def, &census_columns()).unwrap();
    validate_diff(&defaults().diff.unwrap(), &census_columns()).unwrap();
    let with = |change: &dyn Fn(&mut DiffDef)| {
        let mut def = def.clone();
        change(&mut def);
        refusal(&def)
    };
    assert_eq!(
        with(&|def| def.states[0].state = "spf_stat".into()),
        "table `diff`, metric `spf`, key `state`: no fact provides the column `spf_stat`; did you mean `spf_state`?"
    );
    assert!(with(&|def| def.states[0].state = "errors".into()).contains("is a list"));
    assert!(with(&|def| def.states.clear()).contains("at least one state"));
    assert!(with(&|def| def.states.push(state("spf", "spf_all"))).contains("two states are called `spf`"));
    assert!(with(&|def| def.by = vec!["typ".into()]).contains("key `by`"));
    assert!(with(&|def| def.filter = Some("spf_n + 1".into())).contains("must be true or false"));
}
