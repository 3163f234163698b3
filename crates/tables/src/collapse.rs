//! Reading `domains.parquet` once for many tables, as few rows with weights.
//!
//! A condition is a function of the columns it names, and most of these have few values: rows that agree in them are
//! one row that counts several times. So the columns are read as codes, equal combinations of codes are counted, and
//! polars sees each combination once, with the column [`WEIGHT`].
//!
//! Tables over columns of few values share one set of combinations. A column of many values (a provider) would split
//! every one of them, so tables that name the same such columns have a set of their own; where only `explode` names it,
//! its codes are counted beside the combinations ([`Elements`]). Which columns these are changes only how fast it goes.
//! A set that grows too large is handed on and begun anew: memory is bounded, and a combination that comes twice adds up
//! as two rows do.

mod codes;
mod combinations;
mod decode;
mod dictionary;
mod hybrid;
mod pages;
mod pairs;
mod read;
mod set;

use std::path::Path;
use std::sync::Arc;

use polars::prelude::*;
use rayon::prelude::*;

use self::codes::Codes;
pub(crate) use self::dictionary::Dictionary;
use self::read::{ColumnReader, Columns};
use self::set::{Set, Values, share_out};
use crate::scan::Source;
use crate::{Result, TableError};

/// The column that says how many names a row stands for.
pub(crate) const WEIGHT: &str = "(names)";

/// The column that numbers the rows of a portion with [`Elements`].
pub(crate) const ROW: &str = "(row)";

/// A column whose dictionary in the file is larger (bytes, compressed) has many values.
const FEW_VALUES: u64 = 1 << 10;

/// How much is held before it is handed on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Combinations of a set.
    pub(crate) combinations: usize,
    /// Bytes of the values of a column, about.
    pub(crate) bytes: usize,
    /// Rows of a block.
    pub(crate) rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // The codes of all columns of the bundled tables in a block take a few MB.
        Self { combinations: 1 << 20, bytes: 64 << 20, rows: 1 << 16 }
    }
}

/// What a table needs.
pub(crate) struct Wanted {
    /// The columns that it names.
    pub(crate) columns: Vec<String>,
    /// A column, none of these, of which it asks only where it has a value, and which.
    pub(crate) elements: Option<String>,
}

/// Distinct rows, each with its [`WEIGHT`].
pub(crate) struct Portion {
    /// The columns of some tables.
    pub(crate) rows: DataFrame,
    pub(crate) elements: Option<Elements>,
}

/// The values of a column beside the rows of a portion, in which the column is null or some value.
pub(crate) struct Elements {
    pub(crate) dictionary: Arc<Dictionary>,
    /// Row, code, number of names. The same row and code may come again.
    pub(crate) pairs: Vec<(u32, u32, u64)>,
}

/// Takes rows for the tables with these numbers.
pub(crate) type Take<'a> = dyn Fn(&[usize], &Portion) -> Result<()> + Sync + 'a;

/// Reads the rows of a snapshot once and gives them to `take` in portions.
pub(crate) fn collapse(
    sources: &[Source],
    schema: &Schema,
    wanted: &[Wanted],
    limits: Limits,
    take: &Take,
) -> Result<()> {
    let mut names: Vec<String> = wanted.iter().flat_map(|w| w.columns.iter().chain(&w.elements)).cloned().collect();
    names.sort();
    names.dedup();
    let files = sources.iter().map(|source| open(source, &names, schema)).collect::<Result<Vec<_>>>()?;
    let Some(first) = sources.first() else { return Ok(()) };
    let dictionary = |name: &String| dictionary(first, name, schema).map(Arc::new);
    let dictionaries = names.iter().map(dictionary).collect::<Result<Vec<_>>>()?;
    let has_few = |column: usize| {
        let is_small = |file: &Columns| file.dictionary_size(column).is_some_and(|size| size <= FEW_VALUES);
        dictionaries[column].is_of_bytes() || files.iter().all(is_small)
    };
    let sets = share_out(wanted, &names, |column| !has_few(column));
    let mut reader = Reader { path: first.path(), names: &names, dictionaries, sets, limits, take };
    for (source, file) in sources.iter().zip(&files) {
        reader.path = source.path();
        for row_group in 0..file.row_groups() {
            reader.read(file, row_group)?;
        }
    }
    reader.hand_on(&vec![true; reader.sets.len()])
}

fn failed(path: &Path, reason: &dyn std::fmt::Display) -> TableError {
    TableError::Read { path: path.to_owned(), reason: reason.to_string() }
}

fn open(source: &Source, names: &[String], schema: &Schema) -> Result<Columns> {
    source.check_columns(names, schema)?;
    Columns::open(source.path(), names).map_err(|reason| failed(source.path(), &reason))
}

fn dictionary(source: &Source, name: &str, schema: &Schema) -> Result<Dictionary> {
    let dictionary = schema.get(name).and_then(Dictionary::new);
    dictionary.ok_or_else(|| failed(source.path(), &format!("column `{name}` has a type that tables cannot use")))
}

