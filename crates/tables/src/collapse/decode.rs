//! Pages to codes, run by run.

use parquet::basic::Type;

use super::codes::Codes;
use super::dictionary::{Dictionary, NULL};
use super::hybrid::Hybrid;
use super::pages::{PageValues, Pages, Shape};

/// Most values of which levels are held one by one.
const TOGETHER: usize = 1 << 10;

const MISSING: &str = "a page has not the values that it states";

/// One column of one row group, from its first row on.
pub(crate) struct PageDecoder {
    pages: Pages,
    /// Our codes for the values of the dictionary.
    codes: Option<Vec<u32>>,
    /// Those for the texts of the page, the next one last, if it has no indices.
    texts: Vec<u32>,
    list: OpenList,
    buffers: Buffers,
}

/// The list whose end has not been seen.
#[derive(Default)]
struct OpenList {
    state: State,
    elements: Vec<u32>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is none.
    #[default]
    Before,
    Null,
    List,
}

#[derive(Default)]
struct Buffers {
    repetitions: Vec<u32>,
    definitions: Vec<u32>,
    values: Vec<u32>,
}

impl PageDecoder {
    pub(crate) fn new(pages: Pages) -> Self {
        Self { pages, codes: None, texts: Vec::new(), list: OpenList::default(), buffers: Buffers::default() }
    }

    /// Goes on with another dictionary: what was read ahead has its codes in the old one.
    pub(crate) fn change(&mut self, old: &Dictionary, new: &mut Dictionary) {
        self.codes = None;
        new.carry(old, &mut self.texts);
        new.carry(old, &mut self.list.elements);
    }

    /// Appends the codes of the next `rows` rows, or fewer if there are no more.
    pub(crate) fn read(&mut self, dictionary: &mut Dictionary, rows: usize, codes: &mut Codes) -> Result<(), String> {
        if self.codes.is_none() {
            self.codes = Some(encode_dictionary(&self.pages, dictionary)?);
        }
        if self.pages.shape.is_list {
            self.read_lists(dictionary, rows, codes)
        } else {
            self.read_flat(dictionary, rows, codes)
        }
    }

    fn read_flat(&mut self, dictionary: &mut Dictionary, rows: usize, codes: &mut Codes) -> Result<(), String> {
        let value = self.pages.shape.value;
        while codes.rows() < rows {
            let Some(page) = self.pages.page() else { return Ok(()) };
            let mut values = Values::new(&mut page.values, &mut self.texts, self.codes.as_deref(), dictionary)?;
            let (count, level) = page.definition.peek((rows - codes.rows()).min(page.left))?;
            if let Some(level) = level {
                page.definition.skip(count);
                page.left -= count;
                if level == value {
                    values.push(count, codes)?;
                } else {
                    codes.push_run(NULL, count);
                }
                continue;
            }
            let count = count.min(TOGETHER);
            page.left -= count;
            self.buffers.definitions.clear();
            page.definition.take(count, &mut self.buffers.definitions);
            self.buffers.take_values(&mut values, value)?;
            codes.append(|codes| self.buffers.spread(value, codes));
        }
        Ok(())
    }

    fn read_lists(&mut self, dictionary: &mut Dictionary, rows: usize, codes: &mut Codes) -> Result<(), String> {
        let shape = self.pages.shape;
        let empty = dictionary.list_code(&[]);
        while codes.rows() < rows {
            let Some(page) = self.pages.page() else {
                self.list.close(dictionary, codes);
                return Ok(());
            };
            let mut values = Values::new(&mut page.values, &mut self.texts, self.codes.as_deref(), dictionary)?;
            // A value ends a row at most.
            let (count, repetition) = page.repetition.peek((rows - codes.rows()).min(page.left))?;
            let (count, definition) = page.definition.peek(count)?;
            if let (Some(0), Some(level)) = (repetition, definition.filter(|level| *level <= shape.empty)) {
                page.repetition.skip(count);
                page.definition.skip(count);
                page.left -= count;
                self.list.close(dictionary, codes);
                codes.push_run(if level < shape.empty { NULL } else { empty }, count - 1);
                self.list.open(level < shape.empty);
                continue;
            }
            let count = count.min(TOGETHER);
            page.left -= count;
            self.buffers.repetitions.clear();
            self.buffers.definitions.clear();
            page.repetition.take(count, &mut self.buffers.repetitions);
            page.definition.take(count, &mut self.buffers.definitions);
            self.buffers.take_values(&mut values, shape.value)?;
            self.buffers.give_lists(shape, empty, &mut self.list, dictionary, codes);
        }
        Ok(())
    }
}

impl OpenList {
    fn open(&mut self, is_null: bool) {
        self.state = if is_null { State::Null } else { State::List };
        self.elements.clear();
    }

