//! The distinct values of a column, each with a code: from Parquet and Arrow to codes, and from codes to a polars series.

mod encode;

use polars::prelude::*;

use crate::intern::{Texts, Tuples, Words};

/// The code of null; values have codes from 1.
pub(crate) const NULL: u32 = 0;

/// Codes of small numbers, [`NULL`] where there is none yet.
type Small = [u32; 256];

/// Distinct values of one column.
#[derive(Clone)]
pub(crate) struct Dictionary {
    dtype: DataType,
    values: Values,
}

#[derive(Clone)]
enum Values {
    /// 1 false, 2 true.
    Bool,
    /// The bits of a `u64`, or of an `i64`.
    Whole(Words, Box<Small>),
    Text(Texts),
    /// Codes of lists of one element by that element's code, [`NULL`] where there is none yet.
    List(Box<Dictionary>, Tuples, Vec<u32>),
}

impl Dictionary {
    /// Of a column of type `dtype`; none if the values of this type are not of a kind that tables know.
    pub(crate) fn new(dtype: &DataType) -> Option<Self> {
        let values = match dtype {
            DataType::Boolean => Values::Bool,
            DataType::String => Values::Text(Texts::new()),
            DataType::Date => Values::Whole(Words::new(), Box::new([NULL; 256])),
            dtype if dtype.is_integer() => Values::Whole(Words::new(), Box::new([NULL; 256])),
            DataType::List(inner) if !inner.is_list() => {
                Values::List(Box::new(Self::new(inner)?), Tuples::new(), Vec::new())
            }
            _ => return None,
        };
        Some(Self { dtype: dtype.clone(), values })
    }

    /// Without values.
    pub(crate) fn emptied(&self) -> Option<Self> {
        Self::new(&self.dtype)
    }

    /// Whether the type alone says that there are few values.
    pub(crate) fn is_of_bytes(&self) -> bool {
        matches!(self.dtype, DataType::Boolean | DataType::UInt8 | DataType::Int8)
    }

    /// Number of texts; those of lists are the elements.
    pub(crate) fn texts(&self) -> usize {
        self.elements().map_or(0, Texts::len)
    }

    /// The text with a code.
    pub(crate) fn text(&self, code: u32) -> Option<&str> {
        Some(self.elements()?.get(code.checked_sub(1)?))
    }

    /// The code of a text.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.elements()?.find(text).map(|id| id + 1)
    }

    /// The codes of the elements of a list.
    pub(crate) fn list(&self, code: u32) -> &[u32] {
        match (&self.values, code.checked_sub(1)) {
            (Values::List(_, lists, _), Some(id)) => lists.get(id),
            _ => &[],
        }
    }

    fn elements(&self) -> Option<&Texts> {
        match &self.values {
            Values::Text(texts) => Some(texts),
            Values::List(elements, ..) => elements.elements(),
            _ => None,
        }
    }

    /// Turns codes of values (elements, if they are lists) of another dictionary of this type into codes of this one.
    pub(crate) fn carry(&mut self, from: &Self, codes: &mut [u32]) {
        let codes = codes.iter_mut().filter(|code| **code != NULL);
        match (&mut self.values, &from.values) {
            (Values::Whole(to, _), Values::Whole(from, _)) => {
                codes.for_each(|code| *code = 1 + to.intern(from.get(*code - 1)));
            }
            (Values::Text(to), Values::Text(from)) => {
                codes.for_each(|code| *code = 1 + to.intern(from.get(*code - 1)));
            }
            (Values::List(to, ..), Values::List(from, ..)) => {
                codes.for_each(|code| to.carry(from, std::slice::from_mut(code)));
            }
            _ => {}
        }
    }

    /// The largest code.
    pub(crate) fn largest(&self) -> u32 {
        let values = match &self.values {
            Values::Bool => 2,
            Values::Whole(numbers, _) => numbers.len(),
            Values::Text(texts) => texts.len(),
            Values::List(_, lists, _) => lists.len(),
        };
        values as u32
    }

    /// Bytes held, about.
    pub(crate) fn size(&self) -> usize {
        match &self.values {
            Values::Bool => 0,
            Values::Whole(numbers, _) => numbers.len() * 32,
            Values::Text(texts) => texts.len() * 24 + texts.size(),
            Values::List(elements, lists, _) => elements.size() + lists.len() * 32,
        }
    }

    /// Null, and a value of this type.
    pub(crate) fn null_and_any(&self) -> PolarsResult<Series> {
        let mut any = self.emptied().unwrap_or_else(|| self.clone());
        match &mut any.values {
            Values::Bool => {}
            Values::Whole(numbers, _) => _ = numbers.intern(0),
            Values::Text(texts) => _ = texts.intern(""),
            Values::List(_, lists, _) => _ = lists.intern(&[]),
        }
        any.to_series()
    }

    /// The values by code, null first.
    pub(crate) fn to_series(&self) -> PolarsResult<Series> {
        match &self.values {
            Values::Bool => Ok(Series::new(PlSmallStr::EMPTY, [None, Some(false), Some(true)])),
            Values::Text(texts) => Ok(null_and(texts.iter()).collect::<StringChunked>().into_series()),
            Values::Whole(numbers, _) => {
                if self.dtype.is_unsigned_integer() {
                    return null_and(numbers.iter()).collect::<UInt64Chunked>().into_series().strict_cast(&self.dtype);
                }
                let signed = null_and(numbers.iter().map(|bits| bits as i64)).collect::<Int64Chunked>().into_series();
                match self.dtype {
                    DataType::Date => signed.strict_cast(&DataType::Int32)?.cast(&DataType::Date),
                    _ => signed.strict_cast(&self.dtype),
                }
            }
            Values::List(elements, lists, _) => lists_to_series(&elements.to_series()?, lists),
        }
    }
}

fn null_and<T>(values: impl Iterator<Item = T>) -> impl Iterator<Item = Option<T>> {
    std::iter::once(None).chain(values.map(Some))
}

/// Lists of codes to lists of values, null first.
fn lists_to_series(elements: &Series, lists: &Tuples) -> PolarsResult<Series> {
    let (rows, numbers) = (lists.len() + 1, lists.iter().map(<[u32]>::len).sum());
    let mut codes = ListPrimitiveChunkedBuilder::<UInt32Type>::new(PlSmallStr::EMPTY, rows, numbers, DataType::UInt32);
    codes.append_null();
    lists.iter().for_each(|list| codes.append_slice(list));
    Ok(codes.finish().apply_to_inner(&|codes| elements.take(codes.u32()?))?.into_series())
}
