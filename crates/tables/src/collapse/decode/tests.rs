use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, ListBuilder, RecordBatch, StringArray, StringBuilder, UInt16Array};
use parquet::arrow::ArrowWriter;
use parquet::basic::Encoding;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use polars::prelude::*;

use crate::collapse::codes::{Codes, Run};
use crate::collapse::dictionary::Dictionary;
use crate::collapse::read::{ColumnReader, Columns};

const ROWS: usize = 3_000;

fn text(row: usize) -> Option<String> {
    // Runs, changes from row to row, and stretches of nulls.
    match row % 700 {
        0..200 => Some("a run".into()),
        200..500 => (!row.is_multiple_of(3)).then(|| format!("text {}", row % 170)),
        _ => None,
    }
}

fn list(row: usize) -> Option<Vec<Option<String>>> {
    match row % 500 {
        0..100 => None,
        100..220 => Some(Vec::new()),
        220..300 => Some(vec![Some(format!("one {}", row % 9))]),
        _ => (!row.is_multiple_of(7))
            .then(|| (0..row % 5).map(|at| (at % 3 < 2).then(|| format!("e{}", (row + at) % 40))).collect()),
    }
}

fn batch() -> RecordBatch {
    let mut lists = ListBuilder::new(StringBuilder::new());
    (0..ROWS).for_each(|row| lists.append_option(list(row)));
    let columns: [(&str, ArrayRef); 5] = [
        ("text", Arc::new((0..ROWS).map(text).collect::<StringArray>())),
        ("list", Arc::new(lists.finish())),
        ("flag", Arc::new((0..ROWS).map(|row| (row % 11 > 0).then_some(row % 4 == 0)).collect::<BooleanArray>())),
        ("number", Arc::new((0..ROWS).map(|row| (row % 13 > 0).then_some((row * 37) as u16)).collect::<UInt16Array>())),
        ("filled", Arc::new((0..ROWS).map(|row| Some((row / 900) as u16)).collect::<UInt16Array>())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn expected() -> Vec<Series> {
    let lists = |row| list(row).map(|list| Series::new(PlSmallStr::EMPTY, list));
    vec![
        (0..ROWS).map(text).collect::<StringChunked>().into_series(),
        (0..ROWS).map(lists).collect::<ListChunked>().into_series(),
        (0..ROWS).map(|row| (row % 11 > 0).then_some(row % 4 == 0)).collect::<BooleanChunked>().into_series(),
        (0..ROWS).map(|row| (row % 13 > 0).then_some((row * 37) as u16)).collect::<UInt16Chunked>().into_series(),
        (0..ROWS).map(|row| Some((row / 900) as u16)).collect::<UInt16Chunked>().into_series(),
    ]
}

/// The columns of a file, some rows at a time, and how many chunks Arrow read. Dictionaries are given up every `forget` rows or more.
fn read(file: &Columns, expected: &[Series], block: usize, forget: usize) -> Result<(Vec<Series>, usize), String> {
    let mut dictionaries: Vec<Dictionary> = expected.iter().map(|c| Dictionary::new(c.dtype()).unwrap()).collect();
    let mut found: Vec<Series> = expected.iter().map(Series::clear).collect();
    let mut by_arrow = 0;
    for group in 0..file.row_groups() {
        let readers = file.readers(group, 1 << 16)?;
        for (at, mut reader) in readers.into_iter().enumerate() {
            let is_arrow = matches!(reader, ColumnReader::Batches(_));
            by_arrow += usize::from(is_arrow);
            let (mut left, mut all) = (file.rows(group), Vec::new());
            while left > 0 {
                let rows = if is_arrow { left } else { left.min(block) };
                let mut codes = Codes::default();
                reader.read_block(&mut dictionaries[at], rows, &mut codes)?;
                match codes.all() {
                    Run::Same(code) => all.extend(std::iter::repeat_n(code, rows)),
                    Run::Each(codes) => all.extend_from_slice(codes),
                }
                left -= rows;
                if all.len() >= forget {
                    append(&mut found[at], &dictionaries[at], &mut all).map_err(|e| e.to_string())?;
                    let mut empty = dictionaries[at].emptied().unwrap();
                    reader.change(&dictionaries[at], &mut empty);
                    dictionaries[at] = empty;
                }
            }
            append(&mut found[at], &dictionaries[at], &mut all).map_err(|e| e.to_string())?;
        }
    }
    Ok((found, by_arrow))
}

/// Appends values by their codes.
fn append(found: &mut Series, dictionary: &Dictionary, codes: &mut Vec<u32>) -> PolarsResult<()> {
    let codes = IdxCa::from_vec(PlSmallStr::EMPTY, std::mem::take(codes));
    found.append(&dictionary.to_series()?.take(&codes)?)?;
    Ok(())
}

#[test]
fn pages_of_every_kind_give_the_values_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part-0.parquet");
    let (batch, expected) = (batch(), expected());
    let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let new = WriterProperties::builder;
    let small = |builder: WriterPropertiesBuilder| builder.set_data_page_row_count_limit(53).set_write_batch_size(17);
    let properties = [
        (new(), 0),
        (new().set_writer_version(WriterVersion::PARQUET_2_0), 0),
        (small(new()), 0),
        (small(new().set_writer_version(WriterVersion::PARQUET_2_0)).set_max_row_group_row_count(Some(700)), 0),
        // Texts that stand in the pages, after some in a dictionary or not; numbers do only where Arrow reads them.
        (small(new().set_dictionary_page_size_limit(300)), 1),
        (new().set_dictionary_enabled(false), 2),
        (new().set_dictionary_enabled(false).set_column_encoding("text".into(), Encoding::DELTA_BYTE_ARRAY), 3),
    ];
    for (number, (properties, by_arrow)) in properties.into_iter().enumerate() {
        write(&path, &batch, properties.build());
        let file = Columns::open(&path, &names).unwrap();
        for (block, forget) in [(1, ROWS), (64, ROWS), (1_001, ROWS), (ROWS, ROWS), (1, 40), (64, 64), (211, 500)] {
            let (found, arrow) = read(&file, &expected, block, forget).unwrap();
            assert_eq!(arrow, by_arrow, "{number}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!(found.equals_missing(expected), "{number} {block}: {found:?} {expected:?}");
            }
        }
    }
}

#[test]
fn damaged_pages_are_errors_or_other_values() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part-0.parquet");
    let (batch, expected) = (batch(), expected());
    let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    write(&path, &batch, WriterProperties::new());
    let whole = std::fs::read(&path).unwrap();
    let footer = u32::from_le_bytes(whole[whole.len() - 8..][..4].try_into().unwrap()) as usize + 8;
    let mut errors = 0;
    for round in 0..600 {
        let mut bytes = whole.clone();
        let at = 4 + round * 7_919 % (whole.len() - footer - 4);
        bytes[at] ^= 1 << (round % 8);
        std::fs::write(&path, bytes).unwrap();
        let file = Columns::open(&path, &names).unwrap();
        errors += usize::from(read(&file, &expected, 500, ROWS).is_err());
    }
    assert!((1..600).contains(&errors), "{errors}");
}

fn write(path: &Path, batch: &RecordBatch, properties: WriterProperties) {
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}
