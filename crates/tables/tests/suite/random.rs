//! Tables of random definitions over random rows equal a plain loop over what polars says of each row.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, DataType, IntoLazy, ParquetReader, SerReader};
use polars::sql::sql_expr;
use tables::{Input, Key, Metric, TableDef, build_all};

use crate::common::*;

type Text = Option<String>;
/// Numerator, denominator, unknown.
type Counts = (u64, u64, u64);
type Rows = BTreeMap<(Vec<Key>, String), Counts>;

/// What polars says of one row.
struct Judged {
    keys: Vec<Text>,
    /// The distinct elements; none if the list is null.
    elements: Option<BTreeSet<Text>>,
    /// Numerator and denominator of each metric.
    metrics: Vec<(Option<u64>, Option<bool>)>,
}

fn column(frame: &DataFrame, expression: &str, dtype: &DataType) -> polars::prelude::Series {
    let expr = sql_expr(expression).unwrap().alias("x");
    let column = frame.clone().lazy().with_columns([expr]).collect().unwrap().column("x").unwrap().clone();
    column.as_materialized_series().cast(dtype).unwrap()
}

fn texts(frame: &DataFrame, expression: &str) -> Vec<Text> {
    column(frame, expression, &DataType::String).str().unwrap().iter().map(|text| text.map(str::to_owned)).collect()
}

fn elements(frame: &DataFrame, def: &TableDef) -> Vec<Option<BTreeSet<Text>>> {
    let Some(explode) = &def.explode else { return vec![Some(BTreeSet::new()); frame.height()] };
    if explode != "spf_providers" {
        return texts(frame, explode).into_iter().map(|text| text.map(|text| BTreeSet::from([Some(text)]))).collect();
    }
    let lists = frame.column("spf_providers").unwrap().list().unwrap().clone();
    let set = |list: polars::prelude::Series| list.str().unwrap().iter().map(|text| text.map(str::to_owned)).collect();
    lists.series_iter().map(|list| list.map(set)).collect()
}

fn judge(frame: &DataFrame, def: &TableDef) -> Vec<Judged> {
    let mut frame = frame.clone();
    if let Some(filter) = &def.filter {
        frame = frame.lazy().filter(sql_expr(filter).unwrap()).collect().unwrap();
    }
    let keys: Vec<Vec<Text>> = def.by.iter().map(|key| texts(&frame, key)).collect();
    let elements = elements(&frame, def);
    let metric = |metric: &Metric| -> Vec<(Option<u64>, Option<bool>)> {
        let numerators = column(&frame, metric.numerator.as_deref().unwrap_or("true"), &DataType::UInt64);
        let denominators = column(&frame, metric.denominator.as_deref().unwrap_or("true"), &DataType::Boolean);
        numerators.u64().unwrap().iter().zip(denominators.bool().unwrap().iter()).collect()
    };
    let metrics: Vec<Vec<_>> = def.metrics.iter().map(metric).collect();
    let row = |(row, elements): (usize, _)| Judged {
        keys: keys.iter().map(|column| column[row].clone()).collect(),
        elements,
        metrics: metrics.iter().map(|pairs| pairs[row]).collect(),
    };
    elements.into_iter().enumerate().map(row).collect()
}

impl Judged {
    fn counts(&self) -> Vec<Counts> {
        let count = |(numerator, denominator): &(Option<u64>, Option<bool>)| match (denominator, numerator) {
            (Some(false), _) => (0, 0, 0),
            (Some(true), Some(numerator)) if self.elements.is_some() => (*numerator, 1, 0),
            _ => (0, 0, 1),
        };
        self.metrics.iter().map(count).collect()
    }
}

fn keys(group: &[Text]) -> Vec<Key> {
    group.iter().map(|text| text.clone().map_or(Key::None, Key::Value)).collect()
}

/// The largest by size, ties in order.
fn rank<K: Ord + Clone>(sizes: &BTreeMap<K, u64>, limit: usize) -> Vec<K> {
    let mut ranked: Vec<(&K, &u64)> = sizes.iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    ranked.into_iter().take(limit).map(|(key, _)| key.clone()).collect()
}

