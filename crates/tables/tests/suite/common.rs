//! Small domains.parquet files, and the columns that the census will write.

use std::path::{Path, PathBuf};

use polars::prelude::{
    DataFrame, DataType, IntoSeries, KeyValueMetadata, ListChunked, NamedFrom, ParquetWriter, Series,
};
use tables::{Column, Definitions, Input, Key, Kind, Metric, Row, Table, TableDef};

/// One row of domains.parquet, as far as tests need it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Domain {
    pub(crate) name: String,
    pub(crate) kind: Option<String>,
    pub(crate) mx: Option<bool>,
    pub(crate) spf_n: Option<u8>,
    pub(crate) dmarc_n: Option<u8>,
    pub(crate) dmarc_p: Option<String>,
    pub(crate) providers: Option<Vec<String>>,
    pub(crate) addresses: Option<u64>,
}

pub(crate) fn domain(name: &str, kind: &str, mx: Option<bool>, spf_n: Option<u8>, dmarc_n: Option<u8>) -> Domain {
    Domain { name: name.into(), kind: Some(kind.into()), mx, spf_n, dmarc_n, ..Domain::default() }
}

/// Writes rows as `FOLDER/snapshot=DATE/FILE.parquet`, under the column names of the census.
pub(crate) fn write_file(folder: &Path, date: &str, file: &str, rows: &[Domain], metadata: &[(&str, &str)]) -> PathBuf {
    let folder = folder.join(format!("snapshot={date}"));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{file}.parquet"));
    let texts = |f: fn(&Domain) -> Option<&str>| rows.iter().map(f).collect::<Vec<_>>();
    let providers: Vec<Option<Series>> =
        rows.iter().map(|d| d.providers.as_ref().map(|p| Series::new("".into(), p))).collect();
    let providers: ListChunked = if providers.iter().all(Option::is_none) {
        ListChunked::full_null_with_dtype("spf_providers".into(), rows.len(), &DataType::String)
    } else {
        providers.into_iter().collect()
    };
    let providers = providers.into_series().cast(&DataType::List(Box::new(DataType::String))).unwrap();
    let columns = vec![
        Series::new("name".into(), rows.iter().map(|d| d.name.as_str()).collect::<Vec<_>>()),
        Series::new("type".into(), texts(|d| d.kind.as_deref())),
        Series::new("mx_rr_present".into(), rows.iter().map(|d| d.mx).collect::<Vec<_>>()),
        numbers("spf_n", rows.iter().map(|d| d.spf_n)),
        numbers("dmarc_n", rows.iter().map(|d| d.dmarc_n)),
        Series::new("dmarc_p".into(), texts(|d| d.dmarc_p.as_deref())),
        providers.with_name("spf_providers".into()),
        Series::new("spf_ip4_addrs".into(), rows.iter().map(|d| d.addresses).collect::<Vec<_>>()),
    ];
    let columns = columns.into_iter().map(Into::into).collect();
    let mut frame = DataFrame::new(rows.len(), columns).unwrap();
    let pairs = metadata.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    ParquetWriter::new(std::fs::File::create(&path).unwrap())
        .with_row_group_size(Some(50_000))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(pairs)))
        .finish(&mut frame)
        .unwrap();
    path
}

fn numbers(name: &str, values: impl Iterator<Item = Option<u8>>) -> Series {
    let wide: Vec<Option<u32>> = values.map(|v| v.map(u32::from)).collect();
    Series::new(name.into(), wide).cast(&DataType::UInt8).unwrap()
}

/// One snapshot in one file.
pub(crate) fn snapshot(folder: &Path, date: &str, rows: &[Domain]) -> Input {
    write_file(folder, date, "part-0", rows, &[]);
    Input::from_folder(&folder.join(format!("snapshot={date}"))).unwrap()
}

