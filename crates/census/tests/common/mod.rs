//! Batches by hand, and the file that a census makes of them.
#![allow(dead_code, unreachable_pub)]

use arrow::array::{Array, BinaryViewBuilder, RecordBatch, StringArray, UInt16Array};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use census::{Census, CensusError, CensusOptions, Partial, Plan, Summary};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::HashMap;
use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub type Outcome = Result<(), Box<dyn Error>>;

/// A batch from lines `owner TYPE rdata`.
pub fn batch(lines: &[&str]) -> Result<RecordBatch, Box<dyn Error>> {
    let (mut owners, mut types, mut rdatas) = (BinaryViewBuilder::new(), Vec::new(), BinaryViewBuilder::new());
    for line in lines {
        let mut fields = line.splitn(3, ' ');
        owners.append_value(fields.next().unwrap_or_default());
        types.push(number(fields.next().unwrap_or_default()));
        rdatas.append_value(fields.next().unwrap_or_default());
    }
    let classes = UInt16Array::from_value(1, types.len());
    Ok(RecordBatch::try_from_iter([
        ("owner", Arc::new(owners.finish()) as Arc<dyn Array>),
        ("class", Arc::new(classes)),
        ("rtype", Arc::new(UInt16Array::from(types))),
        ("rdata", Arc::new(rdatas.finish())),
    ])?)
}

fn number(name: &str) -> u16 {
    match name {
        "A" => 1,
        "NS" => 2,
        "CNAME" => 5,
        "SOA" => 6,
        "MX" => 15,
        "TXT" => 16,
        "AAAA" => 28,
        "DS" => 43,
        "TLSA" => 52,
        "CDS" => 59,
        "SPF" => 99,
        other => other.parse().unwrap_or(0),
    }
}

/// The rows of a file, by name.
pub struct Facts {
    pub names: Vec<String>,
    pub summary: Summary,
    rows: HashMap<String, HashMap<String, String>>,
}

impl Facts {
    /// A cell as text; `NULL` for null.
    pub fn get(&self, name: &str, column: &str) -> &str {
        self.rows.get(name).and_then(|row| row.get(column)).map_or("no such cell", String::as_str)
    }
}

/// Folds lines in one partial and reads back the file.
pub fn census(plan: Plan, lines: &[&str]) -> Result<Facts, Box<dyn Error>> {
    census_with(plan, lines, |_| {})
}

pub fn census_with(plan: Plan, lines: &[&str], more: impl FnOnce(&mut Partial)) -> Result<Facts, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let mut census = Census::new(plan, CensusOptions::default());
    let mut partial = census.partial();
    partial.fold(&batch(lines)?)?;
    more(&mut partial);
    census.commit(partial);
    let summary = census.finish(dir.path(), &mut |_, _| ControlFlow::Continue(()))?;
    read(&dir.path().join("part-0.parquet"), summary)
}

pub fn read(path: &Path, summary: Summary) -> Result<Facts, Box<dyn Error>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path)?)?.build()?;
    let mut facts = Facts { names: Vec::new(), summary, rows: HashMap::new() };
    let options = FormatOptions::default().with_null("NULL");
    for batch in reader {
        let batch = batch?;
        let names = batch
            .column_by_name("name")
            .and_then(|a| a.as_any().downcast_ref::<StringArray>().cloned())
            .ok_or("no names")?;
        for row in 0..batch.num_rows() {
            let mut cells = HashMap::new();
            for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
                cells.insert(field.name().clone(), ArrayFormatter::try_new(array, &options)?.value(row).to_string());
            }
            facts.names.push(names.value(row).to_owned());
            facts.rows.insert(names.value(row).to_owned(), cells);
        }
    }
    Ok(facts)
}

/// The bytes of the file that these partials give, committed in this order on a pool of `threads`.
pub fn bytes(
    plan: &Plan,
    options: &CensusOptions,
    partials: Vec<Partial>,
    threads: usize,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    pool.install(|| -> Result<(), CensusError> {
        let mut census = Census::new(plan.clone(), options.clone());
        for partial in partials {
            census.commit(partial);
        }
        census.finish(dir.path(), &mut |_, _| ControlFlow::Continue(()))?;
        Ok(())
    })?;
    Ok(std::fs::read(dir.path().join("part-0.parquet"))?)
}
