//! Pages to codes, run by run.

use parquet::basic::Type;

use super::codes::Codes;
use super::dictionary::{Dictionary, NULL};
use super::hybrid::Hybrid;
use super::pages::{DataPage, Pages};

/// Most values of which levels are held one by one.
const TOGETHER: usize = 1 << 10;

/// A code that no value has: the page names one that its dictionary lacks.
const NONE: u32 = u32::MAX;

const MISSING: &str = "a page has values that its dictionary lacks";

/// One column of one row group, from its first row on.
pub(crate) struct PageDecoder {
    pages: Pages,
    /// Our codes for the values of the dictionary.
    codes: Option<Vec<u32>>,
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
        Self { pages, codes: None, list: OpenList::default(), buffers: Buffers::default() }
    }

    /// Appends the codes of the next `rows` rows, or fewer if there are no more.
    pub(crate) fn read(&mut self, dictionary: &mut Dictionary, rows: usize, codes: &mut Codes) -> Result<(), String> {
        if self.codes.is_none() {
            self.codes = Some(encode_dictionary(&self.pages, dictionary)?);
        }
        if self.pages.shape.is_list { self.read_lists(dictionary, rows, codes) } else { self.read_flat(rows, codes) }
    }

    fn read_flat(&mut self, rows: usize, codes: &mut Codes) -> Result<(), String> {
        let value = self.pages.shape.value;
        let known = self.codes.as_deref().unwrap_or_default();
        while codes.rows() < rows {
            let Some(page) = self.pages.page() else { return Ok(()) };
            let (count, level) = page.definition.peek((rows - codes.rows()).min(page.left))?;
            if let Some(level) = level {
                page.definition.skip(count);
                page.left -= count;
                if level == value {
                    push_values(page, known, count, codes)?
                } else {
                    codes.push_run(NULL, count)
                }
                continue;
            }
            self.buffers.fill(page, count.min(TOGETHER), value, known)?;
            let mut values = self.buffers.values.iter();
            let code_of = |level: &u32| if *level == value { values.next().copied().unwrap_or(NULL) } else { NULL };
            codes.extend(self.buffers.definitions.iter().map(code_of));
        }
        Ok(())
    }

    fn read_lists(&mut self, dictionary: &mut Dictionary, rows: usize, codes: &mut Codes) -> Result<(), String> {
        let shape = self.pages.shape;
        let known = self.codes.as_deref().unwrap_or_default();
        while codes.rows() < rows {
            let Some(page) = self.pages.page() else {
                self.list.close(dictionary, codes);
                return Ok(());
            };
            // A value ends a row at most.
            let (count, repetition) = page.repetition.peek((rows - codes.rows()).min(page.left))?;
            let (count, definition) = page.definition.peek(count)?;
            if let (Some(0), Some(level)) = (repetition, definition.filter(|level| *level <= shape.empty)) {
                page.repetition.skip(count);
                page.definition.skip(count);
                page.left -= count;
                self.list.close(dictionary, codes);
                let code = if level < shape.empty { NULL } else { dictionary.list_code(&[]) };
                codes.push_run(code, count - 1);
                self.list.open(level < shape.empty);
                continue;
            }
            self.buffers.fill(page, count.min(TOGETHER), shape.value, known)?;
            let mut values = self.buffers.values.iter().copied();
            for (repetition, level) in self.buffers.repetitions.iter().zip(&self.buffers.definitions) {
                if *repetition == 0 {
                    self.list.close(dictionary, codes);
                    self.list.open(*level < shape.empty);
                }
                if *level > shape.empty {
                    let value = if *level == shape.value { values.next() } else { None };
                    self.list.elements.push(value.unwrap_or(NULL));
                }
            }
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
    /// Reads levels that are alike, and the values that belong to them.
    fn fill(&mut self, page: &mut DataPage, count: usize, value: u32, known: &[u32]) -> Result<(), String> {
        self.repetitions.clear();
        self.definitions.clear();
        self.values.clear();
        page.repetition.take(count, |level| self.repetitions.push(level));
        page.definition.take(count, |level| self.definitions.push(level));
        page.left -= count;
        let mut left = self.definitions.iter().filter(|level| **level == value).count();
        while left > 0 {
            let (count, _) = page.values.peek(left)?;
            take_values(&mut page.values, known, count, &mut self.values)?;
            left -= count;
        }
        Ok(())
    }
}

/// Appends the codes of values that stand one after the other.
fn push_values(page: &mut DataPage, known: &[u32], mut left: usize, codes: &mut Codes) -> Result<(), String> {
    while left > 0 {
        let (count, same) = page.values.peek(left)?;
        if let Some(value) = same {
            page.values.skip(count);
            codes.push_run(*known.get(value as usize).ok_or(MISSING)?, count);
        } else {
            codes.append(|codes| take_values(&mut page.values, known, count, codes))?;
        }
        left -= count;
    }
    Ok(())
}

fn take_values(values: &mut Hybrid, known: &[u32], count: usize, codes: &mut Vec<u32>) -> Result<(), String> {
    let start = codes.len();
    codes.reserve(count);
    values.take(count, |value| codes.push(known.get(value as usize).copied().unwrap_or(NONE)));
    if codes[start..].contains(&NONE) { Err(MISSING.into()) } else { Ok(()) }
}

/// Our codes for the values of the dictionary.
fn encode_dictionary(pages: &Pages, dictionary: &mut Dictionary) -> Result<Vec<u32>, String> {
    match &pages.dictionary {
        _ if pages.physical == Type::BOOLEAN => dictionary.encode_bools(),
        Some((bytes, values)) => dictionary.encode_plain(pages.physical, bytes, *values),
        None => Ok(Vec::new()),
    }
}
