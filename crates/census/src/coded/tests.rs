use super::{CodedColumn, Codes, Meaning, NULL, Values};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::concat;
use arrow::datatypes::{DataType, Field, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use proptest::prelude::*;
use std::sync::Arc;

const WORDS: &[&str] = &["none", "valid", "", "zuletzt", "a"];

/// A file with one column in one row group.
fn file(meaning: Meaning, kind: DataType, chunks: &[Codes], is_optional: bool) -> Bytes {
    let schema = Schema::new(vec![Field::new("column", kind, is_optional)]);
    let descr = ArrowSchemaConverter::new().convert(&schema).expect("a schema");
    let properties = Arc::new(WriterProperties::default());
    let mut writer = SerializedFileWriter::new(Vec::new(), descr.root_schema_ptr(), properties).expect("a file");
    let mut column = CodedColumn::new(meaning, descr.column(0));
    chunks.iter().cloned().for_each(|codes| column.push(codes));
    let (bytes, close) = column.close().expect("a column chunk");
    let mut group = writer.next_row_group().expect("a row group");
    group.append_column(&bytes, close).expect("appended");
    group.close().expect("closed");
    writer.into_inner().expect("a file").into()
}

/// Least value and greatest value, if there is one, and nulls.
type Bounds = (Option<(Vec<u8>, Vec<u8>)>, u64);

fn read(file: Bytes) -> (ArrayRef, Option<Bounds>) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
    let statistics = reader.metadata().row_group(0).column(0).statistics().and_then(|statistics| {
        let nulls = statistics.null_count_opt()?;
        let bounds = statistics.min_bytes_opt().zip(statistics.max_bytes_opt());
        Some((bounds.map(|(least, greatest)| (least.to_vec(), greatest.to_vec())), nulls))
    });
    let batches: Vec<_> = reader.build().expect("a reader").map(|batch| batch.expect("a batch")).collect();
    let arrays: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(0).as_ref()).collect();
    (concat(&arrays).expect("one array"), statistics)
}

fn codes(count: u16, rows: usize) -> impl Strategy<Value = Codes> {
    let code = prop_oneof![4 => 0..count, 1 => Just(NULL)];
    let each = prop::collection::vec((code.clone(), 1..60usize), rows)
        .prop_map(move |runs| runs.iter().flat_map(|(code, n)| vec![*code; *n]).take(rows).collect::<Vec<u16>>());
    let values = prop_oneof![code.prop_map(Values::All), each.prop_map(Values::Each)];
    (values, any::<bool>()).prop_map(move |(values, other)| Codes {
        rows,
        values,
        words: (0..count).map(|code| format!("{}{code}", if other { "x" } else { "" }).into_bytes()).collect(),
    })
}

fn column() -> impl Strategy<Value = (Meaning, DataType, Vec<Codes>)> {
    let kinds = prop_oneof![
        Just((Meaning::Word(WORDS), DataType::Utf8, WORDS.len() as u16)),
        Just((Meaning::Bool, DataType::Boolean, 2)),
        Just((Meaning::U8, DataType::UInt8, 256)),
        Just((Meaning::Date(19_000), DataType::Date32, 1)),
        Just((Meaning::Symbol, DataType::Utf8, 40)),
    ];
    (kinds, 1usize..300).prop_flat_map(|((meaning, kind, count), rows)| {
        prop::collection::vec(codes(count, rows), 1..6).prop_map(move |chunks| (meaning, kind.clone(), chunks))
    })
}

proptest! {
    #[test]
    fn a_reader_finds_what_the_codes_stand_for((meaning, kind, chunks) in column()) {
        let arrays: Vec<ArrayRef> = chunks.iter().map(|codes| codes.to_array(meaning)).collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        let expected = concat(&arrays).expect("one array");
        let (found, statistics) = read(file(meaning, kind, &chunks, true));
        prop_assert_eq!(&found, &expected);
        let (bounds, nulls) = statistics.expect("statistics");
        prop_assert_eq!(nulls as usize, expected.null_count());
        let texts = expected.as_string_opt::<i32>().into_iter().flatten().flatten().map(|text| text.as_bytes().to_vec());
        let found = texts.clone().min().zip(texts.max());
        match meaning {
            // A chunk may bring words that none of its rows has.
            Meaning::Symbol => prop_assert!(found.is_none_or(|found| bounds.is_some_and(|b| b.0 <= found.0 && b.1 >= found.1))),
            Meaning::Word(_) => prop_assert_eq!(bounds, found),
            _ => prop_assert_eq!(bounds.is_some(), expected.null_count() < expected.len()),
        }
    }
}

#[test]
fn a_column_without_nulls_has_no_levels_and_its_least_and_greatest_value() {
    let chunk = |codes: &[u16], words: &[&str]| Codes {
        rows: codes.len(),
        values: Values::Each(codes.to_vec()),
        words: words.iter().map(|word| word.as_bytes().to_vec()).collect(),
    };
    let chunks = [chunk(&[1, 0, 1], &["lg", "co"]), chunk(&[0, 0, 1], &["ad", "lg"])];
    let (found, statistics) = read(file(Meaning::Symbol, DataType::Utf8, &chunks, false));
    let expected = arrow::array::StringArray::from(vec!["co", "lg", "co", "ad", "ad", "lg"]);
    assert_eq!(found.as_ref(), &expected as &dyn Array);
    assert_eq!(statistics, Some((Some((b"ad".to_vec(), b"lg".to_vec())), 0)));
}

#[test]
fn a_page_holds_whole_chunks_and_a_reader_can_start_at_it() {
    let chunks: Vec<Codes> =
        (0..10).map(|code| Codes { rows: 8192, values: Values::All(code), words: Vec::new() }).collect();
    let bytes = file(Meaning::U8, DataType::UInt8, &chunks, true);
    let options = parquet::arrow::arrow_reader::ArrowReaderOptions::new()
        .with_page_index_policy(parquet::file::metadata::PageIndexPolicy::Required);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(bytes, options).expect("a Parquet file");
    let index = reader.metadata().page_index_for_row_group(0);
    let index = index.page_locations(0).expect("an offset index");
    assert_eq!(index.iter().map(|page| page.first_row_index).collect::<Vec<_>>(), [0, 32_768, 65_536]);
    let wanted =
        parquet::arrow::arrow_reader::RowSelection::from_consecutive_ranges(std::iter::once(70_000..70_001), 81_920);
    let mut batches = reader.with_row_selection(wanted).build().expect("a reader");
    let batch = batches.next().expect("one batch").expect("readable");
    assert_eq!(batch.column(0).as_ref(), &arrow::array::UInt8Array::from(vec![8]) as &dyn Array);
}
