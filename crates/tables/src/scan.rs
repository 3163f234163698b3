//! Reading `domains.parquet`: a slice of rows at a time, in the columns asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use polars::prelude::*;

use crate::order::parse_date;
use crate::{Result, TableError};

/// Most rows held at once. With all 40 or so columns of the bundled tables, a slice takes under 100 MB.
const SLICE_ROWS: usize = 1 << 17;

/// One snapshot: its date and the files of its `domains` folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Date of the snapshot, `YYYY-MM-DD`.
    pub snapshot: String,
    /// Parquet files, in the order of their rows.
    pub files: Vec<PathBuf>,
}

impl Input {
    /// The snapshot in folder `STORE/domains/snapshot=DATE`: its `*.parquet` files, sorted by name.
    ///
    /// # Errors
    /// The folder's name has no date, or it cannot be read.
    pub fn from_folder(folder: &Path) -> Result<Self> {
        let wrong = |reason: String| TableError::Read { path: folder.to_owned(), reason };
        let name = folder.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let date = name.strip_prefix("snapshot=").filter(|d| parse_date(d).is_some());
        let date = date.ok_or_else(|| wrong("the folder's name must be `snapshot=YYYY-MM-DD`".into()))?;
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|e| wrong(e.to_string()))? {
            let path = entry.map_err(|e| wrong(e.to_string()))?.path();
            if path.extension().is_some_and(|e| e == "parquet") {
                files.push(path);
            }
        }
        files.sort();
        Ok(Self { snapshot: date.to_owned(), files })
    }
}

/// An open file of a snapshot.
pub(crate) struct Source {
    path: PathBuf,
    metadata: Arc<FileMetadata>,
    schema: Schema,
}

impl Source {
    /// Opens a file and reads its footer.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let mut reader = ParquetReader::new(open(path)?);
        let metadata = reader.get_metadata().map_err(|e| failed(path, &e))?.clone();
        let schema = Schema::from_arrow_schema(&*reader.schema().map_err(|e| failed(path, &e))?);
        Ok(Self { path: path.to_owned(), metadata, schema })
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file's key-value metadata, without what engines store for themselves.
    pub(crate) fn key_values(&self) -> BTreeMap<String, String> {
        let pairs = self.metadata.key_value_metadata().iter().flatten();
        pairs
            .filter(|pair| pair.key != "ARROW:schema")
            .filter_map(|pair| Some((pair.key.clone(), pair.value.clone()?)))
            .collect()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the file has `columns` with the types of `schema`.
    pub(crate) fn check_columns(&self, columns: &[String], schema: &Schema) -> Result<()> {
        for column in columns {
            let (wanted, found) = (schema.get(column), self.schema.get(column));
            if wanted != found {
                let reason = match found {
                    None => format!("has no column `{column}`, other files of the snapshots have"),
                    Some(_) => format!("column `{column}` has another type than in other files"),
                };
                return Err(TableError::Read { path: self.path.clone(), reason });
            }
        }
        Ok(())
    }

    /// The rows in slices of at most [`SLICE_ROWS`], reading only `columns`, in which types must be those of `schema`.
    pub(crate) fn slices<'a>(
        &'a self,
        columns: Vec<String>,
        schema: &Schema,
    ) -> Result<impl Iterator<Item = Result<DataFrame>> + use<'a>> {
        self.check_columns(&columns, schema)?;
        Ok(cut_slices(&self.metadata).into_iter().map(move |slice| self.read_slice(slice, &columns)))
    }

    fn read_slice(&self, slice: (usize, usize), columns: &[String]) -> Result<DataFrame> {
        let mut reader = ParquetReader::new(open(&self.path)?);
        reader.set_metadata(self.metadata.clone());
        reader.with_columns(Some(columns.to_vec())).with_slice(Some(slice)).finish().map_err(|e| failed(&self.path, &e))
    }
}

/// Cuts a file into (offset, rows), along row groups where they are small enough: a slice that ends inside a row group
/// costs decompressing that group again.
fn cut_slices(metadata: &FileMetadata) -> Vec<(usize, usize)> {
    let mut slices: Vec<(usize, usize)> = Vec::new();
    let mut offset = 0;
    for group in &metadata.row_groups {
        let rows = group.num_rows();
        let whole = slices.last_mut().filter(|(_, len)| *len + rows <= SLICE_ROWS);
        if let Some((_, len)) = whole {
            *len += rows;
        } else {
            let starts = (0..rows).step_by(SLICE_ROWS);
            slices.extend(starts.map(|start| (offset + start, SLICE_ROWS.min(rows - start))));
        }
        offset += rows;
    }
    slices
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|e| TableError::Read { path: path.to_owned(), reason: e.to_string() })
}

fn failed(path: &Path, error: &PolarsError) -> TableError {
    TableError::Read { path: path.to_owned(), reason: error.to_string() }
}
