//! Arrow arrays to codes.

use std::ops::Range;

use arrow::array::{
    Array, ArrowPrimitiveType, AsArray, BooleanArray, GenericListArray, OffsetSizeTrait, PrimitiveArray,
};
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use super::{Dictionary, NULL, Small, Values};
use crate::intern::{Texts, Tuples, Words};

impl Dictionary {
    /// Appends the codes of an array's values; an error says that they are of another type.
    pub(crate) fn encode(&mut self, array: &dyn Array, codes: &mut Vec<u32>) -> Result<(), String> {
        match (&mut self.values, array.data_type()) {
            (Values::Bool, DataType::Boolean) => encode_bools(array.as_boolean(), codes),
            (Values::Whole(numbers, small), _) => return encode_whole(numbers, small, array, codes),
            (Values::Text(texts), DataType::Utf8) => encode_texts(texts, array.as_string::<i32>().iter(), codes),
            (Values::Text(texts), DataType::LargeUtf8) => encode_texts(texts, array.as_string::<i64>().iter(), codes),
            (Values::Text(texts), DataType::Utf8View) => encode_texts(texts, array.as_string_view().iter(), codes),
            (Values::Text(_), DataType::Dictionary(..)) => return self.encode_page(array, codes),
            (Values::List(elements, lists, singles), DataType::List(_)) => {
                return encode_lists(elements, lists, singles, array.as_list::<i32>(), codes);
            }
            (Values::List(elements, lists, singles), DataType::LargeList(_)) => {
                return encode_lists(elements, lists, singles, array.as_list::<i64>(), codes);
            }
            (_, other) => return Err(unexpected(other)),
        }
        Ok(())
    }

    /// Texts that Parquet stores as numbers of a dictionary: only the dictionary is looked at.
    fn encode_page(&mut self, array: &dyn Array, codes: &mut Vec<u32>) -> Result<(), String> {
        let Some(array) = array.as_dictionary_opt::<Int32Type>() else { return Err(unexpected(array.data_type())) };
        let data = array.values().to_data();
        if !self.page.as_ref().is_some_and(|(known, _)| known.ptr_eq(&data)) {
            let mut page = Vec::with_capacity(data.len());
            self.encode(array.values().as_ref(), &mut page)?;
            self.page = Some((data, page));
        }
        let page = self.page.as_ref().map_or(&[][..], |(_, page)| page);
        let keys = array.keys();
        if keys.null_count() == 0 {
            codes.extend(keys.values().iter().map(|key| page[*key as usize]));
        } else {
            codes.extend(keys.iter().map(|key| key.map_or(NULL, |key| page[key as usize])));
        }
        Ok(())
    }
}

fn unexpected(found: &DataType) -> String {
    format!("unexpected values of type {found}")
}

fn encode_bools(array: &BooleanArray, codes: &mut Vec<u32>) {
    if array.null_count() == array.len() {
        codes.resize(codes.len() + array.len(), NULL);
    } else if array.null_count() == 0 {
        codes.extend(array.values().iter().map(|value| 1 + u32::from(value)));
    } else {
        codes.extend(array.iter().map(|value| value.map_or(NULL, |value| 1 + u32::from(value))));
    }
}

#[allow(clippy::cast_lossless, reason = "one cast for all widths")]
fn encode_whole(numbers: &mut Words, small: &mut Small, array: &dyn Array, codes: &mut Vec<u32>) -> Result<(), String> {
    macro_rules! encode {
        ($($arrow:ident => $type:ty),*) => {
            match array.data_type() {
                $(DataType::$arrow => encode_numbers::<$type>(numbers, small, array.as_primitive(), |v| v as u64, codes),)*
                other => return Err(unexpected(other)),
            }
        };
    }
    encode! {
        UInt8 => UInt8Type, UInt16 => UInt16Type, UInt32 => UInt32Type, UInt64 => UInt64Type, Int8 => Int8Type,
        Int16 => Int16Type, Int32 => Int32Type, Int64 => Int64Type, Date32 => Date32Type
    }
    Ok(())
}

fn encode_numbers<T: ArrowPrimitiveType>(
    numbers: &mut Words,
    small: &mut Small,
    array: &PrimitiveArray<T>,
    bits_of: impl Fn(T::Native) -> u64,
    codes: &mut Vec<u32>,
) {
    let mut code_of = |bits: u64| match small.get_mut(usize::try_from(bits).unwrap_or(usize::MAX)) {
        Some(code) if *code != NULL => *code,
        known => {
            let code = numbers.intern(bits) + 1;
            if let Some(known) = known {
                *known = code;
            }
            code
        }
    };
    if array.null_count() == 0 {
        codes.extend(array.values().iter().map(|value| code_of(bits_of(*value))));
    } else {
        codes.extend(array.iter().map(|value| value.map_or(NULL, |value| code_of(bits_of(value)))));
    }
}

fn encode_texts<'a>(texts: &mut Texts, values: impl Iterator<Item = Option<&'a str>>, codes: &mut Vec<u32>) {
    let values: Vec<Option<&str>> = values.collect();
    codes.reserve(values.len());
    texts.intern_all(&values, |id| codes.push(id.map_or(NULL, |id| id + 1)));
}

fn encode_lists<O: OffsetSizeTrait>(
    elements: &mut Dictionary,
    lists: &mut Tuples,
    singles: &mut Vec<u32>,
    array: &GenericListArray<O>,
    codes: &mut Vec<u32>,
) -> Result<(), String> {
    let mut of_elements = Vec::with_capacity(array.values().len());
    elements.encode(array.values().as_ref(), &mut of_elements)?;
    singles.resize(elements.largest() as usize + 1, NULL);
    let empty = lists.intern(&[]) + 1;
    let ends = array.value_offsets().windows(2).map(|pair| pair[0].as_usize()..pair[1].as_usize());
    let mut code_of = |range: Range<usize>| match &of_elements[range] {
        [] => empty,
        [element] => {
            let single = &mut singles[*element as usize];
            if *single == NULL {
                *single = lists.intern(&[*element]) + 1;
            }
            *single
        }
        several => lists.intern(several) + 1,
    };
    match array.nulls() {
        None => codes.extend(ends.map(code_of)),
        Some(nulls) => {
            codes.extend(ends.enumerate().map(|(row, ends)| if nulls.is_null(row) { NULL } else { code_of(ends) }));
        }
    }
    Ok(())
}
