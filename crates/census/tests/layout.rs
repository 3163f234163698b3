//! What a reader of the file skips by: pages, statistics and the filter of names.

mod common;

use bytes::Bytes;
use census::{CensusOptions, Plan, Unit};
use common::{Outcome, batch, bytes};
use parquet::basic::Encoding;
use parquet::bloom_filter::Sbbf;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};

const NAMES: usize = 60_000;
/// Rows of a row group: some pages.
const GROUP: usize = 1 << 15;

fn file(bloom_filter: bool) -> Result<Bytes, Box<dyn std::error::Error>> {
    let lines: Vec<String> = (0..NAMES).map(|n| format!("name{n:05}.jp. NS ns{}.example.net.", n % 7)).collect();
    let mut partial = census::Partial::default();
    partial.fold(&batch(&lines.iter().map(String::as_str).collect::<Vec<_>>())?)?;
    partial.fold(&batch(&["_dmarc.name00000.jp. TXT v=DMARC1"])?)?;
    let options = CensusOptions { row_group_rows: GROUP, bloom_filter, ..CensusOptions::default() };
    Ok(bytes(&Plan::new("jp", Unit::Delegations), &options, vec![partial], 2)?.into())
}

fn position(metadata: &ParquetMetaData, name: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let columns = metadata.file_metadata().schema_descr().columns();
    Ok(columns.iter().position(|column| column.path().string() == name).ok_or("no such column")?)
}

#[test]
fn names_leave_out_what_they_share_and_have_statistics_per_page() -> Outcome {
    let metadata = ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Required)
        .parse_and_finish(&file(true)?)?;
    assert_eq!(metadata.num_row_groups(), NAMES.div_ceil(GROUP));
    for (number, group) in metadata.row_groups().iter().enumerate() {
        for name in ["name", "org_domain"] {
            let column = group.column(position(&metadata, name)?);
            assert!(column.encodings().any(|encoding| encoding == Encoding::DELTA_BYTE_ARRAY), "{name}");
            assert_eq!(column.dictionary_page_offset(), None, "{name}");
            // A name has 12 bytes and a length of four; mostly its last four are new.
            assert!(column.uncompressed_size() < group.num_rows() * 9, "{name}: {}", column.uncompressed_size());
        }
        let at = position(&metadata, "name")?;
        let name = group.column(at);
        let least = name.statistics().and_then(|statistics| statistics.min_bytes_opt()).ok_or("no least name")?;
        assert_eq!(least, format!("name{:05}.jp", number * GROUP).as_bytes());
        let index =
            metadata.page_index().and_then(|index| index.column_index(number, at)).ok_or("no statistics of pages")?;
        assert!(index.num_pages() > 1 && index.is_sorted());
    }
    Ok(())
}

#[test]
fn the_filter_knows_every_name() -> Outcome {
    let read = |file: Bytes| -> Result<Vec<Sbbf>, Box<dyn std::error::Error>> {
        let properties = ReaderProperties::builder().set_read_bloom_filter(true).build();
        let options = ReadOptionsBuilder::new().with_reader_properties(properties).build();
        let reader = SerializedFileReader::new_with_options(file, options)?;
        let name = position(reader.metadata(), "name")?;
        let groups = (0..reader.num_row_groups()).map(|group| reader.get_row_group(group));
        let filters = groups
            .map(|group| Ok(group?.get_column_bloom_filter(name).cloned()))
            .collect::<Result<Vec<_>, ParquetError>>()?;
        Ok(filters.into_iter().flatten().collect())
    };
    assert!(read(file(false)?)?.is_empty(), "no filter unless asked for");
    let filters = read(file(true)?)?;
    assert_eq!(filters.len(), NAMES.div_ceil(GROUP));
    for n in 0..NAMES {
        assert!(filters[n / GROUP].check(&format!("name{n:05}.jp").as_str()));
    }
    let strangers = (0..1000).filter(|n| filters[0].check(&format!("other{n}.jp").as_str())).count();
    assert!(strangers < 100, "{strangers} of 1000 strangers pass");
    Ok(())
}