    /// The row of the list is whole.
    fn close(&mut self, dictionary: &mut Dictionary, codes: &mut Codes) {
        match std::mem::take(&mut self.state) {
            State::Before => {}
            State::Null => codes.push_run(NULL, 1),
            State::List => codes.push_run(dictionary.list_code(&self.elements), 1),
        }
    }
}

impl Buffers {
    /// Takes the values that belong to the levels.
    fn take_values(&mut self, values: &mut Values, value: u32) -> Result<(), String> {
        self.values.clear();
        values.take(self.definitions.iter().filter(|level| **level == value).count(), &mut self.values)
    }

    /// Appends values and nulls as the levels say.
    fn spread(&mut self, value: u32, codes: &mut Vec<u32>) {
        // One more, so that there is always a next one to look at.
        self.values.push(NULL);
        let mut at = 0;
        codes.extend(self.definitions.iter().map(|level| {
            let is_value = *level == value;
            let next = self.values[at];
            at += usize::from(is_value);
            if is_value { next } else { NULL }
        }));
    }

    /// Appends the lists that the levels end.
    fn give_lists(
        &self,
        shape: Shape,
        empty: u32,
        list: &mut OpenList,
        dictionary: &mut Dictionary,
        codes: &mut Codes,
    ) {
        let mut values = self.values.iter().copied();
        for (repetition, level) in self.repetitions.iter().zip(&self.definitions) {
            if *repetition == 0 {
                match list.elements[..] {
                    [] if list.state == State::List => codes.push_run(empty, 1),
                    _ => list.close(dictionary, codes),
                }
                list.open(*level < shape.empty);
            }
            if *level > shape.empty {
                let value = if *level == shape.value { values.next() } else { None };
                list.elements.push(value.unwrap_or(NULL));
            }
        }
    }
}

/// The next values of a page, as our codes.
enum Values<'p> {
    Indices(&'p mut Hybrid, &'p [u32]),
    /// The next one last.
    Texts(&'p mut Vec<u32>),
}

impl<'p> Values<'p> {
    /// `texts` has what is left of the page if it has begun; `known` our codes for the dictionary.
    fn new(
        values: &'p mut PageValues,
        texts: &'p mut Vec<u32>,
        known: Option<&'p [u32]>,
        dictionary: &mut Dictionary,
    ) -> Result<Self, String> {
        match values {
            PageValues::Indices(indices) => Ok(Self::Indices(indices, known.unwrap_or_default())),
            PageValues::Texts(bytes) => {
                if !bytes.is_empty() {
                    *texts = dictionary.encode_texts(&std::mem::take(bytes))?;
                    texts.reverse();
                }
                Ok(Self::Texts(texts))
            }
        }
    }

    /// Appends values that stand one after the other.
    fn push(&mut self, mut left: usize, codes: &mut Codes) -> Result<(), String> {
        while let (Self::Indices(indices, known), 1..) = (&mut *self, left) {
            let (count, same) = indices.peek(left)?;
            let Some(index) = same else {
                codes.append(|codes| take_known(indices, known, count, codes))?;
                left -= count;
                continue;
            };
            indices.skip(count);
            codes.push_run(*known.get(index as usize).ok_or(MISSING)?, count);
            left -= count;
        }
        if left > 0 { codes.append(|codes| self.take(left, codes)) } else { Ok(()) }
    }

    /// Appends values that stand one after the other.
    fn take(&mut self, mut left: usize, codes: &mut Vec<u32>) -> Result<(), String> {
        match self {
            Self::Indices(indices, known) => {
                while left > 0 {
                    let (count, _) = indices.peek(left)?;
                    take_known(indices, known, count, codes)?;
                    left -= count;
                }
            }
            Self::Texts(texts) => {
                let start = texts.len().checked_sub(left).ok_or(MISSING)?;
                codes.extend(texts.drain(start..).rev());
            }
        }
        Ok(())
    }
}

/// Appends the codes of indices that are alike.
fn take_known(indices: &mut Hybrid, known: &[u32], count: usize, codes: &mut Vec<u32>) -> Result<(), String> {
    let start = codes.len();
    indices.take(count, codes);
    let mut is_missing = false;
    for code in &mut codes[start..] {
        let found = known.get(*code as usize);
        is_missing |= found.is_none();
        *code = found.copied().unwrap_or(NULL);
    }
    if is_missing { Err(MISSING.into()) } else { Ok(()) }
}

/// Our codes for the values of the dictionary.
fn encode_dictionary(pages: &Pages, dictionary: &mut Dictionary) -> Result<Vec<u32>, String> {
    match &pages.dictionary {
        _ if pages.physical == Type::BOOLEAN => dictionary.encode_bools(),
        Some(bytes) => dictionary.encode_plain(pages.physical, bytes),
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests;