/// `n` domains with every combination of states, unknown ones among them; the same for the same seed.
pub(crate) fn random_domains(n: usize, seed: u64) -> Vec<Domain> {
    let mut state = seed;
    let mut below = |limit: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % limit
    };
    let one = |i: usize, below: &mut dyn FnMut(u64) -> u64| {
        let pick = |values: &[Option<&str>], i: u64| values[i as usize].map(str::to_owned);
        let provider_lists = [None, Some(vec![]), Some(vec!["a"]), Some(vec!["a", "a", "b"]), Some(vec!["b", "c"])];
        let providers = provider_lists[below(5) as usize].clone();
        Domain {
            name: format!("{i:08}.jp"),
            kind: pick(&[Some("ad"), Some("co"), Some("general"), None], below(4)),
            mx: [Some(true), Some(true), Some(false), None][below(4) as usize],
            spf_n: [Some(0), Some(1), Some(2), None][below(4) as usize],
            dmarc_n: [Some(0), Some(0), Some(1), None][below(4) as usize],
            dmarc_p: pick(&[Some("none"), Some("reject"), Some("quarantine"), None], below(4)),
            providers: providers.map(|p| p.into_iter().map(str::to_owned).collect()),
            addresses: [None, Some(0), Some(1 << 40), Some(7)][below(4) as usize],
        }
    };
    (0..n).map(|i| one(i, &mut below)).collect()
}

pub(crate) fn metric(name: &str, numerator: &str, denominator: &str) -> Metric {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Metric {
        name: name.into(),
        numerator: some(numerator),
        denominator: some(denominator),
        denominator_name: if denominator.is_empty() { "all names".into() } else { denominator.into() },
    }
}

pub(crate) fn table_def(by: &[&str], metrics: Vec<Metric>) -> TableDef {
    let by = by.iter().map(|s| (*s).to_owned()).collect();
    TableDef { name: "t".into(), by, metrics, ..TableDef::default() }
}

pub(crate) fn defaults() -> Definitions {
    toml::from_str(tables::DEFAULT_TABLES).unwrap()
}

/// The rows of one metric as (keys, numerator, denominator, unknown).
pub(crate) fn counts(table: &Table, metric: &str) -> Vec<(String, u64, u64, u64)> {
    let label = |row: &Row| row.keys.iter().map(Key::label).collect::<Vec<_>>().join("/");
    let rows = table.rows.iter().filter(|row| row.metric == metric);
    rows.map(|row| (label(row), row.numerator, row.denominator, row.unknown)).collect()
}

/// The columns of SEMANTICS 6.1 that tables may use.
pub(crate) fn census_columns() -> Vec<Column> {
    let text = "zone name name_u type type_group sld region pref ns_provider ds_class q_mx q_txt q_dmarc mx_class \
                mx_provider spf_state spf_all spf_redirect dmarc_state dmarc_p dmarc_source sts_state sts_mode \
                tlsrpt_state bimi_state dkim_hint";
    let lists = "mx_hosts spf_includes spf_providers dmarc_rua_providers errors dkim_selectors_found";
    let bools = "is_idn mx_rr_present accepts_mail spf_only_all spf_exact_fail_all spf_loop dmarc_enforced bimi_vmc wildcard_txt \
                 tlsa_hosts_all tlsa_hosts_any";
    let bytes = "labels n_ns ds_count spf_n dmarc_n dmarc_rua_n nonsending_level";
    let kinds = [(text, Kind::Text), (lists, Kind::TextList), (bools, Kind::Bool), (bytes, Kind::U8)];
    let mut columns: Vec<Column> =
        kinds.iter().flat_map(|(names, kind)| names.split_whitespace().map(|name| Column::new(name, *kind))).collect();
    columns.push(Column::new("snapshot_date", Kind::Date));
    columns.push(Column::new("ds_algs", Kind::U8List));
    columns.push(Column::new("spf_lookup_max", Kind::U16));
    columns.push(Column::new("spf_ip4_addrs", Kind::U64));
    columns
}
