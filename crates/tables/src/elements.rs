//! Numerators by group and element.
//!
//! Elements may be as many as names (a provider of one's own), so they are numbers here, and only those that come into
//! the table become keys.

mod lists;
mod ranks;

pub(crate) use self::ranks::ElementRanks;

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use self::lists::{Distinct, Kept, Lists};
use crate::collapse::{self, Dictionary, ROW, WEIGHT};
use crate::intern::{Texts, Tuples, Words};
use crate::table::Key;

/// By keys and element, one numerator per metric.
pub(crate) type Numerators = BTreeMap<Vec<Key>, Vec<u64>>;

/// The code of null; texts have codes from 1.
const NULL: u32 = 0;

/// Numerators of one table in one snapshot.
pub(crate) struct Elements {
    keys: usize,
    metrics: usize,
    /// Values of keys and elements: first those of a column that is counted, known by the codes of its dictionary, then others.
    column: Option<Arc<Dictionary>>,
    others: Texts,
    /// Codes of the keys.
    groups: Tuples,
    /// Group and element in one word; none if there is but one group: then the element's code will do.
    entries: Option<Words>,
    /// Per entry, the numerators; all 0 where there is none.
    sums: Vec<u64>,
    /// Rows as they came, if they are asked for.
    kept: Option<Kept>,
}

impl Elements {
    pub(crate) fn new(keys: usize, metrics: usize, keeps_lists: bool) -> Self {
        let entries = (keys > 0).then(Words::new);
        let kept = keeps_lists.then(Kept::default);
        let (groups, others) = (Tuples::new(), Texts::new());
        Self { keys, metrics, column: None, others, groups, entries, sums: Vec::new(), kept }
    }

    /// Adds rows with the columns `k0…`, `e` (a list or not) and `n0…`.
    pub(crate) fn add(&mut self, rows: &DataFrame) -> PolarsResult<()> {
        let groups = self.read_groups(rows)?;
        let numerators = self.read_numerators(rows)?;
        let lists = self.read_lists(rows)?;
        let mut distinct = Distinct::default();
        for (row, sums) in numerators.chunks(self.metrics).enumerate() {
            if sums.iter().any(|sum| *sum > 0) {
                self.add_row(groups[row], distinct.of(lists.row(row)), sums);
            }
        }
        Ok(())
    }

    /// Adds rows beside which the values of a column are counted; where it is null the element is that of column `e`.
    /// The rows also have [`ROW`] and [`WEIGHT`].
    pub(crate) fn add_counted(
        &mut self,
        rows: &DataFrame,
        counted: &collapse::Elements,
        is_list: bool,
    ) -> PolarsResult<()> {
        let dictionary = &*counted.dictionary;
        if self.column.is_none() && self.others.len() == 0 {
            self.column = Some(Arc::clone(&counted.dictionary));
        }
        let is_known = self.column.as_ref().is_some_and(|column| Arc::ptr_eq(column, &counted.dictionary));
        let groups = self.read_groups(rows)?;
        let numerators = self.read_numerators(rows)?;
        let of_null = if is_list { vec![NULL; rows.height()] } else { self.codes(rows.column("e")?)? };
        let weights = rows.column(WEIGHT)?.u64()?.into_no_null_iter();
        let row_numbers: Vec<u32> = rows.column(ROW)?.u32()?.into_no_null_iter().collect();
        // What each name of a row counts.
        let chunks = numerators.chunks(self.metrics).zip(weights);
        let each: Vec<u64> = chunks.flat_map(|(sums, names)| sums.iter().map(move |sum| sum / names)).collect();
        let mut places = vec![None; row_numbers.iter().max().map_or(0, |last| *last as usize + 1)];
        (0..).zip(&row_numbers).for_each(|(place, row)| places[*row as usize] = Some(place));

        let (mut distinct, mut sums, mut list) = (Distinct::default(), vec![0; self.metrics], Vec::new());
        for (row, code, names) in &counted.pairs {
            let Some(place) = places.get(*row as usize).copied().flatten() else { continue };
            let each = &each[place * self.metrics..][..self.metrics];
            sums.iter_mut().zip(each).for_each(|(sum, each)| *sum = each * names);
            if sums.iter().all(|sum| *sum == 0) {
                continue;
            }
            list.clear();
            match *code {
                NULL => list.push(of_null[place]),
                code if is_list => list.extend(dictionary.list(code)),
                code => list.push(code),
            }
            if *code != NULL && !is_known {
                list.iter_mut().for_each(|code| *code = dictionary.text(*code).map_or(NULL, |text| self.intern(text)));
            }
            self.add_row(groups[place], distinct.of(&list), &sums);
        }
        Ok(())
    }

