//! One snapshot as a sorted sequence of names, each with its keys and states.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;

use super::UNKNOWN;
use crate::build::{Snapshot, columns_of, evaluation_failed};
use crate::compile::{CompiledDiff, compile_diff};
use crate::def::DiffDef;
use crate::order::compare_names;
use crate::scan::Source;
use crate::{Result, TableError};

/// Names per value, for each state.
pub(crate) type Stocks = Vec<BTreeMap<String, u64>>;

/// Numbers for the few distinct combinations of keys and states.
#[derive(Default)]
pub(crate) struct Interner {
    ids: HashMap<Vec<u8>, u32>,
    values: Vec<Vec<Option<String>>>,
    scratch: Vec<u8>,
}

impl Interner {
    /// The number of a combination.
    fn intern(&mut self, values: &[Option<&str>]) -> u32 {
        self.scratch.clear();
        for value in values {
            // Length first: no two combinations share an encoding.
            let length = value.map_or(u64::MAX, |v| v.len() as u64);
            self.scratch.extend_from_slice(&length.to_le_bytes());
            self.scratch.extend_from_slice(value.unwrap_or_default().as_bytes());
        }
        if let Some(id) = self.ids.get(&self.scratch) {
            return *id;
        }
        let id = self.values.len() as u32;
        self.values.push(values.iter().map(|value| value.map(str::to_owned)).collect());
        self.ids.insert(self.scratch.clone(), id);
        id
    }

    /// The combination with a number given out by this interner: keys, then states.
    pub(crate) fn values(&self, id: u32) -> &[Option<String>] {
        &self.values[id as usize]
    }
}

/// A position in a snapshot.
pub(crate) struct Cursor<'a> {
    date: &'a str,
    compiled: Option<CompiledDiff>,
    slices: Box<dyn Iterator<Item = Result<DataFrame>> + 'a>,
    names: StringChunked,
    ids: Vec<u32>,
    /// The row that [`Cursor::current`] shows; past the end before the first and after the last row.
    at: usize,
    previous: Option<String>,
    /// Names per state so far, counted apart from the walk.
    pub(crate) stocks: Stocks,
}

impl<'a> Cursor<'a> {
    /// Before the first name of a snapshot.
    pub(crate) fn open(snapshot: &'a Snapshot, def: &DiffDef) -> Result<Self> {
        let schema = snapshot.sources.first().map(Source::schema);
        let compiled = schema.map(|schema| compile_diff(def, schema)).transpose()?;
        let mut slices = Vec::new();
        if let (Some(schema), Some(compiled)) = (schema, &compiled) {
            let name = col("name");
            let exprs = compiled.by.iter().map(|(_, expr)| expr).chain(&compiled.states).chain(&compiled.filter);
            let columns = columns_of(exprs.chain([&name]));
            for source in &snapshot.sources {
                slices.push(source.slices(columns.clone(), schema)?);
            }
        }
        Ok(Self {
            date: &snapshot.date,
            compiled,
            slices: Box::new(slices.into_iter().flatten()),
            names: StringChunked::full_null("name".into(), 0),
            ids: Vec::new(),
            at: 0,
            previous: None,
            stocks: vec![BTreeMap::new(); def.states.len()],
        })
    }

    /// The name at the cursor, with the number of its keys and states.
    pub(crate) fn current(&self) -> Option<(&str, u32)> {
        let id = *self.ids.get(self.at)?;
        Some((self.names.get(self.at)?, id))
    }

    /// Goes on to the next name (from the start: to the first).
    pub(crate) fn advance(&mut self, interner: &mut Interner) -> Result<()> {
        self.at += 1;
        while self.at >= self.ids.len() {
            let Some(slice) = self.slices.next() else { return Ok(()) };
            if let Some(last) = self.ids.len().checked_sub(1) {
                self.previous = self.names.get(last).map(str::to_owned);
            }
            self.load(slice?, interner).map_err(|e| evaluation_failed("diff", &e))?;
            self.check_order()?;
        }
        Ok(())
    }

    fn load(&mut self, slice: DataFrame, interner: &mut Interner) -> PolarsResult<()> {
        let Some(compiled) = &self.compiled else { return Ok(()) };
        let mut rows = slice.lazy();
        if let Some(filter) = &compiled.filter {
            rows = rows.filter(filter.clone());
        }
        let exprs = compiled.by.iter().map(|(_, expr)| expr).chain(&compiled.states);
        let values: Vec<Expr> =
            exprs.enumerate().map(|(i, expr)| expr.clone().cast(DataType::String).alias(format!("v{i}"))).collect();
        let mut kept: Vec<Expr> = (0..values.len()).map(|i| col(format!("v{i}"))).collect();
        kept.push(col("name"));
        let rows = rows.with_columns(values).select(kept).collect()?;
        for (i, stock) in self.stocks.iter_mut().enumerate() {
            add_stock(stock, &rows, &format!("v{}", compiled.by.len() + i))?;
        }
        self.names = rows.column("name")?.str()?.rechunk().into_owned();
        let columns = (0..rows.width() - 1)
            .map(|i| Ok(rows.column(&format!("v{i}"))?.str()?.rechunk().into_owned()))
            .collect::<PolarsResult<Vec<StringChunked>>>()?;
        let mut values = Vec::with_capacity(columns.len());
        self.ids.clear();
        for row in 0..rows.height() {
            values.clear();
            values.extend(columns.iter().map(|column| column.get(row)));
            self.ids.push(interner.intern(&values));
        }
        self.at = 0;
        Ok(())
    }

    /// Checks the loaded names against each other and against the last one before them.
    fn check_order(&self) -> Result<()> {
        let mut previous = self.previous.as_deref();
        for name in self.names.iter() {
            let name = name.unwrap_or_default();
            if let Some(previous) = previous.filter(|p| compare_names(p, name).is_ge()) {
                return Err(TableError::Unordered {
                    snapshot: self.date.to_owned(),
                    name: name.to_owned(),
                    previous: previous.to_owned(),
                });
            }
            previous = Some(name);
        }
        Ok(())
    }
}

fn add_stock(stock: &mut BTreeMap<String, u64>, rows: &DataFrame, column: &str) -> PolarsResult<()> {
    let counts = rows.clone().lazy().group_by([col(column)]).agg([len().alias("names")]).collect()?;
    let names = counts.column("names")?.cast(&DataType::UInt64)?;
    for (value, names) in counts.column(column)?.str()?.iter().zip(names.u64()?.iter()) {
        *stock.entry(value.unwrap_or(UNKNOWN).to_owned()).or_default() += names.unwrap_or_default();
    }
    Ok(())
}