/// Some rows of all columns.
struct Block {
    rows: usize,
    codes: Vec<Codes>,
    /// For each column a number that no code exceeds.
    largest: Vec<u32>,
}

impl Block {
    fn new(columns: usize) -> Self {
        Self { rows: 0, codes: (0..columns).map(|_| Codes::default()).collect(), largest: vec![0; columns] }
    }

    fn clear(&mut self) {
        self.rows = 0;
        self.codes.iter_mut().for_each(Codes::clear);
    }
}

/// Reads the next rows, as many as `block` says.
fn decode(readers: &mut [ColumnReader], dictionaries: &mut [Arc<Dictionary>], block: &mut Block) -> Result<(), String> {
    let rows = block.rows;
    let columns = readers.par_iter_mut().zip(dictionaries).zip(block.codes.par_iter_mut().zip(&mut block.largest));
    columns.try_for_each(|((reader, dictionary), (codes, largest))| {
        let dictionary = Arc::make_mut(dictionary);
        reader.read_block(dictionary, rows, codes)?;
        *largest = dictionary.largest();
        Ok(())
    })
}

struct Reader<'a> {
    /// The file being read, for errors.
    path: &'a Path,
    names: &'a [String],
    dictionaries: Vec<Arc<Dictionary>>,
    sets: Vec<Set>,
    limits: Limits,
    take: &'a Take<'a>,
}

impl Reader<'_> {
    /// Reads a row group: while one block is counted, the next is decoded.
    fn read(&mut self, file: &Columns, row_group: usize) -> Result<()> {
        let mut readers = file.readers(row_group, self.limits.rows).map_err(|reason| failed(self.path, &reason))?;
        let (mut block, mut next) = (Block::new(readers.len()), Block::new(readers.len()));
        let mut left = file.rows(row_group);
        loop {
            next.rows = left.min(self.limits.rows);
            left -= next.rows;
            let (dictionaries, sets) = (&mut self.dictionaries, &mut self.sets);
            let decode = || decode(&mut readers, dictionaries, &mut next);
            let count = || sets.par_iter_mut().for_each(|set| set.count(&block));
            rayon::join(decode, count).0.map_err(|reason| failed(self.path, &reason))?;
            std::mem::swap(&mut block, &mut next);
            if block.rows == 0 {
                return Ok(());
            }
            if self.is_large() {
                self.sets.par_iter_mut().for_each(|set| set.count(&block));
                block.clear();
                self.shrink(&mut readers)?;
            }
        }
    }

    fn is_large(&self) -> bool {
        self.large_sets().any(|is_large| is_large) || self.large_dictionaries().any(|is_large| is_large)
    }

    fn large_sets(&self) -> impl Iterator<Item = bool> {
        self.sets.iter().map(|set| set.len() > self.limits.combinations)
    }

    fn large_dictionaries(&self) -> impl Iterator<Item = bool> {
        self.dictionaries.iter().map(|dictionary| dictionary.size() > self.limits.bytes)
    }

    /// Hands on the sets that are large and forgets large dictionaries, and those whose codes went with a set. A set with
    /// codes of a dictionary that is forgotten is handed on too.
    fn shrink(&mut self, readers: &mut [ColumnReader]) -> Result<()> {
        let mut forgotten: Vec<bool> = self.large_dictionaries().collect();
        let mut handed_on: Vec<bool> = self.large_sets().collect();
        loop {
            let before = handed_on.clone();
            for (set, handed_on) in self.sets.iter().zip(&mut handed_on) {
                *handed_on |= set.columns.iter().chain(&set.elements).any(|column| forgotten[*column]);
                set.elements.iter().filter(|_| *handed_on).for_each(|column| forgotten[*column] = true);
            }
            if handed_on == before {
                break;
            }
        }
        self.hand_on(&handed_on)?;
        let columns = self.dictionaries.iter_mut().zip(readers).zip(forgotten).filter(|(_, forgotten)| *forgotten);
        for ((dictionary, reader), _) in columns {
            if let Some(mut empty) = dictionary.emptied() {
                reader.change(dictionary, &mut empty);
                *dictionary = Arc::new(empty);
            }
        }
        Ok(())
    }

    fn hand_on(&mut self, which: &[bool]) -> Result<()> {
        let sets = self.sets.iter_mut().zip(which).filter(|(_, handed_on)| **handed_on);
        let mut sets: Vec<&mut Set> = sets.map(|(set, _)| set).collect();
        let is_used = |column| sets.iter().any(|set| set.columns.contains(&column));
        let used: Vec<bool> = (0..self.names.len()).map(is_used).collect();
        let series = |(dictionary, used): (&Arc<Dictionary>, bool)| used.then(|| dictionary.to_series()).transpose();
        let series = self.dictionaries.par_iter().zip(used).map(series).collect::<PolarsResult<Vec<_>>>();
        let series = series.map_err(|e| failed(self.path, &e))?;
        let values = Values { names: self.names, dictionaries: &self.dictionaries, series };
        let failed = |e| failed(self.path, &e);
        sets.par_iter_mut().try_for_each(|set| set.hand_on(&values, failed, self.take))
    }
}