    /// Adds a row's numerators to each of its elements.
    fn add_row(&mut self, group: u32, list: &[u32], sums: &[u64]) {
        list.iter().for_each(|element| self.add_sums(group, *element, sums));
        if let Some(kept) = &mut self.kept {
            kept.groups.push(group);
            kept.sums.extend(sums);
            kept.elements.extend(list);
            kept.ends.push(kept.elements.len());
        }
    }

    /// The group of each row.
    fn read_groups(&mut self, rows: &DataFrame) -> PolarsResult<Vec<u32>> {
        let keys = (0..self.keys).map(|i| self.codes(rows.column(&format!("k{i}"))?));
        let keys = keys.collect::<PolarsResult<Vec<Vec<u32>>>>()?;
        let mut group = vec![NULL; self.keys];
        let group_of = |row| {
            group.iter_mut().zip(&keys).for_each(|(code, column)| *code = column[row]);
            self.groups.intern(&group)
        };
        Ok((0..rows.height()).map(group_of).collect())
    }

    /// The numerators of each row.
    fn read_numerators(&self, rows: &DataFrame) -> PolarsResult<Vec<u64>> {
        let mut numerators = vec![0; rows.height() * self.metrics];
        for metric in 0..self.metrics {
            let column = rows.column(&format!("n{metric}"))?.u64()?;
            let places = numerators.iter_mut().skip(metric).step_by(self.metrics);
            places.zip(column.into_no_null_iter()).for_each(|(place, numerator)| *place = numerator);
        }
        Ok(numerators)
    }

    fn add_sums(&mut self, group: u32, element: u32, row_sums: &[u64]) {
        let entry = match &mut self.entries {
            None => element,
            Some(entries) => entries.intern(u64::from(group) << 32 | u64::from(element)),
        };
        let at = entry as usize * self.metrics;
        if at >= self.sums.len() {
            self.sums.resize(at + self.metrics, 0);
        }
        self.sums[at..at + self.metrics].iter_mut().zip(row_sums).for_each(|(sum, n)| *sum += n);
    }

    /// Group, code of the element, numerators.
    fn entries(&self) -> impl Iterator<Item = (u32, u32, &[u64])> {
        let sums = self.sums.chunks(self.metrics).enumerate();
        let entries = sums.map(|(at, sums)| {
            let entry = self.entries.as_ref().map_or(at as u64, |entries| entries.get(at as u32));
            ((entry >> 32) as u32, entry as u32, sums)
        });
        entries.filter(|(_, _, sums)| sums.iter().any(|sum| *sum > 0))
    }

    /// The elements of each row.
    fn read_lists(&mut self, rows: &DataFrame) -> PolarsResult<Lists> {
        let values = rows.column("e")?;
        if !values.dtype().is_list() {
            let codes = self.codes(values)?;
            return Ok(Lists { starts: (0..=codes.len()).collect(), codes });
        }
        let lists = values.list()?.rechunk();
        let starts = lists.downcast_iter().flat_map(|array| array.offsets().iter().map(|at| *at as usize)).collect();
        Ok(Lists { codes: self.codes(&lists.get_inner().into())?, starts })
    }

    /// The codes of a column's values as text.
    fn codes(&mut self, values: &Column) -> PolarsResult<Vec<u32>> {
        let values = values.cast(&DataType::String)?;
        Ok(values.str()?.iter().map(|text| text.map_or(NULL, |text| self.intern(text))).collect())
    }

    fn intern(&mut self, text: &str) -> u32 {
        match self.column.as_ref().and_then(|column| column.find(text)) {
            Some(code) => code,
            None => self.others_start() + self.others.intern(text),
        }
    }

    fn find(&self, text: &str) -> Option<u32> {
        let known = self.column.as_ref().and_then(|column| column.find(text));
        known.or_else(|| self.others.find(text).map(|id| self.others_start() + id))
    }

    /// The first code that is none of the column's.
    fn others_start(&self) -> u32 {
        1 + self.column.as_ref().map_or(0, |column| column.texts() as u32)
    }

    /// One more than the largest code.
    fn codes_end(&self) -> usize {
        self.others_start() as usize + self.others.len()
    }
}