fn expected(frame: &DataFrame, def: &TableDef) -> Rows {
    let rows = judge(frame, def);
    let mut expected = Rows::new();
    let mut add = |keys: Vec<Key>, counts: &[Counts]| {
        for (metric, (n, d, u)) in def.metrics.iter().zip(counts) {
            let sum = expected.entry((keys.clone(), metric.name.clone())).or_default();
            *sum = (sum.0 + n, sum.1 + d, sum.2 + u);
        }
    };
    let total = vec![Key::Total; def.by.len()];
    let wants_total = def.total && !def.by.is_empty();
    if def.explode.is_none() {
        let mut sizes: BTreeMap<Vec<Text>, u64> = BTreeMap::new();
        rows.iter().for_each(|row| *sizes.entry(row.keys.clone()).or_default() += row.counts()[0].1);
        let kept = rank(&sizes, def.top.unwrap_or(usize::MAX));
        if def.by.is_empty() {
            add(Vec::new(), &vec![(0, 0, 0); def.metrics.len()]);
        }
        if wants_total {
            add(total.clone(), &vec![(0, 0, 0); def.metrics.len()]);
        }
        for row in &rows {
            let is_kept = kept.contains(&row.keys);
            add(if is_kept { keys(&row.keys) } else { vec![Key::Other; def.by.len()] }, &row.counts());
            if wants_total {
                add(total.clone(), &row.counts());
            }
        }
        return expected;
    }
    let counted: Vec<(&Judged, Vec<Counts>)> = rows.iter().map(|row| (row, row.counts())).collect();
    let counting = || counted.iter().filter(|(_, counts)| counts.iter().any(|count| count.0 > 0));
    let mut sizes: BTreeMap<Text, u64> = BTreeMap::new();
    for (row, counts) in counting() {
        row.elements.iter().flatten().for_each(|e| *sizes.entry(e.clone()).or_default() += counts[0].0);
    }
    let ranks = rank(&sizes, def.top.or(def.cumulative.iter().max().copied()).unwrap_or(usize::MAX));
    let rank_of = |element: &Text| ranks.iter().position(|ranked| ranked == element);
    for (row, counts) in counting() {
        let numerators: Vec<Counts> = counts.iter().map(|count| (count.0, 0, 0)).collect();
        let elements: BTreeSet<Key> = if def.cumulative.is_empty() {
            let key = |e: &Text| rank_of(e).map_or(Key::Other, |_| e.clone().map_or(Key::None, Key::Value));
            row.elements.iter().flatten().map(key).collect()
        } else {
            let best = row.elements.iter().flatten().filter_map(rank_of).min();
            def.cumulative.iter().filter(|k| best.is_some_and(|best| best < **k)).map(|k| Key::Top(*k)).collect()
        };
        for element in elements {
            add([keys(&row.keys), vec![element.clone()]].concat(), &numerators);
            if wants_total {
                add([total.clone(), vec![element]].concat(), &numerators);
            }
        }
    }
    // Every element of a group has the group's denominators.
    for ((found, metric), sum) in &mut expected {
        let at = def.metrics.iter().position(|m| m.name == *metric).unwrap();
        let group = &found[..def.by.len()];
        let of_group = counted.iter().filter(|(row, _)| group.contains(&Key::Total) || keys(&row.keys) == group);
        of_group.for_each(|(_, counts)| (sum.1, sum.2) = (sum.1 + counts[at].1, sum.2 + counts[at].2));
    }
    expected
}

/// Definitions from pools of keys, conditions and elements, with columns of few and of many values.
fn definition(below: &mut dyn FnMut(usize) -> usize) -> TableDef {
    let by = ["type", "spf_n > 1 AS several", "UPPER(dmarc_p) AS p", "RIGHT(name, 4) AS ending", "spf_n"];
    let conditions = [
        "",
        "mx_rr_present",
        "spf_n >= 1",
        "dmarc_p IS NOT DISTINCT FROM 'none'",
        "name LIKE '%7.jp'",
        "spf_n = dmarc_n",
        "type IN ('ad', 'co') OR mx_rr_present",
        "ARRAY_CONTAINS(spf_providers, 'a')",
        "spf_ip4_addrs > 5",
        "dmarc_n > 0 AND name > '00000100'",
    ];
    let numbers = ["spf_n", "spf_ip4_addrs", "LENGTH(name)"];
    let explode = [
        "spf_providers",
        "name",
        "dmarc_p",
        "COALESCE(dmarc_p, '(none)')",
        "COALESCE(type, dmarc_p)",
        "LOWER(type)",
        "spf_n",
    ];
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut def = TableDef { name: "t".into(), total: below(2) == 0, ..TableDef::default() };
    def.by = by.iter().filter(|_| below(4) == 0).map(|key| (*key).to_owned()).collect();
    def.filter = if below(3) == 0 { some(conditions[below(conditions.len())]) } else { None };
    for i in 0..1 + below(3) {
        let numerator = if below(4) == 0 { numbers[below(3)] } else { conditions[below(conditions.len())] };
        let (name, denominator) = (format!("m{i}"), some(conditions[below(conditions.len())]));
        def.metrics.push(Metric { name, numerator: some(numerator), denominator, denominator_name: "d".into() });
    }
    if below(2) == 0 {
        def.explode = some(explode[below(explode.len())]);
    }
    match below(3) {
        0 => def.top = Some(1 + below(4)),
        1 if def.explode.is_some() => def.cumulative = vec![1, 2 + below(3)],
        _ => {}
    }
    def
}

/// The same definition with a name for its element, as definitions must have one.
fn named(def: &TableDef) -> TableDef {
    TableDef { explode: def.explode.as_ref().map(|e| format!("{e} AS element")), ..def.clone() }
}

#[test]
fn random_tables_equal_a_plain_loop() {
    let mut state = 20_260_808_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    for (round, rows) in [0, 1, 2, 17, 300, 300, 1_000, 2_500].into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let domains = random_domains(rows, 99 + round as u64);
        let (first, second) = domains.split_at(rows / 3);
        let files = [("part-0", first), ("part-1", second)];
        let files = files.map(|(file, rows)| write_file(folder.path(), "2020-01-01", file, rows, &[])).to_vec();
        let read = |path: &std::path::PathBuf| ParquetReader::new(std::fs::File::open(path).unwrap()).finish().unwrap();
        let frame = read(&files[0]).vstack(&read(&files[1])).unwrap();
        let defs: Vec<TableDef> = (0..40).map(|_| definition(&mut below)).collect();
        let named: Vec<TableDef> = defs.iter().map(named).collect();
        let built = build_all(&[Input { snapshot: "2020-01-01".into(), files }], &named).unwrap();
        for (def, table) in defs.iter().zip(&built) {
            let found = table
                .rows
                .iter()
                .map(|row| ((row.keys.clone(), row.metric.clone()), (row.numerator, row.denominator, row.unknown)));
            let expected = expected(&frame, def);
            assert_eq!(table.rows.len(), expected.len(), "{def:?}");
            assert_eq!(found.collect::<Rows>(), expected, "{rows} rows, {def:?}");
        }
    }
}
