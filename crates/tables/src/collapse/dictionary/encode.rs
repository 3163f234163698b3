//! Arrow arrays and Parquet dictionaries to codes.

use std::ops::Range;

use arrow::array::{
    Array, ArrowPrimitiveType, AsArray, BooleanArray, GenericListArray, OffsetSizeTrait, PrimitiveArray,
};
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use parquet::basic::Type;

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

    /// The codes of false and true.
    pub(crate) fn encode_bools(&mut self) -> Result<Vec<u32>, String> {
        match &mut self.values {
            Values::Bool => Ok(vec![1, 2]),
            Values::List(elements, ..) => elements.encode_bools(),
            _ => Err(unexpected(&DataType::Boolean)),
        }
    }

    /// The codes of the values (elements, if they are lists) of a Parquet dictionary in encoding PLAIN.
    pub(crate) fn encode_plain(&mut self, physical: Type, bytes: &[u8]) -> Result<Vec<u32>, String> {
        let is_unsigned = self.dtype.is_unsigned_integer();
        let mut codes = Vec::new();
        match (&mut self.values, physical) {
            (Values::List(elements, ..), _) => return elements.encode_plain(physical, bytes),
            (Values::Text(texts), Type::BYTE_ARRAY) => encode_texts(texts, plain_texts(bytes)?.into_iter(), &mut codes),
            (Values::Whole(numbers, _), Type::INT32) => codes.extend(bytes.as_chunks().0.iter().map(|bytes| {
                let number = i32::from_le_bytes(*bytes);
                1 + numbers.intern(if is_unsigned { u64::from(number as u32) } else { i64::from(number) as u64 })
            })),
            (Values::Whole(numbers, _), Type::INT64) => {
                codes.extend(bytes.as_chunks().0.iter().map(|bytes| 1 + numbers.intern(u64::from_le_bytes(*bytes))));
            }
            _ => return Err(format!("unexpected values of type {physical}")),
        }
        Ok(codes)
    }

    /// The codes of texts, each after its length, up to the end of the bytes.
    pub(crate) fn encode_texts(&mut self, bytes: &[u8]) -> Result<Vec<u32>, String> {
        self.encode_plain(Type::BYTE_ARRAY, bytes)
    }

    /// The code of a list of elements with these codes.
    pub(crate) fn list_code(&mut self, list: &[u32]) -> u32 {
        match &mut self.values {
            Values::List(_, lists, singles) => code_of_list(lists, singles, list),
            _ => NULL,
        }
    }
}

/// Texts, each after its length.
fn plain_texts(mut bytes: &[u8]) -> Result<Vec<Option<&str>>, String> {
    let mut texts = Vec::new();
    while !bytes.is_empty() {
        let Some((length, rest)) = bytes.split_first_chunk() else { return Err("a page ends within a text".into()) };
        let length = u32::from_le_bytes(*length) as usize;
        let Some((text, rest)) = rest.split_at_checked(length) else { return Err("a page ends within a text".into()) };
        texts.push(Some(std::str::from_utf8(text).map_err(|e| format!("a text is not UTF-8: {e}"))?));
        bytes = rest;
    }
    Ok(texts)
}

/// The code of a list; those of one element are known by its code.
fn code_of_list(lists: &mut Tuples, singles: &mut Vec<u32>, list: &[u32]) -> u32 {
    let [element] = list else { return lists.intern(list) + 1 };
    let element = *element as usize;
    if element >= singles.len() {
        singles.resize(element + 1, NULL);
    }
    if singles[element] == NULL {
        singles[element] = lists.intern(list) + 1;
    }
    singles[element]
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
    let ends = array.value_offsets().windows(2).map(|pair| pair[0].as_usize()..pair[1].as_usize());
    let mut code_of = |range: Range<usize>| code_of_list(lists, singles, &of_elements[range]);
    match array.nulls() {
        None => codes.extend(ends.map(code_of)),
        Some(nulls) => {
            codes.extend(ends.enumerate().map(|(row, ends)| if nulls.is_null(row) { NULL } else { code_of(ends) }));
        }
    }
    Ok(())
}
